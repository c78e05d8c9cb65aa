"""What the owner does with customers. Each function is one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from storeassist.adapters.phones import parse_phone
from storeassist.adapters.pinyin import load_readings, spellings
from storeassist.features.customers import rules, store
from storeassist.features.customers.records import Booking, CustomerFacts, CustomField, FieldKind, Origin
from storeassist.kernel.bulk import insert_rows, update_row
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import business_day, iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.kernel.phones import masked, national
from storeassist.kernel.settings import day_ends_at
from storeassist.kernel.text import N_


def add(shop: Shop, facts: CustomerFacts, now: datetime, *, phone_written: str = "") -> int:
    """Add one customer and return their id; the next free number is given when ``facts`` has none.

    Raises UserError when the facts cannot be kept or the number is taken.
    """
    facts = rules.checked(facts, store.fields(shop))
    if facts.joined_on is None:
        facts = replace(facts, joined_on=business_day(now, day_ends_at(shop)))
    with shop.act(now, N_("Added customer {name}"), name=facts.name or facts.number or masked(facts.phone)) as db:
        if not facts.number:
            facts = replace(facts, number=next_number(db))
        _refuse_taken_number(db, facts.number, None)
        written = phone_written.strip() or national(facts.phone)
        row = {**columns_of(facts), "phone_written": written or None, "origin": Origin.HAND, "created_at": iso(now)}
        customer_id = insert(db, [row])[0]
        _set_tags(db, customer_id, facts.tags)
        return customer_id


def change(shop: Shop, customer_id: int, facts: CustomerFacts, now: datetime, *, phone_written: str = "") -> None:
    """Make ``facts`` what the shop knows of the customer; raises UserError as ``add`` does."""
    before = store.get(shop, customer_id)
    facts = rules.checked(facts, store.fields(shop))
    if not facts.number:
        facts = replace(facts, number=before.number)
    with shop.act(now, N_("Changed customer {name}"), name=facts.name or facts.number) as db:
        _refuse_taken_number(db, facts.number, customer_id)
        row = columns_of(facts)
        if facts.phone != before.facts.phone:
            row["phone_written"] = phone_written.strip() or national(facts.phone) or None
        update(db, customer_id, row)
        _set_tags(db, customer_id, facts.tags)


def tag(shop: Shop, customer_ids: Sequence[int], names: Sequence[str], now: datetime) -> int:
    """Put tags on customers, as one act; returns how many tags are new on somebody."""
    names = rules.checked_tags(names)
    if not names:
        raise UserError("Write the tag first.", field="tags")
    with shop.act(
        now, N_("Tagged {count} customers with “{tag}”"), count=len(customer_ids), tag="、".join(names)
    ) as db:
        wanted = {"tags": json.dumps([_tag_id(db, name) for name in names]), "ids": json.dumps(list(customer_ids))}
        return int(
            db.execute(
                "INSERT OR IGNORE INTO customer_tag (customer_id, tag_id) SELECT c.id, t.value FROM customer c,"
                " json_each(:tags) t WHERE c.id IN (SELECT value FROM json_each(:ids))",
                wanted,
            ).rowcount
        )


def untag(shop: Shop, customer_ids: Sequence[int], tag_id: int, now: datetime) -> int:
    """Take a tag off customers; returns how many carried it."""
    name = shop.value("SELECT name FROM tag WHERE id = ?", [tag_id])
    if name is None:
        raise UserError("This tag is no longer in the shop file.")
    with shop.act(now, N_("Took “{tag}” off {count} customers"), count=len(customer_ids), tag=name) as db:
        return int(
            db.execute(
                "DELETE FROM customer_tag WHERE tag_id = ? AND customer_id IN (SELECT value FROM json_each(?))",
                [tag_id, json.dumps(list(customer_ids))],
            ).rowcount
        )


def add_note(shop: Shop, customer_id: int, text: str, now: datetime) -> int:
    """Put a dated remark into a customer's history."""
    text = text.strip()
    if not text:
        raise UserError("Write the note first.", field="note")
    if len(text) > rules.LONGEST["note"]:
        raise UserError(
            "This is too long: {length} characters, at most {most}.",
            field="note",
            length=len(text),
            most=rules.LONGEST["note"],
        )
    customer = store.get(shop, customer_id)
    with shop.act(now, N_("Added a note to {name}"), name=customer.name or customer.number) as db:
        row = [customer_id, iso(now), text]
        return int(db.execute("INSERT INTO customer_note (customer_id, at, text) VALUES (?, ?, ?)", row).lastrowid)


def add_field(shop: Shop, name: str, kind: FieldKind, now: datetime, choices: Iterable[str] = ()) -> int:
    """Add a custom field to all customers; raises UserError when its name is taken or a choice field has no choices."""
    name, options = rules.checked_field(name, kind, choices, store.fields(shop))
    with shop.act(now, N_("Added the field {name}"), name=name) as db:
        row = [name, kind.value, json.dumps(options, ensure_ascii=False)]
        return int(db.execute("INSERT INTO custom_field (name, kind, choices) VALUES (?, ?, ?)", row).lastrowid)


def remove_field(shop: Shop, field: CustomField, now: datetime) -> None:
    """Remove a custom field and what customers have in it; undo brings both back."""
    with shop.act(now, N_("Removed the field {name}"), name=field.name) as db:
        path = f'$."{field.id}"'
        db.execute(
            "UPDATE customer SET custom = json_remove(custom, :path) WHERE json_extract(custom, :path) IS NOT NULL",
            {"path": path},
        )
        db.execute("DELETE FROM custom_field WHERE id = ?", [field.id])


def get_ready(_job: Job) -> None:
    """Learn how names are spelled before the first is kept: a quarter of a second for which no window is to wait."""
    load_readings()


def phone_of(written: str) -> str:
    """E.164 of a phone as written; raises UserError when it is none."""
    return parse_phone(written)


# The rest runs inside a transaction of the caller.


def insert(db: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows of one shape and return their ids, which follow one another."""
    if not rows:
        return []
    first = _next_id(db)
    values = ((number, *row.values()) for number, row in enumerate(rows, first))
    insert_rows(db, "customer", ["id", *rows[0]], values)
    return list(range(first, first + len(rows)))


def _next_id(db: Connection) -> int:
    """An id nobody had: what the journal remembers of a customer who went must not be taken for somebody else's."""
    row = db.execute(
        "SELECT max(coalesce((SELECT max(id) FROM customer), 0),"
        " coalesce((SELECT max(row_id) FROM act_row WHERE tbl = 'customer'), 0))"
    ).fetchone()
    return 1 + int(row[0])


def update(db: Connection, customer_id: int, row: Mapping[str, Any]) -> None:
    """Set some columns of one customer; writes nothing where they hold these values already."""
    update_row(db, "customer", customer_id, row)


def columns_of(facts: CustomerFacts) -> dict[str, Any]:
    """``facts`` as columns of the customer table; tags lie elsewhere."""
    birthday = facts.birthday
    return {
        "number": facts.number,
        "name": facts.name,
        "phone": facts.phone or None,
        "wechat": facts.wechat,
        "gender": facts.gender.value if facts.gender else None,
        "birthday": f"{birthday.month:02}-{birthday.day:02}" if birthday else None,
        "birth_year": birthday.year if birthday else None,
        "birthday_lunar": int(birthday.lunar) if birthday else 0,
        "source": facts.source,
        "joined_on": facts.joined_on.isoformat() if facts.joined_on else None,
        "note": facts.note,
        "consent": facts.consent.value,
        "consent_on": facts.consent_on.isoformat() if facts.consent_on else None,
        "consent_how": facts.consent_how,
        "custom": json.dumps({str(k): v for k, v in sorted(facts.custom.items())}, ensure_ascii=False),
    }


def next_number(db: Connection) -> str:
    """The number after the largest of the shop's own sequence."""
    largest = db.execute(
        "SELECT max((SELECT coalesce(max(CAST(number AS INTEGER)), 0) FROM customer WHERE number NOT GLOB '*[^0-9]*'"
        " AND length(number) < 10), (SELECT coalesce(max(CAST(number AS INTEGER)), 0) FROM customer_former"
        " WHERE number NOT GLOB '*[^0-9]*' AND length(number) < 10))"
    ).fetchone()[0]
    return str(largest + 1)


def set_tags_of_many(db: Connection, tags_of: Mapping[int, Iterable[str]]) -> None:
    """Add tags to customers, keeping those they carry."""
    names = dict.fromkeys(name for some in tags_of.values() for name in some)
    ids = {name: _tag_id(db, name) for name in names}
    pairs = ((customer_id, ids[name]) for customer_id, some in tags_of.items() for name in some)
    db.executemany("INSERT OR IGNORE INTO customer_tag (customer_id, tag_id) VALUES (?, ?)", pairs)


def book(db: Connection, bookings: Iterable[Booking]) -> None:
    """Add orders to (or, negative, take them from) the visit days and totals of their customers.

    Only the customers named are touched, and only their own visit days are read.
    """
    plus: list[Booking] = []
    minus: list[Booking] = []
    for booking in bookings:
        (plus if booking.orders > 0 else minus).append(booking)
    db.executemany(
        "INSERT INTO visit VALUES (?, ?, ?, ?) ON CONFLICT (customer_id, day) DO UPDATE SET"
        " orders = orders + excluded.orders, spent_fen = spent_fen + excluded.spent_fen",
        plus,
    )
    for customer_id, day, orders, fen in minus:
        emptied = db.execute(
            "DELETE FROM visit WHERE (customer_id, day) = (?, ?) AND orders <= ?", [customer_id, day, -orders]
        ).rowcount
        if not emptied:
            db.execute(
                "UPDATE visit SET orders = orders + ?, spent_fen = spent_fen + ? WHERE (customer_id, day) = (?, ?)",
                [orders, fen, customer_id, day],
            )
    touched = sorted({booking.customer_id for booking in (*plus, *minus)})
    _sum_up(db, "SELECT value FROM json_each(:touched)", {"touched": json.dumps(touched)})


def book_orders(db: Connection, orders: str, params: Mapping[str, object]) -> None:
    """Add orders to the visit days and totals of their customers, without a Python object for each.

    The query ``orders`` gives a row an order: customer_id, day, spent_fen.
    """
    db.execute(
        f"INSERT INTO visit SELECT customer_id, day, count(*), sum(spent_fen) FROM ({orders}) GROUP BY customer_id, day"
        " ON CONFLICT (customer_id, day) DO UPDATE SET"
        " orders = orders + excluded.orders, spent_fen = spent_fen + excluded.spent_fen",
        params,
    )
    _sum_up(db, f"SELECT customer_id FROM ({orders})", params)


def forget_visits(db: Connection) -> None:
    """Set the visit days and totals of all customers to nothing, before all orders are booked anew."""
    db.execute("DELETE FROM visit")
    db.execute(
        "UPDATE customer_total SET (orders, visits, spent_fen, first_visit_on, last_visit_on, median_gap_days)"
        " = (0, 0, 0, NULL, NULL, NULL)"
    )


def _sum_up(db: Connection, customers: str, params: Mapping[str, object]) -> None:
    """Bring the totals of the customers that a query gives in line with their visit days."""
    db.execute(
        "UPDATE customer_total SET (orders, visits, spent_fen, first_visit_on, last_visit_on, median_gap_days) ="
        " (SELECT coalesce(sum(orders), 0), count(*), coalesce(sum(spent_fen), 0), min(day), max(day), NULL"
        f" FROM visit v WHERE v.customer_id = customer_total.customer_id) WHERE customer_id IN ({customers})",
        params,
    )
    days_of = db.execute(
        "SELECT customer_id, group_concat(day ORDER BY day) FROM visit"
        f" WHERE customer_id IN ({customers}) GROUP BY customer_id HAVING count(*) > 1",
        params,
    ).fetchall()
    gaps = [(rules.median_gap([*map(date.fromisoformat, days.split(","))]), customer) for customer, days in days_of]
    db.executemany("UPDATE customer_total SET median_gap_days = ? WHERE customer_id = ?", gaps)


def refresh_search_after(db: Connection, act_id: int) -> None:
    """Renew the search words of every customer that an act's journal names."""
    rows = db.execute(
        "SELECT row_id FROM act_row WHERE act_id = :act AND tbl = 'customer' UNION"
        " SELECT json_extract(coalesce(after, before), '$.customer_id') FROM act_row"
        " WHERE act_id = :act AND tbl IN ('customer_tag', 'customer_note', 'customer_former')",
        {"act": act_id},
    )
    refresh_search(db, [*(row[0] for row in rows), *_found_by_what_went(db, act_id)])


def _found_by_what_went(db: Connection, act_id: int) -> list[int]:
    """Customers found by a tag, note or number that went with the undoing of an act, whoever has had it since."""
    found: list[int] = []
    for table, text in (("tag", "name"), ("customer_note", "text"), ("customer_former", "number")):
        gone = db.execute(
            f"SELECT json_extract(coalesce(after, before), '$.{text}') FROM act_row"
            f" WHERE act_id = ? AND tbl = '{table}' AND row_id NOT IN (SELECT rowid FROM {table})",
            [act_id],
        ).fetchall()
        for query in filter(None, (rules.search_query(row[0]) for row in gone)):
            rows = db.execute("SELECT rowid FROM customer_search WHERE customer_search MATCH ?", [query])
            found += [row[0] for row in rows.fetchall()]
    return found


def refresh_search(db: Connection, customer_ids: Sequence[int]) -> None:
    """Renew the search words of these customers; those that are gone are forgotten."""
    if not customer_ids:
        return
    wanted = json.dumps(list(customer_ids))
    db.execute("DELETE FROM customer_search WHERE rowid IN (SELECT value FROM json_each(?))", [wanted])
    rows = db.execute(
        "SELECT c.*, (SELECT json_group_array(tag.name) FROM customer_tag JOIN tag ON tag.id = tag_id"
        " WHERE customer_id = c.id) AS tags, (SELECT json_group_array(text) FROM customer_note"
        " WHERE customer_id = c.id) AS notes, (SELECT json_group_array(number) FROM customer_former"
        " WHERE customer_id = c.id) AS former FROM customer c WHERE c.id IN (SELECT value FROM json_each(?))",
        [wanted],
    )
    insert_rows(db, "customer_search", ["rowid", "words"], map(_search_row, rows.fetchall()))


def _search_row(row: Any) -> tuple[int, str]:
    facts = store.facts_of(row, json.loads(row["tags"]) if row["tags"] != "[]" else ())
    remarks = json.loads(row["notes"]) if row["notes"] != "[]" else ()
    former = json.loads(row["former"]) if row["former"] != "[]" else ()
    return row["id"], " ".join(rules.search_words(facts, spellings(facts.name), remarks, former))


def _set_tags(db: Connection, customer_id: int, names: Sequence[str]) -> None:
    wanted = json.dumps([_tag_id(db, name) for name in names])
    db.execute(
        "DELETE FROM customer_tag WHERE customer_id = ? AND tag_id NOT IN (SELECT value FROM json_each(?))",
        [customer_id, wanted],
    )
    db.execute(
        "INSERT OR IGNORE INTO customer_tag (customer_id, tag_id) SELECT ?, value FROM json_each(?)",
        [customer_id, wanted],
    )


def _tag_id(db: Connection, name: str) -> int:
    found = db.execute("SELECT id FROM tag WHERE name = ?", [name]).fetchone()
    if found:
        return int(found[0])
    return int(db.execute("INSERT INTO tag (name) VALUES (?)", [name]).lastrowid)


def _refuse_taken_number(db: Connection, number: str, own_id: int | None) -> None:
    taken = db.execute("SELECT id, name FROM customer WHERE number = ?", [number]).fetchone()
    if taken and taken["id"] != own_id:
        raise UserError(
            "The number {number} belongs to {name} already.", field="number", number=number, name=taken["name"]
        )
    former = db.execute(
        "SELECT c.id, c.name FROM customer_former f JOIN customer c ON c.id = f.customer_id WHERE f.number = ?", [number]
    ).fetchone()
    if former and former["id"] != own_id:
        raise UserError(
            "The number {number} is a former one of {name} and goes on working; give another.",
            field="number",
            number=number,
            name=former["name"],
        )
