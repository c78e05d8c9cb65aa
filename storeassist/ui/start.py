"""What the window shows while no shop is open: open one, or make one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from storeassist.kernel.paths import SHOP_SUFFIX, default_shop
from storeassist.kernel.text import N_, _
from storeassist.ui.ask import Ask
from storeassist.ui.dialog import AskForm
from storeassist.ui.forms import LineField
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.notice import Notice
from storeassist.ui.widgets.words import Words

SHOP_FILES = [(N_("Shop files"), (SHOP_SUFFIX.lstrip("."),))]


class StartWindow(QMainWindow):
    """Two buttons, and in words why the last shop could not be opened."""

    def __init__(self, ask: Ask, open_shop: Callable[[Path], Any], new_shop: Callable[[Path, str], Any]) -> None:
        super().__init__()
        self._ask, self._open, self._new = ask, open_shop, new_shop
        self.setWindowTitle(_("StoreAssist"))
        page = QWidget()
        page.setProperty("role", "page")
        self.setCentralWidget(page)
        outer = QVBoxLayout(page)
        outer.setContentsMargins(48, 48, 48, 48)
        outer.setSpacing(12)
        outer.addWidget(Words(_("StoreAssist"), "title"))
        outer.addWidget(Words(_("Everything about your customers is in one file on this computer."), tone="muted"))
        outer.addSpacing(12)
        self._problem: Notice | None = None
        self._problems = QVBoxLayout()
        outer.addLayout(self._problems)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.open_button = Button(_("Open a shop file…"), icon="open", key="Ctrl+O", then=self.ask_open)
        self.new_button = Button(_("New shop…"), kind="primary", icon="shop", key="Ctrl+N", then=self.ask_new)
        row.addWidget(self.open_button)
        row.addWidget(self.new_button)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(1)
        QShortcut(QKeySequence("Ctrl+O"), self, self.ask_open)
        QShortcut(QKeySequence("Ctrl+N"), self, self.ask_new)
        self.resize(theme().scaled(720), theme().scaled(480))

    @property
    def problem(self) -> str:
        """Why the last try failed; "" when it did not."""
        return self._problem.words.text() if self._problem else ""

    def show_problem(self, text: str) -> None:
        """Say why a shop could not be opened; "" takes it back."""
        if self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
            self._problem = None
        if text:
            self._problem = Notice(text, tone="bad")
            self._problems.addWidget(self._problem)

    def ask_open(self) -> None:
        """Ask for a shop file and open it."""
        self._ask.open_file(self, _("Open a shop file"), SHOP_FILES, then=self._open)

    def ask_new(self) -> None:
        """Ask for the name and the place of a new shop."""
        NewShopDialog(self, self._ask, self._new).open()


class NewShopDialog(AskForm):
    """A name, and where the file goes; the place follows the name until it is chosen."""

    def __init__(self, parent: QWidget, ask: Ask, new_shop: Callable[[Path, str], Any]) -> None:
        super().__init__(parent, _("What is the shop called?"), save=_("Create the shop"))
        self._ask, self._new = ask, new_shop
        self._place = default_shop("")
        self.name = self.form.add(_("Name of the shop"), LineField(), name="name")
        self.place = Words("", "label", tone="muted", elide=True)
        self._chosen = False
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(Button(_("Another place…"), kind="link", small=True, then=self._ask_place))
        self.form.column.addLayout(row)
        self.name.changed.connect(self._follow)
        self._follow()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def save(self) -> None:
        """Make the shop; raises UserError."""
        self._new(self._place, self.name.text())

    def _follow(self) -> None:
        if not self._chosen:
            self._place = default_shop(self.name.text())
        self.place.setText(_("The file: {path}", path=self._place))

    def _ask_place(self) -> None:
        def take(path: Path) -> None:
            self._place, self._chosen = path, True
            self._follow()

        self._ask.save_file(self, _("Where should the shop file be?"), str(self._place), SHOP_FILES, then=take)
