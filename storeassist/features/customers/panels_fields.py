"""The shop's own fields on the Settings page: which there are, and how to add, change and remove one."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from storeassist.features.customers import actions, store, store_fields
from storeassist.features.customers.dialogs import FieldDialog
from storeassist.features.customers.dialogs_fields import ChangeFieldDialog
from storeassist.features.customers.records import CustomField, FieldKind
from storeassist.kernel.text import N_, _, many
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Line, empty
from storeassist.ui.widgets.words import Words


class OwnFields(QWidget):
    """A row for each field."""

    title: ClassVar = N_("Fields of your own")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        whole = column(self)
        self._rows = column()
        whole.addLayout(self._rows)
        self.add_button = Button(_("Add a field of your own…"), icon="add", then=self.add_field)
        whole.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._is_stale = True
        desk.changed.connect(self._on_change)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_if_seen()

    def add_field(self) -> None:
        """Ask for a new field."""
        dialog = FieldDialog(self._desk, self)
        dialog.saved.connect(lambda: self._desk.say(_("The field is in the form, the list and the import."), undo=True))
        dialog.open()

    def change_field(self, field: CustomField) -> None:
        """Ask for another name, or other choices."""
        ChangeFieldDialog(self._desk, self, field).open()

    def remove_field(self, field: CustomField, count: int) -> None:
        """Remove a field, and what customers have in it; undo brings both back."""
        self._desk.jobs.write(
            actions.remove_field,
            field,
            self._desk.now(),
            count=count,
            text=_("Removing the field {name}", name=field.name),
            done=lambda _none: self._desk.say(_("The field {name} is gone.", name=field.name), undo=True),
        )

    @Slot(object)
    def _on_change(self, changes: Any) -> None:
        if changes.touch("custom_field", "customer"):
            self._is_stale = True
            self._show_if_seen()

    def _show_if_seen(self) -> None:
        if self._is_stale and self.isVisible():
            self._is_stale = False
            self._show()

    def _show(self) -> None:
        empty(self._rows)
        fields, filled = store.fields(self._desk.shop), store_fields.filled(self._desk.shop)
        if not fields:
            why = _("None yet. A balance or the favourite table, say: it is then in the form, the list and the import.")
            self._rows.addWidget(Words(why, "label", tone="muted", wrap=True))
        for field in fields:
            self._rows.addWidget(self._row(field, filled.get(field.id, 0)))
            self._rows.addWidget(Line())

    def _row(self, field: CustomField, count: int) -> QWidget:
        holder = QWidget()
        line, words = row(holder, gap="m", along="xs"), column(gap="")
        carried = many("{n} customer has one", "{n} customers have one", count)
        words.addWidget(Words(field.name, "body", wrap=True))
        words.addWidget(Words("·".join((_holds(field), carried)), "label", tone="muted", wrap=True))
        change = Button(_("Change…"), kind="link", small=True, then=partial(self.change_field, field))
        remove = Button(_("Remove"), kind="link", small=True, then=partial(self.remove_field, field, count))
        for button in (change, remove):
            button.setAccessibleName(f"{field.name}: {button.text()}")
        line.addLayout(words, 1)
        line.addWidget(change, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        return holder


def _holds(field: CustomField) -> str:
    if field.kind is FieldKind.CHOICE:
        return _("one of {choices}", choices="、".join(field.choices))
    return {FieldKind.TEXT: _("Text"), FieldKind.NUMBER: _("A number"), FieldKind.DATE: _("Date")}[field.kind]
