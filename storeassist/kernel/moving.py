"""Brings a shop file onto this computer from a folder that is copied about or shared, and puts the old one aside."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from storeassist.kernel.copies import copy_shop, put, remove
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import in_owner_words, not_written
from storeassist.kernel.jobs import Job
from storeassist.kernel.paths import data_folder


@dataclass(frozen=True, slots=True)
class Moved:
    """The copy on this computer, and the revision of the shop it holds."""

    path: Path
    revision: int


def copy_here(job: Job, shop: Shop) -> Moved:
    """Copy the shop into the owner's own folder and look whether the copy is whole; raises UserError."""
    path = _free(data_folder() / shop.path.name)
    part = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove(part)
        held = copy_shop(shop.db, part, "integrity_check", job)
        put(part, path)
    except sqlite.Error as error:
        raise in_owner_words(error, shop.path) from error
    except OSError as error:
        raise not_written(error, path) from error
    finally:
        with suppress(OSError):
            remove(part)
    return Moved(path, held.facts.revision)


def put_aside(path: Path) -> Path:
    """Rename the closed shop file at ``path``, so that nobody goes on with it by mistake; returns its new name."""
    aside = _free(path.with_name(f"{path.name}.moved"))
    try:
        path.rename(aside)
    except OSError as error:
        raise UserError(
            "The shop is now on this computer, but the old file {path} could not be renamed. Delete it yourself, so"
            " that nobody goes on with it by mistake.",
            path=str(path),
        ) from error
    return aside


def _free(wanted: Path) -> Path:
    """``wanted``, or the same name with a number that no file has yet."""
    if not wanted.exists():
        return wanted
    numbered = (wanted.with_name(f"{wanted.stem} {at}{wanted.suffix}") for at in count(2))
    return next(path for path in numbered if not path.exists())
