"""What the owner decides about the scores and the hero product; undone like any act."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from storeassist.features.habits.records import Thresholds
from storeassist.features.habits.rules_scores import checked
from storeassist.features.habits.store_rfm import RFM_THRESHOLDS
from storeassist.features.habits.store_tiers import HERO_PRODUCT
from storeassist.features.products import store as products
from storeassist.kernel.database import Shop
from storeassist.kernel.settings import Setting, read_setting, write_setting
from storeassist.kernel.text import N_


def set_thresholds(shop: Shop, thresholds: Thresholds | None, now: datetime) -> None:
    """Keep the thresholds of the scores, or go back to those the shop's customers propose."""
    limits = json.dumps(asdict(checked(thresholds))) if thresholds else RFM_THRESHOLDS.default
    _keep(shop, RFM_THRESHOLDS, limits, N_("Changed the thresholds of the scores"), now)


def set_hero(shop: Shop, product_id: int | None, now: datetime) -> None:
    """Keep which product the tiers are around, or let the sales propose one."""
    if product_id is None:
        _keep(shop, HERO_PRODUCT, HERO_PRODUCT.default, N_("The hero product is the one that sells best"), now)
        return
    name = products.get(shop, product_id).name
    _keep(shop, HERO_PRODUCT, product_id, N_("Chose {name} as the hero product"), now, name=name)


def undo_set(shop: Shop, _now: datetime, payload: Mapping[str, str | int]) -> None:
    """Bring back what was set before."""
    write_setting(shop, _OF_KEY[str(payload["key"])], payload["before"])


def redo_set(shop: Shop, _now: datetime, payload: dict[str, str | int]) -> dict[str, str | int]:
    """Set it again."""
    write_setting(shop, _OF_KEY[str(payload["key"])], payload["after"])
    return payload


_OF_KEY = {setting.key: setting for setting in (RFM_THRESHOLDS, HERO_PRODUCT)}


def _keep(shop: Shop, setting: Setting, value: str | int, text: str, now: datetime, name: str = "") -> None:
    before = read_setting(shop, setting)
    if value == before:
        return
    with shop.act(now, text, name=name):
        write_setting(shop, setting, value)
        shop.reversed_by("habit_set", key=setting.key, before=before, after=value)
