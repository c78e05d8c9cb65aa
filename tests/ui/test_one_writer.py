"""The command line writes while the window is open: the window sees it, and keeps what is being typed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.features.customers.dialogs import CustomerDialog
from storeassist.kernel.database import Shop
from storeassist.ui.taste import Taste
from storeassist.ui.window import Window

ROOT = Path(__file__).parents[2]


def other_program(shop: Shop, *command: str) -> None:
    """One command of the command line, in a process of its own."""
    line = [sys.executable, str(ROOT / "main.py"), "--shop", str(shop.path), *command]
    done = subprocess.run(line, env={**os.environ, "LC_ALL": "en"}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def window(shop: Shop, qtbot: QtBot, now: datetime) -> Iterator[Window]:
    """A window that looks for what others write."""
    made = open_window(shop, Taste.memory(), lambda: now, language="en", theme_mode="light")
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(made.desk._looks.isActive)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def told(window: Window) -> list[Any]:
    """What the pages were told."""
    changes: list[Any] = []
    window.desk.changed.connect(changes.append)
    return changes


def test_the_window_shows_what_the_command_line_wrote_and_keeps_what_is_typed(
    window: Window, shop: Shop, told: list[Any], qtbot: QtBot
) -> None:
    page: Any = window.go("customers")
    page.commands["new"].trigger()
    (dialog,) = page.findChildren(CustomerDialog)
    dialog.name.setText("Half typ")
    other_program(shop, "customers", "add", "--name", "Shan", "--phone", "13812342764")
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == 1, timeout=3_000)
    assert len(told) == 1
    assert dialog.isVisible()
    assert dialog.name.text() == "Half typ"
    dialog.name.setText("Half typed")
    dialog.accept()
    assert len(page.table.rows.ids) == 2
    assert len(told) == 2
    qtbot.wait(1_200)
    assert len(told) == 2, "what this window wrote is not read a second time"


def test_a_window_that_comes_back_to_the_front_looks_at_once(window: Window, shop: Shop, told: list[Any]) -> None:
    window.desk.look_for_others(False)
    other_program(shop, "customers", "add", "--name", "Shan")
    assert told == []
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    assert len(told) == 1


def test_a_job_with_a_connection_of_its_own_is_heard_once(window: Window, shop: Shop, told: list[Any], qtbot: QtBot) -> None:
    def work(_job: Any, own: Shop) -> None:
        for n in range(5):
            with own.write() as db:
                db.execute("INSERT INTO tag (name) VALUES (?)", [f"tag {n}"])

    done: list[Any] = []
    window.desk.jobs.start_on_shop(work, done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    window.desk.hear_others()
    qtbot.waitUntil(lambda: len(told) == 5)
    window.desk.hear_others()
    qtbot.wait(50)
    assert [(one.touch("tag"), one.touch("order")) for one in told] == [(True, False)] * 5


def test_a_window_put_away_does_not_look(window: Window) -> None:
    window.showMinimized()
    QCoreApplication.processEvents()
    assert not window.desk._looks.isActive()
    window.showNormal()
    QCoreApplication.processEvents()
    assert window.desk._looks.isActive()
    window.close()
    assert not window.desk._looks.isActive()
