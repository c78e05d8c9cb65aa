"""Reads what customers are compared by, who were told apart, who names them, and when they were merged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from storeassist.features.customers.records import TimelineEntry
from storeassist.features.duplicates.records import Pair
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.text import _

_REFERENCES = (
    'SELECT t.name AS tbl, f."from" AS col FROM sqlite_schema t, pragma_foreign_key_list(t.name) f'
    " WHERE t.type = 'table' AND f.\"table\" = 'customer' ORDER BY 1, 2"
)


def references(shop: Shop) -> list[tuple[str, str]]:
    """Every (table, column) that names a customer, those of features made later included."""
    return [(row["tbl"], row["col"]) for row in shop.query(_REFERENCES)]


def everyone(shop: Shop) -> list[Row]:
    """What customers are compared by: id, name, phone, wechat."""
    return shop.query("SELECT id, name, phone, wechat FROM customer ORDER BY id")


def told_apart(shop: Shop) -> set[tuple[int, int]]:
    """The pairs of ids of whom the owner said that they are two people."""
    return {(row["a_id"], row["b_id"]) for row in shop.query("SELECT a_id, b_id FROM customer_distinct")}


def still_there(shop: Shop, pairs: Sequence[Pair]) -> list[Pair]:
    """Those pairs of whom both are in the shop file, and were not told apart."""
    wanted = json.dumps(sorted({customer_id for pair in pairs for customer_id in (pair.a_id, pair.b_id)}))
    there = set(shop.ids("SELECT id FROM customer WHERE id IN (SELECT value FROM json_each(?))", [wanted]))
    apart = told_apart(shop)
    return [p for p in pairs if {p.a_id, p.b_id} <= there and (p.a_id, p.b_id) not in apart]


def merge_entries(shop: Shop, customer_id: int, limit: int) -> list[TimelineEntry]:
    """When others were merged into a customer, and the numbers by which they still find them; latest first."""
    rows = shop.query(
        "SELECT act.at, f.number FROM customer_former f JOIN act_row r ON r.tbl = 'customer_former' AND r.row_id = f.rowid"
        " JOIN act ON act.id = r.act_id WHERE f.customer_id = ? AND r.before IS NULL AND act.state = 'done'"
        " ORDER BY act.id DESC LIMIT ?",
        [customer_id, limit],
    )
    return [
        TimelineEntry(
            datetime.fromisoformat(row["at"]),
            "duplicates",
            "",
            _("Two entries became one"),
            _("No. {number} goes on working", number=row["number"]),
        )
        for row in rows
    ]
