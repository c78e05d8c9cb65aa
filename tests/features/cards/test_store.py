"""What is told of a batch follows from the runs that are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storeassist.features.cards import actions, store
from storeassist.features.coupons import store as coupons
from storeassist.kernel.database import Shop
from tests.features.cards import printing

RUNS = st.lists(st.sets(st.integers(1, 30), min_size=1), max_size=5)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(RUNS)
def test_however_a_batch_is_printed_each_card_counts_once(shop: Shop, now: datetime, runs: list[set[int]]) -> None:
    name = str(shop.value("SELECT count(*) FROM card_batch"))
    offer_id = shop.value("SELECT id FROM offer") or printing.offer(shop, now)
    batch = printing.batch(shop, now, 30, offer_id=offer_id, name=name)
    layout, out = printing.layout(batch), set[int]()
    for number, serials in enumerate(runs):
        codes = coupons.free_codes(shop, 30) if number == 0 else store.codes_of(shop, store.get(shop, batch.id))
        at = now + timedelta(minutes=number)
        actions.release(shop, store.get(shop, batch.id), codes, serials, layout, 1, at, why="again")
        out |= serials
        printed = store.get(shop, batch.id)
        assert (printed.printed, printed.printed_at) == (len(out), at)
        assert store.released(shop, batch.id) == out
        assert store.codes_of(shop, printed) == codes


def test_the_shop_checks_well_after_printing(shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now, 40)
    actions.release(shop, batch, coupons.free_codes(shop, 40), range(1, 41), printing.layout(batch), 4, now)
    printed = store.get(shop, batch.id)
    assert store.of_issues(shop, [printed.issue_id or 0, 999]) == [printed]
    assert shop.value("PRAGMA foreign_key_check") is None
