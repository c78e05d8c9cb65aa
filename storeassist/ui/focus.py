"""The ring around whatever the keyboard is on: 2 px of accent, 2 px outside; shown for the keyboard only."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QCheckBox, QWidget

from storeassist.ui.theme import theme


class FocusRing(QObject):
    """Puts a ring around the control of a window or its dialogs that the keyboard brought the focus to."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._around: QWidget | None = None
        self._ring: _Ring | None = None
        # Not an event filter on the application, which would bring every event of the program through Python.
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watches the control inside the ring: whether it moves, goes, or is pressed."""
        kind = event.type()
        if watched is self._around and self._ring is not None:
            if kind in (QEvent.Type.Hide, QEvent.Type.MouseButtonPress):
                self._leave()
            elif kind in (QEvent.Type.Move, QEvent.Type.Resize):
                self._ring.lie_around(self._around)
        return False

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        self._leave()
        if now is not None and _home_of(now) is self.parent() and _focused_by_key(now):
            self._around, self._ring = now, _Ring(now.window())
            now.installEventFilter(self)
            self._ring.lie_around(now)
            self._ring.show()
            self._ring.raise_()
            for area in _scrolled(now):
                area.verticalScrollBar().valueChanged.connect(self._ring.follow)

    def _leave(self) -> None:
        if self._around is not None and self._ring is not None:
            self._around.removeEventFilter(self)
            self._ring.hide()
            self._ring.deleteLater()
            self._around = self._ring = None


class _Ring(QWidget):
    """Mouse and screen reader do not see it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._around: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def lie_around(self, widget: QWidget) -> None:
        """Take the place around ``widget``, which is in the same window."""
        self._around = widget
        gap = theme().px("focus-gap") + theme().px("focus-width")
        corner = widget.mapTo(widget.window(), widget.rect().topLeft())
        self.setGeometry(QRect(corner, widget.size()).adjusted(-gap, -gap, gap, gap))

    def follow(self) -> None:
        """Go with what the ring lies around while that is scrolled."""
        if self._around is not None and self.isVisible():
            self.lie_around(self._around)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("accent"), look.px("focus-width")))
        radius = look.radius("control") + look.px("focus-gap")
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), min(8, radius), min(8, radius))


def reason_after(before: QWidget | None) -> Qt.FocusReason:
    """Why the keys go to what takes the place of ``before``: a ring around that goes with them."""
    by_key = before is not None and _focused_by_key(before)
    return Qt.FocusReason.TabFocusReason if by_key else Qt.FocusReason.OtherFocusReason


def _scrolled(widget: QWidget) -> Iterator[QAbstractScrollArea]:
    """Whatever scrolls ``widget``."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QAbstractScrollArea):
            yield above
        above = above.parentWidget()


def _home_of(widget: QWidget) -> QWidget:
    """The window at the bottom of the dialogs that ``widget`` lies in."""
    window = widget.window()
    below = window.parentWidget()
    return window if below is None else _home_of(below)


def _focused_by_key(widget: QWidget) -> bool:
    if hasattr(widget, "focused_by_key"):
        return bool(widget.focused_by_key)
    return isinstance(widget, QCheckBox) and QApplication.mouseButtons() == Qt.MouseButton.NoButton
