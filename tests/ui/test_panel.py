"""Panels beside a list in windows of any width."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from storeassist.ui.theme import theme
from storeassist.ui.widgets.panel import Beside


def test_a_panel_gives_way_where_the_list_would_have_no_room(qtbot: QtBot) -> None:
    listed, panel = QLabel("w" * 60), QLabel("w" * 20)
    least = listed.minimumSizeHint().width()
    page = QWidget()
    beside = Beside(listed, panel, parent=page)
    qtbot.addWidget(page)
    page.show()
    usual = theme().scaled(320)
    assert panel.minimumSizeHint().width() < usual - 60
    for room, wanted in ((usual, usual), (usual - 60, usual - 60), (0, panel.minimumSizeHint().width())):
        beside.resize(least + 12 + room, 400)
        assert beside.panels.width() == wanted
