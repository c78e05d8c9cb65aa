"""Lines over time, each named where it ends: read by mouse, by keys and aloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.ui.charts import OPENING
from storeassist.ui.paint import CENTER, LEFT, RIGHT, draw_text, rounded, width_of
from storeassist.ui.theme import theme

_STEPS = (1, 2, 5)
_MOST_LINES = 4
_DOT = 3
_ACROSS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


@dataclass(frozen=True, slots=True)
class Point:
    """One moment of a line: what stands under it, its value (None: none, the line has a gap), all of it in words."""

    x_label: str
    value: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what it is called; the points of all lines stand at the same moments."""

    label: str
    points: Sequence[Point]


class TrendChart(QWidget):
    """Up to five lines from zero on. The point under the mouse, or chosen with the arrow keys, is put into words.

    ``clicked`` names the line and the moment of a point that was pressed, or entered by key: up and down choose the line.
    """

    clicked = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trends: list[Line] = []
        self.current, self.line = -1, -1
        self._percent = True
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_lines(self, lines: Sequence[Line], percent: bool = True) -> None:
        """Show these; values from 0 to 1 are written as percentages if ``percent``."""
        self.trends, self._percent, self.current, self.line = list(lines), percent, -1, -1
        spoken = [point.words for line in self.trends for point in line.points if point.value is not None]
        self.setAccessibleDescription("\n".join(spoken))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, theme().scaled(160))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, theme().scaled(100))

    def scale_lines(self) -> list[float]:
        """The values at which hairlines stand: round ones, at most four, the top one no lower than the highest point."""
        top = max((value for line in self.trends for _at, value in _known(line)), default=0.0)
        if top <= 0:
            return []
        size = 1e-9  # walks up in round steps until four of them reach the top
        while True:
            for step in (size * one for one in _STEPS):
                if step * _MOST_LINES >= top * (1 - 1e-9):
                    count = next(n for n in range(1, _MOST_LINES + 1) if step * n >= top * (1 - 1e-9))
                    return [step * n for n in range(1, count + 1)]
            size *= 10

    def said(self) -> str:
        """The point chosen in words; without one, the points of all lines at the current moment."""
        chosen = [self.trends[self.line]] if self.line in self._lines_at(self.current) else self.trends
        return "  ".join(line.points[self.current].words for line in chosen if 0 <= self.current < len(line.points))

    def moment_at(self, at: QPoint) -> int:
        """The moment nearest to a point, -1 beside the lines."""
        field, count = self._field(), self._count()
        if not count or not field.left() - _DOT <= at.x() <= field.right() + _DOT:
            return -1
        return min(range(count), key=lambda moment: abs(self._x(field, moment) - at.x()))

    def line_at(self, at: QPoint) -> int:
        """The line whose point at the nearest moment is nearest, -1 where none has one."""
        field, lines = self._field(), self._lines_at(self.moment_at(at))
        top = (self.scale_lines() or [1.0])[-1]
        return min(lines, key=lambda line: abs(self._y(field, lines[line], top) - at.y()), default=-1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        self._go(self.moment_at(at), self.line_at(at))
        self.setCursor(Qt.CursorShape.ArrowCursor if self.line < 0 else Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self.line_at(at) >= 0:
            self.clicked.emit(self.line_at(at), self.moment_at(at))

    def leaveEvent(self, event: QEvent) -> None:
        self._go(-1)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._go(-1)
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._go(self._count() - 1)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = self._count() - 1
        to = {
            Qt.Key.Key_Left: max(0, self.current - 1),
            Qt.Key.Key_Right: min(last, self.current + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if event.key() in to and last >= 0:
            self._go(to[Qt.Key(event.key())])
        elif event.key() in _ACROSS and self._lines_at(self.current):
            self._go(self.current, self._next_line(_ACROSS[Qt.Key(event.key())]))
        elif event.key() in OPENING and self.line in self._lines_at(self.current):
            self.clicked.emit(self.line, self.current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, field = QPainter(self), theme(), self._field()
        caption, high = look.font("caption"), look.line_height("caption")
        if 0 <= self.current < self._count():
            draw_text(painter, QRect(0, 0, self.width(), high), self.said(), caption, look.color("text"), LEFT)
        values = self.scale_lines()
        for value in values:
            y = round(self._y(field, value, values[-1]))
            painter.fillRect(field.left(), y, field.width(), 1, look.color("line"))
            side = QRect(0, y - high // 2, field.left() - look.px("s"), high)
            draw_text(painter, side, self._shown(value), caption, look.color("text-muted"), RIGHT)
        painter.fillRect(field.left(), field.bottom(), field.width(), 1, look.color("edge"))
        self._draw_moments(painter, field)
        for at, line in enumerate(self.trends):
            self._draw_line(painter, field, at, line, values[-1] if values else 1.0)
        self._draw_names(painter, field, values[-1] if values else 1.0)
        if self.hasFocus():
            rounded(painter, self.rect(), look.radius("chip-small"), None, look.color("accent"))

    def _draw_moments(self, painter: QPainter, field: QRect) -> None:
        """What stands under the points, as many as have room; and where the current one is."""
        look = theme()
        caption, high = look.font("caption"), look.line_height("caption")
        free = 0
        labels = [point.x_label for point in max((line.points for line in self.trends), key=len, default=[])]
        for at, label in enumerate(labels):
            x, wide = self._x(field, at), width_of(caption, label)
            start = min(max(0, round(x - wide / 2)), self.width() - wide)
            if start >= free:
                under = QRect(start, field.bottom() + 2, wide, high)
                draw_text(painter, under, label, caption, look.color("text-muted"), LEFT)
                free = start + wide + look.px("s")
            if at == self.current:
                painter.fillRect(round(x), field.top(), 1, field.height(), look.color("outline"))

    def _draw_line(self, painter: QPainter, field: QRect, at: int, line: Line, top: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = theme().series(at)
        known = dict(_known(line))
        spots = {k: QPointF(self._x(field, k), self._y(field, value, top)) for k, value in known.items()}
        painter.setPen(QPen(color, 2))
        for k, spot in spots.items():
            if k + 1 in spots:
                painter.drawLine(spot, spots[k + 1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        for k, spot in spots.items():
            if k in (self.current, max(spots)) or (k - 1 not in spots and k + 1 not in spots):
                size = _DOT + 2 * (k == self.current and at == self.line)
                painter.drawEllipse(spot, size, size)
        if self.current in spots and len(self.trends) == 1:
            self._draw_value(painter, field, spots[self.current], self._shown(known[self.current]))

    def _draw_value(self, painter: QPainter, field: QRect, spot: QPointF, text: str) -> None:
        look = theme()
        caption, high = look.font("caption", bold=True), look.line_height("caption")
        wide = width_of(caption, text)
        left = min(max(field.left(), round(spot.x() - wide / 2)), field.right() - wide)
        above = QRect(left, max(0, round(spot.y()) - high - _DOT), wide + 1, high)
        painter.fillRect(above, look.color("surface"))
        draw_text(painter, above, text, caption, look.color("text"), CENTER)

    def _draw_names(self, painter: QPainter, field: QRect, top: float) -> None:
        """The name and last value of each line beside its end, moved apart where two lines end close together."""
        look = theme()
        caption, high = look.font("caption"), look.line_height("caption")
        ends = [(self._y(field, _known(line)[-1][1], top), at) for at, line in enumerate(self.trends) if _known(line)]
        free = 0.0
        for place, (y, at) in enumerate(sorted(ends)):
            left_over = (len(ends) - place) * high
            line_top = max(free, min(y - high / 2, field.bottom() + high - left_over))
            box = QRect(field.right() + look.px("s"), round(line_top), self.width() - field.right() - look.px("s"), high)
            label, figure = self._name(self.trends[at])
            name = QRect(box)
            name.setWidth(min(width_of(caption, label), box.width() - width_of(caption, figure)))
            draw_text(painter, name, label, caption, look.series(at), LEFT)
            draw_text(painter, box.adjusted(name.width(), 0, 0, 0), figure, caption, look.series(at), LEFT)
            free = line_top + high

    def _name(self, line: Line) -> tuple[str, str]:
        """What stands at the end of a line: its name, which may be cut off, and its last value, which is not."""
        known = _known(line)
        return (line.label, f" {self._shown(known[-1][1])}") if known else ("", "")

    def _shown(self, value: float) -> str:
        if not self._percent:
            return f"{value:,.10g}"
        percent = value * 100
        return f"{percent:.0f}%" if abs(percent - round(percent)) < 0.05 else f"{percent:.1f}%"

    def _field(self) -> QRect:
        """Where lines run: room above for words, below for moments, at the sides for values and names."""
        look = theme()
        caption, high = look.font("caption"), look.line_height("caption")
        values = self.scale_lines()
        left = max((width_of(caption, self._shown(value)) for value in values), default=0) + look.px("s")
        names = max((width_of(caption, "".join(self._name(line))) for line in self.trends), default=0)
        right = min(names + look.px("s"), self.width() * 2 // 5)
        return QRect(left, high + high // 2, self.width() - left - right, self.height() - 2 * high - high // 2 - 2)

    def _count(self) -> int:
        return max((len(line.points) for line in self.trends), default=0)

    def _x(self, field: QRect, moment: int) -> float:
        return QRectF(field).center().x() if self._count() < 2 else field.left() + field.width() * moment / (self._count() - 1)

    def _y(self, field: QRect, value: float, top: float) -> float:
        return field.bottom() - (field.height() - 1) * max(0.0, value) / top

    def _lines_at(self, moment: int) -> dict[int, float]:
        """The lines that have a point at a moment, with its value."""
        points = [(at, dict(_known(line)).get(moment)) for at, line in enumerate(self.trends)]
        return {at: value for at, value in points if value is not None}

    def _next_line(self, step: int) -> int:
        """The line above or below at the current moment; the highest one first."""
        lines = self._lines_at(self.current)
        order = sorted(lines, key=lambda line: -lines[line])
        place = order.index(self.line) + step if self.line in lines else 0
        return order[min(max(place, 0), len(order) - 1)]

    def _go(self, at: int, line: int | None = None) -> None:
        """To a moment, and a line; the same one unless told."""
        line = self.line if line is None else line
        if (at, line) != (self.current, self.line):
            self.current, self.line = at, line
            self.update()


def _known(line: Line) -> list[tuple[int, float]]:
    """The points that have a value, with their places."""
    return [(at, point.value) for at, point in enumerate(line.points) if point.value is not None]
