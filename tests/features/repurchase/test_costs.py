"""What sources of customers cost: kept, changed, forgotten, taken back."""

from __future__ import annotations

from datetime import datetime

import pytest

from storeassist.features.repurchase import actions, store
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.features.repurchase import counted


def costs(shop: Shop) -> dict[str, int]:
    return {row["source"]: row["spent_fen"] for row in shop.query("SELECT source, spent_fen FROM source_cost")}


def test_a_cost_is_kept_changed_and_taken_back(shop: Shop, now: datetime) -> None:
    actions.set_source_cost(shop, " 抖音 ", 30_000, now)
    actions.set_source_cost(shop, "抖音", 50_000, now)
    actions.set_source_cost(shop, "Cards", 0, now)
    assert costs(shop) == {"抖音": 50_000, "Cards": 0}
    actions.set_source_cost(shop, "cards", None, now)
    assert costs(shop) == {"抖音": 50_000}
    for expected in ({"抖音": 50_000, "Cards": 0}, {"抖音": 50_000}, {"抖音": 30_000}, {}):
        assert journal.undo(shop, now)
        assert costs(shop) == expected
    assert journal.redo(shop, now) == "Noted that 抖音 cost ¥300"
    assert costs(shop) == {"抖音": 30_000}


@pytest.mark.parametrize(("source", "fen"), [("", 1), ("  ", None), ("抖音", -1), ("抖音", 10**14)])
def test_a_cost_that_makes_no_sense_is_refused(shop: Shop, now: datetime, source: str, fen: int | None) -> None:
    with pytest.raises(UserError):
        actions.set_source_cost(shop, source, fen, now)
    assert costs(shop) == {}


def test_sources_are_those_customers_name_the_most_usual_first() -> None:
    with counted.shop_with([]) as shop:
        assert set(store.sources(shop)) == set(counted.SOURCES)
