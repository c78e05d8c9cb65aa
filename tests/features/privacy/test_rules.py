"""Which PINs there can be, how one is kept, how long a wrong one makes wait."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storeassist.features.privacy import rules
from storeassist.kernel.errors import UserError

NOW = datetime(2026, 9, 15, 11, 6)


@pytest.mark.parametrize(("written", "pin"), [("2764", "2764"), ("２７６４", "2764"), (" 27 64 ", "2764"), ("380291746502", "380291746502")])
def test_a_pin_is_4_to_12_digits_however_they_are_typed(written: str, pin: str) -> None:
    assert rules.checked_pin(written, written) == pin


@pytest.mark.parametrize("written", ["", "276", "3802917465021", "27a4", "1234", "98765", "0000", "٢٧٦٤"])
def test_what_is_no_pin_is_refused(written: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.checked_pin(written, written)
    assert refused.value.field == "pin"


def test_a_pin_is_typed_twice() -> None:
    with pytest.raises(UserError) as refused:
        rules.checked_pin("2764", "2765")
    assert refused.value.field == "again"


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**8), st.binary(min_size=16, max_size=16))
def test_what_is_kept_fits_its_pin_alone_and_does_not_hold_it(number: int, salt: bytes) -> None:
    pin = f"{number:04}"
    kept = rules.hashed(pin, salt)
    assert rules.fits(pin, kept)
    assert not rules.fits(f"{pin}0", kept)
    assert kept != rules.hashed(pin, salt[::-1] + b"x")


@pytest.mark.parametrize("kept", ["", "scrypt", "scrypt$zz$00", "2764", "plain$$2764", "scrypt$$", "scrypt$00$"])
def test_a_stranger_s_entry_fits_nothing(kept: str) -> None:
    assert not rules.fits("2764", kept)


def test_every_wrong_try_makes_wait_twice_as_long_up_to_a_minute() -> None:
    assert [rules.pause_after(n) for n in range(9)] == [0, 1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize(("minutes", "away", "idle"), [(0, 600, False), (5, 4.9, False), (5, 5, True), (5, 600, True)])
def test_nobody_there_for_so_long(minutes: int, away: float, idle: bool) -> None:
    assert rules.is_idle(NOW - timedelta(minutes=away), NOW, minutes) is idle
