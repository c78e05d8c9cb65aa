"""Who comes to the practice shop, when, and what is put on the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storeassist.features.customers.records import CustomerFacts
from storeassist.features.products.records import Role

Weights = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Dish:
    """A product; prices in fen. ``course`` is "main", "side", "drink" or "extra"; ``heat`` is how much summer adds."""

    name: str
    category: str
    course: str
    price_fen: int
    cost_fen: int
    role: Role
    wanted: float
    heat: float = 1.0


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year; ``pull`` is how many come compared with an ordinary one, 0 while the shop is closed."""

    on: date
    pull: float


@dataclass(frozen=True, slots=True)
class Habit:
    """How a kind of guest comes: on which weekdays, at which hours, with how many, through which channel."""

    week: Weights
    hours: Weights
    party: Weights
    channels: Weights


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The visits of one guest: every ``gap`` days between two days, at most so often."""

    gap: float
    first: date
    last: date
    most: int


@dataclass(frozen=True, slots=True)
class Guest:
    """One customer and how they come; ``is_vip`` ones get something extra."""

    facts: CustomerFacts
    habit: Habit
    rhythm: Rhythm
    favourite: int
    is_vip: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    """One order; ``who`` is the index of a guest, None for somebody nobody knows. ``items`` are (dish, quantity)."""

    at: datetime
    who: int | None
    items: tuple[tuple[int, int], ...]
    discount_fen: int
    guests: int | None
    table: str
    channel: str
    note: str
    gift: int | None = None
