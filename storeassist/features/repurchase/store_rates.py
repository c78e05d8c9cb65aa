"""Reads the four rates of a window beside those of the window before, and who is counted in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from storeassist.features.habits.store import business_today
from storeassist.features.repurchase import rules
from storeassist.features.repurchase.records import Rate, Rates, SecondVisit, Share
from storeassist.features.repurchase.store import Among, book_begins
from storeassist.features.repurchase.store_windows import first_and_second, reaches_back, visits_in
from storeassist.kernel.database import Row, Shop

_COUNTED = {
    Rate.BY_CUSTOMER: "n0 > 1",
    Rate.BY_TRANSACTION: "n0 > 1",
    Rate.TWO_WINDOWS: "n0 > 0 AND n1 > 0",
}


def rates(shop: Shop, now: datetime, days: int = 90, among: Among = None, source: str = "") -> Rates:
    """The rates of the last ``days`` times 24 hours, of some customers or all; raises UserError for a period of no days."""
    length = timedelta(days=rules.checked_days(days))
    bounds = [now - 3 * length, now - 2 * length, now - length, now]
    sql, params = visits_in(shop, bounds, among, source)
    figures = shop.query(
        "SELECT count(*) FILTER (WHERE n0) AS c0, count(*) FILTER (WHERE n1) AS c1, count(*) FILTER (WHERE n2) AS c2,"
        " count(*) FILTER (WHERE n1 > 1) AS again1, count(*) FILTER (WHERE n2 > 1) AS again2,"
        " coalesce(sum(n1), 0) AS visits1, coalesce(sum(n2), 0) AS visits2,"
        " count(*) FILTER (WHERE n0 AND n1) AS both1, count(*) FILTER (WHERE n1 AND n2) AS both2"
        f" FROM ({sql})",
        params,
    )[0]
    covered = [reaches_back(shop, bound) for bound in bounds]
    return Rates(
        days=days,
        since=bounds[2],
        until=now,
        by_customer=rules.compared(
            Share(figures["again2"], figures["c2"], covered[2]), Share(figures["again1"], figures["c1"], covered[1])
        ),
        by_transaction=rules.compared(
            Share(figures["visits2"] - figures["c2"], figures["visits2"], covered[2]),
            Share(figures["visits1"] - figures["c1"], figures["visits1"], covered[1]),
        ),
        two_windows=rules.compared(
            Share(figures["both2"], figures["c1"], covered[1]), Share(figures["both1"], figures["c0"], covered[0])
        ),
        second_visit=_second_visits(shop, now, days, among, source),
    )


def people(
    shop: Shop,
    now: datetime,
    rate: Rate,
    days: int = 90,
    within: int = 30,
    among: Among = None,
    source: str = "",
) -> list[int]:
    """The customers whom a rate counts as having come again, by id; for second visits, ever, within so many days."""
    if rate is Rate.SECOND_VISIT:
        sql, params = first_and_second(shop, now, among, source)
        ripe = {"ripe": (business_today(shop, now) - timedelta(days=within)).isoformat(), "within": within}
        return shop.ids(
            f"SELECT customer_id AS id FROM ({sql}) WHERE first <= :ripe AND gap <= :within ORDER BY id",
            {**params, **ripe},
        )
    length = timedelta(days=rules.checked_days(days))
    bounds = [now - 2 * length, now - length, now] if rate is Rate.TWO_WINDOWS else [now - length, now]
    sql, params = visits_in(shop, bounds, among, source)
    return shop.ids(f"SELECT customer_id AS id FROM ({sql}) WHERE {_COUNTED[rate]} ORDER BY id", params)


def _second_visits(shop: Shop, now: datetime, days: int, among: Among, source: str) -> dict[int, SecondVisit]:
    sql, params = first_and_second(shop, now, among, source)
    today, begins = business_today(shop, now), book_begins(shop)
    columns = []
    for within in rules.SECOND_VISIT_DAYS:
        edges = [today - timedelta(days=within + shift * days) for shift in range(3)]
        latest, lately, before = (edge.isoformat() for edge in edges)
        for name, met in (
            ("ever", f"first <= '{latest}'"),
            ("lately", f"first <= '{latest}' AND first > '{lately}'"),
            ("before", f"first <= '{lately}' AND first > '{before}'"),
        ):
            columns.append(f"count(*) FILTER (WHERE {met}) AS {name}_{within}")
            columns.append(f"count(*) FILTER (WHERE {met} AND gap <= {within}) AS {name}_again_{within}")
    # Kept apart, or SQLite works every customer's gap out anew for each column.
    row = shop.query(f"WITH seen AS MATERIALIZED ({sql}) SELECT {', '.join(columns)} FROM seen", params)[0]
    found = {}
    for within in rules.SECOND_VISIT_DAYS:
        lately, before = ((today - timedelta(days=within + shift * days)).isoformat() for shift in (1, 2))
        found[within] = SecondVisit(
            within,
            _share(row, "ever", within, is_covered=bool(begins)),
            rules.compared(
                _share(row, "lately", within, is_covered=bool(begins) and begins <= lately),
                _share(row, "before", within, is_covered=bool(begins) and begins <= before),
            ),
        )
    return found


def _share(row: Row, name: str, within: int, *, is_covered: bool) -> Share:
    return Share(row[f"{name}_again_{within}"], row[f"{name}_{within}"], is_covered)
