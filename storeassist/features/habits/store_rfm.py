"""Reads how recently, how often and for how much each customer bought, as scores from 1 to 5 and as eight types."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from storeassist.features.habits import rules, rules_scores
from storeassist.features.habits.records import Cell, Grid, Group, Kind, Mode, Move, People, Score, Thresholds
from storeassist.features.habits.store import business_today
from storeassist.features.habits.store_totals import Read, totals_sql
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.settings import Setting, read_setting
from storeassist.kernel.text import N_

RFM_THRESHOLDS = Setting("rfm_thresholds", "", N_("Thresholds of the scores"), scope="shop")
"""As JSON; without them those proposed from the shop's customers hold."""

_MOST_FIRST = "ORDER BY s.spent_fen DESC, s.customer_id"


def thresholds(shop: Shop, now: datetime) -> Thresholds:
    """What the owner set, or what the shop's customers propose."""
    return _kept(shop) or proposed(shop, now)


def proposed(shop: Shop, now: datetime) -> Thresholds:
    """Round numbers near the limits of the fifths of all customers with bills."""
    return _limits(shop, now)[Mode.FIXED]


def everybody(shop: Shop, now: datetime) -> People:
    """All customers with a bill, least first: what limits are proposed from, and counted by."""
    # As JSON: a row object for each of 100,000 takes several times as long.
    columns = ", ".join(f"json_group_array({column}) AS {column}" for column in People._fields)
    row = shop.query(f"SELECT {columns} FROM {_people(shop, now)}")[0]
    return People(*(sorted(json.loads(row[column])) for column in People._fields))


def scores_sql(shop: Shop, now: datetime, mode: Mode = Mode.FIXED) -> Read:
    """Customers with a bill: customer_id, r, f, m (1 to 5; of types 5 is good and 1 is not), kind (of ``Kind``), spent_fen."""
    return _scores(shop, now, mode), {}


def scores(shop: Shop, now: datetime, mode: Mode = Mode.FIXED) -> list[Score]:
    """The scores of all customers with a bill, who spent most first."""
    found, _none = scores_sql(shop, now, mode)
    rows = shop.query(f"SELECT customer_id, r, f, m, kind FROM {found} s {_MOST_FIRST}")
    return [Score(row["customer_id"], row["r"], row["f"], row["m"], Kind(row["kind"])) for row in rows]


def grid(shop: Shop, now: datetime, mode: Mode = Mode.FIXED) -> Grid:
    """How many customers have which scores and types, and what they spent."""
    found, _none = scores_sql(shop, now, mode)
    rows = shop.query(f"SELECT r, f, kind, count(*) AS n, sum(spent_fen) AS fen FROM {found} s GROUP BY r, f, kind")
    cells: dict[Cell, Group] = {}
    kinds: dict[Kind, Group] = {}
    for row in rows:
        cell, kind = Cell(row["r"], row["f"]), Kind(row["kind"])
        cells[cell] = _with(cells.get(cell), row)
        kinds[kind] = _with(kinds.get(kind), row)
    return Grid(cells, kinds, Group(sum(row["n"] for row in rows), sum(row["fen"] for row in rows)))


def in_cells(shop: Shop, now: datetime, mode: Mode, cells: Sequence[Cell]) -> list[int]:
    """The customers of some cells, who spent most first."""
    found, _none = scores_sql(shop, now, mode)
    these = "(r, f) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?))"
    return shop.ids(f"SELECT customer_id AS id FROM {found} s WHERE {these} {_MOST_FIRST}", [json.dumps(cells)])


def of_kind(shop: Shop, now: datetime, kind: Kind) -> list[int]:
    """The customers of a type, who spent most first."""
    found, _none = scores_sql(shop, now, Mode.TYPES)
    return shop.ids(f"SELECT customer_id AS id FROM {found} s WHERE kind = ? {_MOST_FIRST}", [kind.value])


def moves(shop: Shop, now: datetime, mode: Mode = Mode.FIXED) -> list[Move]:
    """Who was in another cell thirty days ago, or had no bill yet; most people first.

    By the thresholds that hold now, or by the fifths and the middles of each of both moments.
    """
    rows = shop.query(
        "SELECT b.r AS was_r, b.f AS was_f, s.r, s.f, count(*) AS n"
        f" FROM {_before_and_after(shop, now, mode)} WHERE (s.r, s.f) IS NOT (b.r, b.f)"
        " GROUP BY b.r, b.f, s.r, s.f ORDER BY n DESC, s.r, s.f, b.r, b.f"
    )
    return [
        Move(None if row["was_r"] is None else Cell(row["was_r"], row["was_f"]), Cell(row["r"], row["f"]), row["n"])
        for row in rows
    ]


def moved(shop: Shop, now: datetime, mode: Mode, before: Cell | None, after: Cell) -> list[int]:
    """The customers who went from one cell to another in thirty days, who spent most first."""
    was = (None, None) if before is None else before
    return shop.ids(
        f"SELECT s.customer_id AS id FROM {_before_and_after(shop, now, mode)}"
        f" WHERE s.r = ? AND s.f = ? AND b.r IS ? AND b.f IS ? {_MOST_FIRST}",
        [*after, *was],
    )


def _before_and_after(shop: Shop, now: datetime, mode: Mode) -> str:
    kept = thresholds(shop, now) if mode is Mode.FIXED else None
    then = now - timedelta(days=rules.MOVE_DAYS)
    return f"{_scores(shop, now, mode, kept)} s LEFT JOIN {_scores(shop, then, mode, kept)} b USING (customer_id)"


def _kept(shop: Shop) -> Thresholds | None:
    kept = str(read_setting(shop, RFM_THRESHOLDS))
    if not kept:
        return None
    limits = json.loads(kept)
    return Thresholds(*(tuple(limits[score]) for score in ("r", "f", "m")))


def _limits(shop: Shop, now: datetime) -> Mapping[Mode, Thresholds]:
    """What the shop's customers propose as limits of each mode."""

    def told() -> Mapping[Mode, Thresholds]:
        crowd = everybody(shop, now)
        return {
            Mode.FIXED: rules_scores.proposed(crowd),
            Mode.QUINTILES: rules_scores.quintiles(crowd),
            Mode.TYPES: rules_scores.types(crowd),
        }

    return shop.remember(("limits", _people(shop, now)), told)


def _people(shop: Shop, now: datetime) -> str:
    """Everybody with a bill: how many days they have been away, how often they came, what they spent."""
    totals, _none = totals_sql(shop, now)
    today = business_today(shop, now).isoformat()
    return (
        f"(SELECT customer_id, CAST(max(0, julianday('{today}') - julianday(last_visit_on)) AS INTEGER) AS away, visits,"
        f" spent_fen FROM {totals} WHERE visits > 0)"
    )


def _scores(shop: Shop, now: datetime, mode: Mode, limits: Thresholds | None = None) -> str:
    """The scores by ``limits``, or by those of the mode."""
    found = _limits(shop, now)
    good = found[Mode.TYPES]
    limits = limits or (thresholds(shop, now) if mode is Mode.FIXED else found[mode])
    r, f, m = (
        " + ".join(f"({column} {beyond} {limit:d})" for limit in of)
        for column, beyond, of in (("away", "<=", limits.r), ("visits", ">=", limits.f), ("spent_fen", ">=", limits.m))
    )
    kinds = " ".join(f"WHEN {100 * r + 10 * f + m} THEN '{kind.value}'" for (r, f, m), kind in rules.KINDS.items())
    return (
        f"(SELECT customer_id, 1 + {r} AS r, 1 + {f} AS f, 1 + {m} AS m, CASE 100 * (away <= {good.r[0]:d})"
        f" + 10 * (visits >= {good.f[0]:d}) + (spent_fen >= {good.m[0]:d}) {kinds} END AS kind, spent_fen"
        f" FROM {_people(shop, now)})"
    )


def _with(group: Group | None, row: Row) -> Group:
    """A group with the customers of ``row`` added."""
    before = group or Group(0, 0)
    return Group(before.customers + row["n"], before.spent_fen + row["fen"])
