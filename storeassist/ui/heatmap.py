"""A table of shares whose cells are the darker the higher: read by mouse, by keys and aloud, each cell can be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from PySide6.QtCore import QEvent, QLineF, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.charts import OPENING
from storeassist.ui.paint import CENTER, LEFT, RIGHT, draw_text, rounded, width_of
from storeassist.ui.theme import theme

STEPS = 6
_DARK_STEPS = 2
"""So many steps at the upper end carry light words."""
_LEAST_SPAN = 0.06
"""Shares that differ by less than this do not go through all steps: noise would look like a verdict."""
_GAP = 2
_PITCH, _WIDEST, _SWATCH = 40, 104, 22
_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}

Place = tuple[int, int]
"""Row and column of a cell, from 0."""

SIDE = -1
"""The column of what stands beside the rows."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what is written in it, its share from 0 to 1 (None: still open, shown hatched), all of it in words."""

    text: str
    share: float | None
    words: str


class HeatMap(QWidget):
    """Rows by columns of cells. The one under the mouse, or chosen with the arrow keys, is put into words below them.

    ``clicked`` names the row and column of a cell that was pressed, or entered by key; open cells do not answer. What
    stands beside a row answers as a cell of the column SIDE, where it has words.
    """

    clicked = Signal(int, int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[str] = []
        self.side: list[Cell] = []
        self.columns: list[str] = []
        self.cells: list[list[Cell | None]] = []
        self.current: Place | None = None
        self._heads = ("", "")
        self._ends = ("", "")
        self._note = ""
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_heads(self, rows: str, side: str) -> None:
        """What stands over the labels of the rows and over what is beside them."""
        self._heads = (rows, side)
        self.update()

    def set_foot(self, low: str = "", high: str = "", note: str = "") -> None:
        """The words at both ends of the ramp ("few" and "many" unless given), and what is said of the whole."""
        self._ends, self._note = (low, high), note
        self.update()

    def show_cells(
        self,
        rows: Sequence[str],
        side: Sequence[str],
        columns: Sequence[str],
        cells: Sequence[Sequence[Cell | None]],
        side_words: Sequence[str] = (),
    ) -> None:
        """Show ``cells`` by row and column; None leaves a place empty.

        ``side`` says of how many each row is, ``side_words`` the same in full: with them it can be opened.
        """
        self.rows, self.columns = list(rows), list(columns)
        self.side = [Cell(text, 0.0, words) for text, words in zip_longest(side, side_words[: len(side)], fillvalue="")]
        self.cells = [list(row) for row in cells]
        self.current = None
        self.setAccessibleDescription("\n".join(self._cell(place).words for place in self._places()))
        self.updateGeometry()
        self.update()

    def step(self, share: float) -> int:
        """The shade of a share, from 0: the lightest is the lowest share shown, the darkest the highest."""
        shares = [cell.share for row in self.cells for cell in row if cell and cell.share is not None]
        low, high = min(shares, default=0.0), max(shares, default=0.0)
        span = max(high - low, _LEAST_SPAN)
        return min(STEPS - 1, max(0, int((share - low) / span * STEPS)))

    def cell_at(self, at: QPoint) -> Place | None:
        """The cell under a point; None beside them."""
        for row, column in self._places():
            if self.cell_rect(row, column).contains(at):
                return row, column
        return None

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where a cell is painted, or what stands beside its row."""
        left, top, wide, high = self._field()
        if column == SIDE:
            begins = self._label_width()
            return QRect(begins, top + row * high, left - theme().px("m") - begins, high - _GAP)
        x, y = left + round(column * wide), top + row * high
        return QRect(x, y, left + round((column + 1) * wide) - x - _GAP, high - _GAP)

    def sizeHint(self) -> QSize:
        look, least = theme(), self.minimumSizeHint()
        high = self._head() + len(self.rows) * look.scaled(_PITCH) + self._foot()
        return QSize(max(least.width(), look.scaled(320)), max(least.height(), high))

    def minimumSizeHint(self) -> QSize:
        look = theme()
        texts = [cell.text for row in self.cells for cell in row if cell]
        widest = max((width_of(look.font("caption"), text) for text in texts), default=0) + 2 * _GAP
        high = self._head() + len(self.rows) * (look.line_height("caption") + 2 * _GAP) + self._foot()
        return QSize(self._left() + len(self.columns) * widest, high)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.cell_at(event.position().toPoint())
        self._go(at)
        can_open = at is not None and self._opens(at)
        self.setCursor(Qt.CursorShape.PointingHandCursor if can_open else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self.cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self._open(at)

    def leaveEvent(self, event: QEvent) -> None:
        self._go(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._go(None)
        super().focusOutEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._go(next(iter(self._places()), None))
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places, key = self._places(), event.key()
        if not places:
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._go(self._next(_ARROWS[Qt.Key(key)]))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(places[0 if key == Qt.Key.Key_Home else -1])
        elif key in OPENING and self.current is not None:
            self._open(self.current)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.rows:
            self._draw_heads(painter)
            self._draw_sides(painter)
        for row, column in self._places():
            if column != SIDE:
                self._draw_cell(painter, self.cell_rect(row, column), self._cell((row, column)))
        self._draw_foot(painter)
        if self.current is not None:
            self._draw_ring(painter, self.cell_rect(*self.current))

    def _draw_heads(self, painter: QPainter) -> None:
        look, (left, top, wide, _high) = theme(), self._field()
        font, words = look.font("label"), look.color("text-muted")
        line = QRect(0, top - self._head(), self._label_width(), look.line_height("label"))
        draw_text(painter, line, self._heads[0], font, words, LEFT)
        side = QRect(line.right(), line.top(), left - look.px("m") - line.right(), line.height())
        draw_text(painter, side, self._heads[1], font, words, RIGHT)
        free = left
        for column, text in enumerate(self.columns):
            room = width_of(font, text)
            start = left + round((column + 0.5) * wide) - _GAP // 2 - room // 2
            if start >= free and start + room <= self.width():
                draw_text(painter, QRect(start, line.top(), room, line.height()), text, font, words, LEFT)
                free = start + room + look.px("xs")

    def _draw_sides(self, painter: QPainter) -> None:
        look, (_left, top, _wide, high) = theme(), self._field()
        font = look.font("label")
        for row, label in enumerate(self.rows):
            line = QRect(0, top + row * high, self._label_width(), high - _GAP)
            draw_text(painter, line, label, font, look.color("text"), LEFT)
            if row < len(self.side):
                draw_text(painter, self.cell_rect(row, SIDE), self.side[row].text, font, look.color("text-muted"), RIGHT)

    def _draw_cell(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        look = theme()
        radius = look.radius("chip-small")
        if cell.share is None:
            _hatch(painter, rect, radius)
            words = look.color("text-muted")
        else:
            step = self.step(cell.share)
            rounded(painter, rect, radius, _shade(step))
            words = look.color("on-accent" if step >= STEPS - _DARK_STEPS else "text")
        label, caption = look.font("label"), look.font("caption")
        font = label if width_of(label, cell.text) <= rect.width() - _GAP else caption
        if width_of(font, cell.text) <= rect.width():  # cut off figures would be wrong ones
            draw_text(painter, rect, cell.text, font, words, CENTER)

    def _draw_foot(self, painter: QPainter) -> None:
        look = theme()
        font, muted = look.font("caption"), look.color("text-muted")
        line = QRect(0, self._foot_top(), self.width(), look.line_height("caption"))
        x = 0
        if self._places():
            low, high = self._ends[0] or _("few"), self._ends[1] or _("many")
            swatch = look.scaled(_SWATCH)
            draw_text(painter, line, low, font, muted, LEFT)
            x = width_of(font, low) + look.px("s")
            for step in range(STEPS):
                inset = line.height() // 6
                painter.fillRect(x, line.top() + inset, swatch, line.height() - 2 * inset, _shade(step))
                x += swatch + 1
            x += look.px("s")
            draw_text(painter, line.adjusted(x, 0, 0, 0), high, font, muted, LEFT)
            x += width_of(font, high) + look.px("l")
        cell = self._cell(self.current) if self.current else None
        text, color = (cell.words, look.color("text")) if cell else (self._note, muted)
        draw_text(painter, line.adjusted(x, 0, 0, 0), text, font, color, RIGHT)

    def _draw_ring(self, painter: QPainter, rect: QRect) -> None:
        """Two pixels of accent around the cell, and one of the ground inside them, so that it shows on any shade."""
        look = theme()
        radius = look.radius("chip-small")
        rounded(painter, rect, radius, None, look.color("surface"))
        painter.setPen(QPen(look.color("accent"), look.px("focus-width")))
        painter.drawRoundedRect(QRectF(rect).adjusted(-1, -1, 1, 1), radius, radius)

    def _places(self) -> list[Place]:
        """Every cell there is, row by row, after what stands beside the row where that can be opened."""
        return [
            (at, k)
            for at, row in enumerate(self.cells)
            for k in range(SIDE, len(row))
            if (row[k] if k != SIDE else at < len(self.side) and self.side[at].words)
        ]

    def _cell(self, at: Place) -> Cell:
        """What is at a place there is."""
        cell = self.side[at[0]] if at[1] == SIDE else self.cells[at[0]][at[1]]
        assert cell is not None
        return cell

    def _next(self, step: Place) -> Place | None:
        """The next cell from the current one in a direction; the current one at the edge."""
        places = self._places()
        if self.current is None:
            return places[0]
        row, column = self.current[0] + step[0], self.current[1] + step[1]
        while 0 <= row < len(self.cells) and SIDE <= column < len(self.columns):
            if (row, column) in places:
                return row, column
            row, column = row + step[0], column + step[1]
        return self.current

    def _opens(self, at: Place) -> bool:
        return self._cell(at).share is not None

    def _open(self, at: Place) -> None:
        if self._opens(at):
            self.clicked.emit(*at)

    def _go(self, at: Place | None) -> None:
        if at != self.current:
            self.current = at
            self.update()

    def _field(self) -> tuple[int, int, float, int]:
        """Where the cells begin, how wide each is, and how far it is from row to row."""
        look, left = theme(), self._left()
        wide = min((self.width() - left) / max(1, len(self.columns)), look.scaled(_WIDEST))
        least = look.line_height("caption") + 2 * _GAP
        high = (self.height() - self._head() - self._foot()) // max(1, len(self.rows))
        return left, self._head(), wide, min(max(high, least), look.scaled(_PITCH))

    def _label_width(self) -> int:
        font = theme().font("label")
        return max((width_of(font, text) for text in (*self.rows, self._heads[0])), default=0) + 1

    def _left(self) -> int:
        look = theme()
        side = max((width_of(look.font("label"), text) for text in (*(one.text for one in self.side), self._heads[1])), default=0)
        return self._label_width() + (look.px("l") + side if side else 0) + look.px("m")

    def _head(self) -> int:
        return theme().line_height("label") + theme().px("xs") if self.columns else 0

    def _foot(self) -> int:
        return theme().line_height("caption") + theme().px("m")

    def _foot_top(self) -> int:
        return self.height() - theme().line_height("caption")


def _shade(step: int) -> QColor:
    look = theme()
    return QColor(look.tokens["dark" if look.dark else "light"]["heat"][step])


def _hatch(painter: QPainter, rect: QRect, radius: int) -> None:
    """Diagonal stripes on a sunk ground: nothing to compare yet."""
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(QRectF(rect), radius, radius)
    painter.setClipPath(shape)
    painter.fillRect(rect, theme().color("sunk"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().color("hover"), 4))
    for x in range(rect.left() - rect.height(), rect.right() + 1, 11):
        painter.drawLine(QLineF(x, rect.bottom() + 1, x + rect.height(), rect.top()))
    painter.restore()
