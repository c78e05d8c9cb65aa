"""Asks a question again and again while its answer takes time: one at a time, and only the last one counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from storeassist.ui.jobs import JobRunner, RunningJob


class Latest(QObject):
    """Runs the job asked for last; one that still runs is given up for it, at its next report, and what waits makes room."""

    def __init__(self, jobs: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._waiting: tuple[Callable[..., Any], tuple[Any, ...], Callable[[Any], Any], Callable[[Exception], Any]] | None = None
        self._asked = 0
        self._running: RunningJob | None = None

    def ask(
        self, work: Callable[..., Any], *args: Any, done: Callable[[Any], Any], failed: Callable[[Exception], Any]
    ) -> None:
        """Answer ``work(job, shop, *args)`` to ``done`` or ``failed``, unless something else is asked meanwhile."""
        self._asked += 1
        self._waiting = (work, args, done, failed)
        self._give_up()
        self._go_on()

    def forget(self) -> None:
        """Let no answer come any more to what was asked so far."""
        self._asked += 1
        self._waiting = None
        self._give_up()

    def _give_up(self) -> None:
        if self._running is not None:
            self._running.cancel()

    def _go_on(self) -> None:
        if self._running is not None or self._waiting is None or self._jobs.is_over:
            return
        (work, args, done, failed), self._waiting = self._waiting, None
        asked = self._asked
        self._running = self._jobs.start_on_shop(
            work,
            *args,
            done=lambda answer: self._end(asked, done, answer),
            failed=lambda error: self._end(asked, failed, error),
            cancelled=self._stop,
        )

    def _stop(self) -> None:
        self._running = None
        self._go_on()

    def _end(self, asked: int, tell: Callable[[Any], Any], answer: Any) -> None:
        self._running = None
        if asked == self._asked:
            tell(answer)
        self._go_on()
