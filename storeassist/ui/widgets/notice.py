"""One line under the header that something needs a look, with its cure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from storeassist.kernel.text import _
from storeassist.ui.icons import draw_icon
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words


class Notice(QFrame):
    """Words on soft ground; ``tone`` "warn" or "bad"."""

    def __init__(
        self,
        text: str,
        link: str = "",
        then: Callable[[], Any] | None = None,
        *,
        tone: str = "warn",
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setProperty("role", "notice")
        self.setProperty("tone", tone)
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(38, 6, 10, 6)
        row.setSpacing(12)
        self.words = Words(text, "body", tone=tone, wrap=True, selectable=True)
        row.addWidget(self.words, 1)
        if link:
            row.addWidget(Button(link, kind="link", small=True, then=then))
        if closable:
            row.addWidget(Button(_("Close"), kind="link", small=True, then=self.deleteLater), 0, Qt.AlignmentFlag.AlignTop)
        announce(self, text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = theme().px("icon")
        draw_icon(QPainter(self), "warning" if self._tone == "warn" else "problem", self._tone, 12, 10, size)


def announce(widget: QWidget, text: str) -> None:
    """Say ``text`` through the screen reader, if one listens."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
