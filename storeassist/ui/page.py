"""What every page is: a header with its one sentence and its commands, and a body that reads itself anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from storeassist.kernel.changes import Changes
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.commands import Command, Place, commands_of, make_actions
from storeassist.ui.desk import Desk
from storeassist.ui.feature import Feature, Link
from storeassist.ui.icons import icon
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button, Kind
from storeassist.ui.widgets.header import Header
from storeassist.ui.widgets.notice import Notice


class Page(QWidget):
    """Subclasses name the tables they show, lay themselves out in ``build``, and read in ``reload``."""

    shows: ClassVar[tuple[str, ...]] = ()

    def __init__(self, desk: Desk, feature: Feature) -> None:
        super().__init__()
        self.desk, self.shop, self.feature = desk, desk.shop, feature
        self._stale = True
        self._after_paint: list[Callable[[], Any]] = []
        # A child, gone with the page: QTimer.singleShot keeps the method it calls, and so the page, for good.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._catch_up)
        self.setProperty("role", "page")
        self.commands: dict[str, QAction] = make_actions(self, desk.fail)
        self.buttons: dict[str, Button] = {}
        look = theme()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px("page-x"), look.px("page-y"), look.px("page-x"), look.px("page-y"))
        self._column.setSpacing(0)
        self.header = Header(self._parent_title(), lambda: desk.go(feature.parent))
        self._column.addWidget(self.header)
        self._notice: Notice | None = None
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 16, 0, 0)
        self.body.setSpacing(12)
        self._column.addLayout(self.body, 1)
        self.set_title(_(feature.title))
        self._add_buttons()
        if feature.parent:
            self._add_back()
        self.build()
        desk.changed.connect(self._on_change)

    def build(self) -> None:
        """Lay the widgets out in ``self.body``; no data yet. Each page says how."""

    def reload(self) -> None:
        """Read from the shop and show it; may be called at any time. Each page says how."""

    def open(self, **args: Any) -> None:
        """Called by ``desk.go`` with its arguments, once the page is in sight."""

    def place(self) -> dict[str, Any]:
        """What ``open`` needs to come back to here, in a window that is laid out anew."""
        return {}

    def before_closing(self) -> str:
        """Keep what is written before the window closes; answers in a sentence what would be lost, "" for nothing."""
        return ""

    def back(self) -> None:
        """Esc on a page that is a part of another: go to the whole."""
        self.desk.go(self.feature.parent)

    def set_title(self, text: str) -> None:
        """The page's name."""
        self.setAccessibleName(text)
        self.header.set_title(text)

    def set_sentence(self, text: str) -> None:
        """The one sentence, with the live figures in it."""
        self.header.set_sentence(text)

    def notice(self, text: str, link: str = "", then: Callable[[], Any] | None = None) -> None:
        """One line under the header that needs a look; "" takes it away."""
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None
        if text:
            self._notice = Notice(text, link, then)
            self.body.insertWidget(0, self._notice)

    def tint(self, place: Place) -> None:
        """Give the commands of a menu that is about to show their icons, in the colours in force."""
        for spec in commands_of(type(self)):
            if spec.icon and spec.place == place:
                self.commands[spec.name].setIcon(icon(spec.icon))

    def mark_stale(self) -> None:
        """Read again: now if in sight, else when next shown."""
        self._stale = True
        self._reload_if_seen()

    @Slot(object)
    def _on_change(self, changes: Changes) -> None:
        if changes.touch(*self.shows):
            self.mark_stale()

    def after_paint(self, act: Callable[[], Any]) -> None:
        """Do ``act`` once the page has been painted: what is not needed at the first glance makes no one wait."""
        self._after_paint.append(act)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._after_paint:
            self._soon.start()

    @Slot()
    def _catch_up(self) -> None:
        waiting, self._after_paint = self._after_paint, []
        for act in waiting:
            act()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reload_if_seen()

    def _reload_if_seen(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            try:
                self.reload()
            except UserError as error:
                self.desk.fail(error)

    def _parent_title(self) -> str:
        return _(self.desk.feature(self.feature.parent).title) if self.feature.parent else ""

    def _add_back(self) -> None:
        back = QAction(_("Back"), self)
        back.setShortcut(QKeySequence("Esc"))
        back.triggered.connect(lambda: self.back())
        self.addAction(back)

    def _add_buttons(self) -> None:
        specs = list(commands_of(type(self)))
        quiet = [spec for spec in specs if spec.place == "header"]
        more = [spec for spec in specs if spec.place == "menu"]
        for link in self.desk.slot(f"page.{self.feature.key}.commands"):
            self.header.add_button(self._link_button(link))
        for spec in quiet:
            self.header.add_button(self._command_button(spec))
        if more:
            self.header.add_button(self._more_button(more))
        for spec in specs:
            if spec.place == "primary":
                self.header.add_button(self._command_button(spec))

    def _command_button(self, spec: Command) -> Button:
        action = self.commands[spec.name]
        kind: Kind = "primary" if spec.place == "primary" else "quiet"
        button = Button(_(spec.text), kind=kind, icon=spec.icon, key=spec.shortcut, then=action.trigger)
        action.enabledChanged.connect(button.setEnabled)
        self.buttons[spec.name] = button
        return button

    def _link_button(self, link: Link) -> Button:
        def follow() -> None:
            self.desk.go(link.page, **link.args)

        if link.shortcut:
            action = QAction(_(link.text), self)
            action.setShortcut(QKeySequence(link.shortcut))
            action.triggered.connect(follow)
            self.addAction(action)
        return Button(_(link.text), icon=link.icon, key=link.shortcut, then=follow)

    def _more_button(self, specs: list[Command]) -> Button:
        menu = QMenu(self)
        for spec in specs:
            menu.addAction(self.commands[spec.name])
        button = Button(_("More"), kind="icon", icon="more")
        menu.aboutToShow.connect(partial(self.tint, "menu"))
        button.clicked.connect(lambda: menu.popup(button.mapToGlobal(button.rect().bottomLeft())))
        return button
