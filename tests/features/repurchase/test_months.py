"""The months: cohorts of newcomers in closed months only, and the rates of each month."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
from hypothesis import given, settings

from storeassist.features.habits.store import business_today
from storeassist.features.repurchase import store_months
from storeassist.features.repurchase.records import Rate
from storeassist.kernel.database import Shop
from tests.features.repurchase import counted
from tests.features.repurchase.counted import Bill

NOW = datetime(2026, 9, 15, 11, 6)


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12)


def test_a_cohort_shows_only_months_that_are_over() -> None:
    bills = [Bill(noon(6, 5), 1), Bill(noon(8, 1), 1), Bill(noon(6, 30), 2), Bill(noon(9, 2), 2), Bill(noon(9, 3), 3)]
    with counted.shop_with(bills) as shop:
        june, september = store_months.cohorts(shop, NOW)
        assert (june.first_day, june.customers, june.active) == (date(2026, 6, 1), 2, (2, 0, 1))
        assert (september.customers, september.active) == (1, ())
        assert [june.share(months) for months in range(4)] == [1.0, 0.0, 0.5, None]
        assert september.share(0) is None
        assert store_months.cohort_people(shop, NOW, date(2026, 6, 1), 2) == [1]
        assert store_months.cohort_people(shop, NOW, date(2026, 6, 1), 0) == [1, 2]


def test_a_month_closes_when_its_last_night_is_over() -> None:
    with counted.shop_with([Bill(noon(8, 3), 1)]) as shop:
        in_the_night = store_months.cohorts(shop, datetime(2026, 9, 1, 3, 30))
        in_the_morning = store_months.cohorts(shop, datetime(2026, 9, 1, 4, 0))
    assert in_the_night[0].active == ()
    assert in_the_morning[0].active == (1,)


def test_the_months_before_the_book_are_no_zeros() -> None:
    bills = [Bill(noon(7, 5), 1), Bill(noon(7, 9), 1), Bill(noon(8, 1), 2), Bill(noon(8, 20), 1)]
    with counted.shop_with(bills) as shop:
        july, august, september = store_months.trend(shop, NOW)
    assert (july.by_customer.part, july.by_customer.whole) == (1, 1)
    assert not july.by_customer.is_covered  # the book knows the end of it alone
    assert not july.two_windows.is_covered and not august.two_windows.is_covered
    assert august.by_customer.is_covered and september.two_windows.is_covered
    assert (august.two_windows.part, august.two_windows.whole) == (1, 1)
    assert july.second_visit is not None
    assert (july.second_visit.part, july.second_visit.whole) == (1, 1)
    assert august.second_visit is None  # its last newcomers have not had 30 days
    assert (july.is_over, september.is_over) == (True, False)


def test_a_shop_without_bills_and_one_with_bills_to_come_have_no_months(shop: Shop) -> None:
    assert store_months.trend(shop, NOW) == []
    assert store_months.cohorts(shop, NOW) == []
    counted.write(shop, [Bill(NOW + timedelta(days=400), None)])
    assert store_months.trend(shop, NOW) == []


@settings(max_examples=60, deadline=None)
@given(counted.books(date(2026, 3, 1), 199), counted.moments(date(2026, 8, 20), 30))
def test_cohorts_and_months_of_any_shop_equal_what_pandas_counts(bills: list[Bill], now: datetime) -> None:
    frame = counted.frame_of(bills, now)
    with counted.shop_with(bills) as shop:
        today = business_today(shop, now)
        found = store_months.cohorts(shop, now)
        assert {f"{one.first_day:%Y-%m}": (one.customers, list(one.active)) for one in found} == counted.cohorts(
            frame, today
        )
        for one in found:
            for k, active in enumerate(one.active):
                assert len(store_months.cohort_people(shop, now, one.first_day, k)) == active
        days = frame.drop_duplicates(["who", "day"])
        people = counted.first_and_gap(frame)
        for month in store_months.trend(shop, now):
            period = pd.Period(month.first_day, "M")
            own = days[days["day"].dt.to_period("M") == period].groupby("who").size()
            before = days[days["day"].dt.to_period("M") == period - 1].groupby("who").size()
            assert (month.by_customer.part, month.by_customer.whole) == ((own >= 2).sum(), len(own))
            assert (month.by_transaction.part, month.by_transaction.whole) == ((own - 1).sum(), own.sum())
            both = own.index.intersection(before.index)
            assert (month.two_windows.part, month.two_windows.whole) == (len(both), len(before))
            shares = {
                Rate.BY_CUSTOMER: month.by_customer,
                Rate.TWO_WINDOWS: month.two_windows,
                **({Rate.SECOND_VISIT: month.second_visit} if month.second_visit else {}),
            }
            for rate, share in shares.items():
                assert len(store_months.month_people(shop, now, rate, month.first_day)) == share.part
            if month.second_visit is not None:
                new = people[people["first"].dt.to_period("M") == period]
                assert (month.second_visit.part, month.second_visit.whole) == ((new["gap"] <= 30).sum(), len(new))
