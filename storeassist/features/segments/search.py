"""What the command search finds among segments."""

from __future__ import annotations

from storeassist.features.segments import store
from storeassist.features.segments.rules_words import sentence
from storeassist.kernel.database import Shop
from storeassist.kernel.text import _
from storeassist.ui.feature import SearchHit


def hits(shop: Shop, text: str, limit: int) -> list[SearchHit]:
    """Segments with ``text`` in their name, those that begin with it first; each leads to its own page."""
    sought = text.strip().casefold()
    found = [one for one in store.all_segments(shop) if sought and sought in one.name.casefold()]
    found.sort(key=lambda one: not one.name.casefold().startswith(sought))
    if not found:
        return []
    called = store.names(shop)
    return [
        SearchHit(
            one.name,
            _("Snapshot") if one.frozen_at else sentence(one.rule, called),
            "segment",
            "segments",
            {"segment_id": one.id},
        )
        for one in found[:limit]
    ]
