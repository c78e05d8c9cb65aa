"""Whether a coupon is taken on a bill, why not, and what would make it good. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from storeassist.features.coupons import rules_limits, rules_value
from storeassist.features.coupons.records import Check, Reason, State, Verdict
from storeassist.features.coupons.records_case import Case
from storeassist.features.coupons.rules_time import Standing, is_weekday, next_day_begins, opens_at, standing
from storeassist.features.offers.records import Kind
from storeassist.features.offers.rules_words import hours_words, weekdays_words
from storeassist.kernel.dates import moment_inside, show_day
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many


def decide(case: Case) -> Verdict:
    """Hold a coupon against its bill: every rule that applies is asked, the first that fails is the reason."""
    checks = tuple(check for rule in _RULES if (check := rule(case)) is not None)
    failed = next((check for check in checks if check.passed is False), None)
    coupon, terms = case.coupon, case.coupon.terms
    if failed is not None:
        if failed.reason in (Reason.CANCELLED, Reason.USED):  # the rest says nothing of a coupon that is gone
            checks = checks[: checks.index(failed) + 1]
        return Verdict(
            failed.reason,
            _("Not usable: {why}", why=_WHY[failed.reason](case)),
            detail=failed.text,
            hint=hint_of(case, failed.reason),
            coupon=coupon,
            checks=checks,
        )
    value = rules_value.value_of(case)
    off = None if case.bill.amount_fen is None else value.discount_fen
    return Verdict(
        Reason.OK,
        _("Usable: {what}", what=rules_value.value_words(terms, off)),
        detail=_detail(case),
        collect=rules_value.collect_words(terms),
        discount_fen=value.discount_fen,
        worth_fen=value.worth_fen,
        coupon=coupon,
        checks=checks,
    )


def refused(reason: Reason) -> Verdict:
    """The answer to a text that is no coupon of this shop."""
    if reason is Reason.FORGED:
        return Verdict(
            reason,
            _("Forged, or of another shop"),
            _("The code is whole, but this shop did not sign it."),
            _("Do not take it. Ask where it came from."),
        )
    if reason is Reason.MISTYPED:
        return Verdict(
            reason,
            _("Mistyped or damaged"),
            _("A sign of the code is wrong, missing or too much."),
            _("Compare it with the card, sign by sign, or scan it again."),
        )
    return Verdict(
        reason,
        _("No coupon of this shop"),
        _("No coupon in this shop file has such a code."),
        _("Scan the square code of the card, or type the three blocks below it."),
    )


def hint_of(case: Case, reason: Reason) -> str:
    """What would make the coupon good, where something would."""
    if reason in (Reason.NOT_YET, Reason.WEEKDAY, Reason.HOUR):
        return _opening(case, case.bill.at)
    if reason is Reason.LIMIT_DAY:
        return _opening(case, next_day_begins(case.bill.at, case.day_ends_at))
    if reason is Reason.MIN_SPEND:
        short = _short_fen(case)
        return _("Usable with {amount} more", amount=yuan(short)) if short > 0 else _("Usable on another bill")
    if reason is Reason.PRODUCT:
        is_unpriced = rules_value.value_of(case).needs_price and rules_value.is_on_bill(case, case.coupon.terms.product)
        if is_unpriced or rules_value.is_no_bargain(case):
            return _("Set the price of {product} among the products.", product=case.coupon.terms.product)
        return _("Usable with {products} on the bill", products=_wanted_products(case))
    return rules_limits.hint_of(case, reason)


def _detail(case: Case) -> str:
    coupon = case.coupon
    issued = moment_inside(coupon.issued_at, case.bill.at)
    if coupon.customer_name:
        return _("{offer}·issued {day} to {name}", offer=coupon.offer_name, day=issued, name=coupon.customer_name)
    return _("{offer}·issued {day}", offer=coupon.offer_name, day=issued)


def _opening(case: Case, since: datetime) -> str:
    """From when on a coupon is good again, ``since`` a moment at the earliest."""
    today, at = case.bill.at.date(), opens_at(case.coupon, since, case.day_ends_at)
    if at is None:
        return ""
    if at.date() == today:
        return _("Usable from {time}", time=f"{at:%H:%M}")
    day = _("{day} ({weekday})", day=show_day(at.date(), today), weekday=weekdays_words([at.isoweekday()]))
    if not case.coupon.terms.hours:
        return _("Usable from {day}", day=day)
    return _("Usable from {day}, {time}", day=day, time=f"{at:%H:%M}")


def _cancelled(case: Case) -> Check:
    if case.coupon.state is not State.CANCELLED:
        return Check(Reason.CANCELLED, True, _("Not cancelled"))
    when = moment_inside(case.cancelled_at, case.bill.at) if case.cancelled_at else ""
    text = _("Cancelled {when}: {why}", when=when, why=case.why_cancelled) if case.why_cancelled else ""
    return Check(Reason.CANCELLED, False, text or _("Cancelled {when}", when=when))


def _used(case: Case) -> Check:
    coupon = case.coupon
    if coupon.uses_left > 0:
        if coupon.terms.uses_per_code > 1:
            left = many("{n} use is left", "{n} uses are left", coupon.uses_left)
            return Check(Reason.USED, True, left)
        return Check(Reason.USED, True, _("Not used yet"))
    when = moment_inside(coupon.used_at, case.bill.at) if coupon.used_at else ""
    return Check(Reason.USED, False, _("Used {when}, bill {number}", when=when, number=coupon.used_on_order))


def _standing(case: Case) -> Standing:
    return standing(case.coupon, case.bill.at, case.day_ends_at)


def _not_yet(case: Case) -> Check | None:
    first, day = case.coupon.valid_from, _standing(case).day
    if first is None:
        return None
    return Check(Reason.NOT_YET, day >= first, _("Valid from {day}", day=show_day(first, day)))


def _expired(case: Case) -> Check | None:
    last, day = case.coupon.valid_to, _standing(case).day
    if last is None:
        return None
    return Check(Reason.EXPIRED, day <= last, _("Valid until {day}", day=show_day(last, day)))


def _weekday(case: Case) -> Check | None:
    terms, day = case.coupon.terms, _standing(case).day
    if not terms.weekdays:
        return None
    days, weekday = weekdays_words(terms.weekdays), weekdays_words([day.isoweekday()])
    if day < case.bill.at.date():
        text = _("On {days}: this night still belongs to {weekday}", days=days, weekday=weekday)
    else:
        text = _("On {days}: today is {weekday}", days=days, weekday=weekday)
    return Check(Reason.WEEKDAY, is_weekday(terms, day), text)


def _hour(case: Case) -> Check | None:
    if not case.coupon.terms.hours:
        return None
    text = _("At {hours}: now {time}", hours=hours_words(case.coupon.terms.hours), time=f"{case.bill.at:%H:%M}")
    return Check(Reason.HOUR, _standing(case).in_hours, text)


def _min_spend(case: Case) -> Check | None:
    least, amount = case.coupon.terms.min_spend_fen, case.bill.amount_fen
    if amount is not None and amount >= least and rules_value.is_in_vain(case):
        left = amount if case.paid_fen is None else case.paid_fen
        return Check(Reason.MIN_SPEND, False, _("Nothing to take off: {amount} to pay", amount=yuan(left)))
    if not least:
        return None
    if amount is None:
        return Check(Reason.MIN_SPEND, None, _("Minimum {least}", least=yuan(least)))
    text = _("Minimum {least}: bill {amount}", least=yuan(least), amount=yuan(amount))
    if amount < least:
        text = _("Minimum {least}: bill {amount}, {short} short", least=yuan(least), amount=yuan(amount),
                 short=yuan(least - amount))  # fmt: skip
    return Check(Reason.MIN_SPEND, amount >= least, text)


def _product(case: Case) -> Check | None:
    terms = case.coupon.terms
    special = terms.kind is Kind.SPECIAL_PRICE
    if not (special or terms.products or terms.roles):
        return None
    if special and not rules_value.is_on_bill(case, terms.product):
        return Check(Reason.PRODUCT, False, _("With {products}: not on the bill", products=terms.product))
    if special and rules_value.value_of(case).needs_price:
        return Check(Reason.PRODUCT, False, _("The price of {product} is not known", product=terms.product))
    if rules_value.is_no_bargain(case):
        text = _("{product} costs {price} anyway", product=terms.product, price=yuan(case.price_fen or 0))
        return Check(Reason.PRODUCT, False, text)
    if not _has_wanted(case):
        return Check(Reason.PRODUCT, False, _("With {products}: not on the bill", products=_wanted_products(case)))
    return Check(Reason.PRODUCT, True, _("With {products}: on the bill", products=_wanted_products(case)))


def _has_wanted(case: Case) -> bool:
    terms = case.coupon.terms
    if not (terms.products or terms.roles):
        return True
    named = any(rules_value.is_on_bill(case, one) for one in terms.products)
    return named or any(role in terms.roles for role in case.roles.values())


def _wanted_products(case: Case) -> str:
    """What must be on the bill, in words: for a special price its product, else any of those named."""
    terms = case.coupon.terms
    if terms.kind is Kind.SPECIAL_PRICE and not rules_value.is_on_bill(case, terms.product):
        return terms.product
    roles = {
        "lead": _("any lead product"),
        "hero": _("any hero product"),
        "profit": _("any profit product"),
        "ordinary": _("any ordinary product"),
    }
    wanted = [*terms.products, *(roles[role.value] for role in terms.roles)]
    return _(" or ").join(wanted) or terms.product


def _short_fen(case: Case) -> int:
    return case.coupon.terms.min_spend_fen - (case.bill.amount_fen or 0)


_RULES: tuple[Callable[[Case], Check | None], ...] = (
    *(_cancelled, _used, _not_yet, _expired, _weekday, _hour, _min_spend, _product),
    *(rules_limits.customer, rules_limits.first_purchase, rules_limits.per_customer, rules_limits.per_day),
    *(rules_limits.total, rules_limits.cost_ceiling, rules_limits.stacking),
)
"""In the order of Reason."""

_WHY: dict[Reason, Callable[[Case], str]] = {
    Reason.CANCELLED: lambda _case: _("cancelled"),
    Reason.USED: lambda _case: _("used already"),
    Reason.NOT_YET: lambda _case: _("too early"),
    Reason.EXPIRED: lambda _case: _("expired"),
    Reason.WEEKDAY: lambda _case: _("wrong day"),
    Reason.HOUR: lambda _case: _("wrong hour"),
    Reason.MIN_SPEND: lambda case: (
        _("{amount} short", amount=yuan(_short_fen(case))) if _short_fen(case) > 0 else _("nothing to take off")
    ),
    Reason.PRODUCT: lambda case: (
        _("it saves nothing") if rules_value.is_no_bargain(case) else _("a product is missing")
    ),
    Reason.CUSTOMER: lambda _case: _("somebody else's"),
    Reason.FIRST_PURCHASE: lambda _case: _("for the first purchase only"),
    Reason.LIMIT_CUSTOMER: lambda _case: _("enough for this customer"),
    Reason.LIMIT_DAY: lambda _case: _("enough for today"),
    Reason.LIMIT_TOTAL: lambda _case: _("all are used"),
    Reason.COST_CEILING: lambda _case: _("the money for it is spent"),
    Reason.STACKING: lambda _case: _("not with the other coupon"),
}
