"""A ledger at the mouse and at the keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from storeassist.ui.widgets.ledger import LedgerLine, LedgerList

LINES = [
    LedgerLine(3, "12:19", "¥8 off", "秦朗", "− ¥8", act="Reverse…"),
    LedgerLine(2, "11:58", "Reversed: a slip", "彭书言", "+ ¥8", tone="good"),
    LedgerLine(1, "11:57", "¥8 off", "彭书言", "− ¥8", tone="muted", tag="reversed"),
]


class Page(QWidget):
    """What a click that means nothing to a row falls through to."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()


Shown = tuple[LedgerList, list[int]]


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Shown]:
    """A ledger in sight, and the rows whose act was asked for."""
    page = Page()
    qtbot.addWidget(page)
    ledger = LedgerList("Today", page)
    ledger.show_lines(LINES)
    for widget in (page, ledger):
        widget.resize(360, 300)
    page.show()
    acted: list[int] = []
    ledger.acted.connect(acted.append)
    yield ledger, acted


def test_a_click_on_the_right_of_a_row_asks_for_its_act(shown: Shown) -> None:
    ledger, acted = shown
    row = ledger.paper.height() // len(LINES)
    for at in range(len(LINES)):
        place = QPoint(ledger.paper.width() - 40, at * row + row // 3)
        QTest.mouseClick(ledger.paper, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert acted == [3]


def test_a_click_on_the_words_of_a_row_asks_for_nothing(shown: Shown) -> None:
    ledger, acted = shown
    QTest.mouseClick(ledger.paper, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(80, 20))
    assert acted == []


def test_arrows_go_from_row_to_row_and_enter_acts(shown: Shown) -> None:
    ledger, acted = shown
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(ledger.paper, key)
    assert acted == [3]


def test_a_screen_reader_hears_every_row(shown: Shown) -> None:
    ledger, _acted = shown
    assert ledger.paper.accessibleDescription().splitlines() == [
        "12:19 ¥8 off − ¥8 秦朗 Reverse…",
        "11:58 Reversed: a slip + ¥8 彭书言",
        "11:57 ¥8 off reversed − ¥8 彭书言",
    ]
