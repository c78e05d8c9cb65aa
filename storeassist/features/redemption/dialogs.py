"""The question before a redemption is reversed."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from storeassist.features.coupons import actions as coupon_actions
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Redemption
from storeassist.features.coupons.store_bills import bill_of
from storeassist.features.orders import store as order_store
from storeassist.kernel.dates import show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import LineField, Segmented
from storeassist.ui.widgets.words import Words


class ReverseDialog(FormDialog):
    """Asks why, and what becomes of the bill; says whether the coupon can be used again."""

    def __init__(self, desk: Desk, parent: QWidget, used: Redemption) -> None:
        super().__init__(
            desk,
            parent,
            _("Reverse “{offer}” of {time}?", offer=used.offer_name, time=f"{used.at:%H:%M}"),
            save=_("Reverse it"),
            size="form",
            danger=True,
        )
        self._used = used
        for sentence in self._what_follows():
            self.form.column.addWidget(Words(sentence, "body", tone="muted", wrap=True))
        self.bill = self._bill()
        self.why = self.form.add(_("Why"), LineField(_("redeemed by mistake")), name="why")
        self.cancel_button.setText(_("Leave it used"))
        self.why.setFocus()
        self.why.selectAll()

    def save(self) -> None:
        """Reverse it."""
        keep = self.bill is not None and self.bill.value() == "keep"
        coupon_actions.reverse(self.shop, self._used.id, self.why.text(), self.desk.now(), keep_bill=keep)

    def _bill(self) -> Segmented | None:
        """What becomes of the bill, where it still counts."""
        used = self._used
        try:
            bill = order_store.by_number(self.shop, used.order_number)
            is_its_own = bill_of(self.shop, used) is not None
            gone = "" if is_its_own else _("The bill {number} is void already.", number=used.order_number)
        except UserError as error:  # the import that brought it was taken back
            gone = str(error)
        if gone:
            self.form.column.addWidget(Words(gone, "body", tone="muted", wrap=True))
            return None
        paid, full = yuan(bill.facts.amount_fen), yuan(bill.facts.amount_fen + used.discount_fen)
        ways = [
            ("void", _("Void, {amount} less in the book", amount=paid)),
            ("keep", _("Stays, at {amount}", amount=full)),
        ]
        return self.form.add(_("Bill {number}", number=used.order_number), Segmented(ways), name="bill")

    def _what_follows(self) -> tuple[str, str]:
        now = self.desk.now()
        coupon = coupon_store.get(self.shop, self._used.coupon_id, now)
        kept = _("The redemption stays in the ledger; a row that reverses it joins it.")
        if coupon.valid_to is not None and coupon.valid_to < self.desk.today():
            day = show_day(coupon.valid_to, now.date())
            again = _("The coupon ran out on {day} and cannot be used again.", day=day)
        else:
            again = _("The coupon can be used again.")
        return again, kept
