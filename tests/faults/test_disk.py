"""Real disks that are full, take nothing, or go away: told in the owner's words, nothing half done, and on we go."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.features import SCHEMA
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.dialogs import CustomerDialog
from storeassist.features.imports import jobs_exports as exports
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.ui.taste import Taste
from tests.faults.ground import ACTS, NOW, Act, dump, dump_of, ills, opened

ROOT = Path(__file__).parents[2]
IS_ROOT = sys.platform == "linux" and os.geteuid() == 0
needs_mount = pytest.mark.skipif(not IS_ROOT, reason="only root of Linux may mount a disk")


@contextmanager
def mounted(folder: Path, *how: str) -> Iterator[Path]:
    """A disk of its own at ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", *how, str(folder)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no disk may be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=4m", "tmpfs") as folder:
        yield folder


@contextmanager
def filled_up(disk: Path, leave: int) -> Iterator[None]:
    """The disk holds so much else that only ``leave`` bytes are free."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(disk).free - leave)))
    try:
        yield
    finally:
        ballast.unlink()


def beside(path: Path) -> set[str]:
    """What lies in the folder of a shop but SQLite's own files of an open one."""
    return {one.name for one in path.parent.iterdir()} - {path.name, f"{path.name}-wal", f"{path.name}-shm"}


# --- full -----------------------------------------------------------------------------------------------------------


@needs_mount
@pytest.mark.parametrize("act", [act for act in ACTS if act.name != "void"], ids=lambda act: act.name)
def test_an_act_on_a_full_disk_has_not_happened_and_passes_once_there_is_room(
    act: Act, small_disk: Path, filled_file: Path, tmp_path: Path
) -> None:
    path = small_disk / "a.shop"
    shutil.copy(filled_file, path)
    with opened(path) as shop:
        before, do = dump(shop), act.plan(tmp_path)(shop)
        for leave in (0, 8_192, 24_576, 65_536, 131_072):
            with filled_up(small_disk, leave):
                try:
                    do(shop)
                except UserError as error:
                    assert "disk is full" in str(error)
                    assert dump(shop) == before
                else:
                    assert leave
                    break
        else:
            do(shop)
        assert dump(shop) != before
        assert ills(shop) == []
    assert beside(path) == set()


@needs_mount
def test_a_full_disk_still_shows_the_shop(small_disk: Path, filled_file: Path) -> None:
    path = small_disk / "a.shop"
    shutil.copy(filled_file, path)
    with opened(path) as shop:
        before, found = dump(shop), customer_store.ids(shop, customer_store.Filter("客1"))
        with filled_up(small_disk, 0):
            assert dump(shop) == before
            assert customer_store.ids(shop, customer_store.Filter("客1")) == found != []
    with filled_up(small_disk, 0):
        try:
            Shop.open(path, SCHEMA).close()
        except UserError as error:
            assert "full" in str(error) or "reached" in str(error)
    assert dump_of(path) == before


@needs_mount
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # zipfile's, when it is thrown away
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_to_a_full_disk_keeps_the_old_file(small_disk: Path, filled: Shop, ending: str) -> None:
    path = small_disk / f"out.{ending}"
    exports.export_customers(Quiet(), filled, path)
    old = path.read_bytes()
    with filled_up(small_disk, 1024), pytest.raises(UserError, match="disk is full"):
        exports.export_customers(Quiet(), filled, path)
    assert path.read_bytes() == old
    assert [one.name for one in small_disk.iterdir()] == [path.name]
    exports.export_customers(Quiet(), filled, path)


@needs_mount
def test_no_shop_is_made_on_a_full_disk(small_disk: Path) -> None:
    path = small_disk / "new.shop"
    for leave in (0, 4096, 40_960, 163_840):
        with filled_up(small_disk, leave), pytest.raises(UserError, match="disk is full"):
            Shop.create(path, SCHEMA, "x", NOW)
        assert list(small_disk.iterdir()) == []
    Shop.create(path, SCHEMA, "x", NOW).close()


@needs_mount
def test_the_window_goes_on_when_the_disk_is_full(small_disk: Path, filled_file: Path, qtbot: QtBot) -> None:
    path = small_disk / "a.shop"
    shutil.copy(filled_file, path)
    with opened(path) as shop:
        window = open_window(shop, Taste.memory(), lambda: NOW, language="en")
        qtbot.addWidget(window)
        window.show()
        page = window.go("customers")
        dialog = CustomerDialog(window.desk, page, None)
        dialog.open()
        dialog.name.setText("新客")
        dialog.note.setPlainText("长" * 400)
        with filled_up(small_disk, 0):
            dialog.save_button.click()
            assert dialog.isVisible()
            assert "disk is full" in dialog.problem.text()
            window.go("orders")
            window.go("customers")
        dialog.save_button.click()
        assert not dialog.isVisible()
        assert len(customer_store.ids(shop, customer_store.Filter("新客"))) == 1
        window.close()


LIMITED = """
import resource, shutil, sys
from pathlib import Path
from storeassist.kernel.errors import UserError
from tests.faults.ground import ACTS, dump, ills, opened
source, folder = Path(sys.argv[1]), Path(sys.argv[2])
struck = 0
for act in ACTS:
    path = folder / "a.shop"
    shutil.copy(source, path)
    with opened(path) as shop:
        shop.db.execute("PRAGMA wal_autocheckpoint = 0")
        before, do = dump(shop), act.plan(folder)(shop)
        size = 0
        while True:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            try:
                do(shop)
            except UserError as error:
                struck += 1
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
                assert "was saved" in str(error), str(error)
                assert dump(shop) == before
                size += 4096 * max(1, size // 32768)
            else:
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
                break
        assert ills(shop) == []
    path.unlink()
print(struck)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
@pytest.mark.parametrize("folder", ["own", "Dropbox"])
def test_an_act_whose_writing_fails_at_any_size_has_not_happened(
    filled_file: Path, tmp_path: Path, folder: str
) -> None:
    """A limit on the size of files fails each write one after the other: of the log, or of the journal and the file."""
    (tmp_path / folder).mkdir()
    command = [sys.executable, "-c", LIMITED, str(filled_file), str(tmp_path / folder)]
    own_backups = {**os.environ, "XDG_DATA_HOME": str(tmp_path / "backups")}
    done = subprocess.run(command, cwd=ROOT, env=own_backups, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 40


# --- write-protected ------------------------------------------------------------------------------------------------


@needs_mount
def test_a_disk_that_takes_nothing_says_so_and_the_shop_is_untouched(filled_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rw"
    folder.mkdir()
    path = folder / "a.shop"
    shutil.copy(filled_file, path)
    whole = path.read_bytes()
    with mounted(tmp_path / "ro", "--bind", "-o", "ro", str(folder)) as locked:
        with pytest.raises(UserError, match="write-protected"):
            Shop.open(locked / "a.shop", SCHEMA)
        with pytest.raises(UserError, match="Nothing can be written into the folder"):
            Shop.create(locked / "b.shop", SCHEMA, "x", NOW)
    assert path.read_bytes() == whole
    assert beside(path) == set()


@needs_mount
def test_a_disk_that_stops_taking_anything_says_so_and_goes_on_when_it_does(filled_file: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "-t", "tmpfs", "tmpfs") as disk:
        path = disk / "a.shop"
        shutil.copy(filled_file, path)
        shop = Shop.open(path, SCHEMA)
        before, do = dump(shop), ACTS[0].plan(tmp_path)(shop)
        shop.close()
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(UserError, match="write-protected"):
            Shop.open(path, SCHEMA)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        with opened(path) as shop:
            assert dump(shop) == before
            do(shop)


@needs_mount
def test_an_export_into_a_write_protected_folder_says_so(filled: Shop, tmp_path: Path) -> None:
    (tmp_path / "rw").mkdir()
    with (
        mounted(tmp_path / "ro", "--bind", "-o", "ro", str(tmp_path / "rw")) as locked,
        pytest.raises(UserError, match="Nothing can be written into the folder"),
    ):
        exports.export_customers(Quiet(), filled, locked / "out.xlsx")


NOBODY = 65534
FORBIDDEN = """
import os, sys
from datetime import datetime
from pathlib import Path
from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[2]))
try:
    shop = Shop.open(Path(sys.argv[1]), SCHEMA)
    with shop.write() as db:
        db.execute("INSERT INTO shop_setting VALUES ('a', '')")
except UserError as error:
    print(error)
"""


@pytest.mark.skipif(not IS_ROOT, reason="only root may act as somebody else")
@pytest.mark.parametrize(
    ("file", "folder", "said"),
    [
        (0o444, 0o777, "write-protected"),
        (0o000, 0o777, "refuses access"),
        (0o666, 0o555, "write-protected"),
        (0o666, 0o000, "refuses access"),
        (0o666, 0o777, ""),
    ],
)
def test_a_file_or_folder_that_is_not_ours_says_so(filled_file: Path, file: int, folder: int, said: str) -> None:
    """As another user: nothing is forbidden to the one who runs the tests."""
    with tempfile.TemporaryDirectory() as place:
        own = Path(place) / "own"
        own.mkdir()
        Path(place).chmod(0o755)
        path = own / "a.shop"
        shutil.copy(filled_file, path)
        before = path.read_bytes()
        path.chmod(file)
        own.chmod(folder)
        done = subprocess.run(
            [sys.executable, "-c", FORBIDDEN, str(path), str(NOBODY)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        own.chmod(0o777)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
        if said:
            assert path.read_bytes() == before
            assert beside(path) == set()


# --- gone -----------------------------------------------------------------------------------------------------------


def lost(path: Path) -> None:
    """The file is moved away while it is open."""
    path.rename(path.with_name("elsewhere"))


def swapped(path: Path) -> None:
    """Another file is put in its place."""
    other = path.with_name("other")
    shutil.copy(path, other)
    other.replace(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows moves no file that is open")
@pytest.mark.parametrize(
    ("make", "said"), [(Path.unlink, "not there any more"), (lost, "not there"), (swapped, "in the place")]
)
def test_what_is_written_to_a_file_that_is_gone_is_refused(
    filled: Shop, make: Callable[[Path], object], said: str
) -> None:
    before = dump(filled)
    make(filled.path)
    for act in ACTS[:3]:
        with pytest.raises(UserError, match=said):
            act.plan(filled.path.parent)(filled)(filled)
    assert dump(filled) == before
    if make is lost:
        filled.path.with_name("elsewhere").rename(filled.path)
        ACTS[0].plan(filled.path.parent)(filled)(filled)
        with opened(filled.path) as again:
            assert dump(again) == dump(filled) != before


@needs_mount
def test_a_disk_pulled_out_and_put_back(filled_file: Path, tmp_path: Path) -> None:
    """As good as a computer can play it: the folder of the disk is empty, then the disk is there again."""
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(filled_file, own / "a.shop")
    stick = tmp_path / "stick"
    stick.mkdir()
    subprocess.run(["mount", "--bind", str(own), str(stick)], check=True)
    try:
        shop = Shop.open(stick / "a.shop", SCHEMA)
        before = dump(shop)
    finally:
        subprocess.run(["umount", "-l", str(stick)], check=True)
    do = ACTS[0].plan(tmp_path)(shop)
    with pytest.raises(UserError, match="unplugged"):
        do(shop)
    with pytest.raises(UserError, match="unplugged"):
        shop.again()
    with pytest.raises(UserError, match="no shop file"):
        Shop.open(stick / "a.shop", SCHEMA)
    with mounted(stick, "--bind", str(own)):
        assert dump(shop) == before
        do(shop)
        shop.close()
        assert dump_of(stick / "a.shop") != before


# --- damaged, locked ------------------------------------------------------------------------------------------------


def test_a_damaged_page_met_in_the_middle_of_a_read_is_told_in_words(filled: Shop) -> None:
    filled.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = filled.value("SELECT rootpage FROM sqlite_schema WHERE name = 'order_line'")
    size = filled.value("PRAGMA page_size")
    with filled.path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    reader = filled.again()
    with pytest.raises(UserError, match="damaged"):
        reader.query("SELECT * FROM order_line")
    with pytest.raises(UserError, match="damaged"):
        ACTS[3].plan(filled.path.parent)(reader)(reader)
    assert reader.value("SELECT count(*) FROM customer") == 70
    ACTS[0].plan(filled.path.parent)(reader)(reader)
    assert reader.value("SELECT count(*) FROM customer") == 71
    reader.close()


@pytest.mark.parametrize("hold", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_file_another_program_holds_says_try_again_and_takes_the_act_when_it_lets_go(filled: Shop, hold: str) -> None:
    other = filled.again()
    other.db.execute("PRAGMA query_only = OFF")
    other.db.execute(hold)
    filled.db.execute("PRAGMA busy_timeout = 20")
    before, do = dump(filled), ACTS[0].plan(filled.path.parent)(filled)
    with pytest.raises(UserError, match="try again"):
        do(filled)
    other.db.execute("ROLLBACK")
    other.close()
    assert dump(filled) == before
    do(filled)
    assert ills(filled) == []
