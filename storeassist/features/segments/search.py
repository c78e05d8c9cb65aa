"""What leads to segments: the command search, and a customer's details."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.segments import store
from storeassist.features.segments.rules_words import sentence
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _
from storeassist.ui.feature import Link, SearchHit


def named(shop: Shop) -> list[SearchHit]:
    """Every segment by its name; each leads to its own page."""
    called = store.names(shop)
    return [
        SearchHit(
            one.name,
            _("Snapshot") if one.frozen_at else sentence(one.rule, called),
            "segment",
            "segments",
            {"segment_id": one.id},
        )
        for one in store.all_segments(shop)
    ]


def links_of_customer(job: Job, shop: Shop, customer_id: int, now: datetime) -> tuple[str, list[Link]]:
    """The segments a customer is in, each with the way to it."""
    found = store.of_customer(shop, customer_id, now, job)
    return _("Segments"), [Link(one.name, "segments", args={"segment_id": one.id}) for one in found]
