"""Coupons of two customers who are one: they follow the one who stays, back again, and no ledger row changes."""

from __future__ import annotations

from datetime import timedelta

from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.duplicates import actions, rules
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from tests.dumps import differences, problems, seen
from tests.features.coupons.ground import NOW, Desk

HOUR = timedelta(hours=1)
USERS = "SELECT id, customer_id FROM redemption_customer ORDER BY id"


def test_coupons_and_their_uses_follow_the_customer_who_stays_and_go_back_by_undo(shop: Shop) -> None:
    desk = Desk(shop)
    keep, drop = desk.customer("秦朗"), desk.customer("秦郎")
    own = desk.issue(customer_ids=[keep])
    (held,) = desk.issue(customer_ids=[drop])
    used, taken_back = desk.issue(2)
    desk.redeem(used, customer_id=drop)
    coupons.reverse(shop, desk.redeem(taken_back, customer_id=drop).id, "错", NOW)
    before = seen(shop)
    ledger = [tuple(row) for row in shop.query("SELECT * FROM coupon_ledger")]
    users = [tuple(row) for row in shop.query(USERS)]

    plan = plan_merge(shop, keep, drop)
    assert (plan.moves.coupons, plan.moves.uses) == (1, 1)
    assert rules.moves_in_words(plan)[0] == "Moves over: 1 order, 1 coupon held, 1 use of a coupon."
    actions.merge(shop, plan, NOW + HOUR)

    assert {desk.coupon(code).customer_id for code in (*own, held)} == {keep}
    assert {row["customer_id"] for row in shop.query("SELECT customer_id FROM redemption_customer")} == {keep}
    assert len(coupon_store.of_customer(shop, keep, NOW)) >= 2
    after = seen(shop)
    users_after = [tuple(row) for row in shop.query(USERS)]
    for step, wanted, theirs in ((journal.undo, before, users), (journal.redo, after, users_after)):
        step(shop, NOW + HOUR)
        assert differences(wanted, seen(shop)) == {}
        assert problems(shop) == []
        assert [tuple(row) for row in shop.query(USERS)] == theirs
        assert [tuple(row) for row in shop.query("SELECT * FROM coupon_ledger")] == ledger


def test_a_limit_per_customer_counts_what_both_entries_used(shop: Shop) -> None:
    desk = Desk(shop, per_customer=1)
    keep, drop = desk.customer("秦朗"), desk.customer("秦郎")
    first, second = desk.issue(2)
    desk.redeem(first, customer_id=drop)
    assert desk.ask(second, customer_id=keep).is_ok
    actions.merge(shop, plan_merge(shop, keep, drop), NOW + HOUR)
    assert desk.ask(second, customer_id=keep).reason == "limit_customer"


def test_a_use_brought_back_after_the_merge_goes_back_with_the_customer_it_was_of(shop: Shop) -> None:
    desk = Desk(shop)
    keep, drop = desk.customer("秦朗"), desk.customer("秦郎")
    mine, theirs = desk.issue(2)
    desk.redeem(mine, customer_id=keep)
    used = desk.redeem(theirs, customer_id=drop)
    actions.merge(shop, plan_merge(shop, keep, drop), NOW + HOUR)
    coupons.reverse(shop, used.id, "错", NOW + 2 * HOUR)
    journal.undo(shop, NOW + 3 * HOUR)
    assert [row["customer_id"] for row in shop.query(USERS)] == [keep] * 3
    journal.undo(shop, NOW + 3 * HOUR)
    assert [row["customer_id"] for row in shop.query(USERS)] == [keep, drop, drop]
    journal.redo(shop, NOW + 3 * HOUR)
    assert [row["customer_id"] for row in shop.query(USERS)] == [keep] * 3
    assert problems(shop) == []


def test_a_bill_entered_under_the_number_of_a_void_one_stays_with_whom_it_is_of(shop: Shop) -> None:
    desk = Desk(shop)
    keep, drop = desk.customer("秦朗"), desk.customer("秦郎")
    orders.void(shop, orders.add(shop, OrderFacts(NOW, 100, drop, number="A1"), NOW), "错单", NOW)
    entered = orders.add(shop, OrderFacts(NOW + HOUR, 200, keep, number="A1"), NOW + HOUR)
    actions.merge(shop, plan_merge(shop, keep, drop), NOW + HOUR)
    before = seen(shop)
    orders.void(shop, entered, "错单", NOW + HOUR)
    for _ in range(2):
        journal.undo(shop, NOW + HOUR)
    assert {one[3] for one in seen(shop)["orders"]} == {keep}
    journal.redo(shop, NOW + HOUR)
    assert differences(before, seen(shop)) == {}
