"""The window of an open shop: side bar, pages made when first shown, snackbar, command search."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.feature import load
from storeassist.ui.focus import FocusRing
from storeassist.ui.page import Page
from storeassist.ui.sidebar import SideBar
from storeassist.ui.snackbar import Snackbar
from storeassist.ui.theme import TEXT_SIZES, theme

_SLIM_BELOW = 1100
if TYPE_CHECKING:
    from storeassist.ui.palette import CommandSearch


OwnCommand = tuple[str, str, str, Callable[[], Any]]


class Window(QMainWindow):
    """Made for one open shop. ``wants`` asks the app for "open", "new" or "again" (build the window anew)."""

    wants = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        desk.setParent(self)
        self.current = ""
        self._pages: dict[str, Page] = {}
        self._notices: dict[str, QWidget] = {}
        self._services: list[Any] = []
        self._search: CommandSearch | None = None
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
        self._right.addWidget(self.stack, 1)
        row.addLayout(self._right, 1)
        self.setCentralWidget(middle)
        self.snackbar = Snackbar(self.stack, desk.undo)
        FocusRing(self)
        desk.went.connect(self._on_go)
        desk.said.connect(self.snackbar.say)
        desk.failed.connect(self.snackbar.complain)
        desk.noticed.connect(self._on_notice)
        desk.changed.connect(self._on_change)
        self._add_keys()
        self._name_window()
        self._restore()
        if order := self.page_order():
            self.go(str(desk.taste.get("window/page", "")) if desk.taste.get("window/page") in order else order[0])
            self.page(self.current).after_paint(self._start_services)

    def go(self, key: str, **args: object) -> Page:
        """Show a page, made now if it was not yet, and hand it ``args``."""
        page = self.page(key)
        self.current = key
        self.side.show_current(key)
        self.stack.setCurrentWidget(page)
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
        ]

    @Slot()
    def search(self) -> None:
        """Open the command search."""
        from storeassist.ui.palette import CommandSearch

        if self._search is None:
            self._search = CommandSearch(self)
            self._search.destroyed.connect(self._search_left)
        self._search.line.setFocus()

    @property
    def command_search(self) -> CommandSearch | None:
        """The command search while it is open."""
        return self._search

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side.set_slim(self.width() < theme().scaled(_SLIM_BELOW))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "side"):
            self.side.set_slim(self.width() < theme().scaled(_SLIM_BELOW))

    def closeEvent(self, event: QCloseEvent) -> None:
        taste = self.desk.taste
        taste.set("window/geometry", self.saveGeometry())
        taste.set("window/page", self.current)
        for service in self._services:
            service.leave()
        self._services.clear()
        self.desk.leave()
        super().closeEvent(event)

    def _start_services(self) -> None:
        """What runs beside the pages for as long as the window is open: nobody waits for it at the start."""
        self._services = [service(self.desk) for service in self.desk.slot("window.service")]

    @Slot(str, object)
    def _on_notice(self, key: str, content: tuple[str, str, Callable[[], Any] | None]) -> None:
        from storeassist.ui.widgets.notice import Notice

        if (shown := self._notices.pop(key, None)) is not None:
            shown.hide()
            shown.deleteLater()
        text, link, then = content
        if text:
            self._notices[key] = notice = Notice(text, link, then)
            self._right.insertWidget(self._right.count() - 1, notice)

    def _add_keys(self) -> None:
        QShortcut(QKeySequence("Ctrl+K"), self, self.search)
        for at, key in enumerate(self.page_order()[:9], 1):
            QShortcut(QKeySequence(f"Ctrl+{at}"), self, lambda key=key: self.go(key))
        for _text, _icon, shortcut, act in self.own_commands():
            if shortcut:
                QShortcut(QKeySequence(shortcut), self, act)
        QShortcut(QKeySequence("Ctrl+Y"), self, self.desk.redo)

    def _restore(self) -> None:
        width, height = theme().tokens["size"]["window-min"]
        self.setMinimumSize(min(width, 960), min(height, 600))
        kept = self.desk.taste.get("window/geometry")
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            self.resize(1280, 800)

    def _name_window(self) -> None:
        name = self.desk.shop.name
        self.setWindowTitle(_("{shop} · StoreAssist", shop=name))
        self.side.set_shop_name(name)

    def _shop_menu(self, under: QWidget) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Open another shop…"), lambda: self.wants.emit("open"))
        menu.addAction(_("New shop…"), lambda: self.wants.emit("new"))
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))

    def _switch_theme(self) -> None:
        self.desk.taste.set("look/theme", "light" if theme().dark else "dark")

    def _step_text(self, step: int) -> None:
        at = TEXT_SIZES.index(theme().percent) if theme().percent in TEXT_SIZES else 1
        self.desk.taste.set("look/text", str(TEXT_SIZES[max(0, min(len(TEXT_SIZES) - 1, at + step))]))

    @Slot(str, object)
    def _on_go(self, key: str, args: dict[str, object]) -> None:
        self.go(key, **args)

    @Slot(object)
    def _on_change(self, changes: Any) -> None:
        if changes.touch("shop_setting"):
            self._name_window()

    def _search_left(self) -> None:
        self._search = None
        if self.current:
            QTimer.singleShot(0, self.page(self.current).setFocus)
