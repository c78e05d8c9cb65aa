"""A choice of few, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from storeassist.ui.paint import CENTER, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import PaintedButton


class _Part(PaintedButton):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setText(text)
        self.keep(text)

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(width_of(look.font("label", bold=True), self.text()) + 24, look.px("control"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, on = theme(), QPainter(self), self.isChecked()
        if on:
            rounded(painter, self.rect(), look.radius("control"), look.color("accent-soft"), look.color("accent"))
        elif self.underMouse():
            rounded(painter, self.rect().adjusted(1, 1, -1, -1), look.radius("control"), look.color("hover"))
        color = "text-disabled" if not self.isEnabled() else "accent" if on else "text"
        draw_text(painter, self.rect(), self.text(), look.font("label", bold=on), look.color(color), CENTER)


class Segmented(QWidget):
    """Exactly one of (value, text) is chosen: ``value`` at first, else the first of them."""

    changed = Signal(object)

    def __init__(
        self, choices: Sequence[tuple[Any, str]], value: Any = ..., parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._parts: list[tuple[Any, _Part]] = []
        for own, text in choices:
            part = _Part(text)
            part.clicked.connect(lambda _on=False, own=own: self._on_click(own))
            self._parts.append((own, part))
            row.addWidget(part)
        self.set_value(choices[0][0] if value is ... else value)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for _own, part in self._parts:
            part.setAccessibleName(f"{name}: {part.text()}")

    def value(self) -> Any:
        """What is chosen."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Choose without telling anyone."""
        self._value = value
        for own, part in self._parts:
            part.setChecked(own == value)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        rounded(painter, self.rect(), look.radius("control"), look.color("surface"), look.color("outline"))
        for (_left, part), (_right, after) in zip(self._parts, self._parts[1:], strict=False):
            if not part.isChecked() and not after.isChecked():
                painter.fillRect(QRect(after.x(), 6, 1, self.height() - 12), look.color("line"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        at = next((i for i, (value, _part) in enumerate(self._parts) if value == self._value), 0)
        value, part = self._parts[(at + step) % len(self._parts)]
        part.setFocus(Qt.FocusReason.TabFocusReason)
        self._on_click(value)

    def _on_click(self, value: object) -> None:
        news = value != self._value
        self.set_value(value)
        if news:
            self.changed.emit(value)
