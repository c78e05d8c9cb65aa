"""Fields of a form: a line, a number, money, a day, a choice, several lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QStyle, QStyleOptionComboBox, QWidget

from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui import pasted
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import RIGHT, draw_text, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.drop import dropped_file

if TYPE_CHECKING:
    from storeassist.ui.desk import Desk

_SHOWN = 40
_WIDEST_CHOICE, _LEAST_CHOICE = 200, 120
_HUGE = 1e15
"""From here on a float no longer holds every whole number."""


def mark(field: QWidget, *, is_wrong: bool) -> None:
    """Give a field the edge of one that holds something wrong, or take it away."""
    field.setProperty("state", "bad" if is_wrong else "")
    field.style().unpolish(field)
    field.style().polish(field)


class LineField(QLineEdit):
    """One line of text; a unit stands inside at the right, muted."""

    changed = Signal()

    def __init__(self, text: str = "", *, unit: str = "", placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._unit = unit
        self.setPlaceholderText(placeholder)
        if unit:
            self.setTextMargins(0, 0, width_of(theme().font("body"), unit) + 8, 0)
        self.textChanged.connect(lambda: self.changed.emit())

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        self.setText(text)

    def event(self, event: QEvent) -> bool:
        """With nothing of its own to undo, a field leaves Ctrl+Z to the window: it takes the last act back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            if is_undo or pasted.is_for_page(event):
                event.ignore()
                return False
        if isinstance(event, QDragEnterEvent) and dropped_file(event.mimeData()) is not None:
            event.ignore()  # a file is for the page or the window, not its path for the field
            return False
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unit:
            look = theme()
            rect = self.rect().adjusted(0, 0, -11, 0)
            draw_text(QPainter(self), rect, self._unit, look.font("body"), look.color("text-muted"), RIGHT)


class NumberField(LineField):
    """A number, or nothing."""

    def number(self) -> float | None:
        """What is written; raises UserError when it is no number."""
        written = self.text().strip().replace(",", "").replace("，", "")
        if not written:
            return None
        try:
            number = float(written)
        except ValueError:
            number = math.inf
        if not abs(number) < _HUGE:  # float() reads “inf” and “nan” too
            shown = self.text().strip()[:_SHOWN]
            raise UserError("“{text}” is not a number.", text=shown, field=self.objectName())
        return number

    def whole(self) -> int | None:
        """What is written, as a whole number."""
        number = self.number()
        if number is not None and number != int(number):
            raise UserError("“{text}” is not a whole number.", text=self.text().strip(), field=self.objectName())
        return None if number is None else int(number)


class MoneyField(LineField):
    """An amount in yuan, or nothing."""

    def __init__(self, fen: int | None = None, *, parent: QWidget | None = None) -> None:
        from storeassist.kernel.money import YUAN, currency

        super().__init__(unit=_("yuan") if currency() == YUAN else currency(), parent=parent)
        self.set_fen(fen)

    def set_fen(self, fen: int | None) -> None:
        """Show an amount of fen."""
        from storeassist.kernel.money import plain_yuan

        self.setText("" if fen is None else plain_yuan(fen).removesuffix(".00"))

    def fen(self) -> int | None:
        """The amount in fen; raises UserError when it is none."""
        from storeassist.kernel.money import parse_yuan

        if not self.text().strip():
            return None
        try:
            return parse_yuan(self.text())
        except UserError as error:
            error.field = self.objectName()
            raise


class DateField(LineField):
    """A day as people write it: 2026-9-15, 9月15日, 9/15, yesterday; shown plainly once left."""

    def __init__(self, desk: Desk, day: date | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(placeholder=_("such as {day}", day=desk.today().isoformat()), parent=parent)
        self._today = desk.today
        self.set_date(day)

    def set_date(self, day: date | None) -> None:
        """Show a day."""
        self.setText(day.isoformat() if day else "")

    def date(self) -> date | None:
        """The day written; raises UserError when it is none."""
        from storeassist.kernel.calendars import read_day

        written, today = self.text().strip(), self._today()
        if not written:
            return None
        near = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1, "前天": 2}
        if written.lower() in near:
            return today - timedelta(days=near[written.lower()])
        try:
            return read_day(written)
        except UserError as error:
            if (guess := _this_year(written, today)) is not None:
                return guess
            error.field = self.objectName()
            raise

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show how the day was understood; what cannot be read stays as it was written until it is saved."""
        try:
            self.set_date(self.date())
        except UserError:
            self.setToolTip("")
        super().focusOutEvent(event)


def _this_year(written: str, today: date) -> date | None:
    """The day of a month and day without a year, such as 9/15."""
    parts = "".join(c if c.isdigit() else " " for c in written).split()
    if len(parts) != 2:
        return None
    try:
        return date(today.year, int(parts[0]), int(parts[1]))
    except ValueError:
        return None


class ChoiceField(QComboBox):
    """One of (value, text). The wheel scrolls the form, not the choice."""

    changed = Signal()

    def __init__(
        self,
        choices: Sequence[tuple[Any, str]] = (),
        value: Any = None,
        parent: QWidget | None = None,
        *,
        widest: int = _WIDEST_CHOICE,
    ) -> None:
        super().__init__(parent)
        self._widest = widest
        self._values: list[Any] = []
        self.set_choices(choices)
        self.set_value(value)
        self.currentIndexChanged.connect(lambda: self.changed.emit())

    def set_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer others, keeping what is chosen if it is among them."""
        chosen = self.value()
        self.blockSignals(True)
        self.clear()
        self._values = [value for value, _text in choices]
        self.addItems([text for _value, text in choices])
        self.blockSignals(False)
        self.set_value(chosen)

    def value(self) -> Any:
        """What is chosen."""
        at = self.currentIndex()
        return self._values[at] if 0 <= at < len(self._values) else None

    def set_value(self, value: Any) -> None:
        """Choose; a value that is not offered leaves the first."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def sizeHint(self) -> QSize:
        """As wide as its words, but for a long one, such as an offer's name, that would push the others away."""
        return self._at_most(super().sizeHint(), self._widest)

    def minimumSizeHint(self) -> QSize:
        return self._at_most(super().minimumSizeHint(), _LEAST_CHOICE)

    def _at_most(self, size: QSize, width: int) -> QSize:
        return QSize(min(size.width(), theme().scaled(width)), size.height())

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """Words too long for the field end in dots: Qt would cut through a letter."""
        super().initStyleOption(option)
        control, edit = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, edit, self).width()
        if self.fontMetrics().horizontalAdvance(option.currentText) > room:
            option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = theme().scaled(14)
        color = "text-muted" if self.isEnabled() else "text-disabled"
        draw_icon(QPainter(self), "down", color, self.width() - size - 8, (self.height() - size) / 2, size)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class TextField(QPlainTextEdit):
    """Several lines of text."""

    changed = Signal()

    def __init__(self, text: str = "", *, lines: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme().line_height("body") * lines + 18)
        self.textChanged.connect(lambda: self.changed.emit())

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        self.setPlainText(text)

    def event(self, event: QEvent) -> bool:
        """A picture that is pasted is the page's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and pasted.is_for_page(event):
            event.ignore()
            return False
        return super().event(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return dropped_file(source) is None and super().canInsertFromMimeData(source)
