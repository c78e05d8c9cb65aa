"""What customers were worth so far, as records: all of them, each, and by where they come from."""

from __future__ import annotations

from dataclasses import dataclass

_ENOUGH_KNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Known:
    """Bills whose every line is of a product with a known cost: what was paid for them, and what their goods cost."""

    bills: int = 0
    revenue_fen: int = 0
    goods_fen: int = 0

    def __add__(self, other: Known) -> Known:
        """Both together."""
        return Known(self.bills + other.bills, self.revenue_fen + other.revenue_fen, self.goods_fen + other.goods_fen)

    @property
    def profit_fen(self) -> int:
        """What was paid for them, less the cost of their goods."""
        return self.revenue_fen - self.goods_fen


@dataclass(frozen=True, slots=True)
class Value:
    """What ``customers`` brought on their ``bills``; ``buyers`` of them have any."""

    customers: int = 0
    buyers: int = 0
    bills: int = 0
    revenue_fen: int = 0
    costed: Known = Known()

    @property
    def profit_fen(self) -> int | None:
        """Revenue less the cost of goods, of the bills whose costs are known; None while none are."""
        return self.costed.profit_fen if self.costed.bills else None

    @property
    def known(self) -> float | None:
        """The share of the revenue whose costs are known; None while there is no revenue."""
        return self.costed.revenue_fen / self.revenue_fen if self.revenue_fen > 0 else None

    @property
    def margin(self) -> float | None:
        """Gross profit of each yuan of revenue; None unless costs are known for half of the revenue or more."""
        if (self.known or 0) < _ENOUGH_KNOWN:
            return None
        return self.costed.profit_fen / self.costed.revenue_fen


@dataclass(frozen=True, slots=True)
class CustomerValue:
    """What one customer with a bill brought so far."""

    customer_id: int
    value: Value


@dataclass(frozen=True, slots=True)
class SourceValue:
    """What the customers from one source brought, beside what it cost; ``source`` is "" of those nobody asked.

    ``said_fen`` is what the owner says the source cost, ``cards_fen`` what cards with its channel cost to print; None:
    unknown. ``payback_days`` is how many days after their first visits its customers had brought that in gross profit,
    None while they have not.
    """

    source: str
    value: Value
    said_fen: int | None = None
    cards_fen: int | None = None
    payback_days: int | None = None

    @property
    def spent_fen(self) -> int | None:
        """All that the source cost; None while nothing is known."""
        return spent(self.said_fen, self.cards_fen)

    @property
    def cac_fen(self) -> int | None:
        """What one customer from it cost; None while the cost is unknown, or nobody came from it."""
        cost = self.spent_fen
        return None if cost is None or not self.value.customers else round(cost / self.value.customers)


@dataclass(frozen=True, slots=True)
class TopShare:
    """What the ``percent`` of buyers who spent most brought: ``customers`` of ``of``, ``spent_fen`` of ``of_fen``."""

    percent: int
    customers: int
    of: int
    spent_fen: int
    of_fen: int

    @property
    def share(self) -> float | None:
        """Their part of all the money, 0 to 1; None while that is nothing."""
        return self.spent_fen / self.of_fen if self.of_fen else None


def spent(*costs: int | None) -> int | None:
    """The sum of costs that are known; None without any."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) if known else None
