"""Backups: made beside writes, whole or not there, found again, thinned, never of another shop."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from storeassist.features import SCHEMA
from storeassist.features.backups import BACKUP_FOLDER, BACKUP_SECOND_FOLDER
from storeassist.kernel import backups, restoring
from storeassist.kernel.backups import Backup, Why, list_backups, take
from storeassist.kernel.database import Shop, connect
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled
from storeassist.kernel.settings import Setting, write_setting
from tests.kernel.conftest import dump, write
from tests.kernel.failing import Failing, disk, failures, room_for, sqlite_steps

HOUR = timedelta(hours=1)
ROOT = Path(__file__).parents[2]


def choose(shop: Shop, setting: Setting, folder: Path) -> Path:
    """Have backups go to a folder, which is made."""
    folder.mkdir(exist_ok=True)
    write_setting(shop, setting, str(folder))
    return folder


def files(folder: Path) -> set[str]:
    """What lies in a folder, but for the lock."""
    return {path.name for path in folder.iterdir()} - {".lock"} if folder.exists() else set()


def test_the_settings_the_owner_sees_are_those_that_are_read() -> None:
    assert (BACKUP_FOLDER.key, BACKUP_SECOND_FOLDER.key) == (backups.FOLDER, backups.SECOND_FOLDER)


def test_a_backup_is_a_shop_file_with_the_same_in_it_and_a_name_that_says_what_it_is(shop: Shop, now: datetime) -> None:
    write(shop, "a", "b")
    taken = take(shop.path, now, Why.IMPORT)
    assert taken.is_new
    assert taken.backup.path.name == "Noodle House 2026-09-15 110600 import.shop"
    assert dump(taken.backup.path) == dump(shop.path)
    opened = Shop.open(taken.backup.path, SCHEMA)
    assert opened.name == "Noodle House"
    opened.close()


def test_looking_at_a_backup_leaves_nothing_beside_it(shop: Shop, now: datetime) -> None:
    folder = take(shop.path, now, "hand").backup.path.parent
    assert list_backups(shop.path)[0].is_whole
    assert files(folder) == {"Noodle House 2026-09-15 110600 hand.shop"}


def test_nothing_is_made_while_nothing_changed(shop: Shop, now: datetime) -> None:
    first = take(shop.path, now, "hand")
    again = take(shop.path, now + HOUR, "time")
    assert (again.is_new, again.backup.path) == (False, first.backup.path)
    write(shop, "a")
    assert take(shop.path, now + HOUR, "time").is_new


def test_a_newest_backup_that_is_damaged_is_made_anew(shop: Shop, now: datetime) -> None:
    write(shop, *map(str, range(50)))
    first = take(shop.path, now, "hand").backup.path
    with first.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xee" * 4096)
    assert take(shop.path, now + HOUR, "hand").is_new


def test_two_backups_of_one_second_are_two_files(shop: Shop, now: datetime) -> None:
    for name in "abc":
        write(shop, name)
        take(shop.path, now, "hand")
    assert [backup.path.stem[-6:] for backup in list_backups(shop.path)] == ["hand-3", "hand-2", "0 hand"]


def test_the_list_tells_damaged_backups_and_passes_over_other_files(
    shop: Shop, empty_shop_file: Path, now: datetime
) -> None:
    whole = take(shop.path, now, "hand").backup
    folder = whole.path.parent
    (folder / "Noodle House 2026-09-01 100000 time.shop").write_bytes(whole.path.read_bytes()[:5000])
    (folder / "Noodle House 2026-09-02 100000 time.shop").write_bytes(b"")
    (folder / "Noodle House 2026-09-03 100000 sauce.shop").write_bytes(b"")
    (folder / "shopping list.txt").write_text("noodles")
    Shop.create(folder / "other.shop", SCHEMA, "Noodle House", now - HOUR).close()
    (folder / "other.shop").rename(folder / "Noodle House 2026-09-04 100000 hand.shop")
    assert [(backup.at.day, backup.is_whole) for backup in list_backups(shop.path)] == [(15, True), (2, False), (1, False)]


def test_thinning_takes_old_backups_of_this_shop_and_nothing_else(shop: Shop, now: datetime) -> None:
    folder = take(shop.path, now - timedelta(days=5, hours=2), "time").backup.path.parent
    stranger = folder / "Noodle House 2020-01-01 100000 hand.shop"
    Shop.create(folder / "other.shop", SCHEMA, "Noodle House", now - HOUR).close()
    (folder / "other.shop").rename(stranger)
    note = folder / "Noodle House 2026-09-10 0900 hand.shop"
    note.write_text("mine")
    write(shop, "a")
    take(shop.path, now - timedelta(days=5), "time")
    write(shop, "b")
    take(shop.path, now, "time")
    assert [backup.at for backup in list_backups(shop.path)] == [now, now - timedelta(days=5)]
    assert stranger.exists()
    assert note.exists()


def test_a_chosen_folder_takes_them_and_the_list_goes_on_with_those_of_before(
    shop: Shop, tmp_path: Path, now: datetime
) -> None:
    take(shop.path, now, "hand")
    chosen = choose(shop, BACKUP_FOLDER, tmp_path / "another disk")
    assert take(shop.path, now + HOUR, "hand").backup.path.parent == chosen
    assert len(list_backups(shop.path)) == 2


def test_a_chosen_folder_that_is_gone_is_told_and_the_usual_one_steps_in(
    shop: Shop, tmp_path: Path, backup_folder: Path, now: datetime
) -> None:
    chosen = choose(shop, BACKUP_FOLDER, tmp_path / "stick")
    chosen.rmdir()
    taken = take(shop.path, now, "hand")
    assert taken.backup.path.parent.parent == backup_folder
    assert "stick" in str(*taken.problems)
    assert not chosen.exists()


def test_a_second_folder_gets_a_copy_and_its_own_thinning(shop: Shop, tmp_path: Path, now: datetime) -> None:
    stick = choose(shop, BACKUP_SECOND_FOLDER, tmp_path / "stick")
    for days in (5, 4.9, 0):
        write(shop, str(days))
        first = take(shop.path, now - timedelta(days=days), "time").backup.path
    assert len(files(stick)) == 2
    assert (stick / first.name).read_bytes() == first.read_bytes()
    assert list_backups(shop.path)[0].also == (stick / first.name,)


def test_a_second_folder_that_is_missing_is_told_and_served_when_it_is_back(
    shop: Shop, tmp_path: Path, now: datetime
) -> None:
    stick = choose(shop, BACKUP_SECOND_FOLDER, tmp_path / "stick")
    stick.rmdir()
    taken = take(shop.path, now, "hand")
    assert taken.is_new
    assert "USB" in str(*taken.problems)
    stick.mkdir()
    again = take(shop.path, now + HOUR, "hand")
    assert (again.is_new, again.problems) == (False, ())
    assert files(stick) == {taken.backup.path.name}


def test_folders_that_cannot_serve_are_refused_when_chosen(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="written"):
        backups.refuse_unless_folder(tmp_path / "nowhere", shop.path, is_second=False)
    first = choose(shop, BACKUP_FOLDER, tmp_path / "one")
    with pytest.raises(UserError, match="already"):
        backups.refuse_unless_folder(first, shop.path, is_second=True)


def test_a_file_of_an_older_version_is_backed_up_before_it_is_changed(tmp_path: Path, now: datetime) -> None:
    sets = SCHEMA.load()
    older = replace(SCHEMA, steps=sum(len(s._migrations) for s in sets[:-1]), load=lambda: sets[:-1], journaled=())
    path = tmp_path / "a.shop"
    Shop.create(path, older, "x", now).close()
    before = dump(path)
    Shop.open(path, SCHEMA).close()
    (backup,) = list_backups(path)
    assert (backup.why, dump(backup.path)) == (Why.UPDATE, before)
    Shop.open(path, SCHEMA).close()
    assert len(list_backups(path)) == 1


def copied(shop: Shop, tmp_path: Path) -> Shop:
    """A copy that the owner made of the shop file."""
    shop.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Shop.open(Path(shutil.copy(shop.path, tmp_path / "copy.shop")), SCHEMA)


def test_a_copied_shop_file_is_backed_up_by_itself_though_it_counts_as_far(shop: Shop, tmp_path: Path, now: datetime) -> None:
    take(shop.path, now, "hand")
    copy = copied(shop, tmp_path)
    write(shop, "a")
    write(copy, "b")
    of_shop = take(shop.path, now + HOUR, "hand")
    of_copy = take(copy.path, now + HOUR, "hand")
    assert of_copy.is_new
    assert dump(of_copy.backup.path) == dump(copy.path) != dump(of_shop.backup.path)
    assert [backup.at for backup in list_backups(shop.path)] == [now + HOUR, now]
    assert [backup.at for backup in list_backups(copy.path)] == [now + HOUR]
    copy.close()


def test_a_copied_shop_file_thins_no_backups_but_its_own(shop: Shop, tmp_path: Path, now: datetime) -> None:
    chosen = choose(shop, BACKUP_FOLDER, tmp_path / "chosen")
    second = choose(shop, BACKUP_SECOND_FOLDER, tmp_path / "second")
    copy = copied(shop, tmp_path)
    write(shop, "a")
    kept = take(shop.path, now, "hand").backup.path
    write(copy, "b")
    take(copy.path, now + HOUR, "hand")
    write(copy, "c")
    take(copy.path, now + timedelta(days=5), "hand")
    assert [path.name for path in chosen.glob("*.shop")] == [path.name for path in second.glob("*.shop")] == [kept.name]
    assert len(list_backups(copy.path)) == 2
    copy.close()


def test_a_shop_file_that_was_moved_or_is_opened_by_a_link_keeps_its_backups(
    shop: Shop, tmp_path: Path, now: datetime
) -> None:
    made = take(shop.path, now, "hand").backup.path
    link = tmp_path / "link.shop"
    link.symlink_to(shop.path)
    assert [backup.path for backup in list_backups(link)] == [made]
    shop.close()
    moved = shop.path.rename(tmp_path / "moved.shop")
    assert [backup.path for backup in list_backups(moved)] == [made]
    again = Shop.open(moved, SCHEMA)
    write(again, "a")
    assert take(moved, now + HOUR, "hand").backup.path.parent == made.parent
    again.close()


def test_a_shop_file_that_came_back_from_a_backup_goes_on_with_its_backups(shop: Shop, now: datetime) -> None:
    made = take(shop.path, now, "hand").backup.path
    shop.close()
    shop.path.unlink()
    restoring.restore(shop.path, made, SCHEMA, now + HOUR)
    again = Shop.open(shop.path, SCHEMA)
    write(again, "a")
    assert take(shop.path, now + HOUR, "hand").backup.path.parent == made.parent
    again.close()


def test_a_backup_of_a_wrong_clock_is_not_the_newest_for_ever(shop: Shop, now: datetime) -> None:
    take(shop.path, now + timedelta(days=4_000), "hand")
    write(shop, "a")
    right = take(shop.path, now, "hand").backup
    assert backups.newest(shop.path) == right
    assert not take(shop.path, now + HOUR, "time").is_new


def test_a_folder_inside_a_file_is_refused_by_its_own_name(shop: Shop, tmp_path: Path, now: datetime) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=re.escape(str(Path("file", "inside")))):
        backups.take_to(shop.path, tmp_path / "file" / "inside", now)


def test_a_backup_of_before_shops_had_marks_is_found_by_the_day_the_shop_was_made(shop: Shop, now: datetime) -> None:
    mark = shop.value("SELECT value FROM shop_setting WHERE key = 'id'")
    with shop.write() as db:
        db.execute("DELETE FROM shop_setting WHERE key = 'id'")
    old = take(shop.path, now, "update").backup
    with shop.write() as db:
        db.execute("INSERT INTO shop_setting VALUES ('id', ?)", [mark])
    assert [backup.path for backup in list_backups(shop.path)] == [old.path]


def test_a_cancelled_backup_leaves_nothing(shop: Shop, now: datetime) -> None:
    class Impatient:
        def report(self, done: int, total: int, text: str = "") -> None:
            raise Cancelled

    write(shop, "a")
    with pytest.raises(Cancelled):
        take(shop.path, now, "hand", Impatient())
    assert list_backups(shop.path) == []
    folder = take(shop.path, now, "hand").backup.path.parent
    assert len(files(folder)) == 1


# --- beside writers -------------------------------------------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from tests.kernel.conftest import write
shop = Shop.open(Path(sys.argv[1]), SCHEMA)
print("writes", flush=True)
for n in range(100_000):
    write(shop, f"p{n}")
"""


def test_backups_taken_while_another_program_writes_are_each_a_moment_of_its_history_and_restore_equal(
    shop: Shop, tmp_path: Path, now: datetime
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(shop.path)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        made = (take(shop.path, now + HOUR * n, "time") for n in range(500))
        taken = list(islice((each for each in made if each.is_new), 12))
    finally:
        writer.kill()
        writer.wait()
        if writer.stdout is not None:
            writer.stdout.close()
    counts = []
    for each in taken:
        with closing(connect(each.backup.path, "mode=ro")) as db:
            tags = [row[0] for row in db.execute("SELECT name FROM tag ORDER BY id")]
            customers = [row[0] for row in db.execute("SELECT number FROM customer ORDER BY id")]
        assert tags == customers == [f"p{n}" for n in range(len(tags))]
        counts.append(len(tags))
    assert counts == sorted(counts)
    assert (len(taken), counts[-1] > counts[0]) == (12, True)
    middle = taken[6].backup.path
    kept = dump(middle)
    shop.close()
    restoring.restore(shop.path, middle, SCHEMA, now + HOUR * 20)
    assert dump(shop.path) == kept


def test_many_at_once_wait_for_each_other_and_make_one(shop: Shop, now: datetime) -> None:
    write(shop, "a")
    made: list[bool] = []
    threads = [threading.Thread(target=lambda: made.append(take(shop.path, now, "hand").is_new)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False, False, False, True]


# --- when the disk or SQLite fail ------------------------------------------------------------------------------------


def nothing_is_broken(shop: Shop, before: dict[str, list[tuple[object, ...]]], expected: set[Path]) -> None:
    """The shop is as it was, and every backup in the list is whole."""
    assert dump(shop.path) == before
    found = list_backups(shop.path)
    assert all(backup.is_whole for backup in found)
    assert {backup.path for backup in found} >= expected
    for backup in found:
        with closing(connect(backup.path, "immutable=1")) as db:
            assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def fails_at_each_step(shop: Shop, tmp_path: Path, now: datetime, ways: list[Failing], under: object) -> int:
    """Back up under each failing; afterwards the same passes, and clears what was left."""
    stick = choose(shop, BACKUP_SECOND_FOLDER, tmp_path / "stick")
    old = take(shop.path, now, "hand").backup
    refused = 0
    for number, failing in enumerate(ways):
        write(shop, f"w{number}")
        before = dump(shop.path)
        try:
            with under(failing):  # type: ignore[operator]
                take(shop.path, now + HOUR, "time")
        except (UserError, sqlite.OperationalError):  # the latter: stopped by nobody who has words for it
            refused += 1
        nothing_is_broken(shop, before, {old.path})
        after: Backup = take(shop.path, now + HOUR, "time").backup
        assert dump(after.path) == before
        for folder in (after.path.parent, stick):
            assert [name for name in files(folder) if name.startswith(".")] == []
            for name in files(folder) - {old.path.name}:  # else each round has more to look at than the one before
                (folder / name).unlink()
    return refused


@pytest.mark.parametrize("for_ever", [False, True])
def test_a_disk_that_fails_at_any_call_leaves_the_shop_and_whole_backups(
    shop: Shop, tmp_path: Path, now: datetime, for_ever: bool
) -> None:
    ways = failures(for_ever=for_ever)
    refused = fails_at_each_step(shop, tmp_path, now, ways, lambda failing: disk(failing, tmp_path))  # type: ignore[arg-type]
    assert refused > 3


@pytest.mark.parametrize("for_ever", [False, True])
def test_sqlite_stopped_at_any_step_leaves_the_shop_and_whole_backups(
    shop: Shop, tmp_path: Path, now: datetime, for_ever: bool
) -> None:
    ways = failures(for_ever=for_ever)
    refused = fails_at_each_step(shop, tmp_path, now, ways, lambda failing: sqlite_steps(failing, 120))  # type: ignore[arg-type]
    assert refused > 3


def test_a_full_disk_at_any_page_of_the_copy_is_told_and_leaves_nothing(shop: Shop, now: datetime) -> None:
    write(shop, *map(str, range(40)))
    pages = shop.value("PRAGMA page_count")
    for room in range(1, pages, 5):
        with room_for(room), pytest.raises(UserError, match="full"):
            take(shop.path, now, "hand")
        assert list_backups(shop.path) == []
    with room_for(pages):
        folder = take(shop.path, now, "hand").backup.path.parent
    assert len(files(folder)) == 1


def test_a_damaged_shop_is_not_backed_up_over_whole_backups(shop: Shop, now: datetime) -> None:
    write(shop, *map(str, range(200)))
    good = take(shop.path, now, "hand").backup
    root = shop.value("SELECT rootpage FROM sqlite_schema WHERE name = 'customer'")
    shop.close()
    with shop.path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xee" * 2000)
    with closing(connect(shop.path)) as db:
        db.execute("UPDATE shop_revision SET n = n + 1")
    with pytest.raises(UserError):
        take(shop.path, now + HOUR, "time")
    assert [backup.path for backup in list_backups(shop.path)] == [good.path]


def test_a_backup_is_whole_where_files_cannot_be_linked_or_renamed_across(shop: Shop, tmp_path: Path, now: datetime) -> None:
    folder = tmp_path / "for this once"
    taken = backups.take_to(shop.path, folder, now)
    assert files(folder) == {taken.backup.path.name}
    assert list_backups(shop.path) == []
    shutil.rmtree(folder)
