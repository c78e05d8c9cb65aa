"""Chips by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from storeassist.ui.widgets.chips import ChipRow


def test_tab_goes_through_chips_that_came_later_before_it_leaves_the_row(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    chips, field = ChipRow([("", "All", None)]), QLineEdit()
    column = QVBoxLayout(page)
    column.addWidget(chips)
    column.addWidget(field)
    page.resize(600, 200)
    with qtbot.waitActive(page):
        page.show()
    chips.set_chips([("", "All", 3), ("new", "New", 1), ("gone", "Gone", 2)])
    chips.chip("").setFocus(Qt.FocusReason.TabFocusReason)
    for next_one in (chips.chip("new"), chips.chip("gone"), field):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        assert page.focusWidget() is next_one
