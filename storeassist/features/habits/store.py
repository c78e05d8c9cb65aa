"""Reads what day it is in the shop, and from when on the days of its book are cut by now."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day, iso
from storeassist.kernel.settings import day_ends_at

LIVE = 'o.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
"""The condition of a bill ``o`` that counts: no reversing row itself, nor reversed by one."""


def business_today(shop: Shop, now: datetime) -> date:
    """The business day it is now."""
    return business_day(now, day_ends_at(shop))


def first_open_day(shop: Shop, now: datetime) -> date:
    """The first business day that may have bills after ``now``: all days before it are over.

    A bill of midnight exactly is of its own date, others of that night of the day before.
    """
    return (now - timedelta(hours=day_ends_at(shop))).date()


def has_later(shop: Shop, now: datetime) -> bool:
    """Whether a bill that counts lies after ``now``: one entered ahead, or the owner looks back."""
    return bool(shop.value(f'SELECT EXISTS (SELECT 1 FROM "order" o WHERE o.at > ? AND {LIVE})', [iso(now)]))
