"""The Settings page: drawn from the declared settings, in force at once."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import Setting, read_setting, write_setting
from storeassist.kernel.text import _
from storeassist.ui.forms import ChoiceField, LineField, NumberField, Segmented
from storeassist.ui.layouts import ScrollColumn, column, row
from storeassist.ui.page import Page
from storeassist.ui.widgets.card import Card, Line
from storeassist.ui.widgets.words import Words

Control = Segmented | ChoiceField | LineField
_FEW = 5


class SettingsPage(Page):
    """Two cards: facts of the shop, which travel with its file, and the taste of this computer."""

    shows: ClassVar = ("shop_setting",)

    def build(self) -> None:
        self.controls: dict[str, Control] = {}
        self._faults: dict[str, Words] = {}
        self.set_sentence(_("Every choice counts at once."))
        features = sorted(self.desk.features, key=lambda feature: feature is not self.feature)
        shop = [s for feature in features for s in feature.settings if s.scope == "shop"]
        taste = [s for feature in features for s in feature.settings if s.scope == "computer"]
        self._settings = {setting.key: setting for setting in (*shop, *taste)}
        cards = ScrollColumn()
        cards.body.addWidget(self._card(_("The shop"), _("kept in the shop file"), shop))
        cards.body.addWidget(self._card(_("This computer"), _("for every shop opened here"), taste))
        self.body.addWidget(cards, 1)

    def reload(self) -> None:
        for key, control in self.controls.items():
            self._show(control, self._read(self._settings[key]))

    def change(self, setting: Setting, value: object) -> None:
        """Keep a choice: in the shop file or on this computer."""
        self._faults[setting.key].hide()
        try:
            kept = self._checked(setting, value)
        except UserError as error:
            self._faults[setting.key].setText(str(error))
            self._faults[setting.key].show()
            return
        if kept == self._read(setting):
            return
        if setting.scope == "computer":
            self.desk.taste.set(setting.key, kept)
            return
        own_ways = self.desk.slot(f"setting.{setting.key}")
        for keep in own_ways:  # more hangs on it than the setting: the feature keeps both in one transaction
            self.desk.jobs.start_on_shop(lambda _job, shop, keep=keep: keep(shop, kept), text=_("Working it out anew…"))
        if not own_ways:
            write_setting(self.shop, setting, kept)

    def _card(self, title: str, count: str, settings: list[Setting]) -> Card:
        card = Card(title, count)
        for at, setting in enumerate(settings):
            if at:
                card.body.addWidget(Line())
            card.body.addWidget(self._row(setting))
        return card

    def _row(self, setting: Setting) -> QWidget:
        holder = QWidget()
        line = row(holder, gap="l", along="xs")
        words = column(gap="")
        words.addWidget(Words(_(setting.label), "body"))
        if setting.help:
            words.addWidget(Words(_(setting.help), "label", tone="muted", wrap=True))
        fault = Words("", "label", tone="bad", wrap=True)
        fault.hide()
        words.addWidget(fault)
        self._faults[setting.key] = fault
        control = self._control(setting)
        control.setAccessibleName(_(setting.label))
        self.controls[setting.key] = control
        line.addLayout(words, 1)
        wide = isinstance(control, LineField) and not isinstance(control, NumberField)
        line.addWidget(control, 1 if wide else 0, Qt.AlignmentFlag.AlignVCenter)
        return holder

    def _control(self, setting: Setting) -> Control:
        if setting.choices or isinstance(setting.default, bool):
            choices: list[tuple[object, str]] = [(value, _(word)) for value, word in setting.choices]
            choices = choices or [(True, _("Yes")), (False, _("No"))]
            if len(choices) <= _FEW:
                few = Segmented(choices)
                few.changed.connect(lambda value: self.change(setting, value))
                return few
            many = ChoiceField(choices)
            many.changed.connect(lambda: self.change(setting, many.value()))
            return many
        unit = _(setting.unit) if setting.unit else ""
        field = NumberField(unit=unit) if isinstance(setting.default, int) else LineField(unit=unit)
        field.editingFinished.connect(lambda: self.change(setting, field.text()))
        return field

    def _checked(self, setting: Setting, value: object) -> str | int | bool:
        """``value`` in the setting's type and bounds; raises UserError."""
        if isinstance(setting.default, bool):
            return bool(value)
        if not isinstance(setting.default, int):
            text = str(value).strip()
            if not text and setting.scope == "shop" and setting.key == "name":
                raise UserError("A shop needs a name.")
            return text
        text, (low, high) = str(value).strip(), setting.bounds or (0, 10**9)
        if not text.isdigit() or not low <= int(text) <= high:
            raise UserError("Please give a whole number from {low} to {high}.", low=low, high=high)
        return int(text)

    def _read(self, setting: Setting) -> str | int | bool:
        if setting.key == "name" and setting.scope == "shop":
            return self.shop.name
        return read_setting(self.shop, setting) if setting.scope == "shop" else self.desk.taste.read(setting)

    def _show(self, control: Control, value: str | int | bool) -> None:
        if isinstance(control, LineField):
            if not control.hasFocus():
                control.set_text(str(value))
        else:
            control.set_value(value)
