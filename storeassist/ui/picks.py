"""Offers what fits under a field while it is typed into; arrow keys choose, Enter takes, Esc goes on without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import LEFT, RIGHT, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.notice import announce

_KEYS = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing to take: ``value`` is handed on, ``detail`` tells it from others, ``icon`` says it is another kind."""

    value: object
    title: str
    detail: str = ""
    icon: str = ""


class _PickList(QFrame):
    """Painted over the window, so that the field keeps the focus."""

    taken = Signal(int)

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field.window())
        self.setProperty("role", "panel")
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.picks: Sequence[Pick] = ()
        self.current = 0
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(200, len(self.picks) * theme().px("row") + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        look, painter, tall = theme(), QPainter(self), theme().px("row")
        for at, pick in enumerate(self.picks):
            rect = QRect(5, 5 + at * tall, self.width() - 10, tall)
            if at == self.current:
                rounded(painter, rect, look.radius("control"), look.color("accent-soft"))
            inner = rect.adjusted(8, 0, -8, 0)
            if pick.icon:
                size = look.px("icon")
                draw_icon(painter, pick.icon, "accent", inner.x(), inner.y() + (tall - size) / 2, size)
                inner.setLeft(inner.x() + size + 8)
            font = look.font("body", bold=at == self.current)
            words = min(width_of(font, pick.title) + 1, inner.width())
            title = QRect(inner.x(), inner.y(), words, tall)
            draw_text(painter, title, pick.title, font, look.color("accent" if pick.icon else "text"), LEFT)
            rest = inner.adjusted(words + 12, 0, 0, 0)
            if rest.width() > 0:
                draw_text(painter, rest, pick.detail, look.font("label"), look.color("text-muted"), RIGHT)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.go(self._at(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if 0 <= (at := self._at(event)) < len(self.picks):
            self.taken.emit(at)

    def go(self, at: int) -> None:
        """Put the bar on a line."""
        if 0 <= at < len(self.picks) and at != self.current:
            self.current = at
            self.update()
            announce(self, f"{self.picks[at].title} {self.picks[at].detail}")

    def _at(self, event: QMouseEvent) -> int:
        return int(event.position().y() - 5) // theme().px("row")


class Picker(QObject):
    """Watches one field: asks ``offer`` what fits the text after each key, and tells ``picked`` what was taken."""

    picked = Signal(object)

    def __init__(self, field: QLineEdit, offer: Callable[[str], Sequence[Pick]]) -> None:
        super().__init__(field)
        self._field, self._offer = field, offer
        self._list: _PickList | None = None
        field.installEventFilter(self)
        field.textEdited.connect(self._on_edit)

    @property
    def picks(self) -> Sequence[Pick]:
        """What is offered now."""
        return self._list.picks if self._list is not None and self._list.isVisible() else ()

    def close(self) -> None:
        """Offer nothing until the next key."""
        if self._list is not None:
            self._list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close()
        elif isinstance(event, QKeyEvent) and self.picks and event.key() in _KEYS and not event.modifiers() & _HELD:
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress:
                self._on_key(Qt.Key(event.key()))
                return True
        return super().eventFilter(watched, event)

    def _on_key(self, key: Qt.Key) -> None:
        if self._list is None:
            return
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self._list.current)
        else:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.go((self._list.current + step) % len(self._list.picks))

    def _on_edit(self, text: str) -> None:
        picks = self._offer(text)
        if not picks:
            self.close()
            return
        if self._list is None:
            self._list = _PickList(self._field)
            self._list.taken.connect(self._take)
        self._list.picks, self._list.current = picks, 0
        window = self._field.window()
        below = self._field.mapTo(window, QPoint(0, self._field.height() + 4))
        height = self._list.sizeHint().height()
        if below.y() + height > window.height():
            below.setY(self._field.mapTo(window, QPoint(0, -4)).y() - height)
        self._list.setGeometry(below.x(), below.y(), self._field.width(), height)
        self._list.show()
        self._list.raise_()
        self._list.update()

    def _take(self, at: int) -> None:
        pick = self.picks[at]
        self.close()
        self.picked.emit(pick.value)
