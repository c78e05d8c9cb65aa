"""How a connection to a shop file is set up: safely on the disk, and fit for the place where the file lies."""

from __future__ import annotations

from sqlcipher3 import dbapi2 as sqlite

from storeassist.kernel.places import Place

_PATIENCE_MS = 5000
"""How long a write waits for that of another program."""


def prepare(db: sqlite.Connection, place: Place) -> None:
    """Set a new connection up; it only reads until a write says otherwise."""
    _choose_journal(db, place)
    for pragma in (
        "synchronous = FULL",
        "fullfsync = ON",  # only macOS knows it; elsewhere it does nothing
        "checkpoint_fullfsync = ON",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "secure_delete = ON",
        "cell_size_check = ON",
        "temp_store = MEMORY",
        "cache_size = -8000",
        "query_only = ON",
    ):
        db.execute(f"PRAGMA {pragma}")


def _choose_journal(db: sqlite.Connection, place: Place) -> None:
    """WAL, but for a file that others copy or share: each commit leaves it whole, with no second file beside it.

    Turning one into the other needs the file alone; while another program has it open, it stays as it is.
    """
    wanted = "delete" if place.is_shared else "wal"
    db.execute("PRAGMA busy_timeout = 0")
    if wanted == "delete":  # so that even a file in WAL needs no memory shared with other programs
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
    try:
        if db.execute("PRAGMA journal_mode").fetchone()[0] != wanted:
            db.execute(f"PRAGMA journal_mode = {wanted}")
    except sqlite.OperationalError as error:
        if error.sqlite_errorcode != sqlite.SQLITE_BUSY:
            raise
    finally:
        db.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        db.execute("PRAGMA locking_mode = NORMAL")
    db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()  # lets go of a lock held for that
