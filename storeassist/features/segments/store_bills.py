"""What the bills of each customer add up to, of some days, hours, goods or channels only, as SQL.

Times and days stand in the text, words of the owner are bound by ``bind``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from storeassist.features.habits.store import has_later
from storeassist.features.offers.records import Hours
from storeassist.features.segments.records import Options
from storeassist.features.segments.store_named import products_called, refuse_no_category
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso

Bind = Callable[[object], str]

LIVE = 'o.reverses_id IS NULL AND o.id NOT IN (SELECT reverses_id FROM "order" WHERE reverses_id IS NOT NULL)'
"""The condition of a bill ``o`` that counts; reversed ones are few, so that the list of them is made once."""

_BILLS = '"order" o INDEXED BY order_customer'
"""Bills as they lie in the index, which has all that is asked of them; left alone, SQLite may sort them instead."""

_LINES = " CROSS JOIN order_line l INDEXED BY order_line_buyer ON l.buyer_id = o.customer_id AND l.order_id = o.id"
"""The lines of bills by customer, which lie beside each other; looked up from all over the table they take twice as long."""

_LOOKING_UP, _LINES_OF_A_BILL = 12, 3
"""How much longer than walking past a bill it takes to look one up and to sort it, and to look up its lines."""

_CLOCK = "substr(o.at, 12)"
"""The time of day of a bill ``o``."""

_OF_BILLS = {"visits": "count(DISTINCT o.day)", "orders": "count(*)", "spent": "coalesce(sum(o.amount_fen), 0)"}
_OF_LINES = {
    "visits": "count(DISTINCT o.day)",
    "orders": "count(DISTINCT o.id)",
    "spent": "coalesce(sum(l.amount_fen), 0)",
    "items": "count(*)",
}


@dataclass(frozen=True, slots=True)
class Sums:
    """What the bills of customers add up to, as SQL, both by the same condition.

    ``of_everybody`` selects customer_id and v, for who has any such bill; ``of_one`` is the figure of the customer ``t``.
    """

    of_everybody: str
    of_one: str


def sums(shop: Shop, field: str, options: Options, now: datetime, bind: Bind) -> Sums:
    """The sums of the bills until ``now`` that ``options`` mean."""
    where = ["o.customer_id IS NOT NULL", *([f"o.at <= '{iso(now)}'"] if has_later(shop, now) else [])]
    where += _of_bills(options, now, bind)
    if field != "items" and not options.has_goods:
        return _sums(_OF_BILLS[field], where, _BILLS, _BILLS)
    source = one = _BILLS + _LINES
    if options.has_goods:
        goods = goods_of(shop, options)
        these = f"IN (SELECT value FROM json_each({bind(json.dumps(goods))}))"
        where.append(f"+l.product_id {these}")  # the + keeps SQLite from seeking each of them by itself on each bill
        if _is_rare(shop, goods, options, now):
            source = f'order_line l CROSS JOIN "order" o ON o.id = l.order_id AND l.product_id {these}'
    if field != "spent":
        where.append("l.quantity > 0")
    return _sums(_OF_LINES[field], where, source, one)


def _sums(figure: str, conditions: Sequence[str], source: str, source_of_one: str) -> Sums:
    where = " AND ".join(conditions)
    return Sums(
        f"SELECT o.customer_id, {figure} AS v FROM {source} WHERE {where} GROUP BY o.customer_id",
        f"(SELECT {figure} FROM {source_of_one} WHERE {where} AND o.customer_id = t.customer_id)",
    )


def goods_of(shop: Shop, options: Options) -> list[int]:
    """The products that are meant: of these names, be it one they had before, and of the categories and roles."""
    for name in options.category:
        refuse_no_category(shop, name)
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


def _is_rare(shop: Shop, goods: list[int], options: Options, now: datetime) -> bool:
    """Whether looking up the bills of the goods' lines, and sorting them, takes less than going through all bills."""
    first = options.first_on or date.min
    if since := _since(options, now):
        first = max(first, since.date())
    row = shop.query(
        "SELECT coalesce(sum(orders), 0) AS bills, coalesce(sum(orders) FILTER (WHERE day BETWEEN ? AND ?), 0) AS inside,"
        " (SELECT coalesce(sum(orders), 0) FROM product_total WHERE product_id IN (SELECT value FROM json_each(?))) AS lines"
        " FROM order_day",
        [first.isoformat(), (options.last_on or date.max).isoformat(), json.dumps(goods)],
    )[0]
    return bool(_LOOKING_UP * row["lines"] < row["bills"] + _LINES_OF_A_BILL * row["inside"])


def _of_bills(options: Options, now: datetime, bind: Bind) -> list[str]:
    where = [*_of_days(options, now), LIVE]
    if options.weekdays:
        where.append(_on_weekdays(options))
    if options.hours:
        # Midnight to the second, as files without times of day have it, lies in no hours.
        where.append(f"{_CLOCK} <> '00:00:00' AND ({' OR '.join(map(_within_hours, options.hours))})")
    if options.channel:
        channels = bind(json.dumps(options.channel, ensure_ascii=False))
        where.append(f"o.channel COLLATE NOCASE IN (SELECT value FROM json_each({channels}))")
    return where


def _of_days(options: Options, now: datetime) -> list[str]:
    """The window of bills ``o``."""
    where = []
    if since := _since(options, now):
        where.append(f"o.at > '{iso(since)}'")
    if options.first_on:
        where.append(f"o.day >= '{options.first_on.isoformat()}'")
    if options.last_on:
        where.append(f"o.day <= '{options.last_on.isoformat()}'")
    return where


def _since(options: Options, now: datetime) -> datetime | None:
    if options.within_days is None:
        return None
    return now - min(timedelta(days=options.within_days), now - datetime.min)


def _on_weekdays(options: Options) -> str:
    """Days are looked up among those of the book, of which there are far fewer than bills."""
    days = ", ".join(str(day) for day in options.weekdays)
    return f"o.day IN (SELECT day FROM order_day WHERE CAST(strftime('%u', day) AS INTEGER) IN ({days}))"


def _within_hours(hours: Hours) -> str:
    start, end = f"{hours.start:%H:%M}:00", f"{hours.end:%H:%M}:00"
    if hours.end == time.min:
        return f"{_CLOCK} >= '{start}'"
    if hours.end <= hours.start:
        return f"({_CLOCK} >= '{start}' OR {_CLOCK} < '{end}')"
    return f"({_CLOCK} >= '{start}' AND {_CLOCK} < '{end}')"
