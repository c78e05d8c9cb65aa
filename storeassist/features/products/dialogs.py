"""The forms in which a product is added or changed, and several are given a role."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from storeassist.features.products import actions, store
from storeassist.features.products.panels import ROLE_MEANINGS, ROLE_WORDS
from storeassist.features.products.records import Product, ProductFacts, Role
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import LineField, MoneyField, Segmented
from storeassist.ui.widgets.words import Words


class RoleField(Segmented):
    """One of the four roles, with its meaning said below by whoever shows it."""

    def __init__(self, role: Role = Role.ORDINARY) -> None:
        super().__init__([(role, _(words)) for role, words in ROLE_WORDS.items()])
        self.set_value(role)

    def role(self) -> Role:
        """What is chosen."""
        return Role(str(self.value()))


def _meaning_of(field: RoleField) -> Words:
    words = Words(_(ROLE_MEANINGS[field.role()]), "caption", tone="muted")
    field.changed.connect(lambda _value: words.setText(_(ROLE_MEANINGS[field.role()])))
    return words


class ProductDialog(FormDialog):
    """Adds a product, or changes one."""

    def __init__(self, desk: Desk, parent: QWidget, product: Product | None) -> None:
        title = _("Change {name}", name=product.name) if product else _("New product")
        super().__init__(desk, parent, title, save=_("Save the product"))
        facts = product.facts if product else ProductFacts("")
        self.product_id = product.id if product else None
        self.name = self.form.add(_("Product name"), LineField(facts.name), name="name")
        self.category = self.form.add(_("Category"), LineField(facts.category), name="category")
        known = QCompleter(store.categories(desk.shop), self.category)
        known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        known.setFilterMode(Qt.MatchFlag.MatchContains)
        self.category.setCompleter(known)
        self.price, self.cost = MoneyField(facts.price_fen), MoneyField(facts.cost_fen)
        self.form.row((_("Price"), self.price, "price"), (_("Cost"), self.cost, "cost"))
        self.role = self.form.add(_("Role"), RoleField(facts.role), name="role")
        self.form.column.addWidget(_meaning_of(self.role))
        self.name.setFocus()

    def save(self) -> None:
        """Add or change it."""
        facts = ProductFacts(
            name=self.name.text(),
            category=self.category.text(),
            price_fen=self.price.fen(),
            cost_fen=self.cost.fen(),
            role=self.role.role(),
        )
        if self.product_id is None:
            self.product_id = actions.add(self.shop, facts, self.desk.now())
        else:
            actions.change(self.shop, self.product_id, facts, self.desk.now())


class RoleDialog(FormDialog):
    """Gives several products one role."""

    def __init__(self, desk: Desk, parent: QWidget, product_ids: Sequence[int], role: Role) -> None:
        title = many("Which role for {n} product?", "Which role for {n} products?", len(product_ids))
        super().__init__(desk, parent, title, save=_("Set the role"), size="ask")
        self.changed_count = 0
        self._ids = list(product_ids)
        self.role = self.form.add(_("Role"), RoleField(role), name="role")
        self.form.column.addWidget(_meaning_of(self.role))
        self.role.setFocus()

    def save(self) -> None:
        """Set it."""
        self.changed_count = actions.set_role(self.shop, self._ids, self.role.role(), self.desk.now())
