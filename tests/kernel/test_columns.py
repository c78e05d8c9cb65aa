"""Records kept as columns: found by id, counted and put in order as a list of the same records would be."""

from __future__ import annotations

from array import array
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.kernel.columns import Between, Columns
from storeassist.kernel.database import Shop


class Guest(NamedTuple):
    """Somebody with two figures."""

    id: int
    visits: int
    ratio: float


guests = st.lists(
    st.builds(Guest, st.integers(1, 60), st.integers(0, 4), st.floats(-2, 2)), unique_by=lambda one: one.id
).map(sorted)


def columns_of(people: list[Guest]) -> Columns[Guest]:
    ids, visits, ratios = (list(one) for one in zip(*people, strict=True)) if people else ([], [], [])
    return Columns(Guest, array("q", ids), visits=array("q", visits), ratio=array("d", ratios))


@given(guests, st.booleans())
def test_columns_hold_and_order_what_the_records_do(people: list[Guest], descending: bool) -> None:
    kept = columns_of(people)
    assert dict(kept) == {one.id: one for one in people}
    for key in ("visits", "ratio"):
        ordered = sorted(people, key=lambda one: getattr(one, key), reverse=descending)
        assert kept.arranged(key, descending=descending) == [one.id for one in ordered]
        some = [one.id for one in ordered if -0.5 <= one.ratio < 1]
        within = Between("ratio", -0.5, 1)
        assert kept.arranged(key, descending=descending, within=within) == some
        assert kept.count(within) == len(some)


def test_whoever_is_not_there_is_not_found() -> None:
    kept = columns_of([Guest(3, 1, 0.5), Guest(9, 2, 1.5)])
    for id in (0, 4, 10):
        assert id not in kept
        with pytest.raises(KeyError):
            kept[id]


def test_a_read_comes_as_columns_however_many_rows_it_has(shop: Shop) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT i, i / 3.0 FROM n"
    whole, thirds = shop.columns(numbers, "qd", {"last": 10_000})
    assert list(whole) == list(range(1, 10_001))
    assert list(thirds) == [one / 3 for one in range(1, 10_001)]
    assert shop.columns("SELECT 1, 2.0 WHERE 0", "qd") == [array("q"), array("d")]
