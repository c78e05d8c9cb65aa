"""Tags that say a state, and avatars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.ui.paint import draw_avatar, draw_tag, tag_width
from storeassist.ui.theme import theme


class TagRow(QWidget):
    """Tags in a row that breaks into as many lines as it needs, or in ``one_line`` ends with how many are left."""

    def __init__(
        self, tags: Sequence[str | tuple[str, str]] = (), *, one_line: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._one_line = one_line
        self._tags: list[tuple[str, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_tags(tags)

    def set_tags(self, tags: Sequence[str | tuple[str, str]]) -> None:
        """Show these: words, or (words, tone)."""
        self._tags = [(tag, "") if isinstance(tag, str) else tag for tag in tags]
        self.setAccessibleName(", ".join(text for text, _tone in self._tags))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._one_line:
            return self.minimumSizeHint().height()
        places = self._places(width)
        return places[-1].bottom() + 1 if places else 0

    def sizeHint(self) -> QSize:
        width = sum(tag_width(text) + 6 for text, _tone in self._tags)
        return QSize(width, self.heightForWidth(max(self.width(), 120)))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, theme().px("tag") if self._tags else 0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, tags = QPainter(self), self._shown(self.width()) if self._one_line else self._tags
        for (text, tone), place in zip(tags, self._places(self.width(), tags), strict=True):
            draw_tag(painter, place, text, tone)

    def _shown(self, width: int) -> list[tuple[str, str]]:
        """As many as one line holds, and how many more there are."""
        for count in range(len(self._tags), 0, -1):
            left = len(self._tags) - count
            shown = [*self._tags[:count], *([(f"+{left}", "")] if left else [])]
            if sum(tag_width(text) + 6 for text, _tone in shown) - 6 <= width:
                return shown
        return [(f"+{len(self._tags)}", "")] if self._tags else []

    def _places(self, width: int, tags: Sequence[tuple[str, str]] | None = None) -> list[QRect]:
        height, places, x, y = theme().px("tag"), [], 0, 0
        for text, _tone in self._tags if tags is None else tags:
            wide = min(tag_width(text), width)
            if x and x + wide > width:
                x, y = 0, y + height + 6
            places.append(QRect(x, y, wide, height))
            x += wide + 6
        return places


class Tag(QWidget):
    """One state in a word on soft ground; ``tone`` "" | accent | good | warn | bad."""

    def __init__(self, text: str, tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone = text, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_tag(self, text: str, tone: str = "") -> None:
        """Show another state."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(tag_width(self._text), theme().px("tag"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_tag(QPainter(self), self.rect(), self._text, self._tone)


class Avatar(QWidget):
    """A disc with the first character of a name."""

    def __init__(self, name: str = "", size: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._size = name, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Whose it is."""
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        side = theme().scaled(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        draw_avatar(QPainter(self), self.rect(), self._name, strong=True)
