"""A choice whose words are longer than its field."""

from __future__ import annotations

from PySide6.QtWidgets import QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from storeassist.ui.fields import ChoiceField


def shown(field: ChoiceField) -> str:
    """The words as they are painted."""
    option = QStyleOptionComboBox()
    field.initStyleOption(option)
    return str(option.currentText)


def test_words_that_fit_are_whole_and_longer_ones_end_in_dots(qtbot: QtBot) -> None:
    field = ChoiceField([("a", "招牌牛肉面，大份，加半斤卤牛肉和一个卤蛋"), ("b", "卤蛋")])
    qtbot.addWidget(field)
    field.resize(120, field.sizeHint().height())
    assert shown(field).endswith("…")
    field.set_value("b")
    assert shown(field) == "卤蛋"
