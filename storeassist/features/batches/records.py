"""What a batch of cards brought, counted from the ledgers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storeassist.features.cards.records import Batch

WINDOW_DAYS = 60
"""A bill counts as a repeat one up to so many days after the first."""

ENOUGH_BILLS = 5
"""Fewer bills say nothing about a batch that was printed less than WINDOW_DAYS ago."""


class Word(StrEnum):
    """The verdict on a batch: a stable word for scripts."""

    NOT_PRINTED = "not_printed"
    CANNOT_TELL = "cannot_tell"
    WORTH = "worth"
    NOT_WORTH = "not_worth"


@dataclass(frozen=True, slots=True)
class Bill:
    """An order that counts: what was paid, and the menu price; ``goods_fen`` is what its goods cost, None unknown."""

    number: str
    at: datetime
    customer_id: int | None
    amount_fen: int
    menu_fen: int
    goods_fen: int | None


@dataclass(frozen=True, slots=True)
class Use:
    """A use of a coupon that was not taken back."""

    day: date
    order_number: str
    discount_fen: int
    worth_fen: int


@dataclass(frozen=True, slots=True)
class Traces:
    """What a batch left in the file: ``met`` says since when a customer has to do with it; ``bills`` are theirs and
    those on which its coupons were used. ``goods_share`` is the part of the menu price that goods of the shop cost on
    average, None while too few costs are known. ``uses`` is None of cards without a coupon, which nobody can use.
    """

    met: Mapping[int, datetime]
    uses: tuple[Use, ...] | None
    bills: tuple[Bill, ...]
    goods_share: float | None
    day_ends_at: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a batch adds up to; definitions stand in the help. ``bills`` is the sample: bills counted in ``revenue_fen``.

    ``profit_fen`` is menu price less goods, before discounts; None while the costs of goods are not known.
    """

    claimed: int = 0
    first_orders: int = 0
    repeat_customers: int = 0
    repeat_orders: int = 0
    used: int = 0
    bills: int = 0
    revenue_fen: int = 0
    discount_fen: int = 0
    worth_fen: int = 0
    profit_fen: int | None = 0
    by_day: tuple[tuple[date, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A batch with its figures; ``by_channel`` when it has no coupons and is told by where customers say they come from."""

    batch: Batch
    figures: Figures
    by_channel: bool = False

    @property
    def id(self) -> int:
        """The batch's id."""
        return self.batch.id

    @property
    def given_fen(self) -> int:
        """Discounts, gifts and red packets at menu price."""
        return self.figures.discount_fen + self.figures.worth_fen

    @property
    def spent_fen(self) -> int | None:
        """Printing and what was given; None while nobody said what printing cost."""
        cost = self.batch.facts.cost_fen
        return None if cost is None else cost + self.given_fen

    @property
    def cost_per_new_customer_fen(self) -> int | None:
        """What was spent for each customer who came for the first time; None while there are none."""
        if self.spent_fen is None or not self.figures.first_orders:
            return None
        return round(self.spent_fen / self.figures.first_orders)

    @property
    def net_fen(self) -> int | None:
        """Gross profit less what was spent; None while either is unknown."""
        if self.spent_fen is None or self.figures.profit_fen is None:
            return None
        return self.figures.profit_fen - self.spent_fen
