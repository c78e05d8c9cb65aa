"""Words in one of the type styles."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from storeassist.ui.paint import LEFT, RIGHT, draw_text
from storeassist.ui.theme import theme

_LONG_WORD = re.compile(r"[A-Za-z0-9]{12}(?=[A-Za-z0-9]{12})")
"""A part of a word so long that a line may end after it: Qt itself breaks lines between words only."""


class Words(QLabel):
    """A text of the app; plain unless it is made of rich text on purpose.

    ``role`` is a type style of the theme, ``tone`` its colour ("" | muted | accent | good | warn | bad). ``elide`` takes
    what room there is and cuts the text to it with an ellipsis; ``snug`` no more room than the text needs.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        tone: str = "",
        wrap: bool = False,
        elide: bool = False,
        snug: bool = False,
        selectable: bool = False,
        rich: bool = False,
        right: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._role, self._tone, self._elide, self._right = role, tone, elide, right
        self.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setProperty("single", not wrap)
        self.setWordWrap(wrap)
        if right:
            self.setAlignment(RIGHT)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Maximum if snug else QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._text = text
        can_be_copied = self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
        super().setText(text if can_be_copied or not self.wordWrap() else _LONG_WORD.sub("\\g<0>\u200b", text))
        if self._elide:
            self.setToolTip(text)

    def text(self) -> str:
        """The words as they were given."""
        return self._text

    def set_role(self, role: str) -> None:
        """Change the type style."""
        if role != self._role:
            self._role = role
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_tone(self, tone: str) -> None:
        """Change the colour of the words."""
        if tone != self._tone:
            self._tone = tone
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_bold(self, bold: bool) -> None:
        """Set the words bold whatever their style."""
        if bold != bool(self.property("bold")):
            self.setProperty("bold", bold)
            self.style().unpolish(self)
            self.style().polish(self)

    def _is_cut(self) -> bool:
        """Whether one line has less room than it wants, so that Qt would cut through a letter."""
        is_line = not self.wordWrap() and self.textFormat() == Qt.TextFormat.PlainText and "\n" not in self.text()
        return is_line and self.width() < self.fontMetrics().horizontalAdvance(self.text())

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(0, hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide and not self._is_cut():
            super().paintEvent(event)
            return
        look = theme()
        role = "text-muted" if self._tone == "muted" else (self._tone or "text")
        font, align = look.font(self._role, bold=True if self.property("bold") else None), RIGHT if self._right else LEFT
        draw_text(QPainter(self), self.rect(), self.text(), font, look.color(role), align)
