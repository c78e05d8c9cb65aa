"""A rule while it is written: it comes back as it was, and a fault in it is found where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from storeassist.features.segments import rules, rules_draft
from storeassist.features.segments.rules_draft import Condition, Group
from storeassist.features.segments.rules_proposals import PROPOSALS
from storeassist.kernel.errors import UserError

leaves = st.builds(lambda n: {"field": "visits", "op": ">=", "value": n}, st.integers(0, 9)) | st.builds(
    lambda name: {"segment": name}, st.sampled_from(["A", "B"])
)


def _grown(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    several = st.lists(inner, max_size=3)
    return (
        st.builds(lambda parts: {"all": parts}, several)
        | st.builds(lambda parts: {"any": parts}, several)
        | st.builds(lambda part: {"not": part}, inner)
        | st.builds(lambda one, other: {"minus": [one, other]}, inner, inner)
    )


documents = st.recursive(leaves, _grown, max_leaves=8)


def holds(document: dict[str, Any], visits: int, inside: str) -> bool:
    """Whether a rule selects somebody who came so often and is in one segment."""
    if "field" in document:
        return visits >= int(document["value"])
    if "segment" in document:
        return bool(document["segment"] == inside)
    if "not" in document:
        return not holds(document["not"], visits, inside)
    if "minus" in document:
        kept, taken = document["minus"]
        return holds(kept, visits, inside) and not holds(taken, visits, inside)
    each = (holds(one, visits, inside) for one in document.get("all", document.get("any", [])))
    return all(each) if "all" in document else any(each)


@given(documents)
def test_a_rule_laid_out_and_written_again_selects_the_same(document: dict[str, Any]) -> None:
    again = rules_draft.write(rules_draft.read(document)).document
    rules.parse(again)
    for visits in range(10):
        for inside in ("A", "B"):
            assert holds(again, visits, inside) == holds(document, visits, inside)


@given(documents)
@example({"not": {"any": [{"any": [{"field": "visits", "op": ">=", "value": 0}]}]}})
def test_writing_twice_changes_nothing_more(document: dict[str, Any]) -> None:
    once = rules_draft.write(rules_draft.read(document)).document
    assert rules_draft.write(rules_draft.read(once)).document == once and rules_draft.same(document, once)


@given(documents, st.randoms())
def test_a_fault_is_found_at_the_condition_it_is_in(document: dict[str, Any], random: Any) -> None:
    root = rules_draft.read(document)
    conditions = [part for part in rules_draft.parts_of(root) if isinstance(part, Condition)]
    assume(conditions)
    wrong = random.choice(conditions)
    wrong.document = {"field": "visits", "op": ">=", "value": "three"}
    written = rules_draft.write(root)
    with pytest.raises(UserError) as caught:
        rules.parse(written.document)
    assert written.part_at(caught.value.field) is wrong


@given(documents)
def test_each_part_stands_where_the_rule_has_it(document: dict[str, Any]) -> None:
    written = rules_draft.write(rules_draft.read(document))
    for part, place in written.places.items():
        found: Any = written.document
        for at in place:
            found = found["not"] if "not" in found else (found.get("all") or found.get("any"))[at]
        assert not isinstance(part, Condition) or found == part.document


def test_groups_with_nothing_in_them_are_left_out() -> None:
    root = Group("all", [Group("any"), Group("not", [Group("all")]), Condition({"segment": "A"})])
    assert rules_draft.write(root).document == {"all": [{"segment": "A"}]}
    assert rules_draft.is_empty(Group("any", [Group("not")]))
    assert rules_draft.write(Group("any")).document == {"any": []}


@pytest.mark.parametrize("proposal", PROPOSALS, ids=lambda one: one.name)
def test_every_rule_to_begin_with_makes_sense(proposal: Any) -> None:
    assert rules.to_document(rules.parse(proposal.document)) == proposal.document
