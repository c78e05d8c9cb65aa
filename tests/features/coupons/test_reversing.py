"""A use is taken back: only its own bill follows, whatever else bears that bill's number by now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storeassist.features.coupons import actions, store_checks
from storeassist.features.coupons.store_bills import bill_of
from storeassist.features.offers.records import Kind, Stacking
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.features.coupons.ground import NOW, Desk, ills

LATER = NOW + timedelta(minutes=10)


def void(shop: Shop, number: str) -> None:
    orders.void(shop, order_store.by_number(shop, number).id, "错单", LATER)


@pytest.mark.parametrize("keep_bill", [False, True])
@pytest.mark.parametrize("amount", [7600, 6800, 9900])
def test_a_bill_that_got_the_number_of_a_void_one_is_left_alone(shop: Shop, amount: int, keep_bill: bool) -> None:
    desk = Desk(shop)
    code = desk.issue()[0]
    used = desk.redeem(code)
    void(shop, used.order_number)
    assert bill_of(shop, used) is None
    orders.add(shop, OrderFacts(LATER, amount, number=used.order_number), LATER)
    actions.reverse(shop, used.id, "错", LATER, keep_bill=keep_bill)
    entered = order_store.by_number(shop, used.order_number)
    assert entered.is_live
    assert (entered.facts.amount_fen, entered.facts.discount_fen) == (amount, 0)
    assert desk.state(code) == "reversed"
    journal.undo(shop, LATER)
    assert (order_store.by_number(shop, used.order_number).id, desk.state(code)) == (entered.id, "redeemed")
    journal.redo(shop, LATER)
    assert (order_store.by_number(shop, used.order_number).id, desk.state(code)) == (entered.id, "reversed")
    assert ills(shop) == []


def test_a_gift_taken_back_leaves_the_bill_alone_that_got_the_number_of_its_own(shop: Shop) -> None:
    desk = Desk(shop, kind=Kind.GIFT, product="卤蛋")
    used = desk.redeem(desk.issue()[0], 3000)
    void(shop, used.order_number)
    orders.add(shop, OrderFacts(LATER, 3000, number=used.order_number), LATER)
    actions.reverse(shop, used.id, "错", LATER)
    assert order_store.by_number(shop, used.order_number).is_live


def test_a_bill_whose_void_was_taken_back_is_still_its_own(shop: Shop) -> None:
    desk = Desk(shop)
    used = desk.redeem(desk.issue()[0])
    void(shop, used.order_number)
    journal.undo(shop, LATER)
    actions.reverse(shop, used.id, "错", LATER)
    assert not order_store.by_number(shop, used.order_number).is_live
    assert store_checks.notes(shop, LATER) == []


def test_a_bill_with_two_coupons_is_that_of_the_second_once_the_first_was_taken_back(shop: Shop) -> None:
    desk = Desk(shop, stacking=Stacking.ANY)
    one, two = desk.issue(2)
    orders.add(shop, OrderFacts(NOW - timedelta(hours=1), 7600, number="A1"), NOW)
    first = desk.redeem(one, None, order_number="A1")
    second = desk.redeem(two, None, order_number="A1")
    with pytest.raises(UserError, match="Another coupon"):
        actions.reverse(shop, second.id, "错", LATER)
    actions.reverse(shop, first.id, "错", LATER, keep_bill=True)
    actions.reverse(shop, second.id, "错", LATER)
    assert not order_store.by_number(shop, "A1").is_live
    assert ills(shop) == []
