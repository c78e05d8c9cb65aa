"""Who comes to the practice shop, when, what is put on the table, and what brought them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storeassist.features.cards.records import BatchFacts
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.offers.records import Terms
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


@dataclass(frozen=True, slots=True)
class Promotion:
    """An offer of the shop, from when on, and since when no more."""

    name: str
    terms: Terms
    at: datetime
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A coupon, by its number among those handed out together, that a guest took for their own."""

    serial: int
    who: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """A coupon that was shown with a bill, which has ``dish`` on it beside its items; ``why`` it was taken back."""

    serial: int
    bill: int
    dish: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Handout:
    """Coupons given out together: one to each guest of ``to``, or on ``cards``, which ``sheet`` "" says are not printed.

    ``promotion`` is the index of one, None for cards without a coupon; of ``cancelled`` ones it became nothing.
    """

    at: datetime
    promotion: int | None
    cards: BatchFacts | None = None
    sheet: str = ""
    pages: int = 0
    to: tuple[int, ...] = ()
    claims: tuple[Claim, ...] = ()
    uses: tuple[Use, ...] = ()
    cancelled: tuple[int, ...] = ()
