"""Parts side by side that go on in the next line where they find no room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from storeassist.ui.theme import theme


class _FlowLayout(QLayout):
    """Lines as high as their highest part; hidden parts take no room."""

    def __init__(self, parent: QWidget, gap: int, line_gap: int) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self._items: list[QLayoutItem] = []
        self._gap, self._line_gap = gap, line_gap

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, at: int) -> QLayoutItem | None:
        return self._items[at] if 0 <= at < len(self._items) else None

    def takeAt(self, at: int) -> QLayoutItem | None:
        return self._items.pop(at) if 0 <= at < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(max((one.width() for one in sizes), default=0), max((one.height() for one in sizes), default=0))

    def _lay(self, rect: QRect, *, move: bool) -> int:
        y, line, used = rect.y(), list[tuple[QLayoutItem, QRect]](), 0
        for item in [one for one in self._items if not one.isEmpty()]:
            hint = item.sizeHint()
            width = min(hint.width(), rect.width())
            if line and used + width > rect.width():
                y += self._place(line, move=move) + self._line_gap
                line, used = [], 0
            line.append((item, QRect(QPoint(rect.x() + used, y), QSize(width, hint.height()))))
            used += width + self._gap
        return y + self._place(line, move=move) - rect.y()

    @staticmethod
    def _place(line: list[tuple[QLayoutItem, QRect]], *, move: bool) -> int:
        """Put the parts of a line on one middle; returns how high it is."""
        tall = max((place.height() for _item, place in line), default=0)
        if move:
            for item, place in line:
                item.setGeometry(place.translated(0, (tall - place.height()) // 2))
        return tall


class Flow(QWidget):
    """Holds parts that are as wide as they like to be."""

    def __init__(self, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._lines = _FlowLayout(self, theme().px("s"), theme().px("xs"))
        self.add(*parts)

    def add(self, *parts: QWidget) -> None:
        """Put parts at the end."""
        for part in parts:
            self._lines.addWidget(part)
