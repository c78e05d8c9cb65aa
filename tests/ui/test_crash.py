"""A bug does not end the work: the first is told in a line, later ones in a window with the whole report."""

from __future__ import annotations

import faulthandler
import logging
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storeassist.app import App
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.ui.ask import Ask
from storeassist.ui.crash import catch_bugs
from storeassist.ui.crash_window import CrashWindow
from storeassist.ui.taste import Taste
from tests.ui.conftest import free


class Answers(Ask):
    """Says where a file goes, at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def save_file(self, parent: Any, title: str, name: str, kinds: Any, *, then: Callable[[Path], Any]) -> None:
        then(self.path)


@pytest.fixture
def app(
    qtbot: QtBot, taste: Taste, now: datetime, shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[App]:
    """The app on a shop, catching bugs as it does when it runs."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    app = App(taste, lambda: now)
    app.bugs.log._folder = tmp_path / "log"
    logging.getLogger().addHandler(app.bugs.log)
    app.open_shop(shop.path)
    catch_bugs(app.fail)
    yield app
    logging.getLogger().removeHandler(app.bugs.log)
    if app.window is not None:
        app.window.close()
        app.window.desk.shop.close()
        app.window.deleteLater()
    free()
    faulthandler.enable(sys.__stderr__)  # as pytest had it


def stumble(secret: str = "13812342764") -> None:
    """A bug that nobody catches, as Qt reports it."""
    try:
        raise KeyError(secret)
    except KeyError as error:
        sys.excepthook(type(error), error, error.__traceback__)


def crash_window(app: App) -> CrashWindow:
    """The window there is."""
    assert app.bugs.window is not None
    return app.bugs.window


def test_the_first_bug_is_told_in_a_line_and_logged(app: App) -> None:
    stumble()
    assert app.window is not None
    assert "Nothing was half saved" in app.window.snackbar.text
    assert app.bugs.window is None
    assert "KeyError" in app.bugs.log.text()


def test_what_the_owner_can_mend_is_no_bug(app: App) -> None:
    for _ in range(3):
        error = UserError("The oven is cold.")
        sys.excepthook(UserError, error, None)
    assert app.bugs.count == 0
    assert app.window is not None
    assert app.window.snackbar.text == "The oven is cold."


def test_from_the_second_on_one_window_counts_them_and_the_work_goes_on(app: App, qtbot: QtBot) -> None:
    for _ in range(5):
        stumble()
    window = crash_window(app)
    assert len(app.window.findChildren(CrashWindow)) == 1 if app.window else False
    assert "5 times" in window.comfort.text()
    assert window.text.text().count("KeyError") == 5
    assert window.windowModality() is Qt.WindowModality.NonModal
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    free()
    assert app.bugs.window is None
    stumble()
    assert "6 times" in crash_window(app).comfort.text()


def test_the_report_holds_figures_and_no_customer(app: App, now: datetime) -> None:
    assert app.window is not None
    shop = app.window.desk.shop
    customers.add(shop, CustomerFacts("单晓岚", phone="+8613812342764", wechat="wxid_lan"), now)
    stumble("单晓岚")
    stumble()
    said = crash_window(app).text.text()
    assert "\n  customer: 1\n" in said
    assert "look/theme: light" in said
    assert "StoreAssist: " in said
    for secret in ("单晓岚", "13812342764", "wxid_lan", shop.name, str(shop.path)):
        assert secret not in said


def test_the_report_is_saved_as_it_is_shown_and_a_refusal_is_told_there(app: App, tmp_path: Path) -> None:
    stumble()
    stumble()
    window = crash_window(app)
    window._ask = Answers(tmp_path / "report.txt")
    window.save_button.click()
    assert (tmp_path / "report.txt").read_text("utf-8") == window.text.text()
    assert "report.txt" in window.outcome.text()
    window._ask = Answers(tmp_path / "gone" / "report.txt")
    window.save_button.click()
    assert "not there any more" in window.outcome.text()


def test_the_report_is_a_command_when_nothing_is_wrong(app: App) -> None:
    assert app.window is not None
    act = next(act for text, _icon, _key, act in app.window.own_commands() if "report" in text)
    act()
    window = crash_window(app)
    assert window.heading.text() == "A report of this computer"
    assert "safe" not in window.comfort.text()


def test_a_bug_of_the_crash_window_itself_calls_for_no_other(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("storeassist.kernel.report.report", broken)
    for _ in range(4):
        stumble()
    assert app.bugs.count == 4 + 1
    assert app.bugs.log.text().count("ZeroDivisionError") == 1
    assert app.bugs.window is None
    assert app.window is not None
    assert app.window.isVisible()


def test_a_bug_in_a_job_is_one_like_any_other(app: App, qtbot: QtBot) -> None:
    def work(_job: Job) -> None:
        raise KeyError("13812342764")

    assert app.window is not None
    for _ in range(2):
        app.window.desk.jobs.start(work)
    qtbot.waitUntil(lambda: app.bugs.window is not None)
    assert app.bugs.log.text().count("a job failed") == 2
    assert "13812342764" not in app.bugs.log.text()


def test_closing_from_the_crash_window_closes_everything(app: App, qtbot: QtBot) -> None:
    stumble()
    stumble()
    crash_window(app).close_button.click()
    assert app.window is not None
    qtbot.waitUntil(lambda: not app.window.isVisible() if app.window else True)


def test_over_a_question_the_crash_window_can_be_reached(app: App, qtbot: QtBot) -> None:
    assert app.window is not None
    stumble()
    app.window.desk.ask.confirm(app.window, "Sure?", "", yes="Yes", then=lambda: None)
    question = QApplication.activeModalWidget()
    assert question is not None
    stumble()
    assert crash_window(app).parent() is question
    question.close()
    free()
    assert app.bugs.window is None


def test_a_run_that_ended_hard_is_told_of_above_the_pages(app: App, qtbot: QtBot) -> None:
    folder = app.bugs.log.folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hard-crash.txt").write_text(
        'Fatal Python error: Segmentation fault\n  File "/home/li/x.py", line 3 in go\n'
    )
    notices: list[tuple[str, Any]] = []
    assert app.window is not None
    app.window.desk.noticed.connect(lambda key, content: notices.append((key, content)))
    app.bugs.look_back()
    app.bugs.end_well()
    (key, (text, _link, then)) = notices[0]
    assert (key, "stopped all at once" in text) == ("crash", True)
    assert "x.py:3 go" in app.bugs.log.text()
    then()
    assert notices[-1][1][0] == ""
    assert crash_window(app).isVisible()
    app.bugs.look_back()
    app.bugs.end_well()
    assert len(notices) == 2
