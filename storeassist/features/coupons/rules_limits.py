"""The rules of a coupon that look beyond its bill: whose it is, how many were used, what else is on the bill. Pure."""

from __future__ import annotations

from storeassist.features.coupons import rules_value
from storeassist.features.coupons.records import Check, Reason
from storeassist.features.coupons.records_case import Case, Other
from storeassist.features.offers.records import Stacking
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many


def customer(case: Case) -> Check | None:
    """A personal coupon is its holder's alone; one that nobody holds becomes that of its first user."""
    coupon, who = case.coupon, case.bill.customer_id
    if not coupon.terms.personal:
        return None
    if coupon.customer_id is None:
        return Check(Reason.CUSTOMER, True, _("Personal: nobody holds it yet"))
    name = coupon.customer_name or coupon.customer_number
    if who is not None and who != coupon.customer_id:
        text = _("For {name} alone, not for {other}", name=name, other=case.customer_name)
        return Check(Reason.CUSTOMER, False, text)
    return Check(Reason.CUSTOMER, True, _("For {name} alone", name=name))


def first_purchase(case: Case) -> Check | None:
    """An offer for newcomers needs to know who it is, which is a question of the customer."""
    if not case.coupon.terms.first_purchase_only:
        return None
    if not case.is_known:
        return Check(Reason.CUSTOMER, False, _("For the first purchase: nobody is named"))
    if case.had_orders:
        text = _("For the first purchase: {name} bought before", name=case.customer_name)
        return Check(Reason.FIRST_PURCHASE, False, text)
    return Check(Reason.FIRST_PURCHASE, True, _("For the first purchase: no order before"))


def per_customer(case: Case) -> Check | None:
    """How many of the offer one customer may use."""
    most, used = case.coupon.terms.per_customer, case.used_by_customer
    if most is None:
        return None
    limit = many("{n} for each customer", "{n} for each customer", most)
    if not case.is_known:
        return Check(Reason.LIMIT_CUSTOMER, None, _("{limit}: nobody is named", limit=limit))
    return Check(Reason.LIMIT_CUSTOMER, used < most, _with_use(limit, used))


def per_day(case: Case) -> Check | None:
    """How many of the offer one customer may use on a business day."""
    most, used = case.coupon.terms.per_customer_per_day, case.used_by_customer_today
    if most is None:
        return None
    limit = many("{n} a day for each customer", "{n} a day for each customer", most)
    if not case.is_known:
        return Check(Reason.LIMIT_DAY, None, _("{limit}: nobody is named", limit=limit))
    return Check(Reason.LIMIT_DAY, used < most, _with_use(limit, used))


def total(case: Case) -> Check | None:
    """How many of the offer may be used in all."""
    most = case.coupon.terms.total
    if most is None:
        return None
    return Check(
        Reason.LIMIT_TOTAL, case.use.used < most, _with_use(many("{n} in all", "{n} in all", most), case.use.used)
    )


def cost_ceiling(case: Case) -> Check | None:
    """How much the offer may cost in all."""
    most = case.coupon.terms.cost_ceiling_fen
    if most is None:
        return None
    value = rules_value.value_of(case)
    fits = case.use.given_fen + value.discount_fen + value.worth_fen <= most
    text = _("{most} in all: {given} given so far", most=yuan(most), given=yuan(case.use.given_fen))
    return Check(Reason.COST_CEILING, fits and case.use.given_fen < most, text)


def stacking(case: Case) -> Check | None:
    """What else is on the bill; of coupons of which only the best counts, there may be one."""
    if not case.others:
        return None
    refusing = _refusing(case)
    if refusing is None:
        return Check(Reason.STACKING, True, _("Goes together with the other coupon"))
    text = _("{offer} is on this bill", offer=refusing.offer_name)
    return Check(Reason.STACKING, False, text)


def hint_of(case: Case, reason: Reason) -> str:
    """What would make the coupon good where one of these rules refuses it."""
    if reason is Reason.CUSTOMER:
        if case.coupon.terms.first_purchase_only and not case.is_known:
            return _("Choose the customer, or add a new one.")
        return _("Usable for {name}", name=case.coupon.customer_name or case.coupon.customer_number)
    if reason is Reason.STACKING:
        return _of_two(case)
    return ""


def _of_two(case: Case) -> str:
    other = _refusing(case)
    if other is None or case.coupon.terms.stacking is not Stacking.BEST or other.stacking is not Stacking.BEST:
        return _("Usable on another bill")
    value = rules_value.value_of(case)
    mine, theirs = value.discount_fen + value.worth_fen, other.discount_fen + other.worth_fen
    if mine <= theirs:
        return _("{offer} gives as much or more: {amount}. Leave it.", offer=other.offer_name, amount=yuan(theirs))
    return _("This one gives {amount} more: take the other back first.", amount=yuan(mine - theirs))


def _refusing(case: Case) -> Other | None:
    """The coupon on the bill that this one does not go with."""
    mine = case.coupon.terms.stacking
    for other in case.others:
        both_best = mine is Stacking.BEST and other.stacking is Stacking.BEST
        if both_best or Stacking.NONE in (mine, other.stacking):
            return other
    return None


def _with_use(limit: str, used: int) -> str:
    if not used:
        return _("{limit}: none used", limit=limit)
    return many("{limit}: {n} used", "{limit}: {n} used", used, limit=limit)
