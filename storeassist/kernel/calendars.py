"""Dates and times read from what people and tills write, and birthdays in either calendar. Nothing is guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, language

_SERIALS = (18_264, 80_000)
"""Excel's day numbers from 1950 to 2119; a number outside is no date."""

_YEARS = range(1900, 2200)

MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name.lower(): number for number, name in enumerate(MONTH_NAMES, 1)}
# Patterns as text: re compiles each when it is first needed, which at the start none is.
_CLOCK = (
    r"(?P<half>上午|下午|晚上|中午|凌晨|早上|am|pm)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})?\s*[:分]?\s*"
    r"(?P<second>\d{1,2})?(?:[.,]\d+)?\s*秒?\s*(?P<after>am|pm)?\s*(?:z|[+-]\d{2}:?\d{2})?$"
)
_YEAR_FIRST = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
_YEAR_LAST = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"
_COMPACT = r"((?:19|20)\d{2})(\d{2})(\d{2})(?:\s*(\d{2})(\d{2})(\d{2})?)?"
_ENGLISH = r"(\d{1,2})[\s-]([a-z]{3})[a-z]*\.?,?[\s-](\d{4})|([a-z]{3})[a-z]*\.?\s(\d{1,2}),?\s(\d{4})"
_WEEKDAY = r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\b"
_MONTH_DAY = r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
_LUNAR_MONTHS = "正二三四五六七八九十冬腊"
_LUNAR_DIGITS = "一二三四五六七八九十"
_LUNAR = (
    r"(?:(\d{4})\s*[-/.年]\s*)?(?:(\d{1,2})\s*[-/.月]|([正一二三四五六七八九十冬腊]{1,2})月)\s*"
    r"(?:(\d{1,2})|([初十廿二三一四五六七八九]{1,3}))\s*[日号]?"
)


def read_moment(cell: object) -> datetime:
    """The time a cell means: a date, a time, Excel's serial number, or text such as 2026年9月15日 下午6:30.

    A zone at the end is dropped: what counts is the shop's wall-clock. Raises UserError, also for a year that no file
    of a shop can mean.
    """
    moment = _read_moment(cell)
    if moment.year not in _YEARS:
        raise UserError("There is no such day or time: “{text}”.", text=str(cell))
    return moment


def read_day(cell: object) -> date:
    """The day a cell means; a time of day beside it is dropped. Raises UserError."""
    return read_moment(cell).date()


def _read_moment(cell: object) -> datetime:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None, microsecond=0) + timedelta(seconds=cell.microsecond >= 500_000)
    if isinstance(cell, date):
        return datetime.combine(cell, time.min)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if _SERIALS[0] <= cell < _SERIALS[1]:
            return datetime(1899, 12, 30) + timedelta(seconds=round(cell * 86_400))
        cell = str(int(cell)) if cell == int(cell) else str(cell)
    written = str(cell).strip()
    if len(written) in (10, 16, 19) and written[4:5] == "-":
        try:
            return datetime.fromisoformat(written)
        except ValueError:
            pass
    return _read_text(written)


def _read_text(written: str) -> datetime:
    plain = " ".join(re.sub(_WEEKDAY, " ", unicodedata.normalize("NFKC", written).lower()).replace("t", " ", 1).split())
    if "t" in written.lower() and not re.match(r"\d[\d-]+ \d", plain):  # the T of a month name, not of ISO
        plain = " ".join(re.sub(_WEEKDAY, " ", unicodedata.normalize("NFKC", written).lower()).split())
    try:
        day, rest = _split_day(plain, written)
        return datetime.combine(day, _clock(rest, written))
    except ValueError:
        raise UserError("There is no such day or time: “{text}”.", text=written) from None


def _split_day(plain: str, written: str) -> tuple[date, str]:
    if match := re.match(_YEAR_FIRST, plain):
        return date(int(match[1]), int(match[2]), int(match[3])), plain[match.end() :]
    if match := re.fullmatch(_COMPACT, plain):
        clock = f"{match[4]}:{match[5]}:{match[6] or '00'}" if match[4] else ""
        return date(int(match[1]), int(match[2]), int(match[3])), clock
    if match := re.match(_YEAR_LAST, plain):
        first, second = int(match[1]), int(match[2])
        if first <= 12 and second <= 12 and first != second:
            raise UserError("“{text}” can be read as two days; write the year first, like 2026-09-15.", text=written)
        day, month = (first, second) if first > 12 else (second, first)
        return date(int(match[3]), month, day), plain[match.end() :]
    if match := re.match(_ENGLISH, plain):
        day_, name, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        if name in _MONTHS:
            return date(int(year), _MONTHS[name], int(day_)), plain[match.end() :]
    raise UserError("“{text}” is not a date; write it like 2026-09-15.", text=written)


def _clock(rest: str, written: str) -> time:
    rest = rest.strip(" ,")
    if not rest:
        return time.min
    match = re.fullmatch(_CLOCK, rest)
    if not match:
        raise UserError("“{text}” is not a date; write it like 2026-09-15.", text=written)
    hour = int(match["hour"])
    half = match["half"] or match["after"] or ""
    if half == "晚上" and (hour == 12 or hour < 5):
        raise UserError("“{text}” can be read as two times; write it like 2026-09-15 00:30.", text=written)
    if (half == "中午" and hour < 3) or (half in ("下午", "晚上", "pm") and hour < 12):
        hour += 12
    elif half in ("凌晨", "am", "上午", "早上") and hour == 12:
        hour = 0
    return time(hour, int(match["minute"] or 0), int(match["second"] or 0))


@dataclass(frozen=True, slots=True)
class Birthday:
    """A birthday in the solar or the lunar calendar, of a known year or not."""

    month: int
    day: int
    year: int | None = None
    lunar: bool = False

    def __str__(self) -> str:
        """As files carry it, so that it reads back equal: 1990-03-18, 03-18, 农历1990-10-15, 农历10-15."""
        year = f"{self.year:04}-" if self.year else ""
        return f"{'农历' if self.lunar else ''}{year}{self.month:02}-{self.day:02}"


def read_birthday(cell: object, *, lunar: bool = False) -> Birthday:
    """The birthday a cell means: 1990-03-18, 3月18日, 03-18, 农历十月十五; ``lunar`` says that its column is lunar.

    Raises UserError.
    """
    if isinstance(cell, str):
        plain = unicodedata.normalize("NFKC", cell).strip()
        for mark in ("农历", "阴历", "旧历", "lunar"):
            if plain.lower().startswith(mark):
                plain, lunar = plain[len(mark) :].strip(" :"), True
        for mark in ("公历", "阳历", "新历", "solar"):
            if plain.lower().startswith(mark):
                plain, lunar = plain[len(mark) :].strip(" :"), False
        if lunar or _is_lunar_words(plain):
            return _read_lunar(plain, cell)
        if match := re.fullmatch(_MONTH_DAY, plain):
            return _solar(None, int(match[1]), int(match[2]), cell)
        cell = plain
    day = read_day(cell)
    if lunar:
        return Birthday(day.month, day.day, day.year, lunar=True)
    return _solar(day.year, day.month, day.day, cell)


def show_birthday(birthday: Birthday) -> str:
    """A birthday for the owner's eyes: 3 月 18 日, 农历冬月初九, 18 Mar, lunar 11/9."""
    if language() == "zh_CN":
        if birthday.lunar:
            return f"农历{_LUNAR_MONTHS[birthday.month - 1]}月{_lunar_day(birthday.day)}"
        return f"{birthday.month} 月 {birthday.day} 日"
    if birthday.lunar:
        return _("lunar {month}/{day}", month=birthday.month, day=birthday.day)
    return f"{birthday.day} {MONTH_NAMES[birthday.month - 1]}"


def _solar(year: int | None, month: int, day: int, cell: object) -> Birthday:
    try:
        date(year or 2000, month, day)
    except ValueError:
        raise UserError("There is no such day or time: “{text}”.", text=str(cell), field="birthday") from None
    return Birthday(month, day, year)


def _is_lunar_words(plain: str) -> bool:
    """十月十五 and 正月初一 are lunar even where nobody says so; 十月1日 is not."""
    match = re.fullmatch(_LUNAR, plain)
    return bool(match and match[3] and match[5])


def _read_lunar(plain: str, cell: str) -> Birthday:
    match = re.fullmatch(_LUNAR, plain)
    if not match:
        raise UserError("“{text}” is not a lunar birthday; write it like 农历十月十五.", text=cell, field="birthday")
    month = int(match[2]) if match[2] else _lunar_month_number(match[3])
    day = int(match[4]) if match[4] else _lunar_day_number(match[5])
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise UserError("There is no such day or time: “{text}”.", text=cell, field="birthday")
    return Birthday(month, day, int(match[1]) if match[1] else None, lunar=True)


def _lunar_month_number(word: str) -> int:
    if word in ("一", "十一", "十二"):
        return {"一": 1, "十一": 11, "十二": 12}[word]
    return _LUNAR_MONTHS.find(word) + 1


def _lunar_day_number(word: str) -> int:
    return next((n for n in range(1, 31) if word in (_lunar_day(n), _lunar_day(n).replace("廿", "二十"))), 0)


def _lunar_day(day: int) -> str:
    if day in (10, 20, 30):
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return ("初", "十", "廿")[day // 10] + _LUNAR_DIGITS[day % 10 - 1]
