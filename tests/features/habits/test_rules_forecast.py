"""The models find what others found, tell what the papers tell, and never fall over numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.special import betaln

from storeassist.features.habits import rules_forecast as rules
from storeassist.features.habits.records_forecast import Model, Reason, SpendModel
from tests.features.habits import cdnow

PUBLISHED = Model(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=-9582.4)
PUBLISHED_SPEND = SpendModel(p=6.25, q=3.74, v=15.44, log_likelihood=0.0)
SOMEBODY = ([2], [30.43], [38.86])


def visits_by_integral(model: Model, x: float, age: float, weeks: float) -> float:
    """What to expect of somebody still a customer: the mean over all chances to leave, summed on a fine grid."""
    a, b, r, alpha = model.a, model.b + x, model.r + x, model.alpha + age
    spread, middle = math.sqrt(1 / a + 1 / b), math.log(a / b)
    at = np.linspace(middle - 40 / a - 40 * spread, middle + 40 / b + 40 * spread, 200_001)
    log_p, log_stay = -np.logaddexp(0, -at), -np.logaddexp(0, at)
    p = np.exp(log_p)
    came = np.where(p > 1e-200, -np.expm1(-r * np.log1p(p * weeks / alpha)) / np.maximum(p, 1e-200), r * weeks / alpha)
    return float((came * np.exp(a * log_p + b * log_stay - betaln(a, b))).sum() * (at[1] - at[0]))


def test_the_cdnow_sample_gives_the_published_parameters() -> None:
    found = rules.fit(*cdnow.visits())
    assert found is not None
    assert [round(value, 3) for value in (found.r, found.alpha, found.a, found.b)] == [0.243, 4.414, 0.793, 2.426]
    assert round(found.log_likelihood, 1) == PUBLISHED.log_likelihood


def test_the_parameters_are_those_that_lifetimes_finds() -> None:
    found, theirs = rules.fit(*cdnow.visits()), cdnow.fit_with_lifetimes(*cdnow.visits())
    assert found is not None
    for name, value in theirs.items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-3)


def test_the_published_customer_is_alive_and_comes_as_published() -> None:
    assert rules.p_alive(PUBLISHED, *SOMEBODY) == pytest.approx([0.72658], abs=5e-6)
    assert rules.expected_visits(PUBLISHED, *SOMEBODY, weeks=39) == pytest.approx([1.22603], abs=5e-6)


def test_who_came_once_cannot_have_left_yet() -> None:
    assert rules.p_alive(PUBLISHED, [0, 0], [0, 0], [0, 500]) == [1, 1]


def test_who_stays_away_longer_is_less_likely_still_a_customer() -> None:
    chances = rules.p_alive(PUBLISHED, [8] * 4, [40] * 4, [40, 45, 60, 200])
    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.8 > 0.01 > chances[-1] > 0


def test_the_published_spending_is_told() -> None:
    assert rules.expected_spend(PUBLISHED_SPEND, [2], [22.35]) == pytest.approx([24.6637], abs=5e-5)


def test_the_cdnow_sample_gives_the_published_spending() -> None:
    found = rules.fit_gamma_gamma(*cdnow.spending())
    assert found is not None
    assert [round(value, 2) for value in (found.p, found.v)] == [6.25, 15.45]
    assert found.q == pytest.approx(PUBLISHED_SPEND.q, abs=0.005)


def test_means_of_zero_or_less_do_not_count_in_what_visits_bring() -> None:
    x, m = cdnow.spending()
    assert rules.fit_gamma_gamma([*x, 3, 5], [*m, 0, -20]) == rules.fit_gamma_gamma(x, m)
    assert rules.fit_gamma_gamma([3, 5], [0, -20]) is None
    assert rules.expected_spend(PUBLISHED_SPEND, [3], [-20]) == rules.expected_spend(PUBLISHED_SPEND, [3], [0])


def test_customers_who_are_alike_may_be_one_row_with_a_weight() -> None:
    x, tx, age = [0, 1, 2, 5, 9], [0, 3, 10, 20, 30], [20, 25, 30, 35, 40]
    counts = [60, 20, 10, 6, 4]
    spread = [[value for value, n in zip(column, counts, strict=True) for _nth in range(n)] for column in (x, tx, age)]
    assert rules.fit(x, tx, age, counts) == rules.fit(*spread)


def test_the_unit_of_time_changes_the_unit_of_the_parameters_only() -> None:
    x, tx, age = cdnow.visits()
    weeks = rules.fit(x, tx, age)
    days = rules.fit(x, [time * 7 for time in tx], [time * 7 for time in age])
    assert weeks is not None and days is not None
    assert (days.r, days.a, days.b) == pytest.approx((weeks.r, weeks.a, weeks.b), rel=1e-4)
    assert days.alpha == pytest.approx(7 * weeks.alpha, rel=1e-4)
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - sum(x) * math.log(7))


MODELS = st.builds(
    Model,
    r=st.floats(0.01, 50),
    alpha=st.floats(0.05, 200),
    a=st.one_of(st.just(1.0), st.floats(0.02, 20)),
    b=st.one_of(st.just(1.0), st.floats(0.02, 100)),
    log_likelihood=st.just(0.0),
)


@settings(deadline=None)
@given(MODELS, st.sampled_from([0, 1, 2, 7, 60, 900]), st.floats(0, 300), st.sampled_from([30 / 7, 90 / 7, 39.0]))
@example(Model(r=0.02, alpha=0.25, a=0.02, b=1.0, log_likelihood=0.0), 900, 0.0, 30 / 7)
@example(Model(r=0.5, alpha=0.163, a=1.5, b=2.5, log_likelihood=0.0), 900, 0.0, 39.0)
def test_expected_visits_are_the_mean_over_all_chances_to_leave(model: Model, x: int, age: float, weeks: float) -> None:
    (alive,) = rules.p_alive(model, [x], [age], [age])
    (visits,) = rules.expected_visits(model, [x], [age], [age], weeks)
    assert visits == pytest.approx(alive * visits_by_integral(model, x, age, weeks), rel=1e-4)


CUSTOMERS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 400), st.integers(0, 400)).map(
        lambda one: (one[0], min(one[1:]) / 7 if one[0] else 0.0, max(one[1:]) / 7)
    ),
    max_size=30,
)


@settings(deadline=None)
@given(CUSTOMERS, st.integers(1, 20))
def test_whoever_comes_there_is_no_model_or_one_with_sensible_numbers(
    customers: list[tuple[int, float, float]], repeated: int
) -> None:
    columns = [list(column) for column in zip(*customers * repeated, strict=True)] or [[], [], []]
    model = rules.fit(*columns)
    if model is None:
        return
    assert all(0 < value < math.inf for value in (model.r, model.alpha, model.a, model.b))
    assert math.isfinite(model.log_likelihood)
    assert all(0 <= chance <= 1 for chance in rules.p_alive(model, *columns))
    soon, later = (rules.expected_visits(model, *columns, weeks) for weeks in (4, 13))
    assert all(0 <= few <= many * (1 + 1e-6) + 1e-6 < math.inf for few, many in zip(soon, later, strict=True))
    assert rules.expected_visits(model, *columns, weeks=0) == pytest.approx([0] * len(columns[0]))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 40), st.sampled_from([-300, 0, 1, 28, 28, 1e7])), max_size=30))
def test_whatever_is_paid_there_is_no_spend_model_or_one_with_sensible_numbers(paid: list[tuple[int, float]]) -> None:
    x, m = [float(times) for times, _mean in paid], [float(mean) for _times, mean in paid]
    model = rules.fit_gamma_gamma(x, m)
    if model is not None:
        assert all(0 <= spend < math.inf for spend in rules.expected_spend(model, x, m))


def test_no_customers_or_nobody_who_came_again_is_no_model() -> None:
    assert rules.fit([], [], []) is None
    assert rules.fit([0, 0, 0], [0, 0, 0], [1, 2, 3]) is None
    assert rules.fit_gamma_gamma([], []) is None
    assert rules.p_alive(PUBLISHED, [], [], []) == rules.expected_visits(PUBLISHED, [], [], [], 4) == []


def test_few_customers_or_few_who_came_again_are_told_in_words() -> None:
    assert rules.why_not(49, 49) is Reason.FEW_CUSTOMERS
    assert rules.why_not(50, 19) is Reason.FEW_REPEATS
    assert rules.why_not(50, 20) is None
    assert "at least 50 customers" in rules.words(Reason.FEW_CUSTOMERS, 7, 2)
    assert "there is 1." in rules.words(Reason.FEW_REPEATS, 70, 1)
    assert "no pattern" in rules.words(Reason.NO_FIT, 70, 30)
    assert "90 days ago" in rules.untested_words(Reason.FEW_REPEATS)
