"""The Customers page: everyone the shop knows, searched, sorted, tagged, with one customer's history beside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from storeassist.features.customers import store
from storeassist.features.customers.panels_list import columns
from storeassist.features.customers.records import Customer, CustomField
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _, many
from storeassist.ui.commands import command
from storeassist.ui.page import Page
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, FilterRow
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.panel import Beside
from storeassist.ui.widgets.search import SearchField

if TYPE_CHECKING:
    from storeassist.features.customers.panels import CustomerPanel

_TAG = "tag:"
_MOST_TAGS = 3
"""Tags that have a chip of their own; the others are found by searching."""


class CustomersPage(Page):
    """Lists customers, and shows the one chosen."""

    shows: ClassVar = (
        "customer", "customer_total", "customer_tag", "customer_note", "tag", "custom_field", "order",
    )  # fmt: skip

    def build(self) -> None:
        """The filter row, the list, the detail."""
        self.search = SearchField(_("Name, pinyin, phone tail, tag"))
        self.chips = ChipRow([("", _("All"), None)])
        self._choose = Button(_("Columns"), kind="link", icon="columns", then=self.choose_columns)
        self.body.addWidget(FilterRow(self.search, self.chips, right=(self._choose,)))
        self._fields: list[CustomField] = []
        self.table: RecordTable[Customer] = RecordTable(
            self.desk, "customers", _("Customers"), self._columns(), lambda ids: store.fetch(self.shop, ids), two_line=True
        )
        self.table.set_empty(
            _("No customers yet."),
            _("Bring them in from your till's spreadsheet, or add the first one by hand."),
            _("Import…"),
            partial(self.desk.go, "imports", kind="customers"),
        )
        self.table.set_nothing_found(_("Nobody fits this search."), self._clear_filter)
        self.table.set_sort("last_visit", True)
        self.table.set_menu(self)
        self._beside = Beside(self.table, Card())
        self.body.addWidget(self._beside, 1)
        self.after_paint(self._show_chosen)
        self.search.went_down.connect(self.table.take_keys)
        for signal in (self.search.changed, self.chips.changed, self.table.sort_changed):
            signal.connect(self._show_list)
        self.table.selected.connect(self._on_selected)
        self.table.activated.connect(self._edit)
        self.table.columns_changed.connect(self._show_foot)

    @cached_property
    def panel(self) -> CustomerPanel:
        """The detail beside the list; made when the list is in sight."""
        from storeassist.features.customers.panels import CustomerPanel

        panel = CustomerPanel(self.desk)
        panel.edit.connect(self._edit)
        panel.add_note.connect(self._note)
        self._beside.add_panel(panel)
        self._beside.show_panel(panel)
        panel.show_customer(self._current())
        return panel

    def reload(self) -> None:
        """Read counts, tags, fields and the list."""
        fields = store.fields(self.shop)
        if fields != self._fields:
            self._fields = fields
            self.table.set_columns(self._columns())
        came, total = store.counts_by_coming(self.shop), store.count(self.shop)
        tags = [(f"{_TAG}{i}", name, n) for i, name, n in store.tags(self.shop, _MOST_TAGS) if n]
        self.chips.set_chips(
            [
                ("", _("All"), total),
                ("again", _("Came back"), came.get("again", 0)),
                ("once", _("Came once"), came.get("once", 0)),
                ("never", _("No order yet"), came.get("never", 0)),
                *tags,
            ]
        )
        back = came.get("again", 0)
        self.set_sentence(
            many("{n} customer; {back} came back at least once.", "{n} customers; {back} came back at least once.",
                 total, back=f"{back:,}")
            if total
            else _("Everyone the shop can reach again, in one place.")
        )  # fmt: skip
        self._show_list()
        self._on_selected()

    def open(self, customer_id: int | None = None, text: str | None = None, **_more: Any) -> None:
        """Show one customer, or the answer to a search."""
        if text is not None or customer_id is not None:
            self.chips.choose("")
            self.search.set_text(text or "")
            self._show_list()
        if customer_id is not None:
            self.table.select([customer_id])

    def place(self) -> dict[str, Any]:
        """What was searched, and who was chosen."""
        return {"text": self.search.text(), "customer_id": self.table.current_id()}

    @command("New customer", icon="add", shortcut="Ctrl+N", place="primary")
    def new(self) -> None:
        """Add a customer in one line of keys."""
        from storeassist.features.customers.dialogs import CustomerDialog

        dialog = CustomerDialog(self.desk, self, None)
        dialog.saved.connect(lambda: self._on_added(dialog.customer_id))
        dialog.open()

    @command("Change details…", icon="change", shortcut="Ctrl+E", place="row")
    def change(self) -> None:
        """Change what the shop knows of the customer chosen."""
        self._edit(self._one())

    @command("Add a note…", icon="note", shortcut="Ctrl+M", place="row")
    def note(self) -> None:
        """Add a note to the history of the customer chosen."""
        self._note(self._one())

    @command("Tag…", icon="tag", shortcut="Ctrl+T", place="row")
    def tag(self) -> None:
        """Put a tag on everyone chosen."""
        from storeassist.features.customers.dialogs import TagDialog

        TagDialog(self.desk, self, self._chosen()).open()

    @command("Take a tag off…", icon="close", place="row")
    def untag(self) -> None:
        """Take a tag off everyone chosen."""
        ids = self._chosen()
        carried = store.tags_of(self.shop, ids)
        if not carried:
            raise UserError("Nobody chosen carries a tag.")
        words = [(tag_id, f"{name}  {n}") for tag_id, name, n in carried]
        title = many("Which tag to take off {n} customer?", "Which tag to take off {n} customers?", len(ids))
        self.desk.ask.choose(self, title, words, then=lambda tag_id: self._take_off(ids, tag_id))

    @command("Issue coupons…", icon="coupon", shortcut="Ctrl+Shift+N", place="row")
    def issue_coupons(self) -> None:
        """Give everyone chosen a coupon of an offer."""
        (ask,) = self.desk.slot("customers.issue")
        ask(self.desk, self, self._chosen())

    @command("Merge these two…", icon="duplicates", place="row")
    def merge(self) -> None:
        """Look at the two chosen side by side, to make one of them."""
        ids = self._chosen()
        if len(ids) != 2:
            raise UserError("Choose the two customers who are one person.")
        self.desk.go("duplicates", customer_ids=ids)

    @command("Export this list…", icon="export", place="menu")
    def export(self) -> None:
        """Write the customers listed to a spreadsheet."""
        ids = self._ids()
        kinds = [(N_("Excel"), ("xlsx",)), (N_("CSV"), ("csv",))]
        self.desk.ask.save_file(
            self, _("Export customers"), _("Customers") + ".xlsx", kinds, then=partial(self._export, ids)
        )

    @command("Add a field of your own…", icon="columns", place="menu")
    def add_field(self) -> None:
        """Add a field that every customer has from now on."""
        from storeassist.features.customers.dialogs import FieldDialog

        dialog = FieldDialog(self.desk, self)
        dialog.saved.connect(lambda: self._on_field_added(dialog.field_id))
        dialog.open()

    @command("Remove a field of your own…", icon="delete", place="menu")
    def remove_field(self) -> None:
        """Remove a field, and what customers have in it."""
        fields = store.fields(self.shop)
        if not fields:
            raise UserError("The shop has no fields of its own yet.")
        choices = [(field, field.name) for field in fields]
        self.desk.ask.choose(self, _("Which field to remove from all customers?"), choices, then=self._remove_field)

    def choose_columns(self) -> None:
        """Say which columns the list shows."""
        self.table.offer_columns(self._choose)

    def _columns(self) -> list[Column[Customer]]:
        return columns(self.desk, self._fields, lambda: self.search.text())

    def _filter(self) -> store.Filter:
        chosen = self.chips.chosen
        if chosen.startswith(_TAG):
            return store.Filter(self.search.text(), tag_id=int(chosen.removeprefix(_TAG)))
        return store.Filter(self.search.text(), came=chosen)  # type: ignore[arg-type]

    def _ids(self) -> list[int]:
        return store.ids(self.shop, self._filter(), *self.table.sort)

    def _show_list(self) -> None:
        ids = self._ids()
        which = self._filter()
        self.table.show_ids(ids, filtered=bool(which.text.strip() or which.came or which.tag_id))
        self._show_foot()
        if ids and not self.table.selected_ids():
            self.table.select(ids[:1])

    def _show_foot(self) -> None:
        words = [many("{n} customer", "{n} customers", len(self.table.rows.ids))]
        if self.table.shows("gap"):
            words.append(_("usual gap = median of the days between visits"))
        self.table.set_foot("·".join(words))

    def _clear_filter(self) -> None:
        self.chips.choose("")
        self.search.set_text("")
        self._show_list()

    def _on_selected(self) -> None:
        self.commands["merge"].setEnabled(len(self.table.selected_ids()) == 2)
        if "panel" in vars(self):
            self._show_chosen()

    def _show_chosen(self) -> None:
        self.panel.show_customer(self._current())

    def _current(self) -> Customer | None:
        current = self.table.current_id() if self.table.selected_ids() else None
        found = store.fetch(self.shop, [current]) if current is not None else []
        return found[0] if found else None

    def _on_added(self, customer_id: int | None) -> None:
        if customer_id is not None:
            customer = store.get(self.shop, customer_id)
            self.open(customer_id)
            self.desk.say(
                _("{name} is in, number {number}.", name=customer.name or "—", number=customer.number), undo=True
            )

    def _on_field_added(self, field_id: int) -> None:
        self.table.choose_column(f"custom.{field_id}")
        self.desk.say(_("The field is in the form, the list and the import."), undo=True)

    def _one(self) -> int:
        current = self.table.current_id()
        if current is None:
            raise UserError("Choose a customer first.")
        return current

    def _chosen(self) -> list[int]:
        ids = self.table.selected_ids()
        if not ids:
            raise UserError("Choose a customer first.")
        return ids

    def _edit(self, customer_id: int) -> None:
        from storeassist.features.customers.dialogs import CustomerDialog

        dialog = CustomerDialog(self.desk, self, store.get(self.shop, customer_id))
        dialog.saved.connect(lambda: self.desk.say(_("The details are saved."), undo=True))
        dialog.open()

    def _note(self, customer_id: int) -> None:
        from storeassist.features.customers.dialogs import NoteDialog

        dialog = NoteDialog(self.desk, self, store.get(self.shop, customer_id))
        dialog.saved.connect(lambda: self.desk.say(_("The note is in the history."), undo=True))
        dialog.open()

    def _take_off(self, ids: Sequence[int], tag_id: int) -> None:
        from storeassist.features.customers import actions

        def told(n: int) -> None:
            self.desk.say(many("Taken off {n} customer.", "Taken off {n} customers.", n), undo=True)

        text, now = _("Taking the tag off"), self.desk.now()
        self.desk.jobs.write(actions.untag, ids, tag_id, now, count=len(ids), text=text, done=told)

    def _remove_field(self, field: CustomField) -> None:
        from storeassist.features.customers import actions

        actions.remove_field(self.shop, field, self.desk.now())
        self.desk.say(_("The field {name} is gone.", name=field.name), undo=True)

    def _export(self, ids: Sequence[int], path: Path) -> None:
        (write,) = self.desk.slot("export.customers")
        self.desk.jobs.start_on_shop(
            write,
            path,
            ids,
            text=_("Exporting customers"),
            done=lambda n: self.desk.say(many("{n} row written.", "{n} rows written.", n), undo=False),
        )
