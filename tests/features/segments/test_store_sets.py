"""What was found is asked anew once something is written, and rules that were made to hurt do not."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.features.segments import actions, store
from storeassist.features.segments.records import SegmentRef
from storeassist.features.segments.rules import MOST_VALUES, parse
from storeassist.features.segments.store_checks import wrong_segments
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled
from tests.features.segments.ground import leaf
from tests.shops import NOW


@pytest.mark.parametrize("document", [leaf("visits", ">=", 1), leaf("spent", ">=", 50, within_days=30), leaf("items", "=", 0)])
def test_a_bill_counts_at_once_and_its_undo_too(shop: Shop, now: datetime, document: dict[str, Any]) -> None:
    rule, who = parse(document), customers.add(shop, CustomerFacts("Ann"), now)
    before = store.count(shop, rule, now)
    orders.add(shop, OrderFacts(now - timedelta(hours=1), 60_00, who), now)
    after = store.count(shop, rule, now)
    journal.undo(shop, now)
    assert store.count(shop, rule, now) == before
    journal.redo(shop, now)
    assert store.count(shop, rule, now) == after
    assert (before.n != after.n) == (document["field"] != "items")


def test_a_bill_ahead_counts_once_its_time_has_come(shop: Shop, now: datetime) -> None:
    rule, who = parse(leaf("orders", ">=", 1, weekdays=[1, 2, 3, 4, 5, 6, 7])), customers.add(shop, CustomerFacts("Ann"), now)
    orders.add(shop, OrderFacts(now + timedelta(hours=1), 60_00, who), now)
    assert [store.count(shop, rule, now + timedelta(hours=hours)).n for hours in (0, 2, 0)] == [0, 1, 0]


def test_a_bill_without_a_time_of_day_lies_in_no_hours(shop: Shop, now: datetime) -> None:
    who, midnight = customers.add(shop, CustomerFacts("Ann"), now), datetime(2026, 9, 15)
    by_night, ever = parse(leaf("orders", ">=", 1, hours=["22:00-02:00", "00:00-04:00"])), parse(leaf("orders", ">=", 1))
    orders.add(shop, OrderFacts(midnight, 60_00, who), now)
    assert [store.count(shop, rule, now).n for rule in (by_night, ever)] == [0, 1]
    orders.add(shop, OrderFacts(midnight + timedelta(seconds=1), 60_00, who), now)
    assert store.count(shop, by_night, now).n == 1


def test_all_saved_segments_are_counted_as_each_is_but_broken_ones(noodles: Shop) -> None:
    for at, document in enumerate((leaf("visits", ">=", 3), leaf("items", ">", 4), {"not": {"segment": "0"}})):
        actions.save(noodles, str(at), parse(document), NOW)
    actions.freeze(noodles, store.by_name(noodles, "1").id, "frozen", NOW)
    _save_as_they_are(noodles, {"gone": {"segment": "nobody"}, "a": {"segment": "b"}, "b": {"not": {"segment": "a"}}})
    found = store.counts(noodles, NOW)
    assert found == {name: store.count(noodles, SegmentRef(name), NOW).n for name in ("0", "1", "2", "frozen")}
    assert found["0"] + found["2"] == 300


def test_segments_made_of_each_other_twice_at_each_step_take_no_time(noodles: Shop) -> None:
    chain: dict[str, object] = {"0": leaf("visits", ">=", 3)}
    chain |= {str(n): {"any": [{"segment": str(n - 1)}, {"not": {"segment": str(n - 1)}}]} for n in range(1, 41)}
    _save_as_they_are(noodles, chain)
    started = time.perf_counter()
    assert store.count(noodles, SegmentRef("40"), NOW).n == 300
    actions.save(noodles, "top", parse({"minus": [{"segment": "40"}, {"segment": "39"}]}), NOW)
    assert wrong_segments(noodles) == []
    assert time.perf_counter() - started < 5


def test_a_long_chain_of_segments_is_counted_and_a_circle_in_it_refused(noodles: Shop) -> None:
    chain: dict[str, object] = {"0": leaf("visits", ">=", 3)}
    _save_as_they_are(noodles, chain | {str(n): {"not": {"segment": str(n - 1)}} for n in range(1, 1501)})
    few = store.count(noodles, SegmentRef("0"), NOW).n
    assert [store.count(noodles, SegmentRef(name), NOW).n for name in ("1499", "1500")] == [300 - few, few]
    with pytest.raises(UserError, match="cannot be made of itself"):
        actions.save(noodles, "0", parse({"segment": "1500"}), NOW, store.by_name(noodles, "0").id)


@pytest.mark.parametrize("document", [
    leaf("tag", "has_all", ["VIP"] * (MOST_VALUES + 1)),
    leaf("rfm", "in", ["5**"] * 20_000),
    leaf("visits", ">=", 1, hours=["11:00-12:00"] * 3_000),
    leaf("visits", ">=", 1, product=["招牌牛肉面"] * 2_000),
    leaf("visits", ">=", 1, weekdays=[1] * 3_000),
])  # fmt: skip
def test_endless_lists_are_refused_with_their_place(document: dict[str, Any]) -> None:
    with pytest.raises(UserError, match=r"^(value|hours|product|weekdays): .* 300"):
        parse(document)


@pytest.mark.parametrize("document", [
    leaf("tag", "has_all", [f"tag {n}" for n in range(MOST_VALUES)]),
    leaf("rfm", "in", ["5**"] * MOST_VALUES),
    leaf("overdue", "in", ["due"] * MOST_VALUES),
    leaf("visits", ">=", 1, hours=[f"{n % 24:02}:{n % 60:02}-{(n + 1) % 24:02}:{n % 60:02}" for n in range(MOST_VALUES)]),
    {"any": [leaf("spent", "=", n) for n in range(499)]},
    {"all": [leaf("visits", "<", n, within_days=30) for n in range(1, 100)]},
])  # fmt: skip
def test_the_longest_rules_that_are_read_can_be_counted_and_explained(read_only: Shop, document: dict[str, Any]) -> None:
    rule = parse(document)
    found = store.count(read_only, rule, NOW)
    assert 0 <= found.n <= 300
    assert store.steps(read_only, rule, NOW)[()] == found.n
    assert store.why(read_only, rule, 5, NOW)


def test_a_count_can_be_given_up_between_two_conditions(read_only: Shop) -> None:
    class GivenUp:
        reports = 0

        def report(self, done: int, total: int, text: str = "") -> None:
            self.reports += 1
            if self.reports == 3:
                raise Cancelled

    job = GivenUp()
    with pytest.raises(Cancelled):
        store.count(read_only, parse({"all": [leaf("spent", ">", n) for n in range(9)]}), NOW, job)
    assert job.reports == 3


def _save_as_they_are(shop: Shop, rules: dict[str, object]) -> None:
    with shop.write() as db:
        db.executemany(
            "INSERT INTO segment (name, rule, created_at, changed_at) VALUES (?, ?, '2026-09-15', '2026-09-15')",
            [(name, json.dumps(rule)) for name, rule in rules.items()],
        )
