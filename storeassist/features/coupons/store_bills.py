"""Finds the bill a coupon was used on: its number may be another bill's by now."""

from __future__ import annotations

from storeassist.features.coupons.records import Redemption
from storeassist.kernel.database import Shop

_VERSIONS = (
    'SELECT o.id, o.at, o.amount_fen + o.discount_fen AS price_fen, o.discount_fen, v.id IS NULL AS is_live'
    ' FROM "order" o LEFT JOIN "order" v ON v.reverses_id = o.id'
    " WHERE o.number = ? AND o.reverses_id IS NULL ORDER BY o.version"
)


def bill_of(shop: Shop, used: Redemption) -> int | None:
    """The id of the order a coupon was used on, in the version that counts; None when it is void or gone.

    Whoever voids a bill may enter its number again: that is another bill, which never knew of the coupon. The program's
    own corrections keep a bill's time, its price before discounts, and what was taken off for the coupons that stand.
    """
    versions = [row for row in shop.query(_VERSIONS, [used.order_number]) if row["discount_fen"] >= used.discount_fen]
    own = [row for row in versions if row["price_fen"] == used.amount_fen]
    live = [row for row in own if row["is_live"] and row["at"] == own[0]["at"]]
    return int(live[0]["id"]) if live else None
