"""The Chinese lunar calendar: which lunar day a solar day is, and the other way round."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar. ``leap`` says that its month repeats the one before; a month has 29 or 30 days."""

    year: int
    month: int
    day: int
    leap: bool
    month_length: int


def lunar_of(day: date) -> LunarDay:
    """The lunar day of a solar one."""
    from lunar_python import LunarMonth, Solar

    found = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    year, month = found.getYear(), found.getMonth()  # a leap month has a negative number
    length = LunarMonth.fromYm(year, month).getDayCount()
    return LunarDay(year, abs(month), found.getDay(), month < 0, length)


def solar_of(year: int, month: int, day: int) -> date:
    """The solar day of a day in a lunar ``year``, never in its leap month; the 30th of a month of 29 days is its last."""
    from lunar_python import Lunar, LunarMonth

    within = min(day, LunarMonth.fromYm(year, month).getDayCount())
    found = Lunar.fromYmd(year, month, within).getSolar()
    return date(found.getYear(), found.getMonth(), found.getDay())
