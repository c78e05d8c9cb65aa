"""Makes QR codes: the pattern of dark and light modules, without the quiet zone around it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from storeassist.kernel.errors import UserError

Matrix = tuple[tuple[bool, ...], ...]

_MASK = 2
"""One mask for all numbers: comparing eight takes five times as long, and what is printed is read back anyway."""
_NUMERIC: Final = 1
_BYTES: Final = 4


@lru_cache(maxsize=256)
def matrix(text: str, level: str = "M") -> Matrix:
    """The modules of ``text`` by rows, True is dark. ``level``: L, M, Q or H, of which H forgives most.

    Digits alone take the dense form that a scanner types fastest. Refuses what no code can hold.
    """
    from qrcode import QRCode, constants, exceptions, util

    levels = {
        "L": constants.ERROR_CORRECT_L,
        "M": constants.ERROR_CORRECT_M,
        "Q": constants.ERROR_CORRECT_Q,
        "H": constants.ERROR_CORRECT_H,
    }
    is_number = text.isascii() and text.isdigit()
    code: QRCode = QRCode(  # type: ignore[type-arg]
        error_correction=levels[level], mask_pattern=_MASK if is_number else None, border=0
    )
    code.add_data(util.QRData(text.encode(), _NUMERIC if is_number else _BYTES, check_data=False))
    try:
        code.make()
    except (exceptions.DataOverflowError, ValueError):
        raise UserError("This text is too long for a QR code.") from None
    return tuple(tuple(bool(module) for module in row) for row in code.modules)
