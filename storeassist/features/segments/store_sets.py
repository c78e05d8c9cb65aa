"""Whom rules select, as sets. A set is a whole number: its bit n stands for the customer of id n.

So every condition is asked of the shop file by itself, once for a moment and until something is written, however often a
rule, and the segments it is made of, name it; and sets are put together without the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial, reduce
from operator import and_, or_

from storeassist.features.segments.records import All, Any, Leaf, Minus, Not, Rule, SegmentRef
from storeassist.features.segments.rules_refs import in_order, unknown
from storeassist.features.segments.store_conditions import Query
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job

Set = int


@dataclass(slots=True)
class Sets:
    """Whom rules select at a moment.

    ``known`` gives the rules of saved segments by name in lower case; one that is frozen has its id instead. ``job`` may
    be given up before each condition.
    """

    shop: Shop
    now: datetime
    known: Mapping[str, Rule | int]
    job: Job
    _saved: dict[str, Set] = field(default_factory=dict)
    _found: dict[Leaf, Set] = field(default_factory=dict)
    _everybody: Set | None = None

    @property
    def everybody(self) -> Set:
        """All customers."""
        if self._everybody is None:
            sql = "SELECT customer_id AS id FROM customer_total"
            self._everybody = self.shop.remember(sql, lambda: self._read(sql, {}))
        return self._everybody

    def of(self, rule: Rule) -> Set:
        """Whom ``rule`` selects; raises UserError when it names a segment that is not there, or is made of itself."""
        needed, circle = in_order({name: one for name, one in self.known.items() if not isinstance(one, int)}, rule)
        if circle:
            raise UserError("{name} is made of itself, so nobody can tell who is in it.", name=circle[0])
        for name in needed:  # each after those it is made of
            if name in self.known and name not in self._saved:
                self._saved[name] = self._of_segment(self.known[name])
        return self._put_together(rule)

    def _put_together(self, rule: Rule) -> Set:
        match rule:
            case All(parts):
                return reduce(and_, map(self._put_together, parts), self.everybody)
            case Any(parts):
                return reduce(or_, map(self._put_together, parts), 0)
            case Not(part):
                return self.everybody & ~self._put_together(part)
            case Minus(kept, taken):
                return self._put_together(kept) & ~self._put_together(taken)
            case SegmentRef(name):
                if name.casefold() not in self._saved:
                    raise unknown(name, [])
                return self._saved[name.casefold()]
        if rule not in self._found:
            self.job.report(len(self._found), 0)
            self._found[rule] = self.shop.remember((rule, self.now), partial(self._of_condition, rule))
        return self._found[rule]

    def _of_segment(self, saved: Rule | int) -> Set:
        if isinstance(saved, int):
            return self._read("SELECT customer_id AS id FROM segment_frozen WHERE segment_id = :id", {"id": saved})
        return self._put_together(saved)

    def _of_condition(self, leaf: Leaf) -> Set:
        query = Query(self.shop, self.now)
        holds = query.told(leaf).holds
        return self._read(f"SELECT t.customer_id AS id FROM {query.source(holds)} WHERE {holds}", query.params)

    def _read(self, sql: str, params: Mapping[str, object]) -> Set:
        return _set_of(self.shop.ids(sql, params))


def ids_of(members: Set) -> list[int]:
    """The customers in a set."""
    return [at for at, sign in enumerate(reversed(f"{members:b}")) if sign == "1"]


def _set_of(ids: Sequence[int]) -> Set:
    marks = bytearray(b"0") * (max(ids, default=0) + 1)
    for one in ids:
        marks[one] = ord("1")
    marks.reverse()
    return int(marks, 2)
