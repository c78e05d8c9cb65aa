"""Files dropped on the window of an open shop, wherever on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from storeassist.app import App
from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from storeassist.ui.fields import LineField
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window
from tests.conftest import NOW

PAGES = ("customers", "redemption", "cards", "imports")
COPY, LEFT, NO_KEY = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(app: App, shop: Shop) -> Window:
    """The window of a shop."""
    app.start(shop.path)
    assert app.window is not None
    return app.window


def drop(path: Path | list[Path], on: QWidget) -> bool:
    """Let a file, or several, go above a widget; False when nobody wants them there."""
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(one)) for one in (path if isinstance(path, list) else [path])])
    enter = QDragEnterEvent(QPoint(5, 5), COPY, files, LEFT, NO_KEY)
    QApplication.sendEvent(on, enter)
    taker: QWidget | None = on
    while enter.isAccepted() and taker is not None:
        event = QDropEvent(QPointF(5, 5), COPY, files, LEFT, NO_KEY)
        event.ignore()
        if taker.acceptDrops() and _would_take(taker, files):
            QApplication.sendEvent(taker, event)
            return True
        taker = taker.parentWidget()
    return False


def _would_take(widget: QWidget, files: QMimeData) -> bool:
    enter = QDragEnterEvent(QPoint(5, 5), COPY, files, LEFT, NO_KEY)
    enter.ignore()
    widget.event(enter)
    return enter.isAccepted()


@pytest.mark.parametrize("key", PAGES)
def test_a_shop_dropped_on_any_page_is_to_be_opened(key: str, window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    window.opens.disconnect()
    page: Any = window.go(key)
    with qtbot.waitSignal(window.opens) as asked:
        assert drop(tmp_path / "other.shop", page.drop if key == "imports" else page)
    assert asked.args == [tmp_path / "other.shop"]


def test_a_shop_dropped_on_the_window_is_opened(app: App, window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    other = tmp_path / "other.shop"
    Shop.create(other, SCHEMA, "Rice House", NOW).close()
    qtbot.waitUntil(lambda: window._has_started)
    assert drop(other, window)
    qtbot.waitUntil(lambda: app.window is not None and app.window.desk.shop.path == other)


@pytest.mark.parametrize("key", PAGES)
def test_a_spreadsheet_dropped_on_any_page_goes_to_the_import(key: str, window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    sheet = tmp_path / "members.CSV"
    sheet.write_text("姓名,手机\n单晓岚,13812342764\n", encoding="utf-8")
    page: Any = window.go(key)
    assert drop(sheet, page.drop if key == "imports" else page)
    imports: Any = window.page("imports")
    qtbot.waitUntil(lambda: imports.preview is not None)
    assert window.current == "imports"
    assert imports.source.path == sheet


def test_a_file_dropped_on_a_field_does_not_become_its_words(window: Window, tmp_path: Path) -> None:
    other = tmp_path / "other.shop"
    other.touch()
    field = window.go("redemption").findChildren(LineField)[0]
    drop(other, field)
    assert not field.text()


def test_a_folder_and_another_file_are_refused_in_words(window: Window, tmp_path: Path) -> None:
    assert drop(tmp_path, window)
    assert "is a folder" in window.snackbar.text
    letter = tmp_path / "letter.pdf"
    letter.touch()
    assert drop(letter, window.go("cards"))
    assert window.snackbar.text == "letter.pdf is neither a shop file nor a spreadsheet."


def test_nothing_is_dropped_on_a_window_that_is_locked(window: Window, shop: Shop) -> None:
    window.desk.cover(QWidget())
    assert not drop(shop.path, window)
    window.desk.cover(None)


@pytest.mark.parametrize("key", PAGES)
def test_of_several_files_the_first_that_fits_is_taken_and_the_owner_is_told(
    key: str, window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    for name in ("first.csv", "second.csv"):
        (tmp_path / name).write_text("姓名,手机\n单晓岚,13812342764\n", encoding="utf-8")
    (tmp_path / "letter.pdf").touch()
    page: Any = window.go(key)
    assert drop([tmp_path / "letter.pdf", tmp_path / "first.csv", tmp_path / "second.csv"], page.drop if key == "imports" else page)
    imports: Any = window.page("imports")
    qtbot.waitUntil(lambda: imports.source is not None)
    assert imports.source.path == tmp_path / "first.csv"
    assert window.snackbar.text == "Only first.csv was taken: drop one file at a time."


@pytest.mark.parametrize("key", PAGES)
def test_a_file_dropped_while_another_is_imported_is_refused_in_words(key: str, window: Window, tmp_path: Path) -> None:
    (tmp_path / "late.csv").write_text("姓名,手机\n单晓岚,13812342764\n", encoding="utf-8")
    imports: Any = window.page("imports")
    page: Any = window.go(key)
    imports._writing = True
    drop(tmp_path / "late.csv", page.drop if key == "imports" else page)
    imports._writing = False
    assert window.snackbar.text == "An import is under way. Wait for it, or cancel it first."
    assert imports.source is None


def test_a_spreadsheet_of_another_program_is_met_with_advice_and_a_file_that_vanished_with_words(
    window: Window, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "members.et").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    for name, words in (("members.et", "save it as .xlsx"), ("gone.csv", "gone.csv is not there any more")):
        assert drop(tmp_path / name, window.go("customers"))
        imports = window.page("imports")
        qtbot.waitUntil(lambda page=imports, words=words: any(words in one.text() for one in page.findChildren(Words)))
