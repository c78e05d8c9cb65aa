"""Rates, months, cohorts and pairs of a shop of 1,000,000 orders, beside pandas on bills that are loaded already."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from storeassist.features.repurchase import store_months, store_pairs, store_rates
from storeassist.kernel.database import Shop
from tests.benchmarks.conftest import Say, best_of_three
from tests.conftest import NOW


def by_pandas(bills: pd.DataFrame) -> tuple[int, int]:
    """Who came twice in the last 90 days, of who came."""
    inside = bills[(bills["at"] > NOW - timedelta(days=90)) & (bills["at"] <= NOW)]
    visits = inside.drop_duplicates(["who", "day"]).groupby("who").size()
    return int((visits >= 2).sum()), len(visits)


def test_rates_and_cohorts_of_a_large_shop(shop: Shop, say: Say) -> None:
    rates_took, rates = best_of_three(lambda: store_rates.rates(shop, NOW))
    cohorts_took, cohorts = best_of_three(lambda: store_months.cohorts(shop, NOW))
    say(f"four rates beside the window before: {rates_took:.2f} s; cohorts of 12 months: {cohorts_took:.2f} s")
    sql = 'SELECT customer_id AS who, at, day FROM "order" WHERE customer_id IS NOT NULL AND reverses_id IS NULL'
    load_took, rows = best_of_three(lambda: shop.query(sql))
    bills = pd.DataFrame([tuple(row) for row in rows], columns=["who", "at", "day"])
    bills["at"] = pd.to_datetime(bills["at"])
    pandas_took, expected = best_of_three(lambda: by_pandas(bills))
    say(f"pandas: {load_took:.2f} s to read the bills, then {pandas_took:.2f} s for one of the rates")
    assert (rates.by_customer.now.part, rates.by_customer.now.whole) == expected
    assert sum(one.active[0] for one in cohorts if one.active) > 0


def test_months_and_pairs_of_a_large_shop(shop: Shop, say: Say) -> None:
    for name, read in (
        ("rates of 12 months", lambda: store_months.trend(shop, NOW)),
        ("pairs", lambda: store_pairs.pairs(shop, NOW)),
        ("first purchases", lambda: store_pairs.first_bought(shop, NOW)),
    ):
        took, found = best_of_three(read)
        say(f"{name}: {took:.2f} s")
        assert isinstance(found, list)
