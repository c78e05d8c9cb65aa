"""Compares what is kept up to date by each order with what the live orders really add up to; for checks only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from storeassist.features.customers.rules import median_gap
from storeassist.features.orders.rules import own_number
from storeassist.features.orders.store import LIVE
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import day_booked, day_number
from storeassist.kernel.settings import day_ends_at
from storeassist.kernel.text import many

_VISITS = (
    "SELECT customer_id, day, count(*) AS orders, sum(amount_fen) AS spent_fen"
    f' FROM "order" o WHERE customer_id IS NOT NULL AND {LIVE} GROUP BY customer_id, day'
)
_SOLD = (
    "SELECT l.product_id, sum(l.quantity) AS quantity, sum(coalesce(l.amount_fen, 0)) AS fen,"
    " count(DISTINCT o.id) AS orders"
    f' FROM "order" o JOIN order_line l ON l.order_id = o.id WHERE l.product_id IS NOT NULL AND {LIVE} GROUP BY 1'
)
_DAYS = (
    "SELECT day, count(*) AS orders, sum((SELECT count(*) FROM order_line WHERE order_id = o.id)) AS lines,"
    f' sum(amount_fen) AS amount_fen FROM "order" o WHERE {LIVE} GROUP BY day'
)


_LONGEST_GAP = 50
"""A longer one is a number typed by hand, or a till's own way of counting."""
_SHOWN = 3
_MISSING = (
    "WITH own AS (SELECT DISTINCT substr(number, 1, 8) AS day, CAST(substr(number, 10) AS INTEGER) AS n"
    f' FROM "order" WHERE reverses_id IS NULL AND number GLOB \'{"[0-9]" * 8}-{"[0-9]" * 3}*\''
    " AND substr(number, 10) NOT GLOB '*[^0-9]*'),"
    " steps AS (SELECT day, n, lag(n) OVER (PARTITION BY day ORDER BY n) AS before FROM own)"
    " SELECT day, before + 1 AS first, n - 1 AS last FROM steps WHERE n - before BETWEEN 2 AND :longest + 1"
    " ORDER BY day DESC, n"
)


def missing_numbers(shop: Shop, _now: datetime) -> list[str]:
    """A note of the shop's own order numbers that are missing between others of their day; reads everything.

    Not wrong in itself: taking an import back removes its orders with their numbers.
    """
    gaps = shop.query(_MISSING, {"longest": _LONGEST_GAP})
    missing = [own_number(gap["day"], n) for gap in gaps for n in range(gap["first"], gap["last"] + 1)]
    if not missing:
        return []
    return [
        many(
            "{n} order number is missing between others: {numbers}. An import that was taken back leaves such gaps.",
            "{n} order numbers are missing between others: {numbers}. An import that was taken back leaves such gaps.",
            len(missing),
            numbers="、".join(missing[:_SHOWN]) + ("…" if len(missing) > _SHOWN else ""),
        )
    ]


def wrong_visits(shop: Shop) -> list[str]:
    """Sums that do not equal the live orders, as sentences; [] when all hold. Reads everything."""
    return list(_problems(shop))


def _problems(shop: Shop) -> Iterator[str]:
    visits = _differences(shop, _VISITS, "visit", ("customer_id", "day"), ("orders", "spent_fen"))
    if visits:
        yield many("{n} visit differs from the orders.", "{n} visits differ from the orders.", visits)
    days = _differences(shop, _DAYS, "order_day", ("day",), ("orders", "lines", "amount_fen"))
    if days:
        yield many("The sum of {n} day differs from its orders.", "The sums of {n} days differ from the orders.", days)
    sold = shop.value(
        f"SELECT count(*) FROM product p LEFT JOIN product_total t ON t.product_id = p.id LEFT JOIN ({_SOLD}) s"
        " ON s.product_id = p.id WHERE t.product_id IS NULL OR (t.sold_fen, t.orders) <>"
        " (coalesce(s.fen, 0), coalesce(s.orders, 0)) OR abs(t.quantity - coalesce(s.quantity, 0)) > 0.001"
    )
    if sold:
        yield many(
            "What was sold of {n} product differs from the orders.",
            "What was sold of {n} products differs from the orders.",
            sold,
        )
    if gaps := _wrong_gaps(shop):
        yield many("The rhythm of {n} customer is wrong.", "The rhythms of {n} customers are wrong.", gaps)
    yield from _wrong_orders(shop)


def _wrong_orders(shop: Shop) -> Iterator[str]:
    double = shop.value(
        f'SELECT count(*) FROM (SELECT 1 FROM "order" o WHERE {LIVE} GROUP BY number HAVING count(*) > 1)'
    )
    if double:
        yield many("{n} order counts twice.", "{n} orders count twice.", double)
    strayed = shop.value(
        'SELECT count(*) FROM order_line l JOIN "order" o ON o.id = l.order_id WHERE l.buyer_id IS NOT o.customer_id'
    )
    if strayed:
        yield many("{n} line is not with the customer of its order.", "{n} lines are not with the customers of their orders.", strayed)
    day = day_booked("at", day_ends_at(shop))
    misplaced = shop.value(f'SELECT count(*) FROM "order" WHERE reverses_id IS NULL AND day <> {day}')
    if misplaced:
        yield many("{n} order lies on the wrong day.", "{n} orders lie on the wrong day.", misplaced)
    uneven = shop.value(
        'SELECT count(*) FROM "order" v JOIN "order" o ON o.id = v.reverses_id'
        " WHERE (v.amount_fen, v.day, v.customer_id) IS NOT (-o.amount_fen, o.day, o.customer_id)"
        " OR o.reverses_id IS NOT NULL"
    )
    if uneven:
        yield many("{n} void does not fit its order.", "{n} voids do not fit their orders.", uneven)
    lost = shop.value(
        'SELECT count(*) FROM "order" v WHERE reverses_id IS NOT NULL'
        ' AND NOT EXISTS (SELECT 1 FROM "order" WHERE id = v.reverses_id)'
    )
    if lost:
        yield many("{n} void takes nothing back.", "{n} voids take nothing back.", lost)


def _differences(shop: Shop, expected: str, table: str, keys: Sequence[str], values: Sequence[str]) -> int:
    """How many rows of a kept table are not those to expect: a changed one counts once, as does one under another key.

    Row by row along the keys, as two sets of a million rows would take as much memory as the rest of the program.
    """
    same_key = " AND ".join(f"k.{key} = e.{key}" for key in keys)
    changed = " OR ".join(f"k.{value} <> e.{value}" for value in values)
    row = shop.query(
        f"SELECT count(*) - count(k.{keys[0]}) AS missing, count(*) FILTER (WHERE {changed}) AS changed,"
        f" (SELECT count(*) FROM {table}) - count(k.{keys[0]}) AS superfluous"
        f" FROM ({expected}) e LEFT JOIN {table} k ON {same_key}"
    )[0]
    return int(row["changed"] + max(row["missing"], row["superfluous"]))


def _wrong_gaps(shop: Shop) -> int:
    """How many customers' median gap is not that of their visit days."""
    kept = shop.query("SELECT customer_id, median_gap_days AS gap FROM customer_total")
    who, days = shop.columns(
        f"SELECT customer_id, {day_number('day')} FROM visit ORDER BY customer_id, day", "qq"
    )
    came = {
        customer: median_gap([date.fromordinal(day) for _customer, day in theirs])
        for customer, theirs in groupby(zip(who, days, strict=True), key=itemgetter(0))
    }
    return sum(row["gap"] != came.get(row["customer_id"]) for row in kept)
