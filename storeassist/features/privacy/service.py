"""Locks the window when it is asked to, or when nobody touched it for a while; shows phones as the owner wants them."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QWindow

from storeassist.features.privacy import HAS_PIN, LOCK_AFTER, PIN, rules
from storeassist.kernel.phones import hide_phones
from storeassist.kernel.settings import MASK_PHONES
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk

_LOOK_EVERY_MS = 5_000
_TOUCHES = {
    *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel),
    *(QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate),
}


class PrivacyService(QObject):
    """Beside the pages for as long as the window is open."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._last: datetime = desk.now()
        self._looks = QTimer(self, interval=_LOOK_EVERY_MS)
        self._looks.timeout.connect(self.look)
        desk.offer(_("Lock now"), "lock", "Ctrl+L", self.lock)
        desk.taste.changed.connect(self._on_taste)
        qt = QCoreApplication.instance()
        assert isinstance(qt, QGuiApplication)
        qt.focusWindowChanged.connect(self._on_window)
        self._on_window(qt.focusWindow())
        self._watch()

    def leave(self) -> None:
        """The window closes."""
        self._looks.stop()
        self._desk.taste.changed.disconnect(self._on_taste)

    def lock(self) -> None:
        """Cover the window until the PIN is typed; without one, show where to set it."""
        if self._desk.is_covered:
            return
        if not self._desk.taste.get(HAS_PIN, False):
            self._desk.go("settings", setting=PIN)
            self._desk.say(_("Set a PIN first, under Privacy."), undo=False)
            return
        from storeassist.features.privacy.panels_lock import LockScreen

        self._desk.cover(LockScreen(self._desk))

    @Slot()
    def look(self) -> None:
        """Lock if nobody touched anything for as long as the owner said."""
        now = self._desk.now()
        self._last = min(self._last, now)  # the clock was put back
        if rules.is_idle(self._last, now, int(self._desk.taste.read(LOCK_AFTER))):
            self.lock()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hears of keys and mouse in the window that has the focus."""
        if event.type() in _TOUCHES:
            self._last = self._desk.now()
        return False

    @Slot(QWindow)
    def _on_window(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def _watch(self) -> None:
        self._last = self._desk.now()
        if self._desk.taste.get(HAS_PIN, False) and self._desk.taste.read(LOCK_AFTER):
            self._looks.start()
        else:
            self._looks.stop()

    @Slot(str)
    def _on_taste(self, key: str) -> None:
        if key == MASK_PHONES.key:
            hide_phones(bool(self._desk.taste.read(MASK_PHONES)))
            self._desk.show_anew()
        elif key in (HAS_PIN, LOCK_AFTER.key):
            self._watch()
