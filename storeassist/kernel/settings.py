"""Declared settings: a feature says what can be set, the Settings page draws it, the shop file or this computer keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from storeassist.kernel.dates import DAY_ENDS_AT
from storeassist.kernel.text import N_

if TYPE_CHECKING:
    from storeassist.kernel.database import Shop


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing the owner can set.

    ``label``, ``help`` and the words of ``choices`` (value, word) are N_() texts. ``scope`` "shop" is a fact of the shop
    and travels with its file; "computer" is this computer's taste. A default of int makes it a number within ``bounds``,
    of ``unit``.
    """

    key: str
    default: str | int | bool
    label: str
    help: str = ""
    choices: Sequence[tuple[str, str]] = ()
    bounds: tuple[int, int] | None = None
    unit: str = ""
    scope: Literal["shop", "computer"] = "computer"


BUSINESS_DAY_ENDS = Setting(
    "day_ends_at",
    DAY_ENDS_AT,
    N_("The business day ends at"),
    N_("A bill written before this hour of the night belongs to the evening before."),
    bounds=(0, 12),
    unit=N_("o'clock"),
    scope="shop",
)
"""The hour, 0 to 12; whoever changes it books all orders anew."""


def read_setting(shop: Shop, setting: Setting) -> str | int | bool:
    """What the shop file says of ``setting``, or its default."""
    stored = shop.value("SELECT value FROM shop_setting WHERE key = ?", [setting.key])
    if stored is None:
        return setting.default
    if isinstance(setting.default, bool):
        return bool(stored == "1")
    return type(setting.default)(stored)


def write_setting(shop: Shop, setting: Setting, value: str | int | bool) -> None:
    """Keep ``value`` in the shop file."""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    with shop.write() as db:
        db.execute(
            "INSERT INTO shop_setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [setting.key, text],
        )
