"""The header of a page: title, one sentence, its buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words

_NARROW, _GAP = 160, 16
"""In px: buttons that leave the sentence less room than this stand below it; between them."""


class _Parent(Words):
    """The muted name of the page this one is a part of; a click goes there."""

    def __init__(self, text: str, then: Callable[[], Any]) -> None:
        super().__init__(text, "title", tone="muted")
        self._then = then
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("light", True)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self._then()


class Header(QWidget):
    """Title over sentence at the left; quiet buttons and then the primary at the far right, below where there is no room."""

    def __init__(self, parent_title: str = "", back: Callable[[], Any] = lambda: None) -> None:
        super().__init__()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        column = QVBoxLayout()
        column.setSpacing(0)
        names = QHBoxLayout()
        names.setSpacing(0)
        if parent_title:
            names.addWidget(_Parent(f"{parent_title} / ", back))
        self._title = Words("", "title")
        names.addWidget(self._title)
        names.addStretch(1)
        column.addLayout(names)
        self._sentence = Words("", "label", tone="muted", wrap=True)
        self._sentence.setMinimumHeight(22)
        column.addWidget(self._sentence)
        row.addLayout(column, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(12)
        row.addLayout(self._buttons)
        row.setAlignment(self._buttons, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Buttons come and go, and say other things, while the header stays as wide as it is."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        left = self.width() - self._buttons.sizeHint().width() - _GAP
        is_narrow = left < theme().scaled(_NARROW)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)

    def set_title(self, text: str) -> None:
        """The page's name."""
        self._title.setText(text)

    def set_sentence(self, text: str) -> None:
        """What the page answers, with the live figures in it."""
        self._sentence.setText(text)

    @property
    def sentence(self) -> str:
        """What it says now."""
        return self._sentence.text()

    def add_button(self, button: Button) -> None:
        """One more at the right end."""
        self._buttons.addWidget(button)
