"""What was just done, at the lower left of the page for a few seconds, and the way to take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, QTimer
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from storeassist.kernel.text import _
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import CENTER, LEFT, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import KeyHint, PaintedButton
from storeassist.ui.widgets.notice import announce


class _UndoButton(PaintedButton):
    def __init__(self) -> None:
        super().__init__()
        self.setText(_("Undo"))
        self.keep(_("Undo"))

    def sizeHint(self) -> QSize:
        return QSize(width_of(theme().font("body", bold=True), self.text()) + 12, theme().px("control-small"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        painter = QPainter(self)
        draw_text(painter, self.rect(), self.text(), look.font("body", bold=True), look.color("inverse-accent"), CENTER)


class _Said(QWidget):
    """The words; elided when the page is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def sizeHint(self) -> QSize:
        return QSize(width_of(theme().font("body"), self.text) + 2, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        draw_text(QPainter(self), self.rect(), self.text, look.font("body"), look.color("on-inverse"), LEFT)


class Snackbar(QWidget):
    """One at a time; waits while the mouse or the focus is on it."""

    def __init__(self, pages: QWidget, undo: Callable[[], Any]) -> None:
        super().__init__(pages)
        self._pages = pages
        self.setVisible(False)
        self._bad = False
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(42, 0, 12, 0)
        row.setSpacing(16)
        self._said = _Said()
        row.addWidget(self._said, 1)
        self.undo_button = _UndoButton()
        self.undo_button.clicked.connect(lambda: undo())
        self._hint = KeyHint("Ctrl+Z", "text-muted", "on-inverse")
        row.addWidget(self.undo_button)
        row.addWidget(self._hint)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._leave)
        pages.installEventFilter(self)

    @property
    def text(self) -> str:
        """What it says."""
        return self._said.text

    def say(self, text: str, undo: bool) -> None:
        """Tell what was done."""
        self._show(text, undo, bad=False)

    def complain(self, text: str) -> None:
        """Tell what went wrong; it stays twice as long."""
        self._show(text, False, bad=True)

    def _show(self, text: str, undo: bool, *, bad: bool) -> None:
        self._said.text, self._bad = text, bad
        self.undo_button.setVisible(undo)
        self._hint.setVisible(undo)
        self.setAccessibleName(text)
        self._place()
        self.show()
        self.raise_()
        self.update()
        self._timer.start(theme().tokens["time"]["snackbar"] * (2 if bad else 1))
        announce(self, text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._timer.start(theme().tokens["time"]["snackbar"] // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        rounded(painter, self.rect(), look.radius("control"), look.color("inverse"))
        size = look.px("icon")
        draw_icon(painter, "problem" if self._bad else "done", "on-inverse", 14, (self.height() - size) / 2, size)

    def _leave(self) -> None:
        if self.undo_button.hasFocus():
            self._timer.start(theme().tokens["time"]["snackbar"])
        else:
            self.hide()

    def _place(self) -> None:
        look, pages = theme(), self._pages
        self._said.updateGeometry()
        self._row.invalidate()
        height = look.px("snackbar")
        width = min(max(self._row.sizeHint().width(), look.scaled(344)), pages.width() - 2 * look.px("page-x") - 32)
        self.resize(width, height)
        corner = QPoint(look.px("page-x") + look.px("l"), pages.height() - look.px("page-y") - 10 - height)
        self.move(corner)
