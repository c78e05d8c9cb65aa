"""The window's composition root: puts the look, the features and a shop file together."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Qt, QTimer, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from storeassist import __version__
from storeassist.features import FEATURES, SCHEMA
from storeassist.features.privacy import HAS_PIN
from storeassist.features.settings import LANGUAGE, TEXT_SIZE, THEME
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import on_the_clock
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import damaged
from storeassist.kernel.phones import hide_phones
from storeassist.kernel.settings import MASK_PHONES, PRACTICE, read_setting
from storeassist.kernel.text import _, closest_language, language, use_language
from storeassist.ui import recent
from storeassist.ui.ask import Ask
from storeassist.ui.crash import Bugs, catch_bugs, in_words
from storeassist.ui.desk import Desk, wall_clock
from storeassist.ui.garbage import Collector
from storeassist.ui.single import Seat
from storeassist.ui.taste import Taste
from storeassist.ui.theme import theme
from storeassist.ui.window import Window

if TYPE_CHECKING:
    from storeassist.kernel.jobs import Job
    from storeassist.ui.start import StartWindow

Clock = Callable[[], datetime]
_LAST_SHOP = "shop/last"
_LISTENS_AFTER_MS = 300
"""By then the window is painted, and nobody waits for what loads."""
_qt_words: list[QTranslator] = []
"""The translation of Qt's own words that is in force."""


def run(shop_path: Path | None = None, now: datetime | None = None) -> int:
    """Show the window until it is closed; opens ``shop_path``, or the shop that was open last. Returns the exit code."""
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # Told the style at birth, it need not be swapped later, for which PySide would load all there is to styles.
    qt = QApplication([*sys.argv[:1], "-style", "fusion"])
    theme().is_fusion = True
    seat = Seat()
    app = App(Taste.of_computer(), clock_from(now), seat)
    catch_bugs(app.fail)
    app.bugs.keep_log()
    if (shop_path is None and seat.call_any(app.last_shop)) or not app.start(shop_path):
        return 0
    Collector(qt)
    QTimer.singleShot(0, gc.freeze)  # what the start made stays for good: nobody need look at it again
    QTimer.singleShot(_LISTENS_AFTER_MS, seat, seat.answer)
    QTimer.singleShot(_LISTENS_AFTER_MS, app.bugs, app.bugs.look_back)
    qt.aboutToQuit.connect(app.bugs.end_well)
    code = qt.exec()
    if app.window is not None:  # closed, the shop is one file again, whole for whoever copies it by hand
        app.window.desk.shop.close()
    return code


def open_window(
    shop: Shop, taste: Taste | None = None, clock: Clock = wall_clock, *, language: str = "", theme_mode: str = ""
) -> Window:
    """A window on an open shop, dressed by ``taste``; for tests and pictures, which may fix language and theme."""
    taste = taste or Taste.memory()
    if language:
        taste.set(LANGUAGE.key, language)
    if theme_mode:
        taste.set(THEME.key, theme_mode)
    dress(taste)
    return Window(Desk(shop, FEATURES, taste, clock))


def clock_from(now: datetime | None) -> Clock:
    """A clock that runs on from ``now``; the wall's without."""
    if now is None:
        return wall_clock
    shift: timedelta = now - wall_clock()
    return lambda: on_the_clock(wall_clock() + shift)


def dress(taste: Taste) -> None:
    """Speak and look as this computer's owner chose."""
    chosen = str(taste.read(LANGUAGE))
    use_language(closest_language(QLocale.system().uiLanguages()) if chosen == "system" else chosen)
    _speak_qt()
    hide_phones(bool(taste.read(MASK_PHONES)))
    theme().use(str(taste.read(THEME)), int(taste.read(TEXT_SIZE)))


def _speak_qt() -> None:
    """Qt's own words, such as those of the file chooser, in the same language."""
    from PySide6.QtCore import QLibraryInfo

    while _qt_words:
        QCoreApplication.removeTranslator(_qt_words.pop())
    if language() == "zh_CN":
        words = QTranslator()
        if words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            QCoreApplication.installTranslator(words)
            _qt_words.append(words)


class App(QObject):
    """Holds the one window: of a shop, or the start page while none is open."""

    def __init__(self, taste: Taste, clock: Clock = wall_clock, seat: Seat | None = None) -> None:
        """``seat`` keeps a shop to one window; pictures and tests do without."""
        super().__init__()
        self.taste, self.clock, self.ask, self.seat = taste, clock, Ask(), seat
        self.window: Window | None = None
        self.start_page: StartWindow | None = None
        self._awaits_quiet = False
        self.bugs = Bugs(__version__)
        taste.changed.connect(self._on_taste)
        if seat is not None:
            seat.called.connect(self.come_forward)
        dress(taste)

    @property
    def last_shop(self) -> Path | None:
        """The shop that was open last, if it is still there."""
        last = str(self.taste.get(_LAST_SHOP, ""))
        return Path(last) if last and Path(last).exists() else None

    def start(self, shop_path: Path | None) -> bool:
        """Open the shop asked for, or the last one, or show the start page; False when another window has the shop."""
        path = shop_path or self.last_shop
        if path is None:
            self.show_start()
        else:
            self.open_shop(path)
        return self.window is not None or self.start_page is not None

    @Slot()
    def come_forward(self) -> None:
        """Bring what there is to the front: somebody started the program a second time."""
        if (there := self.window or self.start_page) is not None:
            there.setWindowState(there.windowState() & ~Qt.WindowState.WindowMinimized)
            there.show()
            there.raise_()
            there.activateWindow()

    def open_shop(self, path: Path) -> None:
        """Show a shop; when it cannot be opened, say why where the owner is."""
        if self.window is not None and path.absolute() == self.window.desk.shop.path.absolute():
            self._leave_start()
            self.window.activateWindow()
            return
        try:
            shop = Shop.open(path, SCHEMA)
        except UserError as error:
            if self.window is not None and self.start_page is None:
                self.window.desk.fail(error)
            else:
                self.show_start(str(error))
                if self.start_page is not None and error.msgid == damaged(path).msgid:
                    self.start_page.offer_backup(str(error), path)
            return
        if self.seat is not None and not self.seat.take(path):
            shop.close()
            return
        self._show(shop)

    def new_shop(self, path: Path, name: str) -> None:
        """Make a shop and show it; raises UserError."""
        shop = Shop.create(path, SCHEMA, name, self.clock())
        if self.seat is not None:
            self.seat.take(path)
        self._show(shop)

    def bring(self, path: Path, name: str, file: Path | None = None) -> None:
        """Make a shop, and go at once to the import of ``file``, or of one to be chosen; raises UserError."""
        self.new_shop(path, name)
        if self.window is not None:
            self.window.go("imports", kind="customers", **({} if file is None else {"path": file}))

    def show_start(self, problem: str = "") -> None:
        """The page that offers ways to begin; beside a shop that is open, or alone."""
        if self.start_page is None:
            self.start_page = self._new_start_page()
        if self.seat is not None and self.window is None:
            self.seat.take(None)
        self.start_page.read()
        self.start_page.show_problem(problem)
        self.start_page.show()
        self.start_page.activateWindow()

    def remove_practice(self) -> None:
        """Take the practice shop that is open away, and begin anew."""
        from storeassist.features.practice import actions

        if (old := self.window) is None:
            return
        shop = old.desk.shop
        self.window = None
        self.show_start()  # first: the program ends with its last window
        old.shut()
        old.deleteLater()
        try:
            actions.remove(shop)
        except UserError as error:
            shop.close()
            self.show_start(str(error))
            return
        recent.forget(self.taste, shop.path)
        self.taste.set(_LAST_SHOP, None)
        self.show_start()

    def reopen(self, act: Callable[[], str]) -> None:
        """Close the shop, do ``act`` to its file, open it again, and say what ``act`` says or why it could not be done."""
        if (old := self.window) is None:
            return
        answer, problem = "", None
        QApplication.setQuitOnLastWindowClosed(False)  # for a moment there is no window
        try:
            old.shut()
            old.desk.shop.close()
            try:
                answer = act()
            except UserError as error:
                problem = error
            self._show_again(old)
        finally:
            QApplication.setQuitOnLastWindowClosed(True)
        if problem is not None:
            self.fail(problem)
        elif self.window is not None:
            self.window.desk.say(answer, undo=False)

    def _show_again(self, old: Window) -> None:
        try:
            shop = Shop.open(old.desk.shop.path, SCHEMA)
        except UserError as error:
            self.window = None
            old.deleteLater()
            self.show_start(str(error))
        else:
            self._replace(shop).go(old.current)

    def fail(self, error: BaseException) -> None:
        """Tell what no one else caught."""
        if self.window is not None:
            self.window.desk.fail(error)
        else:
            self.show_start(in_words(error))
            if not isinstance(error, UserError):
                self.bugs.meet(error)

    def _new_start_page(self) -> StartWindow:
        from storeassist.features.practice.store import usual_path
        from storeassist.ui.start import Doors, StartWindow

        doors = Doors(
            open=self.open_shop,
            new=self.new_shop,
            bring=self.bring,
            practise=self._practise,
            put_back=self._put_back,
            practice_shop=usual_path,
            recent=lambda: recent.recent_shops(self.taste),
            forget=lambda path: recent.forget(self.taste, path),
            speak=lambda chosen: self.taste.set(LANGUAGE.key, chosen),
            has_shop=lambda: self.window is not None,
        )
        page = StartWindow(self.ask, doors)
        page.left.connect(self._on_start_left)
        return page

    def _practise(self, job: Job) -> Path:
        """Runs in the background: the practice shop of this computer, made if there is none."""
        from storeassist.features.practice import jobs, store

        path = store.usual_path()
        return path if path.exists() else jobs.make(job, path, SCHEMA, self.clock())

    def _put_back(self, path: Path, backup: Path, job: Job) -> Path:
        """Runs in the background: ``backup`` takes the place of the shop file at ``path``."""
        from storeassist.kernel.restoring import restore

        restore(path, backup, SCHEMA, self.clock(), job)
        return path

    def _show(self, shop: Shop) -> None:
        path = shop.path.absolute()
        self.taste.set(_LAST_SHOP, str(path))
        recent.remember(self.taste, recent.Recent(path, shop.name, bool(read_setting(shop, PRACTICE))))
        self._replace(shop)
        self._leave_start()

    def _leave_start(self) -> None:
        if self.start_page is not None:
            self.start_page.close()

    @Slot(object)
    def _on_start_left(self, page: StartWindow) -> None:
        if page is self.start_page:
            self.start_page = None
        page.deleteLater()

    def _replace(self, shop: Shop) -> Window:
        """A new window on ``shop``, in the place of the one there is."""
        old = self.window
        if old is not None:
            old.desk.goes_on = old.desk.shop is shop
            old.shut()
            if not old.desk.goes_on:
                old.desk.shop.close()
        self.window = new = Window(Desk(shop, FEATURES, self.taste, self.clock))
        new.wants.connect(self._on_want)
        new.opens.connect(self.open_shop, Qt.ConnectionType.QueuedConnection)  # not from within the window that goes
        new.desk.reopens.connect(self._on_reopen)
        self.bugs.watch(new.desk)
        if old.desk.is_covered if old is not None else bool(self.taste.get(HAS_PIN, False)):
            from storeassist.features.privacy.panels_lock import LockScreen

            new.desk.cover(LockScreen(new.desk))
        new.show()
        if shop.place.is_shared:
            from storeassist.ui.place import warn_of_place

            warn_of_place(new.desk, self.open_shop, self.fail)
        if old is not None:
            old.deleteLater()
        return new

    def _on_want(self, what: str) -> None:
        if self.window is None:
            return
        from storeassist.ui.new_shop import SHOP_FILES, NewShopDialog

        if what == "open":
            self.ask.open_file(self.window, _("Open a shop file"), SHOP_FILES, then=self.open_shop)
        elif what == "new":
            NewShopDialog(self.window, self.ask, self.new_shop).open()
        elif what == "start":
            self.show_start()
        elif what == "nothing":
            self._leave_start()
        elif what == "remove":
            QTimer.singleShot(0, self, self._on_remove)
        elif what == "report":
            self.bugs.show_report()

    def _on_taste(self, key: str) -> None:
        """A choice of look is in force at once; words and sizes need the window laid out anew."""
        if key == THEME.key:
            theme().use(str(self.taste.read(THEME)), theme().percent)
        elif key in (LANGUAGE.key, TEXT_SIZE.key):
            if self.window is None:
                dress(self.taste)
                QTimer.singleShot(0, self, self._start_again)
            elif self.window.desk.jobs.is_busy:
                self._lay_out_later(self.window.desk)
            else:
                self._lay_out()

    def _lay_out_later(self, desk: Desk) -> None:
        """No job is given up for the sake of another look."""
        desk.say(_("This is in force once the work at the left is done."), undo=False)
        if not self._awaits_quiet:
            self._awaits_quiet = True
            desk.jobs.changed.connect(self._on_jobs)

    @Slot()
    def _on_jobs(self) -> None:
        if self._awaits_quiet and self.window is not None and not self.window.desk.jobs.is_busy:
            self._lay_out()

    def _lay_out(self) -> None:
        """Speak and measure as chosen, in a new window that shows what the old one did."""
        self._awaits_quiet = False
        dress(self.taste)
        QTimer.singleShot(0, self, self._again)

    @Slot(object)
    def _on_reopen(self, act: Callable[[], str]) -> None:
        QTimer.singleShot(0, self, lambda: self.reopen(act))  # not from within the window that goes

    @Slot()
    def _on_remove(self) -> None:
        self.remove_practice()

    @Slot()
    def _start_again(self) -> None:
        """The start page, laid out anew in another language."""
        if (old := self.start_page) is not None:
            self.start_page = None
            self.show_start()
            old.close()

    @Slot()
    def _again(self) -> None:
        self._leave_start()
        if (old := self.window) is not None:
            key, place = old.current, old.page(old.current).place()
            self._replace(old.desk.shop).go(key, **place)
