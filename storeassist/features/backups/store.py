"""Reads what lies in backups: which there are, and what is inside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from storeassist.features.backups.rules import age_words
from storeassist.kernel import backups
from storeassist.kernel.backups import Backup
from storeassist.kernel.database import Shop


@dataclass(frozen=True, slots=True)
class Inside:
    """What a shop file holds, in figures the owner knows."""

    customers: int
    orders: int
    newest_order_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A backup and what is inside; None when it is damaged."""

    backup: Backup
    inside: Inside | None


def listed(path: Path) -> list[Listed]:
    """All backups of the shop file at ``path``, newest first, each opened and looked into."""
    return [Listed(backup, inside_file(backup.path) if backup.is_whole else None) for backup in backups.list_backups(path)]


def inside_file(path: Path) -> Inside | None:
    """What a backup holds; None when it is damaged or no shop file."""
    return backups.ask(path, lambda db: _inside(lambda sql: db.execute(sql).fetchone()[0]))


def notes(shop: Shop, now: datetime) -> list[str]:
    """What ``shop check`` says of backups."""
    found = backups.newest(shop.path)
    return [age_words(found.at if found else None, now)]


def _inside(value: Callable[[str], Any]) -> Inside:
    at = value('SELECT max(at) FROM "order" WHERE reverses_id IS NULL')
    return Inside(
        customers=int(value("SELECT count(*) FROM customer")),
        orders=int(value("SELECT coalesce(sum(orders), 0) FROM order_day")),
        newest_order_at=datetime.fromisoformat(at) if at else None,
    )
