"""Rules as documents: what is refused and where, and the sentence an owner reads."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.segments.records import Leaf, Names, Options
from storeassist.features.segments.rules import parse, to_document
from storeassist.features.segments.rules_fields import FIELDS
from storeassist.features.segments.rules_refs import renamed
from storeassist.features.segments.rules_words import sentence
from storeassist.kernel.errors import UserError
from tests.features.segments.ground import RULES, leaf

VISITS = leaf("visits", ">=", 3)


@pytest.mark.parametrize(
    ("document", "place", "words"),
    [
        ([], "", "rule: this must be an object"),
        ({}, "", "there must be one of all, any, not, minus, segment, field"),
        ({"all": VISITS}, "all", "this must be a list of rules"),
        ({"all": [VISITS, 3]}, "all[1]", "this must be an object"),
        ({"all": [VISITS], "any": []}, "any", "this does not belong beside “all”"),
        ({"all": [{"any": [VISITS, leaf("visits", ">=", "three")]}]}, "all[0].any[1].value", "this must be a number"),
        ({"not": leaf("visit", ">=", 3)}, "not.field", "there is no “visit”; there are visits, orders"),
        ({"field": "visits", "value": 3}, "op", "this is missing; it is one of =, !="),
        (leaf("visits", "has", 3), "op", "“visits” has no “has”"),
        (leaf("visits", ">="), "value", "this is missing"),
        (leaf("visits", ">=", True), "value", "this must be a number"),
        (leaf("visits", ">=", math.inf), "value", "this must be a number"),
        (leaf("visits", ">=", math.nan), "value", "this must be a number"),
        (leaf("visits", ">=", 10**40), "value", "this must be a number"),
        (leaf("visits", ">=", 10**400), "value", "this must be a number"),
        (leaf("visits", "between", [1]), "value", "this must be two values"),
        (leaf("visits", "between", 3), "value", "this must be a list"),
        (leaf("visits", ">=", 3, within=90), "within", "“visits” has no such option"),
        (leaf("visits", ">=", 3, within_days=0), "within_days", "above 0"),
        (leaf("visits", ">=", 3, **{"from": "2026-13-01"}), "from", "“2026-13-01” is not a day"),
        (leaf("visits", ">=", 3, **{"from": "2026-03-01", "to": "2026-02-01"}), "to", "before “from”"),
        (leaf("visits", ">=", 3, weekdays=[0]), "weekdays", "1 (Monday) to 7"),
        (leaf("visits", ">=", 3, hours="soon"), "hours", "“soon” are no hours"),
        (leaf("visits", ">=", 3, role="star"), "role", "one of lead, hero, profit, ordinary"),
        (leaf("visits", ">=", 3, product=[]), "product", "this list is empty"),
        (leaf("last_visit_days", ">=", 3, product="x"), "product", "no such option"),
        (leaf("gender", "=", "f"), "value", "one of female, male"),
        (leaf("gender", "is_empty", "f"), "value", "takes no value"),
        (leaf("rfm", "=", "66*"), "value", "one of important_value"),
        (leaf("overdue", ">=", "due"), "value", "must be a number"),
        (leaf("overdue", "in", [1.5]), "value[0]", "one of on_time"),
        (leaf("tag", "has_any", []), "value", "this list is empty"),
        (leaf("tag", "has_all", [str(tag) for tag in range(301)]), "value", "it may have 300 values"),
        (leaf("visits", ">=", 1, hours=["11:00-12:00"] * 301), "hours", "it may have 300 values"),
        (leaf("tier", "=", "core", product=["面", "汤"]), "product", "tiers are those of one product"),
        (leaf("tag", "has", 7), "value", "this must be a text"),
        (leaf("tag", "has", "a\x00b"), "value", "this must be a text"),
        (leaf("custom. ", "=", "x"), "field", "there is no"),
        ({"minus": [VISITS]}, "minus", "this needs two rules"),
        ({"minus": [VISITS, {"segment": ""}]}, "minus[1].segment", "this must be a text"),
    ],
)
def test_a_wrong_rule_is_refused_with_the_place_of_its_fault(document: object, place: str, words: str) -> None:
    with pytest.raises(UserError) as refused:
        parse(document)
    assert refused.value.field == place
    assert words in str(refused.value)
    assert str(refused.value).startswith(place or "rule")


def test_rules_too_deep_or_too_long_are_refused() -> None:
    deep: Any = VISITS
    for _level in range(100):
        deep = {"not": deep}
    for document in (deep, {"all": [VISITS] * 1000}):
        with pytest.raises(UserError, match="too many parts"):
            parse(document)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda part: st.one_of(st.lists(part, max_size=3), st.dictionaries(st.text(max_size=8), part, max_size=3)),
    max_leaves=6,
)


@given(st.sampled_from(list(FIELDS)), st.sampled_from(["=", "has", "between", "in", "is_empty", ">="]), json_values,
       st.dictionaries(st.sampled_from(["within_days", "hours", "weekdays", "product", "from", "mode", "offer"]), json_values))
def test_whatever_stands_in_a_document_is_read_or_refused_in_words(
    field: str, op: str, value: object, options: dict[str, object]
) -> None:  # fmt: skip
    document = {"all": [{"field": field, "op": op, "value": value, **options}]}
    try:
        rule = parse(document)
    except UserError as error:
        assert error.field.startswith("all[0]")
    else:
        assert parse(json.loads(json.dumps(to_document(rule)))) == rule


def test_short_forms_are_read_as_the_long_ones() -> None:
    rule = parse(leaf("visits", ">=", 1, product="面", hours=[14, 17], weekdays=2, within_days=None))
    assert isinstance(rule, Leaf)
    assert to_document(rule) == leaf("visits", ">=", 1, product="面", hours="14:00-17:00", weekdays=[2])
    assert parse(leaf("rfm", "in", ["5**", "5**"])) == parse(leaf("rfm", "in", ["5**"]))
    assert parse(leaf("visits", "between", [5, 2])) == Leaf("visits", "between", (2, 5), Options())


@given(RULES)
def test_every_rule_is_a_sentence(document: dict[str, Any]) -> None:
    said = sentence(parse(document), Names("招牌牛肉面"))
    assert said.startswith(("Customers who ", "Every customer"))
    assert said.endswith(".")
    assert "{" not in said
    assert "()" not in said
    assert "  " not in said


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"all": []}, "Every customer."),
        (VISITS, "Customers who came at least 3 times."),
        (leaf("visits", "=", 1), "Customers who came exactly 1 time."),
        (
            {"any": [VISITS, {"all": [leaf("visits", "=", 1), leaf("tag", "has", "VIP")]}]},
            "Customers who came at least 3 times or (came exactly 1 time and carry the tag “VIP”).",
        ),
        (leaf("visits", "=", 0, within_days=30), "Customers who did not come in the last 30 days."),
        (leaf("spent", "between", [100, 499.5]), "Customers who spent ¥100 to ¥499.50."),
        (
            leaf("visits", ">=", 2, within_days=90, weekdays=[2], hours="14:00-17:00", channel="堂食"),
            "Customers who came at least 2 times by 堂食 at 14:00–17:00 on Tue in the last 90 days.",
        ),
        (leaf("orders", ">=", 1, product="牛肉面"), "Customers who bought 牛肉面."),
        (leaf("spent", ">", 50, category="面", **{"from": "2026-01-01"}),
         "Customers who spent more than ¥50 on anything of “面” since 1 Jan 2026."),
        (
            {
                "all": [
                    VISITS,
                    leaf("last_visit_days", ">=", 30),
                    {"any": [leaf("orders", ">=", 1, product="牛肉面"), leaf("tag", "has", "牛肉控")]},
                    {"not": leaf("visits", ">=", 1, within_days=7)},
                ]
            },
            "Customers who came at least 3 times, have not come for at least 30 days and (bought 牛肉面 or carry the"
            " tag “牛肉控”); not those who came in the last 7 days.",
        ),
        ({"minus": [{"segment": "VIP"}, leaf("consent", "=", "no")]},
         "Customers who are in “VIP”; not those who declined messages."),
        ({"not": {"any": [VISITS, {"segment": "VIP"}]}},
         "Every customer; not those who came at least 3 times or are in “VIP”."),
        (leaf("tier", "=", "core"), "Customers who bought 招牌牛肉面 again and again."),
        (leaf("overdue", "in", ["due", "watch"]), "Customers who are due or overdue by their own rhythm."),
        (leaf("p_alive", ">=", 0.8), "Customers who will come again with a chance of at least 80%."),
        (leaf("coupon", "has", "usable", offer="满58减8"),
         "Customers who have a coupon of “满58减8” that is usable now."),
        (leaf("custom.口味", "=", "微辣"), "Customers who have 口味: 微辣."),
        (leaf("visits", ">=", -1e11), "Customers who came at least -100,000,000,000 times."),
        (leaf("orders", "<", 123456789012), "Customers who have less than 123,456,789,012 bills."),
        (leaf("median_gap_days", ">", 0.1 + 0.2), "Customers who have a usual gap of more than 0.3 days."),
        (leaf("p_alive", "<", 0.00001), "Customers who will come again with a chance of less than 0.001%."),
        (leaf("spent", ">=", -12345.5), "Customers who spent at least − ¥12,345.50."),
        # A word that denies says how far it reaches, and several clauses of one condition stay together.
        ({"any": [leaf("tag", "!=", "VIP"), VISITS]},
         "Customers who do not carry the tag “VIP” or came at least 3 times."),
        ({"any": [leaf("coupon", "!=", "usable"), VISITS]},
         "Customers who do not match (have a coupon that is usable now) or came at least 3 times."),
        ({"all": [leaf("consent", "in", ["yes", "unknown"]), VISITS]},
         "Customers who (agreed to messages or were not asked about messages) and came at least 3 times."),
        ({"any": [VISITS, {"minus": [{"segment": "A"}, {"all": [{"segment": "B"}, {"segment": "C"}]}]}]},
         "Customers who came at least 3 times or (are in “A”, but not those who (are in “B” and are in “C”))."),
        ({"any": [VISITS, {"not": {"all": [{"segment": "B"}, {"segment": "C"}]}}]},
         "Customers who came at least 3 times or do not match (are in “B” and are in “C”)."),
    ],
)  # fmt: skip
def test_the_sentence_of_a_rule(document: object, words: str) -> None:
    assert sentence(parse(document), Names("招牌牛肉面")) == words


def test_values_stand_between_the_marks() -> None:
    said = sentence(parse({"all": [VISITS, leaf("tag", "has", "VIP")]}), Names(), ("<b>", "</b>"))
    assert said == "Customers who came <b>at least 3 times</b> and carry the tag <b>“VIP”</b>."


def test_another_name_of_a_segment_reaches_every_part_of_a_rule() -> None:
    document = {"all": [{"segment": "VIP"}, {"not": {"any": [{"segment": "vip"}, {"minus": [VISITS, {"segment": "B"}]}]}}]}
    assert to_document(renamed(parse(document), "VIP", "Regulars")) == {
        "all": [
            {"segment": "Regulars"},
            {"not": {"any": [{"segment": "Regulars"}, {"minus": [VISITS, {"segment": "B"}]}]}},
        ]
    }
