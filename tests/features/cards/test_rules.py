"""What a batch may be, where a code of the owner's leads, and what is said before paper is used."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.cards import rules
from storeassist.features.cards.records import BatchFacts, CardKind, Target, TargetKind
from storeassist.features.offers.records import Kind, Offer, Terms, Use
from storeassist.kernel.errors import UserError

TODAY = date(2026, 11, 22)
FACTS = BatchFacts("Bags in May", CardKind.PACKAGE, 200, "package-bar", offer_id=1)


def offer(**terms: object) -> Offer:
    return Offer(1, "8 off", 1, 1, Terms(Kind.AMOUNT_OFF, 800, **terms), Use(used=10), datetime(2026, 1, 1))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": " \n "}, "name", "needs a name"),
        ({"name": "x" * 61}, "name", "too long"),
        ({"place": "x" * 41}, "place", "too long"),
        ({"channel": "x" * 61}, "channel", "too long"),
        ({"quantity": 0}, "quantity", "1 to 50,000"),
        ({"quantity": -5}, "quantity", "1 to 50,000"),
        ({"quantity": 50_001}, "quantity", "1 to 50,000"),
        ({"quantity": 10**30}, "quantity", "1 to 50,000"),
        ({"cost_fen": -1}, "cost", "below zero"),
        ({"valid_until": date(2026, 11, 21)}, "valid_until", "in the past"),
        ({"offer_id": None}, "offer", "needs a code"),
        ({"logo": bytes(2_000_000)}, "logo", "too large"),
        ({"fields": {"heading": "x" * 301}}, "fields", "longer than 300"),
    ],
)
def test_what_cannot_be_printed_is_refused_at_its_field(changed: dict[str, object], field: str, words: str) -> None:
    with pytest.raises(UserError, match=words) as refused:
        rules.checked(replace(FACTS, **changed), TODAY)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_blanks_are_trimmed_and_today_is_not_past() -> None:
    said = replace(FACTS, name="  Bags \n in  May ", place=" door ", valid_until=TODAY, fields={"heading": " Hello "})
    kept = rules.checked(said, TODAY)
    assert (kept.name, kept.place, kept.fields) == ("Bags in May", "door", {"heading": "Hello"})


def test_cards_without_an_offer_need_a_code_of_the_owners() -> None:
    target = Target(TargetKind.PERSONAL, "https://u.wechat.com/abc")
    assert rules.checked(replace(FACTS, offer_id=None, target=target), TODAY).target == target


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://u.wechat.com/kHjWq3x-VqLZ9", TargetKind.PERSONAL),
        ("weixin://contacts/profile/abc", TargetKind.PERSONAL),
        ("https://work.weixin.qq.com/ca/cawcde123", TargetKind.WECOM),
        ("https://work.weixin.qq.com/u/vcab12?v=4.1", TargetKind.WECOM),
        ("https://work.weixin.qq.com/gm/abcdef", TargetKind.GROUP),
        ("https://weixin.qq.com/g/AQYAAF3k", TargetKind.GROUP),
        ("http://weixin.qq.com/r/abcDEF", TargetKind.OFFICIAL),
        ("http://weixin.qq.com/q/02wPFKBmPJfu21Q", TargetKind.OFFICIAL),
        ("https://mp.weixin.qq.com/a/~xyz", TargetKind.OFFICIAL),
        ("HTTPS://U.WECHAT.COM/abc", TargetKind.PERSONAL),
        ("https://u.wechat.com.evil.example/abc", TargetKind.OTHER),
        ("https://evil.example/u.wechat.com/abc", TargetKind.OTHER),
        ("https://u.wechat.com@evil.example/", TargetKind.OTHER),
        ("wxp://f2f0abcdef", TargetKind.OTHER),
        ("javascript:alert(1)", TargetKind.OTHER),
        ("http://[::1", TargetKind.OTHER),
        ("just words", TargetKind.OTHER),
    ],
)
def test_where_a_code_leads_is_told_from_its_text(text: str, kind: TargetKind) -> None:
    found = rules.target_of(f" {text}\n", TODAY)
    assert (found.kind, found.text) == (kind, text)
    assert found.dies_on == (date(2026, 11, 29) if kind is TargetKind.GROUP else None)
    assert rules.target_words(found)


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "line\nline", "x" * 301])
def test_a_code_that_cannot_be_printed_again_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="This code holds") as refused:
        rules.target_of(text, TODAY)
    assert refused.value.field == "target"


@given(st.text(min_size=1, max_size=200))
def test_any_text_of_a_code_is_told_or_refused(text: str) -> None:
    try:
        target = rules.target_of(text, TODAY)
    except UserError:
        return
    assert rules.host_of(target.text)


def test_the_owner_sees_the_host_of_a_code_that_leads_elsewhere() -> None:
    target = rules.target_of("https://user@evil.example:8080/u.wechat.com", TODAY)
    assert rules.target_words(target) == "evil.example"
    assert rules.warnings(replace(FACTS, target=target), TODAY) == ["The code leads to evil.example, not into WeChat."]


def test_a_group_code_is_warned_of_with_its_date() -> None:
    group = Target(TargetKind.GROUP, "https://weixin.qq.com/g/x", date(2026, 11, 29))
    facts = replace(FACTS, target=group, valid_until=date(2026, 12, 31))
    assert rules.warnings(facts, TODAY) == ["The group code dies on 29 Nov; the cards are valid until 31 Dec."]
    assert rules.warnings(replace(facts, valid_until=None), TODAY) == ["The group code dies on 29 Nov."]
    assert rules.warnings(facts, date(2026, 11, 30)) == ["The group code died on 29 Nov: make a new one."]


def test_cards_longer_valid_than_their_offer_say_so_and_print_the_earlier_day() -> None:
    facts = replace(FACTS, valid_until=date(2026, 12, 31))
    ending = offer(valid_to=date(2026, 11, 30))
    assert rules.warnings(facts, TODAY, ending) == ["The offer ends on 30 Nov: this date will stand on the cards."]
    assert rules.printed_until(facts, ending.terms) == date(2026, 11, 30)
    assert rules.printed_until(facts, offer().terms) == date(2026, 12, 31)
    assert rules.printed_until(FACTS, ending.terms) == date(2026, 11, 30)
    assert rules.printed_until(FACTS, None) is None


def test_more_cards_than_the_offer_can_be_used_are_warned_of() -> None:
    assert rules.warnings(FACTS, TODAY, offer(total=100)) == [
        "The offer can be used 90 times more, but there are 200 cards."
    ]
    assert rules.warnings(FACTS, TODAY, offer(total=210)) == []
    assert rules.warnings(FACTS, TODAY, offer(cost_ceiling_fen=500_00, total=300)) == [
        "The offer can be used 62 times more, but there are 200 cards."
    ]
    assert rules.warnings(FACTS, TODAY, offer(cost_ceiling_fen=1600_00)) == []


def test_cards_that_end_before_their_offer_begins_are_refused() -> None:
    facts, starting = replace(FACTS, valid_until=date(2026, 11, 30)), date(2026, 12, 1)
    with pytest.raises(UserError, match="begins on 1 Dec") as refused:
        rules.check_days(facts, offer(valid_from=starting).terms, TODAY)
    assert refused.value.field == "valid_until"
    rules.check_days(replace(facts, valid_until=starting), offer(valid_from=starting).terms, TODAY)
    rules.check_days(FACTS, offer(valid_from=starting).terms, TODAY)


@given(st.sets(st.integers(1, 60)))
def test_stretches_hold_exactly_the_numbers_they_came_from(serials: set[int]) -> None:
    found = rules.stretches(serials)
    assert {n for first, last in found for n in range(first, last + 1)} == serials
    assert all(one[1] + 1 < other[0] for one, other in itertools.pairwise(found))


def test_numbers_are_said_in_short() -> None:
    assert rules.serials_words([3, 1, 2, 7]) == "1–3, 7"


def test_cards_that_left_the_program_are_printed_again_only_with_a_reason() -> None:
    rules.check_reprint([3, 4], {1, 2}, "", "")
    rules.check_reprint([2, 3], {1, 2}, "paper jam", "22 Nov")
    with pytest.raises(UserError, match="printed on 22 Nov already: 1–2"):
        rules.check_reprint([1, 2, 3], {1, 2}, "  ", "22 Nov")
