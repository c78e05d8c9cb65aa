"""What is bought together, and what follows a first purchase."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings

from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.features.repurchase import store_pairs
from storeassist.features.repurchase.records import Share
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day
from tests.features.repurchase import counted
from tests.features.repurchase.counted import Bill

NOW = datetime(2026, 9, 15, 11, 6)
NOODLES, EGG, DRINK = 0, 1, 2


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def test_a_pair_has_its_counts_and_its_lift() -> None:
    bills = [
        *(Bill(days_ago(day), 1, (EGG, NOODLES, NOODLES)) for day in range(1, 7)),
        *(Bill(days_ago(day), 2, (NOODLES,)) for day in range(10, 16)),
        *(Bill(days_ago(day), None, (DRINK,)) for day in range(20, 28)),
        Bill(days_ago(30), 2, (NOODLES, DRINK)),  # once is chance
        Bill(days_ago(31), 2, ()),  # nobody knows what was on it
        Bill(days_ago(32), 3, (NOODLES, EGG), is_void=True),
        Bill(NOW + timedelta(days=1), 3, (NOODLES, EGG)),
    ]
    with counted.shop_with(bills) as shop:
        (pair,) = store_pairs.pairs(shop, NOW)
        assert (pair.a_name, pair.b_name, pair.together) == ("牛肉面", "卤蛋", 6)
        assert (pair.a_bills, pair.b_bills, pair.bills) == (13, 6, 21)
        assert pair.lift == pytest.approx(6 * 21 / (13 * 6))
        assert store_pairs.buyers_of_both(shop, NOW, pair.a_id, pair.b_id) == [1]


def test_goods_brought_back_and_lines_of_no_pieces_are_not_bought_together() -> None:
    bills = [Bill(days_ago(200 - day), day, (NOODLES, EGG)) for day in range(1, 7)]
    with counted.shop_with(bills) as shop:
        with shop.write() as db:
            db.execute("UPDATE order_line SET quantity = 0 WHERE product_id = ? AND order_id <= 2", [EGG + 1])
            db.execute("UPDATE order_line SET quantity = -1 WHERE product_id = ? AND order_id = 3", [EGG + 1])
        assert store_pairs.pairs(shop, NOW) == []  # three bills are left with both
        assert store_pairs.buyers_of_both(shop, NOW, NOODLES + 1, EGG + 1) == [4, 5, 6]
        noodles, egg = store_pairs.first_bought(shop, NOW)
        assert (noodles.customers, egg.customers, egg.again) == (6, 3, Share(0, 3))
        assert store_pairs.first_buyers(shop, NOW, EGG + 1) == [4, 5, 6]


def test_a_renamed_product_stays_one_product() -> None:
    bills = [Bill(days_ago(day), 1, (NOODLES, EGG)) for day in range(1, 6)]
    with counted.shop_with(bills) as shop:
        products.change(shop, 1, ProductFacts("招牌牛肉面"), NOW)
        (pair,) = store_pairs.pairs(shop, NOW)
        assert (pair.a_name, pair.together) == ("招牌牛肉面", 5)


def test_what_a_first_purchase_leads_to() -> None:
    bills = [
        *(Bill(days_ago(200), who, (NOODLES,)) for who in range(1, 7)),
        *(Bill(days_ago(200) + timedelta(hours=1), who, (DRINK,)) for who in range(1, 7)),  # same day: no second visit
        *(Bill(days_ago(150), who, (NOODLES, EGG)) for who in range(1, 6)),
        Bill(days_ago(20), 6, (DRINK,)),  # later than 90 days
        Bill(days_ago(10), 7, (EGG,)),  # too late to tell
    ]
    with counted.shop_with(bills) as shop:
        noodles, egg = store_pairs.first_bought(shop, NOW)
        assert (noodles.name, noodles.customers, noodles.again) == ("牛肉面", 6, Share(5, 6))
        assert [(one.name, one.customers) for one in noodles.next] == [("卤蛋", 5), ("牛肉面", 5)]
        assert noodles.next[0].lift == pytest.approx(1.0)  # everybody who came again began with noodles
        assert (egg.name, egg.customers, egg.again, egg.next) == ("卤蛋", 1, Share(0, 0), ())
        assert store_pairs.first_buyers(shop, NOW, egg.product_id) == [7]


def test_the_ninetieth_day_counts_on_both_sides() -> None:
    bills = [
        Bill(days_ago(90), 1, (EGG,)),
        Bill(NOW, 1),
        Bill(days_ago(89), 2, (EGG,)),
        Bill(days_ago(91), 3, (EGG,)),
        Bill(NOW, 3),
    ]
    with counted.shop_with(bills) as shop:
        (egg,) = store_pairs.first_bought(shop, NOW)
    assert (egg.customers, egg.again) == (3, Share(1, 2))


def test_an_empty_shop_has_no_pairs(shop: Shop) -> None:
    assert store_pairs.pairs(shop, NOW) == []
    assert store_pairs.first_bought(shop, NOW) == []


@settings(max_examples=40, deadline=None)
@given(counted.books(date(2026, 9, 1), 16))
def test_pairs_of_any_shop_equal_a_plain_count(bills: list[Bill]) -> None:
    baskets = [set(bill.items) for bill in bills if bill.items and not bill.is_void and bill.at <= NOW]
    single = Counter(item for basket in baskets for item in basket)
    both = Counter(pair for basket in baskets for pair in combinations(sorted(basket), 2))
    with counted.shop_with(bills) as shop:
        found = store_pairs.pairs(shop, NOW)
        firsts = store_pairs.first_bought(shop, NOW)
    assert {(one.a_id - 1, one.b_id - 1): (one.together, one.a_bills, one.b_bills, one.bills) for one in found} == {
        pair: (count, single[pair[0]], single[pair[1]], len(baskets)) for pair, count in both.items() if count >= 5
    }
    begun: dict[int, Bill] = {}
    # By business day before the time: 00:00:00 is a file's date without a time, a second later the evening before.
    in_order = sorted(bills, key=lambda one: (business_day(one.at), one.at))
    for bill in (one for one in in_order if not one.is_void and one.at <= NOW):
        if bill.who is not None:
            begun.setdefault(bill.who, bill)
    assert {one.product_id - 1: one.customers for one in firsts} == dict(
        Counter(item for bill in begun.values() for item in set(bill.items))
    )
