"""What is to be expected of customers: the two models behind it, each customer's forecast, and how past ones came out."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storeassist.kernel.columns import Columns

BACKTEST_DAYS = 90
"""A forecast is tried on so many days that are over."""


class Reason(StrEnum):
    """Why there is no forecast: a stable word for scripts."""

    FEW_CUSTOMERS = "few_customers"
    FEW_REPEATS = "few_repeats"
    NO_FIT = "no_fit"


@dataclass(frozen=True, slots=True)
class Summary:
    """How everybody with a bill came, a column each, smallest id first, times in weeks.

    ``x`` visits after the first one, ``tx`` from the first visit to the last, ``age`` from the first visit to the day of
    the summary; ``m`` what a visit brought on average, in fen.
    """

    ids: array[int]
    x: Sequence[int]
    tx: Sequence[float]
    age: Sequence[float]
    m: Sequence[float]


@dataclass(frozen=True, slots=True)
class Model:
    """How customers come and stay away for good (BG/NBD): visits per week are spread by ``r`` and ``alpha``, the chance
    that a visit is the last one by ``a`` and ``b``; ``log_likelihood`` of all customers it was fitted to.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class SpendModel:
    """What visits bring (Gamma-Gamma): ``p`` and ``q`` have no unit, ``v`` is in the unit of the money it was fitted to."""

    p: float
    q: float
    v: float
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class CustomerForecast:
    """What is known and expected of a customer with a bill.

    ``lately`` and ``lately_fen`` are visits and what they brought in the days before, as many as the forecast looks ahead:
    all there is to tell when no model holds, and the rest is None. ``expected_fen`` is revenue.
    """

    customer_id: int
    visits: int
    lately: int
    lately_fen: int
    p_alive: float | None = None
    expected_visits: float | None = None
    expected_fen: int | None = None


@dataclass(frozen=True, slots=True)
class BacktestClass:
    """Customers with ``least`` to ``most`` visits at the time (None: or more), and their visits after it."""

    least: int
    most: int | None
    customers: int
    predicted: float
    actual: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """A forecast made with what was known at the end of ``on``, beside the visits of the ``days`` after."""

    on: date
    days: int
    classes: tuple[BacktestClass, ...]

    @property
    def customers(self) -> int:
        """How many customers had come by then."""
        return sum(one.customers for one in self.classes)

    @property
    def predicted(self) -> float:
        """The visits that were to be expected of them."""
        return sum(one.predicted for one in self.classes)

    @property
    def actual(self) -> int:
        """The visits they made."""
        return sum(one.actual for one in self.classes)

    @property
    def off(self) -> float | None:
        """By which part the forecast was too high (above zero) or too low; None when nobody came."""
        return self.predicted / self.actual - 1 if self.actual else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What to expect of the ``days`` after ``today``; ``reason`` says why there is no model.

    ``sample`` customers have a bill, ``repeats`` of them came on a second day. ``untested`` says why no forecast could be
    tried on the days that are over.
    """

    today: date
    days: int
    sample: int
    repeats: int
    customers: Columns[CustomerForecast]
    model: Model | None = None
    spend: SpendModel | None = None
    reason: Reason | None = None
    backtest: Backtest | None = None
    untested: Reason | None = None

    @property
    def in_order(self) -> list[int]:
        """The customers of whom most visits are expected first; without a model, who came most lately."""
        return self.customers.arranged("expected_visits" if self.model else "lately", descending=True)

    @property
    def expected_visits(self) -> float | None:
        """The visits to expect of all customers; None without a model."""
        return sum(self.customers.column("expected_visits")) if self.model else None

    @property
    def expected_fen(self) -> int | None:
        """The revenue to expect of all customers; None without a model."""
        return sum(self.customers.column("expected_fen")) if self.model else None

    @property
    def living(self) -> float | None:
        """How many are to be taken for customers still: the sum of their chances; None without a model."""
        return sum(self.customers.column("p_alive")) if self.model else None

    @property
    def lately(self) -> int:
        """The visits of all customers in as many days before."""
        return sum(self.customers.column("lately"))

    @property
    def lately_fen(self) -> int:
        """What these visits brought."""
        return sum(self.customers.column("lately_fen"))
