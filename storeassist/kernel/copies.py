"""One copy of a shop file: taken while others write, opened again, counted, and on the disk before it gets its name."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlcipher3 import dbapi2 as sqlite

from storeassist.kernel.database import APPLICATION_ID, connect
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import refuse_unless_shop_file
from storeassist.kernel.jobs import Cancelled, Job

Check = Literal["quick_check", "integrity_check"]
BESIDE = ("", "-journal", "-wal", "-shm")
"""What SQLite may keep beside a file of its own."""

_PAGES_AT_ONCE = 2_000
_STEPS_BETWEEN_LOOKS = 200_000
_COPIED = 60  # percent of the work that is done once all is copied; the rest is looking at it
_ROLLBACK_JOURNAL = b"\x01\x01"  # the two bytes of the header that say how a file is written to
_AT_JOURNAL = 18


@dataclass(frozen=True, slots=True)
class Facts:
    """Which shop a file is of (``mark``; "" before files had one), and at which point of its life."""

    mark: str
    name: str
    created_at: str
    revision: int
    steps: int

    def is_of(self, other: Facts) -> bool:
        """Whether both are files of one shop, at whatever times."""
        if self.mark and other.mark:
            return self.mark == other.mark
        return bool(self.created_at) and self.created_at == other.created_at


@dataclass(frozen=True, slots=True)
class Contents:
    """What a shop file holds: its facts, and how many rows there are in each table."""

    facts: Facts
    rows: Mapping[str, int]


def copy_shop(source: sqlite.Connection, part: Path, check: Check, job: Job) -> Contents:
    """Write what ``source`` holds now to ``part``, which is new, and have it on the disk; raises when it is not whole.

    Others may write meanwhile. The copy is a file by itself, without the -wal of a shop that is open.
    """
    source.execute("BEGIN")  # holds still what is copied: a copy in steps would begin anew at every write
    try:
        held = contents_of(source)
        with closing(connect(part, "mode=rwc")) as target:
            target.execute("PRAGMA journal_mode = OFF")  # a half copy is thrown away, not rolled back
            target.execute("PRAGMA synchronous = OFF")  # all of it is synced at the end
            _copy_pages(source, target, job)
    finally:
        source.execute("ROLLBACK")
    with part.open("r+b") as file:
        file.seek(_AT_JOURNAL)
        file.write(_ROLLBACK_JOURNAL)
    expect(part, held, check, job)
    sync(part)
    return held


def expect(path: Path, held: Contents, check: Check, job: Job) -> None:
    """Raise UserError unless the file at ``path`` is whole and holds the very same."""
    with reading(path) as db:
        if verdict(db, check, job) == "ok" and contents_of(db) == held:
            return
    raise not_whole()


def not_whole() -> UserError:
    """What to say of a copy that is not what it should be."""
    return UserError(
        "The copy of the shop file is not whole, so it was thrown away; earlier backups are untouched. Either a part"
        " of the shop file is damaged, or the disk does not keep what is written to it."
    )


def verdict(db: sqlite.Connection, check: Check, job: Job) -> str:
    """What SQLite says of the pages of a file: "ok", or what is wrong."""
    with stoppable(db, job, _COPIED, 100):
        return str(db.execute(f"PRAGMA {check}(1)").fetchone()[0])


def look_into(path: Path) -> Facts:
    """Which shop a backup is of; raises UserError when it is none, or sqlite's own error when it is damaged."""
    with reading(path) as db:
        return facts_of(db)


@contextmanager
def reading(path: Path) -> Iterator[sqlite.Connection]:
    """A connection to a shop file that nobody writes to, such as a backup; leaves nothing beside it."""
    refuse_unless_shop_file(path, APPLICATION_ID)
    with closing(_reader(path)) as db:
        yield db


def facts_of(db: sqlite.Connection) -> Facts:
    """Which shop the file of a connection is of."""
    kept = {row[0]: row[1] for row in db.execute("SELECT key, value FROM shop_setting").fetchall()}
    return Facts(
        mark=kept.get("id", ""),
        name=kept.get("name", ""),
        created_at=kept.get("created_at", ""),
        revision=_value(db, "SELECT n FROM shop_revision"),
        steps=_value(db, "PRAGMA user_version"),
    )


def contents_of(db: sqlite.Connection) -> Contents:
    """What the file of a connection holds."""
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()]
    return Contents(facts_of(db), {table: _value(db, f'SELECT count(*) FROM "{table}"') for table in tables})


@contextmanager
def stoppable(db: sqlite.Connection, job: Job, done: int, total: int) -> Iterator[None]:
    """Around one long statement: asks the job now and then whether it is still wanted; raises Cancelled if not."""
    given_up = False

    def look() -> int:
        nonlocal given_up
        try:
            job.report(done, total)
        except Cancelled:
            given_up = True
        return given_up

    db.set_progress_handler(look, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except sqlite.OperationalError:
        if given_up:
            raise Cancelled from None
        raise
    finally:
        db.set_progress_handler(None, 0)


def put(part: Path, path: Path) -> None:
    """Give a finished file its name, in one step and for good."""
    os.replace(part, path)  # noqa: PTH105 - the calls to the system stand here in plain sight
    sync_folder(path.parent)


def sync(path: Path) -> None:
    """Have a file on the disk itself, not only in the system's memory."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
        if sys.platform == "darwin":
            import fcntl

            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk; some disks do not take this, and write them a little later."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> None:
    """Take a file away, and what SQLite keeps beside it."""
    for suffix in BESIDE:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _reader(path: Path) -> sqlite.Connection:
    # Immutable, SQLite makes no files of its own beside it, of which a read-only disk would take none. But what is
    # not yet in the file itself is in one of these, and then they must be read.
    is_open = any(path.with_name(path.name + suffix).exists() for suffix in ("-wal", "-journal"))
    return connect(path, "mode=ro" if is_open else "immutable=1")


def _copy_pages(source: sqlite.Connection, target: sqlite.Connection, job: Job) -> None:
    def report(_status: int, remaining: int, total: int) -> None:
        job.report(_COPIED * (total - remaining) // max(total, 1), 100)

    try:
        source.backup(target, pages=_PAGES_AT_ONCE, progress=report)
    except sqlite.DatabaseError as error:  # from here alone it comes without SQLite's number for it
        if "malformed" in str(error):
            raise not_whole() from error
        raise OSError(errno.ENOSPC if "full" in str(error) else errno.EIO, str(error)) from error


def _value(db: sqlite.Connection, sql: str) -> int:
    row = db.execute(sql).fetchone()
    return int(row[0]) if row else 0
