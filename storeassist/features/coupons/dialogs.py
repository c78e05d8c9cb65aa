"""The questions before a coupon is claimed, cancelled, or its use is reversed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from storeassist.features.coupons import actions, codes
from storeassist.features.coupons.dialogs_customer import CustomerField
from storeassist.features.coupons.panels_list import called
from storeassist.features.coupons.records import Coupon
from storeassist.features.customers.records import Customer
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import LineField, Segmented
from storeassist.ui.widgets.words import Words


class ClaimDialog(FormDialog):
    """Asks whose coupon it is; ``who`` is the answer once saved."""

    who: Customer

    def __init__(self, desk: Desk, parent: QWidget, coupon: Coupon) -> None:
        super().__init__(desk, parent, _("Whose coupon is this?"), save=_("Claim"), size="ask")
        self._coupon = coupon
        self.customer = CustomerField(self.form, self.shop)
        which = _("{code}: {offer}", code=codes.short(coupon.code), offer=coupon.offer_name)
        after = _("From now on it counts as this customer's. Days that count from claiming begin today.")
        for words in (which, after):
            self.form.column.addWidget(Words(words, "body", tone="muted", wrap=True))
        self.customer.line.setFocus()

    def save(self) -> None:
        """Write it into the ledger."""
        self.who = self.customer.chosen()
        actions.claim(self.shop, self._coupon.id, self.who.id, self.desk.now())


class ReverseDialog(FormDialog):
    """Asks why, and what becomes of the bill."""

    def __init__(self, desk: Desk, parent: QWidget, coupon: Coupon) -> None:
        title = _("Reverse the use of {code}?", code=codes.short(coupon.code))
        super().__init__(desk, parent, title, save=_("Reverse the use"), size="ask", danger=True)
        if coupon.redemption_id is None:
            raise UserError("This cannot be done with a coupon that is: {state}.", state=called(coupon.state))
        self._redemption_id = coupon.redemption_id
        self.form.column.addWidget(
            Words(
                _(
                    "A row that reverses it joins the ledger; nothing is deleted. The coupon can be used again, unless"
                    " it has expired by then."
                ),
                "body",
                tone="muted",
                wrap=True,
            )
        )
        bills = [(False, _("Void it")), (True, _("Keep it at full price"))]
        self.bill = self.form.add(
            _("The bill {number}", number=coupon.used_on_order), Segmented(bills, False), name="bill"
        )
        self.why = self.form.add(_("Why"), LineField(_("rung up by mistake")), name="why")
        self.cancel_button.setText(_("Leave it"))
        self.why.setFocus()
        self.why.selectAll()

    def save(self) -> None:
        """Reverse it."""
        actions.reverse(
            self.shop, self._redemption_id, self.why.text(), self.desk.now(), keep_bill=bool(self.bill.value())
        )


class CancelDialog(FormDialog):
    """Asks why the coupons chosen should not be taken any more."""

    def __init__(self, desk: Desk, parent: QWidget, coupon_ids: Sequence[int]) -> None:
        title = many("Cancel {n} coupon?", "Cancel {n} coupons?", len(coupon_ids))
        save = many("Cancel {n} coupon", "Cancel {n} coupons", len(coupon_ids))
        super().__init__(desk, parent, title, save=save, size="ask", danger=True)
        self._ids = list(coupon_ids)
        self.form.column.addWidget(
            Words(
                _("Whoever brings one is told that it was cancelled. What was used already stays in the ledger."),
                "body",
                tone="muted",
                wrap=True,
            )
        )
        self.why = self.form.add(_("Why"), LineField(_("issued by mistake")), name="why")
        self.cancel_button.setText(_("Leave it"))
        self.why.setFocus()
        self.why.selectAll()

    def save(self) -> None:
        """Cancel them."""
        ids, why, desk = self._ids, self.why.text(), self.desk

        def told(count: int) -> None:
            desk.say(many("{n} coupon cancelled.", "{n} coupons cancelled.", count))

        desk.jobs.write(actions.cancel, ids, why, desk.now(), count=len(ids), text=_("Cancelling coupons…"), done=told)
