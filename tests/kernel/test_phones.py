"""Phones on lists, on the screen, read aloud."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storeassist.kernel import phones


@pytest.fixture(autouse=True)
def hidden_again() -> Iterator[None]:
    """Whatever a test chose, the next begins with masked phones."""
    yield
    phones.hide_phones(True)


@pytest.mark.parametrize(
    ("phone", "masked", "spaced"),
    [
        ("+8613812342764", "138****2764", "138 1234 2764"),
        ("+862162888888", "021****8888", "02162888888"),
        ("+14155552671", "+14****2671", "+14155552671"),
        ("", "", ""),
    ],
)
def test_phones_are_masked_on_lists_and_spaced_for_reading(phone: str, masked: str, spaced: str) -> None:
    assert (phones.masked(phone), phones.spaced(phone)) == (masked, spaced)


def test_the_screen_shows_phones_as_the_owner_wants_them() -> None:
    assert phones.show_phone("+8613812342764") == "138****2764"
    assert phones.show_phone("+8613812342764", "1234") == "1381234****"
    phones.hide_phones(False)
    assert phones.show_phone("+8613812342764", "1234") == "138 1234 2764"
    assert phones.masked("+8613812342764") == "138****2764", "logs and journals never follow the screen"
