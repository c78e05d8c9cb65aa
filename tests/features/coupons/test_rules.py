"""What the desk answers: every rule by itself, in their order, with what would make the coupon good."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from storeassist.features.coupons import actions, store
from storeassist.features.coupons.records import Bill, Reason, Verdict
from storeassist.features.coupons.store_verdicts import verdict
from storeassist.features.offers.records import Hours, Kind, Stacking
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.features.coupons.ground import NOW, Desk

AFTERNOON = Hours(time(14), time(17))
NIGHT = Hours(time(22), time(2))


def texts(said: Verdict) -> list[tuple[str, bool | None]]:
    return [(check.text, check.passed) for check in said.checks]


def test_a_good_coupon_says_what_it_takes_off_and_every_rule_it_passed(shop: Shop) -> None:
    desk = Desk(shop, valid_to=date(2026, 10, 31), per_customer=1)
    said = desk.ask(desk.issue(customer_ids=[desk.customer()])[0])
    assert (said.reason, said.message, said.discount_fen) == (Reason.OK, "Usable: ¥8 off", 800)
    assert said.detail == "满58减8·issued today 11:06 to 秦朗"
    assert texts(said) == [
        ("Not cancelled", True),
        ("Not used yet", True),
        ("Valid until 31 Oct", True),
        ("Minimum ¥58: bill ¥76", True),
        ("1 for each customer: none used", True),
    ]


def test_a_bill_too_small_is_told_by_how_much(shop: Shop) -> None:
    desk = Desk(shop)
    said = desk.ask(desk.issue()[0], 4600)
    assert (said.reason, said.message, said.hint) == (
        Reason.MIN_SPEND,
        "Not usable: ¥12 short",
        "Usable with ¥12 more",
    )
    assert said.detail == "Minimum ¥58: bill ¥46, ¥12 short"
    assert said.discount_fen == 0
    assert desk.ask(desk.issue()[0], 5800).is_ok
    assert desk.ask(desk.issue()[0], 5799).reason is Reason.MIN_SPEND


def test_a_bill_nobody_said_leaves_the_minimum_open(shop: Shop) -> None:
    desk = Desk(shop)
    said = desk.ask(desk.issue()[0], None)
    assert said.is_ok
    assert ("Minimum ¥58", None) in texts(said)
    with pytest.raises(UserError) as refused:
        actions.redeem(shop, desk.issue()[0], Bill(None, NOW), NOW)
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    ("terms", "amount", "off"),
    [
        ({"kind": Kind.AMOUNT_OFF, "value_fen": 800}, 500, 500),
        ({"kind": Kind.PERCENT_OFF, "basis_points": 1_200}, 9_999, 1_199),
        ({"kind": Kind.PERCENT_OFF, "basis_points": 2_000, "max_discount_fen": 1_000}, 20_000, 1_000),
        ({"kind": Kind.RED_PACKET, "value_fen": 500}, 7_600, 0),
    ],
)
def test_money_off_is_rounded_down_capped_and_never_more_than_the_bill(
    shop: Shop, terms: dict[str, object], amount: int, off: int
) -> None:
    desk = Desk(shop, **terms)
    assert desk.ask(desk.issue()[0], amount).discount_fen == off


def test_a_bill_with_nothing_left_to_pay_is_not_promised_money_off(shop: Shop) -> None:
    desk = Desk(shop, kind=Kind.AMOUNT_OFF, value_fen=800, stacking=Stacking.ANY)
    first, second = desk.issue(2)
    used = desk.redeem(first, 800)
    said = desk.ask(second, None, order_number=used.order_number)
    assert (said.reason, said.message) == (Reason.MIN_SPEND, "Not usable: nothing to take off")
    assert (said.detail, said.hint) == ("Nothing to take off: ¥0 to pay", "Usable on another bill")
    assert desk.ask(second, None).message == "Usable: ¥8 off"


@pytest.mark.parametrize(
    ("terms", "amount", "reason"),
    [
        ({"kind": Kind.AMOUNT_OFF, "value_fen": 800}, 0, Reason.MIN_SPEND),
        ({"kind": Kind.PERCENT_OFF, "basis_points": 1_200}, 0, Reason.MIN_SPEND),
        ({"kind": Kind.PERCENT_OFF, "basis_points": 1_200}, 8, Reason.MIN_SPEND),  # not a whole fen
        ({"kind": Kind.PERCENT_OFF, "basis_points": 1_200}, 9, Reason.OK),
        ({"kind": Kind.GIFT, "product": "卤蛋"}, 0, Reason.OK),
        ({"kind": Kind.RED_PACKET, "value_fen": 500}, 0, Reason.OK),
    ],
)
def test_no_coupon_is_used_up_for_nothing(shop: Shop, terms: dict[str, object], amount: int, reason: Reason) -> None:
    desk = Desk(shop, **terms)
    code = desk.issue()[0]
    assert desk.ask(code, amount).reason is reason
    said, used = actions.redeem(shop, code, Bill(amount, NOW), NOW)
    assert (said.reason, used is None, desk.state(code) == "issued") == (reason, reason is not Reason.OK, reason is not Reason.OK)


def test_a_special_price_above_the_menu_is_refused_until_the_price_is_right(shop: Shop) -> None:
    desk = Desk(shop, kind=Kind.SPECIAL_PRICE, value_fen=4900, product="招牌鱼")
    fish = products.add(shop, ProductFacts("招牌鱼", price_fen=4500), NOW)
    code = desk.issue()[0]
    assert desk.ask(code, 9900).message == "Not usable: a product is missing"
    said = desk.ask(code, 9900, products=("招牌鱼",))
    assert (said.reason, said.message) == (Reason.PRODUCT, "Not usable: it saves nothing")
    assert (said.detail, said.hint) == ("招牌鱼 costs ¥45 anyway", "Set the price of 招牌鱼 among the products.")
    products.change(shop, fish, ProductFacts("招牌鱼", price_fen=9900), NOW)
    assert desk.ask(code, 9900, products=("招牌鱼",)).discount_fen == 5000


def test_a_gift_says_what_to_hand_out_and_what_it_is_worth(shop: Shop) -> None:
    products.add(shop, ProductFacts("卤蛋", price_fen=300), NOW)
    desk = Desk(shop, kind=Kind.GIFT, product="卤蛋")
    code = desk.issue()[0]
    said = desk.ask(code, 1000)
    assert (said.collect, said.discount_fen, said.worth_fen) == ("Hand out: 卤蛋", 0, 300)
    assert desk.redeem(code, 1000).worth_fen == 300
    packet = desk.offer("红包", kind=Kind.RED_PACKET, value_fen=500)
    said = desk.ask(desk.issue(offer_id=packet)[0], 1000)
    assert (said.collect, said.worth_fen) == ("Hand out: a red packet of ¥5", 500)


def test_a_special_price_needs_its_product_on_the_bill_and_its_price_on_the_menu(shop: Shop) -> None:
    desk = Desk(shop, kind=Kind.SPECIAL_PRICE, value_fen=4900, product="招牌鱼")
    code = desk.issue()[0]
    assert desk.ask(code, 9900).reason is Reason.PRODUCT
    assert desk.ask(code, 9900).hint == "Usable with 招牌鱼 on the bill"
    said = desk.ask(code, 30000, products=("招牌鱼",))  # what else is on this bill nobody said
    assert (said.reason, said.hint) == (Reason.PRODUCT, "Set the price of 招牌鱼 among the products.")
    products.add(shop, ProductFacts("招牌鱼", price_fen=9900), NOW)
    assert desk.ask(code, 12000, products=(" 招牌鱼", "米饭")).discount_fen == 5000
    assert desk.ask(code, 3000, products=("招牌鱼",)).discount_fen == 3000


def test_products_and_roles_must_be_on_the_bill(shop: Shop) -> None:
    products.add(shop, ProductFacts("Beef Noodles", role=Role.HERO), NOW)
    desk = Desk(shop, products=("小菜",), roles=(Role.HERO,))
    code = desk.issue()[0]
    assert desk.ask(code).reason is Reason.PRODUCT
    assert desk.ask(code, products=("米饭",)).reason is Reason.PRODUCT
    assert desk.ask(code, products=("小菜",)).is_ok
    assert desk.ask(code, products=("beef noodles",)).is_ok


def test_dates_are_inclusive_and_days_count_from_the_issue(shop: Shop) -> None:
    desk = Desk(shop, valid_from=date(2026, 9, 16), days_after_issue=14)
    code = desk.issue()[0]
    early, last = desk.ask(code), datetime(2026, 9, 29, 23, 59)
    assert (early.reason, early.hint) == (Reason.NOT_YET, "Usable from 16 Sep (Wed)")
    assert desk.ask(code, at=datetime(2026, 9, 16)).is_ok
    assert desk.ask(code, at=last).is_ok
    late = desk.ask(code, at=last + timedelta(minutes=1))
    assert (late.reason, late.detail, desk.state(code, last)) == (Reason.EXPIRED, "Valid until 29 Sep", "issued")
    assert desk.state(code, last + timedelta(minutes=1)) == "expired"


def test_a_printed_card_counts_its_days_from_the_claim(shop: Shop) -> None:
    desk = Desk(shop, days_after_issue=7)
    code = desk.issue(valid_until=date(2026, 12, 31), from_claim=True)[0]
    assert desk.coupon(code).valid_to == date(2026, 12, 31)
    later = datetime(2026, 11, 1, 12)
    actions.claim(shop, desk.coupon(code).id, desk.customer(), later)
    assert desk.coupon(code, later).valid_to == date(2026, 11, 8)
    assert desk.state(code, later) == "claimed"


def test_hours_are_half_open_and_the_hint_says_when_they_open(shop: Shop) -> None:
    desk = Desk(shop, hours=(AFTERNOON,), weekdays=(1, 2, 3, 4, 5))
    code = desk.issue()[0]
    said = desk.ask(code)
    assert (said.reason, said.message, said.hint) == (Reason.HOUR, "Not usable: wrong hour", "Usable from 14:00")
    assert desk.ask(code, at=datetime(2026, 9, 15, 14)).is_ok
    assert desk.ask(code, at=datetime(2026, 9, 15, 16, 59, 59)).is_ok
    assert desk.ask(code, at=datetime(2026, 9, 15, 17)).reason is Reason.HOUR
    saturday = desk.ask(code, at=datetime(2026, 9, 19, 15))
    assert saturday.reason is Reason.WEEKDAY
    assert "21 Sep" in saturday.hint
    assert saturday.hint.endswith("14:00")


def test_hours_past_midnight_belong_to_the_evening_they_began(shop: Shop) -> None:
    desk = Desk(shop, hours=(NIGHT,), weekdays=(5,), valid_to=date(2026, 9, 18))
    code = desk.issue()[0]
    assert desk.ask(code, at=datetime(2026, 9, 18, 23)).is_ok
    assert desk.ask(code, at=datetime(2026, 9, 19, 1, 59)).is_ok
    assert desk.ask(code, at=datetime(2026, 9, 19, 2)).reason is Reason.HOUR
    assert desk.ask(code, at=datetime(2026, 9, 19, 4)).reason is Reason.EXPIRED
    assert desk.ask(code, at=datetime(2026, 9, 18, 1)).reason is Reason.WEEKDAY


def test_a_used_or_cancelled_coupon_says_when_and_on_which_bill(shop: Shop) -> None:
    desk = Desk(shop)
    used, cancelled = desk.issue(2)
    bill = desk.redeem(used).order_number
    said = desk.ask(used, 100)
    assert (said.reason, said.detail) == (Reason.USED, f"Used today 11:06, bill {bill}")
    assert texts(said)[1:] == [(said.detail, False)]
    actions.cancel(shop, [desk.coupon(cancelled).id], "印错", NOW)
    said = desk.ask(cancelled)
    assert (said.reason, said.detail) == (Reason.CANCELLED, "Cancelled today 11:06: 印错")


def test_a_personal_coupon_is_its_holders_or_that_of_its_first_user(shop: Shop) -> None:
    desk = Desk(shop, personal=True, uses_per_code=2)
    mine, other = desk.customer("秦朗"), desk.customer("白小川")
    held, free = desk.issue(customer_ids=[mine])[0], desk.issue()[0]
    said = desk.ask(held, customer_id=other)
    assert (said.reason, said.detail) == (Reason.CUSTOMER, "For 秦朗 alone, not for 白小川")
    assert desk.ask(held).is_ok
    assert desk.redeem(free, customer_id=other).customer_id == other
    assert desk.ask(free, customer_id=mine).reason is Reason.CUSTOMER
    assert desk.coupon(free).customer_id == other


def test_a_first_purchase_needs_a_customer_without_orders(shop: Shop) -> None:
    desk = Desk(shop, first_purchase_only=True)
    code, who = desk.issue()[0], desk.customer()
    said = desk.ask(code)
    assert (said.reason, said.hint) == (Reason.CUSTOMER, "Choose the customer, or add a new one.")
    assert desk.ask(code, customer_id=who).is_ok
    order = orders.add(shop, OrderFacts(NOW, 100, who, number="A1"), NOW)
    assert desk.ask(code, customer_id=who).reason is Reason.FIRST_PURCHASE
    orders.void(shop, order, "", NOW)
    assert desk.ask(code, customer_id=who).is_ok


def test_the_bill_itself_is_no_purchase_before(shop: Shop) -> None:
    desk = Desk(shop, first_purchase_only=True)
    orders.add(shop, OrderFacts(NOW, 7600, desk.customer(), number="A1"), NOW)
    assert desk.ask(desk.issue()[0], order_number="A1").is_ok


def test_limits_of_a_customer_count_what_was_not_taken_back(shop: Shop) -> None:
    desk = Desk(shop, per_customer=2, per_customer_per_day=1)
    who, codes = desk.customer(), desk.issue(3)
    assert texts(desk.ask(codes[0]))[-2:] == [
        ("2 for each customer: nobody is named", None),
        ("1 a day for each customer: nobody is named", None),
    ]
    first = desk.redeem(codes[0], customer_id=who)
    said = desk.ask(codes[1], customer_id=who)
    assert (said.reason, said.hint) == (Reason.LIMIT_DAY, "Usable from 16 Sep (Wed)")
    late = datetime(2026, 9, 16, 1)
    assert desk.ask(codes[1], customer_id=who, at=late).reason is Reason.LIMIT_DAY
    tomorrow = datetime(2026, 9, 16, 11)
    desk.redeem(codes[1], customer_id=who, at=tomorrow)
    assert desk.ask(codes[2], customer_id=who, at=tomorrow).reason is Reason.LIMIT_CUSTOMER
    actions.reverse(shop, first.id, "错", tomorrow)
    assert desk.ask(codes[2], customer_id=who, at=tomorrow + timedelta(days=1)).is_ok


def test_the_whole_offer_ends_with_its_number_or_its_money(shop: Shop) -> None:
    desk = Desk(shop, total=1)
    codes = desk.issue(2)
    desk.redeem(codes[0])
    said = desk.ask(codes[1])
    assert (said.reason, said.detail) == (Reason.LIMIT_TOTAL, "1 in all: 1 used")
    dear = desk.offer("贵", cost_ceiling_fen=1_500, min_spend_fen=0)
    codes = desk.issue(2, offer_id=dear)
    desk.redeem(codes[0])
    said = desk.ask(codes[1])
    assert (said.reason, said.detail) == (Reason.COST_CEILING, "¥15 in all: ¥8 given so far")
    assert desk.ask(codes[1], 700).is_ok


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        (Stacking.NONE, Stacking.ANY, False),
        (Stacking.ANY, Stacking.NONE, False),
        (Stacking.ANY, Stacking.ANY, True),
        (Stacking.ANY, Stacking.BEST, True),
        (Stacking.BEST, Stacking.BEST, False),
    ],
)
def test_two_coupons_on_one_bill_go_together_as_their_offers_say(
    shop: Shop, first: Stacking, second: Stacking, fits: bool
) -> None:
    desk = Desk(shop, stacking=first)
    other = desk.offer("加油", value_fen=1_000, stacking=second)
    bill = desk.redeem(desk.issue()[0]).order_number
    said = desk.ask(desk.issue(offer_id=other)[0], None, order_number=bill)
    assert said.reason is (Reason.OK if fits else Reason.STACKING)
    if first is second is Stacking.BEST:
        assert said.hint == "This one gives ¥2 more: take the other back first."


def test_reasons_come_in_their_order(shop: Shop) -> None:
    desk = Desk(shop, weekdays=(6,), hours=(AFTERNOON,), products=("鱼",), personal=True, valid_to=date(2026, 9, 30))
    code = desk.issue(customer_ids=[desk.customer()])[0]
    other = desk.customer("别人")
    asked = [
        desk.ask(code, 100, at=datetime(2026, 10, 2, 9), customer_id=other).reason,
        desk.ask(code, 100, at=datetime(2026, 9, 15, 9), customer_id=other).reason,
        desk.ask(code, 100, at=datetime(2026, 9, 19, 9), customer_id=other).reason,
        desk.ask(code, 100, at=datetime(2026, 9, 19, 15), customer_id=other).reason,
        desk.ask(code, 7600, at=datetime(2026, 9, 19, 15), customer_id=other).reason,
        desk.ask(code, 7600, at=datetime(2026, 9, 19, 15), customer_id=other, products=("鱼",)).reason,
    ]
    order = list(Reason)
    assert asked == sorted(asked, key=order.index)
    assert asked == [
        *(Reason.EXPIRED, Reason.WEEKDAY, Reason.HOUR, Reason.MIN_SPEND, Reason.PRODUCT, Reason.CUSTOMER),
    ]


def test_a_code_of_nobody_another_shop_or_a_slip_is_refused(shop: Shop) -> None:
    desk = Desk(shop)
    code = desk.issue()[0]
    whole = store.payload(shop, desk.coupon(code))
    assert desk.ask(whole).is_ok
    assert desk.ask(whole[:-1] + ("1" if whole[-1] != "1" else "2")).reason is Reason.MISTYPED
    assert desk.ask("hello").reason is Reason.UNKNOWN
    free = store.free_codes(shop, 1)[0]
    assert desk.ask(store.printed_forms(shop, [free])[0][0]).reason is Reason.UNKNOWN
    with pytest.raises(UserError, match="No coupon of this shop"):
        store.by_text(shop, store.printed_forms(shop, [free])[0][1], NOW)
    assert verdict(shop, "1", Bill(1, NOW), NOW).coupon is None


def test_an_edited_offer_leaves_coupons_in_hands_as_they_are(shop: Shop) -> None:
    from dataclasses import replace

    from storeassist.features.offers import actions as offers
    from storeassist.features.offers import store as offer_store

    desk = Desk(shop)
    old = desk.issue()[0]
    terms = offer_store.get(shop, desk.offer_id).terms
    offers.edit(shop, desk.offer_id, "满58减8", replace(terms, value_fen=500), NOW)
    assert (desk.ask(old).discount_fen, desk.ask(desk.issue()[0]).discount_fen) == (800, 500)
