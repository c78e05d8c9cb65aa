"""What the owner does with products. Each function is one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from storeassist.features.products import rules, store
from storeassist.features.products.records import ProductBooking, ProductFacts, Role
from storeassist.kernel.bulk import update_row
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_


def add(shop: Shop, facts: ProductFacts, now: datetime) -> int:
    """Add one product and return its id; raises UserError when the facts cannot be kept or the name is taken."""
    facts = rules.checked(facts)
    with shop.act(now, N_("Added product {name}"), name=facts.name) as db:
        _refuse_taken_name(db, facts.name, None)
        return insert(db, [{**columns_of(facts), "created_at": iso(now)}])[0]


def change(shop: Shop, product_id: int, facts: ProductFacts, now: datetime) -> None:
    """Make ``facts`` what the shop knows of the product; raises UserError as ``add`` does."""
    facts = rules.checked(facts)
    store.get(shop, product_id)
    with shop.act(now, N_("Changed product {name}"), name=facts.name) as db:
        _refuse_taken_name(db, facts.name, product_id)
        update(db, product_id, columns_of(facts))


def set_role(shop: Shop, product_ids: Sequence[int], role: Role, now: datetime) -> int:
    """Give products a role; returns how many had another before."""
    with shop.act(now, N_("Changed the role of {count} products"), count=len(product_ids)) as db:
        return int(
            db.execute(
                "UPDATE product SET role = ? WHERE role <> ? AND id IN (SELECT value FROM json_each(?))",
                [role.value, role.value, json.dumps(list(product_ids))],
            ).rowcount
        )


# The rest runs inside a transaction of the caller.


def insert(db: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows of one shape and return their ids, which follow one another."""
    if not rows:
        return []
    first = int(db.execute("SELECT coalesce(max(id), 0) FROM product").fetchone()[0]) + 1
    names = list(rows[0])
    db.executemany(
        f"INSERT INTO product (id, {', '.join(names)}) VALUES (?{', ?' * len(names)})",
        ([number, *row.values()] for number, row in enumerate(rows, first)),
    )
    return list(range(first, first + len(rows)))


def update(db: Connection, product_id: int, row: Mapping[str, Any]) -> None:
    """Set some columns of one product; writes nothing where they hold these values already."""
    update_row(db, "product", product_id, row)


def columns_of(facts: ProductFacts) -> dict[str, Any]:
    """``facts`` as columns of the product table."""
    return {
        "name": facts.name,
        "category": facts.category,
        "price_fen": facts.price_fen,
        "cost_fen": facts.cost_fen,
        "role": facts.role.value,
    }


def ids_of_names(
    db: Connection, names: Iterable[str], now: datetime, import_id: int | None = None
) -> dict[str, int]:
    """The product of each name as it was given; products nobody knew are made, blank names are left out."""
    tidied = {name: rules.tidy(name)[: rules.LONGEST["name"]].strip() for name in names}
    known: dict[str, int] = {}
    rows = db.execute(
        "SELECT id, name FROM product WHERE name IN (SELECT value FROM json_each(?))",
        [json.dumps(list(tidied.values()))],
    )
    for product_id, name in rows.fetchall():
        known[_folded(name)] = product_id
    missing = {_folded(name): name for name in tidied.values() if name and _folded(name) not in known}
    made = insert(db, [{"name": n, "import_id": import_id, "created_at": iso(now)} for n in missing.values()])
    known |= dict(zip(missing, made, strict=True))
    return {name: known[_folded(kept)] for name, kept in tidied.items() if kept}


def book(db: Connection, bookings: Iterable[ProductBooking]) -> None:
    """Add orders to (or, negative, take them from) what was sold of their products."""
    db.executemany(
        "UPDATE product_total SET quantity = round(quantity + ?, 4), sold_fen = sold_fen + ?, orders = orders + ?"
        " WHERE product_id = ?",
        [(b.quantity, b.sold_fen, b.orders, b.product_id) for b in bookings],
    )


def forget_sold(db: Connection) -> None:
    """Set all sold figures to nothing, before all orders are booked anew."""
    db.execute("UPDATE product_total SET quantity = 0, sold_fen = 0, orders = 0")


def remove_import(db: Connection, import_id: int, kept: Iterable[int] = ()) -> None:
    """Remove the products that an import made, but for those ``kept``, on a live order, or changed by hand since."""
    db.execute(
        "DELETE FROM product WHERE import_id = ? AND id NOT IN (SELECT value FROM json_each(?))"
        " AND id IN (SELECT product_id FROM product_total WHERE orders = 0)"
        " AND NOT EXISTS (SELECT 1 FROM act_row r JOIN act ON act.id = r.act_id WHERE r.tbl = 'product'"
        " AND r.row_id = product.id AND act.state = 'done')",
        [import_id, json.dumps(list(kept))],
    )


def _folded(name: str) -> str:
    """A name as SQLite's NOCASE compares it: only A to Z have capitals."""
    return "".join(c.lower() if c.isascii() else c for c in name)


def _refuse_taken_name(db: Connection, name: str, own_id: int | None) -> None:
    taken = db.execute("SELECT id FROM product WHERE name = ?", [name]).fetchone()
    if taken and taken["id"] != own_id:
        raise UserError("There is a product called {name} already.", field="name", name=name)
