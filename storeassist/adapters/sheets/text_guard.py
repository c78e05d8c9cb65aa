"""Keeps texts of a CSV file from running as formulas when a spreadsheet opens it, and takes the guard off again."""

from __future__ import annotations

import re

# A program may skip spaces and quotation marks before it looks for a formula.
_RISKY = re.compile("['\"\\s\u3000\ufeff]*[=+\\-@＝＋－＠\t\r\n]")


_AS_TEXT = re.compile(r'="([^"]*)"')
"""How other programs keep the noughts in front of a number."""


def guard_text(text: str) -> str:
    """The text with an apostrophe in front when a spreadsheet could run it."""
    return f"'{text}" if _RISKY.match(text) else text


def unguard(text: str) -> str:
    """The text that was guarded: exactly one apostrophe less, where guard_text had put it."""
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text


def without_guards(cells: list[str]) -> list[str]:
    """A record without what keeps spreadsheets from spoiling it: our guard, ="00012", a ` before each cell of a bank's."""
    filled = [cell for cell in cells if cell]
    if len(filled) > 1 and all(cell.startswith("`") for cell in filled):
        return [cell[1:] for cell in cells]
    return [told[1] if (told := _AS_TEXT.fullmatch(cell)) else unguard(cell) for cell in cells]
