"""What the disk and the shop file can refuse, in the owner's words: what happened, is the data safe, what to do."""

from __future__ import annotations

import errno
import os
import shutil
import struct
from pathlib import Path

from storeassist.kernel.errors import UserError

_MAGIC = b"SQLite format 3\x00"
_ENOUGH = 256 * 1024
"""Bytes: with less than this free, a disk that refuses is full whatever else it says."""

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_GONE = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.ESTALE}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def refuse_unless_shop_file(path: Path, application_id: int) -> None:
    """Raise UserError unless ``path`` is a whole SQLite file that carries our mark; reads 100 bytes."""
    try:
        if path.is_dir():
            raise UserError("{path} is a folder, not a shop file.", path=str(path))
        if not path.exists():
            raise UserError(
                "There is no shop file at {path}. Check the name, or make a new shop there.", path=str(path)
            )
        with path.open("rb") as file:
            head = file.read(100)
        size = path.stat().st_size
    except OSError as error:
        raise not_read(error, path) from error
    if size == 0:
        raise UserError(
            "The shop file {path} is empty (0 bytes): a copy of it was probably cut off. Put back a whole copy of it.",
            path=str(path),
        )
    if not head.startswith(_MAGIC):
        raise UserError("{path} is not a shop file; it belongs to another program.", path=str(path))
    if len(head) < 100 or struct.unpack(">I", head[68:72])[0] != application_id:
        raise UserError("{path} is a database of another program, not a shop file.", path=str(path))
    page_size = struct.unpack(">H", head[16:18])[0]
    page_size = 65536 if page_size == 1 else page_size
    pages = struct.unpack(">I", head[28:32])[0]
    has_wal = path.with_name(path.name + "-wal").exists()
    if not has_wal and pages * page_size > size:
        raise damaged(path)


def in_owner_words(error: Exception, path: Path) -> Exception:
    """``error`` of SQLite as a UserError where the owner can do something about it; else ``error`` itself."""
    from sqlcipher3 import dbapi2 as sqlite  # here, for whoever writes spreadsheets in a process of its own needs none

    code = getattr(error, "sqlite_errorcode", None)
    if code in (sqlite.SQLITE_CORRUPT, sqlite.SQLITE_NOTADB):
        return damaged(path)
    if code in (sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED, sqlite.SQLITE_PROTOCOL):
        return UserError(
            "Another program is writing to the shop file {path} right now. Nothing was lost; try again in a moment.",
            path=str(path),
        )
    if code == sqlite.SQLITE_FULL:
        return _full()
    if code == sqlite.SQLITE_NOMEM:
        return UserError(
            "This computer has no memory left, so nothing was saved; what was there before is safe. Close other"
            " programs and try again."
        )
    if code in (sqlite.SQLITE_READONLY, sqlite.SQLITE_CANTOPEN, sqlite.SQLITE_IOERR, sqlite.SQLITE_PERM):
        # SQLite words a write outside ``Shop.write()``, our bug, like a write-protected file.
        return _refusal_of(path) or (error if code == sqlite.SQLITE_READONLY else _out_of_reach(path))
    return error


def not_read(error: OSError, path: Path) -> UserError:
    """What to say of a shop file the system does not let us read."""
    if error.errno in _FORBIDDEN:
        return UserError(
            "The shop file {path} cannot be read: this computer refuses access to it. Check the file's permissions.",
            path=str(path),
        )
    return _out_of_reach(path)


def not_written(error: OSError, path: Path, field: str = "") -> UserError:
    """What to say when the file ``path`` (a picture, a spreadsheet, a copy) could not be written; ``field`` asked for it."""
    code, folder = error.errno, path.parent
    if code in _NO_SPACE:
        return UserError("The disk is full: {name} was not written. Free some space and try again.", name=path.name)
    if code in _GONE or not folder.is_dir():
        return UserError("The folder {folder} is not there any more. Choose another one.", folder=str(folder))
    if os.path.isdir(path):  # noqa: PTH112 - a name that is too long is none; pathlib would raise
        return UserError("{name} is a folder. Choose another name.", field=field, name=path.name)
    if code in _FORBIDDEN and os.access(path, os.F_OK) and os.access(folder, os.W_OK):  # Windows replaces no open file
        return UserError(
            "{name} is open in another program, or write-protected. Close it there, or choose another name.",
            field=field,
            name=path.name,
        )
    if code in _FORBIDDEN:
        return UserError("Nothing can be written into the folder {folder}. Choose another one.", folder=str(folder))
    reason = error.strerror or str(error)
    return UserError("The file {name} could not be written ({reason}).", name=path.name, reason=reason)


def damaged(path: Path) -> UserError:
    """What to say of a file whose pages do not make sense."""
    return UserError(
        "The shop file {path} is damaged: a part of it cannot be read. Nothing was changed. Keep this file, and put"
        " back the newest backup.",
        path=str(path),
    )


def vanished(path: Path) -> UserError:
    """What to say when an open shop file is not where it was."""
    return UserError(
        "The shop file {path} is not there any more: it was moved, renamed or deleted, or its disk was unplugged."
        " The last step was not saved. Put the file back and try again.",
        path=str(path),
    )


def replaced(path: Path) -> UserError:
    """What to say when another file lies where the open shop file was."""
    return UserError(
        "Another file was put in the place of the shop file {path} while it was open. The last step was not saved."
        " Open the shop again.",
        path=str(path),
    )


def _refusal_of(path: Path) -> UserError | None:
    """Why the system refuses the shop file, by a look at the disk; None when there is nothing to be seen."""
    try:
        if not path.exists():
            return vanished(path)
        if shutil.disk_usage(path.parent).free < _ENOUGH:
            return _full()
    except OSError:
        return _out_of_reach(path)
    if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return UserError(
            "The shop file {path} can be read but not written to, so nothing was saved. Check that the file and its"
            " folder are not write-protected.",
            path=str(path),
        )
    return None


def _full() -> UserError:
    return UserError(
        "The disk is full, so nothing was saved; what was there before is safe. Free some space and try again."
    )


def _out_of_reach(path: Path) -> UserError:
    return UserError(
        "The shop file {path} cannot be reached, so nothing was saved; what was there before is safe. If it lies on"
        " another disk, check that the disk is connected, and try again.",
        path=str(path),
    )
