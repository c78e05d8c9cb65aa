"""The shop's own fields on the Settings page: which there are, and how to add, change and remove one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from storeassist.features.customers import actions, actions_fields, store, store_fields
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
        self._moved: tuple[int, int] | None = None
        self._movers: dict[tuple[int, int], Button] = {}
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

    def move_field(self, field: CustomField, step: int) -> None:
        """Move a field one place up (-1) or down (1); the keys stay with it."""
        self._moved = field.id, step
        actions_fields.move(self._desk.shop, field, step, self._desk.now())

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
        self._movers.clear()
        fields, filled = store.fields(self._desk.shop), store_fields.filled(self._desk.shop)
        if not fields:
            why = _("None yet. A balance or the favourite table, say: it is then in the form, the list and the import.")
            self._rows.addWidget(Words(why, "label", tone="muted", wrap=True))
        for at, field in enumerate(fields):
            moves = {-1: at > 0, 1: at < len(fields) - 1} if len(fields) > 1 else {}
            self._rows.addWidget(self._row(field, filled.get(field.id, 0), moves))
            self._rows.addWidget(Line())
        self._follow()

    def _follow(self) -> None:
        """Leave the keys on the field that was just moved."""
        if self._moved is not None:
            (field_id, step), self._moved = self._moved, None
            wanted = (self._movers.get((field_id, one)) for one in (step, -step))
            if button := next((one for one in wanted if one is not None and one.isEnabled()), None):
                button.setFocus(Qt.FocusReason.TabFocusReason)

    def _row(self, field: CustomField, count: int, moves: Mapping[int, bool]) -> QWidget:
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
        for step, can in moves.items():
            line.addWidget(self._mover(field, step, can), 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(change, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(remove, 0, Qt.AlignmentFlag.AlignVCenter)
        return holder

    def _mover(self, field: CustomField, step: int, can: bool) -> Button:
        name = _("Move up") if step < 0 else _("Move down")
        icon = "sorted-up" if step < 0 else "sorted-down"
        button = Button(f"{field.name}: {name}", kind="icon", icon=icon, small=True, then=partial(self.move_field, field, step))
        button.setEnabled(can)
        self._movers[field.id, step] = button
        return button


def _holds(field: CustomField) -> str:
    if field.kind is FieldKind.CHOICE:
        return _("one of {choices}", choices="、".join(field.choices))
    return {FieldKind.TEXT: _("Text"), FieldKind.NUMBER: _("A number"), FieldKind.DATE: _("Date")}[field.kind]
