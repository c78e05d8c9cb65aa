"""What is known of something, label by label."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import empty
from storeassist.ui.widgets.panel import ScrolledText
from storeassist.ui.widgets.words import Words


class FactList(ScrolledText):
    """Labels in a muted column, their values beside; scrolls by itself. An empty value is a dash."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._end = 0

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these (label, value)."""
        empty(self._grid)
        for line, (label, value) in enumerate(facts):
            words = Words(value or "—", "body", wrap=True, tone="" if value else "muted", selectable=bool(value))
            self._add(line, label, words)
        self._end = len(facts)
        self._grid.setRowStretch(self._end, 1)

    def add_links(self, label: str, links: Sequence[tuple[str, Callable[[], Any]]]) -> None:
        """One more label below, with the ways that lead from it; none is a dash."""
        self._grid.setRowStretch(self._end, 0)
        for text, then in links:
            way = Button(text, kind="link", then=then)
            way.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            way.setMinimumWidth(1)  # a long name is cut, not the panel
            way.setFixedHeight(theme().line_height("body"))
            self._add(self._end, label, way)
            label, self._end = "", self._end + 1
        if not links:
            self._add(self._end, label, Words("—", "body", tone="muted"))
            self._end += 1
        self._grid.setRowStretch(self._end, 1)

    def _add(self, line: int, label: str, value: QWidget) -> None:
        top, left = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft
        if label:
            self._grid.addWidget(Words(label, "label", tone="muted"), line, 0, top)
        self._grid.addWidget(value, line, 1, top | left if isinstance(value, Button) else top)
        self._grid.setRowStretch(line, 0)
