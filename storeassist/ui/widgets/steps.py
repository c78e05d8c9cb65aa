"""The steps of a task: done, now, to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import CENTER, LEFT, draw_text, rounded, width_of
from storeassist.ui.theme import theme


class Steps(QWidget):
    """1 - 2 - 3 with their names; ``set_current`` says which is now."""

    def __init__(self, steps: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps, self._current = list(steps), 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_current(0)

    def set_current(self, current: int) -> None:
        """Those before ``current`` are done."""
        self._current = current
        now = self._steps[min(current, len(self._steps) - 1)]
        self.setAccessibleName(_("Step {n} of {total}: {name}", n=current + 1, total=len(self._steps), name=now))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        words = sum(width_of(look.font("label", bold=True), step) for step in self._steps)
        return QSize(words + len(self._steps) * (look.scaled(22) + 8) + (len(self._steps) - 1) * 54, look.px("chip"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, x = theme(), QPainter(self), 0
        side, middle = look.scaled(22), self.height() // 2
        for at, step in enumerate(self._steps):
            disc = QRect(x, middle - side // 2, side, side)
            if at == self._current:
                rounded(painter, disc, side / 2, look.color("accent"))
                draw_text(
                    painter, disc, str(at + 1), look.font("caption", bold=True), look.color("on-accent"), CENTER
                )
            elif at < self._current:
                rounded(painter, disc, side / 2, look.color("accent-soft"), look.color("accent"))
                size = look.scaled(12)
                inset = (side - size) / 2
                draw_icon(painter, "check", "accent", disc.x() + inset, disc.y() + inset, size)
            else:
                rounded(painter, disc, side / 2, None, look.color("outline"))
                draw_text(painter, disc, str(at + 1), look.font("caption"), look.color("text-muted"), CENTER)
            font = look.font("label", bold=at == self._current)
            x += side + 8
            width = width_of(font, step)
            color = look.color("text" if at == self._current else "text-muted")
            draw_text(painter, QRect(x, 0, width + 2, self.height()), step, font, color, LEFT)
            x += width + 12
            if at + 1 < len(self._steps):
                painter.fillRect(QRect(x, middle, 30, 1), look.color("outline"))
                x += 42
