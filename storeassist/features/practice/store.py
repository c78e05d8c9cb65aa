"""What there is to know of a practice shop."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from storeassist.kernel.database import Shop
from storeassist.kernel.paths import SHOP_SUFFIX, data_folder
from storeassist.kernel.settings import PRACTICE, read_setting


def usual_path() -> Path:
    """Where this computer keeps its one practice shop; no name of a shop of one's own leads to this file."""
    return data_folder() / f"practice (invented){SHOP_SUFFIX}"


def is_practice(shop: Shop) -> bool:
    """Whether everybody in the shop is invented."""
    return bool(read_setting(shop, PRACTICE))


def own_acts(shop: Shop) -> int:
    """How much the owner did in it since it was made."""
    return int(shop.value("SELECT count(*) FROM act WHERE state = 'done'"))


def last_day(shop: Shop) -> date | None:
    """The day until which people came."""
    day = shop.value("SELECT max(day) FROM order_day")
    return date.fromisoformat(day) if day else None
