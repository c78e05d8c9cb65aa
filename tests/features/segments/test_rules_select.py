"""Whom rules select: beside plain Python, beside each other, and beside what is said of each customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from storeassist.features.segments import store
from storeassist.features.segments.records import All as AllOf
from storeassist.features.segments.records import Leaf, Not
from storeassist.features.segments.rules import parse, to_document
from storeassist.features.segments.store_bills import sums
from storeassist.features.segments.store_conditions import Query
from storeassist.kernel.database import Shop
from tests.features.segments.ground import LEAVES, NOWS, RULES, leaf
from tests.features.segments.plainly import Book, said_to_hold
from tests.shops import NOW

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
many = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@many
@given(LEAVES, NOWS)
def test_every_condition_selects_whom_plain_python_selects(
    read_only: Shop, book: Book, document: dict[str, Any], now: datetime
) -> None:
    rule = parse(document)
    assert set(store.members(read_only, rule, now)) == book.members(rule, now), document


@many
@given(RULES, NOWS)
def test_whole_rules_do_too_and_their_counts_and_steps_agree(
    read_only: Shop, book: Book, document: dict[str, Any], now: datetime
) -> None:
    rule = parse(document)
    expected = book.members(rule, now)
    count, steps = store.count(read_only, rule, now), store.steps(read_only, rule, now)
    assert (count.n, count.of, steps[()]) == (len(expected), 300, len(expected))
    if isinstance(rule, AllOf):
        left = set(book.people)
        for at, part in enumerate(rule.parts):
            left &= book.members(part, now)
            assert steps[at,] == len(left)


@few
@given(RULES)
def test_a_document_read_and_written_is_the_same_rule(document: dict[str, Any]) -> None:
    rule = parse(document)
    assert parse(to_document(rule)) == rule


@few
@given(RULES, RULES)
def test_sets_keep_the_laws_of_sets(read_only: Shop, one: dict[str, Any], other: dict[str, Any]) -> None:
    def of(document: Mapping[str, Any]) -> set[int]:
        return set(store.members(read_only, parse(document), NOW))

    a, b, everybody = of(one), of(other), of({"all": []})
    assert of({"any": [one, other]}) == a | b == of({"any": [other, one]})
    assert of({"all": [one, other]}) == a & b
    assert of({"minus": [one, other]}) == a - b == of({"all": [one, {"not": other}]})
    assert of({"not": {"any": [one, other]}}) == everybody - a - b == of({"all": [{"not": one}, {"not": other}]})
    assert of({"not": {"not": one}}) == a
    found = store.overlap(read_only, parse(one), parse(other), NOW)
    assert (found.a, found.b, found.both) == (len(a), len(b), len(a & b))


@few
@given(RULES)
def test_why_agrees_with_membership(read_only: Shop, document: dict[str, Any]) -> None:
    rule = parse(document)
    members = set(store.members(read_only, rule, NOW))
    for customer in Random(1).sample(range(1, 301), 12):
        reasons = {one.path: one for one in store.why(read_only, rule, customer, NOW)}
        assert store.is_member(read_only, rule, customer, NOW) == (customer in members)
        assert said_to_hold(rule, reasons) == (customer in members)


@many
@given(LEAVES, NOWS)
def test_the_figure_told_of_one_customer_is_that_of_everybodys(read_only: Shop, document: dict[str, Any], now: datetime) -> None:
    rule = parse(document)
    if not isinstance(rule, Leaf) or rule.field not in ("visits", "orders", "spent", "items"):
        return
    query = Query(read_only, now)
    found = sums(read_only, rule.field, rule.options, now, query.bind)
    each = {row["customer_id"]: row["v"] for row in read_only.query(found.of_everybody, query.params)}
    told = read_only.query(f"SELECT t.customer_id AS who, {found.of_one} AS v FROM customer_total t", query.params)
    assert {row["who"]: row["v"] for row in told} == {row["who"]: each.get(row["who"], 0) for row in told}


EVERY_FIELD = [
    leaf("visits", ">=", 3, within_days=180), leaf("spent", ">", 300), leaf("overdue", ">=", 1.5),
    leaf("overdue", "in", ["due", "watch"]), leaf("birthday_in_days", "<=", 30), leaf("rfm", "=", "important_value"),
    leaf("rfm", "in", ["5**", "*55"], mode="quintiles"), leaf("tier", "in", ["core", "main"]),
    leaf("tier", "=", "never", product="卤蛋"), leaf("p_alive", ">=", 0.5), leaf("p_alive", "is_empty"),
    leaf("coupon", "has", "usable"), leaf("coupon", "is_empty"), leaf("custom.口味", "=", "微辣"),
    leaf("custom.口味", "is_empty"), leaf("source", "contains", "朋友"), leaf("tag", "contains", "牛肉"),
    leaf("median_gap_days", "between", [5, 20]), leaf("average_bill", ">", 60), leaf("overdue", "!=", "dormant"),
]  # fmt: skip


@pytest.mark.parametrize("document", EVERY_FIELD, ids=lambda one: f"{one['field']} {one['op']}")
def test_why_agrees_with_membership_for_every_customer(read_only: Shop, document: dict[str, Any]) -> None:
    rule = parse(document)
    members = set(store.members(read_only, rule, NOW))
    for customer in range(1, 301, 3):
        (reason,) = store.why(read_only, rule, customer, NOW)
        assert reason.holds == (customer in members), reason
        assert reason.words
    assert {*members, *store.members(read_only, Not(rule), NOW)} == set(range(1, 301))


def test_states_of_rhythm_part_all_who_came_twice(read_only: Shop) -> None:
    states = [leaf("overdue", "=", state) for state in ("on_time", "due", "watch", "dormant")]
    each = [store.count(read_only, parse(state), NOW).n for state in states]
    assert sum(each) == store.count(read_only, parse(leaf("visits", ">=", 2)), NOW).n
    assert store.count(read_only, parse(leaf("overdue", ">=", 1.5)), NOW).n == each[2] + each[3]


def test_tiers_and_types_part_everybody_they_are_about(read_only: Shop) -> None:
    tiers = [store.count(read_only, parse(leaf("tier", "=", one)), NOW).n for one in ("core", "main", "other", "never")]
    assert sum(tiers) == 300
    same = {"field": "orders", "op": ">=", "value": 2, "product": store.names(read_only).hero}
    assert tiers[0] == store.count(read_only, parse(same), NOW).n
    with_score = parse(leaf("rfm", "in", ["***"]))
    assert store.count(read_only, with_score, NOW).n == store.count(read_only, parse(leaf("orders", ">", 0)), NOW).n


def test_a_sample_is_of_the_members_and_changes_with_its_seed(read_only: Shop) -> None:
    rule = parse(leaf("visits", ">=", 2))
    members = set(store.members(read_only, rule, NOW))
    samples = [store.sample(read_only, rule, NOW, 8, seed) for seed in (1, 1, 2)]
    assert samples[0] == samples[1] != samples[2]
    assert all(len(set(one)) == 8 and set(one) <= members for one in samples)
    assert store.sample(read_only, parse({"any": []}), NOW, 8, 1) == []


def test_members_come_in_the_order_asked_for(read_only: Shop) -> None:
    rule = parse(leaf("visits", ">=", 2))
    spent = {row["customer_id"]: row["spent_fen"] for row in read_only.query("SELECT * FROM customer_total")}
    found = store.members(read_only, rule, NOW, limit=20, sort="spent")
    assert [spent[one] for one in found] == sorted((spent[one] for one in found), reverse=True)
    assert len(found) == 20
