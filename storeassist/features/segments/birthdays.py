"""In how many days birthdays are, in the solar and the lunar calendar."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from storeassist.adapters.lunar import lunar_of
from storeassist.features.customers import rules_birthdays

_LONGEST_YEAR = 390
"""Days; a lunar year with a leap month has 385."""


@lru_cache(maxsize=4)
def days_until(today: date) -> dict[str, int]:
    """How many days from ``today`` every birthday is, by ``rules_birthdays.birthday_key``."""
    ahead = rules_birthdays.coming(today, _LONGEST_YEAR, lunar_of)
    return {key: (day - today).days for key, day in ahead.items()}
