"""On which of the days ahead birthdays fall, in the solar and the lunar calendar. Pure: the lunar calendar is handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Protocol

from storeassist.kernel.calendars import Birthday


class Lunar(Protocol):
    """A day of the lunar calendar; ``leap`` says that its month repeats the one before."""

    @property
    def month(self) -> int:
        """1 to 12."""

    @property
    def day(self) -> int:
        """1 to 30."""

    @property
    def leap(self) -> bool:
        """Whether its month is a leap month."""

    @property
    def month_length(self) -> int:
        """29 or 30."""


def coming(today: date, days: int, lunar_of: Callable[[date], Lunar]) -> dict[str, date]:
    """The birthdays of the ``days`` days that begin with ``today``, by ``birthday_key``, and the first day of each.

    Who was born on 29 February has it on the 28th of other years; on the 30th of a lunar month, on its last day. A leap
    month repeats the one before it, in which the birthday was.
    """
    found: dict[str, date] = {}
    month, since = lunar_of(today), today
    for day in (today + timedelta(days=ahead) for ahead in range(days)):
        lunar_day = month.day + (day - since).days  # asking for each day anew takes ten times as long
        if lunar_day > month.month_length:
            month, since = lunar_of(day), day
            lunar_day = month.day
        found.setdefault(birthday_key(Birthday(day.month, day.day)), day)
        if (day.month, day.day) == (2, 28) and not is_leap_year(day.year):
            found.setdefault(birthday_key(Birthday(2, 29)), day)
        if month.leap:
            continue
        found.setdefault(birthday_key(Birthday(month.month, lunar_day, lunar=True)), day)
        if lunar_day == month.month_length == 29:
            found.setdefault(birthday_key(Birthday(month.month, 30, lunar=True)), day)
    return found


def birthday_key(birthday: Birthday) -> str:
    """A day of either calendar as a word: 09-15, or lunar 08-05."""
    return f"{'lunar ' if birthday.lunar else ''}{birthday.month:02}-{birthday.day:02}"


def is_leap_year(year: int) -> bool:
    """Whether the year has a 29 February."""
    return (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
