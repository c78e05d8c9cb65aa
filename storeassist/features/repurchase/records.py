"""Who comes back, as records: rates and what to make of them, months, cohorts, and what is bought together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Rate(StrEnum):
    """The four figures that are all called repurchase, each counted in its own way."""

    BY_CUSTOMER = "by_customer"
    BY_TRANSACTION = "by_transaction"
    TWO_WINDOWS = "two_windows"
    SECOND_VISIT = "second_visit"


class Verdict(StrEnum):
    """What a share does beside the one before it."""

    RAISED = "raised"
    LOWERED = "lowered"
    WITHIN_ERROR = "within error"
    UNKNOWN = "cannot tell yet"


@dataclass(frozen=True, slots=True)
class Share:
    """``part`` of ``whole``; ``is_covered`` while the shop's book reaches back far enough to count them."""

    part: int
    whole: int
    is_covered: bool = True

    @property
    def value(self) -> float | None:
        """0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def known(self) -> float | None:
        """The same; None as well while the book is too short for it."""
        return self.value if self.is_covered else None


@dataclass(frozen=True, slots=True)
class Compared:
    """A share and the same of the window before; the difference lies from ``low`` to ``high`` (95 %), where it can be told."""

    now: Share
    before: Share
    low: float | None
    high: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SecondVisit:
    """Who came on a second day within ``days`` of the first.

    ``ever`` is of everybody whose first visit is at least so many days ago; ``lately`` of those of them whose first visit
    was in the latest window that long ago, beside the window before it.
    """

    days: int
    ever: Share
    lately: Compared


@dataclass(frozen=True, slots=True)
class Rates:
    """The four rates of the ``days`` times 24 hours after ``since`` up to ``until``; second visits by their days."""

    days: int
    since: datetime
    until: datetime
    by_customer: Compared
    by_transaction: Compared
    two_windows: Compared
    second_visit: dict[int, SecondVisit]


@dataclass(frozen=True, slots=True)
class Month:
    """The rates of one month of business days; ``two_windows`` is of those who came in the month before.

    A month in which the shop's book begins is not covered whole, so that it is no beginning of a trend.
    ``second_visit`` is of those whose first visit was in this month, within 30 days; those are known 30 days after its end.
    """

    first_day: date
    is_over: bool
    by_customer: Share
    by_transaction: Share
    two_windows: Share
    second_visit: Share | None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who came for the first time in the month of ``first_day``, and how many of them in each month since that is over.

    ``active`` begins with that month itself; it is empty while the month is not over.
    """

    first_day: date
    customers: int
    active: tuple[int, ...]

    def share(self, months: int) -> float | None:
        """The share who came so many months later, 0 to 1; None while that month is not over."""
        return self.active[months] / self.customers if months < len(self.active) and self.customers else None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two products on one bill ``together`` times, of ``bills`` in all; ``a_bills`` and ``b_bills`` have each of them."""

    a_id: int
    a_name: str
    b_id: int
    b_name: str
    a_bills: int
    b_bills: int
    together: int
    bills: int

    @property
    def lift(self) -> float:
        """How many times more often than if they had nothing to do with each other."""
        return self.together * self.bills / (self.a_bills * self.b_bills)


@dataclass(frozen=True, slots=True)
class Follower:
    """A product on the first bill of ``customers``' second visit; ``lift`` beside what everybody has then."""

    product_id: int
    name: str
    customers: int
    lift: float


@dataclass(frozen=True, slots=True)
class FirstPurchase:
    """Those whose first bill has a product, ``customers`` in all, and who came again within 90 days.

    ``again`` is of those whose first bill is at least 90 days ago. ``next`` is what they have on their second visit, the
    most usual first.
    """

    product_id: int
    name: str
    customers: int
    again: Share
    next: tuple[Follower, ...]
