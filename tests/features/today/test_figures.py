"""The morning's figures: each equals what plain Python reckons from the bills, whatever the bills are."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storeassist.features import SCHEMA
from storeassist.features.habits.rules import DORMANT, WATCH
from storeassist.features.habits.store_rates import repurchase
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.features.today import rules, store_figures
from storeassist.features.today.records import Verdict, customer_and_kind
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day
from tests.features.today import book
from tests.features.today.book import Bill, morning_of

NOW = datetime(2026, 9, 15, 11, 6)  # a Tuesday
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def test_repurchase_counts_visits_within_ninety_times_twenty_four_hours(shop: Shop) -> None:
    edge = NOW - timedelta(days=90)
    who = [book.person(shop, f"c{n}", NOW) for n in range(6)]
    bills: list[Bill] = [
        (edge, who[0], 100), (NOW - DAY, who[0], 100),  # the first lies on the edge: outside
        (edge + timedelta(seconds=1), who[1], 100), (NOW - DAY, who[1], 100),  # inside: came again
        (NOW - 2 * DAY, who[2], 100), (NOW - 2 * DAY + timedelta(hours=5), who[2], 100),  # one visit, two bills
        (edge - DAY, who[3], 100),  # long ago
        (NOW, who[4], 100), (NOW - DAY, who[4], 100),
        (NOW + timedelta(hours=1), who[5], 100),  # still to come
    ]  # fmt: skip
    book.write(shop, bills, NOW)
    found = repurchase(shop, NOW)
    assert (found.customers, found.again) == (4, 2) == book.repurchase(bills, NOW)


def test_a_night_past_midnight_belongs_to_the_evening_before(shop: Shop) -> None:
    who = book.person(shop, "owl", NOW)
    night = datetime(2026, 9, 14, 1, 30)
    book.write(shop, [(night - timedelta(hours=3), who, 100), (night, who, 100)], NOW)
    found = repurchase(shop, NOW)
    assert (found.customers, found.again) == (1, 0)


def test_voided_bills_count_nowhere(shop: Shop) -> None:
    who = book.person(shop, "a", NOW)
    for days in (1, 8, 15):
        order = orders.add(shop, OrderFacts(NOW - days * DAY, 500, who), NOW)
        orders.void(shop, order, "slip", NOW)
    figures, again = store_figures.figures(shop, NOW), repurchase(shop, NOW)
    assert (figures.yesterday.period.fen, figures.visits, again.customers) == (0, 0, 0)


def test_the_week_until_now_is_compared_up_to_the_same_time_of_day(shop: Shop) -> None:
    bills: list[Bill] = []
    for weeks in range(6):
        monday = datetime(2026, 9, 14, 12) - weeks * WEEK
        bills += [
            (monday, None, 1000),
            (monday + timedelta(hours=22), None, 100),
            (monday + timedelta(hours=30), None, 7),
        ]
    bills = [bill for bill in bills if bill[0] <= NOW]
    book.write(shop, bills, NOW)
    week = store_figures.figures(shop, NOW).week
    assert week.until == NOW
    assert (week.period.fen, week.period.bills) == (1100, 2)
    assert [one.fen for one in week.before] == [1100] * 4
    assert rules.verdict(week) is Verdict.USUAL


def test_where_bills_carry_no_time_of_day_only_whole_days_are_compared(shop: Shop) -> None:
    midnight = datetime(2026, 9, 15)
    book.write(shop, [(midnight - days * DAY, None, 100) for days in range(40)], NOW)
    week = store_figures.figures(shop, NOW).week
    assert week.until is None
    assert (week.period.last, week.period.fen) == (date(2026, 9, 14), 100)
    assert [one.fen for one in week.before] == [100] * 4


def test_a_book_of_three_weeks_compares_nothing(shop: Shop) -> None:
    book.write(shop, [(NOW - days * DAY, None, 100) for days in range(1, 21)], NOW)
    figures = store_figures.figures(shop, NOW)
    assert rules.verdict(figures.yesterday) is rules.verdict(figures.week) is Verdict.UNKNOWN
    assert rules.mean_fen(figures.yesterday) is None
    assert not repurchase(shop, NOW).is_covered


def test_a_customer_is_new_on_the_first_visit_or_the_day_of_joining_whichever_came_first(shop: Shop) -> None:
    monday, before = date(2026, 9, 14), date(2026, 9, 10)
    book.person(shop, "joined on Monday", NOW, joined_on=monday)
    book.person(shop, "joined last week", NOW, joined_on=before)
    known = book.person(shop, "joined last week, came first yesterday", NOW, joined_on=before)
    old = book.person(shop, "came a year ago, joined today", NOW, joined_on=NOW.date())
    guest = book.person(shop, "came first yesterday", NOW)
    with shop.write() as db:
        db.execute("UPDATE customer SET joined_on = NULL WHERE id = ?", [guest])
    book.write(shop, [(NOW - DAY, known, 1), (NOW - 365 * DAY, old, 1), (NOW - DAY, guest, 1)], NOW)
    new = store_figures.figures(shop, NOW).new
    assert (new.count, new.week_before) == (2, 2)


def test_visits_are_of_customers_and_bills_of_everybody(shop: Shop) -> None:
    who = book.person(shop, "a", NOW)
    book.write(shop, [(NOW - DAY, who, 100), (NOW - DAY, who, 50), (NOW - DAY, None, 30)], NOW)
    figures = store_figures.figures(shop, NOW)
    assert (figures.yesterday.period.fen, figures.yesterday.period.bills, figures.visits) == (180, 3, 1)


MOMENTS = st.one_of(
    st.datetimes(NOW - timedelta(days=100), NOW + timedelta(days=1)),
    st.datetimes(NOW - timedelta(days=92), NOW - timedelta(days=88)),
    st.dates((NOW - timedelta(days=95)).date(), NOW.date()).map(lambda day: datetime(day.year, day.month, day.day)),
).map(lambda at: at.replace(microsecond=0))
BILLS = st.lists(st.tuples(MOMENTS, st.one_of(st.none(), st.integers(1, 4)), st.integers(0, 9_999)), max_size=40)
NOWS = st.sampled_from(
    [
        NOW,
        datetime(2026, 9, 15),
        datetime(2026, 9, 15, 1, 30),
        datetime(2026, 9, 15, 3, 59, 59),
        datetime(2026, 9, 14, 4),
    ]
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BILLS, NOWS)
def test_figures_and_names_equal_what_plain_python_reckons(
    empty_shop_file: Path, tmp_path: Path, bills: list[Bill], now: datetime
) -> None:
    path = tmp_path / "any.shop"
    shutil.copy(empty_shop_file, path)
    shop = Shop.open(path, SCHEMA)
    try:
        for number in range(4):
            book.person(shop, f"c{number}", NOW - timedelta(days=200))
        book.write(shop, bills, NOW)
        _compare(shop, bills, now)
    finally:
        shop.close()


def _compare(shop: Shop, bills: list[Bill], now: datetime) -> None:
    again, figures, today = repurchase(shop, now), store_figures.figures(shop, now), business_day(now)
    assert (again.customers, again.again) == book.repurchase(bills, now)
    assert (figures.yesterday.period.fen, figures.yesterday.period.bills) == book.of_day(bills, today - DAY)
    monday = rules.week_start(today)
    if figures.week.until:
        assert (figures.week.period.fen, figures.week.period.bills) == book.stretch(bills, monday, now)
        for weeks, one in enumerate(figures.week.before, 1):
            first, until = monday - weeks * WEEK, now - weeks * WEEK
            inside = [b for b in bills if first <= business_day(b[0]) <= today - weeks * WEEK]
            assert (one.fen, one.bills) == book.stretch(inside, first, until)
    late = book.ratios([bill for bill in bills if bill[0] <= now], today)
    morning = morning_of(shop, now)
    watch = {customer_and_kind(id)[0] for id in morning.overdue}
    dormant = {customer_and_kind(id)[0] for id in morning.dormant}
    assert watch == {customer for customer, ratio in late.items() if WATCH <= ratio < DORMANT}
    assert dormant == {customer for customer, ratio in late.items() if ratio >= DORMANT}


@pytest.mark.parametrize("bills", [0, 1, 2])
def test_a_shop_without_a_rhythm_names_nobody(shop: Shop, bills: int) -> None:
    who = book.person(shop, "a", NOW - timedelta(days=400))
    book.write(shop, [(NOW - timedelta(days=300 + 10 * n), who, 100) for n in range(bills)], NOW)
    morning = morning_of(shop, NOW)
    assert (morning.overdue, morning.dormant, morning.candidates.has_regulars) == ([], [], False)
