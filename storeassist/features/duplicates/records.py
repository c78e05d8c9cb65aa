"""What the shop sees in two customers who may be one: why it thinks so, how they differ, what a merge would do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from storeassist.features.customers.records import Customer, CustomerFacts

Side = Literal["keep", "drop"]
"""Whose value a merged customer gets: that of the one who stays, or of the one who goes into it."""


class Reason(StrEnum):
    """Why two customers may be one person, or why they may not."""

    SAME_PHONE = "same_phone"
    SAME_WECHAT = "same_wechat"
    ONE_DIGIT = "one_digit"
    SWAPPED_DIGITS = "swapped_digits"
    SAME_NAME = "same_name"
    SAME_SOUND = "same_sound"
    LIKE_NAME = "like_name"
    NO_NAME = "no_name"
    OTHER_NAME = "other_name"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two customers who may be one; ``score`` of 100 is as sure as it gets. ``a_id`` is the smaller id."""

    a_id: int
    b_id: int
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pair with its two customers, at its place (``id``) in the list."""

    id: int
    pair: Pair
    one: Customer
    other: Customer


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two customers differ, and whose value is taken. Values are those of ``rules.value_of``."""

    key: str
    keep: Any
    drop: Any
    side: Side


@dataclass(frozen=True, slots=True)
class Moves:
    """What goes over to the customer who stays: orders that count, dated notes, tags that are new there, coupons held
    and uses of coupons that were not taken back.

    ``visits`` are both ones' together; a day on which both came counts once.
    """

    orders: int
    notes: int
    tags: tuple[str, ...]
    visits: int
    coupons: int = 0
    uses: int = 0


@dataclass(frozen=True, slots=True)
class MergePlan:
    """Exactly what a merge will do: ``drop`` goes into ``keep``, who then is ``facts``.

    ``former`` are the numbers by which ``keep`` is found from now on as well; ``remark`` is the note that is not taken,
    which goes into the history.
    """

    keep: Customer
    drop: Customer
    differences: tuple[Difference, ...]
    facts: CustomerFacts
    moves: Moves
    former: tuple[str, ...]
    remark: str
