"""What the page of segments says of a rule while it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of some customers can be written to, and why the others cannot: they declined, or left no way."""

    reachable: int
    declined: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class Live:
    """How many a rule selects, of how many, and how many are left after each part of its groups."""

    n: int
    of: int
    steps: Mapping[tuple[int, ...], int]


@dataclass(frozen=True, slots=True)
class Circles:
    """How many are in one set alone, in both, and in the other alone."""

    left_only: int
    both: int
    right_only: int


@dataclass(frozen=True, slots=True)
class Rest:
    """What follows the count: who can be written to, some of them, and what is shared with another segment."""

    reach: Reach
    sample: tuple[int, ...]
    circles: Circles | None


@dataclass(frozen=True, slots=True)
class Offered:
    """What conditions can be made of in this shop: choices by the key of a field or option, its own fields, its hero."""

    choices: Mapping[str, Sequence[tuple[Any, str]]] = field(default_factory=dict)
    own_fields: tuple[str, ...] = ()
    hero: str = ""
