"""Who is hinted at as one person twice, how surely, and who is not."""

from __future__ import annotations

import time
from datetime import datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import Consent, CustomerFacts
from storeassist.features.duplicates import actions, jobs, rules
from storeassist.features.duplicates.likeness import compare_names
from storeassist.features.duplicates.records import Reason
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Cancelled, Quiet
from storeassist.kernel.phones import hide_phones

NOW = datetime(2026, 9, 15, 11, 6)
PHONE = "+8613812342764"
DIGITS = st.text("0123456789", min_size=9, max_size=9).map(lambda rest: f"+861{rest}")


def add(shop: Shop, name: str, phone: str = "", wechat: str = "") -> int:
    return customers.add(shop, CustomerFacts(name=name, phone=phone, wechat=wechat), NOW)


def hints(shop: Shop) -> list[tuple[int, int]]:
    return [(pair.a_id, pair.b_id) for pair in jobs.find(Quiet(), shop)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("单晓岚", "单晓岚", Reason.SAME_NAME),
        ("Ann Lee", "ann lee", Reason.SAME_NAME),
        ("单 晓岚", "单晓岚", Reason.SAME_NAME),
        ("单晓岚", "善小兰", Reason.SAME_SOUND),
        ("王伟", "王玮", Reason.SAME_SOUND),
        ("曾乐", "增月", Reason.SAME_SOUND),
        ("单晓岚", "单晓峰", Reason.LIKE_NAME),
        ("单晓岚", "单女士", Reason.LIKE_NAME),
        ("欧阳娜", "欧阳小姐", Reason.LIKE_NAME),
        ("单晓岚", "单小敏", Reason.OTHER_NAME),
        ("单小岚", "但晓岚", Reason.SAME_SOUND),
        ("梁景", "刘阳景", Reason.OTHER_NAME),
        ("王伟", "Wang Wei", Reason.LIKE_NAME),
        ("Catherine", "Katherine", Reason.LIKE_NAME),
        ("王伟", "王强", Reason.OTHER_NAME),
        ("单晓岚", "陈浩然", Reason.OTHER_NAME),
        ("单晓岚", "女士", Reason.OTHER_NAME),
        ("Ann", "Tom", Reason.OTHER_NAME),
        ("单晓岚", "", Reason.NO_NAME),
        ("", "", Reason.NO_NAME),
    ],
)
def test_names_are_told_apart_as_people_do(one: str, other: str, expected: Reason) -> None:
    assert compare_names(one, other) is expected
    assert compare_names(other, one) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("单晓岚", PHONE, ""), ("单晓岚", PHONE, ""), (Reason.SAME_PHONE, Reason.SAME_NAME)),
        (("单晓岚", PHONE, ""), ("", PHONE, ""), (Reason.SAME_PHONE, Reason.NO_NAME)),
        (("单晓岚", PHONE, ""), ("陈浩然", PHONE, ""), (Reason.SAME_PHONE, Reason.OTHER_NAME)),
        (("单晓岚", "", "Lan_88"), ("小岚", "", "lan_88"), (Reason.SAME_WECHAT, Reason.OTHER_NAME)),
        (("单晓岚", PHONE, ""), ("单晓岚", "+8613812342784", ""), (Reason.ONE_DIGIT, Reason.SAME_NAME)),
        (("单晓岚", PHONE, ""), ("善晓兰", "+8613812342746", ""), (Reason.SWAPPED_DIGITS, Reason.SAME_SOUND)),
        (("单晓岚", PHONE, "lan"), ("单晓岚", PHONE, "lan"), (Reason.SAME_PHONE, Reason.SAME_WECHAT, Reason.SAME_NAME)),
        (("单晓岚", PHONE, ""), ("陈浩然", "+8613812342765", ""), None),
        (("单晓岚", PHONE, ""), ("单晓岚", "+8613912342765", ""), None),
        (("单晓岚", PHONE, ""), ("单晓岚", "", ""), None),
        (("", PHONE, ""), ("", "+8613812342765", ""), None),
    ],
)
def test_two_customers_are_hinted_at_with_the_reason(
    shop: Shop, one: tuple[str, str, str], other: tuple[str, str, str], expected: tuple[Reason, ...] | None
) -> None:
    ids = add(shop, *one), add(shop, *other)
    found = jobs.find(Quiet(), shop)
    assert [(pair.a_id, pair.b_id, pair.reasons) for pair in found] == ([(*ids, expected)] if expected else [])


def test_the_surest_come_first(shop: Shop) -> None:
    couple = add(shop, "单晓岚", PHONE), add(shop, "陈浩然", PHONE)
    again = add(shop, "单晓岚", PHONE)
    assert hints(shop) == [(couple[0], again), couple, (couple[1], again)]


def test_two_people_are_not_hinted_at_again_until_that_is_undone(shop: Shop) -> None:
    couple = add(shop, "单晓岚", PHONE), add(shop, "陈浩然", PHONE)
    actions.tell_apart(shop, couple[1], couple[0], NOW)
    assert hints(shop) == []
    assert journal.undo(shop, NOW) == "Kept 陈浩然 and 单晓岚 apart"
    assert hints(shop) == [couple]


def test_the_shops_own_phone_makes_no_thousand_pairs(shop: Shop) -> None:
    made = [add(shop, f"{surname}客人", PHONE) for surname in "王李张刘陈杨黄赵吴周"]
    again = add(shop, "王客人", PHONE)
    assert hints(shop) == [(made[0], again)]


def test_two_made_up_phones_that_are_nearly_alike_make_no_thousand_pairs(shop: Shop) -> None:
    for phone in ("+8613800000000", "+8613900000000"):
        for surname in "王李张刘陈杨黄":
            add(shop, f"{surname}客人", phone)
    assert hints(shop) == []


def test_looking_can_be_cancelled(shop: Shop) -> None:
    class Impatient:
        def report(self, done: int, total: int, text: str = "") -> None:
            raise Cancelled

    add(shop, "单晓岚", PHONE)
    with pytest.raises(Cancelled):
        jobs.find(Impatient(), shop)


@given(st.sets(DIGITS, max_size=30), DIGITS, st.integers(5, 12), st.sampled_from("0123456789"))
def test_phones_one_digit_apart_are_all_found_and_no_others(
    phones: set[str], phone: str, at: int, digit: str
) -> None:
    known = {*phones, phone, phone[:at] + digit + phone[at + 1 :]}
    apart = {
        frozenset(pair)
        for pair in combinations(known, 2)
        if [a != b for a, b in zip(*pair, strict=True)].count(True) == 1
    }
    assert {frozenset(pair) for pair in rules.one_digit_apart(known)} == apart


@given(st.sets(DIGITS, max_size=30), DIGITS, st.integers(4, 11))
def test_phones_with_swapped_neighbours_are_all_found_and_no_others(phones: set[str], phone: str, at: int) -> None:
    known = {*phones, phone, phone[:at] + phone[at + 1] + phone[at] + phone[at + 2 :]}
    swapped = {
        frozenset((one, other))
        for one in known
        for i in range(4, len(one) - 1)
        if (other := one[:i] + one[i + 1] + one[i] + one[i + 2 :]) in known and other != one
    }
    assert {frozenset(pair) for pair in rules.neighbours_swapped(known)} == swapped


def test_phones_as_dense_as_can_be_are_compared_in_no_time() -> None:
    phones = [f"+861381234{tail:04}" for tail in range(10_000)]
    started = time.perf_counter()
    assert sum(1 for _pair in rules.one_digit_apart(phones)) == 10_000 * 9 * 4 // 2
    assert time.perf_counter() - started < 2


def test_masked_phones_show_the_digit_that_differs() -> None:
    assert rules.masked_apart(PHONE, "+8613812342765") == "138****2764"
    assert rules.masked_apart(PHONE, "+8613812242764") == "138**3*2764"
    assert rules.masked_apart(PHONE, "+862162888888") == "138****2764"
    hide_phones(False)
    try:
        assert rules.masked_apart(PHONE, "+8613812342765") == "138 1234 2764"
    finally:
        hide_phones(True)


facts = st.builds(
    CustomerFacts,
    name=st.sampled_from(["", "Ann", "Bo"]),
    number=st.sampled_from(["1", "2"]),
    phone=st.sampled_from(["", PHONE, "+8613812342765"]),
    note=st.sampled_from(["", "mild"]),
    tags=st.lists(st.sampled_from(["VIP", "vip", "外卖"]), unique_by=str.casefold).map(tuple),
    consent=st.sampled_from(Consent),
)


@given(facts, facts)
def test_a_merge_loses_nothing_it_need_not(keep: CustomerFacts, drop: CustomerFacts) -> None:
    one = rules.merged(keep, drop, rules.differences(keep, drop, [], {}))
    for key in rules.FIELDS:
        kept, dropped, value = (rules.value_of(each, key) for each in (keep, drop, one))
        assert value in (kept, dropped)
        assert rules.is_filled(key, value) == (rules.is_filled(key, kept) or rules.is_filled(key, dropped))
    assert {tag.casefold() for tag in one.tags} == {tag.casefold() for tag in (*keep.tags, *drop.tags)}
    assert (one.consent is Consent.NO) == (Consent.NO in (keep.consent, drop.consent))
