"""Keeps the open shop backed up beside the pages, says how that stands, and looks once whether the file is whole."""

from __future__ import annotations

import logging
from datetime import datetime
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from storeassist.features.backups import jobs
from storeassist.features.backups.rules import age_words, is_due, is_too_old
from storeassist.kernel import backups
from storeassist.kernel.backups import Backup, Taken, Why
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled
from storeassist.kernel.settings import PRACTICE, read_setting
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.feature import Status, load

log = logging.getLogger(__name__)

_LOOK_EVERY_MS = 60_000
_CHECK_AFTER_MS = 20_000
"""By then the owner has found what they came for, and two cores have time to read the whole file."""
_AT_EXIT = 10.0  # seconds that the hidden window waits


def keeper_of(desk: Desk) -> Keeper:
    """The one keeper of an open shop."""
    return desk.findChild(Keeper) or Keeper(desk)


class Keeper(QObject):
    """Backs up what changed every half hour and at the end. ``changed`` follows every try."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.newest: Backup | None = None
        self.problem = ""
        self.is_running = False
        self._knows = self._is_leaving = False
        self._tried_at: datetime | None = None
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._check = QTimer(self, singleShot=True, interval=_CHECK_AFTER_MS)
        self._check.timeout.connect(self.check_all)
        self._check.start()
        self.look()

    def back_up(self, why: Why, text: str = "") -> None:
        """Make a backup in the background; with ``text`` the owner sees it run."""
        if self.is_running:
            return
        self.is_running, self._tried_at = True, self._desk.now()
        self._desk.jobs.start(
            jobs.take, self._desk.shop.path, self._tried_at, why,
            text=text, done=self._on_taken, failed=self._on_failed, cancelled=self._on_cancelled,
        )  # fmt: skip

    @Slot()
    def look(self) -> None:
        """See which backup is the newest: imports and scripts make some too. Back up if changes have waited long enough."""
        if not self.is_running:
            self._desk.jobs.start(jobs.newest, self._desk.shop.path, done=self._on_found, failed=self._on_failed)

    def note(self, newest: Backup | None) -> None:
        """Say how old the newest backup is."""
        if not self._knows:
            self._tried_at = newest.at if newest else self._desk.now()
        self.newest, self._knows = newest, True
        self.show_status()

    @Slot()
    def check_all(self) -> None:
        """Look in the background whether the shop file is whole and its sums are right."""
        checks = [load(name) for feature in self._desk.features for name in feature.checks]
        self._desk.jobs.start_on_shop(jobs.problems_of, checks, done=self._on_checked, failed=self._on_check_failed)

    def show_status(self) -> None:
        """Say in the last line of the side bar how old the newest backup is, or that none could be made."""
        if not self._knows or self._is_leaving:  # answers of jobs may come after the window went
            return
        made_at, now = self.newest.at if self.newest else None, self._desk.now()
        if self.problem:
            self._desk.show_status(Status(_("The backup failed"), "bad", self.problem, "backups"))
            return
        if self.newest is None and self._is_invented():
            self._desk.show_status(Status(_("Practice needs no backup"), page="backups"))
            return
        is_bad = self._has_changed() and self.newest is not None and is_too_old(made_at, now)
        self._desk.show_status(Status(age_words(made_at, now), "bad" if is_bad else "", self._tip(), "backups"))

    def leave(self) -> None:
        """The window is hidden and about to close: back up what changed, but keep nobody waiting for long."""
        self._is_leaving = True
        self._timer.stop()
        self._check.stop()
        if self._desk.goes_on or not self._has_changed():
            return
        try:
            backups.take(self._desk.shop.path, self._desk.now(), Why.EXIT, _Patience())
        except Cancelled:
            log.warning("the backup at the end was given up: it took too long")
        except UserError:
            log.warning("the backup at the end could not be made")

    def _has_changed(self) -> bool:
        """Whether anything was written since the newest backup; what is invented is not worth keeping."""
        try:
            if self._is_invented():
                return False
            return self.newest is None or self._desk.shop.revision != self.newest.revision
        except UserError:  # the file is out of reach: whoever needs it next says so
            return False

    def _is_invented(self) -> bool:
        return bool(read_setting(self._desk.shop, PRACTICE))

    def _tip(self) -> str:
        if self.newest is None:
            return _("Backups are made by themselves: every half hour of work, and when you close the window.")
        return _("The newest backup lies in {folder}", folder=str(self.newest.path.parent))

    def _on_found(self, newest: Backup | None) -> None:
        self.note(newest)
        if newest is not None and (self._tried_at is None or newest.at > self._tried_at):
            self._tried_at = newest.at
        if not self._is_leaving and not self.is_running and self._has_changed() and is_due(self._tried_at, self._desk.now()):
            self.back_up(Why.TIME)

    def _on_taken(self, taken: Taken) -> None:
        self.is_running, self.newest = False, taken.backup
        self.problem = ""
        self.show_status()
        self.changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self.is_running, self._knows = False, True
        self.problem = str(error) if isinstance(error, UserError) else _("Something went wrong inside StoreAssist.")
        self.show_status()
        self.changed.emit()

    def _on_cancelled(self) -> None:
        self.is_running = False
        self.changed.emit()

    def _on_checked(self, found: list[str]) -> None:
        if not found:
            self._desk.notice("check", "")
            return
        words = many("{n} thing is wrong in the shop file", "{n} things are wrong in the shop file", len(found))
        self._notice_damage(f"{words}: {found[0]}")

    def _on_check_failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._notice_damage(str(error))
        else:
            log.error("the shop file could not be checked", exc_info=error)

    def _notice_damage(self, words: str) -> None:
        self._desk.notice("check", words, _("See the backups"), lambda: self._desk.go("backups"))


class _Patience:
    """A job that is given up after some seconds."""

    def __init__(self) -> None:
        self._until = monotonic() + _AT_EXIT

    def report(self, done: int, total: int, text: str = "") -> None:
        """Go on, or raise Cancelled."""
        if monotonic() > self._until:
            raise Cancelled
