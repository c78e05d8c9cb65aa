"""The edge of the window: what the owner can mend is said where they are; a bug is logged, told plainly, and survived."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Slot, qInstallMessageHandler, qVersion
from PySide6.QtWidgets import QApplication, QWidget

from storeassist.kernel.errors import UserError
from storeassist.kernel.log import LogFile, start
from storeassist.kernel.text import _
from storeassist.ui.ask import Ask

if TYPE_CHECKING:
    from storeassist.ui.crash_window import CrashWindow
    from storeassist.ui.desk import Desk

log = logging.getLogger(__name__)

Fail = Callable[[BaseException], None]


def in_words(error: BaseException) -> str:
    """What to tell the owner: a UserError's own words, for a bug a plain sentence."""
    if isinstance(error, UserError):
        return str(error)
    return _("Something went wrong inside StoreAssist. Nothing was half saved; look whether the last step is there.")


def at_the_edge(act: Callable[..., Any], fail: Fail) -> Callable[[], None]:
    """``act`` without arguments, its UserErrors handed to ``fail`` instead of raised."""

    def run() -> None:
        try:
            act()
        except UserError as error:
            fail(error)

    return run


def catch_bugs(fail: Fail) -> None:
    """Log whatever no one caught and hand it to ``fail``; the app stays up."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, Exception):
            sys.__excepthook__(kind, error, trace)
            return
        if not isinstance(error, UserError):
            log.error("a bug", exc_info=error)
        try:
            fail(error)
        except Exception as another:  # telling it failed as well: to tell that would go on for ever
            log.error("a bug while telling of one", exc_info=another)

    sys.excepthook = hook


def hear_qt(kept: LogFile) -> None:
    """Keep of what Qt says only that it did, and about which of its own parts: the words may quote a field."""

    def heard(kind: QtMsgType, context: QMessageLogContext, _words: str) -> None:
        about = str(context.category or "")
        if kind is not QtMsgType.QtDebugMsg:
            kept.note(kind.name, about if about.startswith("qt.") else "-")

    qInstallMessageHandler(heard)


class Bugs(QObject):
    """Counts the bugs of this run. The first is told in a line by whoever met it; from the second on a window opens."""

    def __init__(self, version: str) -> None:
        super().__init__()
        self._version = version
        self.log = LogFile()
        self.count = 0
        self.window: CrashWindow | None = None
        self._desk: Desk | None = None
        self._is_opening = False

    def watch(self, desk: Desk) -> None:
        """The desk of the window there is now."""
        self._desk = desk
        desk.met_bug.connect(self.meet)

    def keep_log(self) -> None:
        """Begin to keep the log of this computer; touches no disk before there is something to write."""
        start(self.log)
        hear_qt(self.log)

    @Slot()
    def look_back(self) -> None:
        """Tell of a run that ended hard, and be ready for this one to; once the window is painted."""
        log.info("started")
        with suppress(OSError):  # without a folder for the log there is none, and nothing to look back at
            if crashed := self.log.look_back():
                self.log.note("ERROR", "the run before ended hard\n" + "\n".join(crashed))
                self._tell_of_hard_crash()

    @Slot()
    def end_well(self) -> None:
        """The program ends as it should."""
        log.info("ended")
        self.log.end_well()

    @Slot(object)
    def meet(self, _error: BaseException) -> None:
        """A bug was met, and logged."""
        self.count += 1
        if self.count < 2 or self._is_opening:
            return
        self._is_opening = True  # and stays so when that fails: a bug of the window itself must not open another
        self.show_report()
        self._is_opening = False

    @Slot()
    def show_report(self) -> None:
        """Show the report, and how many bugs there were; one window, however many."""
        from storeassist.ui.crash_window import CrashWindow

        said = self._report()
        if self.window is None:
            over = QApplication.activeModalWidget() or QApplication.activeWindow() or self._main_window()
            if over is None:
                return
            self.window = CrashWindow(over, self._desk.ask if self._desk else Ask())
            self.window.destroyed.connect(self._on_left)
        self.window.show_bugs(self.count, said)
        self.window.show()

    def _report(self) -> str:
        from storeassist.kernel.report import report

        screens = (
            f"{s.size().width()} x {s.size().height()} @ {s.devicePixelRatio():g}" for s in QApplication.screens()
        )
        more = {
            "StoreAssist": self._version,
            "Qt": qVersion(),
            _("Platform"): QApplication.platformName(),
            _("Screens"): ", ".join(screens),
        }
        if self._desk is None:
            return report(self.log, None, more)
        return report(self.log, self._desk.shop, more | _choices(self._desk))

    def _main_window(self) -> QWidget | None:
        parent = self._desk.parent() if self._desk else None
        return parent if isinstance(parent, QWidget) else None

    def _tell_of_hard_crash(self) -> None:
        desk = self._desk
        if desk is None:
            return

        def show() -> None:
            desk.notice("crash", "")
            self.show_report()

        desk.notice(
            "crash",
            _("StoreAssist stopped all at once last time. Whatever was saved is there; a step under way is not."),
            _("The report…"),
            show,
        )

    @Slot()
    def _on_left(self) -> None:
        self.window = None


def _choices(desk: Desk) -> dict[str, str]:
    """What this computer's owner chose where there is a choice among given ones; never what was typed."""
    settings = (one for feature in desk.features for one in feature.settings if one.scope == "computer" and one.choices)
    chosen = {one: desk.taste.read(one) for one in settings}
    return {one.key: str(value) for one, value in chosen.items() if value in dict(one.choices)}
