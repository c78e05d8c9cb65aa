"""Time that goes by on the shop's wall while a window is open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from storeassist.ui.desk import Desk

_LOOK_EVERY_MS = 60_000
_NONE = timedelta(0)


class WallClock(QTimer):
    """Says ``struck`` each time so many minutes have gone by.

    A computer that sleeps stops its timers, but not the clock on the wall: the first look after waking sees the hours.
    """

    struck = Signal()

    def __init__(self, desk: Desk, minutes: int, parent: QObject) -> None:
        super().__init__(parent, interval=_LOOK_EVERY_MS)
        self._desk, self._every = desk, timedelta(minutes=minutes)
        self._since = desk.now()
        self.timeout.connect(self.look)
        self.start()

    @Slot()
    def look(self) -> None:
        """Compare with the wall; a clock that was set back counts as time gone by."""
        now = self._desk.now()
        if not _NONE <= now - self._since < self._every:
            self._since = now
            self.struck.emit()
