"""Figures in a strip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from storeassist.ui.icons import pixmap
from storeassist.ui.paint import width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.card import Line
from storeassist.ui.widgets.words import Words

_LEFT, _RIGHT = 16, 8


class Stat(QWidget):
    """A figure over its label, or (``big``) a large figure under it; ``tone`` colours the figure or the label."""

    def __init__(
        self, figure: str, label: str, *, tone: str = "", icon: str = "", big: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._large, self._small = ("number", "name") if big else ("name", "heading")
        self._figure = Words(figure, self._large, tone="" if big else tone, elide=True)
        self._label = Words(label, "label" if big else "caption", tone=(tone or "muted") if big else "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT, 8, _RIGHT, 8)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(6)
        if icon:
            sign, size = Words("", "label" if big else "caption"), theme().px("icon")
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
        self.updateGeometry()
        if isinstance(strip := self.parentWidget(), StatStrip):
            strip.fit()
        if tone is not None:
            self._figure.set_tone(tone)

    def set_label(self, label: str) -> None:
        """Say what the figure is."""
        self._label.setText(label)

    def minimumSizeHint(self) -> QSize:
        """No figure is ever cut: its neighbours make room."""
        hint = super().minimumSizeHint()
        return QSize(max(hint.width(), self._width_as(self._small) + _LEFT + _RIGHT), hint.height())

    @property
    def fits(self) -> bool:
        """Whether the figure has room at its full size."""
        return self._width_as(self._large) <= self.width() - _LEFT - _RIGHT

    def set_large(self, large: bool) -> None:
        """Draw the figure at its full size, or smaller rather than cut."""
        self._figure.set_role(self._large if large else self._small)

    def _width_as(self, role: str) -> int:
        return width_of(theme().font(role), self._figure.text())


class StatStrip(QFrame):
    """Figures side by side with hairlines between them."""

    def __init__(self, stats: Sequence[Stat], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for at, stat in enumerate(stats):
            if at:
                self._row.addWidget(Line(upright=True))
            self._row.addWidget(stat, 1)
        self._stats = list(stats)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """All figures are of one size."""
        self._row.activate()
        large = all(stat.fits for stat in self._stats)
        for stat in self._stats:
            stat.set_large(large)
