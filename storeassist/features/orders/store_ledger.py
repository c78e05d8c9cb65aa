"""Reads the ledger behind orders: the rows of one number, and what periods add up to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from storeassist.features.orders.records import Filter
from storeassist.features.orders.store import live_sum
from storeassist.kernel.database import Shop


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of the ledger: an order as it was entered, or (``reverses``) what took it back, and why."""

    id: int
    written_at: datetime
    amount_fen: int
    version: int
    reverses: bool
    why: str
    import_id: int | None


@dataclass(frozen=True, slots=True)
class Sum:
    """Orders that count, and what was paid for them in fen."""

    orders: int
    fen: int


def ledger(shop: Shop, number: str) -> list[LedgerRow]:
    """Every row under the shop's number for an order, in the order they were written."""
    rows = shop.query(
        'WITH own AS (SELECT id FROM "order" WHERE number = ? AND reverses_id IS NULL)'
        ' SELECT o.id, o.created_at, o.amount_fen, o.version, o.reverses_id, o.why, o.import_id FROM "order" o'
        " WHERE o.id IN own OR o.reverses_id IN own ORDER BY o.id",
        [number],
    )
    return [
        LedgerRow(
            id=row["id"],
            written_at=datetime.fromisoformat(row["created_at"]),
            amount_fen=row["amount_fen"],
            version=row["version"],
            reverses=row["reverses_id"] is not None,
            why=row["why"],
            import_id=row["import_id"],
        )
        for row in rows
    ]


def counted(shop: Shop, which: Filter) -> Sum:
    """The orders a filter lets through that count; whole periods come from the sums of their days."""
    if which.text.strip() or which.customer_id is not None:
        return Sum(*live_sum(shop, which))
    first, last = which.first_day or date.min, which.last_day or date.max
    row = shop.query(
        "SELECT coalesce(sum(orders), 0) AS orders, coalesce(sum(amount_fen), 0) AS fen FROM order_day"
        " WHERE day BETWEEN ? AND ?",
        [first.isoformat(), last.isoformat()],
    )[0]
    return Sum(row["orders"], row["fen"])


def voided_count(shop: Shop) -> int:
    """How many orders were taken back."""
    return int(shop.value('SELECT count(*) FROM "order" WHERE reverses_id IS NOT NULL'))


def first_day_of(days: int, today: date) -> date:
    """The first of ``days`` business days that end with ``today``."""
    return today - timedelta(days=days - 1)
