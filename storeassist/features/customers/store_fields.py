"""Reads about the fields of the shop's own."""

from __future__ import annotations

from storeassist.features.customers.records import CustomField
from storeassist.kernel.database import Shop


def filled(shop: Shop) -> dict[int, int]:
    """How many customers have something in each custom field, by its id."""
    rows = shop.query("SELECT key, count(*) AS n FROM customer, json_each(custom) WHERE custom <> '{}' GROUP BY key")
    return {int(row["key"]): row["n"] for row in rows}


def used_choices(shop: Shop, field: CustomField) -> dict[str, int]:
    """How many customers carry each choice of a custom field."""
    rows = shop.query(
        "SELECT json_extract(custom, :path) AS choice, count(*) AS n FROM customer WHERE choice IS NOT NULL GROUP BY choice",
        {"path": f'$."{field.id}"'},
    )
    return {str(row["choice"]): row["n"] for row in rows}
