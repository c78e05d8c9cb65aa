"""How fast the model of visits is fitted beside the package Lifetimes, and a large shop's forecast and value are told."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from storeassist.features.habits import rules_forecast, store_forecast, store_value
from storeassist.kernel.database import Shop
from tests.benchmarks.conftest import Say, best_of_three
from tests.conftest import NOW
from tests.features.habits import cdnow

CUSTOMERS = 50_000


def invented() -> cdnow.Columns:
    """Customers who come and leave for good as the model has it."""
    random = np.random.default_rng(7)
    rows = []
    for _nth in range(CUSTOMERS):
        age, pace, leaves = random.uniform(1, 100), random.gamma(0.6, 1 / 4), random.beta(0.8, 3)
        at, x, tx = random.exponential(1 / pace), 0, 0.0
        while at <= age:
            x, tx = x + 1, at
            at = age + 1 if random.random() < leaves else at + random.exponential(1 / pace)
        rows.append((float(x), round(tx * 7) / 7, round(age * 7) / 7))
    return tuple(list(column) for column in zip(*rows, strict=True))


@pytest.mark.parametrize(("name", "columns"), [("CDNOW", cdnow.visits), ("an invented shop", invented)])
def test_fit(name: str, columns: Callable[[], cdnow.Columns], say: Say) -> None:
    x, tx, age = columns()
    ours_took, ours = best_of_three(lambda: rules_forecast.fit(x, tx, age))
    theirs_took, theirs = best_of_three(lambda: cdnow.fit_with_lifetimes(x, tx, age))
    say(
        f"fit to {name}, {len(x):,} customers: {ours_took * 1000:.1f} ms, Lifetimes {theirs_took * 1000:.1f} ms,"
        f" {theirs_took / ours_took:.1f} times"
    )
    assert {key: getattr(ours, key) for key in theirs} == pytest.approx(theirs, rel=1e-3)


def test_forecast_of_a_large_shop(shop: Shop, say: Say) -> None:
    summary_took, known = best_of_three(lambda: store_forecast.summary(shop, NOW))
    alive_took, alive = best_of_three(lambda: store_forecast.p_alive_of(shop, NOW))
    whole_took, found = best_of_three(lambda: store_forecast.forecast(shop, NOW))
    say(
        f"{len(known.ids):,} customers: summary {summary_took:.2f} s; with fit and chances {alive_took:.2f} s; a whole"
        f" forecast, tried on the last quarter: {whole_took:.2f} s"
    )
    assert len(found.customers) == len(alive) == len(known.ids)


def test_value_of_a_large_shop(shop: Shop, say: Say) -> None:
    reads: dict[str, Callable[[], object]] = {
        "everybody": lambda: store_value.profit_of(shop, None, NOW),
        "by source": lambda: store_value.by_source(shop, NOW),
        "the first 100 customers": lambda: store_value.by_customer(shop, NOW, 100),
        "top shares": lambda: store_value.concentration(shop, NOW),
    }
    for name, read in reads.items():
        say(f"value of {name}: {best_of_three(read)[0]:.2f} s")
