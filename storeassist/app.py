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

from storeassist.features import FEATURES, SCHEMA
from storeassist.features.settings import LANGUAGE, TEXT_SIZE, THEME
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, closest_language, language, use_language
from storeassist.ui.ask import Ask
from storeassist.ui.crash import catch_bugs, in_words
from storeassist.ui.desk import Desk, wall_clock
from storeassist.ui.taste import Taste
from storeassist.ui.theme import theme
from storeassist.ui.window import Window

if TYPE_CHECKING:
    from storeassist.ui.start import StartWindow

Clock = Callable[[], datetime]
_LAST_SHOP = "shop/last"
_qt_words: list[QTranslator] = []
"""The translation of Qt's own words that is in force."""


def run(shop_path: Path | None = None, now: datetime | None = None) -> int:
    """Show the window until it is closed; opens ``shop_path``, or the shop that was open last. Returns the exit code."""
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    # Told the style at birth, it need not be swapped later, for which PySide would load all there is to styles.
    qt = QApplication([*sys.argv[:1], "-style", "fusion"])
    theme().is_fusion = True
    app = App(Taste.of_computer(), clock_from(now))
    catch_bugs(app.fail)
    app.start(shop_path)
    QTimer.singleShot(0, _collect_again)
    return qt.exec()


def _collect_again() -> None:
    """What the start made stays for good: from now on the garbage collector need not look at it."""
    gc.freeze()
    gc.enable()


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
    return lambda: wall_clock() + shift


def dress(taste: Taste) -> None:
    """Speak and look as this computer's owner chose."""
    chosen = str(taste.read(LANGUAGE))
    use_language(closest_language(QLocale.system().uiLanguages()) if chosen == "system" else chosen)
    _speak_qt()
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

    def __init__(self, taste: Taste, clock: Clock = wall_clock) -> None:
        super().__init__()
        self.taste, self.clock, self.ask = taste, clock, Ask()
        self.window: Window | None = None
        self.start_page: StartWindow | None = None
        self._awaits_quiet = False
        taste.changed.connect(self._on_taste)
        dress(taste)

    def start(self, shop_path: Path | None) -> None:
        """Open the shop asked for, or the last one if it is still there, or show the start page."""
        last = str(self.taste.get(_LAST_SHOP, ""))
        path = shop_path or (Path(last) if last and Path(last).exists() else None)
        if path is None:
            self.show_start()
        else:
            self.open_shop(path)

    def open_shop(self, path: Path) -> None:
        """Show a shop; when it cannot be opened, say why where the owner is."""
        try:
            shop = Shop.open(path, SCHEMA)
        except UserError as error:
            if self.window is not None:
                self.window.desk.fail(error)
            else:
                self.show_start(str(error))
            return
        self._show(shop)

    def new_shop(self, path: Path, name: str) -> None:
        """Make a shop and show it; raises UserError."""
        self._show(Shop.create(path, SCHEMA, name, self.clock()))

    def show_start(self, problem: str = "") -> None:
        """The page that offers to open or make a shop."""
        from storeassist.ui.start import StartWindow

        if self.start_page is None:
            self.start_page = StartWindow(self.ask, self.open_shop, self.new_shop)
        self.start_page.show_problem(problem)
        self.start_page.show()

    def fail(self, error: BaseException) -> None:
        """Tell what no one else caught."""
        if self.window is not None:
            self.window.desk.fail(error)
        else:
            self.show_start(in_words(error))

    def _show(self, shop: Shop) -> None:
        self.taste.set(_LAST_SHOP, str(shop.path.absolute()))
        self._replace(shop)
        if self.start_page is not None:
            self.start_page.close()
            self.start_page.deleteLater()
            self.start_page = None

    def _replace(self, shop: Shop) -> Window:
        """A new window on ``shop``, in the place of the one there is."""
        old = self.window
        if old is not None:
            old.close()
            if old.desk.shop is not shop:
                old.desk.shop.close()
        self.window = new = Window(Desk(shop, FEATURES, self.taste, self.clock))
        new.wants.connect(self._on_want)
        new.show()
        if old is not None:
            old.deleteLater()
        return new

    def _on_want(self, what: str) -> None:
        if self.window is None:
            return
        from storeassist.ui.start import SHOP_FILES, NewShopDialog

        if what == "open":
            self.ask.open_file(self.window, _("Open a shop file"), SHOP_FILES, then=self.open_shop)
        elif what == "new":
            NewShopDialog(self.window, self.ask, self.new_shop).open()

    def _on_taste(self, key: str) -> None:
        """A choice of look is in force at once; words and sizes need the window laid out anew."""
        if key == THEME.key:
            theme().use(str(self.taste.read(THEME)), theme().percent)
        elif key in (LANGUAGE.key, TEXT_SIZE.key):
            if self.window is None:
                dress(self.taste)
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

    @Slot()
    def _again(self) -> None:
        if (old := self.window) is not None:
            key, place = old.current, old.page(old.current).place()
            self._replace(old.desk.shop).go(key, **place)
