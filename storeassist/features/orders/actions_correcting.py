"""Corrects what an order adds up to: the version that counts is voided, and the next one counts in its place."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.orders import actions, store
from storeassist.features.orders.actions_booking import book
from storeassist.kernel.database import Connection
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError


def live_id(db: Connection, number: str) -> int | None:
    """The id of the version of an order that counts; None when the order is void or gone."""
    row = db.execute(f'SELECT id FROM "order" o WHERE number = ? AND {store.LIVE}', [number]).fetchone()
    return None if row is None else int(row[0])


def correct(
    db: Connection,
    order_id: int,
    now: datetime,
    *,
    less_fen: int,
    why: str,
    customer_id: int | None = None,
    unlinked: bool = False,
) -> int:
    """Take ``less_fen`` more (or, negative, less) off an order that counts; returns the id of its next version.

    It keeps its lines and everything else; one of nobody becomes that of ``customer_id``, one ``unlinked`` is nobody's
    again. Runs inside a transaction of the caller. Raises UserError when the order does not count, or would cost less than nothing.
    """
    found = db.execute(
        f'SELECT number, amount_fen, discount_fen FROM "order" o WHERE id = ? AND {store.LIVE}', [order_id]
    ).fetchone()
    if found is None:
        raise UserError("This order is void, or no longer in the shop file.")
    if found["amount_fen"] < less_fen or found["discount_fen"] + less_fen < 0:
        raise UserError("The order {number} does not add up to that.", number=found["number"])
    actions.reverse_many(db, [order_id], why, now)
    again = int(
        db.execute(
            'INSERT INTO "order" (number, version, at, day, customer_id, amount_fen, discount_fen, guests, table_name,'
            " channel, note, source_key, import_id, created_at) SELECT number,"
            ' (SELECT max(version) + 1 FROM "order" v WHERE v.number = o.number AND v.reverses_id IS NULL), at, day,'
            " iif(:unlinked, NULL, coalesce(customer_id, :customer)), amount_fen - :less, discount_fen + :less, guests, table_name, channel,"
            ' note, source_key, import_id, :now FROM "order" o WHERE id = :source',
            {"customer": customer_id, "unlinked": unlinked, "less": less_fen, "now": iso(now), "source": order_id},
        ).lastrowid
    )
    db.execute(
        "INSERT INTO order_line (order_id, position, product_id, name, quantity, amount_fen)"
        " SELECT ?, position, product_id, name, quantity, amount_fen FROM order_line WHERE order_id = ?",
        [again, order_id],
    )
    book(db, "o.id = :id", {"id": again})
    return again
