"""The places of a desk at which one guest after the other is served."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.panel import Beside
from storeassist.ui.widgets.verdict import VerdictPanel

_LOW, _BRIEF, _BRIEFEST = 650, 460, 380


class Counter(QWidget):
    """What is asked over its answer at the left, who and what happened at the right; in a low window ``more`` goes there.

    Where large letters leave still less height, the answer is brief, and ``more`` stands in for what happened.
    """

    def __init__(
        self,
        asked: QWidget,
        answer: VerdictPanel,
        more: QWidget,
        who: QWidget,
        happened: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._answer, self._more, self._happened = answer, more, happened
        more.installEventFilter(self)
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
        self._right.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Beside(left, right))
        self._is_low, self._brevity = False, 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._more and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._share()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        low = self.height() < theme().scaled(_LOW)
        if low != self._is_low:
            self._is_low = low
            side, at = (self._right, 1) if low else (self._left, 2)
            side.insertWidget(at, self._more)
        brevity = sum(self.height() < theme().scaled(height) for height in (_BRIEF, _BRIEFEST))
        if brevity != self._brevity:
            self._brevity = brevity
            self._answer.set_brevity(brevity)
            self._share()
        super().resizeEvent(event)

    def _share(self) -> None:
        self._happened.setHidden(self._brevity > 0 and not self._more.isHidden())
