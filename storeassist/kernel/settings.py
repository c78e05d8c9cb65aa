"""Declared settings: a feature says what can be set, the Settings page draws it, the shop file or this computer keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from storeassist.kernel.dates import DAY_ENDS_AT
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import YUAN, checked_sign
from storeassist.kernel.text import N_

if TYPE_CHECKING:
    from storeassist.kernel.database import Shop


LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing the owner can set.

    ``label``, ``help`` and the words of ``choices`` (value, word) are N_() texts. ``scope`` "shop" is a fact of the shop
    and travels with its file; "computer" is this computer's taste. A default of int makes it a number within ``bounds``,
    of ``unit``; ``kind`` "folder" makes it a folder of this computer; a choice "" says what none means. ``check`` returns a
    text as it is kept, or raises UserError.
    """

    key: str
    default: str | int | bool
    label: str
    help: str = ""
    choices: Sequence[tuple[str, str]] = ()
    bounds: tuple[int, int] | None = None
    unit: str = ""
    scope: Literal["shop", "computer"] = "computer"
    kind: Literal["", "folder"] = ""
    check: Callable[[str], str] = str.strip


def checked_name(name: str) -> str:
    """A shop's name with blanks trimmed; raises UserError when nothing is left."""
    kept = " ".join(name.split())
    if not kept or len(kept) > LONGEST_NAME:
        raise UserError("A shop needs a name of at most {most} characters.", field="name", most=LONGEST_NAME)
    return kept


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

CURRENCY_SIGN = Setting(
    "currency_sign",
    YUAN,
    N_("Sign before amounts"),
    N_("¥, or HK$, NT$, RM… where the shop is. Amounts stay as they are; files keep plain numbers."),
    scope="shop",
    check=checked_sign,
)

MASK_PHONES = Setting(
    "privacy/mask_phones",
    True,
    N_("Hide the middle of phone numbers"),
    N_("Lists show 138****2764, so that nobody looking over your shoulder can note them. “Show” reveals one."),
)

PRACTICE = Setting("practice", False, N_("Practice shop"), scope="shop")
"""Whether everybody in the shop is invented, to try the program out on; set where such a shop is made."""


def read_setting(shop: Shop, setting: Setting) -> str | int | bool:
    """What the shop file says of ``setting``, or its default."""
    stored = shop.value("SELECT value FROM shop_setting WHERE key = ?", [setting.key])
    if stored is None:
        return setting.default
    if isinstance(setting.default, bool):
        return bool(stored == "1")
    return type(setting.default)(stored)


def day_ends_at(shop: Shop) -> int:
    """The hour at which the shop's business day ends."""
    return int(read_setting(shop, BUSINESS_DAY_ENDS))


def write_setting(shop: Shop, setting: Setting, value: str | int | bool) -> None:
    """Keep ``value`` in the shop file."""
    text = str(int(value)) if isinstance(value, bool) else str(value)
    with shop.write() as db:
        db.execute(
            "INSERT INTO shop_setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [setting.key, text],
        )
