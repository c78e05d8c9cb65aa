"""Tells what it means for coupons when the bill they were used on is voided."""

from __future__ import annotations

from storeassist.kernel.database import Shop
from storeassist.kernel.text import many

_USES = (
    "SELECT count(*) FROM coupon_ledger l WHERE order_number = ? AND entry = 'redeemed'"
    " AND NOT EXISTS (SELECT 1 FROM coupon_ledger r WHERE r.reverses_id = l.id)"
)


def void_notes(shop: Shop, order_number: str) -> list[str]:
    """A sentence when coupons were used on a bill; [] otherwise."""
    uses = shop.value(_USES, [order_number])
    if not uses:
        return []
    return [
        many(
            "{n} coupon was used on this bill and stays used. To give it back as well, reverse it on the Redeem page"
            " instead: that voids the bill too.",
            "{n} coupons were used on this bill and stay used. To give them back as well, reverse them on the Redeem page"
            " instead: that voids the bill too.",
            uses,
        )
    ]
