"""A rule said again in words: its sentence, and line by line whether it holds for somebody."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from storeassist.kernel.text import _
from storeassist.ui.icons import draw_icon
from storeassist.ui.theme import theme
from storeassist.ui.widgets.words import Words

STRONG = ("\x02", "\x03")
"""Marks around the words of a sentence that stand out."""


class Echo(QFrame):
    """A rule as one sentence on a ground of its own from edge to edge; what lies between the STRONG marks is bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone = "", ""
        self._words = QLabel()
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setProperty("role", "reading")
        self._words.setProperty("single", False)
        look = theme()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(look.px("l"), look.px("m"), look.px("l"), look.px("m"))
        inside.addWidget(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    @property
    def text(self) -> str:
        """What it says, without marks."""
        return self._text.replace(STRONG[0], "").replace(STRONG[1], "")

    def say(self, text: str, tone: str = "") -> None:
        """Show a sentence; ``tone`` "muted" or "bad" for a remark instead of one."""
        self._text, self._tone = text, tone
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_words"):
            self._show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), look.color("sunk"))
        for y in (0, self.height() - 1):
            painter.fillRect(QRect(0, y, self.width(), 1), look.color("line"))

    def _show(self) -> None:
        look = theme()
        plain = escape(self._text).replace(STRONG[0], "<b>").replace(STRONG[1], "</b>")
        role = {"muted": "text-muted", "": "text"}.get(self._tone, self._tone)
        line = look.line_height("reading")
        marked = f'<p style="line-height:{line}px; color:{look.hex(role)}">{plain}</p>'
        self._words.setText(marked)
        self._words.setAccessibleName(self.text)


class HeldLine(QWidget):
    """A condition, whether it holds, and what is true of somebody instead; ``depth`` sets it in."""

    def __init__(self, words: str, holds: bool, actual: str, depth: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme()
        line = QHBoxLayout(self)
        line.setContentsMargins(depth * look.px("m"), 0, 0, 0)
        line.setSpacing(look.px("s"))
        line.addWidget(_Sign(holds), 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(0)
        self.words = Words(words, "label", wrap=True)
        self.words.set_bold(not holds)
        said.addWidget(self.words)
        if actual:
            said.addWidget(Words(actual, "caption", tone="muted", wrap=True))
        line.addLayout(said, 1)
        state = _("holds") if holds else _("does not hold")
        self.setAccessibleName(": ".join(filter(None, (state, words, actual))))


class _Sign(QWidget):
    """A disc with a check, or one with a cross."""

    def __init__(self, holds: bool) -> None:
        super().__init__()
        self._holds = holds
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("icon"), theme().line_height("label"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        drawing, color = ("done", "good") if self._holds else ("void", "bad")
        size = theme().px("icon")
        draw_icon(QPainter(self), drawing, color, 0, (self.height() - size) / 2, size)
