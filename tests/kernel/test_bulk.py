"""Rows inserted by the hundred arrive whole and in order."""

from __future__ import annotations

import pytest

from storeassist.kernel.bulk import insert_rows
from storeassist.kernel.database import Shop


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_any_number_of_rows_arrives_in_order(shop: Shop, count: int) -> None:
    rows = [(number, f"tag {number}") for number in range(count, 0, -1)]
    with shop.write() as db:
        insert_rows(db, "tag", ["id", "name"], iter(rows))
    assert [tuple(row) for row in shop.query("SELECT id, name FROM tag ORDER BY id DESC")] == rows


def test_nothing_is_kept_as_nothing(shop: Shop, now: object) -> None:
    with shop.write() as db:
        names = ["number", "name", "phone", "origin", "created_at"]
        insert_rows(db, "customer", names, [("1", "甲", None, "hand", str(now))])
    assert shop.value("SELECT phone IS NULL FROM customer") == 1
