"""Reads what coupons took off bills, for those who are about to write these bills anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from storeassist.features.coupons.store import LIVE
from storeassist.kernel.database import Shop

_BILL = "o.number = l.order_number AND o.reverses_id IS NULL"
_OWN = f"{_BILL} AND o.amount_fen + o.discount_fen = l.amount_fen AND o.discount_fen >= l.discount_fen"
_USES = (
    "FROM coupon_ledger l WHERE l.order_number IN (SELECT value FROM json_each(?)) AND l.order_number <> ''"
    f" AND l.entry = 'redeemed' AND {LIVE}"
)
_ON_BILLS = (
    f'SELECT order_number, sum(discount_fen) AS off_fen {_USES} AND EXISTS (SELECT 1 FROM "order" o WHERE {_OWN}'
    ' AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
    f' AND +o.at = (SELECT o.at FROM "order" o WHERE {_OWN} ORDER BY o.version LIMIT 1)) GROUP BY order_number'
)
_WITHOUT = (
    f"SELECT order_number, amount_fen, sum(discount_fen) AS off_fen, max(at) AS at {_USES} AND l.discount_fen > 0 AND NOT EXISTS"
    f' (SELECT 1 FROM "order" o WHERE {_BILL}) GROUP BY order_number, amount_fen ORDER BY max(id)'
)


_AT_DESK = (
    "SELECT o.number, o.at, o.amount_fen AS paid_fen, o.discount_fen, o.customer_id, (SELECT coalesce(sum(l.discount_fen), 0)"
    f" FROM coupon_ledger l WHERE l.order_number = o.number AND l.order_number <> '' AND l.entry = 'redeemed' AND {LIVE})"
    ' AS off_fen FROM "order" o WHERE o.at BETWEEN :first AND :last AND o.reverses_id IS NULL'
    ' AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
    " AND EXISTS (SELECT 1 FROM coupon_ledger l WHERE l.order_number = o.number AND l.order_number <> '')"
    ' AND EXISTS (SELECT 1 FROM "order" f WHERE f.number = o.number AND f.version = 1 AND f.reverses_id IS NULL'
    " AND f.import_id IS NULL) ORDER BY o.at, o.id"
)


class DeskBill(NamedTuple):
    """A bill that counts, on which a coupon was used, and that no import brought; ``off_fen`` is what coupons took off."""

    number: str
    at: str
    paid_fen: int
    discount_fen: int
    customer_id: int | None
    off_fen: int


class Carried(NamedTuple):
    """What coupons took off a bill of ``price_fen`` that is not in the file any more, and when the last was used."""

    price_fen: int
    off_fen: int
    at: datetime


def off_bills(shop: Shop, numbers: Iterable[str]) -> dict[str, int]:
    """What coupons that count took off the bills of these numbers, 0 for gifts; bills without a coupon are left out.

    Which bill is a coupon's own is told as in ``store_bills``.
    """
    return {row["order_number"]: row["off_fen"] for row in shop.query(_ON_BILLS, [json.dumps(list(numbers))])}


def bills_at_desk(shop: Shop, first: str, last: str) -> list[DeskBill]:
    """The bills between two moments that were added here and not imported, and on which coupons were used."""
    return [DeskBill(**row) for row in shop.query(_AT_DESK, {"first": first, "last": last})]


def off_missing(shop: Shop, numbers: Iterable[str]) -> dict[str, Carried]:
    """The same of bills that went with the import that brought them, while their coupons stay used."""
    rows = shop.query(_WITHOUT, [json.dumps(list(numbers))])
    return {
        row["order_number"]: Carried(row["amount_fen"], row["off_fen"], datetime.fromisoformat(row["at"]))
        for row in rows
    }
