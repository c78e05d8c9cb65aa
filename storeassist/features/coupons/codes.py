"""The two printed forms of a coupon's code: digits with a signature for the QR, and a short one for typing.

The digits are a version, the code, a 64-bit HMAC-SHA256 tag over both, and two check digits (ISO 7064 mod 97-10). The
short form is three blocks of three signs and a check sign over GF(32): its weights are distinct, so that no wrong sign
and no swap of neighbours passes, and each block has its own sum, so that no two blocks can change places.
"""

from __future__ import annotations

import hmac
import secrets

from storeassist.features.coupons.records import Reason

CODE_BITS = 45
_VERSION = "1"
_CODE_DIGITS, _TAG_DIGITS, _CHECK_DIGITS = 14, 20, 2
PAYLOAD_DIGITS = len(_VERSION) + _CODE_DIGITS + _TAG_DIGITS + _CHECK_DIGITS

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUVWXY"
_VALUE = {sign: value for value, sign in enumerate(_SIGNS)}
_BLOCKS, _DATA_SIGNS = 3, 3
_BLOCK_SIGNS = _DATA_SIGNS + 1
SHORT_SIGNS = _BLOCKS * _BLOCK_SIGNS
_WEIGHTS = (2, 4, 8)
_SUMS = (7, 19, 29)
_FIELD = 0b100101  # x^5 + x^2 + 1

_LONGEST = 200
_LIKE_SHORT = range(SHORT_SIGNS - 3, SHORT_SIGNS + 4)
_FEWEST_DIGITS = 8
_BLANKS = " \t\r\n\u00a0\u3000-\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"
_PLAIN = str.maketrans(
    {chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}
    | {chr(small): chr(small - 32) for small in range(ord("a"), ord("z") + 1)}
    | {chr(small + 0xFEE0): chr(small - 32) for small in range(ord("a"), ord("z") + 1)}
    | dict.fromkeys(_BLANKS, "")
)
_LOOK_ALIKES = str.maketrans("OISZ", "0152")


class Unreadable(Exception):  # noqa: N818 - what is wrong is the reason
    """A text that is no code of this shop: ``reason`` is unknown, mistyped or forged."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def new_codes(count: int) -> list[int]:
    """So many different codes that nobody can guess."""
    drawn: dict[int, None] = {}
    while len(drawn) < count:
        drawn[secrets.randbits(CODE_BITS)] = None
    return list(drawn)


def short(code: int) -> str:
    """The form for typing, such as 7K3M-Q9XD-2FHP."""
    values = [code >> 5 * place & 31 for place in range(_BLOCKS * _DATA_SIGNS - 1, -1, -1)]
    blocks = []
    for block in range(_BLOCKS):
        own = values[block * _DATA_SIGNS : (block + 1) * _DATA_SIGNS]
        blocks.append("".join(_SIGNS[value] for value in [*own, _check_sign(block, own)]))
    return "-".join(blocks)


def payload(code: int, key: bytes) -> str:
    """The form for the QR: digits alone, signed with the shop's ``key``."""
    body = f"{_VERSION}{code:0{_CODE_DIGITS}}"
    signed = body + _tag(body, key)
    return signed + f"{98 - int(signed) * 100 % 97:02}"


def read(text: str, key: bytes) -> int:
    """The code that a scanned or typed ``text`` says, in either form; raises Unreadable.

    Full-width and small letters, look-alikes, blanks and dashes are forgiven.
    """
    if len(text) > _LONGEST:
        raise Unreadable(Reason.UNKNOWN)
    plain = text.translate(_PLAIN)
    if _is_digits(plain) and len(plain) == PAYLOAD_DIGITS:
        return _read_payload(plain, key)
    folded = plain.translate(_LOOK_ALIKES)
    if not all(sign in _VALUE for sign in folded):
        raise Unreadable(Reason.UNKNOWN)
    if len(folded) == SHORT_SIGNS:
        return _read_short(folded)
    is_code = len(folded) in _LIKE_SHORT or (_is_digits(plain) and len(plain) >= _FEWEST_DIGITS)
    raise Unreadable(Reason.MISTYPED if is_code else Reason.UNKNOWN)


def beginning(text: str) -> tuple[int, int] | None:
    """The first and the last code whose short form begins with ``text``; None when none does."""
    folded = text[:_LONGEST].translate(_PLAIN).translate(_LOOK_ALIKES)
    if not folded or len(folded) > SHORT_SIGNS or not all(sign in _VALUE for sign in folded):
        return None
    values = [_VALUE[sign] for sign in folded]
    known: list[int] = []
    for block in range(-(-len(values) // _BLOCK_SIGNS)):
        own = values[block * _BLOCK_SIGNS : (block + 1) * _BLOCK_SIGNS]
        if len(own) == _BLOCK_SIGNS and own[-1] != _check_sign(block, own[:-1]):
            return None
        known += own[:_DATA_SIGNS]
    bits = CODE_BITS - 5 * len(known)
    first = _number(known) << bits
    return first, first + (1 << bits) - 1


def _read_payload(digits: str, key: bytes) -> int:
    if int(digits) % 97 != 1:
        raise Unreadable(Reason.MISTYPED)
    body, tag = digits[: -_TAG_DIGITS - _CHECK_DIGITS], digits[-_TAG_DIGITS - _CHECK_DIGITS : -_CHECK_DIGITS]
    code = int(body[len(_VERSION) :])
    if not hmac.compare_digest(tag, _tag(body, key)) or not body.startswith(_VERSION) or code >> CODE_BITS:
        raise Unreadable(Reason.FORGED)
    return code


def _read_short(signs: str) -> int:
    values = [_VALUE[sign] for sign in signs]
    known: list[int] = []
    for block in range(_BLOCKS):
        *own, check = values[block * _BLOCK_SIGNS : (block + 1) * _BLOCK_SIGNS]
        if check != _check_sign(block, own):
            raise Unreadable(Reason.MISTYPED)
        known += own
    return _number(known)


def _number(values: list[int]) -> int:
    number = 0
    for value in values:
        number = number << 5 | value
    return number


def _tag(body: str, key: bytes) -> str:
    digest = hmac.digest(key, body.encode("ascii"), "sha256")
    return f"{int.from_bytes(digest[:8], 'big'):0{_TAG_DIGITS}}"


def _check_sign(block: int, values: list[int]) -> int:
    total = _SUMS[block]
    for weight, value in zip(_WEIGHTS, values, strict=True):
        total ^= _times(weight, value)
    return total


def _times(left: int, right: int) -> int:
    """The product of two numbers of GF(32)."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= _FIELD
        right >>= 1
    return product


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
