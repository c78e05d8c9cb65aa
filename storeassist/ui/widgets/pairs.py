"""Things at the left, and for each a choice of what it is matched with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from storeassist.ui.fields import ChoiceField
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import LEFT, draw_text
from storeassist.ui.theme import theme
from storeassist.ui.widgets.card import empty
from storeassist.ui.widgets.panel import Scrolled
from storeassist.ui.widgets.tag import Tag
from storeassist.ui.widgets.words import Words

_ROW, _ARROW = 44, 14
_CHOICE, _SLIM_CHOICE = 160, 140
_TAGS_FROM = 372


@dataclass(frozen=True, slots=True)
class Pair:
    """A thing with a line that shows it at work, what it may be, what it is, and a tag (words, tone) that judges it."""

    title: str
    sample: str
    choices: Sequence[tuple[Any, str]]
    value: Any
    tag: tuple[str, str]


class PairList(QWidget):
    """A head and scrolling rows; ``changed`` tells row and value once the owner chose another. Tags need room."""

    changed = Signal(int, object)

    def __init__(self, left: str, right: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(theme().scaled(296))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_Head(self, left, right))
        area = Scrolled()
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        area.body.addLayout(self._column)
        area.body.addStretch(1)
        column.addWidget(area, 1)
        self.rows: list[PairRow] = []

    @property
    def shows_tags(self) -> bool:
        """Whether there is room for them."""
        return self.width() >= theme().scaled(_TAGS_FROM)

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show these."""
        empty(self._column)
        self.rows = []
        for at, pair in enumerate(pairs):
            row = PairRow(self, pair)
            row.choice.changed.connect(lambda at=at, row=row: self.changed.emit(at, row.choice.value()))
            self._column.addWidget(row)
            self.rows.append(row)
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Give the tags of all rows the same room, if there is any."""
        widest = max((row.tag.sizeHint().width() for row in self.rows), default=0)
        for row in self.rows:
            row.tag_place.setFixedWidth(12 + widest)
            row.tag_place.setVisible(self.shows_tags)
            row.choice.setFixedWidth(theme().scaled(_CHOICE if self.shows_tags else _SLIM_CHOICE))


class PairRow(QWidget):
    """One thing, its choice and its tag."""

    def __init__(self, pairs: PairList, pair: Pair) -> None:
        super().__init__()
        self._pairs = pairs
        self.setFixedHeight(theme().scaled(_ROW))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 1)
        row.setSpacing(0)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(Words(pair.title, "body", elide=True))
        if pair.sample:
            words.addWidget(Words(pair.sample, "caption", tone="muted", elide=True))
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addSpacing(theme().scaled(_ARROW) + 16)
        self.choice = ChoiceField(pair.choices, pair.value)
        self.choice.setAccessibleName(pair.title)
        row.addWidget(self.choice)
        self.tag = Tag(*pair.tag)
        self.tag_place = QWidget()
        place = QHBoxLayout(self.tag_place)
        place.setContentsMargins(12, 0, 0, 0)
        place.addWidget(self.tag)
        place.addStretch(1)
        row.addWidget(self.tag_place)

    def show_match(self, value: Any, tag: tuple[str, str]) -> None:
        """Show another choice and judgement without telling anyone."""
        self.choice.blockSignals(True)
        self.choice.set_value(value)
        self.choice.blockSignals(False)
        self.tag.set_tag(*tag)
        self._pairs.fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), look.color("line"))
        size = look.scaled(_ARROW)
        x = self.choice.x() - size - 8
        draw_icon(painter, "go", "text-muted", x, (self.height() - size) / 2, size)


class _Head(QWidget):
    def __init__(self, pairs: PairList, left: str, right: str) -> None:
        super().__init__()
        self._pairs, self._left, self._right = pairs, left, right
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(100, theme().px("table-head"))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.fillRect(self.rect(), look.color("sunk"))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), look.color("line"))
        x = self._pairs.rows[0].choice.x() if self._pairs.rows else self.width() // 2
        font, color = look.font("label"), look.color("text-muted")
        draw_text(painter, QRect(16, 0, x - 24, self.height()), self._left, font, color, LEFT)
        draw_text(painter, QRect(x, 0, self.width() - x - 16, self.height()), self._right, font, color, LEFT)
