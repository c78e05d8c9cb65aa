"""Runs Qt-free functions off the main thread and brings their answers back to it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from storeassist.kernel.errors import UserError
from storeassist.kernel.garbage import give_back
from storeassist.kernel.jobs import Cancelled, Job
from storeassist.kernel.text import many

if TYPE_CHECKING:
    from storeassist.kernel.database import Shop

log = logging.getLogger(__name__)

_REPORT_EVERY = 0.05  # seconds; a job may report each row, an eye needs no more than this
_AT_ONCE = 1_000  # rows; more of them would hold the window up for longer than a blink
_HEAVY_SECONDS = 0.3  # work that took so long went through a good part of the shop
_TELL_AFTER = 1.0  # seconds; earlier, the speed says nothing yet


class RunningJob(QObject):
    """The main thread's handle of one job. ``text`` says what it does; "" keeps it out of the side bar."""

    progressed = Signal(int, int, str)
    _ended = Signal(str, object)

    def __init__(
        self,
        parent: QObject,
        text: str,
        done: Callable[[Any], Any] | None,
        failed: Callable[[Exception], Any],
        cancelled: Callable[[], Any] | None,
        progress: Callable[[int, int, str], Any] | None,
    ) -> None:
        super().__init__(parent)
        self.text, self.fraction, self.note = text, 0.0, ""
        self._done, self._failed, self._cancelled, self._progress = done, failed, cancelled, progress
        self._stop = False
        self._reported = 0.0
        self._since, self._counted = monotonic(), 0
        self.progressed.connect(self._on_progress)
        self._ended.connect(self._on_end)

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._stop = True

    def report(self, done: int, total: int, text: str = "") -> None:
        """Called by the job, from its own thread."""
        if self._stop:
            raise Cancelled
        if done >= total or monotonic() - self._reported > _REPORT_EVERY:
            self._reported = monotonic()
            self.progressed.emit(done, total, text)

    def run(self, work: Callable[[Job], Any]) -> None:
        """The job's own thread."""
        try:
            result = work(self)
        except Cancelled:
            self._ended.emit("cancelled", None)
        except Exception as error:
            if not isinstance(error, UserError):
                log.exception("a job failed")
            self._ended.emit("failed", error)
        else:
            self._ended.emit("done", result)

    @Slot(int, int, str)
    def _on_progress(self, done: int, total: int, text: str) -> None:
        self.fraction = done / total if total else 0.0
        self.note = f"{done:,} / {total:,}{self._time_left(done, total)}" if total else f"{done:,}"
        if self._progress:
            self._progress(done, total, text)

    def _time_left(self, done: int, total: int) -> str:
        """How long it goes on at the speed so far; "" while that cannot be told."""
        if done < self._counted:  # its next part, which counts anew
            self._since = monotonic()
        self._counted = done
        took = monotonic() - self._since
        if took < _TELL_AFTER or not 0 < done < total:
            return ""
        seconds = ceil(took / done * (total - done))
        if seconds < 60:
            return "·" + many("{n} second left", "{n} seconds left", seconds)
        return "·" + many("{n} minute left", "{n} minutes left", ceil(seconds / 60))

    @Slot(str, object)
    def _on_end(self, how: str, outcome: Any) -> None:
        runner = self.parent()
        if isinstance(runner, JobRunner):
            runner.forget(self)
        if how == "failed":
            self._failed(outcome)
        elif how == "cancelled" and self._cancelled:
            self._cancelled()
        elif how == "done" and self._done:
            self._done(outcome)
        self.deleteLater()


class _Task(QRunnable):
    def __init__(self, job: RunningJob, work: Callable[[Job], Any]) -> None:
        super().__init__()
        self._job, self._work = job, work

    def run(self) -> None:
        job, work = self._job, self._work
        del self._job, self._work  # Qt's binding keeps some tasks for good, and these would keep the page that asked
        job.run(work)


class JobRunner(QObject):
    """Starts jobs, and stops them all before the window goes away. ``changed`` follows every start and end.

    Once it ``is_over``, whoever waited to start one lets it be: nobody may have the shop file open any more.
    """

    changed = Signal()

    def __init__(self, shop: Shop | None, fail: Callable[[Exception], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shop, self._fail = shop, fail
        self._pool = QThreadPool(self)
        self.running: list[RunningJob] = []
        self.is_over = False

    def start(
        self,
        work: Callable[..., Any],
        *args: Any,
        text: str = "",
        done: Callable[[Any], Any] | None = None,
        failed: Callable[[Exception], Any] | None = None,
        cancelled: Callable[[], Any] | None = None,
        progress: Callable[[int, int, str], Any] | None = None,
    ) -> RunningJob:
        """Run ``work(job, *args)`` in the background; the answers arrive on the main thread."""
        job = RunningJob(self, text, done, failed or self._fail, cancelled, progress)
        self.running.append(job)
        self.changed.emit()
        self._pool.start(_Task(job, lambda running: work(running, *args)))
        return job

    def start_on_shop(self, work: Callable[..., Any], *args: Any, **answers: Any) -> RunningJob:
        """Run ``work(job, shop, *args)`` with a connection of its own to the shop file; see ``start``."""
        shop = self._shop
        if shop is None:
            raise RuntimeError("no shop is open")

        def on_shop(job: Job, *given: Any) -> Any:
            own, began = shop.again(), monotonic()
            try:
                return work(job, own, *given)
            finally:
                own.close()
                if monotonic() - began > _HEAVY_SECONDS:
                    give_back()

        return self.start(on_shop, *args, **answers)

    def write(
        self, act: Callable[..., Any], *args: Any, count: int, text: str, done: Callable[[Any], Any]
    ) -> None:
        """Do ``act(shop, *args)``, which writes ``count`` rows: at once when they are few, else in the background."""
        if count <= _AT_ONCE:
            done(act(self._shop, *args))
        else:
            self.start_on_shop(lambda _job, shop: act(shop, *args), text=text, done=done)

    @property
    def is_busy(self) -> bool:
        """Whether work is under way that the owner was told of."""
        return any(job.text for job in self.running)

    def forget(self, job: RunningJob) -> None:
        """Called by a job at its end."""
        if job in self.running:
            self.running.remove(job)
            self.changed.emit()

    def stop_all(self, wait_ms: int = 5000) -> bool:
        """Cancel everything and wait; True when all is quiet."""
        self.is_over = True
        for job in self.running:
            job.cancel()
        return self._pool.waitForDone(wait_ms)
