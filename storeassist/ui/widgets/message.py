"""A message to somebody, as it will be copied, with what was filled in for them set off."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.words import Words


class MessageWell(QFrame):
    """A well with the words of a message and, under them, a remark; parts that were filled in are bold and cobalt."""

    def __init__(self, remark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "well")
        self._parts: list[tuple[str, bool]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self._words = Words("", "reading", wrap=True, rich=True)
        column.addWidget(self._words)
        column.addWidget(Words(remark, "caption", tone="muted", wrap=True))

    def show_parts(self, parts: Sequence[tuple[str, bool]]) -> None:
        """Show these pieces one after the other: (text, whether it was filled in)."""
        self._parts = list(parts)
        self.setAccessibleName(self.text)
        self._paint()

    @property
    def text(self) -> str:
        """The message as plain text."""
        return "".join(text for text, _filled in self._parts)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._parts:
            self._paint()

    def _paint(self) -> None:
        look = theme()
        accent, height = look.hex("accent"), look.line_height("reading")
        pieces = (
            f'<b style="color:{accent}">{escape(text)}</b>' if filled else escape(text) for text, filled in self._parts
        )
        paragraph = f'<p style="margin:0; line-height:{height}px">{"".join(pieces)}</p>'
        self._words.setText(paragraph)
