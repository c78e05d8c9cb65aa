"""Makes one of two customers, and tells two apart. Each function is one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storeassist.features.coupons.actions_reversing import give_back_repeated
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import Customer
from storeassist.features.duplicates import store
from storeassist.features.duplicates.actions_planning import both, plan_merge
from storeassist.features.duplicates.records import MergePlan
from storeassist.features.orders import actions as orders
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.phones import masked
from storeassist.kernel.text import N_

_DERIVED = {"visit", "customer_total", "segment_seen", "segment_move"}
"""Tables that follow the orders, and what somebody saw of segments: the next look tells anew."""

_ORDERED = {"customer_distinct"}
"""Tables whose two customers stand in the order of their ids."""

_NEVER = "9999"
"""Later than any time: merges of older versions do not say when they were."""

Moved = dict[str, dict[str, list[int]]]
"""The rows of ledgers that changed hands, by table and column."""


def merge(shop: Shop, plan: MergePlan, now: datetime) -> None:
    """Do exactly what ``plan`` says, as one act. Raises UserError when either customer changed since it was made."""
    keep, drop = plan.keep.id, plan.drop.id
    with shop.write() as db:
        choices = {one.key: one.side for one in plan.differences}
        if plan_merge(shop, keep, drop, choices) != plan:
            raise UserError("One of these two changed since this preview was made. Look at it again first.")
        with shop.act(now, N_("Merged {other} into {name}"), other=_called(plan.drop), name=_called(plan.keep)):
            gone = dict(db.execute("SELECT * FROM customer WHERE id = ?", [drop]).fetchone())
            _hand_over_rows(shop, db, drop, keep)
            _keep_numbers(db, plan)
            _write_facts(db, plan, gone, now)
            moved = _hand_over_ledgers(shop, db, drop, keep)
            payload: dict[str, object] = {"keep": keep, "gone": gone, "moved": moved, **_as_of(db, moved, now)}
            shop.reversed_by("customers_merged", rows=_count(moved), **payload)
        _remove(db, drop, keep)


def undo_merge(shop: Shop, now: datetime, payload: Mapping[str, Any]) -> None:
    """Bring the customer back who went into another, with all that was theirs.

    The journal has set journaled rows back before; orders that were voided or corrected since take these rows along.
    """
    keep, gone = payload["keep"], payload["gone"]
    last, since = payload["last_order"], payload.get("since", _NEVER)
    with shop.write() as db:
        names = ", ".join(f'"{name}"' for name in gone)
        marks = ", ".join("?" * len(gone))
        db.execute(f"INSERT INTO customer ({names}) VALUES ({marks})", list(gone.values()))
        for table, columns in payload["moved"].items():
            for column, row_ids in columns.items():
                if table == "order":
                    theirs = orders.with_followers(db, row_ids, last, since, keep)
                    orders.give_to(db, theirs, gone["id"])
                else:
                    _give(db, table, column, row_ids, gone["id"])
        give_back_repeated(db, keep, gone["id"])
        customers.refresh_search(db, [keep, gone["id"]])


def redo_merge(shop: Shop, now: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """Merge the two again: the journal has done so with journaled rows, and what else was theirs follows."""
    keep, drop = payload["keep"], payload["gone"]["id"]
    with shop.write() as db:
        _hand_over_rows(shop, db, drop, keep)  # a use of a coupon done again has another row than the journal knows
        moved = _hand_over_ledgers(shop, db, drop, keep)
        as_of = _as_of(db, moved, now)
        _remove(db, drop, keep)
    return {**payload, "moved": moved, **as_of, "rows": _count(moved)}


def tell_apart(shop: Shop, one_id: int, other_id: int, now: datetime) -> None:
    """Remember that two customers are two people, so that they are no more hinted at."""
    names = [_called(customer) for customer in both(shop, one_id, other_id)]
    with shop.act(now, N_("Kept {name} and {other} apart"), name=names[0], other=names[1]) as db:
        pair = sorted((one_id, other_id))
        db.execute("INSERT OR IGNORE INTO customer_distinct (a_id, b_id) VALUES (?, ?)", pair)


def _hand_over_rows(shop: Shop, db: Connection, drop: int, keep: int) -> None:
    """Make the journaled rows of ``drop`` those of ``keep``; what ``keep`` has already is left out."""
    for table, column in store.references(shop):
        if table in _ORDERED or table not in shop.schema.journaled:
            continue
        db.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ? WHERE "{column}" = ?', [keep, drop])
        db.execute(f'DELETE FROM "{table}" WHERE "{column}" = ?', [drop])
    apart = db.execute("SELECT a_id, b_id FROM customer_distinct WHERE ? IN (a_id, b_id)", [drop]).fetchall()
    db.execute("DELETE FROM customer_distinct WHERE ? IN (a_id, b_id)", [drop])
    others = {row["a_id"] + row["b_id"] - drop for row in apart} - {keep}
    pairs = [sorted((keep, other)) for other in sorted(others)]
    db.executemany("INSERT OR IGNORE INTO customer_distinct (a_id, b_id) VALUES (?, ?)", pairs)


def _keep_numbers(db: Connection, plan: MergePlan) -> None:
    """Let the number that is given up find the customer from now on."""
    numbers = [(number, plan.keep.id) for number in plan.former]
    db.executemany("INSERT OR IGNORE INTO customer_former (number, customer_id) VALUES (?, ?)", numbers)
    if plan.facts.number == plan.drop.number:
        # Two customers never have one number, not even for the moment until one of them is gone.
        db.execute("UPDATE customer SET number = 'merged ' || hex(randomblob(8)) WHERE id = ?", [plan.drop.id])


def _write_facts(db: Connection, plan: MergePlan, gone: Mapping[str, Any], now: datetime) -> None:
    row = customers.columns_of(plan.facts)
    if any(one.key == "phone" and one.side == "drop" for one in plan.differences):
        row["phone_written"] = gone["phone_written"]
    if plan.facts.custom == plan.keep.facts.custom:
        del row["custom"]
    customers.update(db, plan.keep.id, row)
    if plan.remark:
        note = [plan.keep.id, iso(now), plan.remark]
        db.execute("INSERT INTO customer_note (customer_id, at, text) VALUES (?, ?, ?)", note)


def _hand_over_ledgers(shop: Shop, db: Connection, drop: int, keep: int) -> Moved:
    """Make the rows of ``drop`` that the journal does not record those of ``keep``; returns which they are."""
    moved: Moved = {}
    for table, column in store.references(shop):
        if table in _DERIVED or table in shop.schema.journaled:
            continue
        rows = db.execute(f'SELECT rowid FROM "{table}" WHERE "{column}" = ?', [drop]).fetchall()
        row_ids = [row[0] for row in rows]
        if table == "order":
            orders.give_to(db, row_ids, keep)
        else:
            _give(db, table, column, row_ids, keep)
        moved.setdefault(table, {})[column] = row_ids
    return moved


def _as_of(db: Connection, moved: Moved, now: datetime) -> dict[str, object]:
    """Up to which order the book went at a merge, by id and by time; orders of a clock that went ahead may be later."""
    last = db.execute('SELECT coalesce(max(id), 0) FROM "order"').fetchone()[0]
    theirs = json.dumps([row_id for row_ids in moved.get("order", {}).values() for row_id in row_ids])
    latest = 'SELECT max(created_at) FROM "order" WHERE id IN (SELECT value FROM json_each(?))'
    return {"last_order": last, "since": max(iso(now), db.execute(latest, [theirs]).fetchone()[0] or "")}


def _give(db: Connection, table: str, column: str, row_ids: list[int], customer_id: int) -> None:
    which = "rowid IN (SELECT value FROM json_each(?))"
    db.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {which}', [customer_id, json.dumps(row_ids)])


def _remove(db: Connection, drop: int, keep: int) -> None:
    """Remove the customer who is only a shell by now.

    Outside the act, whose redoing would else remove the shell before the ledgers have left it.
    """
    db.execute("DELETE FROM customer WHERE id = ?", [drop])
    customers.refresh_search(db, [keep, drop])


def _count(moved: Moved) -> int:
    return sum(len(row_ids) for columns in moved.values() for row_ids in columns.values())


def _called(customer: Customer) -> str:
    return customer.name or masked(customer.facts.phone) or customer.number
