"""Reads what customers brought so far: revenue, gross profit where costs are known, and what their sources cost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from storeassist.features.habits import rules_value as rules
from storeassist.features.habits.records_value import CustomerValue, Known, SourceValue, TopShare, Value
from storeassist.features.habits.store import LIVE
from storeassist.features.habits.store_totals import totals_sql
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.dates import day_number, iso

_KNOWN = (
    "SELECT o.customer_id, o.day, o.amount_fen, CAST(round(sum(l.quantity * p.cost_fen)) AS INTEGER) AS goods_fen"
    ' FROM "order" o JOIN order_line l ON l.order_id = o.id LEFT JOIN product p ON p.id = l.product_id'
    f" WHERE o.customer_id IS NOT NULL AND o.at <= :now AND {LIVE} {{only}}"
    " GROUP BY o.id HAVING count(*) = count(p.cost_fen)"
)
"""Bills of customers until now whose every line is of a product with a known cost, and what their goods cost."""

_KNOWN_SUMS = "count(*) AS n, coalesce(sum(amount_fen), 0) AS fen, coalesce(sum(goods_fen), 0) AS goods"
_TOTAL_SUMS = (
    "count(*) AS customers, count(*) FILTER (WHERE t.visits > 0) AS buyers, coalesce(sum(t.orders), 0) AS bills,"
    " coalesce(sum(t.spent_fen), 0) AS revenue"
)
_THESE = "IN (SELECT value FROM json_each(:ids))"


def profit_of(shop: Shop, customer_ids: Sequence[int] | None, now: datetime) -> Value:
    """What these customers brought so far; None: all, which reads every bill."""
    totals, _none = totals_sql(shop, now)
    asked = {"now": iso(now), "ids": json.dumps(list(customer_ids or ()))}
    these, of_these = (
        ("", "") if customer_ids is None else (f"WHERE t.customer_id {_THESE}", f"AND o.customer_id {_THESE}")
    )
    row = shop.query(f"SELECT {_TOTAL_SUMS} FROM {totals} t {these}", asked)[0]
    known = shop.query(f"SELECT {_KNOWN_SUMS} FROM ({_KNOWN.format(only=of_these)})", asked)[0]
    return _value(row, _known(known))


def by_customer(shop: Shop, now: datetime, limit: int | None = None) -> list[CustomerValue]:
    """What each of those who spent most brought so far, the best first; everybody with a bill unless there is a ``limit``."""
    totals, _none = totals_sql(shop, now)
    rows = shop.query(
        "SELECT customer_id, 1 AS customers, 1 AS buyers, orders AS bills, spent_fen AS revenue"
        f" FROM {totals} WHERE visits > 0 ORDER BY spent_fen DESC, customer_id LIMIT ?",
        [-1 if limit is None else limit],
    )
    known = {
        row["customer_id"]: _known(row)
        for row in shop.query(
            f"SELECT customer_id, {_KNOWN_SUMS} FROM ({_KNOWN.format(only=f'AND o.customer_id {_THESE}')})"
            " GROUP BY customer_id",
            {"now": iso(now), "ids": json.dumps([row["customer_id"] for row in rows])},
        )
    }
    return [CustomerValue(row["customer_id"], _value(row, known.get(row["customer_id"], Known()))) for row in rows]


def by_source(shop: Shop, now: datetime) -> list[SourceValue]:
    """What the customers from each source brought, beside its cost; most revenue first. Reads every bill.

    Sources are told apart as the shop's customers are: whatever the case of their letters.
    """
    totals, _none = totals_sql(shop, now)
    rows = shop.query(
        f"SELECT min(c.source) AS source, {_TOTAL_SUMS} FROM customer c JOIN {totals} t ON t.customer_id = c.id"
        " GROUP BY c.source COLLATE NOCASE"
    )
    by_day = _known_by_day(shop, now)
    said, cards = _costs(shop, now)
    values = {_key(row["source"]): (row["source"], row) for row in rows}
    names = {key: name for key, (name, _row) in values.items()}
    names |= {_key(name): name for name in (*cards, *said) if _key(name) not in names}
    spent = {_key(name): fen for name, fen in said.items()}
    printed = {_key(name): fen for name, fen in cards.items()}
    found = []
    for key, name in names.items():
        days = by_day.get(key, [])
        known = sum((of_day for _age, of_day in days), Known())
        value = _value(values[key][1], known) if key in values else Value()
        found.append(rules.source_value(name, value, days, spent.get(key), printed.get(key)))
    return sorted(found, key=lambda one: (-one.value.revenue_fen, one.source))


def concentration(shop: Shop, now: datetime) -> list[TopShare]:
    """What the few who spend most bring; who took back more than they spent counts with nothing."""
    totals, _none = totals_sql(shop, now)
    row = shop.query(
        f"SELECT count(*) AS n, coalesce(sum(max(spent_fen, 0)), 0) AS fen FROM {totals} WHERE visits > 0"
    )[0]
    found = []
    for percent in rules.TOP_PERCENT:
        count = rules.top_count(row["n"], percent)
        top = shop.value(
            f"SELECT coalesce(sum(max(spent_fen, 0)), 0) FROM (SELECT spent_fen FROM {totals} WHERE visits > 0"
            " ORDER BY spent_fen DESC LIMIT ?)",
            [count],
        )
        found.append(TopShare(percent, count, row["n"], int(top), row["fen"]))
    return found


def top_customers(shop: Shop, now: datetime, percent: int) -> list[int]:
    """The per cent of customers with a bill who spent most, these first."""
    totals, _none = totals_sql(shop, now)
    count = rules.top_count(int(shop.value(f"SELECT count(*) FROM {totals} WHERE visits > 0")), percent)
    return shop.ids(
        f"SELECT customer_id AS id FROM {totals} WHERE visits > 0 ORDER BY spent_fen DESC, customer_id LIMIT ?", [count]
    )


def _known(row: Row) -> Known:
    return Known(row["n"], row["fen"], row["goods"])


def _value(row: Row, known: Known) -> Value:
    return Value(row["customers"], row["buyers"], row["bills"], row["revenue"], known)


def _key(source: str) -> str:
    """What two spellings of a source share; SQLite's NOCASE knows the letters of English alone."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in source)


def _known_by_day(shop: Shop, now: datetime) -> Mapping[str, list[tuple[int, Known]]]:
    """What customers of each source brought by days since their first visits, as far as costs are known.

    Added up here, along the bills as they lie: to sort a million of them by source and age would hold up the window, too.
    """
    totals, _none = totals_sql(shop, now)
    rows = shop.query(
        f"SELECT c.id, c.source, {day_number('t.first_visit_on')} AS first"
        f" FROM customer c JOIN {totals} t ON t.customer_id = c.id WHERE t.visits > 0"
    )
    ages: dict[str, dict[int, list[int]]] = {_key(row["source"]): {} for row in rows}
    theirs = {row["id"]: (ages[_key(row["source"])], row["first"]) for row in rows}
    bills = shop.columns(
        f"SELECT customer_id, {day_number('day')}, amount_fen, goods_fen FROM ({_KNOWN.format(only='')})",
        "qqqq",
        {"now": iso(now)},
    )
    for who, day, amount, goods in zip(*bills, strict=True):
        of_source, first = theirs[who]
        sums = of_source.setdefault(day - first, [0, 0, 0])
        sums[0] += 1
        sums[1] += amount
        sums[2] += goods
    return {source: [(age, Known(*sums)) for age, sums in sorted(found.items())] for source, found in ages.items()}


def _costs(shop: Shop, now: datetime) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """What sources cost: as the owner says, and of cards that were printed for their channel."""
    said = shop.query("SELECT source, spent_fen AS fen FROM source_cost")
    cards = shop.query(
        "SELECT min(b.channel) AS source, sum(b.cost_fen) AS fen FROM card_batch b WHERE b.channel <> ''"
        " AND b.cost_fen IS NOT NULL AND EXISTS (SELECT 1 FROM card_run r WHERE r.batch_id = b.id AND r.at <= ?)"
        " GROUP BY b.channel COLLATE NOCASE",
        [iso(now)],
    )
    return {row["source"]: row["fen"] for row in said}, {row["source"]: row["fen"] for row in cards}
