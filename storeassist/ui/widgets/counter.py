"""The places of a desk at which one guest after the other is served."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.panel import Beside

_LOW = 650


class Counter(QWidget):
    """What is asked over its answer at the left, who and what happened at the right; in a low window ``more`` goes there."""

    def __init__(
        self,
        asked: QWidget,
        answer: QWidget,
        more: QWidget,
        who: QWidget,
        happened: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._more = more
        left, right = QWidget(), QWidget()
        self._left, self._right = QVBoxLayout(left), QVBoxLayout(right)
        for part in (asked, who, more):
            part.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for side in (self._left, self._right):
            side.setContentsMargins(0, 0, 0, 0)
            side.setSpacing(12)
        self._left.addWidget(asked)
        self._left.addWidget(answer)
        self._left.addWidget(more)
        self._left.addStretch(1)
        self._right.addWidget(who)
        self._right.addWidget(happened, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Beside(left, right))
        self._is_low = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        low = self.height() < theme().scaled(_LOW)
        if low != self._is_low:
            self._is_low = low
            side, at = (self._right, 1) if low else (self._left, 2)
            side.insertWidget(at, self._more)
        super().resizeEvent(event)
