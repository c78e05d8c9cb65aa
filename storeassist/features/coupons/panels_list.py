"""The columns of the coupon list, and how states and people are called in it."""

from __future__ import annotations

from datetime import date

from storeassist.features.coupons import codes, store_list
from storeassist.features.coupons.records import Coupon, State
from storeassist.kernel.dates import show_day, show_moment
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.table import Column

_TONES = {State.CLAIMED: "accent", State.REDEEMED: "good", State.REVERSED: "warn", State.CANCELLED: "bad"}
_OVER = (State.EXPIRED, State.CANCELLED)


def columns(desk: Desk) -> list[Column[Coupon]]:
    """The columns; a coupon that is no good any more stays in its place, muted."""

    def used(coupon: Coupon) -> tuple[str, str]:
        if coupon.used_at is None:
            return "", ""
        return show_moment(coupon.used_at, desk.now()), _("order {number}", number=coupon.used_on_order)

    def code(coupon: Coupon) -> tuple[str, str]:
        return codes.short(coupon.code), _("issued {when}", when=show_day(coupon.issued_at.date(), desk.now().date()))

    def until(coupon: Coupon) -> str:
        return valid_until(coupon, desk.now().date())

    return [
        Column("Code", code, key="code", kind="two-line", width=158, tone=_muted),
        Column("Offer", _offer, key="offer", kind="two-line", width=140, stretch=True, rank=1, tone=_muted),
        Column("Holder", _holder, key="customer", kind="two-line", width=100, rank=3, tone=_muted),
        Column("Valid until", until, key="valid_to", width=104, rank=2, tone=_muted),
        Column("State", lambda c: [(called(c.state), tone_of(c.state))], name="state", kind="tags", width=104),
        Column("Used", used, key="used", kind="two-line", width=126, rank=4, tone=_muted),
    ]


def called(state: State) -> str:
    """A state in a word."""
    return {
        State.ISSUED: _("Issued"),
        State.CLAIMED: _("Claimed"),
        State.REDEEMED: _("Used"),
        State.REVERSED: _("Reversed"),
        State.EXPIRED: _("Expired"),
        State.CANCELLED: _("Cancelled"),
    }[state]


def tone_of(state: State) -> str:
    """The colour of a state's tag."""
    return _TONES.get(state, "")


def holder_of(coupon: Coupon) -> str:
    """Whose coupon it is: a name, else a number; "" for nobody's."""
    if coupon.customer_id is None:
        return ""
    return coupon.customer_name or _("No. {number}", number=coupon.customer_number)


def valid_until(coupon: Coupon, today: date) -> str:
    """The last day, or how it comes about."""
    if coupon.valid_to is not None:
        return show_day(coupon.valid_to, today)
    if coupon.terms.days_after_issue is not None:
        return many("{n} day from claiming", "{n} days from claiming", coupon.terms.days_after_issue)
    return _("No end")


def _offer(coupon: Coupon) -> tuple[str, str]:
    return coupon.offer_name, store_list.brings(coupon.terms)


def _holder(coupon: Coupon) -> tuple[str, str]:
    name = holder_of(coupon)
    if not name:
        return "—", ""
    return name, _("No. {number}", number=coupon.customer_number) if coupon.customer_name else ""


def _muted(coupon: Coupon) -> str:
    return "muted" if coupon.state in _OVER else ""
