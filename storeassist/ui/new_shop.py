"""Asks what a new shop is called, and where its file goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from storeassist.kernel.paths import SHOP_SUFFIX, default_shop
from storeassist.kernel.text import N_, _
from storeassist.ui.ask import Ask
from storeassist.ui.dialog import AskForm
from storeassist.ui.forms import LineField
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words

SHOP_FILES = [(N_("Shop files"), (SHOP_SUFFIX.lstrip("."),))]


class NewShopDialog(AskForm):
    """A name, and where the file goes; the place follows the name until it is chosen."""

    def __init__(self, parent: QWidget, ask: Ask, new_shop: Callable[[Path, str], Any], save: str = "") -> None:
        super().__init__(parent, _("What is the shop called?"), save=save or _("Create the shop"))
        self._ask, self._new = ask, new_shop
        self._place = default_shop("")
        self.name = self.form.add(_("Name of the shop"), LineField(_("My shop")), name="name")
        self.place = Words("", "label", tone="muted", elide=True)
        self._chosen = False
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(Button(_("Another place…"), kind="link", small=True, then=self._ask_place))
        self.form.column.addLayout(row)
        self.name.changed.connect(self._follow)
        self._follow()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def save(self) -> None:
        """Make the shop; raises UserError."""
        self._new(self._place, self.name.text())

    def _follow(self) -> None:
        if not self._chosen:
            self._place = _unused(default_shop(self.name.text()))
        self.place.setText(_("The file: {path}", path=self._place))

    def _ask_place(self) -> None:
        def take(path: Path) -> None:
            self._place, self._chosen = path, True
            self._follow()

        self._ask.save_file(self, _("Where should the shop file be?"), str(self._place), SHOP_FILES, then=take)


def _unused(path: Path) -> Path:
    """``path``, or with the first number behind it that no file has."""
    nth, free = 1, path
    while free.exists():
        nth += 1
        free = path.with_stem(f"{path.stem} {nth}")
    return free
