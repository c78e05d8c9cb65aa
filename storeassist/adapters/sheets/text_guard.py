"""Keeps texts of a CSV file from running as formulas when a spreadsheet opens it, and takes the guard off again."""

from __future__ import annotations

import re

# A program may skip spaces and quotation marks before it looks for a formula.
_RISKY = re.compile("['\"\\s\u3000\ufeff]*[=+\\-@＝＋－＠\t\r\n]")


def guard_text(text: str) -> str:
    """The text with an apostrophe in front when a spreadsheet could run it."""
    return f"'{text}" if _RISKY.match(text) else text


def unguard(text: str) -> str:
    """The text that was guarded: exactly one apostrophe less, where guard_text had put it."""
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text
