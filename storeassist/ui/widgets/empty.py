"""What stands where a list would be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from storeassist.ui.widgets.button import Button, Kind
from storeassist.ui.widgets.words import Words


class EmptyState(QWidget):
    """One heading, one sentence why, one thing to do."""

    def __init__(
        self,
        heading: str,
        sentence: str = "",
        button: str = "",
        then: Callable[[], Any] | None = None,
        *,
        kind: Kind = "quiet",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 20, 16, 16)
        column.setSpacing(6)
        column.addWidget(Words(heading, "heading", wrap=True))
        if sentence:
            column.addWidget(Words(sentence, "body", tone="muted", wrap=True))
        if button:
            column.addSpacing(6)
            column.addWidget(Button(button, kind=kind, then=then), 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
