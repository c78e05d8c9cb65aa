"""What the shop knows of a bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple

State = Literal["live", "voided", ""]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill as it was written; ``amount_fen`` is the whole line's, None when the bill does not say."""

    name: str
    quantity: float = 1
    amount_fen: int | None = None
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is said of an order when it is added; ``amount_fen`` is what was paid, after ``discount_fen``."""

    at: datetime
    amount_fen: int
    customer_id: int | None = None
    lines: tuple[Line, ...] = ()
    discount_fen: int = 0
    guests: int | None = None
    table: str = ""
    channel: str = ""
    note: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One bill. ``day`` is the business day it is booked to; a voided one says when and why."""

    id: int
    version: int
    facts: OrderFacts
    day: date
    customer_number: str = ""
    customer_name: str = ""
    voided_at: datetime | None = None
    why: str = ""
    import_id: int | None = None

    @property
    def number(self) -> str:
        """The shop's number for this bill."""
        return self.facts.number

    @property
    def is_live(self) -> bool:
        """Whether the order counts: it was not voided."""
        return self.voided_at is None


class OrderRow(NamedTuple):
    """An order on its way into the file in bulk: a plain tuple, as there may be 100,000. An empty number is given."""

    number: str
    at: str
    customer_id: int | None
    amount_fen: int
    discount_fen: int = 0
    guests: int | None = None
    table: str = ""
    channel: str = ""
    note: str = ""
    version: int = 1
    source_key: str | None = None


class LineRow(NamedTuple):
    """A line on its way into the file in bulk; ``order`` is the index of its OrderRow in the same batch."""

    order: int
    position: int
    product_id: int | None
    name: str
    quantity: float = 1
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which orders a list shows: ``text`` begins the number or finds the customer; business days inclusive."""

    text: str = ""
    customer_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    state: State = "live"


@dataclass(frozen=True, slots=True)
class ShopFigures:
    """What the whole shop adds up to, live orders only."""

    customers: int
    orders: int
    order_lines: int
    revenue_fen: int
    visits: int
    first_order_at: datetime | None = None
    last_order_at: datetime | None = None
