"""A list, what is worked on, and what comes of it, side by side; in a small window the third goes behind a switch."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.segmented import Segmented

_LIST, _SIDE = 204, 284
_FOLDED_BELOW, _FOLDED_LIST = 960, 220
_WORK, _REST = "work", "rest"


class Three(QWidget):
    """``outcome`` is always in sight; ``rest`` lies below it, or behind a switch where there is no room."""

    folded = Signal(bool)

    def __init__(
        self, left: QWidget, work: QWidget, outcome: QWidget, rest: QWidget, names: tuple[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._outcome, self._rest = outcome, rest
        self.is_folded = False
        self.switch = Segmented([(_WORK, names[0]), (_REST, names[1])])
        self.switch.changed.connect(self._show_chosen)
        self.switch.hide()
        self._left, self._right = QWidget(), QWidget()
        self._left_column, self._right_column = _column(self._left), _column(self._right)
        self._left_column.addWidget(left, 1)
        self._right_column.addWidget(outcome)
        self._right_column.addWidget(rest, 1)
        middle = QVBoxLayout()
        middle.setSpacing(theme().px("m"))
        middle.addWidget(self.switch)
        self._stack = QStackedWidget()
        self._stack.addWidget(work)
        middle.addWidget(self._stack, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme().px("m"))
        line.addWidget(self._left)
        line.addLayout(middle, 1)
        line.addWidget(self._right)
        self._size()

    def show_work(self) -> None:
        """Have what is worked on in sight."""
        self.switch.set_value(_WORK)
        self._stack.setCurrentIndex(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        folded = self.width() < theme().scaled(_FOLDED_BELOW)
        if folded != self.is_folded:
            self._fold(folded)
        self._size()
        super().resizeEvent(event)

    def _fold(self, folded: bool) -> None:
        self.is_folded = folded
        self.switch.setVisible(folded)
        self.folded.emit(folded)
        self._right.setVisible(not folded)
        if folded:
            self._left_column.addWidget(self._outcome)
            self._stack.addWidget(self._rest)
            self._show_chosen()
        else:
            self._stack.removeWidget(self._rest)
            self._right_column.addWidget(self._outcome)
            self._right_column.addWidget(self._rest, 1)
            self._rest.show()

    def _size(self) -> None:
        look = theme()
        self._left.setFixedWidth(look.scaled(_FOLDED_LIST if self.is_folded else _LIST))
        self._right.setFixedWidth(look.scaled(_SIDE))

    def _show_chosen(self) -> None:
        self._stack.setCurrentIndex(0 if self.switch.value() == _WORK else 1)


def _column(widget: QWidget) -> QVBoxLayout:
    made = QVBoxLayout(widget)
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(theme().px("m"))
    return made
