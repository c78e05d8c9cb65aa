"""Reads the morning's figures, from the sums of days wherever whole days are asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from storeassist.features.habits.store import business_today
from storeassist.features.today.records import Compared, Figures, NewCustomers, Takings
from storeassist.features.today.rules import WEEKS, week_start
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_LIVE = 'o.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
_OF_DAY = "o.day = :day AND o.at >= :day AND o.at < :after"
"""A business day's orders, bounded by time too, which has an index; a day ends before the next one does."""

Sums = dict[date, tuple[int, int]]
"""By day: what was paid in fen, and how many bills."""


def figures(shop: Shop, now: datetime) -> Figures:
    """What the shop did lately."""
    today = business_today(shop, now)
    edges = shop.query("SELECT min(day) AS first, max(day) AS last FROM order_day WHERE day <= ?", [today.isoformat()])[
        0
    ]
    first, last = (date.fromisoformat(day) if day else None for day in (edges["first"], edges["last"]))
    monday = week_start(today)
    sums = _sums(shop, monday - WEEKS * _WEEK - _DAY, today)
    yesterday = today - _DAY
    return Figures(
        first_day=first,
        last_day=last,
        yesterday=Compared(_takings(sums, yesterday, yesterday), _before(sums, yesterday, yesterday, first)),
        visits=_visits(shop, yesterday),
        week=_week(shop, now, today, sums, first),
        new=NewCustomers(monday, today, _new(shop, monday, today), _new(shop, monday - _WEEK, monday - _DAY)),
    )


def _sums(shop: Shop, first: date, last: date) -> Sums:
    rows = shop.query(
        "SELECT day, amount_fen, orders FROM order_day WHERE day BETWEEN ? AND ?", [first.isoformat(), last.isoformat()]
    )
    return {date.fromisoformat(row["day"]): (row["amount_fen"], row["orders"]) for row in rows}


def _takings(sums: Sums, first: date, last: date, part: tuple[int, int] = (0, 0)) -> Takings:
    """What the days from ``first`` to ``last`` brought, and ``part`` of a day more."""
    inside = [of_day for day, of_day in sums.items() if first <= day <= last]
    return Takings(first, last, part[0] + sum(fen for fen, _n in inside), part[1] + sum(n for _fen, n in inside))


def _before(sums: Sums, first: date, last: date, book_begins: date | None) -> tuple[Takings, ...]:
    """The same days of the weeks before, as far as the shop's book reaches back."""
    return tuple(
        _takings(sums, first - shift, last - shift)
        for shift in (n * _WEEK for n in range(1, WEEKS + 1))
        if book_begins is not None and book_begins <= first - shift
    )


def _week(shop: Shop, now: datetime, today: date, sums: Sums, book_begins: date | None) -> Compared:
    """The week until now beside the same stretch of those before: whole days, and of the last day what came by this time.

    Where bills carry no time of day that cannot be told, and only the whole days before today are compared.
    """
    monday, shifts = week_start(today), [n * _WEEK for n in range(WEEKS + 1)]
    parts = [_part_of_day(shop, today - shift, now - shift) for shift in shifts]
    has_times = any(timed for _fen, _n, timed in parts)
    until = now if has_times or not any(n for _fen, n, _timed in parts) else None
    stretches = [
        _takings(sums, monday - shift, today - shift - _DAY, (fen, n) if until else (0, 0))
        for shift, (fen, n, _timed) in zip(shifts, parts, strict=True)
    ]
    if until:
        stretches = [Takings(one.first, one.last + _DAY, one.fen, one.bills) for one in stretches]
    before = tuple(one for one in stretches[1:] if book_begins is not None and book_begins <= one.first)
    return Compared(stretches[0], before, until)


def _part_of_day(shop: Shop, day: date, until: datetime) -> tuple[int, int, bool]:
    """What was paid on a business day until a time, on how many bills, and whether any of that day carries a time."""
    row = shop.query(
        "SELECT coalesce(sum(amount_fen) FILTER (WHERE at <= :until), 0) AS fen,"
        " count(*) FILTER (WHERE at <= :until) AS n, coalesce(max(substr(at, 12) <> '00:00:00'), 0) AS timed"
        f' FROM "order" o WHERE {_OF_DAY} AND {_LIVE}',
        {"day": day.isoformat(), "after": (day + 2 * _DAY).isoformat(), "until": iso(until)},
    )[0]
    return row["fen"], row["n"], bool(row["timed"])


def _visits(shop: Shop, day: date) -> int:
    """Customers known by name who came on a business day."""
    return int(
        shop.value(
            f'SELECT count(DISTINCT customer_id) FROM "order" o WHERE {_OF_DAY} AND {_LIVE}',
            {"day": day.isoformat(), "after": (day + 2 * _DAY).isoformat()},
        )
    )


def _new(shop: Shop, first: date, last: date) -> int:
    """Customers whose first visit or day of joining, whichever came first, lies within these days."""
    return int(
        shop.value(
            "SELECT count(*) FROM customer c JOIN customer_total t ON t.customer_id = c.id WHERE c.id IN ("
            "SELECT id FROM customer WHERE joined_on BETWEEN :first AND :last UNION"
            " SELECT customer_id FROM customer_total WHERE last_visit_on >= :first AND first_visit_on BETWEEN :first AND :last)"
            " AND min(coalesce(c.joined_on, t.first_visit_on), coalesce(t.first_visit_on, c.joined_on)) >= :first",
            {"first": first.isoformat(), "last": last.isoformat()},
        )
    )
