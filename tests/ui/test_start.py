"""The start page: three ways to begin, by keyboard and by mouse, one at a time; the shops of before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.app import App
from storeassist.features import SCHEMA
from storeassist.features.practice import jobs, store
from storeassist.kernel.backups import Why, take
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.settings import PRACTICE, read_setting
from storeassist.kernel.text import language
from storeassist.ui.ask import Ask
from storeassist.ui.new_shop import NewShopDialog
from storeassist.ui.recent import Recent, recent_shops, remember
from storeassist.ui.start import StartWindow
from storeassist.ui.taste import Taste
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.choice import ShopRow


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Shops made without being asked where go here."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def page(app: App, qtbot: QtBot) -> StartWindow:
    app.start(None)
    assert app.start_page is not None
    return active(app.start_page, qtbot)


def active(page: StartWindow, qtbot: QtBot) -> StartWindow:
    """Keys go to the active window only."""
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Making a practice shop waits, once half of it is in the file, until this is set."""
    may_go_on, real = Event(), jobs._void_some

    def slow(*args: Any) -> None:
        real(*args)
        may_go_on.wait(10)

    monkeypatch.setattr(jobs, "_void_some", slow)
    yield may_go_on
    may_go_on.set()


def dialog_of(page: StartWindow) -> NewShopDialog:
    found = page.findChild(NewShopDialog)
    assert isinstance(found, NewShopDialog)
    return found


def test_enter_on_the_first_choice_opens_a_practice_shop(app: App, page: StartWindow, qtbot: QtBot) -> None:
    QTest.keyClick(page.choices[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.window is not None, timeout=30_000)
    assert app.window is not None
    assert read_setting(app.window.desk.shop, PRACTICE)
    assert app.start_page is None


def test_the_second_choice_names_a_shop_and_goes_on_to_the_import(
    app: App, page: StartWindow, own_folder: Path, qtbot: QtBot
) -> None:
    QTest.keyClick(page, Qt.Key.Key_2)
    dialog = dialog_of(page)
    assert dialog.name.text() == dialog.name.selectedText() == "My shop"
    QTest.keyClicks(dialog.name, "Corner")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert app.window is not None
    assert app.window.current == "imports"
    assert app.window.desk.shop.path == own_folder / "StoreAssist" / "Corner.shop"


def test_the_third_choice_makes_an_empty_shop(app: App, page: StartWindow, qtbot: QtBot) -> None:
    for _ in range(2):
        QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_Down)
    assert page.focusWidget() is page.choices[2]
    QTest.keyClick(page.choices[2], Qt.Key.Key_Space)
    QTest.keyClick(dialog_of(page).name, Qt.Key.Key_Return)
    assert app.window is not None
    assert app.window.desk.shop.name == "My shop"


def test_choices_are_pressed_by_the_mouse_as_well(page: StartWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.choices[2], Qt.MouseButton.LeftButton)
    assert dialog_of(page).isVisible()


def test_a_proposed_place_is_never_that_of_a_file_there_is(app: App, page: StartWindow, own_folder: Path) -> None:
    (own_folder / "StoreAssist").mkdir(parents=True)
    (own_folder / "StoreAssist" / "My shop.shop").touch()
    page.ask_new()
    dialog_of(page).accept()
    assert app.window is not None
    assert app.window.desk.shop.path.name == "My shop 2.shop"


def test_only_one_question_is_asked_at_a_time(app: App, page: StartWindow, tmp_path: Path, qtbot: QtBot) -> None:
    page.ask_new()
    qtbot.waitUntil(dialog_of(page).isVisible)
    page.ask_bring()
    page.practise()
    page.take(tmp_path / "other.shop")
    assert len(page.findChildren(NewShopDialog)) == 1
    assert app.window is None
    dialog_of(page).reject()


def test_cancelling_leaves_nothing_of_a_practice_shop(
    page: StartWindow, app: App, own_folder: Path, held: Event, qtbot: QtBot
) -> None:
    QTest.keyClick(page.choices[0], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(list((own_folder / "StoreAssist").glob(".practice*"))), timeout=20_000)
    QTest.keyClick(page, Qt.Key.Key_Escape)
    held.set()
    qtbot.waitUntil(lambda: not page._is_busy(), timeout=20_000)
    assert app.window is None
    assert list((own_folder / "StoreAssist").iterdir()) == []
    assert page.choices[0].isVisible()
    assert page.problem == ""


def test_a_window_closed_meanwhile_leaves_nothing_either(
    page: StartWindow, own_folder: Path, held: Event, qtbot: QtBot
) -> None:
    page.practise()
    qtbot.waitUntil(lambda: bool(list((own_folder / "StoreAssist").glob(".practice*"))), timeout=20_000)
    held.set()
    page.close()
    assert list((own_folder / "StoreAssist").glob(".practice*")) == []


def test_a_practice_shop_that_cannot_be_made_is_told_where_the_owner_is(
    page: StartWindow, own_folder: Path, qtbot: QtBot
) -> None:
    own_folder.write_text("a file stands where the folder should be")
    page.practise()
    qtbot.waitUntil(lambda: page.problem != "", timeout=20_000)
    assert page.choices[0].isVisible()


def test_a_practice_shop_there_is_already_is_opened_as_it_was_left(
    app: App, page: StartWindow, now: datetime, qtbot: QtBot
) -> None:
    jobs.make(Quiet(), store.usual_path(), SCHEMA, now)
    made = store.usual_path().stat().st_ino
    app.show_start()
    assert page.choices[0].text() == "Go on in the practice shop"
    page.practise()
    qtbot.waitUntil(lambda: app.window is not None, timeout=20_000)
    assert store.usual_path().stat().st_ino == made


def test_a_shop_dropped_on_the_page_is_opened(app: App, page: StartWindow, shop: Shop) -> None:
    page.dropEvent(dropped(shop.path))
    assert app.window is not None
    assert app.window.desk.shop.path == shop.path


def test_a_spreadsheet_dropped_on_the_page_is_imported_into_a_new_shop(
    app: App, page: StartWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = tmp_path / "members.csv"
    sheet.write_text("姓名,手机\n单晓岚,13812342764\n", encoding="utf-8")
    page.dropEvent(dropped(sheet))
    dialog_of(page).accept()
    assert app.window is not None
    imports: Any = app.window.page("imports")
    qtbot.waitUntil(lambda: imports.preview is not None)
    assert imports.source.path == sheet


def test_shops_of_before_are_listed_and_gone_ones_can_be_taken_off(
    app: App, taste: Taste, shop: Shop, tmp_path: Path, qtbot: QtBot
) -> None:
    remember(taste, Recent(shop.path, "Noodle House"))
    remember(taste, Recent(tmp_path / "gone.shop", "Old place"))
    app.start(None)
    page = app.start_page
    assert page is not None
    gone, there = page.findChildren(ShopRow)
    assert "Not there" in gone.accessibleName()
    gone.click()
    assert "gone.shop" in page.problem
    next(b for b in page.findChildren(Button) if "Old place" in b.accessibleName()).click()
    assert [one.name for one in recent_shops(taste)] == ["Noodle House"]
    there.click()
    assert app.window is not None
    assert app.window.desk.shop.path == shop.path


def test_arrows_lead_from_the_choices_to_the_shops(app: App, taste: Taste, shop: Shop, qtbot: QtBot) -> None:
    remember(taste, Recent(shop.path, "Noodle House"))
    app.start(None)
    assert app.start_page is not None
    page = active(app.start_page, qtbot)
    for _ in range(4):
        QTest.keyClick(page.focusWidget() or page, Qt.Key.Key_Down)
    (row,) = page.findChildren(ShopRow)
    assert page.focusWidget() is row
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert app.window is not None


def test_what_is_remembered_badly_is_no_shop(taste: Taste) -> None:
    for kept in ("", "{", "7", "[1, 2]", '[["a"]]', "null"):
        taste.set("shop/recent", kept)
        assert recent_shops(taste) == []


def test_another_language_lays_the_page_out_anew(app: App, page: StartWindow, qtbot: QtBot) -> None:
    taste = app.taste
    next(b for b in page.findChildren(Button) if b.text() == "简体中文").click()
    qtbot.waitUntil(lambda: app.start_page is not page)
    assert language() == "zh_CN"
    assert taste.get("look/language") == "zh_CN"
    assert app.start_page is not None
    assert app.start_page.isVisible()


def test_beside_an_open_shop_the_page_leads_to_another_and_back(
    app: App, shop: Shop, tmp_path: Path, now: datetime
) -> None:
    app.start(shop.path)
    first = app.window
    assert first is not None
    first.wants.emit("start")
    assert app.start_page is not None
    app.open_shop(shop.path)
    assert app.window is first
    assert app.start_page is None
    first.wants.emit("start")
    Shop.create(tmp_path / "other.shop", SCHEMA, "Other", now).close()
    app.open_shop(tmp_path / "other.shop")
    assert app.window is not None
    assert app.window.desk.shop.name == "Other"


def test_the_page_beside_a_shop_goes_with_its_window(app: App, shop: Shop) -> None:
    app.start(shop.path)
    assert app.window is not None
    app.window.wants.emit("start")
    app.window.close()
    assert app.start_page is None


def dropped(path: Path) -> QDropEvent:
    """A file let go above the middle of the window."""
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(path))])
    copy, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    _kept.append(files)
    return QDropEvent(QPointF(200, 200), copy, files, button, key)


_kept: list[QMimeData] = []
"""Qt does not keep what is dropped alive."""


def test_a_damaged_shop_is_opened_again_from_a_backup(
    app: App, tmp_path: Path, now: datetime, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Corner.shop"
    Shop.create(path, SCHEMA, "Corner", now).close()
    backup = take(path, now, Why.HAND).backup.path
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\x5a" * (len(whole) - 100))
    app.start(path)
    page = app.start_page
    assert page is not None
    assert "damaged" in page.problem

    def choose(_ask: Ask, _parent: Any, _title: str, _kinds: Any, at: str, *, then: Callable[[Path], Any]) -> None:
        assert backup.is_relative_to(at)
        then(backup)

    monkeypatch.setattr(Ask, "open_file", choose)
    link = next(button for button in page.findChildren(Button) if "backup" in button.text())
    link.click()
    assert page.problem == ""
    qtbot.waitUntil(lambda: app.window is not None, timeout=30_000)
    assert app.window is not None
    assert app.window.desk.shop.name == "Corner"
    assert app.start_page is None


def test_beside_an_open_shop_esc_leads_back_to_it(app: App, page: StartWindow, tmp_path: Path, qtbot: QtBot) -> None:
    assert page.back_button.isHidden()
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.isVisible()  # there is nothing to go back to
    app.new_shop(tmp_path / "Corner.shop", "Corner")
    app.show_start()
    again = app.start_page
    assert again is not None
    assert again.back_button.isVisible()
    QTest.keyClick(active(again, qtbot), Qt.Key.Key_Escape)
    assert app.start_page is None
    assert app.window is not None
    (tmp_path / "letter.shop").write_text("Dear customer, " * 50)
    app.open_shop(tmp_path / "letter.shop")
    assert app.start_page is None  # what went wrong is told where the owner is
    assert "letter" in app.window.snackbar.text
