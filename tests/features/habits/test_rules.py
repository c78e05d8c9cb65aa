"""When the next visit is to be expected, and when a rate says something."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.habits import rules
from storeassist.features.habits.records import Repurchase, State


@pytest.mark.parametrize(
    ("own", "gaps", "shop", "expected"),
    [
        (8, 16, 12, (16 * 8 + 36) / 19),
        (10, 1, 20, 17.5),
        (10, 3, 20, 15),
        (7, 0, 12, 12),  # without gaps of their own: the shop's
        (30.5, 2, 30.5, 30.5),
    ],
)
def test_the_expected_gap_is_drawn_to_the_shops_while_own_gaps_are_few(
    own: float, gaps: int, shop: float, expected: float
) -> None:
    assert rules.expected_gap(own, gaps, shop) == pytest.approx(expected)


@given(st.floats(1, 400), st.integers(0, 500), st.floats(1, 400))
def test_the_expected_gap_lies_between_the_own_and_the_shops(own: float, gaps: int, shop: float) -> None:
    assert min(own, shop) - 1e-6 <= rules.expected_gap(own, gaps, shop) <= max(own, shop) + 1e-6


def repurchase(customers: int, again: int, is_covered: bool = True) -> Repurchase:
    now = datetime(2026, 9, 15)
    return Repurchase(now - timedelta(days=90), now, customers, again, is_covered)


def test_a_rate_needs_enough_customers_and_a_book_of_ninety_days() -> None:
    assert rules.rate(repurchase(124, 90)) == pytest.approx(0.7258, abs=1e-4)
    assert rules.rate(repurchase(19, 10)) is None
    assert rules.rate(repurchase(124, 90, is_covered=False)) is None


@pytest.mark.parametrize(
    ("ratio", "state"),
    [
        (0, State.ON_TIME),
        (0.999, State.ON_TIME),
        (1, State.DUE),
        (1.499, State.DUE),
        (1.5, State.WATCH),
        (2.499, State.WATCH),
        (2.5, State.DORMANT),
        (400, State.DORMANT),
    ],
)
def test_a_state_begins_at_its_ratio(ratio: float, state: State) -> None:
    assert rules.state_of(ratio) is state


def test_the_next_visit_is_expected_after_the_gap_in_whole_days() -> None:
    assert rules.expected_day(date(2026, 2, 25).toordinal(), 6.6) == date(2026, 3, 4).toordinal()


def test_each_of_the_eight_types_has_its_three_answers() -> None:
    assert len(rules.KINDS) == len(set(rules.KINDS.values())) == 8
