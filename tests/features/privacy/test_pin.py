"""The PIN's row on the Settings page: set, changed, removed, and refused where there is no safe place."""

from __future__ import annotations

from typing import Any

import keyring
import pytest
from keyring.backends import fail
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.features.privacy import HAS_PIN, LOCK_AFTER, actions
from storeassist.features.privacy.actions import Verdict
from storeassist.features.privacy.dialogs import PinDialog, RemovePinDialog
from storeassist.features.privacy.panels import PinRow
from storeassist.ui.taste import Taste
from storeassist.ui.window import Window
from tests.features.privacy.keyring_in_memory import InMemory


def row_of(window: Window) -> PinRow:
    """The PIN's row."""
    row = window.go("settings").findChild(PinRow)
    assert isinstance(row, PinRow)
    return row


def asked(row: PinRow, kind: type[Any], qtbot: QtBot) -> Any:
    """The dialog that opened."""
    qtbot.waitUntil(lambda: row.findChild(kind) is not None)
    return row.findChild(kind)


def test_a_pin_is_set_by_keyboard_and_only_its_hash_is_kept(
    window: Window, store: InMemory, taste: Taste, qtbot: QtBot
) -> None:
    row = row_of(window)
    QTest.keyClick(row.set_button, Qt.Key.Key_Return)
    dialog: PinDialog = asked(row, PinDialog, qtbot)
    assert dialog.old is None
    QTest.keyClicks(dialog.pin, "2764")
    QTest.keyClicks(dialog.again, "2765")
    QTest.keyClick(dialog.again, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not taste.get(HAS_PIN, False)
    dialog.again.clear()
    QTest.keyClicks(dialog.again, "2764")
    QTest.keyClick(dialog.again, Qt.Key.Key_Return)
    assert taste.get(HAS_PIN, False)
    assert actions.try_pin("２７６４") is Verdict.RIGHT
    assert actions.try_pin("2765") is Verdict.WRONG
    assert "2764" not in str(store.kept)
    assert "2764" not in str(taste._held)
    assert row.remove_button.isVisible()


def test_changing_and_removing_it_needs_the_pin(window: Window, pin: str, taste: Taste, qtbot: QtBot) -> None:
    row = row_of(window)
    row.set_button.click()
    change: PinDialog = asked(row, PinDialog, qtbot)
    assert change.old is not None
    for old, stays in (("1111", True), (pin, False)):
        change.old.set_text(old)
        change.pin.set_text("8391")
        change.again.set_text("8391")
        change.accept()
        assert change.isVisible() is stays
    assert actions.try_pin("8391") is Verdict.RIGHT
    row.remove_button.click()
    remove: RemovePinDialog = asked(row, RemovePinDialog, qtbot)
    for old, stays in ((pin, True), ("8391", False)):
        remove.old.set_text(old)
        remove.accept()
        assert remove.isVisible() is stays
    assert actions.try_pin("8391") is Verdict.NO_PIN
    assert not taste.get(HAS_PIN, False)
    assert not row.remove_button.isVisible()


def test_without_a_safe_place_no_pin_can_be_set_and_words_say_so(window: Window, store: InMemory, qtbot: QtBot) -> None:
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    row = row_of(window)
    row.set_button.click()
    qtbot.waitUntil(row.problem.isVisible)
    assert "no safe place" in row.problem.text()
    assert row.findChild(PinDialog) is None
    assert row.set_button.isEnabled()


@pytest.mark.parametrize(("minutes", "warns"), [(0, False), (5, True)])
def test_to_lock_by_itself_without_a_pin_is_warned_of(
    window: Window, store: InMemory, taste: Taste, minutes: int, warns: bool
) -> None:
    row = row_of(window)
    taste.set(LOCK_AFTER.key, minutes)
    assert ("cannot lock" in row.state.text()) is warns
