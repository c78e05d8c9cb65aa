"""What a command of the command line may reach: the shop file, the clock, and the one way to answer."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from storeassist.kernel.database import Schema, Shop


@dataclass
class Console:
    """Handed to every command.

    ``schema`` is for those that make a shop file; ``slots`` are functions of features above that fill places in features
    below.
    """

    open_shop: Callable[[], Shop]
    schema: Callable[[], Schema]
    now: Callable[[], datetime]
    as_json: bool = False
    slots: Mapping[str, Sequence[Callable[..., Any]]] = field(default_factory=dict)
    _shop: Shop | None = None

    def shop(self) -> Shop:
        """The shop file, opened when first asked for."""
        if self._shop is None:
            self._shop = self.open_shop()
        return self._shop

    def close(self) -> None:
        """Let go of the shop file."""
        if self._shop is not None:
            self._shop.close()

    def show(self, document: object, words: str) -> None:
        """Answer, the only thing on standard output: ``document`` as JSON when that is wanted, else ``words``."""
        text = json.dumps(document, ensure_ascii=False, indent=2) if self.as_json else words
        if text:
            sys.stdout.write(f"{text}\n")


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows as columns of text, Chinese characters counting as two."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
