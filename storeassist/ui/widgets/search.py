"""The search field of a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.icons import draw_icon
from storeassist.ui.theme import theme

_WIDE, _SLIM = 232, 175


class GlassLine(QLineEdit):
    """A line with a magnifying glass before its words."""

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setTextMargins(theme().px("icon") + 8, 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = theme().px("icon")
        draw_icon(QPainter(self), "search", "text-muted", 10, (self.height() - size) / 2, size)


class SearchField(GlassLine):
    """Tells what is typed at once, a burst of keys as one; Ctrl+F goes to it, Esc empties it, Down leaves it."""

    changed = Signal(str)
    went_down = Signal()

    def __init__(self, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(placeholder, parent)
        self.setAccessibleName(_("Search this list"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        # With no time at all it still waits for the keys that came in while the last answer was made.
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._tell)
        self.textChanged.connect(lambda: self._rest.start())
        self._told = ""
        QShortcut(QKeySequence("Ctrl+F"), self, self._take_focus)

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(_WIDE), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """In a small window with large letters it makes way for what stands beside it."""
        return QSize(theme().scaled(_SLIM), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Esc is the field's as long as there is something to empty; then it is the page's."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.text():
            if event.type() == QEvent.Type.KeyPress:
                self.clear()
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self._tell()
            self.went_down.emit()
        else:
            super().keyPressEvent(event)

    def set_text(self, text: str) -> None:
        """Search for ``text`` at once."""
        self.setText(text)
        self._tell()

    def _tell(self) -> None:
        self._rest.stop()
        if self.text() != self._told:
            self._told = self.text()
            self.changed.emit(self._told)

    def _take_focus(self) -> None:
        self.setFocus()
        self.selectAll()
