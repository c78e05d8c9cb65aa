"""The Settings page: drawn from the declared settings, in force at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from storeassist.features.settings.panels import FolderField, SettingRow
from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import Setting, read_setting, write_setting
from storeassist.kernel.text import _
from storeassist.ui.feature import Feature, load
from storeassist.ui.forms import LineField
from storeassist.ui.layouts import ScrollColumn
from storeassist.ui.page import Page
from storeassist.ui.widgets.card import Card, Line


class SettingsPage(Page):
    """A card for the shop, one for the look, and one for each feature that has something to set."""

    shows: ClassVar = ("shop_setting",)

    def build(self) -> None:
        self.rows: dict[str, SettingRow] = {}
        self._places: dict[str, QWidget] = {}
        self.set_sentence(_("Every choice counts at once."))
        self._scroll = ScrollColumn()
        for card in self._cards():
            self._scroll.body.addWidget(card)
        self.body.addWidget(self._scroll, 1)

    def reload(self) -> None:
        for row in self.rows.values():
            row.show_value(self._read(row.setting))

    def open(self, setting: str = "", **_more: Any) -> None:
        """Bring the row of a setting into sight, and go to its control; also that of a filler with such a ``key``."""
        if (row := self._places.get(setting)) is not None:
            self.after_paint(partial(self._go_to, row))  # before, nobody knows where it lies
            self.update()

    def change(self, setting: Setting, value: object) -> None:
        """Keep a choice: in the shop file or on this computer."""
        row = self.rows[setting.key]
        row.show_fault("")
        try:
            kept = row.checked(value)
            if kept != self._read(setting):
                self._keep(setting, kept)
        except UserError as error:
            self._refuse(setting, error)

    def _go_to(self, row: QWidget) -> None:
        self._scroll.ensureWidgetVisible(row, 0, row.height())
        controls = (part for part in row.findChildren(QWidget) if part.isVisible())
        if (first := next((part for part in controls if part.focusPolicy() & Qt.FocusPolicy.TabFocus), None)) is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _keep(self, setting: Setting, kept: str | int | bool) -> None:
        own_ways = self.desk.slot(f"setting.{setting.key}")
        if setting.scope == "computer":
            self.desk.taste.set(setting.key, kept)
        for keep in own_ways:  # more hangs on it than the setting: the feature keeps both in one transaction
            self.desk.jobs.start_on_shop(
                lambda _job, shop, keep=keep: keep(shop, kept),
                text=_("Working it out anew…"),
                done=lambda _done: self._say_kept(setting),
                failed=partial(self._refuse, setting),
            )
        if setting.scope == "shop" and not own_ways:
            write_setting(self.shop, setting, kept)
        if not own_ways:
            self._say_kept(setting)

    def _say_kept(self, setting: Setting) -> None:
        """A typed value looks the same before and after; a chosen one is seen to be in force."""
        if isinstance(self.rows[setting.key].control, LineField | FolderField):
            self.desk.say(_("{setting}: kept.", setting=_(setting.label)), undo=False)

    def _refuse(self, setting: Setting, error: Exception) -> None:
        if isinstance(error, UserError):
            self.rows[setting.key].show_fault(str(error))
        else:
            self.desk.fail(error)

    def _cards(self) -> Iterator[Card]:
        here, in_file = _("on this computer"), _("kept in the shop file")
        own = self.feature.settings
        yield self._card(_("The shop"), in_file, [self._row(one) for one in own if one.scope == "shop"])
        yield self._card(_("Look"), here, [self._row(one) for one in own if one.scope == "computer"])
        for feature in reversed(self.desk.features):  # what is about the window first, what is about the file last
            rows = self._rows_of(feature) if feature is not self.feature else []
            if rows:
                scopes = {one.scope for one in feature.settings} or {"shop"}
                title = getattr(rows[0], "title", feature.title)
                yield self._card(_(title), here if scopes == {"computer"} else in_file, rows)

    def _rows_of(self, feature: Feature) -> list[QWidget]:
        """The rows of a feature's settings, and what else it puts below them (slot "settings.card")."""
        fillers = (load(name) for name in feature.slots.get("settings.card", ()) if isinstance(name, str))
        own = [filler(self.desk) for filler in fillers]
        self._places |= {row.key: row for row in own if hasattr(row, "key")}
        return [*map(self._row, feature.settings), *own]

    def _card(self, title: str, count: str, rows: Sequence[QWidget]) -> Card:
        card = Card(title, count)
        for at, row in enumerate(rows):
            if at:
                card.body.addWidget(Line())
            card.body.addWidget(row)
        return card

    def _row(self, setting: Setting) -> SettingRow:
        row = SettingRow(self.desk, setting)
        row.chosen.connect(partial(self.change, setting))
        self.rows[setting.key] = self._places[setting.key] = row
        return row

    def _read(self, setting: Setting) -> str | int | bool:
        if setting.key == "name" and setting.scope == "shop":
            return self.shop.name
        return read_setting(self.shop, setting) if setting.scope == "shop" else self.desk.taste.read(setting)
