"""What a coupon is worth on a bill: money off it, and what is handed out beside. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from storeassist.features.coupons.records_case import Case
from storeassist.features.offers import rules_words
from storeassist.features.offers.records import Kind, Terms
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _

_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Value:
    """``discount_fen`` is 0 where the bill is not known; ``needs_price``: nobody can tell without the product's price."""

    discount_fen: int = 0
    worth_fen: int = 0
    needs_price: bool = False


def value_of(case: Case) -> Value:
    """What the coupon of a case takes off its bill, never more than there is to pay, and what its gift is worth."""
    terms, bill = case.coupon.terms, case.bill
    if terms.kind is Kind.GIFT:
        return Value(worth_fen=case.price_fen or 0)
    if terms.kind is Kind.RED_PACKET:
        return Value(worth_fen=terms.value_fen)
    off = _off(case)
    if off is None:
        return Value(needs_price=True)
    most = [fen for fen in (bill.amount_fen, case.paid_fen) if fen is not None]
    return Value(discount_fen=max(0, min([off, *most])))


def is_in_vain(case: Case) -> bool:
    """Whether the bill leaves nothing that money could be taken off, so that the coupon would be used up for nothing."""
    terms = case.coupon.terms
    if terms.kind not in (Kind.AMOUNT_OFF, Kind.PERCENT_OFF, Kind.SPECIAL_PRICE):
        return False
    is_paid = 0 in (case.bill.amount_fen, case.paid_fen)
    return is_paid or (terms.kind is Kind.PERCENT_OFF and value_of(case).discount_fen == 0)


def is_no_bargain(case: Case) -> bool:
    """Whether the product of a special price is on the bill, and costs no more than that on the menu."""
    terms = case.coupon.terms
    if terms.kind is not Kind.SPECIAL_PRICE or not is_on_bill(case, terms.product):
        return False
    return case.price_fen is not None and case.price_fen <= terms.value_fen


def is_on_bill(case: Case, product: str) -> bool:
    """Whether a product is named on the bill, in capitals or not."""
    return folded(product) in {folded(one) for one in case.bill.products}


def folded(name: str) -> str:
    """A name as it is compared."""
    return " ".join(name.split()).casefold()


def value_words(terms: Terms, discount_fen: int | None) -> str:
    """What a coupon brings in a few words; the money off where the bill says how much (None: it does not)."""
    if terms.kind is Kind.GIFT:
        return _("free {product}", product=terms.product)
    if terms.kind is Kind.RED_PACKET:
        return _("red packet of {amount}", amount=yuan(terms.value_fen))
    if discount_fen is not None:
        return _("{amount} off", amount=yuan(discount_fen))
    if terms.kind is Kind.SPECIAL_PRICE:
        return _("{product} for {amount}", product=terms.product, amount=yuan(terms.value_fen))
    return rules_words.value_words(terms)


def collect_words(terms: Terms) -> str:
    """What to hand out beside the money off; "" when there is nothing."""
    if terms.kind is Kind.GIFT:
        return _("Hand out: {product}", product=terms.product)
    if terms.kind is Kind.RED_PACKET:
        return _("Hand out: a red packet of {amount}", amount=yuan(terms.value_fen))
    return ""


def _off(case: Case) -> int | None:
    """What the offer takes off, before what there is to pay limits it; None when nobody can tell."""
    terms, amount = case.coupon.terms, case.bill.amount_fen
    if terms.kind is Kind.AMOUNT_OFF:
        return terms.value_fen
    if terms.kind is Kind.PERCENT_OFF:
        off = (amount or 0) * terms.basis_points // _WHOLE
        return off if terms.max_discount_fen is None else min(off, terms.max_discount_fen)
    return None if case.price_fen is None else case.price_fen - terms.value_fen
