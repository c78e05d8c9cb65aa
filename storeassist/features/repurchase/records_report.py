"""What a month's report says, as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storeassist.features.habits.records import State
from storeassist.features.habits.records_value import SourceValue, TopShare
from storeassist.features.repurchase.records import Cohort, Rates


class Step(StrEnum):
    """What the figures ask the owner to do next."""

    FEWER_RETURN = "fewer_return"
    ASK_BACK = "ask_back"
    SECOND_VISIT = "second_visit"
    FEWER_NEW = "fewer_new"
    KNOW_THE_BEST = "know_the_best"
    ASK_SOURCE = "ask_source"


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What came in on the business days of a month: all bills, the visits of known customers, first visits."""

    revenue_fen: int
    bills: int
    visits: int
    visitors: int
    newcomers: int


@dataclass(frozen=True, slots=True)
class Report:
    """A month as of ``moment``, which is its end, or now while it is not over; ``before`` is the month before it, if the
    book has all of it.
    """

    shop_name: str
    first_day: date
    is_over: bool
    moment: datetime
    figures: MonthFigures
    before: MonthFigures | None
    tells_newcomers: bool
    """Whether the book is old enough for first visits of the month before to be more than first ones in the book."""
    rates: Rates
    cohorts: tuple[Cohort, ...]
    states: Mapping[State, int]
    top: tuple[TopShare, ...]
    sources: tuple[SourceValue, ...]
    """The best three that have a name."""
    buyers: int
    buyers_without_source: int
