"""The desk's answer to a code, from the first glance to the way out: which words, figures and buttons it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill, Coupon, Reason, Redemption, Verdict
from storeassist.features.coupons.store_verdicts import verdict as verdict_of
from storeassist.features.offers.records import Kind
from storeassist.features.redemption import rules, store
from storeassist.kernel.database import Shop
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _
from storeassist.ui.widgets.verdict import Act, Answer, Figure, Rule

_COMES_BACK = {
    *(Reason.NOT_YET, Reason.WEEKDAY, Reason.HOUR, Reason.MIN_SPEND, Reason.PRODUCT, Reason.CUSTOMER),
    *(Reason.LIMIT_DAY, Reason.STACKING),
}
"""Refused now, but not for good."""


class Ways(Protocol):
    """What the buttons of an answer do: the page."""

    def confirm(self) -> None:
        """Use the coupon."""

    def next(self) -> None:
        """Leave this code."""

    def to_amount(self) -> None:
        """Put the keys on the amount."""

    def find_customer(self) -> None:
        """Look for a customer."""

    def to_products(self) -> None:
        """Put the keys on the dishes."""

    def add_product(self, name: str) -> None:
        """Say that a dish is on the bill."""

    def to_price(self, product: str) -> None:
        """Go where the price of a product is kept."""

    def again(self) -> None:
        """Type the code once more."""

    def same_bill(self) -> None:
        """Hold the next code against the same bill."""


@dataclass(frozen=True, slots=True)
class Added:
    """A dish that would make the bill large enough, and what the bill would be then."""

    name: str
    price_fen: int
    amount_fen: int
    discount_fen: int


def closing(shop: Shop, verdict: Verdict, bill: Bill) -> Added | None:
    """The dish that would make the bill large enough, and what the coupon would be good for then."""
    coupon = verdict.coupon
    if verdict.reason is not Reason.MIN_SPEND or coupon is None or bill.amount_fen is None:
        return None
    short_fen = coupon.terms.min_spend_fen - bill.amount_fen
    found = store.closing(shop, short_fen) if short_fen > 0 else None
    if found is None:
        return None
    name, price = found
    amount = bill.amount_fen + price
    larger = replace(bill, amount_fen=amount, products=(*bill.products, name))
    then = verdict_of(shop, coupon_store.short(coupon), larger, bill.at)
    return Added(name, price, amount, then.discount_fen) if then.is_ok else None


def idle() -> Answer:
    """Nothing is asked yet."""
    return Answer(
        "",
        _("Ready for a code"),
        _("The answer comes at once; Enter then makes it a redemption."),
        rules=(
            Rule(_("Scan: wherever the keys are, a scanned code comes here."), icon="redeem"),
            Rule(_("Type: the twelve signs under the QR, with or without dashes."), icon="change"),
            Rule(_("Picture: paste a screenshot, or drop its file on this page."), icon="copy"),
            Rule(_("No code at hand: F6 finds the coupons of a customer."), icon="customers"),
        ),
    )


def of_customer(name: str, usable: Coupon | None, use: Callable[[Coupon], Any]) -> Answer:
    """Somebody was chosen, and no coupon yet."""
    if usable is None:
        return Answer(
            "", _("{name} has no coupon to use now", name=name), _("A card in their hand can be scanned all the same.")
        )
    act = Act(_("Use {offer}", offer=usable.offer_name), "Enter", lambda: use(usable))
    return Answer(
        "", _("Which coupon of {name}?", name=name), _("Choose one from the list, or scan a card."), primary=act
    )


def reading() -> Answer:
    """A picture is being looked at."""
    return Answer("", _("Reading the picture…"))


def unreadable(why: str, ways: Ways) -> Answer:
    """A picture has no code."""
    return Answer("bad", _("No code found"), why, primary=Act(_("Another code"), "Esc", ways.next))


def resting(seconds: int, ways: Ways) -> Answer:
    """Too many wrong codes."""
    return Answer(
        "bad",
        _("A short rest: {seconds} s", seconds=seconds),
        _("Five wrong codes within a minute. Meanwhile, look the coupon up by its customer."),
        primary=Act(_("Find the customer"), "F6", ways.find_customer),
    )


def wrong_bill(why: str, ways: Ways) -> Answer:
    """What was said of the bill cannot be read."""
    return Answer("", why, icon="change", primary=Act(_("Change the amount"), "F4", ways.to_amount))


def of_verdict(verdict: Verdict, bill: Bill, off_before_fen: int, added: Added | None, ways: Ways) -> Answer:
    """The answer to a code; ``off_before_fen`` is what other coupons took off the same bill."""
    if not verdict.is_ok:
        return _refused(verdict, bill, added, ways)
    if bill.amount_fen is None:
        return Answer(
            "",
            _("How much is the bill?"),
            _with_offer(verdict, verdict.message),
            rules=_rules(verdict),
            primary=Act(_("Type the amount"), "F4", ways.to_amount),
            other=Act(_("Another code"), "Esc", ways.next),
        )
    return Answer(
        "good",
        verdict.message,
        verdict.detail,
        figures=_sums(verdict, bill.amount_fen, off_before_fen, _("To pay")),
        rules=_rules(verdict),
        primary=Act(_("Redeem"), "Enter", ways.confirm),
        other=Act(_("Another code"), "Esc", ways.next),
        note=_("A slip can be reversed in the ledger."),
    )


def done(verdict: Verdict, used: Redemption, off_before_fen: int, ways: Ways) -> Answer:
    """A coupon was used."""
    left = max(0, used.amount_fen - off_before_fen - used.discount_fen)
    return Answer(
        "good",
        _("Done, {amount} to take", amount=yuan(left)),
        _("{offer}·bill {number}", offer=used.offer_name, number=used.order_number),
        hint=verdict.collect,
        figures=_sums(verdict, used.amount_fen, off_before_fen, _("To take")),
        primary=Act(_("Next guest"), "Enter", ways.next),
        other=Act(_("Another coupon on this bill"), "F7", ways.same_bill),
        note=_("Ctrl Z takes it back."),
    )


def _refused(verdict: Verdict, bill: Bill, added: Added | None, ways: Ways) -> Answer:
    primary, other = _way_out(verdict, bill, ways), Act(_("Not this time"), "Esc", ways.next)
    return Answer(
        "bad",
        verdict.message,
        _with_offer(verdict, verdict.detail),
        figures=_help(verdict, added),
        rules=_rules(verdict),
        primary=primary,
        other=None if primary.key == other.key else other,
        note=_("The coupon stays as it is, for another time.") if verdict.reason in _COMES_BACK else "",
    )


def _way_out(verdict: Verdict, bill: Bill, ways: Ways) -> Act:
    reason = verdict.reason
    if reason is Reason.MIN_SPEND:
        return Act(_("Change the amount"), "F4", ways.to_amount)
    if reason is Reason.PRODUCT:
        named = _only_product(verdict)
        if named.casefold() in (one.casefold() for one in bill.products):
            return Act(_("Set the price of {product}", product=named), "Enter", lambda: ways.to_price(named))
        if named:
            return Act(_("{product} is on the bill", product=named), "Enter", lambda: ways.add_product(named))
        return Act(_("Say what is on the bill"), "F8", ways.to_products)
    if reason in (Reason.CUSTOMER, Reason.FIRST_PURCHASE):
        return Act(_("Choose the customer"), "F6", ways.find_customer)
    if reason in rules.WRONG_CODES:
        return Act(_("Type it again"), "Enter", ways.again)
    return Act(_("Another code"), "Esc", ways.next)


def _only_product(verdict: Verdict) -> str:
    """The one dish that the coupon is for, if it is for one."""
    if verdict.coupon is None:
        return ""
    terms = verdict.coupon.terms
    named = terms.products or ((terms.product,) if terms.kind is Kind.SPECIAL_PRICE and terms.product else ())
    return named[0] if len(named) == 1 and not terms.roles else ""


def _help(verdict: Verdict, added: Added | None) -> tuple[Figure, ...]:
    """What would make it work."""
    if added is not None:
        dish = _("Add {product} {price}", product=added.name, price=yuan(added.price_fen))
        return (
            Figure(_("What would make it work"), dish, words=True),
            Figure(_("Bill then"), yuan(added.amount_fen)),
            Figure(_("To pay then"), yuan(max(0, added.amount_fen - added.discount_fen))),
        )
    return (Figure(_("What would make it work"), verdict.hint, words=True),) if verdict.hint else ()


def _sums(verdict: Verdict, amount_fen: int, off_before_fen: int, last: str) -> tuple[Figure, ...]:
    terms = verdict.coupon.terms if verdict.coupon else None
    left = yuan(max(0, amount_fen - off_before_fen - verdict.discount_fen))
    if terms is not None and terms.kind is Kind.GIFT:
        middle = Figure(_("Hand out"), terms.product, "good", words=True)
    elif terms is not None and terms.kind is Kind.RED_PACKET:
        middle = Figure(_("Hand out"), yuan(terms.value_fen), "good")
    else:
        middle = Figure(_("Off"), yuan(-verdict.discount_fen), "good")
    before = Figure(_("This bill"), yuan(amount_fen - off_before_fen))
    return before, middle, Figure(last, left)


def _rules(verdict: Verdict) -> tuple[Rule, ...]:
    return tuple(Rule(check.text, check.passed) for check in verdict.checks)


def _with_offer(verdict: Verdict, words: str) -> str:
    name = verdict.coupon.offer_name if verdict.coupon else ""
    return "·".join(part for part in (name if name not in words else "", words) if part)
