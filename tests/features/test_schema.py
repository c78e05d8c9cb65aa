"""What the features declare of the shop file fits what they bring."""

from __future__ import annotations

import pytest

from storeassist.features import FEATURES, SCHEMA
from storeassist.kernel.database import Shop
from storeassist.ui.feature import load


def test_the_schema_counts_every_migration_step() -> None:
    assert sum(len(one._migrations) for one in SCHEMA.load()) == SCHEMA.steps


def test_every_function_a_feature_names_is_there() -> None:
    named = [
        name
        for feature in FEATURES
        for names in (feature.refreshers, feature.checks, *feature.inverses.values(), (feature.search,))
        for name in names
        if name
    ]
    assert all(callable(load(name)) for name in named)


@pytest.mark.parametrize("table", SCHEMA.journaled)
def test_a_journaled_table_is_in_the_shop_file(shop: Shop, table: str) -> None:
    assert shop.value("SELECT type FROM sqlite_schema WHERE name = ?", [table]) == "table"
