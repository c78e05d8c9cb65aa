"""Reads how each customer stands by their own rhythm, and how long people stay away."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date, datetime
from math import inf

from storeassist.features.habits import rules
from storeassist.features.habits.records import GapBin, Rhythm, State
from storeassist.features.habits.store import business_today
from storeassist.features.habits.store_totals import Read, shop_gap, totals_sql, visits_sql
from storeassist.kernel.columns import Between, Columns
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import day_number


def rhythm_sql(shop: Shop, now: datetime) -> Read:
    """Who came at least twice: customer_id, ratio, expected_gap (days), as ``rules.expected_gap`` has it, in SQL."""
    totals, params = totals_sql(shop, now)
    gap = shop_gap(shop, now) or 0.0  # without any, nobody came twice
    return (
        f"(WITH p AS (SELECT customer_id, visits - 1 AS gaps, last_visit_on, median_gap_days FROM {totals}"
        f" WHERE visits >= {rules.FEWEST_VISITS}), e AS (SELECT customer_id, max(0.0,"
        f" julianday('{business_today(shop, now).isoformat()}') - julianday(last_visit_on)) AS away,"
        f" (gaps * median_gap_days + {rules.SHOP_WEIGHT * gap!r}) / (gaps + {rules.SHOP_WEIGHT}) AS expected_gap FROM p)"
        " SELECT customer_id, away / expected_gap AS ratio, expected_gap FROM e)",
        params,
    )


def rhythms(shop: Shop, now: datetime, states: Sequence[State] = ()) -> Columns[Rhythm]:
    """How people who came at least twice stand, in these states or all."""
    rhythm, _none = rhythm_sql(shop, now)
    totals, _none = totals_sql(shop, now)
    today = business_today(shop, now).toordinal()
    ids, visits, spent, last, gaps, ratios = shop.columns(
        f"SELECT customer_id, t.visits, t.spent_fen, {day_number('t.last_visit_on')},"
        f" r.expected_gap, r.ratio FROM {rhythm} r JOIN {totals} t USING (customer_id) WHERE {_in_states(states)}"
        " ORDER BY customer_id",
        "qqqqdd",
    )
    return Columns(
        _rhythm,
        ids,
        visits=visits,
        spent=spent,
        last=last,
        expected=array("q", map(rules.expected_day, last, gaps)),
        away=array("q", [max(0, today - day) for day in last]),
        gap=gaps,
        ratio=ratios,
    )


def counts_of(people: Columns[Rhythm]) -> dict[State, int]:
    """How many of these stand in each state."""
    return {state: people.count(within(state)) for state in State}


def within(state: State) -> Between:
    """The ratios of those who stand so."""
    low, high = rules.bounds(state)
    return Between("ratio", -inf if low is None else low, inf if high is None else high)


def ids_in(shop: Shop, now: datetime, states: Sequence[State]) -> list[int]:
    """The customers in these states, who is longest overdue first."""
    rhythm, _none = rhythm_sql(shop, now)
    return shop.ids(
        f"SELECT customer_id AS id FROM {rhythm} r WHERE {_in_states(states)} ORDER BY r.ratio DESC, customer_id"
    )


def gap_histogram(shop: Shop, now: datetime) -> list[GapBin]:
    """How many gaps between two visits of a customer lasted one week, two, and so on; the long ones together."""
    weeks = rules.HISTOGRAM_WEEKS
    rows = shop.query(
        f"SELECT min((gap - 1) / 7, {weeks}) AS week, count(*) AS n FROM {_gaps(shop, now)}"
        " WHERE gap IS NOT NULL GROUP BY week"
    )
    found = {row["week"]: row["n"] for row in rows}
    return [
        GapBin(week * 7 + 1, (week + 1) * 7 if week < weeks else None, found.get(week, 0)) for week in range(weeks + 1)
    ]


def with_gap(shop: Shop, now: datetime, gap: GapBin) -> list[int]:
    """The customers who once stayed away so long between two visits, by id."""
    return shop.ids(
        f"SELECT DISTINCT customer_id AS id FROM {_gaps(shop, now)} WHERE gap >= ? AND gap <= ifnull(?, gap) ORDER BY id",
        [gap.first, gap.last],
    )


def _gaps(shop: Shop, now: datetime) -> str:
    """Each visit's customer_id and gap, the days since the visit before; NULL of first visits."""
    visits, _none = visits_sql(shop, now)
    return (
        "(SELECT customer_id, CAST(julianday(day) - lag(julianday(day)) OVER (PARTITION BY customer_id ORDER BY day)"
        f" AS INTEGER) AS gap FROM {visits})"
    )


def _in_states(states: Sequence[State]) -> str:
    """The condition of a rhythm ``r`` to be in one of ``states``, or in any."""
    parts = []
    for low, high in map(rules.bounds, states):
        bounds = [f"r.ratio >= {low}"] if low is not None else []
        bounds += [f"r.ratio < {high}"] if high is not None else []
        parts.append(f"({' AND '.join(bounds)})")
    return " OR ".join(parts) or "1"


def _rhythm(
    id: int, *, visits: int, spent: int, last: int, expected: int, away: int, gap: float, ratio: float
) -> Rhythm:
    return Rhythm(
        customer_id=id,
        visits=visits,
        spent_fen=spent,
        last_visit_on=date.fromordinal(last),
        expected_on=date.fromordinal(expected),
        days_away=away,
        expected_gap=gap,
        ratio=ratio,
        state=rules.state_of(ratio),
    )
