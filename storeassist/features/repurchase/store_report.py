"""Reads what a month's report says, as of the end of the month."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from storeassist.features.habits import store_rhythm, store_value
from storeassist.features.habits.store import LIVE, business_today
from storeassist.features.habits.store_totals import totals_sql, visits_sql
from storeassist.features.repurchase import rules_report as rules
from storeassist.features.repurchase import store_months, store_rates
from storeassist.features.repurchase.records_report import MonthFigures, Report
from storeassist.features.repurchase.store import book_begins
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import day_ends_at

DAYS = 90
"""The rates of a report are of so many days until its moment."""

COHORTS = 6
"""Months."""

_BEST_SOURCES = 3


def report(shop: Shop, year: int, month: int, now: datetime) -> Report:
    """The report of a month; of one that is not over, so far. Raises UserError for one without any bill."""
    begins, today = book_begins(shop), business_today(shop, now)
    first = rules.checked_month(year, month, today, begins)
    ends = datetime.combine(rules.next_month(first), time(day_ends_at(shop)))
    moment, is_over = min(now, _last_moment(shop, ends)), today >= rules.next_month(first)
    figures = month_figures(shop, first, now)
    if not figures.bills:
        raise UserError("There is no bill in {month}.", field="month", month=rules.month_in_full(first))
    earlier = rules.month_before(first)
    is_covered = is_over and date.fromisoformat(begins) <= earlier
    sources = store_value.by_source(shop, moment)
    cohorts = store_months.cohorts(shop, min(now, ends), COHORTS + 1)
    return Report(
        shop_name=shop.name,
        first_day=first,
        is_over=is_over,
        moment=moment,
        figures=figures,
        before=month_figures(shop, earlier, now) if is_covered else None,
        tells_newcomers=rules.tells_newcomers(earlier, begins),
        rates=store_rates.rates(shop, moment, DAYS),
        cohorts=tuple(one for one in cohorts if one.first_day <= first)[-COHORTS:],
        states=store_rhythm.counts_of(store_rhythm.rhythms(shop, moment)),
        top=tuple(store_value.concentration(shop, moment)),
        sources=tuple(one for one in sources if one.source and one.value.buyers)[:_BEST_SOURCES],
        buyers=sum(one.value.buyers for one in sources),
        buyers_without_source=sum(one.value.buyers for one in sources if not one.source),
    )


def _last_moment(shop: Shop, ends: datetime) -> datetime:
    """The last moment of a month that ends at ``ends``: where a bill of midnight exactly, as files without times have
    them, begins the next one, that is before midnight.
    """
    midnight = datetime.combine(ends.date(), time.min)
    begun = shop.value(f'SELECT EXISTS (SELECT 1 FROM "order" o WHERE o.at = ? AND {LIVE})', [iso(midnight)])
    return midnight - timedelta(seconds=1) if begun else ends


def month_figures(shop: Shop, first: date, moment: datetime) -> MonthFigures:
    """What came in on the business days of a month, up to a moment."""
    days = {"first": first.isoformat(), "next": rules.next_month(first).isoformat()}
    # Bounds of time as well: the index of bills is by time, and a business day begins and ends within a day of its date.
    around = {"since": iso(datetime.combine(first, time.min)), "until": iso(_end(first, moment))}
    bills = shop.query(
        'SELECT count(*) AS n, coalesce(sum(o.amount_fen), 0) AS fen FROM "order" o'
        f" WHERE o.at >= :since AND o.at <= :until AND o.day >= :first AND o.day < :next AND {LIVE}",
        {**days, **around},
    )[0]
    visits, _none = visits_sql(shop, moment)
    came = shop.query(
        "SELECT count(*) AS n, count(DISTINCT customer_id) AS people"
        f" FROM (SELECT DISTINCT customer_id, day FROM {visits} WHERE day >= :first AND day < :next)",
        days,
    )[0]
    totals, _none = totals_sql(shop, moment)
    new = shop.value(f"SELECT count(*) FROM {totals} WHERE first_visit_on >= :first AND first_visit_on < :next", days)
    return MonthFigures(bills["fen"], bills["n"], came["n"], came["people"], int(new))


def _end(first: date, moment: datetime) -> datetime:
    return min(moment, datetime.combine(rules.next_month(first), time.min) + timedelta(days=1))
