"""The slow work of backups: making them, listing them, getting one ready, looking whether the shop file is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from storeassist.features.backups import actions, store
from storeassist.features.backups.actions import Return
from storeassist.features.backups.store import Listed
from storeassist.kernel import backups, copies
from storeassist.kernel.backups import Backup, Taken
from storeassist.kernel.database import Schema, Shop
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import many

Check = Callable[[Shop], list[str]]


def take(job: Job, path: Path, now: datetime, why: str) -> Taken:
    """Make a backup; raises UserError."""
    return backups.take(path, now, why, job)


def newest(_job: Job, path: Path) -> Backup | None:
    """The last whole backup."""
    return backups.newest(path)


def listed(_job: Job, path: Path) -> list[Listed]:
    """All backups, each looked into."""
    return store.listed(path)


def prepare(job: Job, path: Path, backup: Path, schema: Schema, now: datetime) -> Return:
    """Get a backup ready to take the place of the shop file; raises UserError."""
    return actions.prepare(path, backup, schema, now, job)


def problems_of(job: Job, shop: Shop, checks: Iterable[Check]) -> list[str]:
    """What is wrong with the shop file: its pages, its references, and whatever the features' ``checks`` find."""
    with copies.stoppable(shop.db, job, 0, 1):
        found = [row[0] for row in shop.db.execute("PRAGMA integrity_check(20)").fetchall() if row[0] != "ok"]
        if dangling := len(shop.db.execute("PRAGMA foreign_key_check").fetchall()):
            found.append(many("{n} row points to nothing.", "{n} rows point to nothing.", dangling))
        for check in checks:
            found += check(shop)
    return found
