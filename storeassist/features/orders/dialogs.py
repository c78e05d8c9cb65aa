"""The question before an order is voided."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from storeassist.features.orders import actions
from storeassist.features.orders.records import Order
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import LineField
from storeassist.ui.widgets.words import Words


class VoidDialog(FormDialog):
    """Asks why; the ledger keeps the answer."""

    def __init__(self, desk: Desk, parent: QWidget, order: Order) -> None:
        amount = yuan(order.facts.amount_fen)
        super().__init__(
            desk,
            parent,
            _("Void the order of {amount}?", amount=amount),
            save=_("Void {amount}", amount=amount),
            size="ask",
            danger=True,
        )
        self._order = order
        self.form.column.addWidget(
            Words(
                _(
                    "Order {number} leaves all sums and the customer's visits. It stays in the ledger with a row that"
                    " reverses it, and can be brought back.",
                    number=order.number,
                ),
                "body",
                tone="muted",
                wrap=True,
            )
        )
        for note in desk.slot("order.void.notes"):
            for sentence in note(desk.shop, order.number):
                self.form.column.addWidget(Words(sentence, "body", tone="warn", wrap=True))
        self.why = self.form.add(_("Why"), LineField(_("rung up by mistake")), name="why")
        self.cancel_button.setText(_("Keep the order"))
        self.why.setFocus()
        self.why.selectAll()

    def save(self) -> None:
        """Void it."""
        actions.void(self.shop, self._order.id, self.why.text(), self.desk.now())
