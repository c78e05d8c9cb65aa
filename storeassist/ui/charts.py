"""Charts that paint themselves: bars with their values written on them, read by mouse, by keys and aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMetaMethod, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.ui.paint import CENTER, LEFT, RIGHT, draw_text, rounded, width_of
from storeassist.ui.theme import theme

OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
"""Keys that open what is chosen in a chart."""

_STEPS = (1, 2, 5)
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what stands under it, how high it is, and the whole of it in words."""

    label: str
    value: int
    words: str


class BarChart(QWidget):
    """Bars from zero on. The one under the mouse, or chosen with the arrow keys, is put into words above them.

    ``clicked`` names a bar that was pressed, or entered by key; bars of nothing do not answer. A chart whose bars lead
    nowhere does not connect it.
    """

    clicked = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: list[Bar] = []
        self.current = -1
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_bars(self, bars: Sequence[Bar]) -> None:
        """Show these, from left to right."""
        self.bars, self.current = list(bars), -1
        self.setAccessibleDescription("\n".join(bar.words for bar in self.bars if bar.value))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, theme().scaled(140))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme().scaled(100))

    def lines(self) -> list[int]:
        """The values at which hairlines stand: round ones, at most four, the top one no lower than the highest bar."""
        top = max((bar.value for bar in self.bars), default=0)
        size = 1
        while top:
            for step in (size * one for one in _STEPS):
                if step * _MOST_LINES >= top:
                    return list(range(step, -(-top // step) * step + 1, step))
            size *= 10
        return []

    def bar_at(self, at: QPoint) -> int:
        """The bar under a point, -1 beside them."""
        field = self._field()
        if not self.bars or not field.left() <= at.x() <= field.right():
            return -1
        return min(len(self.bars) - 1, (at.x() - field.left()) * len(self.bars) // max(1, field.width()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(self.bar_at(event.position().toPoint()))
        leads = self._leads(self.current)
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self.bar_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._leads(at):
            self.clicked.emit(at)

    def leaveEvent(self, event: QEvent) -> None:
        self._go(-1)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._go(-1)
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._go(len(self.bars) - 1)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.bars) - 1
        to = {
            Qt.Key.Key_Left: max(0, self.current - 1),
            Qt.Key.Key_Right: min(last, self.current + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in to and self.bars:
            self._go(to[Qt.Key(event.key())])
        elif event.key() in OPENING and self._leads(self.current):
            self.clicked.emit(self.current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, field = QPainter(self), theme(), self._field()
        head = QRect(0, 0, self.width(), look.line_height("caption"))
        if 0 <= self.current < len(self.bars):
            draw_text(painter, head, self.bars[self.current].words, look.font("caption"), look.color("text"), LEFT)
        values = self.lines()
        for value in values:
            y = self._y(field, value, values[-1])
            painter.fillRect(field.left(), y, field.width(), 1, look.color("line"))
            side = QRect(0, y - head.height() // 2, field.left() - look.px("xs"), head.height())
            draw_text(painter, side, f"{value:,}", look.font("caption"), look.color("text-muted"), RIGHT)
        painter.fillRect(field.left(), field.bottom(), field.width(), 1, look.color("edge"))
        if values:
            self._draw_bars(painter, field, values[-1])
        if self.hasFocus():
            rounded(painter, self.rect(), look.radius("chip-small"), None, look.color("accent"))

    def _draw_bars(self, painter: QPainter, field: QRect, top: int) -> None:
        look = theme()
        caption, words = look.font("caption"), look.color("text-muted")
        each = field.width() / len(self.bars)
        free = field.left()
        drawn: list[QRect] = []
        for at, bar in enumerate(self.bars):
            left, right = field.left() + round(at * each), field.left() + round((at + 1) * each)
            gap = max(1, (right - left) // 5) if right - left > 2 else 0
            y = self._y(field, bar.value, top)
            role = "accent" if at == self.current or self.current < 0 else "accent-line"
            drawn.append(QRect(left + gap, y, max(1, right - left - 2 * gap), field.bottom() - y))
            painter.fillRect(drawn[-1], look.color(role))
            wide = width_of(caption, bar.label)
            start = min(max(field.left(), (left + right - wide) // 2), self.width() - wide)
            if start >= free:
                below = QRect(start, field.bottom() + 2, wide, look.line_height("caption"))
                draw_text(painter, below, bar.label, caption, words, LEFT)
                free = start + wide + look.px("m")
        self._draw_values(painter, field, drawn)

    def _draw_values(self, painter: QPainter, field: QRect, drawn: list[QRect]) -> None:
        """The value over each bar, the highest first; one that would run into a bar or another value is left out."""
        look = theme()
        caption, high = look.font("caption"), look.line_height("caption")
        taken = list(drawn)
        for bar, of in sorted(zip(self.bars, drawn, strict=True), key=lambda one: -one[0].value):
            text = f"{bar.value:,}"
            wide = width_of(caption, text)
            left = min(max(field.left(), of.center().x() - wide // 2), field.right() - wide)
            above = QRect(left, of.top() - high, wide, high)
            if bar.value and not any(above.intersects(one) for one in taken):
                draw_text(painter, above, text, caption, look.color("text"), CENTER)
                taken.append(above)

    def _field(self) -> QRect:
        """Where bars stand: room above for words and a value, below for labels, at the left for the values of lines."""
        look = theme()
        line = look.line_height("caption")
        values = self.lines()
        side = width_of(look.font("caption"), f"{values[-1]:,}") + look.px("s") if values else 0
        return QRect(side, 2 * line, self.width() - side, self.height() - 3 * line - 2)

    def _y(self, field: QRect, value: int, top: int) -> int:
        return field.bottom() - round((field.height() - 1) * value / top)

    def _leads(self, at: int) -> bool:
        is_asked = self.isSignalConnected(QMetaMethod.fromSignal(self.clicked))
        return is_asked and 0 <= at < len(self.bars) and self.bars[at].value > 0

    def _go(self, at: int) -> None:
        if at != self.current:
            self.current = at
            self.update()
