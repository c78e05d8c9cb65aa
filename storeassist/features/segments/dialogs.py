"""The questions of the page of segments: what one is called, and which tag its members get."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import LineField, TagField
from storeassist.ui.widgets.words import Words


class NameDialog(FormDialog):
    """Asks for a name; ``keep`` does what it is asked for, and may refuse the name."""

    def __init__(
        self, desk: Desk, parent: QWidget, title: str, save: str, name: str, keep: Callable[[str], object], *, about: str = ""
    ) -> None:
        super().__init__(desk, parent, title, save=save, size="ask")
        self._keep = keep
        self.name = self.form.add(_("Name of the segment"), LineField(name), name="name")
        if about:
            self.form.column.addWidget(Words(about, "body", tone="muted", wrap=True))
        self.name.setFocus()
        self.name.selectAll()

    def save(self) -> None:
        """Do it under the name written."""
        name = self.name.text().strip()
        if not name:
            raise UserError("Give the segment a name.", field="name")
        self._keep(name)


class TagMembersDialog(FormDialog):
    """Puts a tag on everybody a rule selects."""

    def __init__(self, desk: Desk, parent: QWidget, customer_ids: Sequence[int], name: str) -> None:
        title = many("Tag {n} customer", "Tag {n} customers", len(customer_ids))
        super().__init__(desk, parent, title, save=title, size="ask")
        self._ids = list(customer_ids)
        known = [text for _id, text, _n in customer_store.tags(self.shop)]
        self.tags = self.form.add(_("Tags"), TagField([name] if name else [], suggestions=known), name="tags")
        self.tags.setFocus()

    def save(self) -> None:
        """Put the tags on all of them; one undo takes them off again."""
        tags, count, desk = self.tags.tags(), len(self._ids), self.desk
        if not tags:
            raise UserError("Write the tag first.", field="tags")
        words = many("Tagging {n} customer", "Tagging {n} customers", count)
        told = partial(desk.say, _("Tagged."), True)
        desk.jobs.write(
            customer_actions.tag, self._ids, tags, desk.now(), count=count, text=words, done=lambda _n: told()
        )
