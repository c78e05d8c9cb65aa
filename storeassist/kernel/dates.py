"""Days and times of the shop: its business day, and dates written for the owner. Today and now are always passed in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from storeassist.kernel.calendars import MONTH_NAMES
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, language, many

DAY_ENDS_AT = 4
"""The hour at which a business day ends unless the shop says otherwise."""

_YEARS = range(1900, 3000)
_BARE_DATE = len("2026-09-15")
_DAY_NOUGHT = 1721424.5
"""SQLite's count of days on the day before the first of Python's."""


def business_day(at: datetime, ends_at: int = DAY_ENDS_AT) -> date:
    """The day that ``at`` is booked to: a bill at 01:30 belongs to the evening before.

    Midnight to the second is what files without times of day have: such a bill belongs to its own day.
    """
    return at.date() if _is_midnight(at) else (at - timedelta(hours=ends_at)).date()


def day_booked(column: str, ends_at: int) -> str:
    """SQL for the ``business_day`` of a column of moments."""
    return f"CASE substr({column}, 12) WHEN '00:00:00' THEN substr({column}, 1, 10) ELSE date({column}, '-{ends_at} hours') END"


def on_the_clock(at: datetime) -> datetime:
    """``at`` to the second as a clock that runs shows it, which skips midnight: that would be a day without a time."""
    second = at.replace(microsecond=0)
    return second + timedelta(seconds=1) if _is_midnight(second) else second


def _is_midnight(at: datetime) -> bool:
    return at.time().replace(microsecond=0) == time.min


def parse_moment(text: str) -> datetime:
    """An ISO date or time as the command line takes it; a bare date is its midnight.

    Years no shop has are refused: days are added to moments, and taken off them.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.year not in _YEARS:
            raise ValueError
    except ValueError:
        raise UserError("“{text}” is not a time; write it like 2026-09-15T18:30.", text=text) from None
    return moment.replace(tzinfo=None, microsecond=0)


def parse_booking(text: str) -> datetime:
    """When something was booked, as ``parse_moment`` reads it; a midnight that is written out is on the clock."""
    moment = parse_moment(text)
    return moment if len(text.strip()) <= _BARE_DATE else on_the_clock(moment)


def iso(at: datetime) -> str:
    """``at`` as the shop file stores it."""
    return at.isoformat(timespec="seconds")


def day_number(column: str) -> str:
    """SQL for the day in a column of dates as Python counts it: ``date.fromordinal`` makes the date of it."""
    return f"CAST(julianday({column}) - {_DAY_NOUGHT} AS INTEGER)"


def show_day(day: date, today: date) -> str:
    """A day in short words; the year only when it is not this one."""
    if language() == "zh_CN":
        return f"{day.month} 月 {day.day} 日" if day.year == today.year else f"{day.year}/{day.month}/{day.day}"
    short = f"{day.day} {MONTH_NAMES[day.month - 1]}"
    return short if day.year == today.year else f"{short} {day.year}"


def show_day_in_full(day: date) -> str:
    """A day with its year, for a place that has room."""
    return (
        f"{day.year} 年 {day.month} 月 {day.day} 日"
        if language() == "zh_CN"
        else f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
    )


def show_moment(at: datetime, now: datetime) -> str:
    """A time in short words, to begin a cell or a line: Today 11:06.

    One at midnight exactly, as files without times have it, is shown as its day.
    """
    return _moment(at, now, _("Today"))


def moment_inside(at: datetime, now: datetime) -> str:
    """The same for the inside of a sentence: issued today 11:06."""
    return _moment(at, now, _("today"))


def _moment(at: datetime, now: datetime, today: str) -> str:
    clock = "" if at.time() == time.min else f" {at:%H:%M}"
    return (today if at.date() == now.date() else show_day(at.date(), now.date())) + clock


def days_ago(day: date, today: date) -> str:
    """How long ago a day was, in whole days; it begins a cell or a sentence."""
    days = (today - day).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    if days < 0:
        return many("In {n} day", "In {n} days", -days)
    return many("{n} day ago", "{n} days ago", days)
