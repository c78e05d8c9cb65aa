"""Birthdays of the week ahead, where calendars are at their trickiest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storeassist.adapters.lunar import lunar_of, solar_of
from storeassist.features.today.birthdays import coming, show_lunar
from storeassist.kernel.text import use_language

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("today", "key", "day"),
    [
        (date(2026, 9, 15), "09-15", date(2026, 9, 15)),
        (date(2026, 9, 15), "09-21", date(2026, 9, 21)),
        (date(2026, 12, 29), "01-02", date(2027, 1, 2)),
        (date(2026, 9, 15), "lunar 08-05", date(2026, 9, 15)),
        (date(2026, 9, 22), "lunar 08-15", date(2026, 9, 25)),
        (date(2026, 2, 25), "02-29", date(2026, 2, 28)),  # no leap year
        (date(2028, 2, 25), "02-29", date(2028, 2, 29)),
        (date(2027, 2, 3), "lunar 12-30", date(2027, 2, 5)),  # the twelfth month of that year has 29 days
        (date(2026, 2, 14), "lunar 01-01", date(2026, 2, 17)),
    ],
)
def test_a_birthday_falls_on_its_day(today: date, key: str, day: date) -> None:
    assert coming(today)[key] == day


def test_a_week_ends_after_seven_days() -> None:
    assert "09-22" not in coming(date(2026, 9, 15))
    assert "02-29" not in coming(date(2028, 2, 22))  # the 28th is not it, the 29th is the eighth day


def test_a_birthday_in_a_month_that_is_repeated_comes_once() -> None:
    """In 2025 the sixth month came twice: 1 July was 六月初七, 31 July 闰六月初七."""
    assert coming(date(2025, 6, 30))["lunar 06-07"] == date(2025, 7, 1)
    assert not any(key.startswith("lunar 06") for key in coming(date(2025, 7, 30)))


@settings(deadline=None, max_examples=60)  # a year's first conversion is slow
@given(DAYS)
def test_every_lunar_day_of_an_ordinary_month_is_found_again(day: date) -> None:
    lunar = lunar_of(day)
    if not lunar.leap:
        assert solar_of(lunar.year, lunar.month, lunar.day) == day
        assert coming(day)[f"lunar {lunar.month:02}-{lunar.day:02}"] == day


@settings(deadline=None, max_examples=60)  # a year's first conversion is slow
@given(DAYS)
def test_no_birthday_lies_outside_the_week(today: date) -> None:
    assert all(today <= day < today + timedelta(days=7) for day in coming(today).values())


def test_the_thirtieth_of_a_short_month_is_its_last_day() -> None:
    assert solar_of(2026, 12, 30) == solar_of(2026, 12, 29) == date(2027, 2, 5)


def test_lunar_days_are_shown_in_the_owners_language() -> None:
    assert show_lunar(date(2026, 9, 15)) == "lunar 8/5"
    assert show_lunar(date(2025, 8, 1)) == "lunar 6/8 (leap month)"
    use_language("zh_CN")
    assert show_lunar(date(2026, 9, 15)) == "农历八月初五"
