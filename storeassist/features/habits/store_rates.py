"""Reads how many of those who came within a window came again in it."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta

from storeassist.features.habits.records import Repurchase
from storeassist.features.habits.rules import REPURCHASE_DAYS
from storeassist.features.habits.store import LIVE, first_open_day
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso


def repurchase(shop: Shop, now: datetime, days: int = REPURCHASE_DAYS) -> Repurchase:
    """Customers with two visits or more in the last ``days`` times 24 hours, of those with one or more.

    Days that lie in the window whole are counted as visits; of those at its two edges, the times of bills decide.
    """
    since = now - timedelta(days=days)
    low, high = since.date(), first_open_day(shop, now)
    whole = {"low": low.isoformat(), "high": high.isoformat()}
    row = shop.query(
        "SELECT count(*) AS customers, count(*) FILTER (WHERE n > 1) AS again FROM ("
        " SELECT count(*) AS n FROM visit WHERE day > :low AND day < :high GROUP BY customer_id)",
        whole,
    )[0]
    customers, again = row["customers"], row["again"]
    at_the_edges = _visits_at_edges(shop, since, now, low, high)
    inside = {
        row["id"]: row["n"]
        for row in shop.query(
            "SELECT w.value AS id, (SELECT count(*) FROM visit v WHERE v.customer_id = w.value AND v.day > :low"
            " AND v.day < :high) AS n FROM json_each(:ids) w",
            {**whole, "ids": json.dumps(list(at_the_edges))},
        )
    }
    for customer, visits in at_the_edges.items():
        customers += inside[customer] == 0
        again += inside[customer] < 2 <= inside[customer] + visits
    first = shop.value("SELECT min(day) FROM order_day")
    return Repurchase(since, now, customers, again, is_covered=bool(first) and first <= low.isoformat())


def _visits_at_edges(shop: Shop, since: datetime, until: datetime, low: date, high: date) -> dict[int, int]:
    """How often each customer came within the window on days that lie in it only in part."""
    part = f'SELECT customer_id, day FROM "order" o WHERE {LIVE} AND customer_id IS NOT NULL AND at > :since AND at <= :until'
    first, last = datetime.combine(low + timedelta(days=2), time.min), datetime.combine(high, time.min)
    rows = shop.query(
        "SELECT customer_id, count(*) AS n FROM ("
        f"{part} AND day <= :low AND at < :first UNION {part} AND day >= :high AND at >= :last) GROUP BY customer_id",
        {
            "since": iso(since),
            "until": iso(until),
            "low": low.isoformat(),
            "high": high.isoformat(),
            "first": iso(first),
            "last": iso(last),
        },
    )
    return {row["customer_id"]: row["n"] for row in rows}
