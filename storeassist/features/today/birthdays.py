"""Which birthdays fall into the week ahead, in the solar and the lunar calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from storeassist.adapters.lunar import lunar_of
from storeassist.features.today.rules import DAYS_AHEAD, birthday_key, is_leap_year
from storeassist.kernel.calendars import Birthday, show_birthday
from storeassist.kernel.text import _


@lru_cache(maxsize=8)
def coming(today: date) -> dict[str, date]:
    """The birthdays of the seven days that begin with ``today``, by ``rules.birthday_key``, and the day of each.

    Who was born on 29 February has it on the 28th of other years; on the 30th of a lunar month, on its last day. A leap
    month repeats the one before it, in which the birthday was.
    """
    found: dict[str, date] = {}
    lunar = lunar_of(today)
    for day in (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)):
        if day > today:  # asking for each day anew takes ten times as long
            lunar = replace(lunar, day=lunar.day + 1) if lunar.day < lunar.month_length else lunar_of(day)
        found[birthday_key(Birthday(day.month, day.day))] = day
        if (day.month, day.day) == (2, 28) and not is_leap_year(day.year):
            found[birthday_key(Birthday(2, 29))] = day
        if lunar.leap:
            continue
        found[birthday_key(Birthday(lunar.month, lunar.day, lunar=True))] = day
        if lunar.day == lunar.month_length == 29:
            found[birthday_key(Birthday(lunar.month, 30, lunar=True))] = day
    return found


def show_lunar(day: date) -> str:
    """The lunar name of a solar day: 农历八月初五, lunar 8/5."""
    lunar = lunar_of(day)
    name = show_birthday(Birthday(lunar.month, lunar.day, lunar=True))
    return _("{lunar} (leap month)", lunar=name) if lunar.leap else name
