"""What holds of PINs: which can be one, how one is kept, how long a wrong one makes wait. Pure."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from hmac import compare_digest

from storeassist.kernel.errors import UserError

SHORTEST, LONGEST = 4, 12
LONGEST_PAUSE = 60
"""Seconds; an owner with cold fingers must not be kept out for an hour."""

_COST = {"n": 2**14, "r": 8, "p": 1}
"""Of scrypt: 16 MB and some 50 ms for each try."""


def plain_digits(written: str) -> str:
    """A PIN as typed, without blanks; full-width digits count as digits."""
    return "".join(unicodedata.normalize("NFKC", written).split())


def checked_pin(written: str, again: str) -> str:
    """A new PIN, typed twice; raises UserError, naming the field, for what cannot be one."""
    pin = plain_digits(written)
    if not pin.isdecimal() or not pin.isascii() or not SHORTEST <= len(pin) <= LONGEST:
        raise UserError("A PIN has {least} to {most} digits.", field="pin", least=SHORTEST, most=LONGEST)
    if pin in "0123456789012" or pin in "987654321098" or len(set(pin)) == 1:
        raise UserError("This PIN is the first that anybody would try. Please take another.", field="pin")
    if plain_digits(again) != pin:
        raise UserError("The two are not the same. Please type the PIN again.", field="again")
    return pin


def hashed(pin: str, salt: bytes) -> str:
    """What is kept of ``pin``: its scrypt hash with the salt, from which it cannot be read back."""
    return f"scrypt${salt.hex()}${_scrypt(pin, salt).hex()}"


def fits(pin: str, kept: str) -> bool:
    """Whether ``pin`` is the one that ``kept`` was made of."""
    try:
        kind, salt, digest = kept.split("$")
        return kind == "scrypt" and compare_digest(_scrypt(pin, bytes.fromhex(salt)), bytes.fromhex(digest))
    except ValueError:  # somebody else wrote there
        return False


def pause_after(wrong: int) -> int:
    """Seconds to wait after so many wrong tries: 1, 2, 4 ..."""
    return min(2 ** (wrong - 1), LONGEST_PAUSE) if wrong else 0


def is_idle(last: datetime, now: datetime, minutes: int) -> bool:
    """Whether nobody touched anything since ``last`` for ``minutes``; also true after the computer slept so long."""
    return minutes > 0 and now - last >= timedelta(minutes=minutes)


def _scrypt(pin: str, salt: bytes) -> bytes:
    from hashlib import scrypt

    return scrypt(pin.encode(), salt=salt, maxmem=2**26, dklen=32, **_COST)
