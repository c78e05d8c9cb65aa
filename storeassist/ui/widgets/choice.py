"""Wide buttons that say what they lead to: one of a few ways to begin, one of the shops open lately."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import CENTER, LEFT, draw_tag, draw_text, rounded, tag_width
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import KeyHint, PaintedButton
from storeassist.ui.widgets.words import Words

_DISC = 44
_INSET = 16
_SEAL = 52


class Choice(PaintedButton):
    """One way to go: an icon, a heading, a sentence why, the key that presses it."""

    def __init__(self, heading: str, sentence: str, icon: str, key: str, then: Callable[[], Any]) -> None:
        super().__init__()
        self._icon, self._over = icon, False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._heading = Words(heading, "heading", wrap=True)
        self._sentence = Words(sentence, "label", tone="muted", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * _INSET + theme().scaled(_DISC), _INSET, _INSET, _INSET)
        row.setSpacing(_INSET)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(self._heading)
        words.addWidget(self._sentence)
        words.addStretch(1)
        row.addLayout(words, 1)
        row.addWidget(KeyHint(key), 0, Qt.AlignmentFlag.AlignVCenter)
        for part in (self._heading, self._sentence):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.set_words(heading, sentence)
        self.clicked.connect(lambda: then())

    def set_words(self, heading: str, sentence: str) -> None:
        """Say something else."""
        self._heading.setText(heading)
        self._sentence.setText(sentence)
        self.setText(heading)
        self.keep(heading)
        self.setAccessibleDescription(sentence)

    def set_over(self, over: bool) -> None:
        """Whether a file hangs above the window that this would take."""
        self._over = over
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(240), theme().scaled(_DISC) + 2 * _INSET)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        hot = self.underMouse() or self.isDown() or self._over
        ground, line = ("accent-soft", "accent-line") if hot else ("surface", "line")
        rounded(painter, self.rect(), look.radius("card"), look.color(ground), look.color(line))
        side, size = look.scaled(_DISC), look.scaled(22)
        disc = QRect(_INSET, (self.height() - side) // 2, side, side)
        rounded(painter, disc, side / 2, look.color("surface" if hot else "accent-soft"))
        inset = (side - size) / 2
        draw_icon(painter, self._icon, "accent", disc.x() + inset, disc.y() + inset, size)


class ShopRow(PaintedButton):
    """A shop file: its seal and name, where it lies, and a word on it in ``tone``."""

    def __init__(self, name: str, place: str, then: Callable[[], Any], tag: str = "", tone: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setText(name)
        self.keep(f"{name} {tag}".strip(), place)
        self._place, self._tag, self._tone = place, tag, tone
        self.clicked.connect(lambda: then())

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(200), theme().px("row-queue"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(120), theme().px("row-queue"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        if self.underMouse() or self.isDown():
            rounded(painter, self.rect(), look.radius("control"), look.color("hover"))
        gone = self._tone == "warn"
        side = look.px("avatar")
        seal = QRect(8, (self.height() - side) // 2, side, side)
        rounded(painter, seal, look.radius("well"), look.color("hover" if gone else "accent"))
        letter = self.text().strip()[:1].upper()
        draw_text(painter, seal, letter, look.font("name"), look.color("text-muted" if gone else "on-accent"), CENTER)
        left, right = seal.right() + 12, self.width() - 8
        if self._tag:
            width, height = tag_width(self._tag), look.px("tag")
            right -= width
            draw_tag(painter, QRect(right, (self.height() - height) // 2, width, height), self._tag, self._tone)
            right -= 8
        upper = QRect(left, self.height() // 2 - look.scaled(20), right - left, look.scaled(20))
        words = look.color("text-muted" if gone else "text")
        draw_text(painter, upper, self.text(), look.font("body", bold=True), words, LEFT)
        lower = QRect(left, upper.bottom() + 1, right - left, look.scaled(18))
        draw_text(painter, lower, self._place, look.font("caption"), look.color("text-muted"), LEFT)


class Seal(QWidget):
    """The first letter of a name, white on a square of accent."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._letter = name.strip()[:1].upper()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(_SEAL), theme().scaled(_SEAL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        rounded(painter, self.rect(), look.radius("card"), look.color("accent"))
        draw_text(painter, self.rect(), self._letter, look.font("number"), look.color("on-accent"), CENTER)
