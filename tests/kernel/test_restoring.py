"""Going back to a backup: all of it or nothing, whatever lies about, and the present is kept."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as sqlite

from storeassist.features import SCHEMA
from storeassist.features.backups import BACKUP_FOLDER
from storeassist.kernel.backups import list_backups, take
from storeassist.kernel.database import Shop, connect
from storeassist.kernel.errors import UserError
from storeassist.kernel.restoring import prepare, put_in_place, restore
from storeassist.kernel.settings import read_setting, write_setting
from tests.kernel.conftest import dump, write
from tests.kernel.failing import Failing, disk, failures, sqlite_steps

HOUR = timedelta(hours=1)
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def backup(shop: Shop, now: datetime) -> Path:
    """A backup of the shop with a, b in it; the shop went on to c, d and is closed."""
    write(shop, "a", "b")
    path = take(shop.path, now, "hand").backup.path
    write(shop, "c", "d")
    shop.close()
    return path


def beside(path: Path) -> set[str]:
    """What lies about a shop file."""
    return {each.name for each in path.parent.iterdir() if each.is_file()} - {path.name}


def test_the_shop_is_what_the_backup_holds_and_what_it_was_is_kept(shop: Shop, backup: Path, now: datetime) -> None:
    before, wanted = dump(shop.path), dump(backup)
    restored = restore(shop.path, backup, SCHEMA, now + HOUR)
    assert dump(shop.path) == wanted
    assert restored.kept is not None
    assert dump(restored.kept.path) == before
    assert beside(shop.path) == set()
    back = restore(shop.path, restored.kept.path, SCHEMA, now + 2 * HOUR)
    assert dump(shop.path) == before
    assert back.aside is None


def test_the_folders_of_the_present_and_the_mark_of_the_shop_stay(
    shop: Shop, backup: Path, tmp_path: Path, now: datetime
) -> None:
    chosen = tmp_path / "disk"
    chosen.mkdir()
    opened = Shop.open(shop.path, SCHEMA)
    write_setting(opened, BACKUP_FOLDER, str(chosen))
    opened.close()
    restore(shop.path, backup, SCHEMA, now + HOUR)
    opened = Shop.open(shop.path, SCHEMA)
    assert read_setting(opened, BACKUP_FOLDER) == str(chosen)
    opened.close()
    assert len(list_backups(shop.path)) == 2


def test_what_comes_after_a_restore_is_never_taken_for_what_was_before(shop: Shop, backup: Path, now: datetime) -> None:
    kept = restore(shop.path, backup, SCHEMA, now + HOUR).kept
    opened = Shop.open(shop.path, SCHEMA)
    assert kept is not None
    assert opened.revision > kept.revision
    for name in ("x", "y"):  # as many as led to the present that was kept
        write(opened, name)
    assert take(shop.path, now + 2 * HOUR, "hand").is_new
    opened.close()


def test_while_somebody_has_the_shop_open_nothing_happens(shop: Shop, backup: Path, now: datetime) -> None:
    before = dump(shop.path)
    other = Shop.open(shop.path, SCHEMA)
    with pytest.raises(UserError, match="open in another"):
        restore(shop.path, backup, SCHEMA, now + HOUR)
    write(other, "e")
    other.close()
    assert len(dump(shop.path)["tag"]) == len(before["tag"]) + 1
    assert beside(shop.path) == set()


def test_what_was_written_while_the_owner_thought_is_not_lost(shop: Shop, backup: Path, now: datetime) -> None:
    ready = prepare(shop.path, backup, SCHEMA, now + HOUR)
    opened = Shop.open(shop.path, SCHEMA)
    write(opened, "late")
    opened.close()
    before = dump(shop.path)
    with pytest.raises(UserError, match="meanwhile"):
        put_in_place(ready)
    assert dump(shop.path) == before
    assert beside(shop.path) == set()


def test_a_copy_that_waits_is_not_cleared_away_by_a_backup_but_one_left_by_a_crash_is(
    shop: Shop, backup: Path, now: datetime
) -> None:
    before = dump(backup)
    ready = prepare(shop.path, backup, SCHEMA, now + HOUR)
    take(shop.path, now + 2 * HOUR, "time")
    put_in_place(ready)
    assert dump(shop.path) == before
    left = prepare(shop.path, backup, SCHEMA, now + HOUR)
    left.handle.close()  # as the system does for a program that is gone
    assert left.part.exists()
    take(shop.path, now + 3 * HOUR, "time")
    assert beside(shop.path) == set()


def test_thinking_better_of_it_leaves_nothing(shop: Shop, backup: Path, now: datetime) -> None:
    before = dump(shop.path)
    prepare(shop.path, backup, SCHEMA, now + HOUR).discard()
    assert dump(shop.path) == before
    assert beside(shop.path) == set()


def test_a_backup_of_an_older_version_is_brought_up_to_this_one(tmp_path: Path, now: datetime) -> None:
    sets = SCHEMA.load()
    older = replace(SCHEMA, steps=sum(len(s._migrations) for s in sets[:-1]), load=lambda: sets[:-1], journaled=())
    path = tmp_path / "a.shop"
    Shop.create(path, older, "x", now).close()
    backup = take(path, now, "hand").backup.path
    Shop.open(path, SCHEMA).close()
    restore(path, backup, SCHEMA, now + HOUR)
    with closing(connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA.steps


def test_a_backup_that_cannot_be_used_is_refused_and_the_shop_left_alone(
    shop: Shop, backup: Path, tmp_path: Path, now: datetime
) -> None:
    before = dump(shop.path)
    torn = tmp_path / "torn.shop"
    torn.write_bytes(backup.read_bytes()[:-8192])
    garbled = tmp_path / "garbled.shop"
    garbled.write_bytes(backup.read_bytes())
    with garbled.open("r+b") as file:
        file.seek(4 * 4096)
        file.write(b"\xee" * 4096)
    letter = tmp_path / "letter.shop"
    letter.write_text("Dear customer, " * 500)
    newer = tmp_path / "newer.shop"
    shutil.copy(backup, newer)
    with closing(connect(newer)) as db:
        db.execute("PRAGMA user_version = 999")
    stranger = tmp_path / "stranger.shop"
    Shop.create(stranger, SCHEMA, "Soup Kitchen", now).close()
    with closing(connect(stranger)) as db:
        db.execute("UPDATE shop_setting SET value = '2020-01-01' WHERE key = 'created_at'")
    for path, said in (
        (torn, "damaged"), (garbled, "damaged"), (letter, "another program"), (newer, "newer"),
        (stranger, "Soup Kitchen"), (shop.path, "itself"), (tmp_path / "nowhere.shop", "no shop file"), (tmp_path, "folder"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=said):
            restore(shop.path, path, SCHEMA, now + HOUR)
        assert dump(shop.path) == before


def test_a_shop_in_a_folder_that_others_copy_is_backed_up_and_gone_back_to_all_the_same(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "Dropbox" / "noodle.shop"
    Shop.create(path, SCHEMA, "Noodle House", now).close()
    shop = Shop.open(path, SCHEMA)
    assert shop.value("PRAGMA journal_mode") == "delete"
    write(shop, "a")
    backup = take(path, now, "hand").backup.path
    write(shop, "b")
    shop.close()
    restore(path, backup, SCHEMA, now + HOUR)
    assert dump(path) == dump(backup)
    assert beside(path) == set()


# --- what lies about ------------------------------------------------------------------------------------------------


def test_a_copy_that_could_not_take_the_place_is_thrown_away(
    shop: Shop, backup: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.close()
    ready = prepare(shop.path, backup, SCHEMA, now)

    def refuse(_part: Path, _path: Path) -> None:
        raise OSError(errno.EACCES, "refused")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(UserError):
        put_in_place(ready)
    assert beside(shop.path) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="there no open file is replaced, so nobody is kept off it")
def test_nobody_writes_to_the_file_in_the_moment_it_is_replaced(
    shop: Shop, backup: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.close()
    ready = prepare(shop.path, backup, SCHEMA, now)
    replace_file = os.replace

    def replace_while_a_script_writes(part: Path, path: Path) -> None:
        with closing(connect(path)) as script, pytest.raises(sqlite.OperationalError, match="locked"):
            script.execute("PRAGMA busy_timeout = 0")
            script.execute("DELETE FROM shop_setting WHERE key = 'name'")
        replace_file(part, path)

    monkeypatch.setattr(os, "replace", replace_while_a_script_writes)
    put_in_place(ready)
    assert dump(shop.path)


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere an open file is replaced")
def test_windows_replaces_no_file_that_is_open(shop: Shop, now: datetime) -> None:
    backup = take(shop.path, now, "hand").backup.path
    write(shop, "a")
    wanted = dump(shop.path)
    with shop.path.open("rb"), pytest.raises(UserError, match="open in another window or program"):
        restore(shop.path, backup, SCHEMA, now)
    assert dump(shop.path) == wanted


@pytest.mark.skipif(sys.platform == "win32", reason="Windows replaces no file that is open")
def test_a_window_on_a_file_that_others_copy_is_told_that_a_backup_took_its_place(tmp_path: Path, now: datetime) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    shop = Shop.create(folder / "a.shop", SCHEMA, "A", now)
    backup = take(shop.path, now, "hand").backup.path
    write(shop, "a")
    restore(shop.path, backup, SCHEMA, now)
    with pytest.raises(UserError, match="Another file was put in the place"):
        write(shop, "b")
    shop.close()


def test_a_shop_whose_last_writes_lie_in_its_wal_is_kept_with_them(
    shop: Shop, tmp_path: Path, now: datetime
) -> None:
    write(shop, "a")
    backup = take(shop.path, now, "hand").backup.path
    write(shop, "b", "c")
    crashed = tmp_path / "crashed" / "noodle.shop"
    crashed.parent.mkdir()
    for suffix in ("", "-wal"):  # as a program that was killed leaves it
        shutil.copy(shop.path.with_name(shop.path.name + suffix), crashed.with_name(crashed.name + suffix))
    wanted, before = dump(backup), dump(shop.path)
    assert crashed.with_name("noodle.shop-wal").stat().st_size > 0
    kept = restore(crashed, backup, SCHEMA, now + HOUR).kept
    assert kept is not None
    assert dump(kept.path) == before
    assert beside(crashed) == set()
    assert dump(crashed) == wanted


def test_a_stale_wal_does_not_reach_into_the_restored_file(shop: Shop, tmp_path: Path, now: datetime) -> None:
    write(shop, "a")
    backup = take(shop.path, now, "hand").backup.path
    write(shop, "b", "c")
    lost = tmp_path / "lost" / "noodle.shop"
    lost.parent.mkdir()
    shutil.copy(shop.path.with_name("noodle.shop-wal"), lost.with_name("noodle.shop-wal"))  # the file itself is gone
    wanted = dump(backup)
    restored = restore(lost, backup, SCHEMA, now + HOUR)
    assert restored.kept is None
    assert dump(lost) == wanted


def test_a_half_written_transaction_is_rolled_back_before_the_present_is_kept(
    shop: Shop, backup: Path, tmp_path: Path, now: datetime
) -> None:
    before, wanted = dump(shop.path), dump(backup)
    hot = tmp_path / "hot" / "noodle.shop"
    hot.parent.mkdir()
    with closing(connect(shop.path)) as db:
        for pragma in ("journal_mode = DELETE", "cache_size = 2", "cache_spill = 2"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        db.execute("WITH n AS (VALUES (1) UNION ALL SELECT column1 + 1 FROM n WHERE column1 < 4000) "
                   "INSERT INTO tag (name) SELECT 'half' || column1 FROM n")  # fmt: skip
        for suffix in ("", "-journal"):
            shutil.copy(shop.path.with_name(shop.path.name + suffix), hot.with_name(hot.name + suffix))
        db.execute("ROLLBACK")
    kept = restore(hot, backup, SCHEMA, now + HOUR).kept
    assert kept is not None
    assert dump(kept.path) == before
    assert dump(hot) == wanted
    assert beside(hot) == set()


@pytest.mark.parametrize("how", ["a page garbled", "cut short", "emptied", "another program's"])
def test_a_damaged_shop_file_is_put_aside_and_the_backup_takes_its_place(
    shop: Shop, backup: Path, now: datetime, how: str
) -> None:
    with shop.path.open("r+b") as file:
        if how == "a page garbled":
            file.seek(3 * 4096)
            file.write(b"\xee" * 4096)
        elif how == "cut short":
            file.truncate(30_000)
        elif how == "emptied":
            file.truncate(0)
        else:
            file.write(b"Dear customer, " * 500)
    damaged, wanted = shop.path.read_bytes(), dump(backup)
    wal = shop.path.with_name("noodle.shop-wal")
    wal.write_bytes(b"what was not yet in it")
    restored = restore(shop.path, backup, SCHEMA, now + HOUR)
    assert (restored.kept, dump(shop.path)) == (None, wanted)
    assert restored.aside is not None
    assert restored.aside.read_bytes() == damaged
    assert beside(shop.path) - {restored.aside.name} <= {f"{restored.aside.name}-wal"}


# --- when the disk or SQLite fail ------------------------------------------------------------------------------------


def fails_at_each_step(shop: Shop, backup: Path, now: datetime, ways: list[Failing], under: Any) -> int:
    """Restore under each failing: the file is as before or as the backup, and the same then passes."""
    before, wanted = dump(shop.path), dump(backup)
    present = shop.path.read_bytes()
    refused = 0
    for failing in ways:
        shop.path.write_bytes(present)
        try:
            with under(failing):
                restore(shop.path, backup, SCHEMA, now + HOUR)
        except (UserError, sqlite.OperationalError):
            refused += 1
            assert dump(shop.path) in (before, wanted)
        else:
            assert dump(shop.path) == wanted
        shop.path.write_bytes(present)
        restore(shop.path, backup, SCHEMA, now + HOUR)
        assert dump(shop.path) == wanted
        assert beside(shop.path) == set()
        assert all(each.is_whole for each in list_backups(shop.path))
        for each in list_backups(shop.path):
            if each.path != backup:
                each.path.unlink()
    return refused


@pytest.mark.parametrize("for_ever", [False, True])
def test_a_disk_that_fails_at_any_call_leaves_the_shop_before_or_after(
    shop: Shop, backup: Path, tmp_path: Path, now: datetime, for_ever: bool
) -> None:
    ways = failures(for_ever=for_ever)
    refused = fails_at_each_step(shop, backup, now, ways, lambda failing: disk(failing, tmp_path))  # type: ignore[arg-type]
    assert refused > 5


@pytest.mark.parametrize("for_ever", [False, True])
def test_sqlite_stopped_at_any_step_leaves_the_shop_before_or_after(
    shop: Shop, backup: Path, now: datetime, for_ever: bool
) -> None:
    ways = failures(for_ever=for_ever)
    refused = fails_at_each_step(shop, backup, now, ways, lambda failing: sqlite_steps(failing, 300))  # type: ignore[arg-type]
    assert refused > 5
