"""The field in which a customer is found by phone tail, name or number."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Customer
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.forms import Form, LineField
from storeassist.ui.picks import Pick, Picker

_OFFERED = 4


class CustomerField(QObject):
    """A line of ``form`` with what fits under it; ``changed`` follows each key and each choice."""

    changed = Signal()

    def __init__(self, form: Form, shop: Shop) -> None:
        super().__init__(form)
        self._shop = shop
        self._customer: Customer | None = None
        placeholder = _("phone tail, name, number")
        self.line = form.add(_("Customer"), LineField(placeholder=placeholder), name="customer")
        self.picker = Picker(self.line, self._fitting)
        self.picker.picked.connect(self.take)
        self.line.textEdited.connect(self._forget)

    def take(self, customer: Customer) -> None:
        """Take this one."""
        self._customer = customer
        self.line.setText(" ".join((customer.called, _apart(customer))))
        self.changed.emit()

    def known(self) -> Customer | None:
        """The one taken from the list, or the only one that fits what is written."""
        typed = self.line.text().strip()
        if self._customer is None and typed:
            found = customer_store.find(self._shop, typed, 2)
            return found[0] if len(found) == 1 else None
        return self._customer

    def chosen(self) -> Customer:
        """Who is meant; raises UserError when nobody can tell."""
        if (customer := self.known()) is not None:
            return customer
        typed = self.line.text().strip()
        if not typed:
            raise UserError("Who is it for?", field="customer")
        if customer_store.find(self._shop, typed, 1):
            raise UserError("Several customers fit {text}; choose one from the list.", field="customer", text=typed)
        raise UserError("No customer fits {text}.", field="customer", text=typed)

    def _fitting(self, text: str) -> list[Pick]:
        if not text.strip():
            return []
        found = customer_store.find(self._shop, text, _OFFERED)
        return [Pick(one, one.called, "·".join((_apart(one), _visits(one)))) for one in found]

    def _forget(self) -> None:
        self._customer = None
        self.changed.emit()


def _apart(customer: Customer) -> str:
    return _("No. {number}", number=customer.number)


def _visits(customer: Customer) -> str:
    return many("{n} visit so far", "{n} visits so far", customer.totals.visits)
