"""The window locks at once or by itself, shows nothing meanwhile, and opens for the PIN alone."""

from __future__ import annotations

from datetime import datetime

import keyring
import pytest
from keyring.backends import fail
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from storeassist.app import App
from storeassist.features.customers import actions as customers
from storeassist.features.customers.dialogs import CustomerDialog
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.privacy import HAS_PIN, LOCK_AFTER
from storeassist.features.privacy.panels import PinRow
from storeassist.features.privacy.panels_lock import LockScreen
from storeassist.features.privacy.service import PrivacyService
from storeassist.kernel.database import Shop
from storeassist.kernel.settings import MASK_PHONES
from storeassist.ui.taste import Taste
from storeassist.ui.window import Window
from tests.features.privacy.conftest import Clock
from tests.features.privacy.keyring_in_memory import InMemory

CONTROL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, to whatever has the focus."""
    there = QApplication.focusWidget() or QApplication.activeWindow()
    assert there is not None
    QTest.keyClick(there, key, modifier)


def type_in(text: str) -> None:
    """Letters, to whatever has the focus."""
    there = QApplication.focusWidget()
    assert there is not None
    QTest.keyClicks(there, text)


def screen_of(window: Window) -> LockScreen:
    """The lock screen in sight."""
    front = window.curtain.front
    assert isinstance(front, LockScreen)
    return front


def seen(window: Window) -> str:
    """Every word that can be read on the screen."""
    words = []
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            words += [one.text() for kind in (QLabel, QLineEdit) for one in top.findChildren(kind) if one.isVisible()]
    return " ".join(words)


def service_of(window: Window) -> PrivacyService:
    """What watches the window."""
    found = window.desk.findChild(PrivacyService)
    assert isinstance(found, PrivacyService)
    return found


def test_ctrl_l_covers_everything_and_the_pin_alone_uncovers_it(
    window: Window, pin: str, shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    customers.add(shop, CustomerFacts(name="Shan Xiaolan", phone="+8613812342764"), now)
    page = window.go("customers")
    qtbot.waitUntil(lambda: "Shan Xiaolan" in seen(window))
    window.activateWindow()
    page.search.setFocus()  # type: ignore[attr-defined]
    qtbot.waitUntil(page.search.hasFocus)  # type: ignore[attr-defined]
    press(Qt.Key.Key_L, CONTROL)
    assert "Shan Xiaolan" not in seen(window)
    assert "Noodle House is locked" in seen(window)
    type_in(pin)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.curtain.front is None)
    assert "Shan Xiaolan" in seen(window)
    assert page.search.hasFocus()  # type: ignore[attr-defined]


def test_while_locked_no_key_reaches_what_lies_behind(window: Window, pin: str, shop: Shop, now: datetime) -> None:
    customers.add(shop, CustomerFacts(name="Shan Xiaolan"), now)
    window.go("customers")
    press(Qt.Key.Key_L, CONTROL)
    revision, page = shop.revision, window.current
    for key in (Qt.Key.Key_K, Qt.Key.Key_N, Qt.Key.Key_Z, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_L):
        press(key, CONTROL)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_F1)
    for _step in range(12):
        press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert screen_of(window).isAncestorOf(focused)
    assert window.command_search is None
    assert (shop.revision, window.current) == (revision, page)
    assert "Shan Xiaolan" not in seen(window)


@pytest.mark.qt_log_ignore("This plugin does not support")  # menus, on the screen of tests
def test_a_dialog_is_gone_while_locked_and_keeps_what_was_typed(window: Window, pin: str, qtbot: QtBot) -> None:
    page = window.go("customers")
    page.commands["new"].trigger()
    (dialog,) = page.findChildren(CustomerDialog)
    dialog.name.setText("Shan")
    menu = QMenu(window)
    menu.addAction("Shan")
    menu.popup(window.mapToGlobal(window.rect().center()))
    service_of(window).lock()
    assert not dialog.isVisible()
    assert not menu.isVisible()
    late = QDialog(window)
    late.open()
    qtbot.waitUntil(lambda: not late.isVisible())
    type_in(pin)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.name.text() == "Shan"
    assert late.isVisible()
    late.close()
    dialog.reject()


def test_wrong_tries_make_wait_longer_each_time_and_a_new_start_does_not_help(
    window: Window, pin: str, taste: Taste, qtbot: QtBot
) -> None:
    service_of(window).lock()
    screen = screen_of(window)
    type_in("1111")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "1 second" in screen.problem.text())
    type_in(pin)
    assert screen.pin.text() == "", "nothing can be typed while waiting"
    qtbot.waitUntil(lambda: not screen.problem.isVisible(), timeout=3_000)
    type_in("1111")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "2 seconds" in screen.problem.text())
    again = LockScreen(window.desk)
    assert "2 seconds" in again.problem.text()
    assert not again.button.isEnabled()
    again.deleteLater()


def test_without_a_pin_the_key_leads_to_the_button_that_sets_one(window: Window, store: InMemory, qtbot: QtBot) -> None:
    press(Qt.Key.Key_L, CONTROL)
    assert window.curtain.front is None
    assert window.current == "settings"
    assert "PIN" in window.snackbar.text
    row = window.page("settings").findChild(PinRow)
    assert isinstance(row, PinRow)
    qtbot.waitUntil(row.set_button.hasFocus)
    assert row.visibleRegion().boundingRect().height() == row.height()


def test_it_locks_by_itself_when_nobody_touched_it(window: Window, pin: str, taste: Taste, clock: Clock) -> None:
    service = service_of(window)
    taste.set(LOCK_AFTER.key, 5)
    clock.forward(minutes=4)
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    clock.forward(minutes=4)
    service.look()
    assert window.curtain.front is None
    clock.forward(minutes=1)
    service.look()
    service.look()
    assert isinstance(window.curtain.front, LockScreen)


@pytest.mark.parametrize(("minutes", "has_pin"), [(0, True), (5, False)])
def test_it_does_not_lock_by_itself_unasked_or_without_a_pin(
    window: Window, store: InMemory, taste: Taste, minutes: int, has_pin: bool, clock: Clock
) -> None:
    taste.set(HAS_PIN, has_pin)
    taste.set(LOCK_AFTER.key, minutes)
    assert not service_of(window)._looks.isActive()


def test_work_goes_on_while_locked(window: Window, pin: str, qtbot: QtBot) -> None:
    done: list[int] = []
    service_of(window).lock()
    window.desk.jobs.start(lambda _job: 42, text="Importing", done=done.append)
    qtbot.waitUntil(lambda: done == [42])


def test_a_forgotten_pin_is_dropped_by_removing_it_from_the_password_store(
    window: Window, pin: str, store: InMemory, taste: Taste, qtbot: QtBot
) -> None:
    service_of(window).lock()
    screen = screen_of(window)
    screen._forgotten.click()
    assert "does not encrypt" in seen(window)
    assert screen.pin.hasFocus()
    store.kept.clear()
    type_in("1")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.curtain.front is None)
    assert not taste.get(HAS_PIN, False)


def test_a_password_store_that_does_not_answer_keeps_it_locked_and_says_why(
    window: Window, pin: str, qtbot: QtBot
) -> None:
    service_of(window).lock()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    type_in(pin)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "no safe place" in seen(window))
    assert screen_of(window).button.isEnabled()


def test_a_start_with_a_pin_begins_locked_and_stays_so_in_another_language(
    pin: str, taste: Taste, shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    taste.set("look/language", "en")
    app = App(taste, lambda: now)
    app.start(shop.path)
    first = app.window
    assert first is not None
    qtbot.waitExposed(first)
    assert isinstance(first.curtain.front, LockScreen)
    assert not any(page.isVisible() for page in first._pages.values())
    taste.set("look/language", "zh_CN")
    qtbot.waitUntil(lambda: app.window is not first)
    assert app.window is not None
    assert isinstance(app.window.curtain.front, LockScreen)
    app.window.activateWindow()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QWidget))
    screen_of(app.window).pin.setText(pin)
    screen_of(app.window).unlock()
    qtbot.waitUntil(lambda: app.window is not None and app.window.curtain.front is None)
    taste.set("look/language", "en")
    second = app.window
    qtbot.waitUntil(lambda: app.window is not second)
    assert app.window.curtain.front is None
    open_shop = app.window.desk.shop
    app.window.close()
    app.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    open_shop.close()


def test_a_locked_window_that_is_gone_hides_no_other(window: Window, pin: str, qtbot: QtBot) -> None:
    service_of(window).lock()
    window.close()
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    qtbot.wait(50)
    assert other.isVisible()


def test_phones_are_masked_on_every_list_or_on_none_at_once(
    window: Window, store: InMemory, taste: Taste, shop: Shop, now: datetime, qtbot: QtBot
) -> None:
    customers.add(shop, CustomerFacts(name="Shan Xiaolan", phone="+8613812342764"), now)
    window.go("customers")
    qtbot.waitUntil(lambda: "138****2764" in seen(window))
    taste.set(MASK_PHONES.key, False)
    assert "138 1234 2764" in seen(window)
    assert "Show" not in [button.text() for button in window.findChildren(QWidget) if hasattr(button, "kind") and button.isVisible()]
    taste.set(MASK_PHONES.key, True)
    assert "138****2764" in seen(window)
