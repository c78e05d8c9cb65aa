"""The four rates: their definitions, their windows, what a difference says, who is counted."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings

from storeassist.cli import run
from storeassist.features.habits import store_rates as habits
from storeassist.features.habits.store import business_today
from storeassist.features.repurchase import rules, store_rates
from storeassist.features.repurchase.records import Rate, Share, Verdict
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day
from storeassist.kernel.errors import UserError
from tests.features.repurchase import counted
from tests.features.repurchase.counted import Bill

NOW = datetime(2026, 9, 15, 11, 6)


def pair(share: Share) -> tuple[int, int]:
    return share.part, share.whole


def test_a_hundred_visits_twenty_second_ones_ten_third_ones_are_thirty_percent(shop: Shop) -> None:
    noon = NOW - timedelta(days=40)
    with shop.write() as db:
        db.executemany(
            "INSERT INTO customer (id, number, origin, created_at) VALUES (?, ?, 'hand', '2026-01-01')",
            [(nth, str(nth)) for nth in range(1, 71)],
        )
    visits = [
        Bill(noon + timedelta(days=time), nth)
        for time, many in ((0, 70), (3, 20), (6, 10))
        for nth in range(1, many + 1)
    ]
    counted.write(shop, visits)
    found = store_rates.rates(shop, NOW, 90)
    assert len(visits) == 100
    assert pair(found.by_transaction.now) == (30, 100)
    assert pair(found.by_customer.now) == (20, 70)
    assert found.by_transaction.now.value == 0.3


def test_several_bills_of_a_day_are_one_visit_and_the_night_belongs_to_the_evening() -> None:
    evening = datetime(2026, 9, 10, 20)
    with counted.shop_with([Bill(evening, 1), Bill(evening + timedelta(hours=5), 1), Bill(evening, None)]) as shop:
        found = store_rates.rates(shop, NOW, 30)
    assert pair(found.by_customer.now) == (0, 1)
    assert pair(found.by_transaction.now) == (0, 1)


def test_who_came_before_and_again_is_counted_once_in_two_windows() -> None:
    days = (100, 95, 10), (120,), (3,), (200, 20)
    bills = [Bill(NOW - timedelta(days=day), who) for who, own in enumerate(days, 1) for day in own]
    with counted.shop_with(bills) as shop:
        found = store_rates.rates(shop, NOW, 90)
        assert store_rates.people(shop, NOW, Rate.TWO_WINDOWS, 90) == [1]
        assert store_rates.people(shop, NOW, Rate.BY_CUSTOMER, 90) == []
    assert pair(found.two_windows.now) == (1, 2)
    assert pair(found.two_windows.before) == (0, 1)


def test_a_second_visit_counts_within_its_days_of_whoever_had_that_long() -> None:
    today = business_day(NOW)
    noon = datetime(today.year, today.month, today.day, 12)
    bills = [
        *(Bill(noon - timedelta(days=day), 1) for day in (30, 1)),  # 29 days between
        *(Bill(noon - timedelta(days=day), 2) for day in (60, 29)),  # 31
        *(Bill(noon - timedelta(days=day), 3) for day in (29, 20)),  # too late to tell
        *(Bill(noon - timedelta(days=day), 4) for day in (90, 60)),  # 30
    ]
    with counted.shop_with(bills) as shop:
        found = store_rates.rates(shop, NOW, 90).second_visit
        assert {within: pair(one.ever) for within, one in found.items()} == {30: (2, 3), 60: (2, 2), 90: (1, 1)}
        assert store_rates.people(shop, NOW, Rate.SECOND_VISIT, within=30) == [1, 4]


def test_a_second_visit_of_this_morning_counts_and_one_of_tonight_does_not() -> None:
    bills = [
        Bill(NOW - timedelta(days=30), 1),
        Bill(NOW, 1),
        Bill(NOW - timedelta(days=30), 2),
        Bill(NOW + timedelta(hours=7), 2),
    ]
    with counted.shop_with(bills) as shop:
        found = store_rates.rates(shop, NOW, 90)
    assert pair(found.second_visit[30].ever) == (1, 2)
    assert pair(found.by_customer.now) == (1, 2)


@pytest.mark.parametrize("days", [0, -1, 100_000])
def test_a_period_nobody_can_mean_is_refused(shop: Shop, days: int) -> None:
    with pytest.raises(UserError, match="1 to"):
        store_rates.rates(shop, NOW, days)


def test_an_empty_shop_has_rates_of_nothing(shop: Shop) -> None:
    found = store_rates.rates(shop, NOW)
    for compared in (found.by_customer, found.by_transaction, found.two_windows, found.second_visit[30].lately):
        assert pair(compared.now) == (0, 0)
        assert compared.now.value is None
        assert compared.verdict is Verdict.UNKNOWN


def test_rates_keep_to_a_source_and_to_some_customers() -> None:
    bills = [Bill(NOW - timedelta(days=day), who) for who in (1, 2, 3, 4) for day in (5, 9)[: 1 + who % 2]]
    with counted.shop_with(bills) as shop:  # odd numbers come from 抖音, and came twice
        assert pair(store_rates.rates(shop, NOW, source="抖音").by_customer.now) == (2, 2)
        assert pair(store_rates.rates(shop, NOW, source="到店").by_customer.now) == (0, 2)
        assert pair(store_rates.rates(shop, NOW, among=[1, 2]).by_customer.now) == (1, 2)
        assert pair(store_rates.rates(shop, NOW, among=[]).by_customer.now) == (0, 0)
        assert store_rates.people(shop, NOW, Rate.BY_CUSTOMER, among=[3, 4]) == [3]


def test_a_window_the_book_does_not_reach_says_nothing_of_the_difference() -> None:
    bills = [Bill(NOW - timedelta(days=day), 1) for day in (100, 5)]
    with counted.shop_with(bills) as shop:
        found = store_rates.rates(shop, NOW, 90)
    assert found.by_customer.now.is_covered and not found.by_customer.before.is_covered
    assert not found.two_windows.now.is_covered


@settings(max_examples=60, deadline=None)
@given(counted.books(date(2026, 6, 1), 115), counted.moments(date(2026, 8, 1), 45))
def test_every_rate_of_any_shop_equals_what_pandas_counts(bills: list[Bill], now: datetime) -> None:
    frame = counted.frame_of(bills, now)
    with counted.shop_with(bills) as shop:
        today = business_today(shop, now)
        for days in (1, 7, 30):
            found = store_rates.rates(shop, now, days)
            expected = counted.rates(frame, now, days)
            assert {
                "by_customer": pair(found.by_customer.now),
                "by_transaction": pair(found.by_transaction.now),
                "two_windows": pair(found.two_windows.now),
            } == expected
            earlier = counted.rates(frame, now - timedelta(days=days), days)
            assert pair(found.by_customer.before) == earlier["by_customer"]
            assert pair(found.by_transaction.before) == earlier["by_transaction"]
            assert pair(found.two_windows.before) == earlier["two_windows"]
            own = habits.repurchase(shop, now, days)
            assert (own.again, own.customers) == expected["by_customer"]
            assert len(store_rates.people(shop, now, Rate.BY_CUSTOMER, days)) == expected["by_customer"][0]
        for within, second in store_rates.rates(shop, now).second_visit.items():
            assert pair(second.ever) == counted.second_visit(frame, today, within)
            assert len(store_rates.people(shop, now, Rate.SECOND_VISIT, within=within)) == second.ever.part


def test_the_rates_of_a_real_shop_are_what_pandas_counts(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--shop", str(shop.path), "--now", counted.QUARTER_ENDS.isoformat(), "--json"]
    assert run([*asked, "import", "orders", str(counted.QUARTER)]) == 0
    capsys.readouterr()
    assert run([*asked, "repurchase", "rates"]) == 0
    found = json.loads(capsys.readouterr().out)
    frame = counted.quarter()
    assert found["by_customer"] == [90, 124]
    second = {
        str(within): list(counted.second_visit(frame, counted.QUARTER_ENDS.date(), within)) for within in (30, 60, 90)
    }
    expected = {name: list(of) for name, of in counted.rates(frame, counted.QUARTER_ENDS, 90).items()}
    assert found == {**expected, "second_visit": second}


@pytest.mark.parametrize(
    ("one", "other", "difference", "low", "high", "verdict"),
    [
        ((56, 70), (48, 80), 0.2, 0.0524, 0.3339, Verdict.RAISED),
        ((48, 80), (56, 70), -0.2, -0.3339, -0.0524, Verdict.LOWERED),
        ((18, 90), (4, 30), 0.0667, -0.111, 0.190, Verdict.WITHIN_ERROR),
    ],
)
def test_a_difference_has_the_interval_of_newcombe(
    one: tuple[int, int], other: tuple[int, int], difference: float, low: float, high: float, verdict: Verdict
) -> None:
    found = rules.compared(Share(*one), Share(*other))
    assert (found.now.value or 0) - (found.before.value or 0) == pytest.approx(difference, abs=0.0001)
    assert found.low == pytest.approx(low, abs=0.0005)
    assert found.high == pytest.approx(high, abs=0.0005)
    assert found.verdict is verdict


def test_fewer_than_twenty_people_say_nothing() -> None:
    assert rules.compared(Share(19, 19), Share(0, 100)).verdict is Verdict.UNKNOWN
    assert rules.compared(Share(20, 20), Share(0, 20)).verdict is Verdict.RAISED
    assert rules.compared(Share(20, 20), Share(0, 20, is_covered=False)).verdict is Verdict.UNKNOWN
