"""Every figure of a batch equals what plain counting over the ledgers gives."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from storeassist.features.batches import rules, store
from storeassist.features.batches.records import WINDOW_DAYS, Result, Word
from storeassist.features.cards import actions as cards
from storeassist.features.cards import store as card_store
from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.duplicates import actions as duplicates
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from tests.features.cards import printing

PRINTED = datetime(2026, 3, 2, 10)
DAY = timedelta(days=1)
LIVE = (
    'SELECT id FROM "order" o WHERE reverses_id IS NULL'
    ' AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id) ORDER BY id'
)


def print_batch(shop: Shop, count: int = 40, **more: Any) -> tuple[int, list[str]]:
    """A batch that left the program, and its short codes."""
    one = printing.batch(shop, PRINTED, count, **{"cost_fen": 50_00} | more)
    codes = coupon_store.free_codes(shop, count) if one.facts.offer_id else []
    cards.release(shop, one, codes, range(1, count + 1), printing.layout(one), 4, PRINTED)
    return one.id, [short for short, _payload in coupon_store.printed_forms(shop, codes)]


def result_of(shop: Shop, batch_id: int) -> Result:
    """What a batch brought."""
    return store.results(shop, [card_store.get(shop, batch_id)])[0]


def counted_by_hand(shop: Shop, batch_id: int) -> dict[str, Any]:
    """The figures of a batch from all rows of the ledgers, told in plain loops."""
    issue = card_store.get(shop, batch_id).issue_id
    ledger = [dict(row) for row in shop.query("SELECT * FROM coupon_ledger")]
    undone = {row["reverses_id"] for row in ledger}
    stands = [row for row in ledger if row["issue_id"] == issue and row["id"] not in undone]
    uses = [row for row in stands if row["entry"] == "redeemed"]
    used_by = {row["id"]: row["customer_id"] for row in shop.query("SELECT * FROM redemption_customer")}
    held_by = {row["id"]: row["customer_id"] for row in shop.query("SELECT * FROM coupon_holder")}
    met: dict[int, str] = {}
    for row in stands:
        for who in (held_by.get(row["coupon_id"]), used_by.get(row["id"])):
            if row["entry"] in ("claimed", "redeemed") and who is not None:
                met[who] = min(row["at"], met.get(who, row["at"]))
    rows = [dict(row) for row in shop.query('SELECT * FROM "order" ORDER BY at, number')]
    void = {row["reverses_id"] for row in rows}
    live = [row for row in rows if row["reverses_id"] is None and row["id"] not in void]
    numbers = {row["order_number"] for row in uses}
    taken_back = {row["number"] for row in rows if row["id"] in void} - {row["number"] for row in live}
    given = [row for row in uses if row["order_number"] not in taken_back]
    firsts, repeats = [], []
    for who, since in met.items():
        theirs = [row for row in live if row["customer_id"] == who]
        if theirs and (theirs[0]["number"] in numbers or theirs[0]["at"] >= since):
            firsts.append(theirs[0])
            last = datetime.fromisoformat(theirs[0]["at"]) + timedelta(days=WINDOW_DAYS)
            repeats += [row for row in theirs[1:] if datetime.fromisoformat(row["at"]) <= last]
    money = {row["number"]: row["amount_fen"] for row in (*firsts, *repeats)}
    money |= {row["number"]: row["amount_fen"] for row in live if row["number"] in numbers}
    days: dict[date, int] = {}
    for row in uses:
        day = (datetime.fromisoformat(row["at"]) - timedelta(hours=4)).date()
        days[day] = days.get(day, 0) + 1
    return {
        "claimed": len(met),
        "first_orders": len(firsts),
        "repeat_orders": len(repeats),
        "repeat_customers": len({row["customer_id"] for row in repeats}),
        "used": len(uses),
        "bills": len(money),
        "revenue_fen": sum(money.values()),
        "discount_fen": sum(row["discount_fen"] for row in given),
        "worth_fen": sum(row["worth_fen"] for row in given),
        "by_day": tuple(sorted(days.items())),
    }


def agrees(shop: Shop, batch_id: int) -> None:
    """What the program counts is what plain counting gives."""
    figures = result_of(shop, batch_id).figures
    by_hand = counted_by_hand(shop, batch_id)
    assert {name: getattr(figures, name) for name in by_hand} == by_hand


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_to_a_batch_its_figures_are_those_of_its_rows(shop: Shop, seed: int) -> None:
    random = Random(seed)
    batch_id, codes = print_batch(shop)
    _other, other_codes = print_batch(shop, 9, name="别的卡", offer_id=shop.value("SELECT id FROM offer"))
    people = [customers.add(shop, CustomerFacts(f"客{at}"), PRINTED) for at in range(12)]
    redemptions: list[int] = []
    for step in range(60):
        now = PRINTED + DAY * step * 2 + timedelta(hours=random.randrange(24), minutes=7)
        who, code = random.choice(people), random.choice((*codes, *codes, *other_codes))
        what = random.random()
        if what < 0.35:
            bill = Bill(random.randint(58_00, 200_00), now, customer_id=random.choice((who, None)))
            _said, used = coupons.redeem(shop, code, bill, now)
            redemptions += [used.id] if used else []
        elif what < 0.5:
            one = coupon_store.by_text(shop, code, now)
            if one.customer_id is None and one.uses_left:
                coupons.claim(shop, one.id, who, now)
        elif what < 0.6 and redemptions:
            coupons.reverse(
                shop, redemptions.pop(random.randrange(len(redemptions))), "错", now, keep_bill=random.random() < 0.5
            )
        elif what < 0.63 and (live := shop.ids(LIVE)):
            orders.void(shop, random.choice(live), "错单", now)
        elif what < 0.67:
            journal.undo(shop, now)
            people = shop.ids("SELECT id FROM customer ORDER BY id")
            redemptions = [row["id"] for row in shop.query(
                "SELECT id FROM coupon_ledger l WHERE entry = 'redeemed' AND NOT EXISTS"
                " (SELECT 1 FROM coupon_ledger r WHERE r.reverses_id = l.id)")]  # fmt: skip
        elif what < 0.72 and step > 40:
            plan = plan_merge(shop, people[0], who) if who != people[0] else None
            if plan:
                duplicates.merge(shop, plan, now)
                people.remove(who)
        else:
            orders.add(shop, OrderFacts(now, random.randint(10_00, 90_00), random.choice((who, None))), now)
        agrees(shop, batch_id)
    assert result_of(shop, batch_id).figures.used


def test_a_regular_who_uses_a_card_is_no_new_customer(shop: Shop) -> None:
    batch_id, codes = print_batch(shop)
    regular = customers.add(shop, CustomerFacts("老客"), PRINTED)
    orders.add(shop, OrderFacts(PRINTED - DAY, 30_00, regular), PRINTED)
    coupons.redeem(shop, codes[0], Bill(60_00, PRINTED + DAY, customer_id=regular), PRINTED + DAY)
    figures = result_of(shop, batch_id).figures
    assert (figures.claimed, figures.first_orders, figures.used, figures.revenue_fen) == (1, 0, 1, 52_00)


def test_a_discount_on_a_bill_voided_later_was_not_given(shop: Shop) -> None:
    batch_id, codes = print_batch(shop)
    who = customers.add(shop, CustomerFacts("客"), PRINTED)
    for code in codes[:2]:
        coupons.redeem(shop, code, Bill(100_00, PRINTED + DAY, customer_id=who), PRINTED + DAY)
    before = result_of(shop, batch_id).figures
    orders.void(shop, int(shop.value('SELECT max(id) FROM "order"')), "错单", PRINTED + DAY)
    after = result_of(shop, batch_id).figures
    assert (before.used, after.used) == (2, 2)
    assert after.discount_fen * 2 == before.discount_fen > 0
    agrees(shop, batch_id)


def test_a_bill_after_the_window_is_no_repeat_of_the_batch(shop: Shop) -> None:
    batch_id, codes = print_batch(shop)
    came = PRINTED + DAY
    who = customers.add(shop, CustomerFacts("新客"), came)
    coupons.redeem(shop, codes[0], Bill(60_00, came, customer_id=who), came)
    for days in (5, WINDOW_DAYS, WINDOW_DAYS + 1):
        orders.add(shop, OrderFacts(came + DAY * days, 20_00, who), came + DAY * days)
    figures = result_of(shop, batch_id).figures
    assert (figures.first_orders, figures.repeat_orders, figures.repeat_customers) == (1, 2, 1)


def test_net_is_menu_price_less_goods_printing_and_what_was_given(shop: Shop) -> None:
    products.add(shop, ProductFacts("牛肉面", price_fen=30_00, cost_fen=12_00), PRINTED)
    batch_id, codes = print_batch(shop)
    came = PRINTED + DAY
    who = customers.add(shop, CustomerFacts("新客"), came)
    coupons.redeem(shop, codes[0], Bill(60_00, came, customer_id=who), came)
    assert result_of(shop, batch_id).net_fen is None  # nobody knows what the goods of a bill without lines cost
    orders.add(shop, OrderFacts(came + DAY, 30_00, who, (Line("牛肉面", 1, 30_00),)), came + DAY)
    result = result_of(shop, batch_id)
    goods = 12_00 + round(60_00 * 0.4)
    assert result.figures.profit_fen == 90_00 - goods
    assert (result.spent_fen, result.cost_per_new_customer_fen) == (58_00, 58_00)
    assert result.net_fen == 90_00 - goods - 58_00


def test_a_gift_costs_its_menu_price(shop: Shop) -> None:
    products.add(shop, ProductFacts("卤蛋", price_fen=3_00), PRINTED)

    offer = offers.add(shop, "送卤蛋", Terms(Kind.GIFT, product="卤蛋"), PRINTED)
    batch_id, codes = print_batch(shop, offer_id=offer)
    coupons.redeem(shop, codes[0], Bill(20_00, PRINTED + DAY), PRINTED + DAY)
    result = result_of(shop, batch_id)
    assert (result.figures.discount_fen, result.figures.worth_fen, result.spent_fen) == (0, 3_00, 53_00)


def test_cards_without_a_coupon_are_told_by_their_channel(shop: Shop) -> None:
    batch_id, _codes = print_batch(shop, offer_id=None, target=printing.PERSONAL, channel="桌卡", name="桌卡一批")
    since = PRINTED.date()
    for name, source, joined in (
        ("早", "桌卡", since - DAY),
        ("来", "桌卡", since + DAY),
        ("别", "朋友圈", since + DAY),
    ):
        who = customers.add(shop, CustomerFacts(name, source=source, joined_on=joined), PRINTED)
        orders.add(shop, OrderFacts(PRINTED + DAY * 2, 20_00, who), PRINTED + DAY * 2)
        orders.add(shop, OrderFacts(PRINTED + DAY * 9, 25_00, who), PRINTED + DAY * 9)
    result = result_of(shop, batch_id)
    figures = result.figures
    assert result.by_channel
    assert (figures.claimed, figures.first_orders, figures.repeat_orders, figures.revenue_fen) == (1, 1, 1, 45_00)
    assert figures.by_day == (((PRINTED + DAY * 2).date(), 1),)


def test_a_verdict_waits_for_enough_bills_unless_the_batch_is_old(shop: Shop) -> None:
    products.add(shop, ProductFacts("牛肉面", price_fen=30_00, cost_fen=12_00), PRINTED)
    batch_id, codes = print_batch(shop, cost_fen=10_00)
    for at in range(6):
        today = (PRINTED + DAY * (at + 1)).date()
        said = rules.word(result_of(shop, batch_id), today)
        assert said is (Word.CANNOT_TELL if at < 5 else Word.WORTH)
        came = PRINTED + DAY + timedelta(minutes=at)
        who = customers.add(shop, CustomerFacts(f"客{at}"), came)
        orders.add(shop, OrderFacts(came - DAY, 30_00, None, (Line("牛肉面", 1, 30_00),)), came)
        coupons.redeem(shop, codes[at], Bill(60_00, came, customer_id=who), came)
    idle, _codes = print_batch(shop, name="没人用的", offer_id=shop.value("SELECT id FROM offer"))
    assert rules.word(result_of(shop, idle), (PRINTED + DAY * 59).date()) is Word.CANNOT_TELL
    assert rules.word(result_of(shop, idle), (PRINTED + DAY * 60).date()) is Word.NOT_WORTH


def test_a_batch_that_was_never_printed_brought_nothing(shop: Shop) -> None:
    one = printing.batch(shop, PRINTED)
    result = result_of(shop, one.id)
    assert rules.word(result, PRINTED.date()) is Word.NOT_PRINTED
    assert (result.figures.claimed, result.figures.revenue_fen, result.figures.by_day) == (0, 0, ())


def test_bills_are_found_by_their_numbers_without_reading_all_orders(shop: Shop) -> None:
    plan = shop.query(f"EXPLAIN QUERY PLAN {store._BILLS}", {"people": "[]", "numbers": "[]"})
    assert [row["detail"] for row in plan if row["detail"].startswith("SCAN") and "json_each" not in row["detail"]] == []
