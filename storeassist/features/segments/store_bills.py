"""What the bills of each customer add up to, of some days, hours, goods or channels only, as SQL.

Times and days stand in the text, words of the owner are bound by ``bind``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from storeassist.features.habits.store import first_open_day
from storeassist.features.offers.records import Hours
from storeassist.features.segments.records import Options
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError

Bind = Callable[[object], str]

LIVE = 'o.reverses_id IS NULL AND o.id NOT IN (SELECT reverses_id FROM "order" WHERE reverses_id IS NOT NULL)'
"""The condition of a bill ``o`` that counts; reversed ones are few, so that the list of them is made once."""

_SHARE = 1 / 5
"""About so many of a day's bills lie in a part of the day; walking past a bill takes so much of looking one up."""

_OF_VISITS = {"visits": "count(*)", "orders": "sum(orders)", "spent": "sum(spent_fen)"}
_OF_BILLS = {"visits": "count(DISTINCT o.day)", "orders": "count(*)", "spent": "sum(o.amount_fen)"}
_OF_LINES = {
    "visits": "count(DISTINCT o.day)",
    "orders": "count(DISTINCT o.id)",
    "spent": "sum(coalesce(l.amount_fen, 0))",
    "items": "count(*)",
}


def sums_sql(shop: Shop, field: str, options: Options, now: datetime, bind: Bind, only: int | None) -> str:
    """A select of customer_id and v, for who has any such bill until ``now``; of ``only`` one customer if given."""
    whose = "" if only is None else f" AND {{}}customer_id = {only:d}"
    if field == "items" or options.has_goods:
        return _lines(shop, field, options, now, bind, only)
    if options.hours or options.channel:
        where = " AND ".join(_of_bills(options, now, bind))
        return (
            f"SELECT o.customer_id, {_OF_BILLS[field]} AS v FROM {_orders(shop, options, now, only)}"
            f" WHERE o.customer_id IS NOT NULL AND {where}"
            f"{whose.format('o.')} GROUP BY o.customer_id"
        )
    days = _days(shop, options, now, whose)
    weekdays = f" WHERE {_weekdays('day', options)}" if options.weekdays else ""
    return f"SELECT customer_id, {_OF_VISITS[field]} AS v FROM ({days}){weekdays} GROUP BY customer_id"


def _days(shop: Shop, options: Options, now: datetime, whose: str) -> str:
    """Visit days with their sums: whole days as they are kept, those at the edges of the window from their bills."""
    since = _since(options, now)
    low, high = (since.date() if since else date.min), first_open_day(shop, now)
    bills = (
        'SELECT o.customer_id, o.day, count(*) AS orders, sum(o.amount_fen) AS spent_fen FROM "order" o'
        f" WHERE o.customer_id IS NOT NULL{whose.format('o.')} AND {' AND '.join(_of_days(options, now))} AND {{}}"
        f" AND {LIVE} GROUP BY o.customer_id, o.day"
    )
    if low >= high:
        return bills.format("1")
    between = [f"day < '{high.isoformat()}'", *([f"day > '{low.isoformat()}'"] if since else [])]
    between += [f"day >= '{options.first_on.isoformat()}'"] if options.first_on else []
    between += [f"day <= '{options.last_on.isoformat()}'"] if options.last_on else []
    parts = [
        f"SELECT customer_id, day, orders, spent_fen FROM visit WHERE {' AND '.join(between)}{whose.format('')}",
        bills.format(f"o.at >= '{high.isoformat()}' AND o.day >= '{high.isoformat()}'"),
    ]
    if since:
        beyond = (low + timedelta(days=2)).isoformat()
        parts.append(bills.format(f"o.at < '{beyond}' AND o.day <= '{low.isoformat()}'"))
    return " UNION ALL ".join(parts)


def _orders(shop: Shop, options: Options, now: datetime, only: int | None) -> str:
    """The bills ``o``, walked in the way that suits: by time for few days, else from end to end.

    Left alone, SQLite walks them customer by customer to spare itself a sort, which takes ten times as long.
    """
    if only is not None:
        return '"order" o'
    in_window, in_all = _bills(shop, options, now)
    return f'"order" o {"INDEXED BY order_at" if in_window * 3 < in_all else "NOT INDEXED"}'


def _lines(shop: Shop, field: str, options: Options, now: datetime, bind: Bind, only: int | None) -> str:
    where = _of_bills(options, now, bind)
    join = f"{_orders(shop, options, now, only)} CROSS JOIN order_line l ON l.order_id = o.id"
    whose = "" if only is None else f" AND o.customer_id = {only:d}"
    if options.has_goods:
        goods = goods_of(shop, options)
        where.append(f"l.product_id IN (SELECT value FROM json_each({bind(json.dumps(goods))}))")
        if only is None and _is_rare(shop, goods, options, now):
            join = 'order_line l CROSS JOIN "order" o ON o.id = l.order_id'
    if field != "spent":
        where.append("l.quantity > 0")
    return (
        f"SELECT o.customer_id, {_OF_LINES[field]} AS v FROM {join} WHERE o.customer_id IS NOT NULL AND"
        f" {' AND '.join(where)}{whose} GROUP BY o.customer_id"
    )


def goods_of(shop: Shop, options: Options) -> list[int]:
    """The products that are meant: of these names, be it one they had before, and of the categories and roles."""
    where, params = ["1"], []
    for column, names in (("category", options.category), ("role", options.role)):
        if names:
            where.append(f"{column} COLLATE NOCASE IN (SELECT value FROM json_each(?))")
            params.append(json.dumps(names, ensure_ascii=False))
    found = shop.ids(f"SELECT id FROM product WHERE {' AND '.join(where)}", params)
    if not options.product:
        return found
    named = {product for name in options.product for product in products_called(shop, name)}
    return [product for product in found if product in named]


def products_called(shop: Shop, name: str) -> list[int]:
    """The product of that name; else those that bills have under it, as it was called before.

    Raises UserError when there is none: who did not buy what nobody knows would be everybody.
    """
    found = shop.ids("SELECT id FROM product WHERE name = ?", [name])
    found = found or shop.ids(
        "SELECT DISTINCT product_id AS id FROM order_line WHERE name = ? AND product_id IS NOT NULL", [name]
    )
    if not found:
        raise UserError("There is no product called {name}.", name=name)
    return found


def _is_rare(shop: Shop, goods: list[int], options: Options, now: datetime) -> bool:
    """Whether looking up the bills of the goods' lines takes less than looking up the lines of the bills that are left."""
    lines = shop.value(
        "SELECT coalesce(sum(orders), 0) FROM product_total WHERE product_id IN (SELECT value FROM json_each(?))",
        [json.dumps(goods)],
    )
    in_window, _in_all = _bills(shop, options, now)
    left = in_window * (len(options.weekdays) / 7 if options.weekdays else 1) * (_SHARE if options.hours else 1)
    return bool(lines < left + in_window * _SHARE)


def _bills(shop: Shop, options: Options, now: datetime) -> tuple[int, int]:
    """How many bills lie about in the window, and how many there are in all."""
    first = options.first_on or date.min
    if since := _since(options, now):
        first = max(first, since.date())
    row = shop.query(
        "SELECT coalesce(sum(orders), 0) AS all_of_them, coalesce(sum(orders) FILTER (WHERE day BETWEEN ? AND ?), 0) AS n"
        " FROM order_day",
        [first.isoformat(), (options.last_on or date.max).isoformat()],
    )[0]
    return row["n"], row["all_of_them"]


def _of_bills(options: Options, now: datetime, bind: Bind) -> list[str]:
    where = [*_of_days(options, now), LIVE]
    if options.weekdays:
        where.append(_weekdays("o.day", options))
    if options.hours:
        where.append(f"({' OR '.join(map(_within_hours, options.hours))})")
    if options.channel:
        channels = bind(json.dumps(options.channel, ensure_ascii=False))
        where.append(f"o.channel COLLATE NOCASE IN (SELECT value FROM json_each({channels}))")
    return where


def _of_days(options: Options, now: datetime) -> list[str]:
    """The window of bills ``o``; business days are also bounded by time, which has an index."""
    where = [f"o.at <= '{iso(now)}'"]
    if since := _since(options, now):
        where.append(f"o.at > '{iso(since)}'")
    if options.first_on:
        where += [f"o.day >= '{options.first_on.isoformat()}'", f"o.at >= '{options.first_on.isoformat()}'"]
    if options.last_on:
        after = options.last_on + timedelta(days=2)
        where += [f"o.day <= '{options.last_on.isoformat()}'", f"o.at < '{after.isoformat()}'"]
    return where


def _since(options: Options, now: datetime) -> datetime | None:
    if options.within_days is None:
        return None
    return now - min(timedelta(days=options.within_days), now - datetime.min)


def _weekdays(column: str, options: Options) -> str:
    """Days are looked up among those of the book, of which there are far fewer than bills."""
    days = ", ".join(str(day) for day in options.weekdays)
    return f"{column} IN (SELECT day FROM order_day WHERE CAST(strftime('%u', day) AS INTEGER) IN ({days}))"


def _within_hours(hours: Hours) -> str:
    clock, start, end = "substr(o.at, 12, 8)", f"{hours.start:%H:%M}:00", f"{hours.end:%H:%M}:00"
    if hours.end == time.min:
        return f"{clock} >= '{start}'"
    if hours.end <= hours.start:
        return f"({clock} >= '{start}' OR {clock} < '{end}')"
    return f"({clock} >= '{start}' AND {clock} < '{end}')"
