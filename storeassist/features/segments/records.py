"""What a rule is made of, what a saved segment is, and what is told of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from storeassist.features.offers.records import Hours

Number = int | float
Value = Number | str | tuple[Number, ...] | tuple[str, ...] | None
"""What a condition compares with: one thing, both ends of a range, several words, or nothing. Money is in yuan."""

Path = tuple[int, ...]
"""Where a part of a rule stands: the place in its group, group after group from the outside; () is the whole rule."""


@dataclass(frozen=True, slots=True)
class Options:
    """Which bills, coupons or scores a condition is about; days are business days, both ends included."""

    within_days: Number | None = None
    first_on: date | None = None
    last_on: date | None = None
    product: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    hours: tuple[Hours, ...] = ()
    channel: tuple[str, ...] = ()
    offer: tuple[str, ...] = ()
    mode: str = ""

    @property
    def has_goods(self) -> bool:
        """Whether only some lines of bills count."""
        return bool(self.product or self.category or self.role)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition; ``field`` is a key of FIELDS, or custom. and the name of a field of the shop's own."""

    field: str
    op: str
    value: Value = None
    options: Options = Options()


@dataclass(frozen=True, slots=True)
class SegmentRef:
    """Whoever is in the saved segment of that name."""

    name: str


@dataclass(frozen=True, slots=True)
class All:
    """Whoever all parts select; everybody when there are none."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Whoever one of the parts selects, or several; nobody when there are none."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everybody else."""

    part: Rule


@dataclass(frozen=True, slots=True)
class Minus:
    """Whom ``kept`` selects, and ``taken`` does not."""

    kept: Rule
    taken: Rule


Rule = All | Any | Not | Minus | SegmentRef | Leaf


def parts_of(rule: Rule) -> tuple[Rule, ...]:
    """What a rule is put together from, in the order in which paths count; () of a condition."""
    match rule:
        case All(parts) | Any(parts):
            return parts
        case Not(part):
            return (part,)
        case Minus(kept, taken):
            return kept, taken
    return ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A saved rule; a frozen one keeps whom it selected at ``frozen_at``."""

    id: int
    name: str
    rule: Rule
    frozen_at: datetime | None
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Names:
    """What the words of a rule call things that stand in no rule: the shop's hero product."""

    hero: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many customers a rule selects, of how many the shop has."""

    n: int
    of: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many are in each of two sets, and how many of them in both."""

    a: int
    b: int
    both: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A condition in words, whether it holds for somebody, and what is true of them ("" where the words say all)."""

    path: Path
    words: str
    holds: bool
    actual: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """Who came into a segment and who left it since it was looked at; ``since`` None: it never was."""

    entered: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    since: datetime | None = None
