"""Reads where customers come from, who they are, and how a read is kept to some of them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from storeassist.kernel.database import Shop

Among = Sequence[int] | None
"""Customers by id; None: all."""


def sources(shop: Shop) -> list[str]:
    """Where customers say they come from, what most of them say first."""
    rows = shop.query(
        "SELECT min(source) AS source FROM customer WHERE source <> '' GROUP BY source COLLATE NOCASE"
        " ORDER BY count(*) DESC, source"
    )
    return [row["source"] for row in rows]


def kept_to(among: Among, source: str) -> tuple[str, dict[str, object]]:
    """A condition on customer_id, and its parameters: only these customers, only those from a source ("": from any)."""
    conditions, params = ["1"], dict[str, object]()
    if among is not None:
        conditions.append("customer_id IN (SELECT value FROM json_each(:among))")
        params["among"] = json.dumps(list(among))
    if source:
        conditions.append("customer_id IN (SELECT id FROM customer WHERE source = :source COLLATE NOCASE)")
        params["source"] = source
    return " AND ".join(conditions), params


def book_begins(shop: Shop) -> str:
    """The first business day with a bill; "" without any. Sorts as dates do."""
    return str(shop.value("SELECT min(day) FROM order_day") or "")


def names(shop: Shop, customer_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Number and name by id: for lists of everybody, where whole customers would take seconds."""
    rows = shop.query(
        "SELECT id, number, name FROM customer WHERE id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(customer_ids))],
    )
    return {row["id"]: (row["number"], row["name"]) for row in rows}
