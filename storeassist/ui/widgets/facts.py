"""What is known of something, label by label."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

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

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these (label, value)."""
        empty(self._grid)
        top = Qt.AlignmentFlag.AlignTop
        for line, (label, value) in enumerate(facts):
            self._grid.addWidget(Words(label, "label", tone="muted"), line, 0, top)
            words = Words(value or "—", "body", wrap=True, tone="" if value else "muted", selectable=bool(value))
            self._grid.addWidget(words, line, 1, top)
            self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(len(facts), 1)
