"""Reads orders, and what the shop's orders add up to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from storeassist.features.customers.records import TimelineEntry
from storeassist.features.customers.rules import search_query
from storeassist.features.orders.records import Filter, Line, Order, OrderFacts, ShopFigures
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many

LIVE = 'o.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
"""The condition of an order ``o`` that counts: no reversing row itself, nor reversed by one."""

SORTS = {
    "at": "o.at {d}",
    "number": "o.number {d}",
    "amount": "o.amount_fen {d}",
    "discount": "o.discount_fen {d}",
    "guests": "o.guests IS NULL, o.guests {d}",
    "customer": "o.customer_id IS NULL, c.name {d}",
    "table": "o.table_name {d}",
    "channel": "o.channel {d}",
}
"""What a list can be sorted by; ``c`` is the order's customer."""

_IN_ORDER = ("at", "number", "customer")
"""Sorts an index gives: the first rows need no look at the others."""

_NAMED_LINES = 3

_FOUND_CUSTOMERS = "SELECT rowid FROM customer_search WHERE customer_search MATCH :match"
_MATCHES = (
    'SELECT id FROM "order" WHERE reverses_id IS NULL AND number >= :text AND number < :beyond'
    f' UNION ALL SELECT id FROM "order" WHERE customer_id IN ({_FOUND_CUSTOMERS})'
)
_BROAD = 5_000
"""From so many matches on, a list is walked in its order until it is full; below, the matches are looked up and sorted."""
_ONE_OF = f"o.id IN ({_MATCHES})"
# The plus signs keep SQLite from looking the matches up after all.
_EITHER = f"(+o.number >= :text AND +o.number < :beyond OR +o.customer_id IN ({_FOUND_CUSTOMERS}))"


def get(shop: Shop, order_id: int) -> Order:
    """One order; raises UserError when there is none of that id any more."""
    found = fetch(shop, [order_id])
    if not found:
        raise UserError("This order is no longer in the shop file.")
    return found[0]


def by_number(shop: Shop, number: str) -> Order:
    """The latest version of the order with the shop's ``number``; raises UserError when there is none."""
    order_id = shop.value(
        'SELECT id FROM "order" WHERE number = ? AND reverses_id IS NULL ORDER BY version DESC LIMIT 1',
        [number.strip()],
    )
    if order_id is None:
        raise UserError("There is no order with the number {number}.", number=number)
    return get(shop, order_id)


def ids(
    shop: Shop, which: Filter | None = None, sort: str = "at", descending: bool = True, limit: int | None = None
) -> list[int]:
    """The ids of the orders a filter lets through, in order; all of them unless there is a ``limit``."""
    which = which or Filter()
    where, params = _conditions(shop, which)
    direction = "DESC" if descending else "ASC"
    wanted = {**params, "limit": -1 if limit is None else limit}
    if sort == "customer" and limit is not None and _is_wide(shop, which):
        return _first_by_customer(shop, where, wanted, direction)
    customers = "LEFT JOIN customer c ON c.id = o.customer_id" if sort == "customer" else ""
    return shop.ids(
        f'SELECT o.id FROM "order" o {customers} WHERE {" AND ".join(where)}'
        f" ORDER BY {SORTS[sort].replace('{d}', direction)}, o.id {direction} LIMIT :limit",
        wanted,
    )


def is_quick(shop: Shop, which: Filter, sort: str) -> bool:
    """Whether the first rows of a list are found without sorting a great part of all orders."""
    return sort in _IN_ORDER or not _is_wide(shop, which)


def fetch(shop: Shop, order_ids: Sequence[int]) -> list[Order]:
    """The orders of these ids with their lines, in their order; ids that are gone are left out."""
    wanted = json.dumps(list(order_ids))
    lines: defaultdict[int, list[Line]] = defaultdict(list)
    for row in shop.query(
        "SELECT order_id, name, quantity, amount_fen, product_id FROM order_line"
        " WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY order_id, position",
        [wanted],
    ):
        lines[row["order_id"]].append(Line(row["name"], row["quantity"], row["amount_fen"], row["product_id"]))
    rows = shop.query(
        "SELECT o.*, c.number AS customer_number, c.name AS customer_name, v.at AS voided_at, v.why AS void_why"
        ' FROM "order" o LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN "order" v ON v.reverses_id = o.id'
        " WHERE o.id IN (SELECT value FROM json_each(?)) AND o.reverses_id IS NULL",
        [wanted],
    )
    found = {row["id"]: _order(row, tuple(lines[row["id"]])) for row in rows}
    return [found[i] for i in order_ids if i in found]


def of_customer(shop: Shop, customer_id: int, limit: int = 50, before: datetime | None = None) -> list[Order]:
    """The orders of a customer that count, latest first; those earlier than ``before`` to page on."""
    rows = shop.query(
        f'SELECT o.id FROM "order" o WHERE customer_id = :customer AND {LIVE} AND (:before IS NULL OR at < :before)'
        " ORDER BY at DESC, id DESC LIMIT :limit",
        {"customer": customer_id, "before": before and before.isoformat(timespec="seconds"), "limit": limit},
    )
    return fetch(shop, [row["id"] for row in rows])


def order_entries(shop: Shop, customer_id: int, limit: int) -> list[TimelineEntry]:
    """A customer's orders as history, latest first."""
    return [
        TimelineEntry(
            order.facts.at,
            "order",
            "good",
            title_of(order.facts),
            goods_of(order.facts),
            page="orders",
            args={"order_id": order.id},
        )
        for order in of_customer(shop, customer_id, limit)
    ]


def title_of(facts: OrderFacts) -> str:
    """An order in a few words: Visit ¥82·2 guests·table 6."""
    return "·".join([_("Visit {amount}", amount=yuan(facts.amount_fen)), *seats_of(facts)])


def seats_of(facts: OrderFacts) -> list[str]:
    """How many sat where, each in words; a table of a bare number is called table 6, any other by its name."""
    parts = [many("{n} guest", "{n} guests", facts.guests)] if facts.guests else []
    if facts.table:
        parts.append(_("table {table}", table=facts.table) if facts.table.isdigit() else facts.table)
    return parts


def goods_of(facts: OrderFacts) -> str:
    """What an order holds, by its first lines: 牛肉面 ×2, 卤蛋."""
    named = [line.name if line.quantity == 1 else f"{line.name} ×{line.quantity:g}" for line in facts.lines]
    text = _(", ").join(named[:_NAMED_LINES])
    more = len(named) - _NAMED_LINES
    return text if more <= 0 else many("{text} and {n} more", "{text} and {n} more", more, text=text)


def count(shop: Shop) -> int:
    """How many orders count."""
    return int(shop.value("SELECT coalesce(sum(orders), 0) FROM order_day"))


def shop_figures(shop: Shop) -> ShopFigures:
    """What the whole shop adds up to; from the sums of its days, so that a million orders need not be read."""
    sums = shop.query("SELECT sum(orders) AS orders, sum(lines) AS lines, sum(amount_fen) AS fen FROM order_day")[0]
    return ShopFigures(
        customers=int(shop.value("SELECT count(*) FROM customer")),
        orders=sums["orders"] or 0,
        order_lines=sums["lines"] or 0,
        revenue_fen=sums["fen"] or 0,
        visits=int(shop.value("SELECT coalesce(sum(visits), 0) FROM customer_total")),
        first_order_at=_edge(shop, "ASC"),
        last_order_at=_edge(shop, "DESC"),
    )


def live_sum(shop: Shop, which: Filter) -> tuple[int, int]:
    """How many orders a filter lets through that count, and what was paid for them in fen."""
    where, params = _conditions(shop, replace(which, state="live"))
    row = shop.query(
        f'SELECT count(*) AS n, coalesce(sum(amount_fen), 0) AS fen FROM "order" o WHERE {" AND ".join(where)}', params
    )[0]
    return row["n"], row["fen"]


def _edge(shop: Shop, direction: str) -> datetime | None:
    at = shop.value(f'SELECT at FROM "order" o WHERE {LIVE} ORDER BY at {direction} LIMIT 1')
    return datetime.fromisoformat(at) if at else None


def _first_by_customer(shop: Shop, where: list[str], wanted: dict[str, object], direction: str) -> list[int]:
    """Goes through the customers by name until the list is full, then through the orders of nobody."""
    conditions = " AND ".join(where)
    found = shop.ids(
        f'SELECT o.id FROM customer c CROSS JOIN "order" o ON o.customer_id = c.id WHERE {conditions}'
        f" ORDER BY c.name {direction}, o.id {direction} LIMIT :limit",
        wanted,
    )
    if len(found) == wanted["limit"]:
        return found
    return found + shop.ids(
        f'SELECT o.id FROM "order" o WHERE {conditions} AND o.customer_id IS NULL ORDER BY o.id {direction}'
        f" LIMIT :limit - {len(found)}",
        wanted,
    )


def _is_wide(shop: Shop, which: Filter) -> bool:
    """Whether a filter may let a great part of all orders through."""
    if which.first_day or which.customer_id is not None or which.state == "voided":
        return False
    return not which.text.strip() or _is_broad(shop, _match(which.text.strip()))


def _match(text: str) -> dict[str, object]:
    return {"text": text, "beyond": f"{text}\U0010ffff", "match": search_query(text) or '"\x01"'}


def _is_broad(shop: Shop, match: dict[str, object]) -> bool:
    return bool(shop.value(f"SELECT count(*) FROM ({_MATCHES} LIMIT {_BROAD})", match) == _BROAD)


def _conditions(shop: Shop, which: Filter) -> tuple[list[str], dict[str, object]]:
    """The filter as SQL. Business days are also bounded by time, which has an index."""
    where = ["o.reverses_id IS NULL"]
    params: dict[str, object] = {}
    if which.state:
        reversed_by_one = 'SELECT reverses_id FROM "order" WHERE reverses_id IS NOT NULL'
        where.append(f"o.id {'NOT IN' if which.state == 'live' else 'IN'} ({reversed_by_one})")
    if which.customer_id is not None:
        where.append("o.customer_id = :customer")
        params["customer"] = which.customer_id
    if which.first_day:
        where.append("o.day >= :first AND o.at >= :first")
        params["first"] = which.first_day.isoformat()
    if which.last_day:
        where.append("o.day <= :last AND o.at < :after")
        params |= {"last": which.last_day.isoformat(), "after": (which.last_day + timedelta(days=2)).isoformat()}
    if text := which.text.strip():
        match = _match(text)
        params |= match
        where.append(_EITHER if _is_broad(shop, match) else _ONE_OF)
    return where, params


def _order(row: Row, lines: tuple[Line, ...]) -> Order:
    facts = OrderFacts(
        at=datetime.fromisoformat(row["at"]),
        amount_fen=row["amount_fen"],
        customer_id=row["customer_id"],
        lines=lines,
        discount_fen=row["discount_fen"],
        guests=row["guests"],
        table=row["table_name"],
        channel=row["channel"],
        note=row["note"],
        number=row["number"],
    )
    return Order(
        id=row["id"],
        version=row["version"],
        facts=facts,
        day=date.fromisoformat(row["day"]),
        customer_number=row["customer_number"] or "",
        customer_name=row["customer_name"] or "",
        voided_at=datetime.fromisoformat(row["voided_at"]) if row["voided_at"] else None,
        why=row["void_why"] or "",
        import_id=row["import_id"],
    )
