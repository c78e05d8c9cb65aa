"""Why a shop file cannot be used, in the owner's words: what happened, whether the data is safe, what to do."""

from __future__ import annotations

import struct
from pathlib import Path

from storeassist.kernel.errors import UserError

_MAGIC = b"SQLite format 3\x00"


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
        raise UserError(
            "The shop file {path} cannot be read: this computer refuses access to it. Check the file's permissions.",
            path=str(path),
        ) from error
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


def damaged(path: Path) -> UserError:
    """What to say of a file whose pages do not make sense."""
    return UserError(
        "The shop file {path} is damaged: a part of it cannot be read. Nothing was changed. Keep this file, and put"
        " back a whole copy of it.",
        path=str(path),
    )


def in_owner_words(error: Exception, path: Path) -> Exception:
    """``error`` of SQLite as a UserError where the owner can do something about it; else ``error`` itself."""
    text = str(error).lower()
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return damaged(path)
    if "locked" in text or "busy" in text:
        return UserError(
            "Another program is writing to the shop file {path} right now. Nothing was lost; try again in a moment.",
            path=str(path),
        )
    if "full" in text:
        return UserError(
            "The disk is full, so nothing was saved; what was there before is safe. Free some space and try again."
        )
    if "attempt to write a readonly database" in text and not _is_query_only(text):
        return UserError(
            "The shop file {path} can be read but not written to. Check that the file and its folder are not"
            " write-protected.",
            path=str(path),
        )
    if "unable to open" in text or "disk i/o error" in text:
        return UserError(
            "The shop file {path} cannot be reached. If it lies on another disk, check that the disk is connected.",
            path=str(path),
        )
    return error


def _is_query_only(text: str) -> bool:
    """SQLite words a write outside ``write()`` (our bug) like a write-protected file, but for this."""
    return "query_only" in text
