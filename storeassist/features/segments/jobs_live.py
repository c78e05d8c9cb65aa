"""What the page of segments reads beside the window: counts, who can be written to, what two segments share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storeassist.features.habits import store_tiers
from storeassist.features.segments import actions, store, store_offered, store_reach
from storeassist.features.segments.records import Moves, Reason, Rule, SegmentRef
from storeassist.features.segments.records_live import Circles, Live, Offered, Rest
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _

_SAMPLE = 6


@dataclass(frozen=True, slots=True)
class Overview:
    """What conditions can be made of, and how many each saved segment has."""

    offered: Offered
    counts: dict[str, int]


def overview(job: Job, shop: Shop, but: str, now: datetime) -> Overview:
    """What a rule other than the segment ``but`` can be made of; a segment that cannot be counted has no count."""
    segments = store.all_segments(shop)
    hero = store_tiers.hero(shop)
    offered = store_offered.offered(shop, segments, but, hero.name if hero else _("the hero product"))
    return Overview(offered, store.counts(shop, now, job))


def live(job: Job, shop: Shop, rule: Rule, now: datetime) -> Live:
    """How many the rule selects, and how many are left after each of its parts."""
    count = store.count(shop, rule, now, job)
    return Live(count.n, count.of, store.steps(shop, rule, now))


def rest(_job: Job, shop: Shop, rule: Rule, other: str, seed: int, now: datetime) -> Rest:
    """Who can be written to, some of the members, and what the rule shares with the ``other`` segment ("" none)."""
    reach = store_reach.reach(shop, store.members(shop, rule, now))
    sample = tuple(store.sample(shop, rule, now, _SAMPLE, seed))
    return Rest(reach, sample, circles(shop, rule, other, now) if other else None)


def circles(shop: Shop, rule: Rule, other: str, now: datetime) -> Circles:
    """How many are in the rule alone, in both, and in the other segment alone."""
    found = store.overlap(shop, rule, SegmentRef(other), now)
    return Circles(found.a - found.both, found.both, found.b - found.both)


def members(_job: Job, shop: Shop, rule: Rule, now: datetime) -> list[int]:
    """Everybody the rule selects, who came last first."""
    return store.members(shop, rule, now)


def why(_job: Job, shop: Shop, rule: Rule, customer_id: int, now: datetime) -> tuple[bool, list[Reason]]:
    """Whether a customer is in, and condition by condition whether it holds for them."""
    return store.is_member(shop, rule, customer_id, now), store.why(shop, rule, customer_id, now)


def look(_job: Job, shop: Shop, segment_id: int, now: datetime) -> Moves:
    """Who came in and left since the segment was looked at last, which is now."""
    return actions.look(shop, segment_id, now)
