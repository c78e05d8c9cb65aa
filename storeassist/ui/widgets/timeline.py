"""A history: dots on a hairline, what happened, when, and one muted line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import LEFT, RIGHT, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.panel import ScrolledText

_TONES = {
    "accent": ("accent-soft", "accent-line", "accent"),
    "good": ("good-soft", "good-line", "good"),
    "warn": ("warn-soft", "warn-line", "warn"),
    "bad": ("bad-soft", "bad-line", "bad"),
}
_PLAIN = ("surface", "line", "text-muted")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``tone`` "accent" (we reached out), "good" (they came) or ""; ``key`` is told when it is clicked."""

    title: str
    when: str = ""
    detail: str = ""
    icon: str = "note"
    tone: str = ""
    key: object = None


class _Strip(QWidget):
    clicked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.marked: int | None = None
        """The entry that the keys are on."""
        self.setProperty("role", "scrolled")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self.entries, self.marked = list(entries), None
        spoken = (f"{entry.when}: {entry.title}. {entry.detail}" for entry in self.entries[:30])
        self.setAccessibleDescription("\n".join(spoken))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, len(self.entries) * self._step() + 24)

    def mark(self, step: int) -> bool:
        """Bring the keys to the next entry that leads anywhere, ``step`` 1 below or -1 above; False: there is none."""
        start = self.marked if self.marked is not None else -1 if step > 0 else len(self.entries)
        ways = range(start + step, len(self.entries) if step > 0 else -1, step)
        found = next((at for at in ways if self.entries[at].key is not None), None)
        if found is not None:
            self.marked = found
            self.update()
        return found is not None

    def place_of(self, at: int) -> QRect:
        """Where an entry lies."""
        return QRect(8, 12 + at * self._step() - 6, self.width() - 16, self._step() - 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if (at := self._under(event)) is not None:
            self.clicked.emit(self.entries[at].key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        leads = self._under(event) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def _under(self, event: QMouseEvent) -> int | None:
        at = int((event.position().y() - 12) // self._step())
        return at if 0 <= at < len(self.entries) and self.entries[at].key is not None else None

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, step = theme(), QPainter(self), self._step()
        dot = look.scaled(24)
        first = max(0, (event.rect().top() - 12) // step)
        last = min(len(self.entries), (event.rect().bottom() - 12) // step + 1)
        if self.entries:
            top, bottom = max(0, first * step) + 12, last * step + (12 if last < len(self.entries) else -8)
            painter.fillRect(QRect(16 + dot // 2, top, 1, max(0, bottom - top)), look.color("line"))
        for at in range(first, last):
            if at == self.marked:
                rounded(painter, self.place_of(at), look.radius("control"), look.color("hover"))
            self._draw(painter, self.entries[at], 12 + at * step, dot)

    def _draw(self, painter: QPainter, entry: Entry, y: int, dot: int) -> None:
        look = theme()
        soft, line, words = _TONES.get(entry.tone, _PLAIN)
        place = QRect(16, y + 1, dot, dot)
        rounded(painter, place, dot / 2, look.color(soft), look.color(line))
        size = look.scaled(14)
        inset = (dot - size) / 2
        draw_icon(painter, entry.icon, words, place.x() + inset, place.y() + inset, size)
        left, right = 16 + dot + 12, self.width() - 16
        caption = look.font("caption")
        when = width_of(caption, entry.when) if entry.when else 0
        line_1 = QRect(left, y, right - left - when - 8, look.line_height("body"))
        draw_text(painter, line_1, entry.title, look.font("body"), look.color("text"), LEFT)
        line_w = QRect(right - when, y, when, look.line_height("body"))
        draw_text(painter, line_w, entry.when, caption, look.color("text-muted"), RIGHT)
        line_2 = QRect(left, line_1.bottom() + 1, right - left, look.line_height("label"))
        draw_text(painter, line_2, entry.detail, look.font("label"), look.color("text-muted"), LEFT)

    def _step(self) -> int:
        return theme().scaled(51)


class Timeline(ScrolledText):
    """Entries, latest first; scrolls by itself. ``clicked`` tells the key of an entry that has one, arrows go from one to the next."""

    clicked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._strip = _Strip()
        self._strip.clicked.connect(self.clicked)
        self.body.addWidget(self._strip)
        self.body.addStretch(1)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these."""
        self._strip.show_entries(entries)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        strip, key = self._strip, event.key()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(key))
        if step is not None and strip.mark(step) and strip.marked is not None:
            place = strip.place_of(strip.marked).center()
            self.ensureVisible(place.x(), place.y(), 0, strip.place_of(strip.marked).height())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and strip.marked is not None:
            self.clicked.emit(strip.entries[strip.marked].key)
        else:
            super().keyPressEvent(event)

    @property
    def entries(self) -> list[Entry]:
        """What is shown."""
        return self._strip.entries
