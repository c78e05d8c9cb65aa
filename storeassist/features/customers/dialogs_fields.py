"""The form that changes a field of the shop's own."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from storeassist.features.customers import actions_fields, store_fields
from storeassist.features.customers.records import CustomField, FieldKind
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import LineField, TagField


class ChangeFieldDialog(FormDialog):
    """Another name for a field; for one that holds a choice, other names for what can be chosen, and more of them."""

    def __init__(self, desk: Desk, parent: QWidget, field: CustomField) -> None:
        super().__init__(desk, parent, _("Change the field {name}", name=field.name), size="ask")
        self._field = field
        self.name = self.form.add(_("Name of the field"), LineField(field.name), name="name")
        self.choices = {choice: LineField(choice) for choice in field.choices}
        self._used = store_fields.used_choices(self.shop, field) if field.kind is FieldKind.CHOICE else {}
        for choice, line in self.choices.items():
            count = self._used.get(choice, 0)
            help = many("{n} customer", "{n} customers", count) if count else _("nobody; empty takes it away")
            self.form.add(_("Choice “{choice}”", choice=choice), line, help=help)
        self.more = TagField(placeholder=_("Type a choice, then Enter"))
        if field.kind is FieldKind.CHOICE:
            self.form.add(_("More choices"), self.more, name="choices")
        self.name.setFocus()

    def save(self) -> None:
        """Keep the names; customers who carry a choice follow its new name."""
        desk, renamed = self.desk, {choice: line.text() for choice, line in self.choices.items()}
        moved = sum(self._used.get(old, 0) for old, new in renamed.items() if new.strip() != old)
        act = partial(actions_fields.change_field, renamed=renamed, added=self.more.tags())
        told = partial(desk.say, _("The field is changed."), True)
        text = _("Changing the field {name}", name=self._field.name)
        desk.jobs.write(act, self._field, self.name.text(), desk.now(), count=moved, text=text, done=lambda _none: told())
