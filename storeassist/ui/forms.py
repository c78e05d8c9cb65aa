"""Forms: labelled fields in a column, each with room for its fault."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from storeassist.ui.fields import (
    ChoiceField,
    DateField,
    LineField,
    MoneyField,
    NumberField,
    TextField,
    mark,
)
from storeassist.ui.tag_field import TagField
from storeassist.ui.widgets.segmented import Segmented
from storeassist.ui.widgets.words import Words

Field = TypeVar("Field", bound=QWidget)

__all__ = [
    "ChoiceField",
    "DateField",
    "Form",
    "LineField",
    "MoneyField",
    "NumberField",
    "Segmented",
    "TagField",
    "TextField",
    "mark",
]


class FieldBox(QWidget):
    """A field under its label, and under it what is wrong with it or what it is for."""

    def __init__(self, label: str, field: QWidget, help: str = "") -> None:
        super().__init__()
        self.field, self._help, self._tone = field, help, "muted"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        words = Words(label, "label", tone="muted")
        words.setBuddy(field)
        column.addWidget(words)
        column.addWidget(field)
        self._below = Words(help, "caption", tone="muted", wrap=True)
        column.addWidget(self._below)
        self._below.setVisible(bool(help))
        if not field.accessibleName():
            field.setAccessibleName(label)

    def show_help(self, text: str, tone: str = "muted") -> None:
        """Say what the field is for, or how it was understood."""
        self._help, self._tone = text, tone
        self.show_fault("")

    def show_fault(self, text: str) -> None:
        """Say what is wrong; "" says nothing is."""
        self._below.set_tone("bad" if text else self._tone)
        self._below.setText(text or self._help)
        self._below.setVisible(bool(text or self._help))
        mark(self.field, is_wrong=bool(text))


class Form(QWidget):
    """Fields one under the other, in a dialog or on a page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self._boxes: dict[str, FieldBox] = {}

    def add(self, label: str, field: Field, *, name: str = "", help: str = "") -> Field:
        """A field with its label above it; ``name`` is what a UserError calls it."""
        self.column.addWidget(self._box(label, field, name, help))
        return field

    def row(self, *fields: tuple[str, QWidget, str], of: int = 0) -> None:
        """Fields side by side: (label, field, name); the last takes what is left ``of`` so many columns."""
        columns = max(of, len(fields))
        line = QGridLayout()
        line.setHorizontalSpacing(12)
        for at, (label, field, name) in enumerate(fields):
            span = columns - at if at == len(fields) - 1 else 1
            line.addWidget(self._box(label, field, name, ""), 0, at, 1, span, Qt.AlignmentFlag.AlignTop)
        for at in range(columns):
            line.setColumnStretch(at, 1)
        self.column.addLayout(line)

    def fault(self, name: str, text: str) -> bool:
        """Say on the named field what is wrong with it, and go there; False when there is no such field."""
        if (box := self._boxes.get(name)) is None:
            return False
        box.show_fault(text)
        box.field.setFocus()
        return True

    def help(self, name: str, text: str, tone: str = "muted") -> None:
        """Say under the named field what it is for, or how it was understood."""
        self._boxes[name].show_help(text, tone)

    def show_field(self, name: str, is_shown: bool) -> None:
        """Have the named field, with its label, in sight or not."""
        self._boxes[name].setVisible(is_shown)

    def clear_faults(self) -> None:
        """Nothing is wrong any more."""
        for box in self._boxes.values():
            box.show_fault("")

    def _box(self, label: str, field: QWidget, name: str, help: str) -> FieldBox:
        box = FieldBox(label, field, help)
        if name:
            field.setObjectName(name)
            self._boxes[name] = box
        return box
