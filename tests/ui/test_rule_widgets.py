"""The fields a rule is written in: as wide as what they hold, switched by keys, put in lines where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.ui.widgets.echo import STRONG, Echo
from storeassist.ui.widgets.flow import Flow
from storeassist.ui.widgets.rule import AddChip, KindButton, ManyField, SnugChoice, SnugNumber


def test_several_are_switched_in_a_menu_that_stays(qtbot: QtBot) -> None:
    field = ManyField([("a", "Ann"), ("b", "Bo"), ("c", "Cai")], ["c"], nothing="choose")
    field.call("People")
    qtbot.addWidget(field)
    field.show()
    told: list[list[str]] = []
    field.changed.connect(lambda: told.append(field.values()))
    menu = field.menu()
    closed: list[bool] = []
    menu.aboutToHide.connect(lambda: closed.append(True))
    for at in range(2):
        menu.setActiveAction(menu.actions()[at])
        QTest.keyClick(menu, Qt.Key.Key_Space)
    assert told == [["a", "c"], ["a", "b", "c"]] and closed == []
    assert field.accessibleName() == "People: Ann, Bo, Cai"
    for action in menu.actions():
        action.setChecked(False)
    assert field.text() == "choose" and field.values() == []


def test_the_kind_of_a_group_goes_round_with_the_arrows(qtbot: QtBot) -> None:
    button = KindButton([("all", "All", "accent"), ("any", "Any", "warn")], "all")
    qtbot.addWidget(button)
    told: list[str] = []
    button.chosen.connect(told.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(button, key)
    assert told == ["any", "all", "any"] and button.accessibleName() == "Any"


def test_fields_are_as_wide_as_what_they_hold(qtbot: QtBot) -> None:
    choice = SnugChoice([(1, "is"), (2, "is one of a great many")])
    number = SnugNumber("3", unit="days ago")
    for field in (choice, number):
        qtbot.addWidget(field)
    before = choice.sizeHint().width(), number.sizeHint().width()
    choice.set_value(2)
    number.setText("1234567")
    assert choice.sizeHint().width() > before[0] and number.sizeHint().width() > before[1]


def test_parts_go_on_in_the_next_line_where_there_is_no_room(qtbot: QtBot) -> None:
    chips = [AddChip(f"Condition {at}", f"Add {at}") for at in range(6)]
    flow = Flow(*chips)
    qtbot.addWidget(flow)
    flow.resize(300, flow.heightForWidth(300))
    flow.show()
    tall = flow.heightForWidth(300)
    assert tall > flow.heightForWidth(2_000) and len({chip.y() for chip in chips}) > 1
    assert all(flow.rect().contains(chip.geometry()) for chip in chips)
    chips[0].hide()
    chips[1].hide()
    assert flow.heightForWidth(300) < tall


def test_a_sentence_is_said_without_its_marks_and_never_as_markup(qtbot: QtBot) -> None:
    echo = Echo()
    qtbot.addWidget(echo)
    echo.say(f"bought {STRONG[0]}<b>Tea & more</b>{STRONG[1]}")
    assert echo.text == "bought <b>Tea & more</b>" == echo._words.accessibleName()
    assert "&lt;b&gt;Tea &amp; more" in echo._words.text()
