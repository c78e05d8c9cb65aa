"""Which folder of this computer has the backups of which shop file, also when there are copies of that file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import chain, count, takewhile
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from storeassist.kernel import copies
from storeassist.kernel.copies import Facts
from storeassist.kernel.database import connect
from storeassist.kernel.paths import data_folder

_DOOR = ".lock"
_LONGEST_PATH = 32_768


def home() -> Path:
    """The folder of all backups on this computer that go nowhere else; each shop has one of its own in it."""
    return data_folder() / "Backups"


def family(path: Path, held: Facts) -> str:
    """What a shop file and all copies of it have in common."""
    return held.mark or path.stem


def folder_of(path: Path, held: Facts) -> Path:
    """The folder of the shop file at ``path``; the first of ``usual_folders``."""
    return next(usual_folders(path, held))


def usual_folders(path: Path, held: Facts) -> Iterator[Path]:
    """The folder of the shop file at ``path``, then those of its copies that are there no more.

    A copy keeps the mark, but what is entered there makes it a shop of its own: while both are there, the backups of
    one must not be thinned, or taken for the present, by the other.
    """
    name = family(path, held)
    numbered = (home() / (f"{name}-{nth}" if nth > 1 else name) for nth in count(1))
    folders = list(takewhile(Path.exists, numbered))
    signs = {folder: _signed(folder) for folder in folders}
    own = [folder for folder, file in signs.items() if file == path.absolute()]
    left = (folder for folder, file in signs.items() if folder not in own and not _is_of_another(file, path, held))
    is_met = False
    for folder in chain(own, left):
        is_met = True
        yield folder
    if not is_met:
        yield home() / (f"{name}-{len(folders) + 1}" if folders else name)


def open_door(folder: Path) -> int | None:
    """What a process locks to be alone with a folder; None where there can be none: better unlocked than never."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / _DOOR, os.O_RDWR | os.O_CREAT)
    return None


def sign(door: int, path: Path) -> None:
    """Write on a door which shop file has its backups behind it."""
    signed = os.fsencode(path.absolute())
    with suppress(OSError):  # on a full disk a later backup does it
        os.lseek(door, 0, os.SEEK_SET)
        if os.read(door, _LONGEST_PATH) != signed:
            os.ftruncate(door, 0)
            os.lseek(door, 0, os.SEEK_SET)
            os.write(door, signed)


def _signed(folder: Path) -> Path | None:
    """Which shop file has its backups in a folder; None when nothing tells."""
    try:
        signed = (folder / _DOOR).read_bytes()
    except OSError:
        return None
    return Path(os.fsdecode(signed)) if signed else None


def _is_of_another(file: Path | None, path: Path, held: Facts) -> bool:
    """Whether ``file`` is there, with the same mark, and is not the shop file at ``path`` by another name."""
    try:
        if file is None or not file.exists() or file.samefile(path):
            return False
        with closing(connect(file)) as db:
            return copies.facts_of(db).is_of(held)
    except (OSError, sqlite.DatabaseError):
        return False
