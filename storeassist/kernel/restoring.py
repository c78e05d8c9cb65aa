"""Puts a backup in the place of a shop file in one step: at every moment the file is as it was, or as restored."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlcipher3 import dbapi2 as sqlite

from storeassist.kernel import backups, copies
from storeassist.kernel.backups import Backup, Why
from storeassist.kernel.copies import Facts
from storeassist.kernel.database import Schema, Shop, connect
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import not_written
from storeassist.kernel.jobs import Job, Quiet

_PATIENCE_MS = 2_000
_OF_THE_PRESENT = ("id", backups.FOLDER, backups.SECOND_FOLDER)
"""Facts of the shop that a restored file takes from the present: by these its backups are found."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A checked copy of a backup that lies beside the shop file, to take its place; ``handle`` keeps it from clearing.

    ``present`` is what it was made beside: None when there was no whole shop file. ``kept`` is the backup of that.
    """

    path: Path
    part: Path
    handle: BinaryIO
    now: datetime
    present: Facts | None
    kept: Backup | None

    def discard(self) -> None:
        """The owner thought better of it."""
        self.handle.close()
        with suppress(OSError):
            copies.remove(self.part)


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of the file there was: backed up as ``kept``, or, as it was damaged, ``aside`` under another name."""

    kept: Backup | None
    aside: Path | None


def restore(path: Path, backup: Path, schema: Schema, now: datetime, job: Job | None = None) -> Restored:
    """Make the shop file at ``path`` what ``backup`` holds, after backing up what it is now.

    Nobody may have the file open. Raises UserError, having changed nothing.
    """
    return put_in_place(prepare(path, backup, schema, now, job))


def prepare(path: Path, backup: Path, schema: Schema, now: datetime, job: Job | None = None) -> Ready:
    """The slow part: look whether the backup is whole, back up the present, lay a copy of the backup beside it.

    The shop may be open, and is not changed. Raises UserError, and Cancelled as the job says.
    """
    job = job or Quiet()
    if path.exists() and backup.exists() and path.samefile(backup):
        raise UserError("This is the shop file itself, not a backup of it.")
    held = refuse_unless_usable(backup, schema, job)
    with backups.in_words(path):
        present = _present(path)
        if present is not None and not held.is_of(present):
            raise UserError(
                "This is a backup of another shop, {name}. To work with that shop, open the file as a shop of its own.",
                name=held.name,
            )
        kept = backups.take(path, now, Why.RESTORE, job).backup if present else None
        with backups.alone(path, job, None if present else held):
            part = backups.restored_part(path)
            try:
                copies.remove(part)
                with copies.reading(backup) as db:
                    copies.copy_shop(db, part, "integrity_check", job)
                _fit_in(part, path, schema, held, present)
                return Ready(path, part, backups.locked(part), now, present, kept)
            except BaseException:
                with suppress(OSError):
                    copies.remove(part)
                raise


def put_in_place(ready: Ready) -> Restored:
    """The quick part: swap the files. Nobody may have the shop file open; raises UserError, having changed nothing."""
    path, aside = ready.path, None
    try:
        with backups.in_words(path):
            if ready.present is not None:
                with _held_still(path, ready.present):
                    _move_in(ready)
            else:
                aside = _set_aside(path, ready.now)
                _move_in(ready)
    except BaseException:
        ready.discard()
        raise
    return Restored(ready.kept, aside)


def refuse_unless_usable(backup: Path, schema: Schema, job: Job) -> Facts:
    """Raise UserError unless a backup is whole, and not made by a newer version; says which shop it is of."""
    try:
        with copies.reading(backup) as db:
            held = copies.facts_of(db)
            if copies.verdict(db, "integrity_check", job) != "ok":
                raise sqlite.DatabaseError
    except sqlite.DatabaseError as error:
        raise UserError(
            "The backup {file} is damaged: a part of it cannot be read. Nothing was changed; choose another one.",
            file=backup.name,
        ) from error
    except OSError as error:
        raise not_written(error, backup) from error
    if held.steps > schema.steps:
        raise UserError(
            "The backup {file} was made by a newer version of StoreAssist. Install the newest version to restore it;"
            " nothing was changed.",
            file=backup.name,
        )
    return held


def _present(path: Path) -> Facts | None:
    """What the shop file holds now; None when there is no whole shop file."""
    if not path.exists():
        return None
    try:
        with closing(connect(path)) as db:
            if copies.verdict(db, "quick_check", Quiet()) != "ok":
                return None
            return copies.facts_of(db)
    except sqlite.DatabaseError as error:
        codes = (sqlite.SQLITE_CORRUPT, sqlite.SQLITE_NOTADB, sqlite.SQLITE_ERROR)  # the last: it has not our tables
        if getattr(error, "sqlite_errorcode", None) in codes:
            return None
        raise


def _fit_in(part: Path, path: Path, schema: Schema, held: Facts, present: Facts | None) -> None:
    """Bring the copy up to this version, and let it know that it comes after the present."""
    kept: list[tuple[str, str]] = []
    if present is not None:
        with closing(connect(path)) as db:
            rows = db.execute("SELECT key, value FROM shop_setting").fetchall()
            kept = [(row[0], row[1]) for row in rows if row[0] in _OF_THE_PRESENT]
    shop = Shop.open(part, schema, is_copy=True)
    try:
        with shop.write() as db:
            if present is not None:
                db.executemany("DELETE FROM shop_setting WHERE key = ?", [[key] for key in _OF_THE_PRESENT])
                db.executemany("INSERT INTO shop_setting VALUES (?, ?)", kept)
            # Later than both, so that no backup of either can be taken for one of what comes now.
            latest = max(held.revision, present.revision if present else 0)
            db.execute("UPDATE shop_revision SET n = ?", [latest])
    finally:
        shop.close()
    _fold(part)
    copies.sync(part)


def _move_in(ready: Ready) -> None:
    ready.handle.close()  # Windows moves no file that is open
    try:
        copies.put(ready.part, ready.path)
    except PermissionError as error:
        if sys.platform == "win32" and ready.path.exists():
            raise _in_use(ready.path) from error
        raise


@contextmanager
def _held_still(path: Path, present: Facts) -> Iterator[None]:
    """Keep others off the file, with nothing in a -wal or -journal that would be read into its successor."""
    _fold(path)
    with closing(connect(path)) as db:
        with _needing_it_alone(path):
            db.execute("BEGIN EXCLUSIVE")
        if copies.facts_of(db) != present:
            raise UserError("Something was written to the shop meanwhile. Nothing was restored; try again.")
        if any(_beside(path)):
            raise _in_use(path)
        if sys.platform == "win32":  # where no open file is replaced; a writer may slip in, within a millisecond
            db.close()
        yield


def _fold(path: Path) -> None:
    """Bring everything into the file itself; needs it alone."""
    with closing(connect(path)) as db, _needing_it_alone(path):
        db.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _needing_it_alone(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite.OperationalError as error:
        if error.sqlite_errorcode in (sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED):
            raise _in_use(path) from error
        raise


def _set_aside(path: Path, now: datetime) -> Path | None:
    """Keep a damaged file, and what belongs to it, under another name; what lies beside must not meet its successor."""
    aside = None
    if path.exists():
        aside = path.with_name(f"{path.stem} damaged {now:%Y-%m-%d %H%M%S}{path.suffix}")
        for suffix in ("", "-wal", "-journal"):
            if (part := path.with_name(path.name + suffix)).exists():
                copy = aside.with_name(aside.name + suffix)
                shutil.copyfile(part, copy)
                copies.sync(copy)
        copies.sync_folder(path.parent)
    for stale in _beside(path):
        stale.unlink()
    copies.sync_folder(path.parent)
    return aside


def _beside(path: Path) -> list[Path]:
    around = (path.with_name(path.name + suffix) for suffix in copies.BESIDE[1:])
    return [part for part in around if part.exists()]


def _in_use(path: Path) -> UserError:
    return UserError(
        "The shop file {path} is open in another window or program. Close that and try again; nothing was changed.",
        path=str(path),
    )
