"""Reads products and what was sold of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storeassist.features.products.records import Product, ProductFacts, Role, Sold
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.errors import UserError

SORTS = {
    "name": "p.name {d}",
    "category": "p.category {d}, p.name {d}",
    "price": "p.price_fen IS NULL, p.price_fen {d}",
    "cost": "p.cost_fen IS NULL, p.cost_fen {d}",
    "margin": "coalesce(p.price_fen > 0 AND p.cost_fen >= 0, 0) DESC, 1.0 * (p.price_fen - p.cost_fen) / p.price_fen {d}",
    "role": "CASE p.role WHEN 'lead' THEN 0 WHEN 'hero' THEN 1 WHEN 'profit' THEN 2 ELSE 3 END {d}, p.name",
    "quantity": "t.quantity {d}",
    "sold": "t.sold_fen {d}",
    "orders": "t.orders {d}",
}
"""What a list can be sorted by; products without a price stay at the end."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which products a list shows: ``text`` anywhere in name or category, of a role, of a category."""

    text: str = ""
    role: Role | None = None
    category: str | None = None


def get(shop: Shop, product_id: int) -> Product:
    """One product; raises UserError when there is none of that id any more."""
    found = fetch(shop, [product_id])
    if not found:
        raise UserError("This product is no longer in the shop file.")
    return found[0]


def by_name(shop: Shop, name: str) -> Product | None:
    """The product called ``name``, in capitals or not."""
    product_id = shop.value("SELECT id FROM product WHERE name = ?", [" ".join(name.split())])
    return None if product_id is None else get(shop, product_id)


def ids(shop: Shop, which: Filter | None = None, sort: str = "name", descending: bool = False) -> list[int]:
    """The ids of all products a filter lets through, in order."""
    which = which or Filter()
    direction = "DESC" if descending else "ASC"
    where, params = ["1"], {}
    if text := which.text.strip():
        where.append("(instr(lower(p.name), lower(:text)) OR instr(lower(p.category), lower(:text)))")
        params["text"] = text
    if which.role:
        where.append("p.role = :role")
        params["role"] = which.role.value
    if which.category is not None:
        where.append("p.category = :category")
        params["category"] = which.category
    return shop.ids(
        "SELECT p.id FROM product p JOIN product_total t ON t.product_id = p.id"
        f" WHERE {' AND '.join(where)} ORDER BY {SORTS[sort].replace('{d}', direction)}, p.id {direction}",
        params,
    )


def fetch(shop: Shop, product_ids: Sequence[int]) -> list[Product]:
    """The products of these ids, in their order; ids that are gone are left out."""
    rows = shop.query(
        "SELECT p.*, t.quantity, t.sold_fen, t.orders FROM product p JOIN product_total t ON t.product_id = p.id"
        " WHERE p.id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(product_ids))],
    )
    found = {row["id"]: _product(row) for row in rows}
    return [found[i] for i in product_ids if i in found]


def count(shop: Shop) -> int:
    """How many products the shop has."""
    return int(shop.value("SELECT count(*) FROM product"))


def categories(shop: Shop) -> list[str]:
    """Categories in use, by name."""
    rows = shop.query("SELECT DISTINCT category FROM product WHERE category <> '' ORDER BY category")
    return [row["category"] for row in rows]


def facts_of(row: Row) -> ProductFacts:
    """The facts in a row of the product table."""
    return ProductFacts(row["name"], row["category"], row["price_fen"], row["cost_fen"], Role(row["role"]))


def _product(row: Row) -> Product:
    sold = Sold(row["quantity"], row["sold_fen"], row["orders"])
    return Product(row["id"], facts_of(row), sold, datetime.fromisoformat(row["created_at"]))
