"""Which birthdays fall into the week ahead, in the solar and the lunar calendar."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from storeassist.adapters.lunar import lunar_of
from storeassist.features.customers import rules_birthdays
from storeassist.features.today.rules import DAYS_AHEAD
from storeassist.kernel.calendars import Birthday, show_birthday
from storeassist.kernel.text import _


@lru_cache(maxsize=8)
def coming(today: date) -> dict[str, date]:
    """The birthdays of the seven days that begin with ``today``, by ``birthday_key``, and the day of each."""
    return rules_birthdays.coming(today, DAYS_AHEAD, lunar_of)


def show_lunar(day: date) -> str:
    """The lunar name of a solar day: 农历八月初五, lunar 8/5."""
    lunar = lunar_of(day)
    name = show_birthday(Birthday(lunar.month, lunar.day, lunar=True))
    return _("{lunar} (leap month)", lunar=name) if lunar.leap else name
