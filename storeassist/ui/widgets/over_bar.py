"""A scroll bar that takes no room: it lies over the right edge of what scrolls."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar


class OverBar(QScrollBar):
    """Stands in for the area's own bar, so that heads, hairlines and chosen rows reach the edge of the card."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area = area
        self._leader = area.verticalScrollBar()
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._leader.rangeChanged.connect(self._follow)
        self._leader.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._leader.setValue)
        self._follow(self._leader.minimum(), self._leader.maximum())

    def place(self) -> None:
        """Beside what scrolls, below its head."""
        top, width = self._area.viewport().y(), self.sizeHint().width()
        self.setGeometry(self._area.width() - width, top, width, self._area.height() - top)
        self.setPageStep(self._leader.pageStep())
        self.setSingleStep(self._leader.singleStep())
        self.raise_()

    @Slot(int, int)
    def _follow(self, low: int, high: int) -> None:
        self.setRange(low, high)
        self.setVisible(high > low)
