"""Buttons: quiet, primary, dangerous, links; with an icon, a muted count and a key hint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from storeassist.ui.commands import key_text
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import LEFT, draw_key, draw_text, rounded, width_of
from storeassist.ui.theme import theme

Kind = Literal["quiet", "primary", "danger", "bad", "link", "icon"]
BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)
"""Why a control has the focus when the keyboard brought it there."""
BACK = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""Why it has it again after its menu or another window was in front."""

_GROUND = {"primary": "accent", "bad": "bad"}
_WORDS = {"primary": "on-accent", "bad": "on-accent", "danger": "bad", "link": "accent"}


class PaintedButton(QAbstractButton):
    """A button that paints itself: feels the mouse, takes the focus by Tab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.focused_by_key = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keep(self, name: str, tip: str = "") -> None:
        """Name it for screen readers; with a tip for the mouse where it shows no words."""
        self.setAccessibleName(name)
        if tip:
            self.setToolTip(tip)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in BACK:
            self.focused_by_key = event.reason() in BY_KEY
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as Space does; arrows belong to the row it stands in."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class Button(PaintedButton):
    """A verb and its object. ``kind`` "icon" shows only the icon; its text is the tooltip and accessible name."""

    def __init__(
        self,
        text: str,
        *,
        kind: Kind = "quiet",
        icon: str = "",
        key: str = "",
        count: str = "",
        small: bool = False,
        then: Callable[[], Any] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind, self.meaning, self.key, self._count, self._small = kind, icon, key_text(key), count, small
        self.setText(text)
        if then:
            self.clicked.connect(lambda: then())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.keep(text, text if self.kind == "icon" else "")
        self.updateGeometry()

    def set_count(self, count: str) -> None:
        """The muted number after the words."""
        self._count = count
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        height = look.px("control-small" if self._small else "control")
        if self.kind == "icon":
            return QSize(height, height)
        width = width_of(self._font(), self.text()) + (0 if self.kind == "link" else 26)
        if self.meaning:
            width += look.px("icon") + 8
        if self._count:
            width += 7 + width_of(look.font("body"), self._count)
        if self.key:
            width += 22 + width_of(look.font("caption"), self.key)
        return QSize(width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        words, muted = self._ground(painter)
        size, middle = look.px("icon"), self.height() // 2
        if self.kind == "icon":
            draw_icon(painter, self.meaning, words, (self.width() - size) / 2, (self.height() - size) / 2, size)
            return
        x = 0 if self.kind == "link" else 13
        if self.meaning:
            draw_icon(painter, self.meaning, words, x, (self.height() - size) / 2, size)
            x += size + 8
        font = self._font()
        width = min(width_of(font, self.text()), self.width() - x)
        draw_text(painter, QRect(x, 0, width, self.height()), self.text(), font, look.color(words), LEFT)
        x += width + 7
        if self._count:
            rest = QRect(x, 0, self.width() - x, self.height())
            draw_text(painter, rest, self._count, look.font("body"), look.color(muted), LEFT)
        if self.key and self.width() >= self.sizeHint().width():
            line = QColor(look.color("on-accent" if self.kind == "primary" else "line"))
            draw_key(painter, self.width() - 12, middle, self.key, line, look.color(muted))

    def _ground(self, painter: QPainter) -> tuple[str, str]:
        """Paint what lies under the words; returns the roles of the words and of the muted ones."""
        look = theme()
        box, radius = self.rect(), look.radius("control")
        hot = self.underMouse() or self.isDown()
        if not self.isEnabled():
            if self.kind != "link":
                rounded(painter, box, radius, look.color("hover"), look.color("line"))
            return "text-disabled", "text-disabled"
        if self.kind in _GROUND:
            lit = "accent-hover" if self.kind == "primary" and hot else _GROUND[self.kind]
            rounded(painter, box, radius, look.color(lit))
            return "on-accent", "on-accent"
        if self.kind == "link":
            if hot:
                rounded(painter, box.adjusted(-4, 0, 4, 0), radius, look.color("accent-soft"))
            return "accent", "text-muted"
        line = "bad-line" if self.kind == "danger" else "outline"
        rounded(painter, box, radius, look.color("hover" if hot else "surface"), look.color(line))
        return _WORDS.get(self.kind, "text"), "text-muted"

    def _font(self) -> QFont:
        return theme().font("label" if self.kind == "link" else "body", bold=self.kind in _GROUND)


class KeyHint(QWidget):
    """A key in a small frame."""

    def __init__(self, key: str, line: str = "line", words: str = "text-muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._line, self._words = key_text(key), line, words
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(width_of(theme().font("caption"), self._text) + 10, theme().scaled(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        draw_key(
            QPainter(self), self.width(), self.height() // 2, self._text, look.color(self._line), look.color(self._words)
        )
