"""Reads what batches of cards left in the ledgers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from storeassist.features.batches import rules
from storeassist.features.batches.records import Bill, Result, Traces, Use
from storeassist.features.cards.records import Batch
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.dates import business_day
from storeassist.kernel.settings import day_ends_at

_STANDS = "NOT EXISTS (SELECT 1 FROM coupon_ledger r WHERE r.reverses_id = l.id)"
_COUNTS = 'o.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
_KNOWN_SHARE = 0.5
"""While the costs of less than this part of all sales are known, they say nothing about the rest."""

_BILL = 'SELECT 1 FROM "order" o WHERE o.number = l.order_number'
_IS_VOID = f"EXISTS ({_BILL} AND o.reverses_id IS NULL) AND NOT EXISTS ({_BILL} AND {_COUNTS})"
_USES = (
    "SELECT at, order_number, customer_id, iif(is_void, 0, discount_fen) AS discount_fen,"
    f" iif(is_void, 0, worth_fen) AS worth_fen FROM (SELECT l.*, c.customer_id, {_IS_VOID} AS is_void"
    " FROM coupon_ledger l LEFT JOIN redemption_customer c ON c.id = l.id"
    f" WHERE l.issue_id = ? AND l.entry = 'redeemed' AND {_STANDS}) ORDER BY id"
)
"""A use stays one when its bill is voided, as its coupon is spent; what was given with that bill was taken back with it."""
_HOLDERS = (
    "SELECT h.customer_id, min(l.at) AS at FROM coupon c JOIN coupon_holder h ON h.id = c.id"
    f" JOIN coupon_ledger l ON l.coupon_id = c.id AND l.entry IN ('claimed', 'redeemed') AND {_STANDS}"
    " WHERE c.issue_id = ? GROUP BY h.customer_id"
)
_NEWCOMERS = (
    "SELECT id AS customer_id FROM customer"
    " WHERE lower(source) = lower(:channel) AND coalesce(joined_on, substr(created_at, 1, 10)) >= :day"
)
_BILLS = (
    "SELECT o.number, o.at, o.customer_id, o.amount_fen, o.discount_fen,"
    " (SELECT CASE WHEN count(*) = count(p.cost_fen) THEN sum(l.quantity * p.cost_fen) END FROM order_line l"
    " LEFT JOIN product p ON p.id = l.product_id WHERE l.order_id = o.id) AS goods_fen"
    ' FROM "order" o WHERE o.id IN (SELECT id FROM "order" WHERE customer_id IN (SELECT value FROM json_each(:people))'
    ' UNION SELECT id FROM "order" WHERE reverses_id IS NULL AND number IN (SELECT value FROM json_each(:numbers)))'
    f" AND {_COUNTS}"
)


def results(shop: Shop, batches: Sequence[Batch]) -> list[Result]:
    """What each of ``batches`` brought, in their order."""
    goods_share, ends_at = _goods_share(shop), day_ends_at(shop)
    return [_result(shop, batch, goods_share, ends_at) for batch in batches]


def _result(shop: Shop, batch: Batch, goods_share: float | None, ends_at: int) -> Result:
    by_channel = batch.facts.offer_id is None
    met, uses, numbers = _by_channel(shop, batch) if by_channel else _by_coupons(shop, batch, ends_at)
    asked = {"people": json.dumps(list(met)), "numbers": json.dumps(numbers)}
    bills = tuple(_bill(row) for row in shop.query(_BILLS, asked))
    return Result(batch, rules.figures(Traces(met, uses, bills, goods_share, ends_at)), by_channel)


def _by_coupons(shop: Shop, batch: Batch, ends_at: int) -> tuple[dict[int, datetime], tuple[Use, ...], list[str]]:
    met: dict[int, datetime] = {}
    uses = []
    for row in shop.query(_HOLDERS, [batch.issue_id]):
        met[row["customer_id"]] = datetime.fromisoformat(row["at"])
    for row in shop.query(_USES, [batch.issue_id]):
        at = datetime.fromisoformat(row["at"])
        uses.append(Use(business_day(at, ends_at), row["order_number"], row["discount_fen"], row["worth_fen"]))
        if row["customer_id"] is not None:
            met[row["customer_id"]] = min(at, met.get(row["customer_id"], at))
    return met, tuple(uses), [use.order_number for use in uses if use.order_number]


def _by_channel(shop: Shop, batch: Batch) -> tuple[dict[int, datetime], None, list[str]]:
    """Cards without coupons are told by the customers who name their channel as where they come from, since the print."""
    if not batch.facts.channel or batch.printed_at is None:
        return {}, None, []
    first = shop.value("SELECT min(at) FROM card_run WHERE batch_id = ?", [batch.id])
    rows = shop.query(_NEWCOMERS, {"channel": batch.facts.channel, "day": first[:10]})
    return {row["customer_id"]: datetime.fromisoformat(first[:10]) for row in rows}, None, []


def _bill(row: Row) -> Bill:
    return Bill(
        row["number"],
        datetime.fromisoformat(row["at"]),
        row["customer_id"],
        row["amount_fen"],
        row["amount_fen"] + row["discount_fen"],
        None if row["goods_fen"] is None else round(row["goods_fen"]),
    )


def _goods_share(shop: Shop) -> float | None:
    """The part of what was sold that its goods cost; a bill without lines is taken for an ordinary one."""
    row = shop.query(
        "SELECT sum(t.sold_fen) AS sold, sum(CASE WHEN p.cost_fen IS NOT NULL THEN t.sold_fen END) AS known,"
        " sum(t.quantity * p.cost_fen) AS goods FROM product p JOIN product_total t ON t.product_id = p.id"
    )[0]
    if not row["known"] or row["known"] < _KNOWN_SHARE * row["sold"]:
        return None
    return float(row["goods"] / row["known"])
