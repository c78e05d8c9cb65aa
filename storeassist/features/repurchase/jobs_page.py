"""What the tabs of the Repurchase page read, in the background where that takes time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storeassist.features.habits import store_forecast, store_rfm, store_rhythm, store_tiers, store_totals, store_value
from storeassist.features.habits.records import GapBin, Grid, Mode, Move, Rhythm, State, Thresholds, TierShare
from storeassist.features.habits.records_forecast import Forecast
from storeassist.features.habits.records_value import CustomerValue, SourceValue, TopShare, Value
from storeassist.features.habits.store import business_today
from storeassist.features.products import store as products
from storeassist.features.products.records import Product
from storeassist.features.repurchase import store, store_months, store_pairs, store_rates
from storeassist.features.repurchase.records import Cohort, FirstPurchase, Month, Pair, Rates
from storeassist.features.repurchase.rules import TREND_MONTHS
from storeassist.features.repurchase.rules_expected import Chance, tells_apart, within
from storeassist.features.segments import store as segments
from storeassist.features.segments.records import SegmentRef
from storeassist.kernel.columns import Columns
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Job

LISTED = 100
"""So many customers are listed by what they brought."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the overview is asked: the period in days, and whose visits count: of a source, of a saved segment."""

    now: datetime
    days: int
    source: str
    segment_id: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The rates, the months, the cohorts, and who is overdue; ``among`` are the customers of the segment asked for."""

    asked: Asked
    among: tuple[int, ...] | None
    rates: Rates
    trend: list[Month]
    cohorts: list[Cohort]
    due: Columns[Rhythm]
    sources: list[str]
    segments: list[tuple[int, str]]


def overview(job: Job, shop: Shop, asked: Asked) -> Overview:
    """Read who comes back."""
    saved = segments.all_segments(shop)
    name = next((one.name for one in saved if one.id == asked.segment_id), None)
    among = None if name is None else tuple(segments.members(shop, SegmentRef(name), asked.now))
    job.report(1, 5)
    rates = store_rates.rates(shop, asked.now, asked.days, among=among, source=asked.source)
    job.report(2, 5)
    trend = store_months.trend(shop, asked.now, TREND_MONTHS + 1, among=among, source=asked.source)
    job.report(3, 5)
    cohorts = store_months.cohorts(shop, asked.now, among=among, source=asked.source)
    job.report(4, 5)
    due = store_rhythm.rhythms(shop, asked.now, (State.WATCH,))
    names = [(one.id, one.name) for one in saved]
    return Overview(asked, among, rates, trend, cohorts, due, store.sources(shop), names)


@dataclass(frozen=True, slots=True)
class Chances:
    """Of some customers, by id, the chance to be still one; of none where the model tells nobody apart."""

    by_id: dict[int, float]


def chances(job: Job, shop: Shop, now: datetime, ids: Sequence[int]) -> Chances:
    """Read how likely these customers still are some."""
    alive = store_forecast.p_alive_of(shop, now)
    # Whoever was asked about may have been merged, or their bills voided, since.
    return Chances({one: alive[one] for one in ids if one in alive} if tells_apart(alive.values()) else {})


@dataclass(frozen=True, slots=True)
class Rhythms:
    """Everybody who came at least twice, how many stand in each state, how long gaps are, and the shop's median gap in days."""

    people: Columns[Rhythm]
    counts: dict[State, int]
    gaps: list[GapBin]
    shop_gap: float | None


def rhythm(job: Job, shop: Shop, now: datetime) -> Rhythms:
    """Read how everybody stands by their own rhythm."""
    people = store_rhythm.rhythms(shop, now)
    job.report(1, 3)
    gaps = store_rhythm.gap_histogram(shop, now)
    job.report(2, 3)
    return Rhythms(people, store_rhythm.counts_of(people), gaps, store_totals.shop_gap(shop, now))


@dataclass(frozen=True, slots=True)
class Rfm:
    """The grid with the thresholds in force and those proposed; ``spread`` is days away, visits and fen of all, sorted."""

    grid: Grid
    moves: list[Move]
    thresholds: Thresholds
    proposed: Thresholds
    spread: tuple[list[int], list[int], list[int]]


def rfm(job: Job, shop: Shop, now: datetime, mode: Mode) -> Rfm:
    """Read how lately, how often and how much everybody buys."""
    grid = store_rfm.grid(shop, now, mode)
    job.report(1, 4)
    moves = store_rfm.moves(shop, now, mode)
    job.report(2, 4)
    return Rfm(grid, moves, store_rfm.thresholds(shop, now), store_rfm.proposed(shop, now), _spread(shop, now))


def _spread(shop: Shop, now: datetime) -> tuple[list[int], list[int], list[int]]:
    totals, params = store_totals.totals_sql(shop, now)
    today = business_today(shop, now).isoformat()
    columns = (f"CAST(max(0, julianday('{today}') - julianday(t.last_visit_on)) AS INTEGER)", "t.visits", "t.spent_fen")
    found = [shop.ids(f"SELECT {one} AS id FROM {totals} t WHERE t.visits > 0 ORDER BY 1", params) for one in columns]
    return found[0], found[1], found[2]


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tiers around the hero product, and the products that may be it."""

    hero: Product | None
    shares: list[TierShare]
    products: list[Product]


def tiers(job: Job, shop: Shop, now: datetime) -> Tiers:
    """Read who gathers around the hero product."""
    hero = store_tiers.hero(shop)
    sold = products.fetch(shop, products.ids(shop, sort="sold", descending=True))
    job.report(1, 2)
    return Tiers(hero, store_tiers.tiers(shop, hero.id, now) if hero else [], sold)


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is bought together, and what customers begin with."""

    pairs: list[Pair]
    firsts: list[FirstPurchase]


def pairs(job: Job, shop: Shop, now: datetime) -> Pairs:
    """Read what goes with what."""
    together = store_pairs.pairs(shop, now)
    job.report(1, 2)
    return Pairs(together, store_pairs.first_bought(shop, now))


@dataclass(frozen=True, slots=True)
class Expected:
    """A forecast, and how many customers have each chance: counted here, as it takes time.

    ``profit_fen`` is what of the revenue to expect will be gross profit at the margin so far; None while too few costs are
    known.
    """

    forecast: Forecast
    chances: dict[Chance, int]
    profit_fen: int | None


def forecast(job: Job, shop: Shop, now: datetime, days: int) -> Expected:
    """Read what to expect of the days to come."""
    found = store_forecast.forecast(shop, now, days)
    job.report(1, 3)
    if not found.model:
        return Expected(found, {}, None)
    margin = store_value.profit_of(shop, None, now).margin
    job.report(2, 3)
    chances = {one: found.customers.count(within(one)) for one in Chance}
    return Expected(found, chances, None if margin is None else round((found.expected_fen or 0) * margin))


@dataclass(frozen=True, slots=True)
class Worth:
    """What the few bring, and what everybody brought: together, by source, and one by one of those who brought most."""

    tops: list[TopShare]
    whole: Value
    sources: list[SourceValue]
    customers: list[CustomerValue]


def value(job: Job, shop: Shop, now: datetime, limit: int | None = LISTED) -> Worth:
    """Read what customers were worth so far; one by one of ``limit`` of them, None: of everybody."""
    tops = store_value.concentration(shop, now)
    job.report(1, 4)
    whole = store_value.profit_of(shop, None, now)
    job.report(2, 4)
    sources = store_value.by_source(shop, now)
    job.report(3, 4)
    return Worth(tops, whole, sources, store_value.by_customer(shop, now, limit))
