"""Tells how often each customer came within windows of time, and when again: whole days from visits, cut ones from bills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise

from storeassist.features.habits.store import LIVE, first_open_day
from storeassist.features.repurchase.store import Among, book_begins, kept_to
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso

_DAY = timedelta(days=1)

Read = tuple[str, dict[str, object]]


def visits_in(shop: Shop, bounds: Sequence[datetime], among: Among, source: str) -> Read:
    """A row for each customer who came after the first bound up to the last: customer_id, n0, n1 ... visits of each window.

    Each window is the time after a bound up to the next; a day cut by a bound is a visit of each window with a bill of it.
    """
    kept, params = kept_to(among, source)
    windows = list(pairwise(bounds))
    whole = [f"sum(day > '{since.date()}' AND day < '{first_open_day(shop, until)}')" for since, until in windows]
    lowest, highest = bounds[0].date(), first_open_day(shop, bounds[-1])
    names = [f"n{nth}" for nth in range(len(windows))]
    cut = " UNION ALL ".join(
        f"SELECT customer_id, {', '.join(str(int(own == nth)) for own in range(len(windows)))}"
        f" FROM ({_cut_days(shop, since, until)}) WHERE {kept}"
        for nth, (since, until) in enumerate(windows)
    )
    sums = ", ".join(f"sum({name}) AS {name}" for name in names)
    columns = ", ".join(f"{read} AS {name}" for read, name in zip(whole, names, strict=True))
    sql = (
        f"SELECT customer_id, {sums} FROM (SELECT customer_id, {columns} FROM visit"
        f" WHERE day > '{lowest}' AND day < '{highest}' AND {kept} GROUP BY customer_id UNION ALL {cut})"
        " GROUP BY customer_id"
    )
    return sql, params


def first_and_second(shop: Shop, now: datetime, among: Among, source: str) -> Read:
    """Each customer's first visit day, and days until the second: customer_id, first, gap (NULL without a second).

    Only those whose first day is over: nobody else has had any days yet. A second visit today is told by its bills.
    """
    kept, params = kept_to(among, source)
    open_day = first_open_day(shop, now)
    today = (
        f'SELECT customer_id, min(day) AS day FROM "order" o WHERE {LIVE} AND customer_id IS NOT NULL'
        f" AND at >= '{open_day}' AND at <= '{iso(now)}' AND day >= '{open_day}' GROUP BY customer_id"
    )
    sql = (
        "SELECT f.customer_id, f.first, CAST(julianday(coalesce((SELECT min(v.day) FROM visit v"
        f"  WHERE v.customer_id = f.customer_id AND v.day > f.first AND v.day < '{open_day}'), e.day))"
        "  - julianday(f.first) AS INTEGER) AS gap"
        f" FROM (SELECT customer_id, min(day) AS first FROM visit WHERE day < '{open_day}' AND {kept}"
        f"  GROUP BY customer_id) f LEFT JOIN ({today}) e ON e.customer_id = f.customer_id"
    )
    return sql, params


def reaches_back(shop: Shop, since: datetime) -> bool:
    """Whether the shop's book begins before ``since``, or on that day."""
    begins = book_begins(shop)
    return bool(begins) and begins <= since.date().isoformat()


def _cut_days(shop: Shop, since: datetime, until: datetime) -> str:
    """Who came within a window on which of the days that lie in it only in part; a bill's time has an index, its day none."""
    low, high = since.date(), first_open_day(shop, until)
    part = f'SELECT customer_id, day FROM "order" o WHERE {LIVE} AND customer_id IS NOT NULL'
    after_low = iso(datetime.combine(low + 2 * _DAY, time.min))
    return (
        f"{part} AND at > '{iso(since)}' AND at <= '{iso(until)}' AND at < '{after_low}' AND day <= '{low}'"
        f" UNION {part} AND at > '{iso(since)}' AND at <= '{iso(until)}' AND at >= '{high}' AND day >= '{high}'"
    )
