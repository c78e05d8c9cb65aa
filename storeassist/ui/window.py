"""The window of an open shop: side bar, pages made when first shown, snackbar, command search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from storeassist.kernel.errors import UserError
from storeassist.kernel.paths import SHOP_SUFFIX
from storeassist.kernel.settings import PRACTICE, read_setting
from storeassist.kernel.text import _
from storeassist.ui.curtain import Curtain
from storeassist.ui.desk import Desk, OwnCommand
from storeassist.ui.feature import Link, load
from storeassist.ui.focus import FocusRing
from storeassist.ui.matching import ChineseNames
from storeassist.ui.page import Page
from storeassist.ui.sidebar import SideBar
from storeassist.ui.snackbar import Snackbar
from storeassist.ui.theme import TEXT_SIZES, theme
from storeassist.ui.widgets.drop import dropped_file, dropped_files

_SLIM_BELOW = 1100
_READS_EVERY_MS = 100
"""Between them, keys and clicks are heard."""

if TYPE_CHECKING:
    from storeassist.ui.palette import CommandSearch


class Window(QMainWindow):
    """Made for one open shop. ``wants`` asks the app for what is beyond it, such as "open", or at the end "nothing" more."""

    wants = Signal(str)
    opens = Signal(object)
    """A shop file was dropped here: asks the app to open it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        desk.setParent(self)
        self.current = self._before = ""
        self._pages: dict[str, Page] = {}
        self._notices: dict[str, QWidget] = {}
        self._services: list[Any] = []
        self._has_started, self._asks = False, True
        self._unread: list[str] = []
        self._reader = QTimer(self, interval=_READS_EVERY_MS)
        self._reader.timeout.connect(self._read_ahead)
        self._search: CommandSearch | None = None
        self._refocus = QTimer(self, singleShot=True, interval=0)
        self._refocus.timeout.connect(self._focus_page)
        self.chinese = ChineseNames(desk)
        self.setAcceptDrops(True)
        self.stack = QStackedWidget()
        self.stack.setProperty("role", "pages")
        self.side = SideBar(desk, self.search, self._shop_menu)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        self._right = QVBoxLayout()
        self._right.setSpacing(0)
        self._above = QVBoxLayout()
        self._above.setSpacing(8)
        self._right.addLayout(self._above)
        self._right.addWidget(self.stack, 1)
        row.addLayout(self._right, 1)
        self.setCentralWidget(middle)
        self.snackbar = Snackbar(self.stack, desk.undo)
        self.curtain = Curtain(self, middle)
        FocusRing(self)
        desk.went.connect(self._on_go)
        desk.went_back.connect(self._go_back)
        desk.said.connect(self.snackbar.say)
        desk.failed.connect(self.snackbar.complain)
        desk.noticed.connect(self._on_notice)
        desk.wanted.connect(self.wants)
        desk.covers.connect(self.cover)
        desk.offers.connect(self._add_key)
        desk.changed.connect(self._on_change)
        self._add_keys()
        self._name_window()
        self._restore()
        if order := self.page_order():
            self.go(self._first_page(order))

    def go(self, key: str, **args: object) -> Page:
        """Show a page, made now if it was not yet, and hand it ``args``."""
        page = self._show(key)
        page.open(**args)
        return page

    def page(self, key: str) -> Page:
        """A page by its feature's key."""
        if key not in self._pages:
            self._pages[key] = page = self.page_class(key)(self.desk, self.desk.feature(key))
            self.stack.addWidget(page)
        return self._pages[key]

    def page_class(self, key: str) -> type[Page]:
        """The class of a page, imported when first asked for."""
        found: type[Page] = load(self.desk.feature(key).page)
        return found

    def page_order(self) -> list[str]:
        """The pages that Ctrl+1, Ctrl+2, ... go to."""
        listed = [feature.key for feature in self.side.listed()]
        return [*listed, "settings"] if "settings" in self.side.items else listed

    def run_command(self, key: str, name: str) -> None:
        """Go to a page and do one of its commands."""
        self.go(key).commands[name].trigger()

    def own_commands(self) -> list[OwnCommand]:
        """What the window itself can do: (text, icon, key, act)."""
        return [
            (_("Undo"), "undo", "Ctrl+Z", self.desk.undo),
            (_("Do again"), "redo", "Ctrl+Shift+Z", self.desk.redo),
            (_("Larger text"), "add", "Ctrl+=", lambda: self._step_text(1)),
            (_("Smaller text"), "change", "Ctrl+-", lambda: self._step_text(-1)),
            (_("Light or dark"), "show", "", self._switch_theme),
            (_("Open another shop…"), "open", "Ctrl+Shift+O", lambda: self.wants.emit("open")),
            (_("New shop…"), "shop", "", lambda: self.wants.emit("new")),
            (_("Start page and practice shop…"), "practice", "", lambda: self.wants.emit("start")),
            (_("Save a report of this computer…"), "report", "", lambda: self.wants.emit("report")),
            *([(_("Help for this page"), "help", "F1", self.help)] if "help" in self.side.items else []),
            *self.desk.offered,
        ]

    def help(self) -> None:
        """Open the help of the page in sight."""
        self.go("help", topic=self.current)

    @Slot()
    def search(self) -> None:
        """Open the command search."""
        from storeassist.ui.palette import CommandSearch

        if self._search is None:
            self._search = CommandSearch(self)
            self._search.destroyed.connect(self._search_left)
        self._search.line.setFocus()

    @Slot(object)
    def cover(self, front: QWidget | None) -> None:
        """Lay a widget over everything there is; None takes it away."""
        if front is None:
            self.curtain.open()
            return
        if self._search is not None:
            self._search.leave()
        self.curtain.close(front)

    @property
    def command_search(self) -> CommandSearch | None:
        """The command search while it is open."""
        return self._search

    def shut(self) -> None:
        """Close without a question: the owner was asked, or goes on in another window."""
        self._asks = False
        self.close()

    def take(self, file: Path) -> None:
        """Do with a file what is meant by dropping it here: a shop is opened, a spreadsheet imported."""
        links: list[Link] = self.desk.slot(f"drop{file.suffix.lower()}")
        if file.is_dir():
            self.desk.fail(UserError("{file} is a folder. Drop a shop file or a spreadsheet here.", file=file.name))
        elif file.suffix.lower() == SHOP_SUFFIX:
            self.opens.emit(file)
        elif links:
            self.desk.go(links[0].page, path=file, **links[0].args)
        else:
            self.desk.fail(UserError("{file} is neither a shop file nor a spreadsheet.", file=file.name))

    def _is_wanted(self, file: Path) -> bool:
        ending = file.suffix.lower()
        return not file.is_dir() and (ending == SHOP_SUFFIX or bool(self.desk.slot(f"drop{ending}")))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """What the page below does not take itself."""
        is_free = not self.desk.is_covered and QApplication.activeModalWidget() is None
        if is_free and dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if files := dropped_files(event.mimeData()):
            event.acceptProposedAction()
            meant = next(filter(self._is_wanted, files), files[0])
            self.take(meant)
            if len(files) > 1 and self._is_wanted(meant):
                self.desk.say(_("Only {file} was taken: drop one file at a time.", file=meant.name), undo=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.set_slim(self.width() < theme().scaled(_SLIM_BELOW))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "side"):
            self.side.set_slim(self.width() < theme().scaled(_SLIM_BELOW))
        if event.type() in (QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange) and self._has_started:
            self.desk.look_for_others(not self.isMinimized())

    @Slot()
    def _read_ahead(self) -> None:
        """Import one page that was not opened yet, while the owner looks at the first: half its opening is that.

        The command search, which offers what all of them can do, then opens at once.
        """
        if self._unread:
            self.page_class(self._unread.pop(0))
        else:
            self._reader.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        lost = [words for page in self._pages.values() if (words := page.before_closing())]
        if lost and self._asks:
            event.ignore()
            self.desk.ask.confirm(
                self,
                _("Lose what is written?"),
                "\n".join(lost),
                yes=_("Lose it"),
                no=_("Go on writing"),
                danger=True,
                then=self.shut,
            )
            return
        taste = self.desk.taste
        taste.set("window/geometry", self.saveGeometry())
        taste.set("window/page", f"{self.desk.now():%Y-%m-%d} {self.current}")
        self.hide()  # nobody waits in front of a window while its shop is backed up
        for service in self._services:
            service.leave()
        self._services.clear()
        self._has_started = False
        self.desk.leave()
        super().closeEvent(event)
        self.wants.emit("nothing")

    def _start_services(self) -> None:
        """What runs beside the pages for as long as the window is open: nobody waits for it at the start."""
        if self._has_started or not self.desk.listens:  # closed before it was ever painted
            return
        self._has_started = True
        self._services = [service(self.desk) for service in self.desk.slot("window.service")]
        self._unread = list(dict.fromkeys([*self.page_order(), *(one.key for one in self.desk.features if one.page)]))
        self._reader.start()
        self.desk.look_for_others(not self.isMinimized())

    @Slot(str, object)
    def _on_notice(self, key: str, content: tuple[str, str, Callable[[], Any] | None]) -> None:
        from storeassist.ui.widgets.notice import Notice

        if (shown := self._notices.pop(key, None)) is not None:
            shown.hide()
            shown.deleteLater()
        text, link, then = content
        if text:
            self._notices[key] = notice = Notice(text, link, then)
            self._above.addWidget(notice)
        side, top = (theme().px(space) if self._notices else 0 for space in ("page-x", "m"))
        self._above.setContentsMargins(side, top, side, 0)

    def _add_keys(self) -> None:
        QShortcut(QKeySequence("Ctrl+K"), self, self.search)
        for at, key in enumerate(self.page_order()[:9], 1):
            QShortcut(QKeySequence(f"Ctrl+{at}"), self, lambda key=key: self.go(key))
        for feature in self.desk.features:
            if feature.shortcut:
                QShortcut(QKeySequence(feature.shortcut), self, lambda key=feature.key: self.go(key))
        for own in self.own_commands():
            self._add_key(own)
        QShortcut(QKeySequence("Ctrl+Y"), self, self.desk.redo)

    @Slot(object)
    def _add_key(self, own: OwnCommand) -> None:
        _text, _icon, shortcut, act = own
        if shortcut:
            QShortcut(QKeySequence(shortcut), self, act)

    def _restore(self) -> None:
        width, height = theme().tokens["size"]["window-min"]
        self.setMinimumSize(min(width, 960), min(height, 600))
        kept = self.desk.taste.get("window/geometry")
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            self.resize(1280, 800)

    def _first_page(self, order: list[str]) -> str:
        """Where the owner left off today; a new day begins with the first page."""
        day, _space, page = str(self.desk.taste.get("window/page", "")).partition(" ")
        return page if page in order and day == f"{self.desk.now():%Y-%m-%d}" else order[0]

    def _name_window(self) -> None:
        name = self.desk.shop.name
        self.setWindowTitle(_("{shop} · StoreAssist", shop=name))
        self.side.set_shop_name(name, _("Practice") if read_setting(self.desk.shop, PRACTICE) else "")

    def _shop_menu(self, under: QWidget) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Open another shop…"), lambda: self.wants.emit("open"))
        menu.addAction(_("New shop…"), lambda: self.wants.emit("new"))
        menu.addSeparator()
        menu.addAction(_("Start page and practice shop…"), lambda: self.wants.emit("start"))
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def _switch_theme(self) -> None:
        self.desk.taste.set("look/theme", "light" if theme().dark else "dark")

    def _step_text(self, step: int) -> None:
        at = TEXT_SIZES.index(theme().percent) if theme().percent in TEXT_SIZES else 1
        self.desk.taste.set("look/text", str(TEXT_SIZES[max(0, min(len(TEXT_SIZES) - 1, at + step))]))

    def _show(self, key: str) -> Page:
        page = self.page(key)
        if self._search is not None:
            self._search.leave()
        if key != self.current:
            self._before, self.current = self.current, key
        self.side.show_current(key)
        self.stack.setCurrentWidget(page)
        self.snackbar.raise_()  # the page that comes into sight lies above all others
        if not self._has_started:
            page.after_paint(self._start_services)
        return page

    @Slot(str, object)
    def _on_go(self, key: str, args: dict[str, object]) -> None:
        self.go(key, **args)

    @Slot()
    def _go_back(self) -> None:
        self._show(self._before or self.page_order()[0]).setFocus()

    @Slot(object)
    def _on_change(self, changes: Any) -> None:
        if changes.touch("shop_setting"):
            self._name_window()

    def _search_left(self) -> None:
        self._search = None
        if self.current:
            self._refocus.start()

    @Slot()
    def _focus_page(self) -> None:
        page = self.page(self.current)
        if not page.isAncestorOf(self.focusWidget() or self):  # unless what was chosen has the focus on a part of it
            page.setFocus()
