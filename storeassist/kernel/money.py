"""Money is a whole number of fen; here it is read from what people write, and written for them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from storeassist.kernel.errors import UserError

LARGEST_FEN = 100_000_000_00
"""One hundred million yuan: a larger amount is a slip of the finger."""

YUAN = "¥"
LONGEST_SIGN = 4

_sign = YUAN
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋￥（）", "0123456789.,-+¥()")
_DECORATION = re.compile(r"^(?:¥|RMB|CNY|人民币)|(?:元整?|块|圆|RMB|CNY)$", re.IGNORECASE)
_PLAIN = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?$|^[+-]?\.\d+$")


def use_currency(sign: str) -> None:
    """Write amounts with the sign of the shop that is open from now on."""
    global _sign  # noqa: PLW0603 - one shop, one sign, like the language
    _sign = sign


def currency() -> str:
    """The sign that stands before amounts now."""
    return _sign


def checked_sign(text: str) -> str:
    """A currency's sign, trimmed; raises UserError for what could be taken for an amount."""
    sign = text.strip()
    if not 1 <= len(sign) <= LONGEST_SIGN or any(c.isdigit() or c.isspace() or c in "+-−.,，。()（）" for c in sign):
        raise UserError("Please give a sign of 1 to {most} letters, such as ¥, $ or HK$.", most=LONGEST_SIGN)
    return sign


def parse_yuan(text: str | float) -> int:
    """Fen from an amount in yuan, such as 12.5, "¥1,234.50", "12.5元" or "(8.00)" for minus eight.

    Raises UserError when it is not an amount, has a part smaller than one fen, or is beyond LARGEST_FEN.
    """
    try:
        amount = Decimal(repr(text)) if isinstance(text, int | float) else _decimal(text)
    except InvalidOperation:
        raise UserError("“{text}” is not an amount; write it like 12.50.", text=str(text).strip()) from None
    if not amount.is_finite() or abs(amount) * 100 > LARGEST_FEN:
        raise UserError("The amount {text} is too large.", text=str(text).strip())
    fen = amount * 100
    whole = int(fen.to_integral_value())
    # A spreadsheet's binary fractions carry dust such as 7.380000000000001; a hand-written 0.125 does not.
    if abs(fen - whole) > (Decimal("0.0001") if isinstance(text, float) else 0):
        raise UserError("The amount {text} has a part smaller than one fen.", text=str(text).strip())
    return whole


def _decimal(text: str) -> Decimal:
    plain = "".join(text.translate(_FULL_WIDTH).split())
    negative = plain.startswith("(") and plain.endswith(")")
    if negative:
        plain = plain[1:-1]
    sign = ""
    if plain[:1] in "+-−" and plain[1:].startswith((YUAN, _sign)):
        sign, plain = plain[0], plain[1:]
    plain = _DECORATION.sub("", _DECORATION.sub("", plain)).removeprefix(_sign).removesuffix(_sign).replace("−", "-")
    plain = sign.replace("−", "-") + plain
    if not _PLAIN.match(plain):
        raise InvalidOperation
    amount = Decimal(plain.replace(",", ""))
    return -amount if negative else amount


def yuan(fen: int) -> str:
    """``fen`` for the owner's eyes, with the shop's sign: ¥1,314, ¥77.30, − ¥8."""
    whole, rest = divmod(abs(fen), 100)
    text = f"{_sign}{whole:,}" + (f".{rest:02}" if rest else "")
    return f"− {text}" if fen < 0 else text


def whole_yuan(fen: int) -> str:
    """``fen`` for a place where only its size matters: without the decimals from ¥100 on."""
    return yuan(fen if abs(fen) < 100_00 else round(fen / 100) * 100)


def plain_yuan(fen: int) -> str:
    """``fen`` as a bare number of yuan, such as 1234.50, for files and input fields."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"
