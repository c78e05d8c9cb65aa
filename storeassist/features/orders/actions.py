"""What the owner does with orders. Each function is one transaction; rows are added, never changed or deleted."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import Booking
from storeassist.features.orders import rules, store
from storeassist.features.orders.actions_booking import book, rebuild
from storeassist.features.orders.records import LineRow, OrderFacts, OrderRow
from storeassist.features.products import actions as products
from storeassist.kernel.bulk import insert_rows
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import day_booked, iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.settings import BUSINESS_DAY_ENDS, day_ends_at, write_setting
from storeassist.kernel.text import N_, _

_ORDER = (
    *("id", "day", "import_id", "created_at", "number", "at", "customer_id", "amount_fen", "discount_fen", "guests"),
    *("table_name", "channel", "note", "version", "source_key"),
)
_LINE = ("order_id", "position", "product_id", "name", "quantity", "amount_fen", "buyer_id")


def add(shop: Shop, facts: OrderFacts, now: datetime) -> int:
    """Add one order and return its id; the next number of its day is given when ``facts`` has none.

    Products nobody knew are made from the names of its lines. Raises UserError when the facts cannot be kept, the
    customer is gone, or the number belongs to an order that counts.
    """
    facts = rules.checked(facts, now)
    ends_at = day_ends_at(shop)
    with shop.act(now, N_("Added an order of {amount}"), amount=yuan(facts.amount_fen)) as db:
        if facts.customer_id and not db.execute("SELECT 1 FROM customer WHERE id = ?", [facts.customer_id]).fetchone():
            raise UserError("This customer is no longer in the shop file.", field="customer")
        if facts.number and _live_id(db, facts.number):
            raise UserError("There is an order {number} already.", field="number", number=facts.number)
        unknown = [line.name for line in facts.lines if line.product_id is None]
        product_of = products.ids_of_names(db, unknown, now) if unknown else {}
        lines = [
            LineRow(0, at, line.product_id or product_of[line.name], line.name, line.quantity, line.amount_fen)
            for at, line in enumerate(facts.lines, 1)
        ]
        row = OrderRow(
            number=facts.number,
            at=iso(facts.at),
            customer_id=facts.customer_id,
            amount_fen=facts.amount_fen,
            discount_fen=facts.discount_fen,
            guests=facts.guests,
            table=facts.table,
            channel=facts.channel,
            note=facts.note,
            version=_next_version(db, facts.number) if facts.number else 1,
        )
        order_id = insert_many(db, [row], lines, now, day_ends_at=ends_at)[0]
        shop.reversed_by("order_added", **identity(db, order_id))
        return order_id


def void(shop: Shop, order_id: int, why: str, now: datetime) -> int:
    """Take an order out of all sums by a row that reverses it, whose id is returned; refuses a void one."""
    order = store.get(shop, order_id)
    if not order.is_live:
        raise UserError("The order {number} is void already.", number=order.number)
    why = " ".join(why.split())[: rules.LONGEST["note"]]
    with shop.act(now, N_("Voided the order {number}"), number=order.number) as db:
        shop.reversed_by("order_voided", why=why, **identity(db, order_id))
        reverse_many(db, [order_id], why, now)
        return int(db.execute('SELECT id FROM "order" WHERE reverses_id = ?', [order_id]).fetchone()[0])


def undo_add(shop: Shop, now: datetime, payload: dict[str, Any]) -> None:
    """Take back the adding of an order: whatever version of its number counts now is reversed."""
    with shop.write() as db:
        live = _live_id(db, payload["number"])
        if live is not None:
            reverse_many(db, [live], _("taken back"), now)


def redo_add(shop: Shop, now: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """Add the order again, as its next version."""
    with shop.write() as db:
        if _live_id(db, payload["number"]) is None:
            _insert_again(db, payload, now)
    return payload


undo_void = redo_add
"""A void is taken back the way an order is added again: a ledger row is never removed."""


def redo_void(shop: Shop, now: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """Void the order again."""
    with shop.write() as db:
        live = _live_id(db, payload["number"])
        if live is not None:
            reverse_many(db, [live], payload["why"], now)
    return payload


def rebuild_days(shop: Shop, day_ends_at: int) -> None:
    """Set the hour at which the shop's business day ends, and book every order to its day anew."""
    with shop.write() as db:
        write_setting(shop, BUSINESS_DAY_ENDS, day_ends_at)
        day = day_booked("at", day_ends_at)
        db.execute(f'UPDATE "order" SET day = {day} WHERE reverses_id IS NULL AND day <> {day}')
        db.execute(
            'UPDATE "order" SET day = (SELECT o.day FROM "order" o WHERE o.id = "order".reverses_id)'
            " WHERE reverses_id IS NOT NULL"
        )
        rebuild(db)


# The rest runs inside a transaction of the caller.


def insert_many(
    db: Connection,
    orders: Sequence[OrderRow],
    lines: Sequence[LineRow],
    now: datetime,
    *,
    day_ends_at: int,
    import_id: int | None = None,
    booked: bool = True,
) -> range:
    """Insert orders with their lines and return their ids, in the order given.

    They are booked in bulk; with ``booked`` off not yet: whoever inserts in parts books all of them at the end.
    """
    first = int(db.execute('SELECT coalesce(max(id), 0) FROM "order"').fetchone()[0]) + 1
    added = range(first, first + len(orders))
    days = [rules.day_of(row.at, day_ends_at) for row in orders]
    made = iso(now)
    numbered = zip(added, days, _numbered(db, orders, days), strict=True)
    insert_rows(db, "order", _ORDER, ((order_id, day, import_id, made, *row) for order_id, day, row in numbered))
    # A trigger would tell whose a line is as well, at twice the time.
    owned = ((first + line[0], *line[1:], orders[line[0]].customer_id) for line in lines)
    insert_rows(db, "order_line", _LINE, owned)
    if booked:
        book_ids(db, added)
    return added


def book_ids(db: Connection, added: range) -> None:
    """Book orders that ``insert_many`` inserted without booking them."""
    book(db, "o.id BETWEEN :first AND :last", {"first": added.start, "last": added.stop - 1})


def reverse_many(
    db: Connection, order_ids: Sequence[int], why: str, now: datetime, *, import_id: int | None = None
) -> None:
    """Void those of these orders that count, out of the business days they were booked to."""
    which = f"o.id IN (SELECT value FROM json_each(:ids)) AND {store.LIVE}"
    params = {"ids": json.dumps(list(order_ids))}
    book(db, which, params, sign=-1)
    db.execute(
        'INSERT INTO "order" (number, version, at, day, customer_id, amount_fen, discount_fen, table_name, channel,'
        " reverses_id, why, import_id, created_at) SELECT number, version, :now, day, customer_id, -amount_fen,"
        f' -discount_fen, table_name, channel, id, :why, :import_id, :now FROM "order" o WHERE {which}',
        {**params, "why": why, "import_id": import_id, "now": iso(now)},
    )


def give_to(db: Connection, order_ids: Sequence[int], customer_id: int) -> None:
    """Make these orders, void ones too, those of another customer, with what they add up to."""
    params = {"ids": json.dumps(list(order_ids))}
    chosen = "o.id IN (SELECT value FROM json_each(:ids))"
    live = db.execute(
        f'SELECT customer_id, day, count(*), sum(amount_fen) FROM "order" o WHERE {chosen} AND {store.LIVE} GROUP BY 1, 2',
        params,
    ).fetchall()
    db.execute(f'UPDATE "order" AS o SET customer_id = :customer WHERE {chosen}', {**params, "customer": customer_id})
    taken = [Booking(owner, day, -orders, -fen) for owner, day, orders, fen in live if owner is not None]
    customers.book(db, [*taken, *(Booking(customer_id, day, orders, fen) for _owner, day, orders, fen in live)])


def with_followers(db: Connection, order_ids: Sequence[int], last_id: int, since: str, customer_id: int) -> list[int]:
    """Those of these orders that are a customer's, with the rows that voided them and those that corrected them later.

    Ids come again when an import is taken back: ``since`` is when the last of ``order_ids`` was written, or later, and
    what was written after it is none of them, and later even below ``last_id``.
    """
    rows = db.execute(
        'WITH RECURSIVE own (id, number, version, at) AS (SELECT id, number, version, at FROM "order"'
        " WHERE id IN (SELECT value FROM json_each(:ids)) AND customer_id = :customer AND created_at <= :since"
        " UNION SELECT o.id, o.number,"
        ' o.version, o.at FROM own JOIN "order" o ON o.reverses_id = own.id OR (o.number = own.number'
        " AND o.at = own.at AND o.version > own.version AND o.reverses_id IS NULL"
        " AND (o.id > :last OR o.created_at > :since))"
        " WHERE o.customer_id = :customer) SELECT id FROM own ORDER BY id",
        {"ids": json.dumps(list(order_ids)), "last": last_id, "since": since, "customer": customer_id},
    )
    return [row[0] for row in rows.fetchall()]


def identity(db: Connection, order_id: int) -> dict[str, Any]:
    """What the journal must know to bring an order back even after its customer and products came and went."""
    row = db.execute('SELECT number, version, customer_id FROM "order" WHERE id = ?', [order_id]).fetchone()
    lines = db.execute("SELECT product_id FROM order_line WHERE order_id = ? ORDER BY position", [order_id])
    return {**dict(row), "products": [line[0] for line in lines.fetchall()]}


def remove_import(db: Connection, import_id: int) -> None:
    """Delete the orders an import brought, with lines and whatever reversed them; what it had voided counts again.

    Raises UserError when a later import corrected some of them: taken out of order, two versions would count.
    """
    one = {"import_id": import_id}
    if db.execute(
        'SELECT 1 FROM "order" o JOIN "order" v ON v.reverses_id = o.id'
        " WHERE o.import_id = :import_id AND v.import_id <> :import_id",
        one,
    ).fetchone():
        raise UserError("A later import corrected orders of this one. Undo that import first.")
    book(db, f"o.import_id = :import_id AND {store.LIVE}", one, sign=-1)
    # What was entered or voided by hand since, and not taken back, stands: the version this import had replaced stays
    # out of the sums.
    db.execute(
        'UPDATE "order" SET import_id = NULL WHERE import_id = :import_id AND reverses_id IN (SELECT old.id FROM "order"'
        ' old JOIN "order" o ON o.number = old.number AND o.id <> old.id AND o.reverses_id IS NULL'
        f" WHERE old.import_id IS NOT :import_id AND (o.import_id IS NOT :import_id AND {store.LIVE}"
        ' OR o.import_id = :import_id AND EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id'
        ' AND v.import_id IS NULL) AND NOT EXISTS (SELECT 1 FROM "order" n LEFT JOIN "order" v ON v.reverses_id = n.id'
        " WHERE n.number = o.number AND n.import_id = :import_id AND n.reverses_id IS NULL AND v.id IS NULL)))",
        one,
    )
    voided_by_it = db.execute(
        'SELECT o.id FROM "order" v JOIN "order" o ON o.id = v.reverses_id'
        " WHERE v.import_id = :import_id AND o.import_id IS NOT :import_id",
        one,
    ).fetchall()
    db.execute('DELETE FROM "order" WHERE import_id = :import_id', one)
    book(db, "o.id IN (SELECT value FROM json_each(:ids))", {"ids": json.dumps([row[0] for row in voided_by_it])})


def _numbered(db: Connection, orders: Sequence[OrderRow], days: Sequence[str]) -> Sequence[OrderRow]:
    """``orders`` with a number of the shop's own sequence where they have none, each day counting from 001."""
    if all(row.number for row in orders):
        return orders
    largest: defaultdict[str, int] = defaultdict(int)
    for row in orders:
        if row.number:
            prefix = row.number.partition("-")[0]
            largest[prefix] = max(largest[prefix], rules.running_number(row.number))
    for day in {day for row, day in zip(orders, days, strict=True) if not row.number}:
        prefix = day.replace("-", "")
        largest[prefix] = max(largest[prefix], _largest_running(db, prefix))
    numbered = []
    for row, day in zip(orders, days, strict=True):
        if row.number:
            numbered.append(row)
            continue
        prefix = day.replace("-", "")
        largest[prefix] += 1
        numbered.append(row._replace(number=rules.own_number(day, largest[prefix])))
    return numbered


def _largest_running(db: Connection, prefix: str) -> int:
    rows = db.execute(
        'SELECT number FROM "order" WHERE number > ? AND number < ? AND reverses_id IS NULL',
        [f"{prefix}-", f"{prefix}."],
    )
    return max((rules.running_number(row[0]) for row in rows.fetchall()), default=0)


def _live_id(db: Connection, number: str) -> int | None:
    row = db.execute(f'SELECT id FROM "order" o WHERE number = ? AND {store.LIVE}', [number]).fetchone()
    return row[0] if row else None


def _next_version(db: Connection, number: str) -> int:
    row = db.execute('SELECT max(version) FROM "order" WHERE number = ? AND reverses_id IS NULL', [number]).fetchone()
    return int(row[0] or 0) + 1


def _insert_again(db: Connection, payload: Mapping[str, Any], now: datetime) -> None:
    """Insert the next version of an order, with the customer and products it had; nothing when the order is gone."""
    number = payload["number"]
    source = db.execute(
        'SELECT id FROM "order" WHERE number = ? AND version = ? AND reverses_id IS NULL', [number, payload["version"]]
    ).fetchone()
    if source is None:
        return
    again = int(
        db.execute(
            'INSERT INTO "order" (number, version, at, day, customer_id, amount_fen, discount_fen, guests, table_name,'
            " channel, note, source_key, import_id, created_at) SELECT number, :version, at, day,"
            " (SELECT id FROM customer WHERE id = :customer), amount_fen, discount_fen, guests, table_name, channel,"
            ' note, source_key, import_id, :now FROM "order" WHERE id = :source',
            {
                "version": _next_version(db, number),
                "customer": payload["customer_id"],
                "now": iso(now),
                "source": source[0],
            },
        ).lastrowid
    )
    db.execute(
        "INSERT INTO order_line (order_id, position, product_id, name, quantity, amount_fen) SELECT :again, position,"
        " (SELECT id FROM product WHERE id = json_extract(:products, '$[' || (position - 1) || ']')), name, quantity,"
        " amount_fen FROM order_line WHERE order_id = :source",
        {"again": again, "source": source[0], "products": json.dumps(payload["products"])},
    )
    book(db, "o.id = :id", {"id": again})
