"""Three columns, of which a small window folds the last two into one."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.segmented import Segmented

_FOLDED_BELOW = 1030
_SHARES = (35, 33, 32)


class Fold(QWidget):
    """``names`` choose between the second and the third when they share a column; ``foot`` is seen under either."""

    def __init__(
        self,
        first: QWidget,
        second: QWidget,
        third: QWidget,
        foot: QWidget,
        names: tuple[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # its columns scroll
        self._second = second
        self.is_folded = False
        self._stack = QStackedWidget()
        self._stack.addWidget(third)
        self.choice = Segmented(list(zip((second, third), names, strict=True)), third)
        self.choice.changed.connect(self._stack.setCurrentWidget)
        self.choice.hide()
        last = QVBoxLayout()
        last.setSpacing(12)
        last.addWidget(self.choice)
        last.addWidget(self._stack, 1)
        last.addWidget(foot)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        self._row.addWidget(first, _SHARES[0])
        self._row.addWidget(second, _SHARES[1])
        self._row.addLayout(last, _SHARES[2])

    def show_part(self, part: QWidget) -> None:
        """Have the second or the third in sight, when one lies behind the other."""
        self.choice.set_value(part)
        if self.is_folded:
            self._stack.setCurrentWidget(part)

    def hasHeightForWidth(self) -> bool:
        return False  # words that wrap inside would claim the height of the page

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (fold := self.width() < theme().scaled(_FOLDED_BELOW)) != self.is_folded:
            self._fold(fold)

    def _fold(self, fold: bool) -> None:
        self.is_folded = fold
        if fold:
            self._stack.insertWidget(0, self._second)
            self._stack.setCurrentWidget(self.choice.value())
        else:
            self._row.insertWidget(1, self._second, _SHARES[1])
            self._second.show()
        self._row.setStretch(self._row.count() - 1, _SHARES[0] if fold else _SHARES[2])
        self.choice.setVisible(fold)
