"""A disk that fails at its N-th call, once or for ever, and an SQLite that is stopped at its N-th step."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite

from storeassist.kernel import backups, copies, database, restoring

_CALLS = ("replace", "fsync", "unlink", "mkdir", "remove", "rename")


class Failing:
    """Counts calls while it is armed, and says whether it came to fail one."""

    def __init__(self, at: int, *, for_ever: bool) -> None:
        self._at, self._for_ever, self._count = at, for_ever, 0
        self.has_failed = False

    def next_fails(self) -> bool:
        """Count one more."""
        self._count += 1
        fails = self._count == self._at or (self._for_ever and self._count > self._at)
        self.has_failed |= fails
        return fails


def failures(*, for_ever: bool) -> Iterator[Failing]:
    """One that fails at its first call, one at its second, ... until what is done under it no longer gets so far."""
    for at in count(1):
        failing = Failing(at, for_ever=for_ever)
        yield failing
        if not failing.has_failed:
            return


@contextmanager
def disk(failing: Failing, below: Path) -> Iterator[None]:
    """Every call to the system that writes to a file below a folder, or to its name, may fail as a full disk does."""

    def wrapped(real: Callable[..., Any], reads: tuple[Any, ...] = ()) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            is_ours = isinstance(args[0], int) or str(args[0]).startswith(str(below))
            if is_ours and (not reads or args[1] not in reads) and failing.next_fails():
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*args, **more)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in _CALLS:
            patch.setattr(os, name, wrapped(getattr(os, name)))
        patch.setattr(os, "open", wrapped(os.open, (os.O_RDONLY,)))
        patch.setattr(io, "open", wrapped(io.open, ("r", "rb")))
        yield


@contextmanager
def sqlite_steps(failing: Failing, every: int) -> Iterator[None]:
    """Every connection may be interrupted at a step."""
    real = database.connect

    def connect(path: Path, options: str = "mode=rw") -> sqlite.Connection:
        db = real(path, options)
        db.set_progress_handler(failing.next_fails, every)
        return db

    with pytest.MonkeyPatch.context() as patch:
        for module in (backups, copies, database, restoring):
            patch.setattr(module, "connect", connect)
        yield


@contextmanager
def room_for(pages: int) -> Iterator[None]:
    """Files that SQLite begins anew may grow to so many pages; then the disk is full."""
    real = database.connect

    def connect(path: Path, options: str = "mode=rw") -> sqlite.Connection:
        db = real(path, options)
        if options == "mode=rwc":
            db.execute(f"PRAGMA max_page_count = {pages}")
        return db

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "connect", connect)
        yield
