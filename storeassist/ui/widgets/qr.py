"""A QR code on the screen: dark on white in every theme, with the quiet zone that scanners need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.ui.paint import rounded
from storeassist.ui.theme import theme

_SIDE = 132
_QUIET = 4
_PAPER, _INK = QColor("white"), QColor("black")  # a code in a theme's colours is one that some scanners cannot read


class QrCode(QWidget):
    """Shows ``modules`` by rows, True is dark; each is a whole number of the screen's dots wide, so that edges are crisp.

    It is a picture: larger letters make it no larger.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.modules: Sequence[Sequence[bool]] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_modules(self, modules: Sequence[Sequence[bool]]) -> None:
        """Show this code."""
        self.modules = modules
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def minimumSizeHint(self) -> QSize:
        """Never lower: half a code is none."""
        return QSize(0, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme()
        rounded(painter, self.rect(), look.radius("well"), _PAPER, look.color("line"))
        if not self.modules:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        dot = 1 / self.devicePixelRatioF()
        module = max(1, int(self.width() / dot / (len(self.modules) + 2 * _QUIET))) * dot
        start = round((self.width() - module * len(self.modules)) / 2 / dot) * dot
        for y, row in enumerate(self.modules):
            for x, is_dark in enumerate(row):
                if is_dark:
                    painter.fillRect(QRectF(start + x * module, start + y * module, module, module), _INK)
