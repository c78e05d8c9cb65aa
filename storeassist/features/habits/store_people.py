"""Reads customers with what their bills add up to as of a moment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from storeassist.features.customers import store as customers
from storeassist.features.customers.records import Customer, Totals
from storeassist.features.habits.store import has_later
from storeassist.features.habits.store_totals import totals_sql
from storeassist.kernel.database import Row, Shop


def fetch(shop: Shop, ids: Sequence[int], now: datetime) -> list[Customer]:
    """These customers, in this order; bills after ``now`` do not count in their totals."""
    found = customers.fetch(shop, ids)
    if not has_later(shop, now):
        return found
    totals, _none = totals_sql(shop, now)
    rows = shop.query(
        f"SELECT * FROM {totals} WHERE customer_id IN (SELECT value FROM json_each(?))", [json.dumps(list(ids))]
    )
    until = {row["customer_id"]: _totals(row) for row in rows}
    return [replace(one, totals=until[one.id]) for one in found]


def _totals(row: Row) -> Totals:
    first, last = (row[name] and date.fromisoformat(row[name]) for name in ("first_visit_on", "last_visit_on"))
    return Totals(row["orders"], row["visits"], row["spent_fen"], first, last, row["median_gap_days"])
