"""Birthdays of a whole year ahead, beside asking the calendar for each day anew."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from storeassist.adapters.lunar import lunar_of
from storeassist.features.customers.rules_birthdays import birthday_key, coming
from storeassist.kernel.calendars import Birthday

DAY = timedelta(days=1)


@pytest.mark.parametrize("today", [date(2026, 9, 15), date(2025, 6, 25), date(2023, 12, 31), date(2028, 2, 28)])
def test_every_birthday_of_a_year_is_found_on_its_first_day(today: date) -> None:
    found = coming(today, 390, lunar_of)
    days = [today + ahead * DAY for ahead in range(390)]
    for day in reversed(days):
        assert found[birthday_key(Birthday(day.month, day.day))] <= day
    lunar = {}
    for day in reversed(days):
        told = lunar_of(day)
        if not told.leap:
            lunar[birthday_key(Birthday(told.month, told.day, lunar=True))] = day
            if told.day == told.month_length == 29:
                lunar[birthday_key(Birthday(told.month, 30, lunar=True))] = day
    assert {key: day for key, day in found.items() if key.startswith("lunar")} == lunar
    assert len([key for key in found if not key.startswith("lunar")]) == 366
