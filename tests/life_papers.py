"""A coupon as whoever holds it in hand knows it: what became of it, told without the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from storeassist.features.coupons.records import State


@dataclass(frozen=True)
class Paper:
    """One coupon; ``ends`` as it was issued, ``days`` from its claim if it counts from there."""

    uses: int
    ends: date | None
    days: int | None = None
    claimed_on: date | None = None
    used: int = 0
    is_cancelled: bool = False
    was_used: bool = False
    """Ever, whether or not that was taken back since."""

    def last_day(self) -> date | None:
        """The last day it is good for."""
        counted = [] if self.days is None or self.claimed_on is None else [self.claimed_on + timedelta(days=self.days)]
        return min([*([self.ends] if self.ends else []), *counted], default=None)

    def state(self, today: date) -> State:
        """What it is on that day."""
        last = self.last_day()
        if self.is_cancelled:
            return State.CANCELLED
        if self.used >= self.uses:
            return State.REDEEMED
        if last is not None and last < today:
            return State.EXPIRED
        if self.was_used and self.uses == 1:
            return State.REVERSED
        return State.CLAIMED if self.claimed_on or self.uses > 1 else State.ISSUED


def taken_back(now: dict[int, Paper], was: dict[int, Paper]) -> dict[int, Paper]:
    """What the coupons are once the act since ``was`` is undone: none goes, those it issued are cancelled."""
    return {code: _before(paper, was.get(code)) for code, paper in now.items()}


def done_again(now: dict[int, Paper], then: dict[int, Paper], today: date) -> dict[int, Paper]:
    """What the coupons are once the act that had made them as ``then`` is done again; a claim counts from today."""
    return {code: _again(paper, then[code], today) for code, paper in now.items()}


def shown(state: State, uses: int) -> State:
    """A state as ``Paper.state`` tells it: of several uses, it does not say whether the last was taken back."""
    return State.CLAIMED if uses > 1 and state in (State.ISSUED, State.REVERSED) else state


def _before(paper: Paper, was: Paper | None) -> Paper:
    if was is None:
        return replace(paper, is_cancelled=paper.used < paper.uses)
    return replace(was, was_used=was.was_used or paper.was_used)


def _again(paper: Paper, then: Paper, today: date) -> Paper:
    claimed_on = today if then.claimed_on and not paper.claimed_on else then.claimed_on
    return replace(then, claimed_on=claimed_on, was_used=then.was_used or paper.was_used)
