"""What the morning shows: figures of the shop, and whom to greet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from storeassist.features.customers.records import Customer


class Kind(StrEnum):
    """Why somebody is named."""

    OVERDUE = "overdue"
    BIRTHDAY = "birthday"


class Answer(StrEnum):
    """What the owner said to a name."""

    DONE = "done"
    LATER = "later"
    NEVER = "never"


class Verdict(StrEnum):
    """How a period did beside four like it: beyond all of them, below all of them, or among them."""

    MORE = "more"
    USUAL = "usual"
    LESS = "less"
    UNKNOWN = "cannot tell yet"


@dataclass(frozen=True, slots=True)
class Takings:
    """What a period brought; ``bills`` and money in fen are of everybody, voided bills left out."""

    first: date
    last: date
    fen: int
    bills: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A period and the four like it a week, two, three and four earlier.

    ``before`` has fewer than four when the shop's book does not reach back so far. ``until`` is the time of day at which
    the last day of each ends, None when all days are whole.
    """

    period: Takings
    before: tuple[Takings, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewCustomers:
    """Customers first seen in a week so far, and in all seven days of the week before."""

    first: date
    last: date
    count: int
    week_before: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the shop did lately. ``first_day`` and ``last_day`` have the first and the latest bill; None without any."""

    first_day: date | None
    last_day: date | None
    yesterday: Compared
    visits: int
    """Customers known by name who came yesterday."""
    week: Compared
    new: NewCustomers


class Candidate(NamedTuple):
    """A customer whom the morning may name, before anybody looks at what the owner answered."""

    id: int
    refused: bool
    """Wants no messages."""
    dormant: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """Whom the morning may name, best asked first. What the owner answers changes nothing of it."""

    today: date
    shop_gap: float | None
    """The shop's median gap in days; None while nobody came twice."""
    has_regulars: bool
    """Whether anybody came often enough to have a rhythm."""
    days: Mapping[str, date]
    """Which day of the week ahead a birthday falls on, by ``birthday_key``."""
    born: Sequence[Candidate]
    late: Sequence[Candidate]


@dataclass(frozen=True, slots=True)
class Morning:
    """Whom to greet, best asked first. Ids are those of ``prompt_id``."""

    candidates: Candidates
    birthdays: list[int]
    overdue: list[int]
    dormant: list[int]
    refused: int
    """Left out because they want no messages."""
    sent: int
    """Messages marked as sent today."""

    @property
    def today(self) -> date:
        """The business day it is."""
        return self.candidates.today

    @property
    def waiting(self) -> list[int]:
        """Those to greet now: birthdays, then who is overdue. Who is long gone is no work of one morning."""
        return [*self.birthdays, *self.overdue]


@dataclass(frozen=True, slots=True)
class Prompt:
    """Somebody to greet, and why: ``days`` since the last visit, or until the birthday, which is ``on`` that day."""

    customer: Customer
    kind: Kind
    days: int
    usual_gap_days: float | None = None
    ratio: float | None = None
    on: date | None = None

    @property
    def id(self) -> int:
        """One customer may be named for two reasons."""
        return prompt_id(self.customer.id, self.kind)


def prompt_id(customer_id: int, kind: Kind) -> int:
    """The id of a row: customer and reason in one number."""
    return customer_id * 2 + (kind is Kind.BIRTHDAY)


def customer_and_kind(prompt: int) -> tuple[int, Kind]:
    """What ``prompt_id`` was made of."""
    return prompt // 2, Kind.BIRTHDAY if prompt % 2 else Kind.OVERDUE
