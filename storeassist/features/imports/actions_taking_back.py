"""Takes an import back: its rows go, the cells it changed are as they were, what has lived on since stays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storeassist.features.customers import actions as customers
from storeassist.features.orders import actions as orders
from storeassist.features.orders import actions_correcting as correcting
from storeassist.features.orders.store import LIVE
from storeassist.features.products import actions as products
from storeassist.kernel.database import Connection, Row, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _

_COUPONS_SINCE = (
    "SELECT old.id, old.number, old.amount_fen, old.discount_fen, live.discount_fen - first.discount_fen AS more_fen,"
    " old.amount_fen + old.discount_fen <> first.amount_fen + first.discount_fen AS is_other_price"
    ' FROM "order" v JOIN "order" old ON old.id = v.reverses_id'
    ' JOIN "order" live ON live.number = old.number AND +live.import_id = v.import_id AND live.reverses_id IS NULL'
    ' JOIN "order" first ON first.number = old.number AND first.reverses_id IS NULL AND first.version = (SELECT'
    ' min(version) FROM "order" o WHERE o.number = old.number AND o.import_id = v.import_id AND o.reverses_id IS NULL)'
    " WHERE v.import_id = ? AND old.import_id IS NOT v.import_id AND live.discount_fen <> first.discount_fen"
    ' AND NOT EXISTS (SELECT 1 FROM "order" r WHERE r.reverses_id = live.id)'
)


def undo_import(shop: Shop, import_id: int, now: datetime) -> int:
    """Take an import back, the latest or an older one; returns how many of its things are kept because they changed since.

    A cell that was changed again after the import keeps its newer value; a customer who has other orders or notes by
    now stays. Raises UserError when there is no such import, it was taken back already, or a coupon was used on one of
    its bills that comes back at another price.
    """
    row = shop.one("SELECT undone_at FROM import WHERE id = ?", [import_id])
    if row is None:
        raise UserError("There is no import with the number {number}.", number=import_id)
    if row["undone_at"]:
        raise UserError("This import was taken back already.")
    with shop.write() as db:
        kept = _take_back(db, import_id, now)
        db.execute(
            "UPDATE act SET state = 'dropped' WHERE inverse = 'import' AND json_extract(payload, '$.import_id') = ?",
            [import_id],
        )
        db.execute("UPDATE act SET state = 'dropped' WHERE state = 'undone'")  # they may rest on what went
        return kept


def undo_act(shop: Shop, now: datetime, payload: Mapping[str, Any]) -> None:
    """The journal's way to take an import back; an import taken back by its number is left alone."""
    with shop.write() as db:
        _take_back(db, payload["import_id"], now)


def _take_back(db: Connection, import_id: int, now: datetime) -> int:
    if db.execute("SELECT undone_at FROM import WHERE id = ?", [import_id]).fetchone()["undone_at"]:
        return 0
    coupons_since = _coupons_since(db, import_id)
    orders.remove_import(db, import_id)
    for bill in coupons_since:
        correcting.correct(db, bill["id"], now, less_fen=bill["more_fen"], why=_("coupon"))
    kept = 0
    touched: set[int] = set()
    changes = db.execute(
        "SELECT tbl, row_id, before, after FROM import_change WHERE import_id = ? ORDER BY id DESC", [import_id]
    ).fetchall()
    made = _remove_customers(db, import_id, touched)
    kept += made
    for change in changes:
        after = json.loads(change["after"])
        if change["tbl"] in ("customer", "customer_tag"):
            touched.add(after.get("customer_id", change["row_id"]))
        if change["before"] is None:
            _remove_made(db, change["tbl"], change["row_id"], after)
            continue
        for column, was in json.loads(change["before"]).items():
            done = db.execute(
                f'UPDATE OR IGNORE "{change["tbl"]}" SET "{column}" = ? WHERE id = ? AND "{column}" IS ?',
                [was, change["row_id"], after[column]],
            ).rowcount
            kept += not done and _is_there(db, change["tbl"], change["row_id"])
    _remove_products(db, import_id)
    customers.refresh_search(db, sorted(touched))
    db.execute("UPDATE import SET undone_at = ? WHERE id = ?", [iso(now), import_id])
    return kept


def _coupons_since(db: Connection, import_id: int) -> list[Row]:
    """The bills that come back as they were before an import corrected them, and what coupons took off them since."""
    found: list[Row] = db.execute(_COUPONS_SINCE, [import_id]).fetchall()
    for bill in found:
        lowest, highest = -bill["discount_fen"], bill["amount_fen"]
        if bill["is_other_price"] or not lowest <= bill["more_fen"] <= highest:
            raise UserError(
                "A coupon was used on the bill {number} after this import. Reverse it on the Redeem page first.",
                number=bill["number"],
            )
    return found


def _remove_customers(db: Connection, import_id: int, touched: set[int]) -> int:
    """Remove the customers an import made, but for those with a life of their own by now; returns how many stay.

    An order that the owner took back is no life, one that was voided is: it may count again. So go those of imports
    taken back before that only this one's orders or cells had kept.
    """
    rows = db.execute(
        "WITH by_hand AS MATERIALIZED (SELECT payload ->> 'number', payload ->> 'version' FROM act WHERE state = 'done'"
        " AND inverse IN ('order_added', 'order_voided'))"
        ' SELECT id, import_id = :id AS own, EXISTS (SELECT 1 FROM "order" o WHERE o.customer_id = c.id'
        f" AND ({LIVE} OR (o.number, o.version) IN by_hand))"
        " OR EXISTS (SELECT 1 FROM customer_note n WHERE n.customer_id = c.id)"
        " OR EXISTS (SELECT 1 FROM customer_former f WHERE f.customer_id = c.id)"
        " OR EXISTS (SELECT 1 FROM act_row r JOIN act ON act.id = r.act_id WHERE r.tbl = 'customer' AND r.row_id = c.id"
        " AND act.state = 'done' AND r.before IS NOT NULL)"
        " OR EXISTS (SELECT 1 FROM import_change i JOIN import m ON m.id = i.import_id WHERE i.tbl = 'customer'"
        " AND i.row_id = c.id AND m.id <> :id AND m.undone_at IS NULL)"
        " AS lives FROM customer c WHERE c.import_id IN (SELECT id FROM import WHERE id = :id OR undone_at IS NOT NULL)",
        {"id": import_id},
    ).fetchall()
    gone = [row["id"] for row in rows if not row["lives"]]
    db.execute("DELETE FROM customer WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(gone)])
    touched.update(gone)
    return sum(row["own"] and row["lives"] for row in rows)


def _remove_products(db: Connection, import_id: int) -> None:
    """Remove the products this import made, and those of imports taken back before that only this one still used."""
    undone = db.execute("SELECT id FROM import WHERE undone_at IS NOT NULL").fetchall()
    changed = db.execute(
        "SELECT row_id FROM import_change c JOIN import i ON i.id = c.import_id"
        " WHERE c.tbl = 'product' AND i.id <> ? AND i.undone_at IS NULL",
        [import_id],
    ).fetchall()
    for made_by in (import_id, *(row["id"] for row in undone)):
        products.remove_import(db, made_by, [row["row_id"] for row in changed])


def _is_there(db: Connection, tbl: str, row_id: int) -> bool:
    return db.execute(f'SELECT 1 FROM "{tbl}" WHERE id = ?', [row_id]).fetchone() is not None


def _remove_made(db: Connection, tbl: str, row_id: int, after: Mapping[str, Any]) -> None:
    """Remove a row the import made, unless others use it by now."""
    if tbl == "customer_tag":
        db.execute(
            "DELETE FROM customer_tag WHERE (customer_id, tag_id) = (?, ?)", [after["customer_id"], after["tag_id"]]
        )
    elif tbl == "tag":
        db.execute("DELETE FROM tag WHERE id = ? AND id NOT IN (SELECT tag_id FROM customer_tag)", [row_id])
    elif tbl == "custom_field":
        path = f'$."{row_id}"'
        used = db.execute("SELECT 1 FROM customer WHERE json_extract(custom, ?) IS NOT NULL LIMIT 1", [path]).fetchone()
        if not used:
            db.execute("DELETE FROM custom_field WHERE (id, name) = (?, ?)", [row_id, after["name"]])
