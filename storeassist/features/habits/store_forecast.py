"""Reads how everybody came so far, and tells from it how they will."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from storeassist.features.habits import rules_forecast as rules
from storeassist.features.habits.records_forecast import (
    BACKTEST_DAYS,
    Backtest,
    BacktestClass,
    CustomerForecast,
    Forecast,
    Model,
    Reason,
    SpendModel,
    Summary,
)
from storeassist.features.habits.store import LIVE, business_today
from storeassist.features.habits.store_totals import totals_sql, visits_sql
from storeassist.kernel.columns import Columns
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso

DAYS = 90
"""A forecast looks so far ahead unless asked for another time."""

_WEEK = 7
_CLASSES = ((1, 1), (2, 2), (3, 3), (4, 5), (6, 10), (11, None))
"""Least and most visits of those who are told apart in a forecast tried on the past."""


def summary(shop: Shop, now: datetime) -> Summary:
    """How everybody with a bill came until ``now``."""
    totals, _none = totals_sql(shop, now)
    return _summary(shop, f"SELECT * FROM {totals} WHERE visits > 0", business_today(shop, now))


def forecast(shop: Shop, now: datetime, days: int = DAYS) -> Forecast:
    """What to expect of everybody in the ``days`` to come, tried on the last quarter; takes a look at every customer."""
    today, known = business_today(shop, now), summary(shop, now)
    backtest, untested = _backtest(shop, now, known)
    repeats = sum(1 for x in known.x if x)
    reason, model = _fitted(known)
    spend = _fitted_spend(known) if model else None
    return Forecast(
        today=today,
        days=days,
        sample=len(known.ids),
        repeats=repeats,
        customers=_customers(known, _lately(shop, now, days), model, spend, days),
        model=model,
        spend=spend,
        reason=reason,
        backtest=backtest,
        untested=untested,
    )


def p_alive_of(shop: Shop, now: datetime) -> dict[int, float]:
    """The chance of each customer with a bill to be still one; of nobody when there is no model."""
    known = summary(shop, now)
    _reason, model = _fitted(known)
    return dict(zip(known.ids, rules.p_alive(model, known.x, known.tx, known.age), strict=True)) if model else {}


def tried_on(shop: Shop, now: datetime, least: int, most: int | None) -> list[int]:
    """The customers with ``least`` to ``most`` visits (None: or more) by the day the last quarter's forecast is of, by id."""
    on = business_today(shop, now) - timedelta(days=BACKTEST_DAYS)
    visits, _none = visits_sql(shop, now)
    return shop.ids(
        f"SELECT customer_id AS id FROM {visits} WHERE day <= ? GROUP BY customer_id"
        " HAVING count(*) >= ? AND count(*) <= ifnull(?, count(*)) ORDER BY id",
        [on.isoformat(), least, most],
    )


def _summary(shop: Shop, totals: str, today: date) -> Summary:
    """The columns of ``totals``, rows with visits, on a day; nobody came after it, but for bills of midnight exactly."""
    ids, visits, fen, tx, age = shop.columns(
        "SELECT customer_id, visits, spent_fen, julianday(last_visit_on) - julianday(first_visit_on),"
        " max(julianday(:today), julianday(last_visit_on)) - julianday(first_visit_on)"
        f" FROM ({totals}) ORDER BY customer_id",
        "qqqdd",
        {"today": today.isoformat()},
    )
    return Summary(
        ids=ids,
        x=array("q", [n - 1 for n in visits]),
        tx=array("d", [days / _WEEK for days in tx]),
        age=array("d", [days / _WEEK for days in age]),
        m=array("d", [spent / n for spent, n in zip(fen, visits, strict=True)]),
    )


def _fitted(known: Summary) -> tuple[Reason | None, Model | None]:
    if reason := rules.why_not(len(known.ids), sum(1 for x in known.x if x)):
        return reason, None
    model = rules.fit(known.x, known.tx, known.age)
    return (None, model) if model else (Reason.NO_FIT, None)


def _fitted_spend(known: Summary) -> SpendModel | None:
    """Told from who came again: what one visit brought says little of the next."""
    again = [(x + 1, m) for x, m in zip(known.x, known.m, strict=True) if x]
    return rules.fit_gamma_gamma([visits for visits, _m in again], [m for _visits, m in again])


def _lately(shop: Shop, now: datetime, days: int) -> dict[int, tuple[int, int]]:
    """Visits of the last ``days`` times 24 hours, and what they brought, of everybody who came.

    The business day in which that time begins counts with the bills that lie in it.
    """
    since = now - timedelta(days=days)
    kept, _none = visits_sql(shop, now)
    ids, visits, fen = shop.columns(
        "SELECT customer_id, count(*), sum(spent_fen) FROM ("
        f"SELECT customer_id, day, spent_fen FROM {kept} WHERE day > :low UNION ALL"
        ' SELECT customer_id, day, sum(amount_fen) AS spent_fen FROM "order" o'
        f" WHERE customer_id IS NOT NULL AND at > :since AND at <= :now AND at < :after_low AND day <= :low AND {LIVE}"
        " GROUP BY customer_id, day) GROUP BY customer_id",
        "qqq",
        {
            "low": since.date().isoformat(),
            "since": iso(since),
            "now": iso(now),
            "after_low": iso(datetime.combine(since.date() + timedelta(days=2), time.min)),
        },
    )
    return dict(zip(ids, zip(visits, fen, strict=True), strict=True))


def _customers(
    known: Summary, lately: dict[int, tuple[int, int]], model: Model | None, spend: SpendModel | None, days: int
) -> Columns[CustomerForecast]:
    came = [lately.get(id, (0, 0)) for id in known.ids]
    past = {
        "visits": array("q", [x + 1 for x in known.x]),
        "lately": array("q", [visits for visits, _fen in came]),
        "lately_fen": array("q", [fen for _visits, fen in came]),
    }
    if model is None:
        return Columns(CustomerForecast, known.ids, **past)
    visits = rules.expected_visits(model, known.x, known.tx, known.age, days / _WEEK)
    return Columns(
        CustomerForecast,
        known.ids,
        **past,
        p_alive=array("d", rules.p_alive(model, known.x, known.tx, known.age)),
        expected_visits=array("d", visits),
        expected_fen=array("q", [round(n * fen) for n, fen in zip(visits, _spend_of(known, spend), strict=True)]),
    )


def _spend_of(known: Summary, spend: SpendModel | None) -> Sequence[float]:
    """What the next visit of each will bring; as much as theirs so far when no model tells."""
    if spend is None:
        return [max(m, 0.0) for m in known.m]
    return rules.expected_spend(spend, [x + 1 for x in known.x], known.m)


def _backtest(shop: Shop, now: datetime, known: Summary) -> tuple[Backtest | None, Reason | None]:
    """The forecast that was possible a quarter ago, beside what came of it."""
    on = business_today(shop, now) - timedelta(days=BACKTEST_DAYS)
    visits, _none = visits_sql(shop, now)
    then = _summary(
        shop,
        "SELECT customer_id, count(*) AS visits, sum(spent_fen) AS spent_fen, min(day) AS first_visit_on,"
        f" max(day) AS last_visit_on FROM {visits} WHERE day <= '{on.isoformat()}' GROUP BY customer_id",
        on,
    )
    reason, model = _fitted(then)
    if model is None:
        return None, reason
    now_at = dict(zip(known.ids, known.x, strict=True))
    predicted = rules.expected_visits(model, then.x, then.tx, then.age, BACKTEST_DAYS / _WEEK)
    each = [(x + 1, came, now_at[id] - x) for id, x, came in zip(then.ids, then.x, predicted, strict=True)]
    return Backtest(on, BACKTEST_DAYS, tuple(_class(each, least, most) for least, most in _CLASSES)), None


def _class(each: Sequence[tuple[int, float, int]], least: int, most: int | None) -> BacktestClass:
    inside = [(came, comes) for visits, came, comes in each if visits >= least and (most is None or visits <= most)]
    return BacktestClass(least, most, len(inside), sum(came for came, _n in inside), sum(n for _came, n in inside))
