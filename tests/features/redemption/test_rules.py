"""What tells a scanner from hands, one act from two, a slip from somebody who guesses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.redemption import rules

DIGITS = "1" * 37


def burst(text: str, gap: float, start: float = 100.0) -> rules.Burst:
    """``text`` typed sign by sign, so many seconds apart."""
    typed = rules.Burst()
    for at, sign in enumerate(text):
        typed.add(sign, start + at * gap)
    return typed


def test_a_scanner_is_known_by_its_speed() -> None:
    assert burst(DIGITS, 0.005).is_scan
    assert burst(DIGITS, 0.05).is_scan
    assert not burst(DIGITS, 0.15).is_scan


def test_an_amount_is_no_scan_however_fast() -> None:
    assert not burst("128.50", 0.01).is_scan
    assert not burst("13812342764", 0.02).is_scan


def test_an_input_method_hands_over_all_at_once() -> None:
    typed = rules.Burst()
    typed.add("１" * 37, 5.0)
    assert typed.is_scan


def test_a_rest_begins_a_new_burst() -> None:
    typed = burst("7", 0.0, start=1.0)
    typed.add("68", 2.0)
    assert typed.text == "68"


def test_the_same_coupon_within_three_seconds_is_one_act() -> None:
    assert rules.same_scan(7, 7, 0.4)
    assert rules.same_scan(7, 7, 3.0)
    assert not rules.same_scan(7, 7, 3.1)
    assert not rules.same_scan(8, 7, 0.4)
    assert not rules.same_scan(8, None, 0.4)


def test_five_wrong_codes_in_a_minute_make_a_pause_of_half_a_minute() -> None:
    pauses = rules.Pauses()
    assert [pauses.wrong(at) for at in (0, 10, 20, 30, 40)] == [False, False, False, False, True]
    assert pauses.left(41) == 29
    assert pauses.left(70) == 0
    assert not pauses.wrong(71), "the count begins anew"


def test_slips_spread_over_the_day_make_no_pause() -> None:
    pauses = rules.Pauses()
    assert not any(pauses.wrong(at) for at in range(0, 600, 20))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("7k3m", "7K3M"),
        ("7k3mq", "7K3M-Q"),
        ("7k3mq9xd2fhp", "7K3M-Q9XD-2FHP"),
        ("７ｋ３ｍ－ｑ９ｘｄ", "7K3M-Q9XD"),
        (" 7K3M Q9XD 2FHP ", "7K3M-Q9XD-2FHP"),
        (DIGITS, DIGITS),
        ("１" * 37, DIGITS),
        ("", ""),
        ("https://example.com/a-long-way", "https://example.com/a-long-way"),
        ("满58减8", "满58减8"),
    ],
)
def test_a_code_is_shown_in_blocks_and_nothing_else_is_touched(typed: str, shown: str) -> None:
    assert rules.spelled(typed) == shown


@given(st.text(max_size=60))
def test_spelling_twice_is_spelling_once(text: str) -> None:
    once = rules.spelled(text)
    assert rules.spelled(once) == once


def test_twelve_digits_may_be_the_beginning_of_a_scan() -> None:
    assert rules.is_whole("7K3M-Q9XD-2FHP")
    assert rules.is_whole(DIGITS)
    assert not rules.is_whole("1111-1111-1111")
    assert not rules.is_whole("7K3M-Q9XD")
    assert not rules.is_whole(DIGITS[:-1])


@pytest.mark.parametrize(
    ("copied", "code"),
    [
        ("您的券码：7K3M-Q9XD-2FHP，月底前有效", "7K3M-Q9XD-2FHP"),
        ("券码 7k3m q9xd 2fhp\n点此核销", "7k3m q9xd 2fhp"),
        (f"扫到的是{DIGITS}。", DIGITS),
        ("7k3mq9xd2fhp\r\n", "7k3mq9xd2fhp"),
        ("nothing  here", "nothing here"),
    ],
)
def test_the_code_is_found_in_a_copied_message(copied: str, code: str) -> None:
    assert rules.code_in(copied) == code


def test_of_several_codes_in_a_picture_a_coupon_is_taken() -> None:
    assert rules.best_of(["https://u.wechat.com/x", DIGITS]) == DIGITS
    assert rules.best_of(["https://u.wechat.com/x"]) == "https://u.wechat.com/x"
