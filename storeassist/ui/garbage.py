"""Python's search for garbage, done by the event loop alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from storeassist.kernel.garbage import collect_due

_EVERY_MS = 1000


class Collector(QObject):
    """Looks for garbage between events, for as long as it lives.

    Python by itself would look at any moment in any thread, and delete widgets that nobody owns any more: while Qt goes
    through all of them for a new theme, or from a job's thread. Either takes the program down.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self, interval=_EVERY_MS)
        timer.timeout.connect(collect_due)
        timer.start()
