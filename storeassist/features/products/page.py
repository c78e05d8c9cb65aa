"""The Products page: what the shop sells, what each brings in, and the part it plays."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from storeassist.features.products import store
from storeassist.features.products.dialogs import ProductDialog, RoleDialog
from storeassist.features.products.panels import ROLE_WORDS, columns
from storeassist.features.products.records import Product, Role
from storeassist.features.products.store_roles import counts_by_role, revenue
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _, many
from storeassist.ui.commands import command
from storeassist.ui.page import Page
from storeassist.ui.table import RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import FilterRow
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.search import SearchField


class ProductsPage(Page):
    """Lists the products."""

    shows: ClassVar = ("product", "product_total")

    def build(self) -> None:
        """The filter row and the list."""
        self.search = SearchField(_("Name, category"))
        self.roles = ChipRow([("", _("All"), None)])
        self._choose = Button(_("Columns"), kind="link", icon="columns", then=self.choose_columns)
        self.body.addWidget(FilterRow(self.search, self.roles, right=(self._choose,)))
        self._revenue = (0, 0)
        self.table: RecordTable[Product] = RecordTable(
            self.desk, "products", _("Products"), columns(lambda: self._revenue), lambda ids: store.fetch(self.shop, ids)
        )
        self.table.set_empty(
            _("No products yet."),
            _("Bring them in from the till's spreadsheet; products on recorded orders come here by themselves."),
            _("Import…"),
            partial(self.desk.go, "imports", kind="products"),
        )
        self.table.set_nothing_found(_("No product fits."), self._clear_filter)
        self.table.set_sort("sold", True)
        self.table.set_menu(self)
        self.body.addWidget(self.table, 1)
        self.search.went_down.connect(self.table.take_keys)
        for signal in (self.search.changed, self.roles.changed, self.table.sort_changed):
            signal.connect(self._show_list)
        self.table.selected.connect(self._show_foot)
        self.table.activated.connect(self._edit)

    def reload(self) -> None:
        """Read the counts and the list."""
        counts, self._revenue = counts_by_role(self.shop), revenue(self.shop)
        total = sum(counts.values())
        chips = [(role.value, _(words), counts[role]) for role, words in ROLE_WORDS.items()]
        self.roles.set_chips([("", _("All"), total), *chips])
        if total:
            heroes = many("{n} hero product", "{n} hero products", counts[Role.HERO])
            self.set_sentence(
                many("{n} product, {heroes} among them.", "{n} products, {heroes} among them.", total, heroes=heroes)
            )
        else:
            self.set_sentence(_("What the shop sells, and which part each product plays."))
        self._show_list()

    def open(self, product_id: int | None = None, text: str | None = None, **_more: Any) -> None:
        """Show one product, or the answer to a search."""
        if product_id is not None or text is not None:
            self.roles.choose("")
            self.search.set_text(text or "")
            self._show_list()
        if product_id is not None:
            self.table.select([product_id])

    def place(self) -> dict[str, Any]:
        """What was searched, and which product was chosen."""
        return {"text": self.search.text(), "product_id": self.table.current_id()}

    @command("New product", icon="add", shortcut="Ctrl+N", place="primary")
    def new(self) -> None:
        """Add a product."""
        dialog = ProductDialog(self.desk, self, None)
        dialog.saved.connect(lambda: self._on_added(dialog.product_id))
        dialog.open()

    @command("Change the product…", icon="change", shortcut="Ctrl+E", place="row")
    def change(self) -> None:
        """Change the product the keys are on."""
        current = self.table.current_id()
        if current is None:
            raise UserError("Choose a product first.")
        self._edit(current)

    @command("Set the role…", icon="tag", shortcut="Ctrl+R", place="row")
    def set_role(self) -> None:
        """Give everything selected one role."""
        ids = self.table.selected_ids()
        if not ids:
            raise UserError("Choose a product first.")
        dialog = RoleDialog(self.desk, self, ids, store.get(self.shop, ids[0]).facts.role)
        dialog.saved.connect(lambda: self._on_role_set(dialog.changed_count))
        dialog.open()

    @command("Export this list…", icon="export", place="menu")
    def export(self) -> None:
        """Write the products listed to a spreadsheet."""
        kinds = [(N_("Excel"), ("xlsx",)), (N_("CSV"), ("csv",))]
        then = partial(self._export, self._ids())
        self.desk.ask.save_file(self, _("Export products"), _("Products") + ".xlsx", kinds, then=then)

    def choose_columns(self) -> None:
        """Say which columns the list shows."""
        self.table.offer_columns(self._choose)

    def _filter(self) -> store.Filter:
        return store.Filter(self.search.text(), Role(self.roles.chosen) if self.roles.chosen else None)

    def _ids(self) -> list[int]:
        return store.ids(self.shop, self._filter(), *self.table.sort)

    def _show_list(self) -> None:
        which, ids = self._filter(), self._ids()
        self.table.show_ids(ids, filtered=bool(which.text.strip() or which.role))
        self._show_foot()

    def _show_foot(self) -> None:
        if not self.table.rows.ids:
            return  # what is said in place of the rows is enough
        chosen = len(self.table.selected_ids())
        if chosen > 1:
            words = many("{n} product selected", "{n} products selected", chosen)
            self.table.set_foot(words, _("Set the role…"), self.commands["set_role"].trigger)
            return
        words = many("{n} product", "{n} products", len(self.table.rows.ids))
        meaning = _("margin = (price − cost) ÷ price; sold, revenue and share from all orders that count")
        self.table.set_foot(f"{words}·{meaning}")

    def _clear_filter(self) -> None:
        self.roles.choose("")
        self.search.set_text("")
        self._show_list()

    def _edit(self, product_id: int) -> None:
        product = store.get(self.shop, product_id)
        dialog = ProductDialog(self.desk, self, product)
        dialog.saved.connect(lambda: self.desk.say(_("{name} is saved.", name=dialog.name.text().strip())))
        dialog.open()

    def _on_added(self, product_id: int | None) -> None:
        if product_id is not None:
            self.open(product_id)
            self.desk.say(_("{name} is in the list.", name=store.get(self.shop, product_id).name))

    def _on_role_set(self, count: int) -> None:
        if count:
            words = many("The role of {n} product is set.", "The role of {n} products is set.", count)
            self.desk.say(words)
        else:
            self.desk.say(_("They had this role already."), undo=False)

    def _export(self, ids: list[int], path: Path) -> None:
        self.desk.jobs.start_on_shop(
            self.desk.slot("export.products")[0],
            path,
            ids,
            text=_("Exporting products…"),
            done=lambda n: self.desk.say(many("{n} row written.", "{n} rows written.", n), undo=False),
        )
