"""The system refuses the n-th call to it, n = 1, 2, 3 ...: a file is there whole or not at all, and nothing lies about."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from storeassist.features import SCHEMA
from storeassist.features.imports import jobs_exports as exports
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.report import save_report
from tests.faults.ground import NOW, ills

_CALLS = {"open", "os.rename", "os.remove", "os.mkdir", "fsync"}


class Refusals:
    """Counts the calls that touch a folder, and refuses some of them. Python tells of its calls to the system itself."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.refuse: Callable[[int], bool] = lambda _n: False
        self.calls = 0
        self.code = 0

    def heard(self, event: str, args: tuple[Any, ...]) -> None:
        """Called before every call to the system."""
        if self.folder is None or event not in _CALLS or not args or not isinstance(args[0], str | bytes | os.PathLike):
            return
        if not Path(os.fsdecode(args[0])).is_relative_to(self.folder):
            return
        self.calls += 1
        if self.refuse(self.calls):
            raise OSError(self.code, os.strerror(self.code), args[0])

    @contextmanager
    def of(self, folder: Path, code: int, refuse: Callable[[int], bool]) -> Iterator[None]:
        """Refuse those calls about files below ``folder`` whose number ``refuse`` says."""
        self.folder, self.code, self.refuse, self.calls = folder, code, refuse, 0
        try:
            yield
        finally:
            self.folder = None


REFUSALS = Refusals()
sys.addaudithook(REFUSALS.heard)
_fsync = os.fsync


def fsync(handle: int) -> None:
    """The system's own, told of like its other calls."""
    if REFUSALS.folder is not None:
        sys.audit("fsync", str(REFUSALS.folder / "file"))
    _fsync(handle)


Make = Callable[[Shop, Path], object]
MAKERS: dict[str, tuple[str, Make]] = {
    "xlsx": ("out.xlsx", lambda shop, path: exports.export_customers(Quiet(), shop, path)),
    "csv": ("out.csv", lambda shop, path: exports.export_orders(Quiet(), shop, path)),
    "shop": ("new.shop", lambda _shop, path: Shop.create(path, SCHEMA, "Noodle House", NOW).close()),
    "report": ("report.txt", lambda _shop, path: save_report("all\n" * 100, path)),
}


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO], ids=errno.errorcode.get)
@pytest.mark.parametrize("made", MAKERS)
def test_a_file_is_made_whole_or_not_at_all(
    made: str, code: int, filled: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", fsync)
    name, make = MAKERS[made]
    folder = tmp_path / "out"
    folder.mkdir()
    for n in range(1, 100):
        with REFUSALS.of(folder, code, lambda call, n=n: call == n):  # type: ignore[misc]
            try:
                make(filled, folder / name)
            except UserError as error:
                assert "Errno" not in str(error)
            else:
                # the last call takes a draft away that is gone already: to fail in that hurts nobody
                done = REFUSALS.calls < n or [one.name for one in folder.iterdir()] == [name]
                assert done
        assert [one.name for one in folder.iterdir() if one.name != name] == []
        for one in folder.iterdir():
            assert one.stat().st_size > 100
            one.unlink()
        if REFUSALS.calls < n:
            break
    assert n > 3


@pytest.mark.parametrize("made", MAKERS)
def test_a_disk_that_refuses_from_some_call_on_leaves_the_old_file(
    made: str, filled: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", fsync)
    name, make = MAKERS[made]
    folder = tmp_path / "out"
    folder.mkdir()
    old = b"what was there before" * 10
    for n in range(1, 100):
        if made != "shop":
            (folder / name).write_bytes(old)
        with REFUSALS.of(folder, errno.EROFS, lambda call, n=n: call >= n):  # type: ignore[misc]
            try:
                make(filled, folder / name)
                whole = True
            except UserError:
                whole = False
        if whole and REFUSALS.calls < n:
            break
        if made != "shop" and not whole:
            assert (folder / name).read_bytes() == old
        make_again(filled, folder, name, make)
    assert n > 3
    assert ills(filled) == []


def make_again(shop: Shop, folder: Path, name: str, make: Make) -> None:
    """Once the disk takes files again the same works, and takes what was left behind away."""
    if name.endswith(".shop"):
        (folder / name).unlink(missing_ok=True)
    make(shop, folder / name)
    assert [one.name for one in folder.iterdir()] == [name]
    (folder / name).unlink()
