"""Who is overdue, what a period is worth beside others, what to call somebody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.customers.rules_birthdays import birthday_key
from storeassist.features.today import rules
from storeassist.features.today.records import Compared, Kind, Takings, Verdict
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.errors import UserError

MONDAY = date(2026, 9, 14)


def takings(fen: int) -> Takings:
    return Takings(MONDAY, MONDAY, fen, 1)


@pytest.mark.parametrize(
    ("fen", "before", "found"),
    [
        (500, (100, 200, 300, 400), Verdict.MORE),
        (400, (100, 200, 300, 400), Verdict.USUAL),
        (100, (100, 200, 300, 400), Verdict.USUAL),
        (99, (100, 200, 300, 400), Verdict.LESS),
        (500, (100, 200, 300), Verdict.UNKNOWN),  # the book does not reach back
        (500, (0, 0, 0, 0), Verdict.UNKNOWN),  # closed on that weekday: nothing to compare with
    ],
)
def test_only_what_is_beyond_all_four_is_more_or_less(fen: int, before: tuple[int, ...], found: Verdict) -> None:
    assert rules.verdict(Compared(takings(fen), tuple(map(takings, before)))) is found


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("单晓岚", "晓岚"),
        ("欧阳修文", "修文"),
        ("尉迟敬", "尉迟敬"),  # one character alone is what a mother says
        ("单晓", "单晓"),
        ("王女士", "王女士"),
        ("张老板", "张老板"),
        ("老王头", "老王头"),
        ("小燕子", "小燕子"),
        ("大胃王", "大胃王"),
        ("Emma Johansson", "Emma Johansson"),
        (" 单晓岚 ", "晓岚"),
        ("", ""),
    ],
)
def test_people_are_called_by_their_given_name_only_where_it_is_sure_to_be_one(name: str, called: str) -> None:
    assert rules.spoken_name(name) == called


@given(st.text(max_size=12))
def test_any_name_is_called_by_a_part_of_itself(name: str) -> None:
    assert rules.spoken_name(name) in name


@pytest.mark.parametrize(
    ("bills", "dish"),
    [
        ([[("面", 2800), ("打包盒", 100)], [("面", 2800), ("打包盒", 100)], [("茶", 800)]], "面"),
        ([[("面", 2800)]], ""),  # once is no habit
        ([[("面", 2800)], [("面", 2800)], [("茶", 1)], [("茶", 1)], [("饼", 1)]], ""),  # not on half of them
        ([[("面", None)], [("面", None)]], "面"),
        ([], ""),
    ],
)
def test_the_usual_dish_is_on_half_of_the_bills_and_is_the_dearest(
    bills: list[list[tuple[str, int | None]]], dish: str
) -> None:
    assert rules.usual_dish(bills) == dish


def test_later_is_a_week_and_for_a_birthday_the_day_itself() -> None:
    assert rules.again_on(Kind.OVERDUE, MONDAY, None) == MONDAY + timedelta(days=7)
    assert rules.again_on(Kind.BIRTHDAY, MONDAY, MONDAY + timedelta(days=3)) == MONDAY + timedelta(days=3)
    with pytest.raises(UserError, match="today"):
        rules.again_on(Kind.BIRTHDAY, MONDAY, MONDAY)


def test_birthdays_of_both_calendars_have_keys_of_their_own() -> None:
    assert birthday_key(Birthday(8, 5)) == "08-05"
    assert birthday_key(Birthday(8, 5, 1990, lunar=True)) == "lunar 08-05"
