"""Hides a window and every dialog over it behind one widget, and shows them again as they were."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QWidget

_PASSING = (Qt.WindowType.ToolTip, Qt.WindowType.Popup)
_BEHIND = "behind-curtain"


class Curtain(QObject):
    """While it is closed nothing of the window can be seen or reached but ``front``; work in the background goes on."""

    def __init__(self, window: QWidget, middle: QWidget) -> None:
        """``middle`` is all that ``window`` shows."""
        super().__init__(window)
        self._window, self._middle = window, middle
        self.front: QWidget | None = None
        self._keys: list[QShortcut] = []
        self._late = QTimer(self, singleShot=True, interval=0)
        self._late.timeout.connect(self._on_late)

    def close(self, front: QWidget) -> None:
        """Lay ``front`` over everything."""
        self.front, window = front, self._window
        front.setParent(window)
        front.setGeometry(window.rect())
        front.show()
        front.raise_()
        self._hide_dialogs()
        front.setFocus()  # before the rest is hidden, which so remembers where the focus was
        self._middle.hide()
        children = window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly)
        self._keys = [key for key in children if key.isEnabled()]
        for key in self._keys:
            key.setEnabled(False)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def open(self) -> None:
        """Take ``front`` away; every dialog is back with what was typed into it."""
        if self.front is None:
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self._late.stop()
        self._middle.show()
        (self._middle.focusWidget() or self._middle).setFocus()
        self.front.hide()
        self.front.deleteLater()
        self.front = None
        for key in self._keys:
            key.setEnabled(True)
        self._keys = []
        for dialog in QApplication.topLevelWidgets():
            if dialog.property(_BEHIND):
                dialog.setProperty(_BEHIND, None)
                dialog.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows the window's size, and keeps a dialog that opens meanwhile from showing anything."""
        if event.type() == QEvent.Type.Resize and watched is self._window and self.front is not None:
            self.front.setGeometry(self._window.rect())
        elif event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._late.start()
        return False

    @Slot()
    def _on_late(self) -> None:
        if self._window.isVisible():  # else what opened is the window that takes the place of this one
            self._hide_dialogs()

    def _hide_dialogs(self) -> None:
        had_the_keys = QApplication.activeWindow() is not None
        for other in QApplication.topLevelWidgets():
            if other is self._window or not other.isVisible():
                continue
            if other.windowType() in _PASSING:
                other.close()
            else:
                other.hide()
                other.setProperty(_BEHIND, True)
        if had_the_keys:  # else the owner is in another program, and stays there
            self._window.activateWindow()
