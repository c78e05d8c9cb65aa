"""Reads what is bought together on one bill, and what customers begin with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from storeassist.features.habits.store import LIVE, business_today
from storeassist.features.repurchase import rules_pairs
from storeassist.features.repurchase.records import FirstPurchase, Pair
from storeassist.features.repurchase.rules_pairs import Beginning
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso

_LINES = (
    "SELECT order_id, product_id FROM order_line WHERE product_id IS NOT NULL AND quantity > 0 AND order_id NOT IN ("
    'SELECT id FROM "order" WHERE reverses_id IS NOT NULL UNION ALL'
    ' SELECT reverses_id FROM "order" WHERE reverses_id IS NOT NULL UNION ALL'
    ' SELECT id FROM "order" WHERE reverses_id IS NULL AND at > :now)'
)
"""What was bought on the bills that count: to leave out the few that do not is faster than to look every bill up.

A line of no pieces, or of fewer than none, as tills write deposits and goods brought back, is nothing bought.
"""

_BILL = (
    '(SELECT o.id FROM "order" o WHERE o.customer_id = {customer} AND o.at <= :now{after}'
    f" AND {LIVE} ORDER BY o.day, o.at, o.id LIMIT 1)"
)
_PRODUCTS = (
    "(SELECT json_group_array(l.product_id) FROM order_line l WHERE l.order_id = {bill} AND l.product_id IS NOT NULL"
    " AND l.quantity > 0)"
)
_FIRST = _BILL.format(customer="c.id", after="")
_SECOND = _BILL.format(customer="f.customer_id", after=" AND o.day > f.day")
_BEGUN = (
    "SELECT c.customer_id, c.first_id, b.day FROM"
    f" (SELECT c.id AS customer_id, {_FIRST} AS first_id FROM customer c) c"
    ' JOIN "order" b ON b.id = c.first_id'
)


def pairs(shop: Shop, now: datetime, limit: int = 100) -> list[Pair]:
    """Products that stand on one bill at least 5 times, those first that do so most beyond chance."""
    rows = shop.query(
        f"SELECT items, count(*) AS n FROM (SELECT json_group_array(product_id) AS items FROM ({_LINES})"
        " GROUP BY order_id) GROUP BY items",
        {"now": iso(now)},
    )
    baskets = ((frozenset[int](json.loads(row["items"])), int(row["n"])) for row in rows)
    return rules_pairs.pairs(baskets, _names(shop), limit)


def first_bought(shop: Shop, now: datetime, limit: int = 30) -> list[FirstPurchase]:
    """What customers have on their first bill, and how they go on; most customers first."""
    return rules_pairs.first_purchases(_beginnings(shop, now), _names(shop), limit)


def buyers_of_both(shop: Shop, now: datetime, a_id: int, b_id: int) -> list[int]:
    """Customers who had two products on one bill, by id."""
    return shop.ids(
        f'SELECT DISTINCT o.customer_id AS id FROM ({_LINES}) l JOIN "order" o ON o.id = l.order_id'
        " WHERE l.product_id = :a AND o.customer_id IS NOT NULL AND EXISTS (SELECT 1 FROM order_line b"
        "  WHERE b.order_id = l.order_id AND b.product_id = :b AND b.quantity > 0) ORDER BY id",
        {"now": iso(now), "a": a_id, "b": b_id},
    )


def first_buyers(shop: Shop, now: datetime, product_id: int) -> list[int]:
    """Customers who had a product on their first bill, by id."""
    return shop.ids(
        f"SELECT customer_id AS id FROM ({_BEGUN}) WHERE EXISTS (SELECT 1 FROM order_line l"
        " WHERE l.order_id = first_id AND l.product_id = :product AND l.quantity > 0) ORDER BY id",
        {"now": iso(now), "product": product_id},
    )


def _names(shop: Shop) -> dict[int, str]:
    return {row["id"]: row["name"] for row in shop.query("SELECT id, name FROM product")}


def _beginnings(shop: Shop, now: datetime) -> Iterator[Beginning]:
    rows = shop.query(
        "SELECT julianday(:today) - julianday(s.day) AS age, julianday(n.day) - julianday(s.day) AS gap,"
        f" {_PRODUCTS.format(bill='s.first_id')} AS products, {_PRODUCTS.format(bill='s.next_id')} AS next FROM"
        f" (SELECT f.first_id, f.day, {_SECOND} AS next_id FROM ({_BEGUN}) f) s"
        ' LEFT JOIN "order" n ON n.id = s.next_id',
        {"now": iso(now), "today": business_today(shop, now).isoformat()},
    )
    for row in rows:
        yield Beginning(
            frozenset(json.loads(row["products"])),
            round(row["age"]),
            None if row["gap"] is None else round(row["gap"]),
            frozenset(json.loads(row["next"])),
        )
