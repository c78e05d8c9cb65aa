"""Figures in a strip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from storeassist.ui.icons import pixmap
from storeassist.ui.theme import theme
from storeassist.ui.widgets.card import Line
from storeassist.ui.widgets.words import Words


class Stat(QWidget):
    """A figure over its label, or (``big``) a large figure under it; ``tone`` colours the figure or the label."""

    def __init__(
        self, figure: str, label: str, *, tone: str = "", icon: str = "", big: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._figure = Words(figure, "number" if big else "name", tone="" if big else tone, elide=True)
        self._label = Words(label, "label" if big else "caption", tone=(tone or "muted") if big else "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 12, 8)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(6)
        if icon:
            sign, size = Words(), theme().px("icon")
            sign.setPixmap(pixmap(icon, tone or "text-muted", size, self.devicePixelRatioF()))
            head.addWidget(sign)
        head.addWidget(self._label, 1)
        if big:
            column.addLayout(head)
            column.addWidget(self._figure)
        else:
            column.addWidget(self._figure)
            column.addLayout(head)

    def set_figure(self, figure: str, tone: str | None = None) -> None:
        """Show another figure."""
        self._figure.setText(figure)
        if tone is not None:
            self._figure.set_tone(tone)


class StatStrip(QFrame):
    """Figures side by side with hairlines between them."""

    def __init__(self, stats: Sequence[Stat], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for at, stat in enumerate(stats):
            if at:
                row.addWidget(Line(upright=True))
            row.addWidget(stat, 1)
