"""Reads customers, their tags, fields, notes and history."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from storeassist.features.customers.records import (
    Consent,
    Customer,
    CustomerFacts,
    CustomerNote,
    CustomField,
    FieldKind,
    Gender,
    Origin,
    TimelineEntry,
    Totals,
)
from storeassist.features.customers.rules import search_query, search_terms
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many

Came = Literal["", "never", "once", "again"]
LARGE = 5_000

SORTS = {
    "number": "CASE WHEN c.number NOT GLOB '*[^0-9]*' THEN CAST(c.number AS INTEGER) END {d}, c.number {d}",
    "name": "c.name {d}",
    "joined_on": "c.joined_on {d}",
    "source": "c.source {d}",
    "visits": "t.visits {d}",
    "spent": "t.spent_fen {d}",
    "last_visit": "t.last_visit_on {d}",
    "first_visit": "t.first_visit_on {d}",
    "gap": "t.median_gap_days IS NULL, t.median_gap_days {d}",
    "average": "CASE WHEN t.visits > 0 THEN t.spent_fen / t.visits END {d}",
}
"""What a list can be sorted by; custom fields sort under custom.ID."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which customers a list shows: matching ``text``, carrying the tag ``tag_id``, having come so often."""

    text: str = ""
    tag_id: int | None = None
    came: Came = ""


def get(shop: Shop, customer_id: int) -> Customer:
    """One customer; raises UserError when there is none of that id any more."""
    found = fetch(shop, [customer_id])
    if not found:
        raise UserError("This customer is no longer in the shop file.")
    return found[0]


def id_of_number(shop: Shop, number: str) -> int | None:
    """Who has the shop's ``number``, or took over the customer who had it; None: nobody."""
    found = shop.value(
        "SELECT id FROM customer WHERE number = :number"
        " UNION ALL SELECT customer_id FROM customer_former WHERE number = :number LIMIT 1",
        {"number": number.strip()},
    )
    return None if found is None else int(found)


def by_number(shop: Shop, number: str) -> Customer:
    """The customer with the shop's ``number``, be it a former one; raises UserError when there is none."""
    customer_id = id_of_number(shop, number)
    if customer_id is None:
        raise UserError("There is no customer with the number {number}.", number=number)
    return get(shop, customer_id)


def ids_of_phone(shop: Shop, phone: str) -> list[int]:
    """Customers with exactly this E.164 phone."""
    return [row["id"] for row in shop.query("SELECT id FROM customer WHERE phone = ? ORDER BY id", [phone])]


def called(shop: Shop, text: str) -> Customer:
    """The one customer meant by a number, a phone, or its last four digits or more.

    Raises UserError when there is none, or when several phones end so.
    """
    customer_id = id_of_number(shop, text)
    if customer_id is not None:
        return get(shop, customer_id)
    digits = "".join(c for c in unicodedata.normalize("NFKC", text) if c in "0123456789")
    tail = (digits[2:] if len(digits) > 11 and digits.startswith("86") else digits).lstrip("0")
    found = shop.query("SELECT id FROM customer WHERE phone LIKE '%' || ?", [tail]) if len(tail) >= 4 else []
    if not found:
        raise UserError("There is no customer with the number or phone {text}.", field="customer", text=text.strip())
    if len(found) > 1:
        raise UserError(
            "{count} customers have a phone that ends in {text}; write more of it, or the customer's number.",
            field="customer",
            count=len(found),
            text=text.strip(),
        )
    return get(shop, found[0]["id"])


def find(shop: Shop, text: str, limit: int = 20) -> list[Customer]:
    """Customers that match ``text``, best first: same number, phone ending so, name beginning so, then latest visit."""
    if not (match := search_query(text)):
        return []
    plain = "".join(search_terms(text))
    rows = shop.query(
        "SELECT c.id FROM customer_search s JOIN customer c ON c.id = s.rowid JOIN customer_total t ON t.customer_id = c.id"
        " WHERE customer_search MATCH :match ORDER BY c.number = :text DESC,"
        " c.id IN (SELECT customer_id FROM customer_former WHERE number = :text) DESC, c.phone LIKE '%' || :plain DESC,"
        " c.name LIKE :text || '%' DESC, t.last_visit_on DESC, c.id LIMIT :limit",
        {"match": match, "text": text.strip(), "plain": plain, "limit": limit},
    )
    return fetch(shop, [row["id"] for row in rows])


def ids(shop: Shop, which: Filter | None = None, sort: str = "last_visit", descending: bool = True) -> list[int]:
    """The ids of all customers a filter lets through, in order: a list shows them and fetches rows as they are seen."""
    which = which or Filter()
    direction = "DESC" if descending else "ASC"
    order = _custom_order(sort, direction) if sort.startswith("custom.") else SORTS[sort].replace("{d}", direction)
    sources = ["customer_total t"] if "t." in order else ["customer c"]
    where: list[str] = []
    params: dict[str, object] = {}
    own = "t.customer_id" if "t." in order else "c.id"
    if which.text.strip():
        where.append(f"{own} IN (SELECT rowid FROM customer_search WHERE customer_search MATCH :match)")
        params["match"] = search_query(which.text) or '"\x01"'
    if which.tag_id is not None:
        where.append(f"{own} IN (SELECT customer_id FROM customer_tag WHERE tag_id = :tag)")
        params["tag"] = which.tag_id
    if which.came:
        if "t." not in order:
            sources.append("customer_total t ON t.customer_id = c.id")
        where.append({"never": "t.visits = 0", "once": "t.visits = 1", "again": "t.visits >= 2"}[which.came])
    sql = f"SELECT {own} AS id FROM {' JOIN '.join(sources)}"
    sql += f" WHERE {' AND '.join(where)}" if where else ""
    return shop.ids(f"{sql} ORDER BY {order}, {own} {direction}", params)


def fetch(shop: Shop, customer_ids: Sequence[int]) -> list[Customer]:
    """The customers of these ids, in their order; ids that are gone are left out."""
    wanted = json.dumps(list(customer_ids))
    rows = shop.query(
        "SELECT c.*, t.*, (SELECT json_group_array(tag.name ORDER BY tag.name) FROM customer_tag JOIN tag"
        " ON tag.id = tag_id WHERE customer_tag.customer_id = c.id) AS tags"
        " FROM customer c JOIN customer_total t ON t.customer_id = c.id"
        " WHERE c.id IN (SELECT value FROM json_each(?))",
        [wanted],
    )
    found = {row["id"]: _customer(row) for row in rows}
    return [found[i] for i in customer_ids if i in found]


def count(shop: Shop) -> int:
    """How many customers the shop has."""
    return int(shop.value("SELECT count(*) FROM customer"))


def is_large(shop: Shop) -> bool:
    """Whether there are so many customers that reading what each did takes longer than a keystroke may."""
    return count(shop) >= LARGE


def counts_by_coming(shop: Shop) -> dict[str, int]:
    """Customers who came "never", "once" or "again" (two visit days or more)."""
    row = shop.one(
        "SELECT count(*) FILTER (WHERE visits = 0) AS never, count(*) FILTER (WHERE visits = 1) AS once,"
        " count(*) FILTER (WHERE visits >= 2) AS again FROM customer_total"
    )
    return dict(row) if row else {}


def tags(shop: Shop, limit: int = 200) -> list[tuple[int, str, int]]:
    """Tags as (id, name, customers), most used first."""
    rows = shop.query(
        "SELECT tag.id, tag.name, count(customer_id) AS n FROM tag LEFT JOIN customer_tag ON tag_id = tag.id"
        " GROUP BY tag.id ORDER BY n DESC, tag.name LIMIT ?",
        [limit],
    )
    return [(row["id"], row["name"], row["n"]) for row in rows]


def tags_of(shop: Shop, customer_ids: Sequence[int]) -> list[tuple[int, str, int]]:
    """Tags that any of these customers carries, as (id, name, how many of them), most first."""
    rows = shop.query(
        "SELECT tag.id, tag.name, count(*) AS n FROM customer_tag JOIN tag ON tag.id = tag_id"
        " WHERE customer_id IN (SELECT value FROM json_each(?)) GROUP BY tag.id ORDER BY n DESC, tag.name",
        [json.dumps(list(customer_ids))],
    )
    return [(row["id"], row["name"], row["n"]) for row in rows]


def sources(shop: Shop) -> list[str]:
    """Source channels in use, most used first."""
    rows = shop.query("SELECT source FROM customer WHERE source <> '' GROUP BY source ORDER BY count(*) DESC LIMIT 50")
    return [row["source"] for row in rows]


def fields(shop: Shop) -> list[CustomField]:
    """The shop's custom fields in the owner's order; those without a place follow in the order they were made."""
    rows = shop.query("SELECT id, name, kind, choices FROM custom_field ORDER BY position IS NULL, position, id")
    return [CustomField(r["id"], r["name"], FieldKind(r["kind"]), tuple(json.loads(r["choices"]))) for r in rows]


def notes(shop: Shop, customer_id: int) -> list[CustomerNote]:
    """A customer's dated remarks, latest first."""
    rows = shop.query(
        "SELECT id, customer_id, at, text FROM customer_note WHERE customer_id = ? ORDER BY at DESC, id DESC",
        [customer_id],
    )
    return [CustomerNote(r["id"], r["customer_id"], datetime.fromisoformat(r["at"]), r["text"]) for r in rows]


def note_entries(shop: Shop, customer_id: int, limit: int) -> list[TimelineEntry]:
    """A customer's dated remarks as history, latest first."""
    return [TimelineEntry(n.at, "note", "", _("Note"), n.text) for n in notes(shop, customer_id)[:limit]]


def change_entries(shop: Shop, customer_id: int, limit: int) -> list[TimelineEntry]:
    """When the customer was added, and what was changed since, latest first."""
    rows = shop.query(
        "SELECT act.at, r.before, r.after FROM act_row r JOIN act ON act.id = r.act_id"
        " WHERE r.tbl = 'customer' AND r.row_id = ? AND r.before IS NOT NULL AND r.after IS NOT NULL"
        " AND act.state = 'done' ORDER BY r.id DESC LIMIT ?",
        [customer_id, limit],
    )
    entries = []
    for row in rows:
        before, after = json.loads(row["before"]), json.loads(row["after"])
        changed = [_words_of(key) for key in before if before[key] != after.get(key) and _words_of(key)]
        if changed:
            at = datetime.fromisoformat(row["at"])
            entries.append(TimelineEntry(at, "change", "", _("Details changed"), "、".join(dict.fromkeys(changed))))
    made = shop.one("SELECT created_at, origin FROM customer WHERE id = ?", [customer_id])
    if made:
        how = {
            Origin.HAND: _("by hand"),
            Origin.IMPORT: _("from a spreadsheet"),
            Origin.ORDER: _("first met on an imported bill"),
        }[Origin(made["origin"])]
        at = datetime.fromisoformat(made["created_at"])
        entries.append(TimelineEntry(at, "new-customer", "", _("Added to the shop"), how))
    return entries[:limit]


def wrong_totals(shop: Shop) -> list[str]:
    """Sums of customers that do not equal their visit days; [] when all hold. Reads everything: for checks only."""
    wrong = shop.value(
        "SELECT count(*) FROM customer c LEFT JOIN customer_total t ON t.customer_id = c.id LEFT JOIN ("
        " SELECT customer_id, sum(orders) AS orders, count(*) AS visits, sum(spent_fen) AS spent, min(day) AS first,"
        " max(day) AS last FROM visit GROUP BY customer_id) v ON v.customer_id = c.id"
        " WHERE t.customer_id IS NULL OR (t.orders, t.visits, t.spent_fen) <>"
        " (coalesce(v.orders, 0), coalesce(v.visits, 0), coalesce(v.spent, 0))"
        " OR t.first_visit_on IS NOT v.first OR t.last_visit_on IS NOT v.last"
    )
    return (
        [many("The totals of {n} customer are wrong.", "The totals of {n} customers are wrong.", wrong)]
        if wrong
        else []
    )


def _custom_order(sort: str, direction: str) -> str:
    field_id = int(sort.removeprefix("custom."))
    value = f"json_extract(c.custom, '$.\"{field_id}\"')"
    return f"{value} IS NULL, CASE WHEN {value} GLOB '*[^0-9.-]*' THEN NULL ELSE CAST({value} AS REAL) END {direction}, {value} {direction}"


def _words_of(column: str) -> str:
    return {
        "number": _("number"), "name": _("name"), "phone": _("phone"), "wechat": _("WeChat"), "gender": _("gender"),
        "birthday": _("birthday"), "birth_year": _("birthday"), "source": _("source"), "joined_on": _("joined on"),
        "note": _("note"), "consent": _("consent"), "custom": _("own fields"),
    }.get(column, "")  # fmt: skip


def facts_of(row: Row, tag_names: Iterable[str] = ()) -> CustomerFacts:
    """The facts in a row of the customer table."""
    birthday = None
    if row["birthday"]:
        month, day = row["birthday"].split("-")
        birthday = Birthday(int(month), int(day), row["birth_year"], bool(row["birthday_lunar"]))
    custom = {int(key): value for key, value in json.loads(row["custom"]).items()} if row["custom"] != "{}" else {}
    return CustomerFacts(
        name=row["name"],
        number=row["number"],
        phone=row["phone"] or "",
        wechat=row["wechat"],
        gender=Gender(row["gender"]) if row["gender"] else None,
        birthday=birthday,
        source=row["source"],
        joined_on=_day(row["joined_on"]),
        tags=tuple(tag_names),
        note=row["note"],
        consent=Consent(row["consent"]),
        consent_on=_day(row["consent_on"]),
        consent_how=row["consent_how"],
        custom=custom,
    )


def _customer(row: Row) -> Customer:
    totals = Totals(
        row["orders"],
        row["visits"],
        row["spent_fen"],
        _day(row["first_visit_on"]),
        _day(row["last_visit_on"]),
        row["median_gap_days"],
    )
    return Customer(
        row["id"],
        facts_of(row, json.loads(row["tags"])),
        totals,
        Origin(row["origin"]),
        row["phone_written"] or "",
        datetime.fromisoformat(row["created_at"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
