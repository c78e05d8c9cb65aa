"""What makes a score: limits that are proposed, fifths, good and not so good."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.habits.records import People, Thresholds
from storeassist.features.habits.rules_scores import checked, proposed, quintiles, types
from storeassist.kernel.errors import UserError

COLUMN = st.lists(st.integers(0, 40) | st.integers(0, 10**9), min_size=1, max_size=60)


@st.composite
def crowds(draw: st.DrawFn) -> People:
    """Some people with days away, visits and spending, refunds and ties among them."""
    away = draw(COLUMN)
    visits = draw(st.lists(st.integers(1, 9), min_size=len(away), max_size=len(away)))
    fen = draw(
        st.lists(st.integers(-500, 500) | st.integers(-(10**12), 10**12), min_size=len(away), max_size=len(away))
    )
    return People(sorted(away), sorted(visits), sorted(fen))


def score(value: int, limits: tuple[int, ...], fewer: bool = False) -> int:
    return 1 + sum(value <= limit if fewer else value >= limit for limit in limits)


@given(crowds())
def test_what_is_proposed_could_be_set_and_lets_every_score_be_given(people: People) -> None:
    limits = proposed(people)
    assert checked(limits) == limits
    assert limits.f[0] > 1  # everybody came once
    for smaller, larger in (*pairwise(limits.r[::-1]), *pairwise(limits.f), *pairwise(limits.m)):
        assert smaller < larger


def test_round_numbers_near_the_fifths_are_proposed() -> None:
    people = People(
        list(range(100)), sorted([1] * 50 + [2] * 30 + [7] * 12 + [21] * 8), [n * 1_330 for n in range(100)]
    )
    assert proposed(people) == Thresholds((90, 60, 45, 21), (2, 3, 4, 6), (250_00, 500_00, 800_00, 1000_00))


def test_an_empty_shop_has_usual_limits() -> None:
    nobody = People([], [], [])
    assert checked(proposed(nobody)) == proposed(nobody) == quintiles(nobody) == types(nobody)


@given(crowds())
def test_a_score_by_fifths_is_the_place_of_the_lowest_of_a_tie(people: People) -> None:
    limits, n = quintiles(people), len(people.away)
    for value in people.visits:
        assert score(value, limits.f) == 1 + 5 * sum(other < value for other in people.visits) // n
    for value in people.spent_fen:
        assert score(value, limits.m) == 1 + 5 * sum(other < value for other in people.spent_fen) // n
    for value in people.away:
        assert score(value, limits.r, fewer=True) == 1 + 5 * sum(other > value for other in people.away) // n


@given(crowds())
def test_good_is_at_most_the_median_of_days_and_above_that_of_visits_and_money(people: People) -> None:
    limits = types(people)
    for value in people.away:
        assert score(value, limits.r, fewer=True) == (5 if value <= median(people.away) else 1)
    for value in people.visits:
        assert score(value, limits.f) == (5 if value > median(people.visits) else 1)
    for value in people.spent_fen:
        assert score(value, limits.m) == (5 if value > median(people.spent_fen) else 1)


GOOD = Thresholds((180, 90, 45, 14), (2, 4, 6, 10), (100, 300, 600, 1200))


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        (Thresholds((14, 45, 90, 180), GOOD.f, GOOD.m), "r"),
        (Thresholds((180, 90, 90, 14), GOOD.f, GOOD.m), "r"),
        (Thresholds((180, 90, 45, -1), GOOD.f, GOOD.m), "r"),
        (Thresholds(GOOD.r, (2, 4, 6), GOOD.m), "f"),
        (Thresholds(GOOD.r, (), GOOD.m), "f"),
        (Thresholds(GOOD.r, GOOD.f, (100, 100, 100, 100)), "m"),
    ],
)
def test_limits_by_which_a_score_would_never_be_given_are_refused(limits: Thresholds, field: str) -> None:
    with pytest.raises(UserError) as refused:
        checked(limits)
    assert refused.value.field == field
