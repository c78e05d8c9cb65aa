"""A history: dots on a hairline, what happened, when, and one muted line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
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
        self.setProperty("role", "scrolled")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        self.entries = list(entries)
        spoken = (f"{entry.when}: {entry.title}. {entry.detail}" for entry in self.entries[:30])
        self.setAccessibleDescription("\n".join(spoken))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, len(self.entries) * self._step() + 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = int((event.position().y() - 12) // self._step())
        if 0 <= at < len(self.entries) and self.entries[at].key is not None:
            self.clicked.emit(self.entries[at].key)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, step = theme(), QPainter(self), self._step()
        dot = look.scaled(24)
        first = max(0, (event.rect().top() - 12) // step)
        last = min(len(self.entries), (event.rect().bottom() - 12) // step + 1)
        if self.entries:
            top, bottom = max(0, first * step) + 12, last * step + (12 if last < len(self.entries) else -8)
            painter.fillRect(QRect(16 + dot // 2, top, 1, max(0, bottom - top)), look.color("line"))
        for at in range(first, last):
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
    """Entries, latest first; scrolls by itself. ``clicked`` tells the key of an entry that has one."""

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

    @property
    def entries(self) -> list[Entry]:
        """What is shown."""
        return self._strip.entries
