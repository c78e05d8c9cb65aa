"""Says beside the name of the Today page how many there are to greet, whichever page is in sight."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from storeassist.features.today import jobs, store
from storeassist.kernel.changes import Changes
from storeassist.ui.clock import WallClock
from storeassist.ui.desk import Desk

_TABLES = ("customer", "customer_total", "prompt_answer", "shop_setting")
_SETTLE_MS = 500
"""An import or a row of answers is counted once."""
_COUNT_AGAIN_MINUTES = 10
"""A new day begins while the window is open."""


class WorkCount(QObject):
    """Counts anew after every change, once it is quiet; in a large shop in the background."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._soon = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._soon.timeout.connect(self._count)
        self._clock = WallClock(desk, _COUNT_AGAIN_MINUTES, self)
        self._clock.struck.connect(self._count)
        desk.changed.connect(self._on_change)
        self._count()

    def leave(self) -> None:
        """The window is closing."""
        self._soon.stop()
        self._clock.stop()

    @Slot(object)
    def _on_change(self, changes: Changes) -> None:
        if changes.touch(*_TABLES):
            self._soon.start()

    @Slot()
    def _count(self) -> None:
        desk, now = self._desk, self._desk.now()
        if store.is_large(desk.shop):
            desk.jobs.start_on_shop(jobs.count_waiting, now, done=self._show)
        else:
            self._show(store.count_waiting(desk.shop, now))

    def _show(self, waiting: int) -> None:
        self._desk.show_work("today", waiting)
