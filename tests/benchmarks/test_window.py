"""How fast the window is: its start beside a bare window's, pages, keystrokes, sorting and scrolling in a large shop."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from storeassist.ui.window import Window
from tests.benchmarks.generate import make_shop

ROOT = Path(__file__).parents[2]
RUNS = 9
_TELL = "import os, time; os.write(1, repr(time.time()).encode()); os._exit(0)"
BARE = f"""
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(sys.argv)
window = QWidget()
window.resize(1280, 800)
window.show()
app.processEvents()
{_TELL}
"""
PLAIN = f"""
import sys
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget
app = QApplication(sys.argv)
window, table = QWidget(), QTableWidget(14, 6)
column = QVBoxLayout(window)
for part in (QLabel("顾客"), QLineEdit("搜索"), table):
    column.addWidget(part)
for at in range(14 * 6):
    table.setItem(at // 6, at % 6, QTableWidgetItem("单晓岚"))
window.resize(1280, 800)
window.show()
app.processEvents()
{_TELL}
"""
"""What any window with words and one table costs: fonts, enumerations and a view, which the bare one does without."""

OURS = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

def run(application):
    from storeassist.ui.page import Page
    def painted(page, event):
        QTimer.singleShot(0, tell)
        plain(page, event)
    def tell():
        exec({_TELL!r})
    plain, Page.paintEvent = Page.paintEvent, painted
    return loop()

loop, QApplication.exec = QApplication.exec, run
from storeassist import __main__
__main__.main(["--shop", sys.argv[1]])
"""
"""Both say when they were painted; ours through a hook in the page, set when all that is left is to paint."""

TYPED = ("单晓岚", "zhangwei", "zw", "13812", "2764", "王", "李明", "lihua", "VIP", "少辣", "chen", "100", "9")


@pytest.fixture
def window(large: Path, qtbot: QtBot) -> Iterator[Window]:
    """The window on the large shop, on the day of its last order."""
    shop = Shop.open(large, SCHEMA)
    now = datetime.fromisoformat(shop.value('SELECT max(at) FROM "order"'))
    window = open_window(shop, clock=lambda: now, language="zh_CN", theme_mode="light")
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    qtbot.wait(1000)  # as an owner takes before the first click; the window reads its pages' code ahead
    yield window
    window.close()
    shop.close()


def settle() -> None:
    """Let everything that waits be done and painted."""
    for _ in range(4):
        QApplication.processEvents()


def took(act: Callable[[], Any]) -> float:
    """Milliseconds until ``act`` is done and its answer painted."""
    start = time.perf_counter()
    act()
    settle()
    return 1000 * (time.perf_counter() - start)


def spread(times: Sequence[float]) -> str:
    """Median, 95th percentile and worst."""
    ordered = sorted(times)
    return f"p50 {median(ordered):.0f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.0f} ms, worst {ordered[-1]:.0f} ms"


def test_start_beside_a_bare_window(large: Path, tmp_path: Path, say: Callable[[str], None]) -> None:
    small = tmp_path / "small.shop"
    make_shop(small, 300, 3000).close()
    commands = {"bare": [BARE], "plain table": [PLAIN], "small shop": [OURS, str(small)], "large shop": [OURS, str(large)]}
    kept_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")
    home = {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "APPDATA": str(tmp_path)}
    env = {key: value for key, value in os.environ.items() if key not in kept_out} | home
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(RUNS + 1):
        for name, (code, *args) in commands.items():
            start = time.time()
            command = [sys.executable, "-c", code, *args]
            told = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True, timeout=30).stdout
            if run:  # the first only fills the caches
                times[name].append(1000 * (float(told) - start))
    bare = median(times["bare"])
    for name, all_times in times.items():
        say(f"start, {name}: {median(all_times):.0f} ms = {median(all_times) / bare:.2f} x a bare window")


def test_pages_open(window: Window, say: Callable[[str], None]) -> None:
    for key in ("today", "customers", "orders", "products", "imports", "settings"):
        first = took(lambda key=key: window.go(key))  # type: ignore[misc]
        window.go("settings")
        settle()
        say(f"page {key}: {first:.0f} ms, again {took(lambda key=key: window.go(key)):.0f} ms")  # type: ignore[misc]
        assert window.current == key


@pytest.mark.parametrize(("key", "chip"), [("customers", ""), ("orders", "30"), ("orders", "all"), ("products", "")])
def test_keystrokes_sorting_and_scrolling(window: Window, key: str, chip: str, say: Callable[[str], None]) -> None:
    page: Any = window.go(key)
    settle()
    if chip:
        say(f"{key}, chip {chip}: {took(page.periods.chip(chip).click):.0f} ms")
    field, table = page.search, page.table
    keys = [took(lambda text=text: field.setText(text)) for word in TYPED for text in (*prefixes(word), "")]
    say(f"{key}, {len(keys)} keystrokes: {spread(keys)}")
    assert table.rows.rowCount() > 0
    for column in table.rows.columns:
        if column.key:
            table.set_sort(column.key, False)
            say(f"{key}, sorted by {column.key}: {took(lambda: table.sort_changed.emit(*table.sort)):.0f} ms")
    bar = table.view.verticalScrollBar()
    jumps = [took(lambda at=at: bar.setValue(bar.maximum() * at // 40)) for at in range(41)]
    say(f"{key}, 41 jumps: {spread(jumps)}")


def test_everyone_selected_and_tagged(window: Window, qtbot: QtBot, say: Callable[[str], None]) -> None:
    from storeassist.features.customers import actions

    page: Any = window.go("customers")
    settle()
    say(f"select all: {took(page.table.view.selectAll):.0f} ms")
    ids, desk, told = page.table.selected_ids(), window.desk, list[int]()

    def tag() -> None:
        desk.jobs.write(actions.tag, ids, ["batch"], desk.now(), count=len(ids), text="", done=told.append)

    say(f"tag {len(ids):,}: the window waits {took(tag):.0f} ms")
    start = time.perf_counter()
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    say(f"tag {len(ids):,}: done after {time.perf_counter() - start:.1f} s")
    assert told == [len(ids)]
    say(f"undo of {len(ids):,}: the window waits {took(desk.undo):.0f} ms")
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=60_000)


def prefixes(word: str) -> list[str]:
    """What stands in the field as ``word`` is typed."""
    return [word[:length] for length in range(1, len(word) + 1)]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_memory_of_every_page_and_how_long_each_holds_the_window(large: Path, say: Callable[[str], None]) -> None:
    command = [sys.executable, str(Path(__file__).with_name("tour.py")), str(large)]
    told = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=True, text=True).stdout
    for line in told.splitlines():
        say(line)
