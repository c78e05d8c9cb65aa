"""Coupons of two customers who are one: they follow the one who stays, back again, and no ledger row changes."""

from __future__ import annotations

from datetime import timedelta

from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.duplicates import actions, rules
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from tests.dumps import differences, problems, seen
from tests.features.coupons.ground import NOW, Desk

HOUR = timedelta(hours=1)


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

    plan = plan_merge(shop, keep, drop)
    assert (plan.moves.coupons, plan.moves.uses) == (1, 1)
    assert rules.moves_in_words(plan)[0] == "Moves over: 1 order, 1 coupon held, 1 use of a coupon."
    actions.merge(shop, plan, NOW + HOUR)

    assert {desk.coupon(code).customer_id for code in (*own, held)} == {keep}
    assert {row["customer_id"] for row in shop.query("SELECT customer_id FROM redemption_customer")} == {keep}
    assert len(coupon_store.of_customer(shop, keep, NOW)) >= 2
    after = seen(shop)
    for step, wanted in ((journal.undo, before), (journal.redo, after)):
        step(shop, NOW + HOUR)
        assert differences(wanted, seen(shop)) == {}
        assert problems(shop) == []
        assert [tuple(row) for row in shop.query("SELECT * FROM coupon_ledger")] == ledger


def test_a_limit_per_customer_counts_what_both_entries_used(shop: Shop) -> None:
    desk = Desk(shop, per_customer=1)
    keep, drop = desk.customer("秦朗"), desk.customer("秦郎")
    first, second = desk.issue(2)
    desk.redeem(first, customer_id=drop)
    assert desk.ask(second, customer_id=keep).is_ok
    actions.merge(shop, plan_merge(shop, keep, drop), NOW + HOUR)
    assert desk.ask(second, customer_id=keep).reason == "limit_customer"
