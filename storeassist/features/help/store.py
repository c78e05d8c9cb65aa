"""The articles that ship with the program, in the language in force."""

from __future__ import annotations

from functools import lru_cache

from storeassist.features.help.records import TOPICS, Topic
from storeassist.features.help.rules import read_topic
from storeassist.kernel.paths import resources
from storeassist.kernel.text import language


def topics() -> tuple[Topic, ...]:
    """All articles, in the order of reading."""
    return _topics(language())


@lru_cache(maxsize=2)
def _topics(speech: str) -> tuple[Topic, ...]:
    folder = resources() / "help" / speech
    return tuple(read_topic(key, (folder / f"{key}.md").read_text("utf-8")) for key in TOPICS)
