"""Keeps the money of bills right on which coupons were used: a till's file says the price with or without the discount."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

from storeassist.features.coupons.store_carried import Carried, DeskBill
from storeassist.features.imports.records import PlannedOrder
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan

APART = timedelta(hours=2)
"""A till writes when a table sat down, the desk when it paid."""


def same_at_desk(
    orders: Sequence[PlannedOrder], desk: Sequence[DeskBill], *, has_discounts: bool
) -> dict[int, DeskBill]:
    """Which bills of a till, by row, are those that the desk added: each bill of the desk is at most one of the till.

    What was paid tells more than the price before the coupon, then the time tells. ``desk`` is in order of time.
    """
    moments = [bill.at for bill in desk]
    pairs = []
    for order in orders:
        first, last = _near(order.at)
        for at in range(bisect_left(moments, first), bisect_right(moments, last)):
            bill = desk[at]
            if _may_be(order, bill, has_discounts=has_discounts):
                pairs.append((order.amount_fen != bill.paid_fen, _apart(order.at, bill.at), order.row, at))
    found: dict[int, DeskBill] = {}
    taken: set[int] = set()
    for _is_price, _by, row, at in sorted(pairs):
        if row not in found and at not in taken:
            found[row] = desk[at]
            taken.add(at)
    return found


def _near(at: str) -> tuple[str, str]:
    """Between which moments the desk's bill lies; a file that has no times of day says the day alone."""
    if at[11:] == "00:00:00":
        return at, f"{at[:10]}T23:59:59"
    moment = datetime.fromisoformat(at)
    return iso(moment - APART), iso(moment + APART)


def _apart(one: str, other: str) -> timedelta:
    return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other))


def _may_be(order: PlannedOrder, bill: DeskBill, *, has_discounts: bool) -> bool:
    if None not in (order.customer, bill.customer_id) and order.customer != bill.customer_id:
        return False
    return _fits(order, bill.paid_fen, bill.discount_fen, bill.off_fen, has_discounts=has_discounts)


def keep_money(order: PlannedOrder, paid_fen: int, discount_fen: int, off_fen: int, *, has_discounts: bool) -> None:
    """Let a bill that coupons took ``off_fen`` off stand as it is in the shop, whether the file knows of them or not.

    A bill that really costs another amount now is refused: nobody can tell whether the coupon is in it, nor whether it
    would still give as much. Raises UserError.
    """
    if not _fits(order, paid_fen, discount_fen, off_fen, has_discounts=has_discounts):
        raise _does_not_fit(paid_fen + discount_fen, off_fen)
    order.amount_fen, order.discount_fen, order.off_fen = paid_fen, discount_fen, off_fen


def _fits(order: PlannedOrder, paid_fen: int, discount_fen: int, off_fen: int, *, has_discounts: bool) -> bool:
    if not has_discounts:
        return order.amount_fen in (paid_fen, paid_fen + off_fen)
    is_between = discount_fen - off_fen <= order.discount_fen <= discount_fen
    price = paid_fen + discount_fen
    return is_between and (order.amount_fen == paid_fen or order.amount_fen + order.discount_fen == price)


def take_off(order: PlannedOrder, carried: Carried, longest_bill: timedelta, *, has_discounts: bool) -> None:
    """Take off a bill that comes back what coupons took off it before it went. Raises UserError where nobody can tell."""
    price, off = carried.price_fen, carried.off_fen
    if not has_discounts and order.amount_fen == price - off:
        order.discount_fen = order.off_fen = off
    elif order.amount_fen + order.discount_fen == price and order.discount_fen < off <= order.amount_fen:
        order.amount_fen -= off
        order.discount_fen += off
        order.off_fen = off
    elif abs(datetime.fromisoformat(order.at) - carried.at) <= longest_bill:
        raise _does_not_fit(price, off)


def _does_not_fit(price_fen: int, off_fen: int) -> UserError:
    return UserError(
        "A coupon took {off} off this bill of {price}, and the file does not fit. Reverse the coupon on the Redeem page and"
        " keep the bill, import again, then use the coupon on it once more.",
        off=yuan(off_fen),
        price=yuan(price_fen),
        field="amount",
    )
