"""What the owner does with customers, and how they are found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.customers import actions, rules, search, store
from storeassist.features.customers.records import Booking, Consent, CustomerFacts, FieldKind, Gender
from storeassist.kernel import journal
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError

PHONE = "+8613812342764"


def found(shop: Shop, text: str) -> list[str]:
    return [customer.name for customer in store.find(shop, text)]


def test_every_fact_is_kept_as_given(shop: Shop, now: datetime) -> None:
    vegan = actions.add_field(shop, "Spicy", FieldKind.CHOICE, now, ["no", "yes"])
    facts = CustomerFacts(
        "单晓岚", "A7", PHONE, "lan", Gender.FEMALE, Birthday(10, 15, 1990, True), "walk-in", date(2026, 1, 2), ("熟客",),
        "likes vinegar", Consent.YES, date(2026, 1, 2), "at the till", {vegan: "yes"},
    )  # fmt: skip
    customer = store.get(shop, actions.add(shop, facts, now, phone_written="138-1234 2764"))
    assert customer.facts == facts
    assert (customer.phone_written, customer.created_at) == ("138-1234 2764", now)


def test_whoever_joins_after_midnight_joined_that_evening(shop: Shop, now: datetime) -> None:
    late = now.replace(hour=0, minute=30)
    assert store.get(shop, actions.add(shop, CustomerFacts("Lin"), late)).facts.joined_on == now.date() - timedelta(days=1)


def test_numbers_go_on_from_the_largest(shop: Shop, now: datetime) -> None:
    for number in ("", "41", "", "B9"):
        actions.add(shop, CustomerFacts("x", number), now)
    numbers = [c.number for c in store.fetch(shop, store.ids(shop, sort="number", descending=False))]
    assert numbers == ["B9", "1", "41", "42"]
    with pytest.raises(UserError, match="41"):
        actions.add(shop, CustomerFacts("y", "41"), now)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单晓岚", "单晓岚"), ("单晓岚", "晓岚"), ("单晓岚", "shan"), ("单晓岚", "dan"), ("单晓岚", "sxl"), ("单晓岚", "dxl"),
        ("单晓岚", "xiaolan"), ("单晓岚", "shanxiaolan"), ("单晓岚", "ShanXL"), ("曾乐", "zengle"),
        ("曾乐", "cengyue"), ("仇英", "chou"), ("仇英", "qiu"), ("解珍", "xie"), ("解珍", "jie"), ("区志", "ou"),
        ("区志", "qu"), ("朴树", "pu"), ("朴树", "piao"), ("尉迟恭", "yuchi"), ("尉迟恭", "ycg"), ("吕布", "lv"),
        ("Ann Lee", "ann"), ("Ann Lee", "lee an"), ("ＡＮＮ", "ann"),
    ],
)  # fmt: skip
def test_a_customer_is_found_by_name_pinyin_and_initials(shop: Shop, now: datetime, name: str, typed: str) -> None:
    actions.add(shop, CustomerFacts(name), now)
    actions.add(shop, CustomerFacts("郭靖"), now)
    assert found(shop, typed) == [name]


@pytest.mark.parametrize(
    "typed",
    ["2764", "13812342764", "138 1234 2764", "+86 138-1234-2764", "1381234", "a-0071", "71", "熟", "醋", "lanlan"],
)
def test_a_customer_is_found_by_phone_number_tag_and_note(shop: Shop, now: datetime, typed: str) -> None:
    actions.add(shop, CustomerFacts("甲", "A-0071", PHONE, "lanlan", tags=("熟客",), note="爱加醋"), now)
    actions.add(shop, CustomerFacts("乙", "5", "+8613900000000"), now)
    assert found(shop, typed) == ["甲"]


def test_a_dated_note_is_found_and_forgotten_with_its_undo(shop: Shop, now: datetime) -> None:
    who = actions.add(shop, CustomerFacts("甲"), now)
    actions.add_note(shop, who, "花生过敏", now)
    assert found(shop, "过敏") == ["甲"]
    journal.undo(shop, now)
    assert found(shop, "过敏") == []


@pytest.mark.parametrize(
    "typed", ["", "   ", "'", '"', "*", "NOT", "a AND", "(", "{}", "%", "\x00", "NEAR(a b)", "-" * 300]
)
def test_odd_typing_never_breaks_the_search(shop: Shop, now: datetime, typed: str) -> None:
    actions.add(shop, CustomerFacts("甲"), now)
    assert store.find(shop, typed) == []
    assert isinstance(store.ids(shop, store.Filter(text=typed)), list)


def test_the_best_match_comes_first(shop: Shop, now: datetime) -> None:
    actions.add(shop, CustomerFacts("a", "9", "+8613800000700"), now)
    actions.add(shop, CustomerFacts("b", "0700"), now)
    assert found(shop, "0700") == ["b", "a"]


def test_changes_are_told_in_history_and_searched(shop: Shop, now: datetime) -> None:
    who = actions.add(shop, CustomerFacts("甲", phone=PHONE), now)
    facts = replace(store.get(shop, who).facts, name="乙", phone="+8613900000000", tags=("vip",))
    actions.change(shop, who, facts, now + timedelta(days=1))
    assert found(shop, "甲") == found(shop, "2764") == []
    assert found(shop, "0000") == found(shop, "vip") == ["乙"]
    assert [(e.title, e.detail) for e in store.change_entries(shop, who, 9)] == [
        ("Details changed", "name、phone"),
        ("Added to the shop", "by hand"),
    ]


def test_bulk_tagging_is_one_act_and_undone_at_once(shop: Shop, now: datetime) -> None:
    ids = [actions.add(shop, CustomerFacts(name), now) for name in "abc"]
    actions.tag(shop, ids[:1], ["VIP"], now)
    assert actions.tag(shop, [*ids, 99], ["vip"], now) == 2
    assert len(store.ids(shop, store.Filter(tag_id=1))) == 3
    journal.undo(shop, now)
    assert store.ids(shop, store.Filter(tag_id=1)) == ids[:1]
    assert found(shop, "vip") == ["a"]
    journal.redo(shop, now)
    assert actions.untag(shop, ids, 1, now) == 3
    assert store.ids(shop, store.Filter(tag_id=1)) == []


def test_a_removed_field_comes_back_with_what_it_held(shop: Shop, now: datetime) -> None:
    field_id = actions.add_field(shop, "Seat", FieldKind.TEXT, now)
    who = actions.add(shop, CustomerFacts("甲", custom={field_id: "window"}), now)
    actions.remove_field(shop, store.fields(shop)[0], now)
    assert store.get(shop, who).facts.custom == {}
    journal.undo(shop, now)
    assert store.get(shop, who).facts.custom == {field_id: "window"}
    assert store.ids(shop, sort=f"custom.{field_id}") == [who]


@pytest.mark.parametrize("sort", store.SORTS)
def test_every_sort_shows_every_customer(shop: Shop, now: datetime, sort: str) -> None:
    ids = [actions.add(shop, CustomerFacts(name), now) for name in "abc"]
    with shop.write() as db:
        actions.book(db, [Booking(ids[0], "2026-09-01", 1, 5), Booking(ids[0], "2026-09-04", 2, 7)])
    for descending in (True, False):
        assert sorted(store.ids(shop, sort=sort, descending=descending)) == ids
    assert store.ids(shop, store.Filter(came="again"), sort) == ids[:1]
    assert store.ids(shop, store.Filter(came="never"), sort, False) in (ids[1:], ids[:0:-1])


def test_totals_follow_bookings_and_their_taking_back(shop: Shop, now: datetime) -> None:
    who = actions.add(shop, CustomerFacts("甲"), now)
    days = [("2026-09-01", 2), ("2026-09-04", 1), ("2026-09-14", 1)]
    with shop.write() as db:
        actions.book(db, [Booking(who, day, n, n * 100) for day, n in days])
    totals = store.get(shop, who).totals
    assert (totals.orders, totals.visits, totals.spent_fen, totals.median_gap_days) == (4, 3, 400, 6.5)
    with shop.write() as db:
        actions.book(db, [Booking(who, "2026-09-01", -1, -100), Booking(who, "2026-09-14", -1, -100)])
    totals = store.get(shop, who).totals
    assert (totals.orders, totals.visits, totals.spent_fen, totals.median_gap_days) == (2, 2, 200, 3.0)
    assert store.wrong_totals(shop) == []
    with shop.write() as db:
        actions.book(db, [Booking(who, "2026-09-01", -1, -100), Booking(who, "2026-09-04", -1, -100)])
    assert store.get(shop, who).totals == store.Totals()


def test_a_customer_is_meant_by_number_phone_or_unmistakable_tail(shop: Shop, now: datetime) -> None:
    lan = actions.add(shop, CustomerFacts("甲", "7", PHONE), now)
    land = actions.add(shop, CustomerFacts("乙", "8", "+862162882764"), now)
    assert [store.called(shop, text).id for text in ("7", "1381234 2764", "+86 138 1234 2764", "42764")] == [lan] * 4
    assert store.called(shop, "021-6288 2764").id == land
    with pytest.raises(UserError, match="2 customers"):
        store.called(shop, "2764")
    for unknown in ("764", "9999", "x", ""):
        with pytest.raises(UserError, match="no customer"):
            store.called(shop, unknown)


def test_the_command_search_leads_to_the_customer(shop: Shop, now: datetime) -> None:
    who = actions.add(shop, CustomerFacts("单晓岚", phone=PHONE), now)
    with shop.write() as db:
        actions.book(db, [Booking(who, "2026-09-01", 1, 8200)])
    (hit,) = search.hits(shop, "sxl", 5)
    assert (hit.title, hit.detail) == ("单晓岚", "No. 1·138****2764·1 visit·¥82")
    assert (hit.page, hit.args) == ("customers", {"customer_id": who})


def test_counts_and_tags_sum_up_the_list(shop: Shop, now: datetime) -> None:
    ids = [actions.add(shop, CustomerFacts(name, tags=("vip",), source="ad"), now) for name in "ab"]
    actions.tag(shop, ids[:1], ["early"], now)
    assert store.counts_by_coming(shop) == {"never": 2, "once": 0, "again": 0}
    assert [(name, n) for _id, name, n in store.tags(shop)] == [("vip", 2), ("early", 1)]
    assert store.sources(shop) == ["ad"]
    assert (store.count(shop), store.ids_of_phone(shop, PHONE)) == (2, [])


# --- rules ------------------------------------------------------------------------------------------------------------


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), unique=True).map(sorted))
def test_the_median_gap_lies_between_the_smallest_and_the_largest(days: list[date]) -> None:
    gap = rules.median_gap(days)
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert gap is None if not gaps else gap is not None and min(gaps) <= gap <= max(gaps)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (CustomerFacts(), "name"),
        (CustomerFacts("x" * 61), "name"),
        (CustomerFacts("x", note="y" * 2001), "note"),
        (CustomerFacts("x", tags=("t" * 31,)), "tags"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_its_field_named(facts: CustomerFacts, field: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.checked(facts)
    assert refused.value.field == field


def test_tags_are_split_trimmed_and_told_once() -> None:
    assert rules.split_tags(" vip ,熟客；VIP、 早 餐 |") == ("vip", "熟客", "早 餐")
