"""What leads to segments: the command search, and a customer's details."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.segments import store
from storeassist.features.segments.rules_words import sentence
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _
from storeassist.ui.feature import Link, SearchHit


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


def links_of_customer(job: Job, shop: Shop, customer_id: int, now: datetime) -> tuple[str, list[Link]]:
    """The segments a customer is in, each with the way to it."""
    found = store.of_customer(shop, customer_id, now, job)
    return _("Segments"), [Link(one.name, "segments", args={"segment_id": one.id}) for one in found]
