"""How customers buy, as records: rhythm, RFM scores, tiers around the hero product, who came again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """How somebody stands by their own rhythm."""

    ON_TIME = "on_time"
    DUE = "due"
    WATCH = "watch"
    DORMANT = "dormant"


class Mode(StrEnum):
    """How recency, frequency and money become scores: by thresholds, by fifths of the customers, or good and not."""

    FIXED = "fixed"
    QUINTILES = "quintiles"
    TYPES = "types"


class Kind(StrEnum):
    """The eight types, by whether recency, frequency and money are good."""

    IMPORTANT_VALUE = "important_value"
    IMPORTANT_KEEP = "important_keep"
    IMPORTANT_DEVELOP = "important_develop"
    IMPORTANT_WIN_BACK = "important_win_back"
    GENERAL_VALUE = "general_value"
    GENERAL_KEEP = "general_keep"
    GENERAL_DEVELOP = "general_develop"
    GENERAL_WIN_BACK = "general_win_back"


class Tier(StrEnum):
    """What the hero product is to a customer: bought again, bought once, never among other things, or no bill at all."""

    CORE = "core"
    MAIN = "main"
    OTHER = "other"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How somebody who came at least twice stands: ``ratio`` is the days away beside the gap to expect, both in days."""

    customer_id: int
    visits: int
    spent_fen: int
    last_visit_on: date
    expected_on: date
    days_away: int
    expected_gap: float
    ratio: float
    state: State


@dataclass(frozen=True, slots=True)
class GapBin:
    """How many gaps between two visits lasted from ``first`` to ``last`` days; None: or longer."""

    first: int
    last: int | None
    gaps: int


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What lifts a score by one each, from 2 to 5: at most ``r`` days away, at least ``f`` visits, at least ``m`` fen."""

    r: tuple[int, ...]
    f: tuple[int, ...]
    m: tuple[int, ...]


class People(NamedTuple):
    """All customers with a bill: how many days each has been away, how often they came, what they spent, least first."""

    away: Sequence[int]
    visits: Sequence[int]
    spent_fen: Sequence[int]


class Cell(NamedTuple):
    """The scores for recency and frequency, 1 to 5."""

    r: int
    f: int


@dataclass(frozen=True, slots=True)
class Group:
    """How many customers, and all they spent so far in fen."""

    customers: int
    spent_fen: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Customers with at least one bill by cell and by type; cells and types without any are left out."""

    cells: dict[Cell, Group]
    kinds: dict[Kind, Group]
    everybody: Group


@dataclass(frozen=True, slots=True)
class Move:
    """How many customers were in one cell a month ago and are in another now; ``before`` is None of the new ones."""

    before: Cell | None
    after: Cell
    customers: int


@dataclass(frozen=True, slots=True)
class TierShare:
    """A tier beside the whole shop: its people of ``of`` customers, and all their spending of ``of_fen``."""

    tier: Tier
    customers: int
    of: int
    spent_fen: int
    of_fen: int

    @property
    def people(self) -> float | None:
        """The share of all customers, 0 to 1; None in an empty shop."""
        return self.customers / self.of if self.of else None

    @property
    def sales(self) -> float | None:
        """The share of what all customers spent; None while that is nothing."""
        return self.spent_fen / self.of_fen if self.of_fen > 0 else None


@dataclass(frozen=True, slots=True)
class Repurchase:
    """Of the ``customers`` with a visit after ``since`` up to ``until``, those who came ``again`` on another day."""

    since: datetime
    until: datetime
    customers: int
    again: int
    is_covered: bool
    """Whether the shop's book reaches back to ``since``."""


class Score(NamedTuple):
    """The scores of one customer, 1 (worst) to 5 (best), and their type."""

    customer_id: int
    r: int
    f: int
    m: int
    kind: Kind
