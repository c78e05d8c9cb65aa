"""What a page may reach: the shop, word of every change, jobs, questions, the way to other pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import ref

from PySide6.QtCore import QObject, Signal, Slot

from storeassist.kernel import journal
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.ask import Ask
from storeassist.ui.crash import in_words
from storeassist.ui.feature import Feature, Status, load
from storeassist.ui.jobs import JobRunner
from storeassist.ui.taste import Taste

if TYPE_CHECKING:
    from storeassist.kernel.changes import Changes
    from storeassist.kernel.database import Shop


def wall_clock() -> datetime:
    """Now, as the clock on the shop's wall shows it."""
    return datetime.now().replace(microsecond=0)


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
    said = Signal(str, bool)
    failed = Signal(str)
    status_changed = Signal()
    noticed = Signal(str, object)
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
        self.status: Status | None = None
        self._steps = False
        self._written.connect(self._announce)
        shop.on_change(_teller(self))

    def leave(self) -> None:
        """The window is closing: stop the jobs, hear no more of the shop."""
        self.listens = False
        self.jobs.stop_all()

    def now(self) -> datetime:
        """The time on the shop's wall; tests set the clock."""
        return self.clock()

    def go(self, page: str, **args: object) -> None:
        """Show a page, and hand ``args`` to its ``open``."""
        self.went.emit(page, args)

    def say(self, text: str, undo: bool = True) -> None:
        """Tell what was just done, for a few seconds; ``undo`` offers to take it back."""
        self.said.emit(text, undo)

    def fail(self, error: BaseException) -> None:
        """Tell what went wrong: a UserError in its words, a bug in a plain sentence."""
        self.failed.emit(in_words(error))

    def show_status(self, status: Status) -> None:
        """Say how things stand in the last line of the side bar."""
        self.status = status
        self.status_changed.emit()

    def notice(self, key: str, text: str, link: str = "", then: Callable[[], Any] | None = None) -> None:
        """One line above every page that needs a look, with its cure; "" takes the one of this ``key`` away."""
        self.noticed.emit(key, (text, link, then))

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
        self.changed.emit(changes)
