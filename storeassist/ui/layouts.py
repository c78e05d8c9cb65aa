"""Rows and columns with the theme's spaces, so that a feature names no pixel."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from storeassist.ui.theme import theme

Space = Literal["", "xs", "s", "m", "l", "xl", "xxl"]


def column(parent: QWidget | None = None, *, gap: Space = "m", across: Space = "", along: Space = "") -> QVBoxLayout:
    """A column; ``across`` is its margin left and right, ``along`` above and below."""
    made = QVBoxLayout() if parent is None else QVBoxLayout(parent)
    _space(made, gap, across, along)
    return made


def row(parent: QWidget | None = None, *, gap: Space = "m", across: Space = "", along: Space = "") -> QHBoxLayout:
    """A row; ``across`` is its margin left and right, ``along`` above and below."""
    made = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    _space(made, gap, across, along)
    return made


class ScrollColumn(QScrollArea):
    """A column that scrolls when it is longer than its room; things go into ``body``, and the keyboard to these."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        holder = QWidget()
        holder.setProperty("role", "scrolled")
        outer = column(holder)
        self.body = column()
        outer.addLayout(self.body)
        outer.addStretch(1)
        self.setWidget(holder)
        self._outer = outer

    def middle(self) -> None:
        """Stand in the middle of a room that is higher than the column."""
        self._outer.insertStretch(0, 1)


def _space(layout: QBoxLayout, gap: Space, across: Space, along: Space) -> None:
    side, end = (theme().px(name) if name else 0 for name in (across, along))
    layout.setContentsMargins(side, end, side, end)
    layout.setSpacing(theme().px(gap) if gap else 0)
