"""Reads the rates of each month, and of each month's newcomers how many came in the months since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from storeassist.features.habits.store import business_today
from storeassist.features.habits.store_totals import visits_sql
from storeassist.features.repurchase import rules
from storeassist.features.repurchase.records import Cohort, Month, Rate, Share
from storeassist.features.repurchase.store import Among, book_begins, kept_to
from storeassist.features.repurchase.store_windows import first_and_second
from storeassist.kernel.database import Row, Shop

_MONTH = "(CAST(substr({day}, 1, 4) AS INTEGER) * 12 + CAST(substr({day}, 6, 2) AS INTEGER) - 1)"
"""``rules.month_number`` in SQL."""

SECOND_VISIT = 30
"""Days; the second visit of a month's newcomers."""


def trend(
    shop: Shop, now: datetime, months: int = rules.TREND_MONTHS, among: Among = None, source: str = ""
) -> list[Month]:
    """The rates of the latest months of business days, this one, so far, last; none from before the shop's book."""
    today = business_today(shop, now)
    book = book_begins(shop)
    if not book or (begins := date.fromisoformat(book)) > today:
        return []
    shown = [number for number in rules.last_months(today, months) if number >= rules.month_number(begins)]
    by_month = _by_month(shop, now, rules.first_day(shown[0] - 1), among, source)
    newcomers = _newcomers(shop, now, rules.first_day(shown[0]), among, source)
    return [_month(number, today, begins, by_month, newcomers) for number in shown]


def cohorts(
    shop: Shop, now: datetime, months: int = rules.TREND_MONTHS, among: Among = None, source: str = ""
) -> list[Cohort]:
    """The newcomers of the latest months, the oldest first; months without any are left out."""
    today = business_today(shop, now)
    first = rules.first_day(next(rules.last_months(today, months)))
    kept, params = kept_to(among, source)
    visits, _none = visits_sql(shop, now)
    rows = shop.query(
        f"SELECT first, month - first AS k, count(*) AS n FROM (SELECT month, min(month) OVER (PARTITION BY customer_id)"
        f" AS first FROM (SELECT DISTINCT customer_id, {_MONTH.format(day='day')} AS month FROM {visits} WHERE {kept}))"
        " WHERE first >= :first GROUP BY first, k ORDER BY first, k",
        {**params, "first": rules.month_number(first)},
    )
    found: dict[int, dict[int, int]] = {}
    for row in rows:
        found.setdefault(row["first"], {})[row["k"]] = row["n"]
    return [Cohort(rules.first_day(number), came[0], _closed(number, came, today)) for number, came in found.items()]


def cohort_people(
    shop: Shop, now: datetime, first_day: date, months: int, among: Among = None, source: str = ""
) -> list[int]:
    """Whose first visit was in the month of ``first_day`` and who came so many months later, by id."""
    number = rules.month_number(first_day)
    kept, params = kept_to(among, source)
    visits, _none = visits_sql(shop, now)
    return shop.ids(
        f"SELECT customer_id AS id FROM {visits} WHERE {kept} GROUP BY customer_id HAVING min(day) >= :first"
        " AND min(day) < :next AND max(day >= :then AND day < :after) ORDER BY id",
        {
            **params,
            "first": rules.first_day(number).isoformat(),
            "next": rules.first_day(number + 1).isoformat(),
            "then": rules.first_day(number + months).isoformat(),
            "after": rules.first_day(number + months + 1).isoformat(),
        },
    )


def month_people(
    shop: Shop, now: datetime, rate: Rate, first_day: date, among: Among = None, source: str = ""
) -> list[int]:
    """The customers whom a rate of the month of ``first_day`` counts as having come again, by id."""
    number = rules.month_number(first_day)
    days = {
        "before": rules.first_day(number - 1).isoformat(),
        "first": rules.first_day(number).isoformat(),
        "next": rules.first_day(number + 1).isoformat(),
    }
    if rate is Rate.SECOND_VISIT:
        sql, params = first_and_second(shop, now, among, source)
        met = "first >= :first AND first < :next AND gap <= :within"
        found = f"SELECT customer_id AS id FROM ({sql}) WHERE {met} ORDER BY id"
        return shop.ids(found, {**params, **days, "within": SECOND_VISIT})
    kept, params = kept_to(among, source)
    visits, _none = visits_sql(shop, now)
    again = "max(day >= :first) AND max(day < :first)" if rate is Rate.TWO_WINDOWS else "sum(day >= :first) > 1"
    return shop.ids(
        f"SELECT customer_id AS id FROM {visits} WHERE {kept} AND day >= :before AND day < :next"
        f" GROUP BY customer_id HAVING {again} ORDER BY id",
        {**params, **days},
    )


def _closed(number: int, came: Mapping[int, int], today: date) -> tuple[int, ...]:
    return tuple(came.get(k, 0) for k in range(rules.month_number(today) - number))


def _by_month(shop: Shop, now: datetime, since: date, among: Among, source: str) -> dict[int, Row]:
    """By month: customers, those who came again in it, all their visits, and those who had come the month before."""
    kept, params = kept_to(among, source)
    visits, _none = visits_sql(shop, now)
    rows = shop.query(
        "SELECT month, count(*) AS customers, sum(n > 1) AS again, sum(n) AS visits, coalesce(sum(month - before = 1), 0)"
        " AS kept FROM (SELECT month, n, lag(month) OVER (PARTITION BY customer_id ORDER BY month) AS before FROM"
        f" (SELECT customer_id, {_MONTH.format(day='day')} AS month, count(*) AS n FROM {visits}"
        f" WHERE day >= :since AND {kept} GROUP BY customer_id, month)) GROUP BY month",
        {**params, "since": since.isoformat()},
    )
    return {row["month"]: row for row in rows}


def _newcomers(shop: Shop, now: datetime, since: date, among: Among, source: str) -> dict[int, Row]:
    """By month of the first visit: customers, and those who came again within 30 days."""
    sql, params = first_and_second(shop, now, among, source)
    rows = shop.query(
        f"SELECT {_MONTH.format(day='first')} AS month, count(*) AS customers, coalesce(sum(gap <= :within), 0) AS again"
        f" FROM ({sql}) WHERE first >= :since GROUP BY month",
        {**params, "within": SECOND_VISIT, "since": since.isoformat()},
    )
    return {row["month"]: row for row in rows}


def _month(number: int, today: date, begins: date, by_month: Mapping[int, Row], newcomers: Mapping[int, Row]) -> Month:
    row, new, before = by_month.get(number), newcomers.get(number), by_month.get(number - 1)
    customers, visits = (row["customers"], row["visits"]) if row else (0, 0)
    is_whole, after_whole = begins <= rules.first_day(number), begins <= rules.first_day(number - 1)
    second = Share(new["again"], new["customers"]) if new else Share(0, 0)
    return Month(
        first_day=rules.first_day(number),
        is_over=rules.is_over(number, today),
        by_customer=Share(row["again"] if row else 0, customers, is_whole),
        by_transaction=Share(visits - customers, visits, is_whole),
        two_windows=Share(row["kept"] if row else 0, before["customers"] if before else 0, after_whole),
        second_visit=second if rules.is_ripe(number, SECOND_VISIT, today) else None,
    )
