"""Kill -9 at any moment of any act: the file is whole and as it was before or after, and nothing stays lying about.

STOREASSIST_KILLS=1000 kills so many times; pytest -rP shows where the kills fell.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from storeassist.features import SCHEMA
from storeassist.kernel import backups
from storeassist.kernel.backups import Why
from storeassist.kernel.database import Shop, connect
from tests.dumps import Dump, differences, held, problems
from tests.faults.ground import NOW, opened
from tests.faults.kill_acts import ACTS, BACKUPS, SAVED, SECOND, SHOP, Act
from tests.shops import small_shop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork a program that has loaded all")

KILLS = int(os.environ.get("STOREASSIST_KILLS", "126"))
ROOT = Path(__file__).parents[2]
KILLED = -9
SLACK = 1.1
"""Some kills come after the act, so that its end is among the moments."""

State = Dump | None
"""What a shop file holds; None where there is none."""


class Nursery:
    """The process in whose children acts are done and killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.kill_acts"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def do(self, act: str, folder: Path, after: float | None = None) -> dict[str, Any]:
        """Do an act, killed so many seconds after it began; says how it ended."""
        assert self._process.stdin and self._process.stdout
        print(json.dumps({"act": act, "folder": str(folder), "after": after}), file=self._process.stdin, flush=True)
        ended: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert ended["status"] in (0, KILLED)
        assert not ended["orphans"], "a process that the killed one had started lives on"
        return ended

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    """One for all acts."""
    made = Nursery()
    yield made
    made.close()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of 300 customers and 2,500 orders: what is done to it takes some tenths of a second."""
    path = tmp_path_factory.mktemp("small") / SHOP
    small_shop(path).close()
    return path


class Stage:
    """A folder that is furnished anew before each kill, always in the same place, and what it may hold afterwards."""

    def __init__(self, act: Act, small: Path, tmp_path: Path) -> None:
        self.folder, self._kept = tmp_path / "stage", tmp_path / "kept"
        self.folder.mkdir()
        act.prepare(small, self.folder)
        shutil.copytree(self.folder, self._kept)
        self.files = _files(self._kept)
        self.states: list[State] = [state_of(self.folder / SHOP)]
        act.do(self.folder, self._remember)
        self.backed_up = [state_of(path) for path in (self._kept / BACKUPS).glob("*.shop")]

    def _remember(self, word: str) -> None:
        if word == SAVED:
            self.states.append(state_of(self.folder / SHOP))

    def furnish(self) -> Path:
        """Lay everything out as it was."""
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder)
        return self.folder


def state_of(path: Path) -> State:
    """All rows but the random mark and key of a shop, as SQLite finds them after whatever befell the file."""
    if not path.exists():
        return None
    with closing(connect(path)) as db:
        assert [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
        found = held(db)
    settings = [row[1:] for row in found["shop_setting"] if row[1] != "id"]
    found.pop("coupon_key", None)
    return {**found, "shop_setting": settings}


@pytest.mark.parametrize("name", ACTS)
def test_killed_at_any_moment_the_file_is_as_before_or_as_after(
    name: str, nursery: Nursery, small: Path, tmp_path: Path
) -> None:
    stage = Stage(ACTS[name], small, tmp_path)
    usual = min(nursery.do(name, stage.furnish())["took"] for _ in range(3))
    random, kills = Random(name), -(-KILLS // len(ACTS))
    inside = unsaved = 0
    for nth in range(kills):
        ended = nursery.do(name, stage.furnish(), (nth + random.random()) / kills * usual * SLACK)
        saved = ended["said"].count(SAVED)
        at = _look_at(stage, saved)
        inside += ended["status"] == KILLED
        unsaved += at == 0
    print(f"{name}: {kills} kills within {usual:.3f} s, {inside} inside, {unsaved} of them as before")
    assert inside > kills / 4


def _look_at(stage: Stage, saved: int) -> int:
    """Look at everything a kill left; returns which state it is."""
    path = stage.folder / SHOP
    found = state_of(path)
    may_be = stage.states[saved : saved + 2]
    assert found in may_be, [found and wanted and differences(wanted, found) for wanted in may_be]
    if found is None:
        Shop.create(path, SCHEMA, "巷口面馆", NOW).close()
    with opened(path) as shop:
        assert problems(shop) == []
    _look_at_backups(stage, path)
    backups.take(path, NOW + timedelta(hours=1), Why.TIME)
    left = {file for file in _files(stage.folder) - stage.files if not _is_expected(stage.folder, file)}
    assert left == set()
    return stage.states.index(found)


def _look_at_backups(stage: Stage, path: Path) -> None:
    """Each that is listed as whole is whole, and holds what the shop held at some time."""
    for backup in backups.list_backups(path):
        assert backup.is_whole
        for copy in (backup.path, *backup.also):
            assert state_of(copy) in [*stage.states, *stage.backed_up]


def _is_expected(folder: Path, file: Path) -> bool:
    if str(file) == f"{SHOP}-journal":  # only begun: without a header SQLite never reads it, and overwrites it one day
        return not any((folder / file).read_bytes()[:8])
    return str(file) in (SHOP, BACKUPS) or (str(file.parent) in (BACKUPS, SECOND) and file.match("[!.]*.shop"))


def _files(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*")}
