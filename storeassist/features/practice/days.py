"""The year of the practice shop: which days are busy, which slack, and when the shop is closed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from storeassist.adapters.lunar import solar_of
from storeassist.features.practice.records import Day

_DAY = timedelta(days=1)
_WEEK = (0.86, 0.88, 0.93, 0.96, 1.1, 1.16, 1.11)
"""How many come on Monday ... Sunday."""
_SUMMER = (6, 7, 8, 9)


def year_until(last: date, random: Random) -> list[Day]:
    """The 366 days that end with ``last``."""
    days, wet = [], 0.0
    festivals = {on: pull for year in (last.year - 1, last.year) for on, pull in _festivals(year).items()}
    for back in range(365, -1, -1):
        on = last - _DAY * back
        wet = 0.55 * wet + random.gauss(0, 0.55)  # rain comes in spells
        weather = 0.8 if wet > 0.9 else 1.0 + random.gauss(0, 0.05)
        grown = 1.06 - 0.14 * back / 365
        days.append(Day(on, max(0.0, _WEEK[on.weekday()] * festivals.get(on, 1.0) * weather * grown)))
    return days


def summer(on: date) -> bool:
    """Whether cold dishes sell."""
    return on.month in _SUMMER


def _festivals(year: int) -> dict[date, float]:
    """What the holidays of a year do to an ordinary day; 0 is closed."""
    pulls: dict[date, float] = {}

    def spread(first: date, *values: float) -> None:
        pulls.update({first + _DAY * at: value for at, value in enumerate(values)})

    new_year = solar_of(year, 1, 1)
    spread(date(year, 1, 1), 1.2)
    spread(date(year, 5, 1), 1.25, 1.25, 1.15, 1.05, 0.9)
    spread(date(year, 10, 1), 1.3, 1.35, 1.3, 1.2, 1.1, 1.0, 0.85)
    # People go home before the New Year; the shop closes from its eve to the sixth day, and fills again slowly.
    spread(new_year - _DAY * 6, 0.9, 0.85, 0.75, 0.65, 0.5, *[0.0] * 7, 0.6, 0.65, 0.7, 0.75, 0.85, 0.9)
    spread(solar_of(year, 1, 15), 1.1)
    spread(solar_of(year, 5, 5), 1.15)
    spread(solar_of(year, 8, 15), 0.65)  # families dine at home
    return pulls
