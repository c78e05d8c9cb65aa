"""A coupon is issued, held, used, taken back; each with its bill and customer in one act, undone and done again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storeassist.features.coupons import actions, store
from storeassist.features.coupons.records import Bill, Entry, Reason
from storeassist.features.customers import store as customer_store
from storeassist.features.duplicates import actions as duplicates
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Stacking
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Filter, Line, OrderFacts
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.features.coupons.ground import NOW, Desk, ills


def paid(shop: Shop) -> list[tuple[str, int, int]]:
    """Number, amount and discount of the orders that count."""
    return [
        (order.number, order.facts.amount_fen, order.facts.discount_fen)
        for order in order_store.fetch(shop, order_store.ids(shop, Filter(), sort="number", descending=False))
    ]


def spent(shop: Shop, who: int) -> int:
    return int(shop.value("SELECT coalesce(sum(spent_fen), 0) FROM visit WHERE customer_id = ?", [who]))


def given(desk: Desk) -> tuple[int, int]:
    row = desk.shop.query("SELECT used, discount_fen FROM offer_total WHERE offer_id = ?", [desk.offer_id])[0]
    return row["used"], row["discount_fen"]


def test_a_redemption_adds_the_bill_for_the_customer_and_one_ledger_row(shop: Shop) -> None:
    desk = Desk(shop)
    who = desk.customer()
    code = desk.issue(customer_ids=[who])[0]
    used = desk.redeem(code, guests=2, table="6", products=("牛肉面",))
    order = order_store.by_number(shop, used.order_number)
    assert (order.facts.amount_fen, order.facts.discount_fen, order.facts.guests) == (6800, 800, 2)
    assert (order.facts.table, order.facts.lines[0].name, order.customer_name) == ("6", "牛肉面", "秦朗")
    assert (used.amount_fen, used.discount_fen, used.customer_id) == (7600, 800, who)
    assert (spent(shop, who), given(desk), desk.state(code)) == (6800, (1, 800), "redeemed")
    assert [row.entry for row in store.ledger(shop)] == [Entry.REDEEMED]
    assert ills(shop) == []


def test_a_refused_coupon_changes_nothing(shop: Shop) -> None:
    desk = Desk(shop)
    code, before = desk.issue()[0], shop.revision
    said, used = actions.redeem(shop, code, Bill(100, NOW), NOW)
    assert (said.reason, used, shop.revision) == (Reason.MIN_SPEND, None, before)


def test_a_redemption_is_undone_and_done_again_with_its_bill(shop: Shop) -> None:
    desk = Desk(shop)
    who = desk.customer()
    code = desk.issue(customer_ids=[who])[0]
    number = desk.redeem(code).order_number
    for _round in range(3):
        assert journal.undo(shop, NOW) == "Redeemed 满58减8"
        assert (paid(shop), given(desk), desk.state(code), spent(shop, who)) == ([], (0, 0), "reversed", 0)
        assert desk.ask(code).is_ok
        journal.redo(shop, NOW)
        assert (paid(shop), given(desk), desk.state(code)) == ([(number, 6800, 800)], (1, 800), "redeemed")
        assert spent(shop, who) == 6800
        assert ills(shop) == []
    assert store.ledger(shop, customer_id=who)[0].customer_name == "秦朗"


def test_a_second_coupon_on_a_bill_takes_more_off_it(shop: Shop) -> None:
    desk = Desk(shop, stacking=Stacking.ANY)
    one, two = desk.issue(2)
    who = desk.customer()
    number = desk.redeem(one).order_number
    used = desk.redeem(two, None, order_number=number, customer_id=who)
    assert (used.order_number, used.amount_fen) == (number, 7600)
    assert paid(shop) == [(number, 6000, 1600)]
    assert order_store.by_number(shop, number).facts.customer_id == who
    journal.undo(shop, NOW)
    assert (paid(shop), order_store.by_number(shop, number).facts.customer_id) == ([(number, 6800, 800)], None)
    journal.redo(shop, NOW)
    assert (paid(shop), order_store.by_number(shop, number).facts.customer_id) == ([(number, 6000, 1600)], who)
    first = store.ledger(shop)[-1]
    with pytest.raises(UserError, match="Another coupon"):
        actions.reverse(shop, first.id, "错", NOW)
    actions.reverse(shop, first.id, "错", NOW, keep_bill=True)
    assert paid(shop) == [(number, 6800, 800)]
    assert ills(shop) == []


def test_a_second_coupon_never_takes_more_than_is_left_to_pay(shop: Shop) -> None:
    desk = Desk(shop, value_fen=5000, stacking=Stacking.ANY)
    one, two = desk.issue(2)
    number = desk.redeem(one, 6000).order_number
    assert desk.redeem(two, None, order_number=number).discount_fen == 1000
    assert paid(shop) == [(number, 0, 6000)]


def test_a_gift_leaves_the_amount_of_a_bill_in_the_file(shop: Shop) -> None:
    desk = Desk(shop, kind=Kind.GIFT, product="卤蛋")
    orders.add(shop, OrderFacts(NOW, 3000, number="A1"), NOW)
    desk.redeem(desk.issue()[0], None, order_number="A1")
    assert paid(shop) == [("A1", 3000, 0)]
    journal.undo(shop, NOW)
    assert paid(shop) == [("A1", 3000, 0)]


def test_a_reversal_is_a_row_of_its_own_frees_the_coupon_and_voids_the_bill(shop: Shop) -> None:
    desk = Desk(shop)
    code = desk.issue()[0]
    used = desk.redeem(code)
    actions.reverse(shop, used.id, " 收银\n点错 ", NOW)
    assert (paid(shop), given(desk), desk.state(code)) == ([], (0, 0), "reversed")
    newest, oldest = store.ledger(shop)
    assert (newest.entry, newest.discount_fen, newest.why) == (Entry.REVERSED, -800, "收银 点错")
    assert (newest.order_number, oldest.is_reversed) == (used.order_number, True)
    with pytest.raises(UserError, match="already"):
        actions.reverse(shop, used.id, "", NOW)
    again = desk.redeem(code)
    assert again.order_number != used.order_number
    assert ills(shop) == []


def test_a_reversal_can_keep_the_bill_at_its_full_price(shop: Shop) -> None:
    desk = Desk(shop)
    code = desk.issue()[0]
    used = desk.redeem(code)
    actions.reverse(shop, used.id, "未核", NOW, keep_bill=True)
    assert paid(shop) == [(used.order_number, 7600, 0)]
    journal.undo(shop, NOW)
    assert (paid(shop), desk.state(code)) == ([(used.order_number, 6800, 800)], "redeemed")
    journal.redo(shop, NOW)
    assert (paid(shop), desk.state(code)) == ([(used.order_number, 7600, 0)], "reversed")


def test_a_reversal_is_undone_and_done_again_and_so_is_what_was_before(shop: Shop) -> None:
    desk = Desk(shop)
    code = desk.issue()[0]
    used = desk.redeem(code)
    actions.reverse(shop, used.id, "错", NOW)
    for _round in range(2):
        journal.undo(shop, NOW)
        assert (paid(shop), given(desk)) == ([(used.order_number, 6800, 800)], (1, 800))
        journal.undo(shop, NOW)
        assert (paid(shop), given(desk), desk.state(code)) == ([], (0, 0), "reversed")
        journal.redo(shop, NOW)
        assert (paid(shop), given(desk)) == ([(used.order_number, 6800, 800)], (1, 800))
        journal.redo(shop, NOW)
        assert (paid(shop), given(desk)) == ([], (0, 0))
        assert ills(shop) == []


def test_a_reversed_coupon_that_expired_meanwhile_stays_unusable(shop: Shop) -> None:
    desk = Desk(shop, days_after_issue=1)
    code = desk.issue()[0]
    used, later = desk.redeem(code), NOW + timedelta(days=3)
    actions.reverse(shop, used.id, "错", later)
    assert desk.state(code, later) == "expired"
    assert desk.ask(code, at=later).reason is Reason.EXPIRED


def test_an_undo_after_the_bill_was_voided_only_frees_the_coupon(shop: Shop) -> None:
    desk = Desk(shop)
    code = desk.issue()[0]
    used = desk.redeem(code)
    orders.void(shop, order_store.by_number(shop, used.order_number).id, "错单", NOW)
    actions.reverse(shop, used.id, "错", NOW)
    assert (paid(shop), desk.state(code)) == ([], "reversed")
    journal.undo(shop, NOW)
    assert (paid(shop), desk.state(code)) == ([], "redeemed")


def test_an_undo_takes_back_its_own_use_of_a_coupon_that_was_used_twice_on_a_bill(shop: Shop) -> None:
    desk = Desk(shop, kind=Kind.AMOUNT_OFF, value_fen=800, uses_per_code=2, stacking=Stacking.ANY)
    code = desk.issue()[0]
    first = desk.redeem(code, 1000)
    desk.redeem(code, None, order_number=first.order_number)
    assert (paid(shop), given(desk)) == ([(first.order_number, 0, 1000)], (2, 1000))
    actions.reverse(shop, first.id, "错", NOW, keep_bill=True)
    journal.undo(shop, NOW)
    journal.undo(shop, NOW)
    assert (paid(shop), given(desk)) == ([(first.order_number, 200, 800)], (1, 800))
    journal.redo(shop, NOW)
    journal.redo(shop, NOW)
    assert (paid(shop), given(desk)) == ([(first.order_number, 800, 200)], (1, 200))


def test_a_bill_that_lost_its_discount_elsewhere_is_kept_as_it_is(shop: Shop) -> None:
    desk = Desk(shop)
    code = desk.issue()[0]
    facts = OrderFacts(at=NOW, amount_fen=7600, number="P1")
    orders.add(shop, facts, NOW)
    used = desk.redeem(code, None, order_number="P1")
    orders.void(shop, order_store.by_number(shop, "P1").id, "错单", NOW)
    orders.add(shop, facts, NOW)
    actions.reverse(shop, used.id, "错", NOW, keep_bill=True)
    assert (paid(shop), desk.state(code)) == ([("P1", 7600, 0)], "reversed")
    journal.undo(shop, NOW)
    assert (paid(shop), desk.state(code)) == ([("P1", 7600, 0)], "redeemed")
    journal.redo(shop, NOW)
    assert (paid(shop), desk.state(code)) == ([("P1", 7600, 0)], "reversed")


def test_an_issue_taken_back_cancels_what_is_left_of_it(shop: Shop) -> None:
    desk = Desk(shop)
    who = desk.customer()
    codes = desk.issue(customer_ids=[who, who])
    journal.undo(shop, NOW)
    assert [desk.state(code) for code in codes] == ["cancelled", "cancelled"]
    assert store.of_customer(shop, who, NOW) == []
    journal.redo(shop, NOW)
    assert [one.state.value for one in store.of_customer(shop, who, NOW)] == ["issued", "issued"]
    assert ills(shop) == []


def test_an_offer_with_coupons_stays_when_everything_is_taken_back(shop: Shop) -> None:
    desk = Desk(shop)
    (code,) = desk.issue()
    assert journal.undo(shop, NOW) == "Issued coupons: 1"
    assert journal.undo(shop, NOW) is None
    assert desk.state(code) == "cancelled"


def test_a_claim_names_the_holder_once(shop: Shop) -> None:
    desk = Desk(shop)
    code, who = desk.issue()[0], desk.customer()
    coupon_id = desk.coupon(code).id
    actions.claim(shop, coupon_id, who, NOW)
    assert (desk.state(code), desk.coupon(code).customer_name) == ("claimed", "秦朗")
    with pytest.raises(UserError, match="秦朗 holds this coupon already"):
        actions.claim(shop, coupon_id, desk.customer("别人"), NOW)
    journal.undo(shop, NOW)
    journal.undo(shop, NOW)
    assert (desk.state(code), desk.coupon(code).customer_id) == ("issued", None)
    journal.redo(shop, NOW)
    assert (desk.state(code), desk.coupon(code).customer_id) == ("claimed", who)
    assert ills(shop) == []


def test_cancelling_spares_used_coupons_and_can_be_undone(shop: Shop) -> None:
    desk = Desk(shop)
    codes = desk.issue(3)
    desk.redeem(codes[0])
    chosen = [desk.coupon(code).id for code in codes]
    assert actions.cancel(shop, chosen, "印错", NOW) == 2
    assert [desk.state(code) for code in codes] == ["redeemed", "cancelled", "cancelled"]
    with pytest.raises(UserError, match="None of these"):
        actions.cancel(shop, chosen, "", NOW)
    journal.undo(shop, NOW)
    assert [desk.state(code) for code in codes] == ["redeemed", "issued", "issued"]
    journal.redo(shop, NOW)
    assert [desk.state(code) for code in codes] == ["redeemed", "cancelled", "cancelled"]
    assert ills(shop) == []


def test_coupons_of_a_deleted_customer_are_nobodys(shop: Shop) -> None:
    desk = Desk(shop)
    who = desk.customer()
    held, used = desk.issue(customer_ids=[who, who])
    desk.redeem(used)
    with shop.act(NOW, "Deleted") as db:
        db.execute("DELETE FROM customer WHERE id = ?", [who])
    assert desk.coupon(held).customer_id is None
    assert [row.customer_name for row in store.ledger(shop)] == [""]
    assert desk.ask(held).is_ok
    journal.undo(shop, NOW)
    assert desk.coupon(held).customer_id == who
    assert ills(shop) == []


def test_a_use_done_again_before_a_merge_done_again_goes_over_with_its_customer(shop: Shop) -> None:
    desk = Desk(shop, per_customer=1)
    one, other = desk.customer(), desk.customer("白小川")
    desk.redeem(desk.issue()[0], customer_id=other)
    duplicates.merge(shop, plan_merge(shop, one, other, {}), NOW)
    for again in (journal.undo, journal.undo, journal.redo, journal.redo):
        again(shop, NOW)
    assert desk.ask(desk.issue()[0], customer_id=one).reason is Reason.LIMIT_CUSTOMER


def test_planned_codes_are_taken_once(shop: Shop) -> None:
    desk = Desk(shop)
    planned = store.free_codes(shop, 3)
    made = actions.issue(shop, desk.offer_id, NOW, count=3, codes=planned)
    assert store.codes_of_issue(shop, made) == planned
    for wrong in (planned, [5, 5, 6]):
        with pytest.raises(UserError, match="exists already"):
            actions.issue(shop, desk.offer_id, NOW, count=3, codes=wrong)


def test_what_cannot_be_issued_is_refused(shop: Shop) -> None:
    desk = Desk(shop)
    for count in (0, -1, 100_001):
        with pytest.raises(UserError, match="between 1 and"):
            actions.issue(shop, desk.offer_id, NOW, count=count)
    with pytest.raises(UserError, match="no longer"):
        actions.issue(shop, 99, NOW)
    with pytest.raises(UserError, match="customer"):
        actions.issue(shop, desk.offer_id, NOW, customer_ids=[99])
    offers.retire(shop, [desk.offer_id], NOW)
    with pytest.raises(UserError, match="retired"):
        desk.issue()
    assert shop.value("SELECT count(*) FROM coupon") == 0


def test_a_customers_coupons_begin_with_those_to_be_used_soon(shop: Shop) -> None:
    desk = Desk(shop)
    who = desk.customer()
    soon = desk.offer("快", days_after_issue=3)
    first, used = desk.issue(customer_ids=[who, who])
    urgent = desk.issue(offer_id=soon, customer_ids=[who])[0]
    desk.redeem(used)
    found = [store.short(one) for one in store.of_customer(shop, who, NOW)]
    assert found == [urgent, first, used]


def test_the_ledger_of_a_business_day_ends_at_night(shop: Shop) -> None:
    desk = Desk(shop)
    codes = desk.issue(4)
    night = NOW.replace(hour=2) + timedelta(days=1)
    first = desk.redeem(codes[0])
    desk.redeem(codes[1], at=night)
    desk.redeem(codes[2], at=NOW + timedelta(days=1))
    actions.reverse(shop, first.id, "错", night)
    day = NOW.date()
    assert [row.entry.value for row in store.ledger(shop, day, day)] == ["reversed", "redeemed", "redeemed"]
    figures = store.day_figures(shop, day)
    assert (figures.used, figures.reversed, figures.given_fen) == (2, 1, 800)
    assert len(store.ledger(shop, limit=2)) == 2


def test_a_customers_history_tells_what_they_got_and_used(shop: Shop) -> None:
    desk = Desk(shop)
    who = desk.customer()
    used = desk.redeem(desk.issue(customer_ids=[who])[0], at=NOW + timedelta(hours=1))
    actions.reverse(shop, used.id, "错", NOW + timedelta(hours=2))
    titles = [entry.title for entry in store.coupon_entries(shop, who, 10)]
    assert titles == ["Took back a use of 满58减8", "Used 满58减8", "Got a coupon: 满58减8"]


def test_a_correction_keeps_lines_and_customer_of_an_order(shop: Shop) -> None:
    desk = Desk(shop, stacking=Stacking.ANY)
    who = desk.customer()
    lines = (Line("牛肉面", 2, 6000), Line("卤蛋", 1, 1600))
    orders.add(shop, OrderFacts(NOW, 7600, who, lines, number="T9", guests=2, note="少辣"), NOW)
    desk.redeem(desk.issue()[0], None, order_number="T9")
    order = order_store.by_number(shop, "T9")
    assert (order.version, order.facts.note, order.facts.guests) == (2, "少辣", 2)
    assert [(line.name, line.amount_fen) for line in order.facts.lines] == [("牛肉面", 6000), ("卤蛋", 1600)]
    assert customer_store.get(shop, who).totals.spent_fen == 6800
    assert ills(shop) == []


def test_a_void_bill_takes_no_coupon(shop: Shop) -> None:
    desk = Desk(shop)
    orders.void(shop, orders.add(shop, OrderFacts(NOW, 7600, number="T9"), NOW), "", NOW)
    for number in ("T9", "T8"):
        with pytest.raises(UserError, match="no order with the number"):
            desk.ask(desk.issue()[0], None, order_number=number)
