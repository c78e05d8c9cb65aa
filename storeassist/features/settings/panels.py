"""One setting as a row: what it is called, what it is for, its control, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import Setting
from storeassist.kernel.text import N_, _
from storeassist.ui.desk import Desk
from storeassist.ui.forms import ChoiceField, LineField, NumberField, Segmented, mark
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words

_FEW = 5


class FolderField(QWidget):
    """A folder of this computer, or none; ``unset`` says what that means."""

    changed = Signal(object)

    def __init__(self, desk: Desk, title: str, unset: str) -> None:
        super().__init__()
        self._desk, self._title, self._unset, self._folder = desk, title, unset, ""
        line = row(self, gap="m")
        self.words = Words("", "label", elide=True, right=True)
        self.clear_button = Button(_("Clear"), kind="link", small=True, then=lambda: self._choose(""))
        self.choose_button = Button(_("Choose…"), icon="open", then=self._ask)
        for button in (self.clear_button, self.choose_button):
            button.setAccessibleName(f"{title}: {button.text()}")
        line.addWidget(self.words, 1)
        line.addWidget(self.clear_button)
        line.addWidget(self.choose_button)

    def value(self) -> str:
        """The folder's path; "" when none is chosen."""
        return self._folder

    def set_value(self, folder: str) -> None:
        """Show a folder."""
        self._folder = folder
        self.words.setText(folder or self._unset)
        self.words.set_tone("" if folder else "muted")
        self.clear_button.setVisible(bool(folder))

    def _ask(self) -> None:
        self._desk.ask.open_folder(self, self._title, self._folder, then=lambda folder: self._choose(str(folder)))

    def _choose(self, folder: str) -> None:
        self.set_value(folder)
        self.changed.emit(folder)


Control = Segmented | ChoiceField | LineField | FolderField


class SettingRow(QWidget):
    """Draws a declared setting."""

    chosen = Signal(object)
    """What the owner wants; ``checked`` says whether it can be."""

    def __init__(self, desk: Desk, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        line, words = row(self, gap="l", along="xs"), column(gap="")
        words.addWidget(Words(_(setting.label), "body"))
        if setting.help:
            words.addWidget(Words(_(setting.help), "label", tone="muted", wrap=True))
        self.fault = Words("", "label", tone="bad", wrap=True)
        self.fault.hide()
        words.addWidget(self.fault)
        self.control = self._made(desk)
        self.control.setAccessibleName(_(setting.label))
        line.addLayout(words, 1)
        is_short = isinstance(self.control, LineField) and bool(setting.default or setting.bounds)
        if is_short:  # a number, a sign: not a text that may become long
            self.control.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        wide = isinstance(self.control, LineField | FolderField) and not is_short
        line.addWidget(self.control, 1 if wide else 0, Qt.AlignmentFlag.AlignVCenter)

    def checked(self, value: object) -> str | int | bool:
        """``value`` in the setting's type and bounds; raises UserError."""
        setting = self.setting
        if isinstance(setting.default, bool):
            return bool(value)
        if not isinstance(setting.default, int):
            return setting.check(str(value))
        text, (low, high) = str(value).strip(), setting.bounds or (0, 10**9)
        if not text.isdecimal() or not low <= int(text) <= high:
            raise UserError("Please give a whole number from {low} to {high}.", low=low, high=high)
        return int(text)

    def show_value(self, value: str | int | bool) -> None:
        """Show what is in force; what is being typed, or could not be kept, stays."""
        control = self.control
        if isinstance(control, LineField):
            if not control.hasFocus() and self.fault.isHidden():
                control.set_text(str(value))
        elif isinstance(control, FolderField):
            control.set_value(str(value))
        else:
            control.set_value(value)

    def show_fault(self, text: str) -> None:
        """Say what is wrong; "" says nothing is."""
        self.fault.setText(text)
        self.fault.setVisible(bool(text))
        mark(self.control, is_wrong=bool(text))

    def _made(self, desk: Desk) -> Control:
        setting = self.setting
        if setting.kind == "folder":
            folder = FolderField(desk, _(setting.label), _(dict(setting.choices).get("", N_("none"))))
            folder.changed.connect(self.chosen)
            return folder
        if setting.choices or isinstance(setting.default, bool):
            return self._made_choice()
        unit = _(setting.unit) if setting.unit else ""
        field = NumberField(unit=unit) if isinstance(setting.default, int) else LineField(unit=unit)
        field.editingFinished.connect(lambda: self.chosen.emit(field.text()))
        return field

    def _made_choice(self) -> Segmented | ChoiceField:
        choices: list[tuple[Any, str]] = [(value, _(word)) for value, word in self.setting.choices]
        choices = choices or [(True, _("Yes")), (False, _("No"))]
        if len(choices) <= _FEW:
            few = Segmented(choices)
            few.changed.connect(self.chosen)
            return few
        many = ChoiceField(choices)
        many.changed.connect(lambda: self.chosen.emit(many.value()))
        return many
