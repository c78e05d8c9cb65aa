"""What the owner does with the PIN of this computer. It lies in the system's password store, never in a shop file."""

from __future__ import annotations

from enum import StrEnum

from storeassist.adapters import secrets
from storeassist.features.privacy import rules
from storeassist.kernel.errors import UserError

_NAME = "pin"


class Verdict(StrEnum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    NO_PIN = "no pin"  # taken out of the password store: how a forgotten one is dropped


def need_safe_place() -> None:
    """Raise UserError unless this computer has a safe place for a PIN."""
    secrets.need_safe_place()


def set_pin(pin: str, again: str) -> None:
    """Keep a new PIN; raises UserError when it is none, or there is no safe place for it."""
    from os import urandom

    secrets.keep(_NAME, rules.hashed(rules.checked_pin(pin, again), urandom(16)))


def try_pin(written: str) -> Verdict:
    """Whether this is the PIN; raises UserError when the password store does not answer."""
    kept = secrets.read(_NAME)
    if kept is None:
        return Verdict.NO_PIN
    return Verdict.RIGHT if rules.fits(rules.plain_digits(written), kept) else Verdict.WRONG


def prove_pin(written: str) -> None:
    """Raise UserError unless this is the PIN, or there is none."""
    if try_pin(written) is Verdict.WRONG:
        raise UserError("This is not the PIN.", field="old")


def remove_pin() -> None:
    """Forget the PIN."""
    secrets.forget(_NAME)
