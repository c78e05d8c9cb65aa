"""What the owner does with a practice shop: take it away."""

from __future__ import annotations

import shutil

from storeassist.features.practice.store import is_practice
from storeassist.kernel import backups, copies
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError


def remove(shop: Shop) -> None:
    """Close a practice shop and delete its file and its backups; raises UserError, and keeps all, when it is none."""
    if not is_practice(shop):
        raise _refusal()
    path, mark = shop.path, shop.value("SELECT value FROM shop_setting WHERE key = 'id'")
    shop.close()
    if copies.look_into(path).mark != mark:  # another file took its place
        raise _refusal()
    whole = [backup for backup in backups.list_backups(path) if backup.is_whole]
    folder = backups.folders_of(path).first
    try:
        for backup in whole:
            for copy in (backup.path, *backup.also):
                copy.unlink(missing_ok=True)
        if folder.name == mark and folder.is_dir():  # named after this shop, so nothing else lies in it
            shutil.rmtree(folder)
        copies.remove(path)
    except OSError as error:
        raise UserError(
            "The practice shop {path} could not be removed: this computer refuses it. Nothing else was touched.",
            path=str(path),
        ) from error


def _refusal() -> UserError:
    return UserError("This is not a practice shop, so it stays.")
