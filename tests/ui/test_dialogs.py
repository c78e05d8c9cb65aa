"""Dialogs and their fields: a refusal stays in the form, a closed one is freed."""

from __future__ import annotations

import weakref
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from storeassist.kernel.errors import UserError
from storeassist.ui.ask import Ask
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import AskDialog, ConfirmDialog
from storeassist.ui.forms import ChoiceField, DateField, LineField, MoneyField, NumberField, Segmented, TagField
from storeassist.ui.theme import theme
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window
from tests.ui.conftest import NameDialog, free


def words_in(dialog: NameDialog) -> list[str]:
    return [w.text() for w in dialog.findChildren(Words) if w.isVisible()]


def test_a_refusal_is_said_at_its_field_and_the_dialog_stays(window: Window, qtbot: QtBot) -> None:
    dialog = NameDialog(window.desk, window)
    dialog.open()
    dialog.name.setText("wrong")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert "This name is taken." in words_in(dialog)
    assert dialog.name.property("state") == "bad"
    dialog.name.setText("right")
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(dialog.saved):
        qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_a_refusal_of_no_field_is_said_in_the_form(window: Window) -> None:
    dialog = NameDialog(window.desk, window)
    dialog.open()
    dialog.accept()
    assert dialog.problem.isVisible()
    dialog.reject()


def test_a_closed_dialog_is_freed(window: Window) -> None:
    dialog = NameDialog(window.desk, window)
    dialog.open()
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    there = weakref.ref(dialog)
    dialog.reject()
    del dialog
    free()
    assert gone == [True]
    assert there() is None


def test_a_closed_window_frees_its_pages(desk: Desk) -> None:
    window = Window(desk)
    window.show()
    for key in ("first", "second", "third", "settings"):
        window.go(key)
    pages = [weakref.ref(window.page(key)) for key in ("first", "second", "third", "settings")]
    window.close()
    window.deleteLater()
    del window
    free()
    assert [page() for page in pages] == [None] * 4


def test_the_safe_answer_has_the_focus_of_a_dangerous_question(window: Window, qtbot: QtBot) -> None:
    done: list[str] = []
    Ask().confirm(window, "Delete 3 cakes?", "They are gone then.", yes="Delete 3 cakes", danger=True, then=lambda: done.append("x"))
    dialog = window.findChild(ConfirmDialog)
    assert isinstance(dialog, ConfirmDialog)
    assert dialog.focusWidget() is dialog.no
    qtbot.keyClick(dialog.no, Qt.Key.Key_Return)
    assert done == []
    free()
    Ask().confirm(window, "Bake?", "", yes="Bake", then=lambda: done.append("y"))
    dialog = window.findChild(ConfirmDialog)
    assert isinstance(dialog, ConfirmDialog)
    dialog.yes.click()
    assert done == ["y"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-9-5", date(2026, 9, 5)),
        ("2026年9月5日", date(2026, 9, 5)),
        ("9/5", date(2026, 9, 5)),
        ("9月5日", date(2026, 9, 5)),
        ("yesterday", date(2026, 9, 14)),
        ("今天", date(2026, 9, 15)),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(qtbot: QtBot, desk: Desk, written: str, day: date | None) -> None:
    field = DateField(desk)
    qtbot.addWidget(field)
    field.setText(written)
    assert field.date() == day


def test_today_is_the_evening_before_as_long_as_it_lasts(qtbot: QtBot, desk: Desk) -> None:
    desk.clock = lambda: datetime(2026, 9, 16, 1, 30)
    field = DateField(desk)
    qtbot.addWidget(field)
    field.setText("今天")
    assert field.date() == date(2026, 9, 15)


def test_what_is_no_day_amount_or_number_is_refused_at_its_field(qtbot: QtBot, desk: Desk) -> None:
    day, money, number = DateField(desk), MoneyField(), NumberField()
    for field, read in ((day, day.date), (money, money.fen), (number, number.whole)):
        qtbot.addWidget(field)
        field.setObjectName("here")
        field.setText("soon")
        with pytest.raises(UserError) as refused:
            read()
        assert refused.value.field == "here"


@pytest.mark.parametrize("written", ["inf", "-Infinity", "nan", "1e999", "9" * 400])
def test_a_number_that_nothing_can_be_counted_with_is_refused(qtbot: QtBot, written: str) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.setText(written)
    with pytest.raises(UserError):
        field.whole()


def test_money_is_shown_and_read_in_yuan(qtbot: QtBot) -> None:
    field = MoneyField(1250)
    qtbot.addWidget(field)
    assert field.text() == "12.50"
    field.setText("¥1,314")
    assert field.fen() == 131400


def test_tags_are_typed_one_after_the_other(qtbot: QtBot) -> None:
    field = TagField(["VIP"])
    qtbot.addWidget(field)
    field.show()
    line = field.focusProxy()
    assert line is not None
    qtbot.keyClicks(line, "mild")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.keyClicks(line, "kids,")
    assert field.tags() == ["VIP", "mild", "kids"]
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert field.tags() == ["VIP", "mild"]
    qtbot.keyClicks(line, "half")
    assert field.tags() == ["VIP", "mild", "half"]


def test_choices_tell_values_and_only_when_they_change(qtbot: QtBot) -> None:
    few, many, chips = Segmented([(1, "One"), (2, "Two")]), ChoiceField([(1, "One"), (2, "Two")]), ChipRow()
    for widget in (few, many, chips):
        qtbot.addWidget(widget)
    told: list[object] = []
    few.changed.connect(told.append)
    few.set_value(2)
    assert told == []
    many.set_value(2)
    assert (few.value(), many.value()) == (2, 2)
    chips.set_chips([("a", "All", 12), ("b", "Few", 3)])
    chips.changed.connect(told.append)
    chips.chip("b").click()
    chips.chip("b").click()
    assert told == ["b"]
    chips.set_chips([("a", "All", 12)])
    assert chips.chosen == "a"


def test_a_long_choice_stays_inside_its_dialog(window: Window) -> None:
    dialog = NameDialog(window.desk, window)
    offer = dialog.form.add("Offer", ChoiceField([(1, "会员日超值大礼包，好吃不贵" * 9)]), name="offer")
    dialog.open()
    assert offer.mapTo(dialog, offer.rect().topRight()).x() < dialog.width()
    assert dialog.name.mapTo(dialog, dialog.name.rect().topRight()).x() < dialog.width()
    dialog.reject()


def test_chips_without_room_hide_but_never_the_chosen_one(qtbot: QtBot) -> None:
    theme().use("light", 100)
    chips = ChipRow([(str(n), f"Filter number {n}", n) for n in range(9)])
    qtbot.addWidget(chips)
    chips.choose("8")
    chips.resize(420, 28)
    chips.show()
    assert chips.chip("8").isVisible()
    assert not chips.chip("7").isVisible()


def test_a_form_with_very_many_fields_scrolls_and_keeps_its_buttons_in_sight(window: Window) -> None:
    window.resize(1024, 700)
    dialog = NameDialog(window.desk, window)
    fields = [dialog.form.add(f"Field {n}", LineField(), name=f"field{n}") for n in range(20)]
    dialog.open()
    assert dialog.height() <= 700
    assert dialog.save_button.geometry().bottom() < dialog.height()
    dialog._show(UserError("Too long.", field="field19"))
    assert dialog.rect().contains(fields[19].mapTo(dialog, fields[19].rect().bottomRight()))
    assert fields[19].visibleRegion().boundingRect() == fields[19].rect()
    dialog.reject()


def test_with_large_letters_a_dialog_is_no_wider_than_its_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 400)
    window.show()
    assert AskDialog(window, "A question", "wide").width() <= 500
    assert AskDialog(window, "A question").width() == theme().dialog_width("ask")  # that one has room
