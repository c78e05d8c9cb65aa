"""What everybody's bills add up to as of a moment, by two ways of reckoning."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from storeassist.features.habits.store import business_today, has_later
from storeassist.features.habits.store_rates import repurchase
from storeassist.features.habits.store_totals import shop_gap, totals_sql, visits_sql
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.features.repurchase.store_rates import rates
from storeassist.kernel.database import Row, Shop
from tests.features.habits.ground import BILLS, NOW, NOWS, any_shop
from tests.features.habits.plainly import book_of, plain_day
from tests.features.today import book
from tests.features.today.book import Bill

DAY = timedelta(days=1)


def totals(shop: Shop, now: datetime) -> list[Row]:
    found, _none = totals_sql(shop, now)
    return shop.query(f"SELECT * FROM {found} ORDER BY customer_id")


def test_without_later_bills_the_kept_totals_are_read_as_they_are(shop: Shop) -> None:
    who = book.person(shop, "a", NOW)
    book.write(shop, [(NOW - DAY, who, 100)], NOW)
    assert totals_sql(shop, NOW) == ("customer_total", {})
    assert visits_sql(shop, NOW) == ("visit", {})


def test_a_voided_bill_of_tomorrow_is_no_later_bill(shop: Shop) -> None:
    who = book.person(shop, "a", NOW)
    made = orders.add(shop, OrderFacts(at=NOW + timedelta(hours=3), amount_fen=100, customer_id=who), NOW)
    assert has_later(shop, NOW)
    orders.void(shop, made, "", NOW)
    assert not has_later(shop, NOW)


def test_a_bill_entered_ahead_waits_for_its_time(shop: Shop) -> None:
    who, other = book.person(shop, "a", NOW), book.person(shop, "b", NOW)
    bills: list[Bill] = [(NOW - 8 * DAY, who, 100), (NOW - DAY, who, 200), (NOW + timedelta(hours=1), who, 400)]
    bills += [(NOW + DAY, other, 800)]
    book.write(shop, bills, NOW)
    first, second = totals(shop, NOW)
    assert (first["orders"], first["visits"], first["spent_fen"], first["median_gap_days"]) == (2, 2, 300, 7)
    assert (first["first_visit_on"], first["last_visit_on"]) == ("2026-09-07", "2026-09-14")
    assert (second["orders"], second["visits"], second["spent_fen"], second["last_visit_on"]) == (0, 0, 0, None)
    assert shop_gap(shop, NOW) == 7
    assert totals(shop, NOW + 2 * DAY)[1]["spent_fen"] == 800


def test_nobody_has_no_gap(shop: Shop) -> None:
    assert shop_gap(shop, NOW) is None
    assert business_today(shop, datetime(2026, 9, 16, 1, 30)) == date(2026, 9, 15)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BILLS, NOWS)
def test_totals_as_of_any_moment_equal_what_pandas_adds_up_from_the_bills(
    empty_shop_file: Path, tmp_path: Path, bills: list[Bill], now: datetime
) -> None:
    with any_shop(empty_shop_file, tmp_path, bills) as shop:
        plain = book_of(shop, now)
        found = totals(shop, now)
        assert [row["customer_id"] for row in found] == plain.everybody
        expected = plain.totals.to_dict("index")
        for row in found:
            kept = (row["orders"], row["visits"], row["spent_fen"])
            one = expected.get(row["customer_id"])
            if one is None:
                assert (*kept, row["first_visit_on"], row["last_visit_on"], row["median_gap_days"]) == (
                    0,
                    0,
                    0,
                    *[None] * 3,
                )
                continue
            assert kept == (one["orders"], one["visits"], one["spent_fen"])
            days = (date.fromisoformat(row["first_visit_on"]), date.fromisoformat(row["last_visit_on"]))
            assert days == (plain_day(one["first"]), plain_day(one["last"]))
            assert row["median_gap_days"] == (pytest.approx(one["gap"]) if one["visits"] > 1 else None)
        assert shop_gap(shop, now) == (None if plain.shop_gap is None else pytest.approx(plain.shop_gap))
        visits, _none = visits_sql(shop, now)
        assert sorted(map(tuple, shop.query(f"SELECT customer_id, day, orders, spent_fen FROM {visits}"))) == sorted(
            (row.who, plain_day(row.day).isoformat(), row.orders, row.fen) for row in plain.days.itertuples()
        )


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BILLS, NOWS)
def test_repurchase_equals_what_plain_python_reckons_and_what_the_page_of_repurchase_says(
    empty_shop_file: Path, tmp_path: Path, bills: list[Bill], now: datetime
) -> None:
    with any_shop(empty_shop_file, tmp_path, bills) as shop:
        found = repurchase(shop, now)
        assert (found.customers, found.again) == book.repurchase(bills, now)
        for days in (1, 30, 90):
            found, on_page = repurchase(shop, now, days), rates(shop, now, days).by_customer.now
            assert (found.again, found.customers) == (on_page.part, on_page.whole)
