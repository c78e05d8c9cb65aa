"""What issuing coupons will come to, before it is done."""

from __future__ import annotations

from datetime import date, timedelta

from storeassist.features.offers.records import Kind, Terms


def last_day(terms: Terms, today: date, *, from_claim: bool = False) -> date | None:
    """The last day of a coupon issued today, or the last it can have before its claim; None when it has no end."""
    days = None if from_claim else terms.days_after_issue
    after = None if days is None else today + timedelta(days=days)
    return min((day for day in (terms.valid_to, after) if day is not None), default=None)


def most_fen(terms: Terms, price_fen: int | None) -> int | None:
    """What one coupon can cost at most, over all its uses; ``price_fen`` is its product's list price.

    None when nobody can tell: a part of a bill without a cap, a product without a price.
    """
    once: int | None
    match terms.kind:
        case Kind.AMOUNT_OFF | Kind.RED_PACKET:
            once = terms.value_fen
        case Kind.PERCENT_OFF:
            once = terms.max_discount_fen
        case Kind.GIFT:
            once = price_fen
        case Kind.SPECIAL_PRICE:
            once = None if price_fen is None else max(0, price_fen - terms.value_fen)
    return None if once is None else once * terms.uses_per_code
