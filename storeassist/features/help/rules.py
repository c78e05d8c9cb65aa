"""How an article is read and found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storeassist.features.help.records import Found, Section, Topic

_BEFORE, _AFTER = 6, 90
_AT_MOST = 15
"""More places than this do not make an article more about a word."""


def read_topic(key: str, text: str) -> Topic:
    """The article that a Markdown ``text`` holds; it begins with its title and one paragraph that sums it up."""
    title, summary, *_rest = text.removeprefix("# ").split("\n\n", 2)
    intro, *parts = re.split(r"^##+ +(.+)\n", text.partition("\n")[2], flags=re.MULTILINE)
    headed = zip(parts[::2], parts[1::2], strict=True)
    sections = (Section("", plain(intro)), *(Section(heading, plain(words)) for heading, words in headed))
    return Topic(key, title.strip(), plain(summary), sections, text)


def plain(text: str) -> str:
    """``text`` without the marks of Markdown, in one line."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*(#+|[-*]|\d+\.|```.*$|\|?[-| :]+\|$)\s*", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\)\*\*|`|\\(?=\*)", "", text).replace("|", " ")
    return " ".join(text.split())


def fitting(topics: Sequence[Topic], typed: str) -> list[Found]:
    """The topics in which all words of ``typed`` occur, those that are about them first; all of them for no words."""
    words = [_places(word) for word in typed.split()]
    if not words:
        return [Found(at, topic, "", topic.summary) for at, topic in enumerate(topics)]
    ranked = []
    for at, topic in enumerate(topics):
        points = [_points(topic, word) for word in words]
        if all(points):
            ranked.append((-sum(points), at, _found(at, topic, words[0])))
    return [found for _most, _at, found in sorted(ranked, key=lambda one: one[:2])]


def _places(word: str) -> re.Pattern[str]:
    """Where ``word`` stands: English at the start of a word, Chinese anywhere."""
    return re.compile((r"\b" if word[0].isascii() and word[0].isalnum() else "") + re.escape(word), re.IGNORECASE)


def _points(topic: Topic, word: re.Pattern[str]) -> int:
    """How much a topic is about a word; 0: it does not occur."""
    headings = sum(1 for section in topic.sections if word.search(section.heading))
    places = sum(len(word.findall(section.words)) for section in topic.sections)
    return (100 if word.search(topic.title) else 0) + 20 * headings + min(places, _AT_MOST)


def _found(at: int, topic: Topic, word: re.Pattern[str]) -> Found:
    """The summary of a topic called like the word, else the section that is, else the first that speaks of it."""
    if word.search(topic.title):
        return Found(at, topic, "", topic.summary)
    for section in topic.sections:
        if word.search(section.heading):
            return Found(at, topic, section.heading, section.words)
    for section in topic.sections:
        if place := word.search(section.words):
            return Found(at, topic, section.heading, _around(section.words, place))
    return Found(at, topic, "", topic.summary)


def _around(words: str, place: re.Match[str]) -> str:
    first = max(0, place.start() - _BEFORE)
    if first:
        first = max(words.find(" ", first, place.start()) + 1, first)
    return ("…" if first else "") + words[first : place.end() + _AFTER]
