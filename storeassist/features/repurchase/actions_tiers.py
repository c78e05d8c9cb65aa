"""Keeps the tiers around the hero product as segments."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.habits.records import Tier
from storeassist.features.products.records import Product
from storeassist.features.repurchase.rules_tiers import name_of, rule_of
from storeassist.features.segments import actions as segments
from storeassist.features.segments import store as segment_store
from storeassist.features.segments.rules import parse
from storeassist.kernel.database import Shop
from storeassist.kernel.text import N_


def save_segments(shop: Shop, hero: Product, now: datetime) -> list[int]:
    """Save a segment for each tier around ``hero``, over those of the same names; returns their ids. One act."""
    with shop.act(now, N_("Made four segments around {name}"), name=hero.name):
        return [_save(shop, hero, tier, now) for tier in Tier]


def _save(shop: Shop, hero: Product, tier: Tier, now: datetime) -> int:
    name = name_of(tier, hero.name)
    there = next((one.id for one in segment_store.all_segments(shop) if one.name.casefold() == name.casefold()), None)
    return segments.save(shop, name, parse(rule_of(tier, hero.name)), now, there)
