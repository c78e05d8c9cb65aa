"""How fast everybody of a large shop gets scores and is counted by rules, beside the way of pandas."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from storeassist.features import SCHEMA
from storeassist.features.habits import store_rfm, store_rhythm, store_tiers, store_totals
from storeassist.features.habits.records import Mode, Thresholds
from storeassist.features.segments import store as segments
from storeassist.features.segments.rules import parse
from storeassist.kernel.database import Shop
from tests.benchmarks.conftest import Say


@pytest.fixture
def now(shop: Shop) -> datetime:
    """When the last bill was written."""
    return datetime.fromisoformat(shop.value('SELECT max(at) FROM "order"'))


def once(work: Callable[[], object]) -> float:
    """How long something takes, in milliseconds."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def milliseconds(work: Callable[[], object]) -> float:
    """How long something takes, at the best of three times."""
    return min(once(work) for _ in range(3))


def by_pandas(shop: Shop, limits: Thresholds, today: str) -> pd.DataFrame:
    """The usual way: load the bills, group them, cut."""
    bills = pd.DataFrame.from_records(
        shop.db.execute(
            'SELECT customer_id, day, amount_fen FROM "order" o WHERE customer_id IS NOT NULL AND reverses_id IS NULL'
            ' AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
        ).fetchall(),
        columns=["who", "day", "fen"],
    )
    people = bills.groupby("who").agg(last=("day", "max"), visits=("day", "nunique"), fen=("fen", "sum"))
    away = (pd.Timestamp(today) - pd.to_datetime(people["last"])).dt.days
    ever = float("inf")
    return pd.DataFrame(
        {
            "r": pd.cut(away, [-ever, *limits.r[::-1], ever], labels=[5, 4, 3, 2, 1]).astype(int),
            "f": pd.cut(people["visits"], [-ever, *limits.f, ever], right=False, labels=[1, 2, 3, 4, 5]).astype(int),
            "m": pd.cut(people["fen"], [-ever, *limits.m, ever], right=False, labels=[1, 2, 3, 4, 5]).astype(int),
        }
    )


def test_rfm_of_everybody_beside_pandas(shop: Shop, now: datetime, say: Say) -> None:
    limits, today = store_rfm.proposed(shop, now), now.date().isoformat()
    plain = milliseconds(lambda: by_pandas(shop, limits, today))
    say(f"RFM of everybody with pandas: {plain:,.0f} ms")
    for mode in Mode:
        listed = milliseconds(partial(store_rfm.scores, shop, now, mode))
        counted = milliseconds(partial(store_rfm.grid, shop, now, mode))
        say(
            f"  {mode}: all scores {listed:,.0f} ms ({listed / plain:.2f}), the grid {counted:,.0f} ms ({counted / plain:.2f})"
        )
    scores = {one.customer_id: (one.r, one.f, one.m) for one in store_rfm.scores(shop, now)}
    assert scores == {row.Index: (row.r, row.f, row.m) for row in by_pandas(shop, limits, today).itertuples()}


def test_rfm_moves_rhythm_and_tiers(shop: Shop, now: datetime, say: Say) -> None:
    hero = store_tiers.hero(shop)
    assert hero is not None
    reads: dict[str, Callable[[], object]] = {
        "limits proposed": lambda: store_rfm.proposed(shop, now),
        "moves of a month": lambda: store_rfm.moves(shop, now),
        "everybody by rhythm": lambda: store_rhythm.rhythms(shop, now),
        "gaps by weeks": lambda: store_rhythm.gap_histogram(shop, now),
        "tiers": lambda: store_tiers.tiers(shop, hero.id, now),
    }
    for name, read in reads.items():
        say(f"{name}: {milliseconds(read):,.0f} ms")


def test_rfm_totals_as_of_now_cost_nothing(shop: Shop, now: datetime, say: Say) -> None:
    plain = milliseconds(lambda: shop.value("SELECT sum(visits) FROM customer_total"))
    found = milliseconds(lambda: shop.value(f"SELECT sum(visits) FROM {store_totals.totals_sql(shop, now)[0]}"))
    say(f"visits of everybody: {found:.1f} ms as of now, {plain:.1f} ms from the kept totals")


def _leaf(field: str, op: str, value: object, **options: object) -> dict[str, object]:
    return {"field": field, "op": op, "value": value, **options}


ON_TOTALS = {
    "came three times": _leaf("visits", ">=", 3),
    "spent over 500, away for 30 days": {"all": [_leaf("spent", ">", 500), _leaf("last_visit_days", ">=", 30)]},
    "came once, or seldom": {"any": [_leaf("visits", "=", 1), _leaf("median_gap_days", ">", 60)]},
    "overdue": _leaf("overdue", "in", ["watch", "dormant"]),
    "valuable by type": _leaf("rfm", "=", "important_value"),
    "a high score": _leaf("rfm", "in", ["55*", "5*5"]),
    "the hero product once": _leaf("tier", "=", "main"),
    "likely to come again": _leaf("p_alive", ">=", 0.6),
}
OF_THE_SAME = (_leaf("overdue", ">=", 1.1), _leaf("rfm", "=", "general_keep"), _leaf("rfm", "in", ["1**"]),
               _leaf("tier", "=", "core"), _leaf("p_alive", ">=", 0.9))  # fmt: skip
"""Asked before: scores, tiers and chances are found once for each state of the shop, whatever is asked of them."""

ON_BILLS = {
    "twice in 90 days": _leaf("visits", ">=", 2, within_days=90),
    "spent over 500 in a year": _leaf("spent", ">", 500, within_days=365),
    "a product three times": _leaf("orders", ">=", 3, product="招牌牛肉面"),
    "a category on Tuesday afternoons": _leaf("visits", ">=", 1, category="面", weekdays=[2], hours="14:00-17:00"),
    "a category in a year": _leaf("visits", ">=", 2, category="面", within_days=365),
    "a category ever": _leaf("spent", ">=", 50, category="面"),
    "lines ever": _leaf("items", ">=", 5),
    "at noon": _leaf("visits", ">=", 2, hours="11:00-14:00"),
    "at weekends": _leaf("orders", ">=", 2, weekdays=[6, 7]),
}


@pytest.mark.parametrize(("rules", "before", "most"), [(ON_TOTALS, OF_THE_SAME, 50), (ON_BILLS, (), 400)])
def test_rules_are_counted_while_the_owner_writes_them(
    large: Path, now: datetime, say: Say, rules: dict[str, dict[str, object]], before: tuple[dict[str, object], ...], most: int
) -> None:
    for name, document in rules.items():
        rule, first, again = parse(document), list[float](), list[float]()
        for _ in range(3):
            shop = Shop.open(large, SCHEMA, is_copy=True)  # one that knows nothing yet
            for known in before:
                segments.count(shop, parse(known), now)
            first.append(once(partial(segments.count, shop, rule, now)))
            again.append(once(partial(segments.steps, shop, rule, now)))
            assert segments.steps(shop, rule, now)[()] == segments.count(shop, rule, now).n > 0
            shop.close()
        say(f"{name}: counted in {min(first):.0f} ms of {most}, every step of it then in {min(again):.0f} ms")
