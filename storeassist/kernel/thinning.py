"""Which backups of the past are worth their room: many of the last days, few of long ago."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

ALL_WITHIN = timedelta(days=2)

_TIERS: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (12, lambda at: at.date()),
    (10, lambda at: at.isocalendar()[:2]),
    (9, lambda at: (at.year, at.month)),
)
"""After the last two days: the last one of each of 12 days, then of each of 10 weeks, then of each of 9 months."""


def thinned(moments: Iterable[datetime], now: datetime) -> set[datetime]:
    """Which of the backups made at ``moments`` are to be deleted now.

    Going back from the newest, a backup is kept when it is of the last two days, else when it is the first one met of
    its day, week or month, whichever tier still has room. The newest always stays, and thinning twice changes nothing.
    """
    dropped: set[datetime] = set()
    tiers = iter(_TIERS)
    room, period = next(tiers)
    last: datetime | None = None
    for at in sorted(set(moments), reverse=True):
        if now - at < ALL_WITHIN or last is None:
            last = at
            continue
        while not room:
            room, period = next(tiers, (0, period))
            if not room:
                break
        if not room or period(at) == period(last):
            dropped.add(at)
        else:
            room, last = room - 1, at
    return dropped
