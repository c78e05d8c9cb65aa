"""Grounds to lay things on: cards, wells, hairlines, the row of filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words


class Line(QFrame):
    """A hairline; ``upright`` between figures."""

    def __init__(self, *, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "upright" if upright else "line")


class Card(QFrame):
    """A surface with a head of heading, muted count and link; things go into ``body`` (an inset layout)."""

    def __init__(
        self,
        title: str = "",
        count: str = "",
        link: str = "",
        then: Callable[[], Any] | None = None,
        *,
        inset: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(1, 1, 1, 1)
        self.outer.setSpacing(0)
        if title or link:
            self._title, self._count = Words(title, "heading"), Words(count, "label", tone="muted")
            head = QWidget()
            head.setFixedHeight(theme().px("card-head"))
            row = QHBoxLayout(head)
            row.setContentsMargins(16, 0, 16, 0)
            row.setSpacing(8)
            row.addWidget(self._title)
            row.addWidget(self._count)
            row.addStretch(1)
            if link:
                row.addWidget(Button(link, kind="link", small=True, then=then))
            self.outer.addWidget(head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(inset, 0 if title or link else inset, inset, inset)
        self.body.setSpacing(12)
        self.outer.addLayout(self.body, 1)

    def set_title(self, text: str) -> None:
        """Change the heading of a card that has one."""
        self._title.setText(text)

    def set_count(self, text: str) -> None:
        """Change the muted count beside the heading."""
        self._count.setText(text)


class FilterRow(QWidget):
    """The row under a page's header: a search field and chips at the left, few words or links at the far right."""

    def __init__(self, *left: QWidget, right: tuple[QWidget, ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in left:
            row.addWidget(part)
        if not any(part.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Expanding for part in left):
            row.addStretch(1)
        for part in right:
            row.addWidget(part)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout, and delete it."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            widget.hide()
            widget.deleteLater()
        elif inner := item.layout():
            empty(inner)
