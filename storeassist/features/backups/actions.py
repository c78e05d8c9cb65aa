"""What the owner, and actions that could do harm, do with backups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storeassist.features.backups import BACKUP_FOLDER, BACKUP_SECOND_FOLDER, store
from storeassist.features.backups.store import Inside
from storeassist.kernel import backups, restoring
from storeassist.kernel.backups import Taken
from storeassist.kernel.database import Schema, Shop
from storeassist.kernel.jobs import Job
from storeassist.kernel.restoring import Ready, Restored
from storeassist.kernel.settings import Setting, write_setting
from storeassist.kernel.text import _, many


@dataclass(frozen=True, slots=True)
class Return:
    """The way back to a backup: what the shop file held and will hold. ``before`` is None when it was not whole."""

    ready: Ready
    before: Inside | None
    after: Inside


def before(shop: Shop, now: datetime, why: str, job: Job | None = None) -> Taken:
    """Back the shop up before it is changed a lot ("import", "merge"), unless the newest backup holds the same.

    Raises UserError when no backup can be made: then nothing should be changed.
    """
    return backups.take(shop.path, now, why, job)


def keep_folder(shop: Shop, folder: str) -> None:
    """Have backups go to ``folder``, "" being the usual place; raises UserError when nothing can be written there."""
    _keep(shop, BACKUP_FOLDER, folder, is_second=False)


def keep_second_folder(shop: Shop, folder: str) -> None:
    """Have second copies go to ``folder``, "" being none; raises UserError as ``keep_folder`` does."""
    _keep(shop, BACKUP_SECOND_FOLDER, folder, is_second=True)


def _keep(shop: Shop, setting: Setting, folder: str, *, is_second: bool) -> None:
    if folder:
        backups.refuse_unless_folder(Path(folder), shop.path, is_second=is_second)
    write_setting(shop, setting, folder)


def prepare(path: Path, backup: Path, schema: Schema, now: datetime, job: Job | None = None) -> Return:
    """Do all that takes time before ``backup`` takes the place of the shop file, which may be open. Raises UserError."""
    ready = restoring.prepare(path, backup, schema, now, job)
    present = store.inside_file(ready.kept.path) if ready.kept else None
    restored = store.inside_file(ready.part)
    if restored is None:
        raise RuntimeError("a copy that was whole a moment ago is not")
    return Return(ready, present, restored)


def restore(way: Return) -> Restored:
    """Put the backup in the place of the shop file, which nobody has open now. Raises UserError, having changed nothing."""
    return restoring.put_in_place(way.ready)


def said(way: Return, restored: Restored) -> str:
    """What changed, in one sentence or two."""
    before, after = way.before or way.after, way.after
    customers = many("{n} customer", "{n} customers", after.customers)
    orders = many("{n} order", "{n} orders", after.orders)
    words = _(
        "Restored: {customers}, {orders}.",
        customers=_changed(customers, after.customers - before.customers),
        orders=_changed(orders, after.orders - before.orders),
    )
    if restored.aside is not None:
        words += " " + _("The damaged file is kept as {file}.", file=restored.aside.name)
    return words


def _changed(count: str, by: int) -> str:
    sign = "−" if by < 0 else "+"
    return _("{count} ({change})", count=count, change=f"{sign} {abs(by):,}") if by else count
