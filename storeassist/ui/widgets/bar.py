"""How far something is."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.paint import draw_bar
from storeassist.ui.theme import theme


class ProgressBar(QWidget):
    """A bar 6 px high; ``tone`` is a colour role."""

    def __init__(self, fraction: float = 0.0, tone: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction, self._tone = fraction, tone
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_fraction(fraction)

    def set_fraction(self, fraction: float) -> None:
        """0 is nothing, 1 is all."""
        self._fraction = fraction
        self.setAccessibleName(_("{percent} % done", percent=round(fraction * 100)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_bar(QPainter(self), self.rect(), self._fraction, theme().color(self._tone))
