"""What a page may reach: the shop, word of every change, jobs, questions, the way to other pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import ref

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from storeassist.kernel import journal
from storeassist.kernel.dates import business_day, on_the_clock
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import currency, use_currency
from storeassist.kernel.settings import CURRENCY_SIGN, day_ends_at, read_setting
from storeassist.kernel.text import _
from storeassist.ui.ask import Ask
from storeassist.ui.crash import in_words
from storeassist.ui.feature import Feature, Status, load
from storeassist.ui.jobs import JobRunner
from storeassist.ui.taste import Taste

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from storeassist.kernel.changes import Changes
    from storeassist.kernel.database import Shop


OwnCommand = tuple[str, str, str, Callable[[], Any]]
"""What can be done anywhere: text, icon, key, act."""

_LOOK_EVERY_MS = 1_000


def wall_clock() -> datetime:
    """Now, as the clock on the shop's wall shows it."""
    return on_the_clock(datetime.now())


def _teller(desk: Desk) -> Callable[[Changes], None]:
    """Tells a desk of a write. The shop may outlive the desk: a change of language makes a new window on it."""
    there = ref(desk)

    def tell(changes: Changes) -> None:
        if (alive := there()) is not None and alive.listens:
            alive._written.emit(changes)

    return tell


class Desk(QObject):
    """Handed to every page and dialog; made once for an open shop."""

    changed = Signal(object)
    """Changes of a committed write, always on the main thread."""
    went = Signal(str, object)
    went_back = Signal()
    said = Signal(str, bool)
    failed = Signal(str)
    met_bug = Signal(object)
    status_changed = Signal()
    noticed = Signal(str, object)
    work_changed = Signal(str, int)
    """How much there is to do on a page: its key, and a count."""
    reopens = Signal(object)
    wanted = Signal(str)
    """What only the app can do, such as opening another shop: handed on as the window's ``wants``."""
    covers = Signal(object)
    offers = Signal(object)
    _written = Signal(object)

    def __init__(
        self,
        shop: Shop,
        features: Sequence[Feature],
        taste: Taste,
        clock: Callable[[], datetime] = wall_clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.shop, self.features, self.taste, self.clock = shop, tuple(features), taste, clock
        self.ask = Ask()
        self.jobs = JobRunner(shop, self.fail, self)
        self.listens = True
        self.goes_on = False
        self.status: Status | None = None
        self.offered: list[OwnCommand] = []
        self.is_covered = False
        self._steps = False
        self._written.connect(self._announce)
        self._looks = QTimer(self, interval=_LOOK_EVERY_MS)
        self._looks.timeout.connect(self.hear_others)
        use_currency(str(read_setting(shop, CURRENCY_SIGN)))
        shop.on_change(_teller(self))

    def leave(self) -> None:
        """The window is closing, for good or (``goes_on``) for another one on the same shop: stop the jobs, hear no more."""
        self.listens = False
        self._looks.stop()
        self.jobs.stop_all()

    def look_for_others(self, on: bool) -> None:
        """Look every second whether another program wrote to the shop file; only while somebody sees the window."""
        if on:
            self.hear_others()
            self._looks.start()
        else:
            self._looks.stop()

    @Slot()
    def hear_others(self) -> None:
        """Announce what other programs, such as the command line, wrote to the shop file."""
        with suppress(UserError):  # the file is out of reach: whoever needs it next says so, not a clock each second
            self.shop.hear_others()

    def show_anew(self) -> None:
        """Everything is to be shown in another way, such as amounts with another sign."""
        self.changed.emit(self.shop.everything())

    def now(self) -> datetime:
        """The time on the shop's wall; tests set the clock."""
        return self.clock()

    def today(self) -> date:
        """The business day it is now."""
        return business_day(self.now(), day_ends_at(self.shop))

    def go(self, page: str, **args: object) -> None:
        """Show a page, and hand ``args`` to its ``open``."""
        self.went.emit(page, args)

    def back(self) -> None:
        """Show the page again that was in sight before this one, as it was left."""
        self.went_back.emit()

    def say(self, text: str, undo: bool = True) -> None:
        """Tell what was just done, for a few seconds; ``undo`` offers to take it back."""
        self.said.emit(text, undo)

    def fail(self, error: BaseException) -> None:
        """Tell what went wrong: a UserError in its words, a bug in a plain sentence."""
        self.failed.emit(in_words(error))
        if not isinstance(error, UserError):
            self.met_bug.emit(error)

    def offer(self, text: str, icon: str, shortcut: str, act: Callable[[], Any]) -> None:
        """Something that can be done on every page, by its key and in the command search."""
        self.offered.append((text, icon, shortcut, act))
        self.offers.emit(self.offered[-1])

    def cover(self, front: QWidget | None) -> None:
        """Lay a widget over everything the window shows; None takes it away."""
        self.is_covered = front is not None
        self.covers.emit(front)

    def show_status(self, status: Status) -> None:
        """Say how things stand in the last line of the side bar."""
        self.status = status
        self.status_changed.emit()

    def show_work(self, page: str, count: int) -> None:
        """Say beside a page's name in the side bar how much there is to do on it; 0 says nothing."""
        self.work_changed.emit(page, count)

    def notice(self, key: str, text: str, link: str = "", then: Callable[[], Any] | None = None) -> None:
        """One line above every page that needs a look, with its cure; "" takes the one of this ``key`` away."""
        self.noticed.emit(key, (text, link, then))

    def reopen(self, act: Callable[[], str]) -> None:
        """Have the shop closed, ``act`` done to its file, and a new window on it opened that says what ``act`` says."""
        self.reopens.emit(act)

    def slot(self, name: str) -> list[Any]:
        """What the features put into a slot, loaded, from the ground up."""
        filled = (entry for feature in self.features for entry in feature.slots.get(name, ()))
        return [load(entry) if isinstance(entry, str) else entry for entry in filled]

    def feature(self, key: str) -> Feature:
        """A feature by its key."""
        return next(feature for feature in self.features if feature.key == key)

    def undo(self) -> None:
        """Take the last act back and say what it was; one of many rows in the background."""
        self._step(journal.undo, _("Undoing…"), self._on_undone, again=False)

    def redo(self) -> None:
        """Do the act undone last again and say what it was; one of many rows in the background."""
        self._step(journal.redo, _("Doing it again…"), self._on_redone, again=True)

    def _step(
        self,
        step: Callable[[Shop, datetime], str | None],
        text: str,
        done: Callable[[str | None], None],
        *,
        again: bool,
    ) -> None:
        if self._steps:  # a second writer would wait for the first, and the window with it
            return
        now = self.now()
        if journal.takes_long(self.shop, again=again):
            self._steps = True
            self.jobs.start_on_shop(
                lambda _job, shop: step(shop, now),
                text=text,
                done=partial(self._on_long_step, done),
                failed=self._on_failed,
            )
            return
        try:
            done(step(self.shop, now))
        except UserError as error:
            self.fail(error)

    def _on_long_step(self, done: Callable[[str | None], None], what: str | None) -> None:
        self._steps = False
        done(what)

    def _on_failed(self, error: Exception) -> None:
        self._steps = False
        self.fail(error)

    def _on_undone(self, what: str | None) -> None:
        self.say(_("There is nothing to undo.") if what is None else _("Undone: {what}", what=what), undo=False)

    def _on_redone(self, what: str | None) -> None:
        if what is None:
            self.say(_("There is nothing to do again."), undo=False)
        else:
            self.say(_("Done again: {what}", what=what), undo=True)

    @Slot(object)
    def _announce(self, changes: Changes) -> None:
        """Runs on the main thread: a write in a job's thread arrives here through the queue."""
        if changes.touch("shop_setting") and (sign := str(read_setting(self.shop, CURRENCY_SIGN))) != currency():
            use_currency(sign)
            changes = self.shop.everything()
        self.changed.emit(changes)
