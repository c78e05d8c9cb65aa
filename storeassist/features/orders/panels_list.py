"""Brings the rest of a long list of orders in from the background."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from storeassist.features.orders.store_lists import Listing, Question, whole_of
from storeassist.ui.desk import Desk
from storeassist.ui.jobs import RunningJob

_PAUSE_MS = 120  # between two keystrokes; nobody reads to the end of a list in it


class Rest(QObject):
    """Asks for one whole list at a time; the answer to an earlier question is never told."""

    def __init__(self, desk: Desk, told: Callable[[Listing], None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._told = desk, told
        self._asked: Question | None = None
        self._job: RunningJob | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read)

    @property
    def awaited(self) -> bool:
        """Whether there is more to come."""
        return self._asked is not None

    def ask(self, question: Question) -> None:
        """Read this list instead of any asked for before."""
        self.forget()
        self._asked = question
        self._pause.start()

    def forget(self) -> None:
        """Nothing is waited for any more."""
        self._asked = None
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    @Slot()
    def _read(self) -> None:
        asked = self._asked
        if asked is None:
            return
        answers: dict[str, Callable[..., None]] = {
            "done": partial(self._on_read, asked),
            "failed": partial(self._on_failed, asked),
        }
        self._job = self._desk.jobs.start_on_shop(whole_of, asked, **answers)

    def _on_read(self, asked: Question, listing: Listing) -> None:
        if asked is self._asked:
            self._asked = self._job = None
            self._told(listing)

    def _on_failed(self, asked: Question, error: Exception) -> None:
        if asked is self._asked:
            self._asked = self._job = None
            self._desk.fail(error)
