"""A ledger: what happened when and for how much, the newest on top; the current row offers what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.ui.paint import LEFT, RIGHT, draw_tag, draw_text, rounded, tag_width, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.notice import announce
from storeassist.ui.widgets.panel import Scrolled

_EDGE, _GAP = 16, 12


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One row: ``tag`` says its state; ``act`` is what a click on its right, or Enter, asks for ("": nothing).

    ``tone`` "" | muted | good colours the figure, and muted the whole row.
    """

    id: int
    when: str
    title: str
    detail: str
    figure: str
    tone: str = ""
    tag: str = ""
    act: str = ""


class LedgerList(Scrolled):
    """Rows that scroll. ``acted`` tells the id of the row whose act was asked for; arrows go from row to row."""

    acted = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.paper = _Paper(name)
        self.paper.acted.connect(self.acted)
        self.paper.went.connect(self._to_row)
        self.body.addWidget(self.paper)
        self.body.addStretch(1)

    @property
    def lines(self) -> list[LedgerLine]:
        """What is shown."""
        return self.paper.lines

    def show_lines(self, lines: Sequence[LedgerLine]) -> None:
        """Show these, from the top if they are others than before."""
        if list(lines) == self.paper.lines:
            return
        self.paper.show_lines(lines)
        self.to_start()

    def _to_row(self, top: int, height: int) -> None:
        self.ensureVisible(0, top + height // 2, 0, height // 2 + 1)


class _Paper(QWidget):
    """Painted; takes the focus by Tab, the mouse leaves it where it is."""

    acted = Signal(int)
    went = Signal(int, int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.focused_by_key = False
        self.lines: list[LedgerLine] = []
        self._current, self._hovered = 0, -1
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setProperty("role", "scrolled")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[LedgerLine]) -> None:
        self.lines = list(lines)
        self._current, self._hovered = min(self._current, max(0, len(lines) - 1)), -1
        self.setAccessibleDescription("\n".join(map(_said, self.lines)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, len(self.lines) * self._tall())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, tall = theme(), QPainter(self), self._tall()
        when = max((width_of(look.font("label"), line.when) for line in self.lines), default=0)
        for at, line in enumerate(self.lines):
            rect = QRect(0, at * tall, self.width(), tall)
            is_lit = at == self._hovered or (at == self._current and self.hasFocus())
            if is_lit:
                painter.fillRect(rect, look.color("hover"))
            if at == self._current and self.hasFocus():
                rounded(painter, rect.adjusted(2, 2, -2, -2), look.radius("control"), None, look.color("accent"))
            painter.fillRect(QRect(0, rect.bottom(), self.width(), 1), look.color("line"))
            self._draw(painter, rect.adjusted(_EDGE, 0, -_EDGE, 0), line, when, is_lit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(int(event.position().y()) // self._tall())
        line = self._line(self._hovered)
        over = line is not None and bool(line.act) and self._is_on_act(event, line)
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self._line(int(event.position().y()) // self._tall())
        if line is not None and line.act and self._is_on_act(event, line):
            self.acted.emit(line.id)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        line = self._line(self._current)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go(self._current + (1 if key == Qt.Key.Key_Down else -1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Space):
            if line is not None and line.act:
                self.acted.emit(line.id)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._go(self._current)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _draw(self, painter: QPainter, rect: QRect, line: LedgerLine, when: int, is_lit: bool) -> None:
        look = theme()
        body, label = look.font("body"), look.font("label")
        upper = QRect(rect.x(), rect.y() + 8, rect.width(), look.line_height("body"))
        draw_text(
            painter, QRect(upper.x(), upper.y(), when, upper.height()), line.when, label, look.color("text-muted"), LEFT
        )
        left = upper.x() + when + _GAP
        figure = width_of(body, line.figure)
        color = look.color({"": "text", "muted": "text-muted"}.get(line.tone, line.tone))
        right = upper.right() + 1
        draw_text(painter, QRect(right - figure, upper.y(), figure, upper.height()), line.figure, body, color, RIGHT)
        right -= figure + _GAP
        if line.act and is_lit:
            wide = width_of(label, line.act)
            draw_text(
                painter,
                QRect(right - wide, upper.y(), wide, upper.height()),
                line.act,
                label,
                look.color("accent"),
                RIGHT,
            )
            right -= wide + _GAP
        if line.tag:
            right -= tag_width(line.tag)
        title = max(0, min(right - left, width_of(body, line.title) + 1))
        words = look.color("text-muted" if line.tone == "muted" else "text")
        draw_text(painter, QRect(left, upper.y(), title, upper.height()), line.title, body, words, LEFT)
        if line.tag:
            tall = look.px("tag")
            place = QRect(left + title + 8, upper.y() + (upper.height() - tall) // 2, tag_width(line.tag), tall)
            draw_tag(painter, place, line.tag, "", "surface" if is_lit else "")
        lower = QRect(left, upper.bottom() + 1, rect.right() - left, look.line_height("label"))
        draw_text(painter, lower, line.detail, label, look.color("text-muted"), LEFT)

    def _is_on_act(self, event: QMouseEvent, line: LedgerLine) -> bool:
        """The figure and the words before it: a target large enough for a hurry."""
        look = theme()
        act = width_of(look.font("label"), line.act) + width_of(look.font("body"), line.figure) + 2 * _GAP
        return event.position().x() > self.width() - _EDGE - act

    def _line(self, at: int) -> LedgerLine | None:
        return self.lines[at] if 0 <= at < len(self.lines) else None

    def _tall(self) -> int:
        look = theme()
        return look.line_height("body") + look.line_height("label") + 16

    def _hover(self, at: int) -> None:
        if at != self._hovered:
            self._hovered = at
            self.update()

    def _go(self, at: int) -> None:
        line = self._line(at)
        if line is None:
            return
        self._current = at
        self.went.emit(at * self._tall(), self._tall())
        announce(self, _said(line))
        self.update()


def _said(line: LedgerLine) -> str:
    return " ".join(part for part in (line.when, line.title, line.tag, line.figure, line.detail, line.act) if part)
