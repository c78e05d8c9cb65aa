"""What the bills of each customer add up to as of a moment.

The reads are texts to be put into others as FROM (...) t. Their values, dates and whole numbers of our own, stand in the
text: reads of two moments may lie in one query, where parameters of one name would clash.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storeassist.features.habits.store import LIVE, first_open_day, has_later
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.dates import iso

Read = tuple[str, dict[str, object]]
"""A table or sub-select, and its parameters: none."""


def visits_sql(shop: Shop, now: datetime) -> Read:
    """Who came on which business day until ``now``: customer_id, day, orders, spent_fen."""
    return (_visits(*_until(shop, now)) if has_later(shop, now) else "visit"), {}


def totals_sql(shop: Shop, now: datetime) -> Read:
    """A row for each customer: customer_id, orders, visits, spent_fen, first_visit_on, last_visit_on, median_gap_days.

    Bills after ``now`` do not count. Without any this is the table that is kept up to date; else those who came since are
    added up anew.
    """
    return (_totals(*_until(shop, now)) if has_later(shop, now) else "customer_total"), {}


def shop_gap(shop: Shop, now: datetime) -> float | None:
    """The shop's median gap in days: the median of the customers' own medians, so that each of them counts once.

    Not the median of all gaps of all customers, in which the many short gaps of a few daily guests would say what is
    usual for everybody. None while nobody came twice.
    """
    totals, _none = totals_sql(shop, now)
    sql = f"SELECT median_gap_days AS gap, count(*) AS n FROM {totals} WHERE visits > 1 GROUP BY gap ORDER BY gap"
    return shop.remember(sql, lambda: _middle(shop.query(sql)))


def _until(shop: Shop, now: datetime) -> tuple[str, str]:
    return first_open_day(shop, now).isoformat(), iso(now)


def _middle(gaps: Sequence[Row]) -> float | None:
    """The median of gaps that come in order, each with how often there is one."""
    count, seen, middle = sum(row["n"] for row in gaps), 0, []
    for row in gaps:
        middle += [row["gap"]] * sum(seen <= place < seen + row["n"] for place in ((count - 1) // 2, count // 2))
        seen += row["n"]
    return sum(middle) / 2 if middle else None


def _visits(open_day: str, until: str) -> str:
    """Visit days as of ``until``: whole ones from their sums, those from ``open_day`` on from their bills."""
    return (
        f"(SELECT customer_id, day, orders, spent_fen FROM visit WHERE day < '{open_day}' UNION ALL"
        ' SELECT customer_id, day, count(*) AS orders, sum(amount_fen) AS spent_fen FROM "order" o'
        f" WHERE customer_id IS NOT NULL AND at BETWEEN '{open_day}' AND '{until}' AND day >= '{open_day}' AND {LIVE}"
        " GROUP BY customer_id, day)"
    )


def _totals(open_day: str, until: str) -> str:
    """The totals of who did not come since ``open_day`` as they are kept, those of the others from their visit days."""
    visits = _visits(open_day, until)
    changed = f"SELECT customer_id FROM customer_total WHERE last_visit_on >= '{open_day}'"
    # A row without a day for each, so that who had not come before counts with nothing.
    days = f"(SELECT * FROM {visits} UNION ALL SELECT customer_id, NULL, 0, 0 FROM customer_total)"
    medians = (
        "SELECT customer_id, avg(gap) AS gap FROM (SELECT customer_id, gap,"
        " row_number() OVER (PARTITION BY customer_id ORDER BY gap) AS n, count(*) OVER (PARTITION BY customer_id) AS gaps"
        " FROM (SELECT customer_id, julianday(day) - lag(julianday(day)) OVER (PARTITION BY customer_id ORDER BY day) AS gap"
        f" FROM {visits} WHERE customer_id IN ({changed})) WHERE gap IS NOT NULL)"
        " WHERE n IN ((gaps + 1) / 2, (gaps + 2) / 2) GROUP BY customer_id"
    )
    return (
        f"(WITH m AS MATERIALIZED ({medians})"
        " SELECT customer_id, orders, visits, spent_fen, first_visit_on, last_visit_on, median_gap_days"
        f" FROM customer_total WHERE last_visit_on IS NULL OR last_visit_on < '{open_day}' UNION ALL"
        " SELECT s.*, (SELECT gap FROM m WHERE m.customer_id = s.customer_id) FROM (SELECT customer_id,"
        " sum(orders) AS orders, count(day) AS visits, sum(spent_fen) AS spent_fen,"
        " min(day) AS first_visit_on, max(day) AS last_visit_on"
        f" FROM {days} WHERE customer_id IN ({changed}) GROUP BY customer_id) s)"
    )
