"""Backups of a shop file: where they lie, what they are called, making one, finding them again."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, TypeVar

from sqlcipher3 import dbapi2 as sqlite

from storeassist.kernel import copies
from storeassist.kernel.backups_folders import family, folder_of, home, open_door, sign, usual_folders
from storeassist.kernel.copies import Check, Facts
from storeassist.kernel.database import connect
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import in_owner_words, not_written
from storeassist.kernel.jobs import Job, Quiet
from storeassist.kernel.locks import lock, wait_for_lock
from storeassist.kernel.paths import SHOP_SUFFIX
from storeassist.kernel.thinning import thinned

Answer = TypeVar("Answer")

FOLDER, SECOND_FOLDER = "backup_folder", "backup_second_folder"
"""The settings of a shop that say where its backups go; features/backups declares them."""

_SMALL = 64_000_000
"""Bytes; SQLite looks through every index of a file of this size within half a second."""
_LONGEST_NAME = 60
_PATIENCE = 60.0  # seconds
_CALLED = re.compile(
    r"(?P<name>.+) (?P<at>\d{4}-\d{2}-\d{2} \d{6}) (?P<why>[a-z]+)(?:-(?P<nth>\d+))?" + re.escape(SHOP_SUFFIX)
)


class Why(StrEnum):
    """What a backup was made for; it stands in its name."""

    HAND = "hand"
    TIME = "time"
    EXIT = "exit"
    UPDATE = "update"
    IMPORT = "import"
    MERGE = "merge"
    RESTORE = "restore"


_WAITED_FOR = {Why.UPDATE, Why.IMPORT, Why.MERGE, Why.RESTORE}
"""Before these somebody waits: of a large file the pages are looked at, and its rows counted, but not every index."""


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: the same file may lie in several folders. One that is not whole can at most be looked at."""

    path: Path
    at: datetime
    why: Why
    size_bytes: int
    is_whole: bool
    revision: int = 0
    also: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Folders:
    """Where backups of a shop go now; ``problems`` say which folder that the owner chose cannot be used."""

    first: Path
    second: Path | None = None
    problems: tuple[UserError, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup of what the shop file holds now; not ``is_new`` when there was one already."""

    backup: Backup
    is_new: bool
    problems: tuple[UserError, ...] = ()


def take(path: Path, now: datetime, why: Why | str, job: Job | None = None) -> Taken:
    """Back the shop file at ``path`` up, while others may write to it, and thin its older backups out.

    Nothing is made when the newest backup holds the same already. Raises UserError, and Cancelled as the job says;
    the backups there are stay as they are then.
    """
    with alone(path, job or Quiet()) as held:
        return take_alone(path, held, now, Why(why), job or Quiet())


def take_to(path: Path, folder: Path, now: datetime, job: Job | None = None) -> Taken:
    """Back the shop file at ``path`` up into a folder for this once; others there stay. Raises UserError."""
    job = job or Quiet()
    with alone(path, job) as held, in_words(path):
        return Taken(_make(path, folder, held, now, Why.HAND, "integrity_check", job), True)


def take_alone(path: Path, held: Facts, now: datetime, why: Why, job: Job) -> Taken:
    """``take`` for one who is ``alone`` with the backups of the shop."""
    with in_words(path):
        folders = folders_of(path)
        _clear_restored(path)
        check: Check = "quick_check" if why in _WAITED_FOR and path.stat().st_size > _SMALL else "integrity_check"
        last = latest(_in_folder(folders.first, held))
        if last is not None and _holds_the_same(last.path, path, job):
            backup, is_new = last, False
        else:
            backup, is_new = _make(path, folders.first, held, now, why, check, job), True
            _thin(folders.first, held, now)
        problems = folders.problems
        if folders.second:
            problems += _copy_to_second(backup.path, folders.second, _part(folders.second, path, held), check, job)
            _thin(folders.second, held, now)
        return Taken(backup, is_new, problems)


def list_backups(path: Path) -> list[Backup]:
    """All backups of the shop file at ``path``, newest first: of the folders in use, the default one, and before marks."""
    with in_words(path):
        held = _present(path)
        folders = folders_of(path)
        places = [folders.first, folders.second, *usual_folders(path, held), home() / path.stem]
        found: dict[str, Backup] = {}
        for folder in dict.fromkeys(place for place in places if place is not None):
            for backup in _in_folder(folder, held):
                known = found.get(backup.path.name)
                if known is None:
                    found[backup.path.name] = backup
                elif backup.is_whole and not known.is_whole:
                    found[backup.path.name] = replace(backup, also=(*known.also, known.path))
                else:
                    found[backup.path.name] = replace(known, also=(*known.also, backup.path))
        return sorted(found.values(), key=_age, reverse=True)


def newest(path: Path) -> Backup | None:
    """The whole backup that holds the latest state of the shop file at ``path``."""
    return latest(list_backups(path))


def latest(found: Iterable[Backup]) -> Backup | None:
    """The one whole backup after which no other was made: by what it holds, for the clock may have been wrong."""
    return max((backup for backup in found if backup.is_whole), key=lambda b: (b.revision, b.at), default=None)


def ask(backup: Path, question: Callable[[sqlite.Connection], Answer]) -> Answer | None:
    """What a backup answers to reads; None when it is damaged or gone."""
    try:
        with copies.reading(backup) as db:
            return question(db)
    except (OSError, sqlite.DatabaseError, UserError):
        return None


def usual_folder(path: Path) -> Path:
    """Where backups of the shop file at ``path`` go unless the owner chose another folder."""
    with in_words(path):
        return folder_of(path, _present(path))


def refuse_unless_folder(folder: Path, path: Path, *, is_second: bool) -> None:
    """Raise UserError unless the owner may choose ``folder`` for backups, or for second copies, of a shop file."""
    if not _takes_files(folder):
        raise UserError("Nothing can be written into the folder {folder}. Choose another one.", folder=str(folder))
    if is_second and folder == folders_of(path).first:
        raise UserError("Backups go to this folder already. Choose one on another disk.")


def folders_of(path: Path) -> Folders:
    """Where backups of the shop file at ``path`` go; a chosen folder that cannot be used is named in ``problems``."""
    with closing(connect(path)) as db:
        held = copies.facts_of(db)
        chosen = {row[0]: row[1] for row in db.execute("SELECT key, value FROM shop_setting")}
    problems = []
    first = usual = folder_of(path, held)
    if chosen.get(FOLDER):
        first = Path(chosen[FOLDER])
        if not _takes_files(first):
            problems.append(
                UserError(
                    "The backup folder {folder} is not there or takes no files, so backups go to {usual}. If it is on"
                    " another disk, connect it.",
                    folder=str(first),
                    usual=str(usual),
                )
            )
            first = usual
    second = Path(chosen[SECOND_FOLDER]) if chosen.get(SECOND_FOLDER) else None
    if second is not None and (second == first or not _takes_files(second)):
        if second != first:
            problems.append(_second_is_gone(second))
        second = None
    if usual.name != family(path, held):  # a copy of another shop file chose what that one chose
        first = first if first == usual else first / usual.name
        second = second and second / usual.name
    return Folders(first, second, tuple(problems))


@contextmanager
def alone(path: Path, job: Job, held: Facts | None = None) -> Iterator[Facts]:
    """Hold others of this computer off the backups of a shop file; gives what the file holds at the beginning.

    ``held`` says so instead where there is no whole file.
    """
    if held is None:
        with in_words(path):
            held = _present(path)
    handle = open_door(folder_of(path, held))
    if handle is None:
        yield held
        return
    try:
        if not wait_for_lock(handle, _PATIENCE, job):
            raise UserError("Another backup of this shop is still being made. Try again in a moment.")
        sign(handle, path)
        yield held
    finally:
        os.close(handle)


def restored_part(path: Path) -> Path:
    """Where a copy waits to take the place of a shop file."""
    return path.with_name(f".{path.name}.restored")


def locked(part: Path) -> BinaryIO:
    """Hold a file of our own, so that nobody clears it away; closing it lets go, and so does a crash."""
    held = part.open("r+b")
    lock(held.fileno())
    return held


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Around work on a shop file: what SQLite or the system refuse is raised in the owner's words."""
    try:
        yield
    except sqlite.Error as error:
        raise in_owner_words(error, path) from error
    except OSError as error:
        raise not_written(error, path) from error


def _clear_restored(path: Path) -> None:
    """Take away a copy that never took its place because the program was stopped."""
    part = restored_part(path)
    if part.exists():
        handle = os.open(part, os.O_RDWR)
        is_left = lock(handle)
        os.close(handle)
        if is_left:
            copies.remove(part)


def _make(
    path: Path, folder: Path, held: Facts, now: datetime, why: Why, check: Check, job: Job
) -> Backup:
    part = _part(folder, path, held)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copies.remove(part)  # of one that was stopped
        with closing(connect(path)) as source:
            source.execute("PRAGMA busy_timeout = 5000")
            source.execute("PRAGMA query_only = ON")
            held = copies.copy_shop(source, part, check, job).facts
        target = _free_name(folder, held.name or path.stem, now, why)
        copies.put(part, target)
    except OSError as error:
        why_not = str(not_written(error, folder / path.name))
        raise UserError("No backup could be made, so the shop was left as it is. {why}", why=why_not) from error
    finally:
        with suppress(OSError):  # what stays is taken away by the next one
            copies.remove(part)
    return Backup(target, now, why, target.stat().st_size, True, held.revision)


def _copy_to_second(source: Path, folder: Path, part: Path, check: Check, job: Job) -> tuple[UserError, ...]:
    target = folder / source.name
    if target.exists():
        return ()
    try:
        folder.mkdir(exist_ok=True)
        copies.remove(part)
        with copies.reading(source) as db:
            copies.copy_shop(db, part, check, job)
        copies.put(part, target)
    except (OSError, sqlite.Error, UserError):
        return (_second_is_gone(folder),)
    finally:
        with suppress(OSError):
            copies.remove(part)
    return ()


def _holds_the_same(backup: Path, path: Path, job: Job) -> bool:
    """Whether a backup is still whole, and the shop file has not changed since."""
    try:
        with closing(connect(path)) as db:
            present = copies.contents_of(db)
        with copies.reading(backup) as db:
            return copies.contents_of(db) == present and copies.verdict(db, "quick_check", job) == "ok"
    except (OSError, sqlite.DatabaseError, UserError):
        return False


def _thin(folder: Path, held: Facts, now: datetime) -> None:
    own = [backup for backup in _in_folder(folder, held) if backup.is_whole]
    dropped = thinned((backup.at for backup in own), now)
    for backup in own:
        if backup.at in dropped:
            with suppress(OSError):  # it goes the next time
                backup.path.unlink()


def _in_folder(folder: Path, held: Facts) -> list[Backup]:
    """The backups of a shop in one folder, newest first; other files and other shops' are passed over."""
    try:
        called = [(path, match) for path in folder.iterdir() if (match := _CALLED.fullmatch(path.name))]
    except OSError:
        return []
    found = (_backup(path, match, held) for path, match in called)
    return sorted((backup for backup in found if backup), key=_age, reverse=True)


def _backup(path: Path, called: re.Match[str], held: Facts) -> Backup | None:
    try:
        at, why = datetime.strptime(called["at"], "%Y-%m-%d %H%M%S"), Why(called["why"])
    except ValueError:
        return None
    try:
        size = path.stat().st_size
        facts = copies.look_into(path)
        return Backup(path, at, why, size, True, facts.revision) if facts.is_of(held) else None
    except OSError:
        return None
    except (sqlite.DatabaseError, UserError):  # damaged: then only its name says whose it was
        return Backup(path, at, why, size, is_whole=False) if called["name"] == _plain(held.name) else None


def _age(backup: Backup) -> tuple[datetime, int]:
    return backup.at, backup.revision


def _free_name(folder: Path, name: str, now: datetime, why: Why) -> Path:
    start, nth = f"{_plain(name)} {now:%Y-%m-%d %H%M%S} {why}", 1
    path = folder / f"{start}{SHOP_SUFFIX}"
    while path.exists():
        nth += 1
        path = folder / f"{start}-{nth}{SHOP_SUFFIX}"
    return path


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isalnum() or c in " -_").strip()[:_LONGEST_NAME].strip() or "shop"


def _part(folder: Path, path: Path, held: Facts) -> Path:
    """A backup that is being made: of one shop there is one at a time, so that a later one takes away what was left."""
    return folder / f".{folder_of(path, held).name}.part"


def _present(path: Path) -> Facts:
    # Only through SQLite: closing a plain handle on a shop file would let go of the locks of the window's connection.
    with closing(connect(path)) as db:
        return copies.facts_of(db)


def _takes_files(folder: Path) -> bool:
    """Whether a folder is there and can be written to: only trying tells on every system."""
    probe = folder / ".storeassist"
    try:
        os.close(os.open(probe, os.O_RDWR | os.O_CREAT))
        probe.unlink()
    except OSError:
        return False
    return True


def _second_is_gone(folder: Path) -> UserError:
    return UserError(
        "The second backup folder {folder} is not there or takes no files: the backup lies in the first one only. If"
        " it is on a USB stick, plug it in.",
        folder=str(folder),
    )
