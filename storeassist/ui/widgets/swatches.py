"""A row of colours of which one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from storeassist.kernel.text import _
from storeassist.ui.paint import rounded
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import PaintedButton
from storeassist.ui.widgets.card import empty


class _Swatch(PaintedButton):
    def __init__(self, colour: str, name: str) -> None:
        super().__init__()
        self.colour = colour
        self.setCheckable(True)
        self.keep(name)

    def sizeHint(self) -> QSize:
        side = theme().px("control-small")
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        radius = look.radius("control")
        if self.isChecked():
            rounded(painter, self.rect(), radius, None, look.color("accent"))
        rounded(painter, self.rect().adjusted(3, 3, -3, -3), radius - 2, QColor(self.colour), look.color("outline"))


class Swatches(QWidget):
    """The colours are "#RRGGBB"; ``value`` is the chosen one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._parts: list[_Swatch] = []
        self._value = ""

    def show_colours(self, colours: Sequence[str], value: str) -> None:
        """Offer these, with one of them chosen, without telling anyone."""
        empty(self._row)
        self._parts = []
        offered = [*colours, *([value] if value and value not in colours else [])]
        for number, colour in enumerate(offered, 1):
            part = _Swatch(colour, _("Colour {n}", n=number))
            part.clicked.connect(lambda _on=False, part=part: self._choose(part))
            self._parts.append(part)
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._show(value or offered[0])

    def value(self) -> str:
        """What is chosen."""
        return self._value

    def _choose(self, part: _Swatch) -> None:
        self._show(part.colour)
        self.changed.emit()

    def _show(self, value: str) -> None:
        self._value = value
        for part in self._parts:
            part.setChecked(part.colour == value)
