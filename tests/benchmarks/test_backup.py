"""What a backup costs beside a plain copy of the file, and what looking at a shop file costs at the start and later."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from storeassist.features import FEATURES, SCHEMA
from storeassist.features.backups import jobs
from storeassist.features.backups.store import listed
from storeassist.kernel import backups, backups_folders, copies, restoring
from storeassist.kernel.backups import Why
from storeassist.kernel.database import Shop, connect
from storeassist.kernel.jobs import Quiet
from storeassist.ui.feature import load

RUNS = 5
NOW = datetime(2026, 9, 15, 11, 6)


def seconds(act: Callable[[int], Any]) -> float:
    """The median of some runs, each told its number."""
    times = []
    for run in range(RUNS):
        start = time.perf_counter()
        act(run)
        times.append(time.perf_counter() - start)
    return median(times)


@pytest.fixture
def own(large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the large shop of this version, and a folder for its backups."""
    path = tmp_path / "large.shop"
    shutil.copyfile(large, path)
    monkeypatch.setattr(backups_folders, "data_folder", lambda: tmp_path / "data")
    Shop.open(path, SCHEMA, is_copy=True).close()
    return path


def test_backup_beside_a_plain_copy(own: Path, tmp_path: Path, say: Callable[[str], None]) -> None:
    part = tmp_path / "copy.part"

    def plain_copy(_run: int) -> None:
        with own.open("rb") as source, part.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())

    def back_up(why: Why) -> Callable[[int], None]:
        def act(run: int) -> None:
            with closing(connect(own)) as db:
                db.execute("UPDATE shop_revision SET n = n + 1")
            backups.take(own, NOW - timedelta(days=run), why)

        return act

    plain = seconds(plain_copy)
    say(f"{own.stat().st_size / 1e6:,.0f} MB; plain copy and fsync: {plain:.2f} s")
    copied = seconds(lambda _run: _copy_alone(own, part))
    say(f"SQLite's copy beside writers, rows counted, fsync: {copied:.2f} s = {copied / plain:.1f} x a plain copy")
    for why, words in ((Why.IMPORT, "every page looked at"), (Why.EXIT, "every index compared as well")):
        took = seconds(back_up(why))
        say(f"backup, {words}: {took:.2f} s = {took / plain:.1f} x a plain copy")
    say(f"nothing to do: {1000 * seconds(lambda _run: backups.take(own, NOW, Why.TIME)):.0f} ms")
    say(f"listing {len(listed(own))} backups: {1000 * seconds(lambda _run: listed(own)):.0f} ms")
    newest = backups.list_backups(own)[0].path
    ready = restoring.prepare(own, newest, SCHEMA, NOW)
    start = time.perf_counter()
    restoring.put_in_place(ready)
    say(f"restore, once prepared: {1000 * (time.perf_counter() - start):.0f} ms")


def test_looking_at_the_file(own: Path, tmp_path: Path, say: Callable[[str], None]) -> None:
    def start(path: Path) -> Callable[[int], None]:
        return lambda _run: Shop.open(path, SCHEMA).close()

    say(f"open the large shop, the start-up check included: {1000 * seconds(start(own)):.0f} ms")
    small = tmp_path / "small.shop"
    from tests.benchmarks.generate import make_shop

    make_shop(small, 1_000, 14_000).close()
    took = 1000 * seconds(start(small))
    say(f"open a shop of {small.stat().st_size / 1e6:.1f} MB, every page looked at: {took:.0f} ms")
    shop = Shop.open(own, SCHEMA)
    checks = [load(name) for feature in FEATURES for name in feature.checks]
    begin = time.perf_counter()
    found = jobs.problems_of(Quiet(), shop, checks)
    say(f"the full check in the background: {time.perf_counter() - begin:.1f} s")
    shop.close()
    assert found == []


def _copy_alone(path: Path, part: Path) -> None:
    copies.remove(part)
    with closing(connect(path)) as source, closing(connect(part, "mode=rwc")) as target:
        source.execute("BEGIN")
        copies.contents_of(source)
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            target.execute(f"PRAGMA {pragma}")
        source.backup(target, pages=2_000)
        source.execute("ROLLBACK")
    copies.sync(part)
