"""Reads saved segments, and whom rules select."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
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
from storeassist.features.segments.rules_refs import called, refs, unknown
from storeassist.features.segments.rules_words import clause, negated
from storeassist.features.segments.store_conditions import Query
from storeassist.features.segments.store_named import new_names
from storeassist.features.segments.store_sets import Set, Sets, ids_of
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job, Quiet

SORTS = {
    "last": "t.last_visit_on DESC",
    "spent": "t.spent_fen DESC",
    "visits": "t.visits DESC",
    "name": "c.name",
    "number": "CASE WHEN c.number NOT GLOB '*[^0-9]*' THEN CAST(c.number AS INTEGER) END, c.number",
}
"""What members can be sorted by."""

QUIET = Quiet()


def all_segments(shop: Shop) -> list[Segment]:
    """Every saved segment, by name."""
    return _segments(shop, "1 ORDER BY name")


def get(shop: Shop, segment_id: int) -> Segment:
    """One segment; raises UserError when there is none of that id any more."""
    found = _segments(shop, "id = ?", segment_id)
    if not found:
        raise UserError("This segment is no longer in the shop file.")
    return found[0]


def by_name(shop: Shop, name: str) -> Segment:
    """The segment called ``name``, in capitals or not; raises UserError that names those called alike."""
    wanted = " ".join(name.split())
    found = named(shop, wanted)
    if found is None:
        raise unknown(wanted, [one["name"] for one in shop.query("SELECT name FROM segment ORDER BY name")])
    return get(shop, found)


def named(shop: Shop, name: str) -> int | None:
    """The id of the segment called ``name``, capitals of every alphabet aside, as rules name it; None: there is none."""
    rows = shop.query("SELECT id, name FROM segment")
    return next((row["id"] for row in rows if row["name"].casefold() == name.casefold()), None)


def users_of(shop: Shop, name: str) -> list[Segment]:
    """The segments whose own rule names the segment called ``name``."""
    wanted = name.casefold()
    return [one for one in all_segments(shop) if wanted in {ref.casefold() for _path, ref in refs(one.rule)}]


def names(shop: Shop) -> Names:
    """What the words of rules call things."""
    found = hero(shop)
    return Names(found.name if found else "")


def count(shop: Shop, rule: Rule, now: datetime, job: Job = QUIET) -> Count:
    """How many customers ``rule`` selects."""
    with _sets(shop, now, job) as sets:
        return Count(sets.of(rule).bit_count(), sets.everybody.bit_count())


def steps(shop: Shop, rule: Rule, now: datetime) -> dict[Path, int]:
    """How many are left after each part of a rule, by its path: in a group of which all hold, after it and all before it.

    Of a group of which any holds, how many each part leaves by itself, among those that what stands before the group left.
    """
    with _sets(shop, now) as sets:
        return dict(_counted(sets, rule, (), sets.everybody))


def members(
    shop: Shop, rule: Rule, now: datetime, limit: int | None = None, sort: str = "last"
) -> list[int]:
    """The customers ``rule`` selects, in order; all of them unless there is a ``limit``."""
    order = SORTS[sort]
    with _sets(shop, now) as sets:
        return shop.ids(
            f"SELECT t.customer_id AS id FROM {Query(shop, now).source(order)} WHERE t.customer_id IN"
            f" (SELECT value FROM json_each(:ids)) ORDER BY {order}, t.customer_id LIMIT :limit",
            {"ids": json.dumps(ids_of(sets.of(rule))), "limit": -1 if limit is None else limit},
        )


def counts(shop: Shop, now: datetime, job: Job = QUIET) -> dict[str, int]:
    """How many are in each saved segment, by its name; one that cannot be counted is not told."""
    found = {}
    with _sets(shop, now, job) as sets:
        for one in all_segments(shop):
            with suppress(UserError):
                found[one.name] = sets.of(SegmentRef(one.name)).bit_count()
    return found


def of_customer(shop: Shop, customer_id: int, now: datetime, job: Job = QUIET) -> list[Segment]:
    """The saved segments a customer is in, by name; one that cannot be counted has nobody."""
    found = []
    with _sets(shop, now, job) as sets:
        for one in all_segments(shop):
            with suppress(UserError):
                if _is_in(customer_id, sets.of(SegmentRef(one.name))):
                    found.append(one)
    return found


def sample(shop: Shop, rule: Rule, now: datetime, n: int, seed: int) -> list[int]:
    """Some of the members, others for each ``seed``."""
    with _sets(shop, now) as sets:
        everybody = ids_of(sets.of(rule))
    return Random(seed).sample(everybody, min(n, len(everybody)))


def is_member(shop: Shop, rule: Rule, customer_id: int, now: datetime) -> bool:
    """Whether ``rule`` selects a customer."""
    with _sets(shop, now) as sets:
        return _is_in(customer_id, sets.of(rule))


def why(shop: Shop, rule: Rule, customer_id: int, now: datetime) -> list[Reason]:
    """Condition by condition, whether it holds for a customer and what is true of them.

    What is excluded is told the other way round, so that everything that holds speaks for them.
    """
    with _sets(shop, now) as sets:
        if not _is_in(customer_id, sets.everybody):
            raise UserError("This customer is no longer in the shop file.")
        called = names(shop)
        return [
            Reason(
                path,
                negated(clause(leaf, called)) if is_not else clause(leaf, called),
                _is_in(customer_id, sets.of(leaf)) is not is_not,
                actual_words(leaf, _actual(shop, leaf, customer_id, now)) if isinstance(leaf, Leaf) else "",
            )
            for path, leaf, is_not in _leaves(rule, (), is_not=False)
        ]


def overlap(shop: Shop, a: Rule, b: Rule, now: datetime) -> Overlap:
    """How many are in each of two sets, and in both."""
    with _sets(shop, now) as sets:
        one, other = sets.of(a), sets.of(b)
    return Overlap(one.bit_count(), other.bit_count(), (one & other).bit_count())


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


@contextmanager
def _sets(shop: Shop, now: datetime, job: Job = QUIET) -> Iterator[Sets]:
    """The sets of customers at one state of the file."""
    with shop.reading():
        saved = {one.name.casefold(): one.id if one.frozen_at else one.rule for one in all_segments(shop)}
        yield Sets(shop, now, saved, job)


def _is_in(customer_id: int, members: Set) -> bool:
    return bool(members >> customer_id & 1)


def _actual(shop: Shop, leaf: Leaf, customer_id: int, now: datetime) -> object:
    """The value of a customer that a condition looks at."""
    query = Query(shop, now)
    actual = query.actual(leaf)
    sql = f"SELECT {actual} FROM {query.source(actual)} WHERE t.customer_id = :customer"
    return shop.value(sql, {**query.params, "customer": customer_id})


def _counted(sets: Sets, rule: Rule, path: Path, left: Set) -> Iterator[tuple[Path, int]]:
    """The counts of a rule's parts among the customers ``left``."""
    yield path, (left & sets.of(rule)).bit_count()
    for at, part in enumerate(parts_of(rule)):
        yield from _counted(sets, part, (*path, at), left)
        if isinstance(rule, All | Minus):
            left &= sets.of(part)


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


def _segments(shop: Shop, where: str, *params: object) -> list[Segment]:
    """Segments whose rules call everything as it is called now."""
    names = new_names(shop)
    rows = shop.query(f"SELECT * FROM segment WHERE {where}", params)
    return [_segment(row, names.get(row["id"], {})) for row in rows]


def _segment(row: Row, names: Mapping[tuple[str, str], str]) -> Segment:
    return Segment(
        id=row["id"],
        name=row["name"],
        rule=called(parse(json.loads(row["rule"])), names),
        frozen_at=datetime.fromisoformat(row["frozen_at"]) if row["frozen_at"] else None,
        created_at=datetime.fromisoformat(row["created_at"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
    )
