"""A slip: what a bill or a ledger says line by line, with figures at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import LEFT, RIGHT, draw_text, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.panel import Scrolled


@dataclass(frozen=True, slots=True)
class SlipLine:
    """``title`` and ``figure``; ``when`` stands before them, ``detail`` under them, ``count`` right of the title.

    ``tone`` "" | muted | strong | good | bad colours the title and figure. A ``heading`` opens a part of the slip.
    """

    title: str
    figure: str = ""
    detail: str = ""
    count: str = ""
    when: str = ""
    tone: str = ""
    heading: bool = False


class SlipPaper(QWidget):
    """The lines themselves, as high as they are. ``removable`` offers to take each out: ``removed`` tells which."""

    removed = Signal(int)

    def __init__(self, name: str = "", *, removable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name or _("Lines"))
        self.lines: list[SlipLine] = []
        self._removable, self._hovered = removable, -1
        self.setMouseTracking(removable)
        self.setProperty("role", "scrolled")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[SlipLine]) -> None:
        """Show these."""
        self.lines = list(lines)
        said = (" ".join(part for part in (x.when, x.title, x.count, x.figure, x.detail) if part) for x in self.lines)
        self.setAccessibleDescription("\n".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, sum(map(self._height, self.lines)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, look, y = QPainter(self), theme(), 0
        when = max((width_of(look.font("label"), line.when) for line in self.lines), default=0)
        for at, line in enumerate(self.lines):
            height = self._height(line)
            if at:
                inset = 0 if line.heading else 16
                painter.fillRect(QRect(inset, y, self.width() - 2 * inset, 1), look.color("line"))
            rect = QRect(16, y + 1, self.width() - 32, height - 1)
            if line.heading:
                draw_text(painter, rect, line.title, look.font("heading"), look.color("text"), LEFT)
                draw_text(painter, rect, line.figure, look.font("label"), look.color("text-muted"), RIGHT)
            else:
                self._draw(painter, rect.adjusted(when + 12 if when else 0, 0, 0, 0), line, at)
                first = QRect(16, y + 1, when, height if not line.detail else look.line_height("body") + 12)
                draw_text(painter, first, line.when, look.font("label"), look.color("text-muted"), LEFT)
            y += height

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._line_at(event))

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._line_at(event)
        if self._removable and at >= 0 and event.position().x() > self.width() - 44:
            self.removed.emit(at)

    def _draw(self, painter: QPainter, rect: QRect, line: SlipLine, at: int) -> None:
        look = theme()
        font = look.font("body", bold=line.tone == "strong")
        color = look.color({"": "text", "strong": "text", "muted": "text-muted"}.get(line.tone, line.tone))
        right = rect.right() + 1
        if self._removable:
            size = look.scaled(14)
            tint = "text" if at == self._hovered else "text-muted"
            draw_icon(painter, "close", tint, right - size, rect.center().y() - size / 2 + 1, size)
            right -= size + 10
        upper = QRect(rect)
        if line.detail:
            upper = QRect(rect.x(), rect.y() + 6, rect.width(), look.line_height("body"))
            lower = QRect(rect.x(), upper.bottom() + 1, rect.width(), look.line_height("label"))
            draw_text(painter, lower, line.detail, look.font("label"), look.color("text-muted"), LEFT)
        figure = width_of(font, line.figure)
        draw_text(painter, QRect(right - figure, upper.y(), figure, upper.height()), line.figure, font, color, RIGHT)
        column = look.scaled(76) if line.figure else 0
        count = width_of(look.font("label"), line.count)
        x = right - max(column, figure + 12) - count
        draw_text(
            painter,
            QRect(x, upper.y(), count, upper.height()),
            line.count,
            look.font("label"),
            look.color("text-muted"),
            RIGHT,
        )
        room = (x - 8 if line.count else right - figure - 8) - upper.x()
        draw_text(painter, QRect(upper.x(), upper.y(), room, upper.height()), line.title, font, color, LEFT)

    def _height(self, line: SlipLine) -> int:
        return theme().px("card-head" if line.heading else "row-queue" if line.detail else "row")

    def _line_at(self, event: QMouseEvent) -> int:
        y = 0.0
        for at, line in enumerate(self.lines):
            y += self._height(line)
            if event.position().y() < y:
                return at
        return -1

    def _hover(self, at: int) -> None:
        if at != self._hovered:
            self._hovered = at
            self.update()


class Slip(Scrolled):
    """Lines that scroll by themselves."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name or _("Lines"))
        self._paper = SlipPaper(name)
        self.body.addWidget(self._paper)
        self.body.addStretch(1)

    def show_lines(self, lines: Sequence[SlipLine]) -> None:
        """Show these, from the top."""
        self._paper.show_lines(lines)
        self.to_start()

    @property
    def lines(self) -> list[SlipLine]:
        """What is shown."""
        return self._paper.lines
