"""The table of batches below the studio."""

from __future__ import annotations

from datetime import date

from storeassist.features.cards.records import Batch
from storeassist.kernel.dates import show_day
from storeassist.ui.table import Column


def columns(today: date) -> list[Column[Batch]]:
    """What is shown of each batch."""

    def printed_on(batch: Batch) -> str:
        return show_day(batch.printed_at.date(), today) if batch.printed_at else "—"

    def valid_until(batch: Batch) -> str:
        return show_day(batch.facts.valid_until, today) if batch.facts.valid_until else "—"

    return [
        Column("Batch", lambda batch: batch.facts.name, key="name", width=180, stretch=True),
        Column("Printed on", printed_on, key="printed", width=110),
        Column("Printed", lambda batch: f"{batch.printed:,} / {batch.facts.quantity:,}", right=True, width=110),
        Column("Offer", lambda batch: batch.offer_name or "—", key="offer", width=180, rank=3),
        Column("Where they lie", lambda batch: batch.facts.place or "—", key="place", width=130, rank=4),
        Column("Valid until", valid_until, key="valid_until", width=120, rank=2),
    ]
