"""What makes a score: limits proposed from the customers, fifths of them, good and not so good. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from storeassist.features.habits.records import People, Thresholds
from storeassist.kernel.errors import UserError

_FIFTHS = (1, 2, 3, 4)
_TENS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
_ROUND = (1, 2, 3, 4, 5, 6, 8, *(ten * 10**zeros for zeros in range(16) for ten in _TENS))
_ROUND_DAYS = (
    *(1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 150, 180, 240, 300, 365, 540),
    *(365 * years for years in range(2, 101)),
    *(days for days in _ROUND if days > 36_500),
)
_USUAL = Thresholds(r=(180, 90, 45, 14), f=(2, 4, 6, 10), m=(100_00, 300_00, 600_00, 1200_00))


def proposed(people: People) -> Thresholds:
    """Round numbers near the limits of the fifths of all customers, which may be equal; usual ones without customers.

    Each limit is a number of its own, as otherwise a score would never be given.
    """
    if not people.away:
        return _USUAL
    days, visits, fen = ([column[len(column) * fifth // 5] for fifth in _FIFTHS] for column in people)
    yuan = _rounded([one / 100 for one in fen], _ROUND)
    return Thresholds(_rounded(days, _ROUND_DAYS)[::-1], _rounded(visits, _ROUND[1:]), tuple(100 * one for one in yuan))


def quintiles(people: People) -> Thresholds:
    """Limits by which a score is 1 + 5 x (how many are worse) / (how many there are), people of a tie sharing it."""
    if not people.away:
        return _USUAL
    # So many must be worse for a score: those up to the limit's place, and nobody of its own value.
    r, f, m = (
        tuple(column[-(-len(column) * fifth // 5) - 1] for fifth in _FIFTHS)
        for column in (people.away[::-1], people.visits, people.spent_fen)
    )
    return Thresholds(tuple(one - 1 for one in r), tuple(one + 1 for one in f), tuple(one + 1 for one in m))


def types(people: People) -> Thresholds:
    """Limits by which a score is 5 (good) or 1: recency is good up to the median, frequency and money above it."""
    if not people.away:
        return _USUAL
    r, f, m = ((column[(len(column) - 1) // 2] + column[len(column) // 2]) // 2 for column in people)
    return Thresholds((r,) * 4, (f + 1,) * 4, (m + 1,) * 4)


def checked(thresholds: Thresholds) -> Thresholds:
    """``thresholds`` as they are kept; raises UserError, naming the field, when a score would never be given."""
    for field, limits in (("r", thresholds.r[::-1]), ("f", thresholds.f), ("m", thresholds.m)):
        if len(limits) != 4:
            raise UserError("Four thresholds are needed: for the scores 2, 3, 4 and 5.", field=field)
        if min(limits) < 0:
            raise UserError("A threshold is never below zero.", field=field)
        if any(later <= earlier for earlier, later in pairwise(limits)):
            raise UserError(
                "Better scores need stricter thresholds: fewer days, more visits, more money each time.", field=field
            )
    return thresholds


def _rounded(values: Sequence[float], ladder: Sequence[int]) -> tuple[int, ...]:
    """For each of ``values``, which ascend, the nearest number of the ladder above the one before."""
    found: list[int] = []
    for value in values:
        above = [step for step in ladder if not found or step > found[-1]]
        found.append(min(above, key=lambda step: (abs(step - value), step)))
    return tuple(found)
