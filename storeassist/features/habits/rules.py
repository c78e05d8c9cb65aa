"""Who is overdue by their own rhythm, what scores are made of, when a rate says something. Pure."""

from __future__ import annotations

from storeassist.features.habits.records import Kind, Repurchase, State

DUE, WATCH, DORMANT = 1.0, 1.5, 2.5
"""From so many times the expected gap on a customer is due, overdue, and long gone."""

SHOP_WEIGHT = 3
"""The shop's median counts as much as so many gaps of the customer's own."""

FEWEST_VISITS = 2
"""Who came so often has a gap of their own."""

REPURCHASE_DAYS = 90
FEWEST_FOR_A_RATE = 20
"""A rate of fewer people says nothing; the counts are shown alone."""

MOVE_DAYS = 30
"""Moves between cells are from so many days ago to now."""

HISTOGRAM_WEEKS = 13
"""Gaps are counted by weeks up to so many, the longer ones together."""

FROM: dict[State, float | None] = {
    State.ON_TIME: None,
    State.DUE: DUE,
    State.WATCH: WATCH,
    State.DORMANT: DORMANT,
}
"""From which ratio on a state holds, until the next one does."""

KINDS = {
    (True, True, True): Kind.IMPORTANT_VALUE,
    (False, True, True): Kind.IMPORTANT_KEEP,
    (True, False, True): Kind.IMPORTANT_DEVELOP,
    (False, False, True): Kind.IMPORTANT_WIN_BACK,
    (True, True, False): Kind.GENERAL_VALUE,
    (False, True, False): Kind.GENERAL_KEEP,
    (True, False, False): Kind.GENERAL_DEVELOP,
    (False, False, False): Kind.GENERAL_WIN_BACK,
}
"""The type of somebody whose recency, frequency and money are good or not."""


def expected_gap(median_gap_days: float, gaps: int, shop_gap_days: float) -> float:
    """Days until a customer's next visit: their own median gap, drawn to the shop's while they have few gaps."""
    return (gaps * median_gap_days + SHOP_WEIGHT * shop_gap_days) / (gaps + SHOP_WEIGHT)


def expected_day(last_day: int, gap: float) -> int:
    """The day on which the next visit is to be expected, both days as Python counts them."""
    return last_day + round(gap)


def bounds(state: State) -> tuple[float | None, float | None]:
    """From which ratio on, and up to below which, somebody stands so; None: without end."""
    order = list(FROM)
    beyond = order[order.index(state) + 1 :]
    return FROM[state], FROM[beyond[0]] if beyond else None


def state_of(ratio: float) -> State:
    """How somebody stands whose days away are ``ratio`` times the gap to expect."""
    return next(state for state, low in reversed(FROM.items()) if low is None or ratio >= low)


def rate(repurchase: Repurchase) -> float | None:
    """The share who came again, 0 to 1; None when too few came, or the book is too short, to tell."""
    if not repurchase.is_covered or repurchase.customers < FEWEST_FOR_A_RATE:
        return None
    return repurchase.again / repurchase.customers
