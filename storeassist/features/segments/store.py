"""Reads saved segments, and whom rules select."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from random import Random

from storeassist.features.habits.store_tiers import hero
from storeassist.features.segments.records import (
    All,
    Any,
    Count,
    Leaf,
    Minus,
    Moves,
    Names,
    Not,
    Overlap,
    Path,
    Reason,
    Rule,
    Segment,
    SegmentRef,
    parts_of,
)
from storeassist.features.segments.rules import parse
from storeassist.features.segments.rules_clauses import actual_words
from storeassist.features.segments.rules_refs import refs, unknown
from storeassist.features.segments.rules_words import clause, negated
from storeassist.features.segments.store_conditions import Query
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.errors import UserError

SORTS = {
    "last": "t.last_visit_on DESC",
    "spent": "t.spent_fen DESC",
    "visits": "t.visits DESC",
    "name": "c.name",
    "number": "CASE WHEN c.number NOT GLOB '*[^0-9]*' THEN CAST(c.number AS INTEGER) END, c.number",
}
"""What members can be sorted by."""

_MOST_BITS = 60
"""So many conditions are told apart in one whole number of SQLite's."""


def all_segments(shop: Shop) -> list[Segment]:
    """Every saved segment, by name."""
    return [_segment(row) for row in shop.query("SELECT * FROM segment ORDER BY name")]


def get(shop: Shop, segment_id: int) -> Segment:
    """One segment; raises UserError when there is none of that id any more."""
    row = shop.one("SELECT * FROM segment WHERE id = ?", [segment_id])
    if row is None:
        raise UserError("This segment is no longer in the shop file.")
    return _segment(row)


def by_name(shop: Shop, name: str) -> Segment:
    """The segment called ``name``, in capitals or not; raises UserError that names those called alike."""
    wanted = " ".join(name.split())
    row = shop.one("SELECT * FROM segment WHERE name = ?", [wanted])
    if row is None:
        raise unknown(wanted, [one["name"] for one in shop.query("SELECT name FROM segment ORDER BY name")])
    return _segment(row)


def users_of(shop: Shop, name: str) -> list[Segment]:
    """The segments whose own rule names the segment called ``name``."""
    wanted = name.casefold()
    return [one for one in all_segments(shop) if wanted in {ref.casefold() for _path, ref in refs(one.rule)}]


def names(shop: Shop) -> Names:
    """What the words of rules call things."""
    found = hero(shop)
    return Names(found.name if found else "")


def count(shop: Shop, rule: Rule, now: datetime) -> Count:
    """How many customers ``rule`` selects."""
    query = _query(shop, now)
    condition = query.condition(rule)
    n = int(shop.value(f"SELECT count(*) FROM {_source(query, condition)} WHERE {condition}", query.params))
    return Count(n, int(shop.value("SELECT count(*) FROM customer")))


def steps(shop: Shop, rule: Rule, now: datetime) -> dict[Path, int]:
    """How many are left after each part of a rule, by its path: in a group of which all hold, after it and all before it.

    Of a group of which any holds, how many each part leaves by itself, among those that what stands before the group left.
    """
    query = _query(shop, now)
    bits: dict[Rule, int] = {}
    _collect(rule, bits)
    conditions = [query.condition(leaf) for leaf in bits]
    if len(bits) <= _MOST_BITS:
        mask = " + ".join(f"{condition} * {1 << at}" for at, condition in enumerate(conditions)) or "0"
        found = Counter(shop.ids(f"SELECT {mask} AS id FROM {_source(query, mask)}", query.params))
    else:
        text = " || ".join(conditions)
        rows = shop.value(f"SELECT json_group_array({text}) FROM {_source(query, text)}", query.params)
        found = Counter(int(one[::-1], 2) for one in json.loads(rows))
    return dict(_counted(rule, (), list(found.items()), bits))


def members(
    shop: Shop, rule: Rule, now: datetime, limit: int | None = None, sort: str = "last"
) -> list[int]:
    """The customers ``rule`` selects, in order; all of them unless there is a ``limit``."""
    query = _query(shop, now)
    condition, order = query.condition(rule), SORTS[sort]
    return shop.ids(
        f"SELECT t.customer_id AS id FROM {_source(query, condition + order)} WHERE {condition}"
        f" ORDER BY {order}, t.customer_id LIMIT :limit",
        {**query.params, "limit": -1 if limit is None else limit},
    )


def sample(shop: Shop, rule: Rule, now: datetime, n: int, seed: int) -> list[int]:
    """Some of the members, others for each ``seed``."""
    everybody = members(shop, rule, now)
    return Random(seed).sample(everybody, min(n, len(everybody)))


def is_member(shop: Shop, rule: Rule, customer_id: int, now: datetime) -> bool:
    """Whether ``rule`` selects a customer."""
    query = _query(shop, now)
    query.only = customer_id
    params = {**query.params, "customer": customer_id}
    condition = query.condition(rule)
    sql = f"SELECT count(*) FROM {query.source} WHERE t.customer_id = :customer AND {condition}"
    return bool(shop.value(sql, {**params, **query.params}))


def why(shop: Shop, rule: Rule, customer_id: int, now: datetime) -> list[Reason]:
    """Condition by condition, whether it holds for a customer and what is true of them.

    What is excluded is told the other way round, so that everything that holds speaks for them.
    """
    query = _query(shop, now)
    query.only = customer_id
    leaves = list(_leaves(rule, (), is_not=False))
    columns = [query.condition(leaf) for _path, leaf, _is_not in leaves]
    columns += [query.told(leaf).actual if isinstance(leaf, Leaf) else "NULL" for _path, leaf, _is_not in leaves]
    if not leaves:
        return []
    sql = f"SELECT {', '.join(columns)} FROM {query.source} WHERE t.customer_id = :customer"
    row = shop.one(sql, {**query.params, "customer": customer_id})
    if row is None:
        raise UserError("This customer is no longer in the shop file.")
    told, called = tuple(row), names(shop)
    return [
        Reason(
            path,
            negated(clause(leaf, called)) if is_not else clause(leaf, called),
            bool(told[at]) is not is_not,
            actual_words(leaf, told[len(leaves) + at]) if isinstance(leaf, Leaf) else "",
        )
        for at, (path, leaf, is_not) in enumerate(leaves)
    ]


def overlap(shop: Shop, a: Rule, b: Rule, now: datetime) -> Overlap:
    """How many are in each of two sets, and in both."""
    query = _query(shop, now)
    one, other = query.condition(a), query.condition(b)
    row = shop.query(
        f"SELECT total(a) AS a, total(b) AS b, total(a * b) AS both FROM (SELECT {one} AS a, {other} AS b"
        f" FROM {_source(query, one + other)})",
        query.params,
    )[0]
    return Overlap(int(row["a"]), int(row["b"]), int(row["both"]))


def moves(shop: Shop, segment_id: int) -> Moves:
    """Who came in and left since the look of ``since``, as far as somebody looked again."""
    since = shop.value("SELECT at FROM segment_look WHERE segment_id = ?", [segment_id])
    if since is None:
        return Moves()
    rows = shop.query(
        "SELECT customer_id, entered FROM segment_move m WHERE segment_id = :segment AND id = (SELECT max(id)"
        " FROM segment_move WHERE segment_id = :segment AND customer_id = m.customer_id) AND entered <> EXISTS"
        " (SELECT 1 FROM segment_seen WHERE segment_id = :segment AND customer_id = m.customer_id) ORDER BY id",
        {"segment": segment_id},
    )
    entered, left = ([row["customer_id"] for row in rows if row["entered"] == came] for came in (1, 0))
    return Moves(tuple(entered), tuple(left), datetime.fromisoformat(since))


def _query(shop: Shop, now: datetime) -> Query:
    return Query(
        shop, now, {one.name.casefold(): one.id if one.frozen_at else one.rule for one in all_segments(shop)}
    )


def _source(query: Query, text: str) -> str:
    """Facts are joined only where a condition asks for them."""
    return query.source if re.search(r"\bc\.", text) else query.totals


def _collect(rule: Rule, bits: dict[Rule, int]) -> None:
    """Give every condition of a rule a bit of its own."""
    if isinstance(rule, SegmentRef) or not _is_group(rule):
        bits.setdefault(rule, len(bits))
    for part in parts_of(rule):
        _collect(part, bits)


def _counted(
    rule: Rule, path: Path, left: list[tuple[int, int]], bits: Mapping[Rule, int]
) -> Iterator[tuple[Path, int]]:
    """The counts of a rule's parts among the customers ``left``, as masks of what holds and how many there are of each."""
    yield path, sum(n for mask, n in left if _holds(rule, mask, bits))
    if isinstance(rule, All):
        for at, part in enumerate(rule.parts):
            yield from _counted(part, (*path, at), left, bits)
            left = [(mask, n) for mask, n in left if _holds(part, mask, bits)]
    elif isinstance(rule, Minus):
        yield from _counted(rule.kept, (*path, 0), left, bits)
        left = [(mask, n) for mask, n in left if _holds(rule.kept, mask, bits)]
        yield from _counted(rule.taken, (*path, 1), left, bits)
    else:
        for at, part in enumerate(parts_of(rule)):
            yield from _counted(part, (*path, at), left, bits)


def _holds(rule: Rule, mask: int, bits: Mapping[Rule, int]) -> bool:
    if isinstance(rule, All):
        return all(_holds(part, mask, bits) for part in rule.parts)
    if isinstance(rule, Not):
        return not _holds(rule.part, mask, bits)
    if isinstance(rule, Minus):
        return _holds(rule.kept, mask, bits) and not _holds(rule.taken, mask, bits)
    if _is_group(rule):
        return any(_holds(part, mask, bits) for part in parts_of(rule))
    return bool(mask >> bits[rule] & 1)


def _is_group(rule: Rule) -> bool:
    return isinstance(rule, All | Any | Not | Minus)


def _leaves(rule: Rule, path: Path, *, is_not: bool) -> Iterator[tuple[Path, Rule, bool]]:
    """Every condition with its path, and whether it is to be so or not to be so."""
    if not _is_group(rule):
        yield path, rule, is_not
        return
    for at, part in enumerate(parts_of(rule)):
        turned = isinstance(rule, Not) or (isinstance(rule, Minus) and at == 1)
        yield from _leaves(part, (*path, at), is_not=is_not is not turned)


def _segment(row: Row) -> Segment:
    return Segment(
        id=row["id"],
        name=row["name"],
        rule=parse(json.loads(row["rule"])),
        frozen_at=datetime.fromisoformat(row["frozen_at"]) if row["frozen_at"] else None,
        created_at=datetime.fromisoformat(row["created_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
    )
