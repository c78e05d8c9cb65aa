"""Money, days, texts, settings and answers: the small things everything is written with."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from datetime import date, datetime
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.kernel import dates, money, text
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import BUSINESS_DAY_ENDS, Setting, read_setting, write_setting

NOW = datetime(2026, 9, 15, 11, 6)


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("12.5", 1250), ("¥1,234.50", 123450), ("12.5元", 1250), ("(8.00)", -800), ("－３．５", -350), ("￥ 12", 1200),
        ("-¥8", -800), ("12 块", 1200), (".5", 50), ("8.", 800), ("RMB 20", 2000), (12.5, 1250), (7.380000000000001, 738),
        (0, 0), ("+3", 300), ("− ¥8", -800),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(written: str | float, fen: int) -> None:
    assert money.parse_yuan(written) == fen


@pytest.mark.parametrize(
    "written",
    ["", "x", "1,23", "1.234.5", "12.345", "0.125", "1e5", "nan", "--3", "1 2 a", float("nan"), float("inf"), 1e12],
)
def test_what_is_no_amount_is_refused(written: str | float) -> None:
    with pytest.raises(UserError):
        money.parse_yuan(written)


@given(st.integers(-money.LARGEST_FEN, money.LARGEST_FEN))
def test_amounts_come_back_as_they_were_shown(fen: int) -> None:
    assert money.parse_yuan(money.yuan(fen)) == money.parse_yuan(money.plain_yuan(fen)) == fen


@given(st.integers(-(10**9), 10**9))
def test_amounts_of_a_spreadsheet_carry_no_dust(fen: int) -> None:
    assert money.parse_yuan(fen / 100) == fen


def test_amounts_are_shown_short() -> None:
    assert [money.yuan(fen) for fen in (131400, 7730, -800, 5)] == ["¥1,314", "¥77.30", "− ¥8", "¥0.05"]


def test_days_are_shown_in_both_languages() -> None:
    today = date(2026, 9, 15)
    assert [dates.show_day(date(y, 9, 1), today) for y in (2026, 2025)] == ["1 Sep", "1 Sep 2025"]
    assert [dates.days_ago(date(2026, 9, d), today) for d in (15, 14, 10, 17)] == [
        "Today", "Yesterday", "5 days ago", "In 2 days",
    ]  # fmt: skip
    text.use_language("zh_CN")
    assert dates.show_day(date(2025, 9, 1), today) == "2025/9/1"
    assert dates.show_day_in_full(date(2025, 9, 1)) == "2025 年 9 月 1 日"


def test_a_time_at_midnight_is_shown_as_its_day() -> None:
    assert dates.show_moment(datetime(2026, 9, 15, 9, 5), NOW) == "Today 09:05"
    assert dates.show_moment(datetime(2026, 9, 1), NOW) == "1 Sep"


def test_a_clock_at_midnight_is_still_of_the_evening_before() -> None:
    midnight = datetime(2026, 9, 15, 0, 0, 0, 400_000)
    assert dates.on_the_clock(midnight) == datetime(2026, 9, 15, 0, 0, 1)
    assert dates.business_day(dates.on_the_clock(midnight)) == date(2026, 9, 14)
    assert dates.on_the_clock(NOW.replace(microsecond=999_999)) == NOW


def test_today_is_small_inside_a_sentence() -> None:
    assert dates.moment_inside(datetime(2026, 9, 15, 9, 5), NOW) == "today 09:05"
    assert dates.moment_inside(datetime(2026, 9, 15), NOW) == "today"
    assert dates.moment_inside(datetime(2026, 9, 1, 9, 5), NOW) == "1 Sep 09:05"


def test_a_moment_is_read_to_the_second_without_its_zone() -> None:
    assert dates.parse_moment("2026-09-15T18:30:01.5+08:00") == datetime(2026, 9, 15, 18, 30, 1)
    assert dates.parse_moment(" 2026-09-15 ") == datetime(2026, 9, 15)
    with pytest.raises(UserError, match="yesterday"):
        dates.parse_moment("yesterday")
    for year in ("0001", "1899", "3000", "9999"):
        with pytest.raises(UserError, match="not a time"):
            dates.parse_moment(f"{year}-12-31")


def test_counts_are_filled_in_with_thousands_separated() -> None:
    assert text.many("{n} visit", "{n} visits", 1) == "1 visit"
    assert text.many("{n} visit", "{n} visits", 12345) == "12,345 visits"
    assert text._("100 %") == "100 %"


@pytest.mark.parametrize(
    ("names", "chosen"),
    [(["zh-Hans-CN"], "zh_CN"), (["fr", "zh_TW"], "zh_CN"), (["en-GB"], "en"), (["de"], "en"), ([], "en")],
)
def test_the_systems_language_picks_ours(names: list[str], chosen: str) -> None:
    assert text.closest_language(names) == chosen


def test_a_message_crosses_processes_whole() -> None:
    error = UserError("The amount {text} is too large.", field="amount", text="9{}")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.field) == ("The amount 9{} is too large.", "amount")


@pytest.mark.parametrize(
    ("default", "values"),
    [(4, (0, 12)), (True, (False, True)), ("light", ("dark", ""))],
    ids=["number", "switch", "text"],
)
def test_a_setting_is_kept_and_otherwise_its_default(
    shop: Shop, default: int | bool | str, values: tuple[int | bool | str, ...]
) -> None:
    setting = Setting("x", default, "X")
    assert read_setting(shop, setting) == default
    for value in values:
        write_setting(shop, setting, value)
        assert read_setting(shop, setting) == value
    assert read_setting(shop, BUSINESS_DAY_ENDS) == 4


def test_chinese_counts_double_when_columns_are_aligned() -> None:
    assert aligned([["单晓岚", "1", ""], ["Ann", "22", "x"]]) == "单晓岚  1\nAnn     22  x"
    assert aligned([]) == ""


@pytest.mark.parametrize(("as_json", "read"), [(True, json.loads), (False, str.strip)], ids=["json", "words"])
def test_an_answer_is_one_document_or_words(
    capsys: pytest.CaptureFixture[str], as_json: bool, read: Callable[[str], object]
) -> None:
    def no_shop() -> NoReturn:
        raise AssertionError("nobody asked for the shop")

    Console(no_shop, no_shop, lambda: NOW, as_json).show("顾客", "顾客")
    assert read(capsys.readouterr().out) == "顾客"
