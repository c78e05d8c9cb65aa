"""The header of a page: its sentence is read in few lines, however much its buttons say."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.header import Header
from storeassist.ui.widgets.words import Words


def test_buttons_stand_below_a_sentence_they_would_leave_no_room(qtbot: QtBot) -> None:
    header = Header()
    qtbot.addWidget(header)
    header.set_title("Repurchase")
    header.set_sentence("29,109 of 52,161 customers came again in 90 days; 5,548 overdue.")
    button = Button("Issue…")
    header.add_button(button)
    header.setFixedWidth(440)
    header.show()
    sentence = next(words for words in header.findChildren(Words) if words.text() == header.sentence)
    assert button.x() >= sentence.geometry().right()
    button.setText("Issue 5,548 coupons to everybody overdue…")
    qtbot.waitUntil(lambda: button.y() >= sentence.geometry().bottom() and sentence.width() == header.width())
    button.setText("Issue…")
    qtbot.waitUntil(lambda: button.x() >= sentence.geometry().right())
