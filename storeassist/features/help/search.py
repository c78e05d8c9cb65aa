"""What the command search finds in the handbook."""

from __future__ import annotations

from storeassist.features.help import store
from storeassist.features.help.records import Found
from storeassist.features.help.rules import fitting
from storeassist.kernel.database import Shop
from storeassist.kernel.text import _
from storeassist.ui.feature import SearchHit

_FEW = 3
"""Articles are long, and most words stand in several: the customers found are not to be crowded out."""


def hits(_shop: Shop, text: str, limit: int) -> list[SearchHit]:
    """Articles about ``text``. A lone character or number is looked for among customers only."""
    typed = text.strip()
    if len(typed) < 2 or not any(letter.isalpha() for letter in typed):
        return []
    return [
        SearchHit(found.topic.title, _where(found), "help", "help", {"topic": found.topic.key, "text": typed})
        for found in fitting(store.topics(), typed)[: min(_FEW, limit)]
    ]


def named(_shop: Shop) -> list[SearchHit]:
    """Every article by its title."""
    return [SearchHit(topic.title, _("Help"), "help", "help", {"topic": topic.key}) for topic in store.topics()]


def _where(found: Found) -> str:
    return "·".join(part for part in (_("Help"), found.heading) if part)
