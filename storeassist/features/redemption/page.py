"""The redemption desk: a code in, an answer in a glance, and one key that makes it so."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent

from storeassist.features.coupons import actions as coupon_actions
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill, Coupon, Reason, Redemption, Verdict
from storeassist.features.coupons.store_verdicts import verdict as verdict_of
from storeassist.features.customers import store as customer_store
from storeassist.features.redemption import jobs, panels_verdict, rules, store
from storeassist.features.redemption.dialogs import ReverseDialog
from storeassist.features.redemption.panels_code import CodePanel, ScanCatcher
from storeassist.features.redemption.panels_customer import CustomerCard
from storeassist.features.redemption.panels_ledger import LedgerCard, OthersCard, ahead_words
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui import pasted
from storeassist.ui.clock import WallClock
from storeassist.ui.commands import command
from storeassist.ui.page import Page
from storeassist.ui.widgets.counter import Counter
from storeassist.ui.widgets.verdict import VerdictPanel

log = logging.getLogger(__name__)

_SCAN_IS_OVER_MS = 150
"""Until then more signs may come, and what a scanner sends at the end must not fall into the next field."""


class RedemptionPage(Page):
    """Serves one guest after the other; the code has the keys unless another field is asked for."""

    shows: ClassVar = (
        *("coupon_ledger", "coupon_holder", "redemption_customer", "customer", "customer_total", "customer_tag"),
        *("order", "product", "offer_total"),
    )

    def build(self) -> None:
        """The code over its answer, who stands there, and what happened today."""
        self.set_title(_("Redemption desk"))
        self.set_sentence(_("Scan, type or paste a code. Every use goes into the ledger, and can be reversed there."))
        self.clock = monotonic
        self._typed_at = self._used_at = float("-inf")
        self._pauses = rules.Pauses()
        self._acting = False
        self._counted = self._asked = ""
        self._verdict: Verdict | None = None
        self._bill: Bill | None = None
        self._done: tuple[Verdict, Redemption] | None = None
        self._tied: Redemption | None = None
        self._used: Redemption | None = None
        self._off_before = 0
        self.panel, self.answer = CodePanel(self.shop), VerdictPanel()
        self.customer, self.others, self.ledger = CustomerCard(self.desk), OthersCard(self.desk), LedgerCard(self.desk)
        self.body.addWidget(Counter(self.panel, self.answer, self.others, self.customer, self.ledger), 1)
        self.setFocusProxy(self.panel.code)
        self.setAcceptDrops(True)
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._look)
        self._to_amount = QTimer(self, singleShot=True)
        self._to_amount.timeout.connect(self.to_amount)
        self._seconds = QTimer(self)
        self._seconds.timeout.connect(self._count_down)
        WallClock(self.desk, 1, self).struck.connect(self.mark_stale)
        self.catcher = ScanCatcher(self.panel.code.line, [*self.panel.fields(), self.customer.field], self._tick, self)
        self.catcher.caught.connect(self._on_scan)
        self.panel.typed.connect(self._on_typed)
        self.panel.cleared.connect(self.next)
        self.panel.untied.connect(self._start_anew)
        self.customer.changed.connect(self._on_customer)
        self.others.use.connect(self._use)
        self.ledger.reverse.connect(self._reverse)

    def reload(self) -> None:
        """Read today's ledger, and ask again what is asked."""
        now = self.desk.now()
        self.ledger.show_day(self.shop, self.desk.today())
        self.notice(ahead_words(self.shop, now))
        if self._used and not self._still_counts(self._used):
            self._done = self._used = None
        self._keep_to_bill()
        self.customer.refresh()
        self._look()

    def open(self, code: str | None = None, customer_id: int | None = None, **_more: Any) -> None:
        """Ready for the next code, or for one handed over, or for the coupons of a customer."""
        if customer_id is not None:
            self._start_anew()
            self.customer.choose(customer_store.get(self.shop, customer_id))
        if code is not None or customer_id is not None:
            self.panel.code.set_text(code or "")
            self._look(at_once=True)
        self.panel.code.setFocus()

    # What the owner can do.

    @command("Paste a picture", icon="copy", shortcut="Ctrl+V")
    def paste(self) -> None:
        """Take what was copied: words with a code in them, a picture of one, or its file."""
        self._take(pasted.copied())

    @command("Coupons of a customer", icon="search", shortcut="F6")
    def find_customer(self) -> None:
        """Look for somebody who has no code at hand."""
        self.customer.ask()

    @command("Type the amount of the bill", icon="change", shortcut="F4", place="hidden")
    def to_amount(self) -> None:
        """Put the keys on the amount."""
        self.panel.amount.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.panel.amount.selectAll()

    @command("Say what is on the bill", icon="products", shortcut="F8", place="hidden")
    def to_products(self) -> None:
        """Put the keys on the dishes."""
        self.panel.ask_products(self._verdict.coupon.terms if self._verdict and self._verdict.coupon else None)
        self.panel.products.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @command("Another coupon on this bill", icon="coupon", shortcut="F7", place="hidden")
    def same_bill(self) -> None:
        """Hold the next code against the bill on which one was just used."""
        if self._done is None:
            return
        used = self._done[1]
        self._tied, self._done = used, None
        self.panel.tie(used)
        self._keep_to_bill()
        self.customer.choose(customer_store.get(self.shop, used.customer_id) if used.customer_id else None)
        self._look()
        self.panel.code.setFocus()

    @command("Next code", icon="redeem", shortcut="Esc", place="hidden")
    def next(self) -> None:
        """Leave this code; with none there, leave the bill as well."""
        if self._done is not None or not (self.panel.code.text() or self.answer.answer.tone):
            self._start_anew()
        else:
            self._forget_code()
            self.customer.choose(self.customer.chosen)
        self._look()
        self.panel.code.setFocus()

    # Keys, clicks and drops.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; what is typed where nothing takes it belongs to the code."""
        line = self.panel.code.line
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
        elif event.text().isprintable() and event.text() and not line.hasFocus():
            line.setFocus()
            QCoreApplication.sendEvent(line, event)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.panel.code.setFocus()
        super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if pasted.holds_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._take(pasted.brought(event.mimeData()))

    def _tick(self) -> float:
        return self.clock()

    def _on_typed(self) -> None:
        self._typed_at = self.clock()
        self._rest.start(_SCAN_IS_OVER_MS if self.catcher.is_busy else 0)

    def _on_scan(self, text: str) -> None:
        """A scanner typed, into whichever field."""
        if not self._pauses.left(self.clock()):
            self.panel.code.set_text(text)
            self.panel.code.setFocus()
            self._on_typed()

    def _on_enter(self) -> None:
        is_fresh = self._rest.isActive() or self.clock() - self._typed_at < rules.READ_AFTER
        if is_fresh or (rules.folded(self.panel.code.text()) and self._verdict is None):
            self._look(at_once=True)
        elif self.answer.primary is not None:
            self.answer.primary.click()

    def _on_customer(self) -> None:
        self._look()
        self.panel.code.setFocus()

    def _take(self, source: str | bytes | Path) -> None:
        if not source:
            self.desk.fail(UserError("Nothing was copied that holds a code."))
        elif isinstance(source, str):
            self._on_text(rules.code_in(source))
        else:
            self.answer.show_answer(panels_verdict.reading())
            self.desk.jobs.start(jobs.code_of, source, done=self._on_text, failed=self._on_no_code)

    def _on_text(self, text: str) -> None:
        self.panel.code.set_text(text)
        self.panel.code.setFocus()
        self._look(at_once=True)

    def _on_no_code(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            self.desk.fail(error)
        self.answer.show_answer(panels_verdict.unreadable(str(error), self))

    # Asking.

    def _look(self, at_once: bool = False) -> None:
        """Ask what the code is good for now, as soon as it is whole or (``at_once``) as it stands."""
        self._rest.stop()
        if self._acting:
            return
        if self._pauses.left(self.clock()):
            self._count_down()
            return
        text = self.panel.code.text()
        if at_once:
            self._asked = text
        if not rules.folded(text) or not (rules.is_whole(text) or text == self._asked):
            self._verdict = self._bill = None
            self.panel.fault("")
            self._show_waiting()
            return
        try:
            chosen, number = self.customer.chosen, self._tied.order_number if self._tied else ""
            self._bill = self.panel.bill(self.desk.now(), chosen.id if chosen else None, number)
            verdict = verdict_of(self.shop, text, self._bill, self._bill.at)
        except UserError as error:
            self._verdict = None
            self.panel.fault(error.field)
            self.answer.show_answer(panels_verdict.wrong_bill(str(error), self))
            return
        self._show_verdict(verdict, self._bill)

    def _show_verdict(self, verdict: Verdict, bill: Bill) -> None:
        coupon, text = verdict.coupon, self.panel.code.text()
        used_id = self._used.coupon_id if self._used else None
        if coupon and rules.same_scan(coupon.id, used_id, self.clock() - self._used_at):
            self._forget_code()
            self._show_waiting()
            return
        if self._done is not None:
            self._done, self._off_before = None, 0
        if verdict.reason in rules.WRONG_CODES and text != self._counted:
            self._counted = text
            if self._pauses.wrong(self.clock()):
                self._rest_a_while()
                return
        is_news = self._verdict is None or self._verdict.coupon != coupon
        self._verdict = verdict
        if coupon:
            self._asked = coupon_store.short(coupon)
            self.panel.code.set_text(self._asked)
        self.panel.ask_products(coupon.terms if coupon else None)
        self.panel.fault({Reason.MIN_SPEND: "amount", Reason.PRODUCT: "products"}.get(verdict.reason, ""))
        added = panels_verdict.closing(self.shop, verdict, bill)
        self._show_who(coupon.customer_id if coupon else None)
        self.answer.show_answer(panels_verdict.of_verdict(verdict, bill, self._off_before, added, self))
        if verdict.is_ok and bill.amount_fen is None and is_news:
            self._to_amount.start(_SCAN_IS_OVER_MS)

    def _show_waiting(self) -> None:
        """Nothing is asked: what was just done stays in sight, else the desk is ready."""
        if self._done is not None:
            verdict, used = self._done
            self._show_who(used.customer_id)
            self.answer.show_answer(panels_verdict.done(verdict, used, self._off_before, self))
            return
        self._show_who(None)
        chosen = self.customer.chosen
        if chosen is None or rules.folded(self.panel.code.text()):
            self.answer.show_answer(panels_verdict.idle())
        else:
            usable = next((coupon for coupon, verdict in self.others.rows if verdict.is_ok), None)
            self.answer.show_answer(panels_verdict.of_customer(chosen.called, usable, self._use))

    def _show_who(self, customer_id: int | None) -> None:
        """Show the customer, chosen or holding the coupon, and what else they hold."""
        who = self.customer.chosen or (customer_store.get(self.shop, customer_id) if customer_id is not None else None)
        self.customer.show_holder(who)
        if who is None:
            self.others.show_nobody()
            return
        now, used = self.desk.now(), self._done[1] if self._done else None
        asked = used.coupon_id if used else self._verdict.coupon.id if self._verdict and self._verdict.coupon else None
        bill = replace(self._bill or Bill(None, now), customer_id=who.id)
        if used is not None:
            bill = Bill(used.amount_fen, now, customer_id=who.id, order_number=used.order_number)
        self.others.show_of(who, asked, bill)

    # Acting.

    def confirm(self) -> None:
        """Use the coupon: one act, and the desk is ready for the next."""
        try:
            self.customer.settle()
        except UserError as error:
            self.customer.ask()
            self.customer.form.fault("customer", str(error))
            return
        self._look(at_once=True)
        if self._verdict is None or not self._verdict.is_ok or self._bill is None or self._bill.amount_fen is None:
            return
        self._acting = True
        try:
            verdict, used = coupon_actions.redeem(self.shop, self.panel.code.text(), self._bill, self.desk.now())
        except UserError as error:
            self.desk.fail(error)
            return
        finally:
            self._acting = False
        if used is None:
            self._show_verdict(verdict, self._bill)
            return
        self._used, self._used_at = used, self.clock()
        self._forget_code()
        self.panel.clear_bill()
        self.customer.choose(None)
        self._done, self._tied = (verdict, used), None
        self._show_waiting()
        self.desk.say(_("Redeemed: {offer}", offer=used.offer_name))
        self.panel.code.setFocus()

    def _reverse(self, redemption_id: int) -> None:
        used = coupon_store.redemption(self.shop, redemption_id)
        dialog = ReverseDialog(self.desk, self, used)
        dialog.saved.connect(lambda: self.desk.say(_("Reversed: {offer}", offer=used.offer_name)))
        dialog.finished.connect(lambda: self.panel.code.setFocus())
        dialog.open()

    def _use(self, coupon: Coupon) -> None:
        if self._done is not None:
            self.same_bill()
        self._on_text(coupon_store.short(coupon))

    def add_product(self, name: str) -> None:
        """Say that a dish is on the bill."""
        self.panel.add_product(name)
        self._look()
        self.panel.code.setFocus()

    def to_price(self, product: str) -> None:
        """Go where the price of a product is kept."""
        self.desk.go("products", text=product)

    def again(self) -> None:
        """Type the code once more."""
        self.panel.code.setFocus()
        self.panel.code.line.selectAll()

    def _still_counts(self, used: Redemption) -> bool:
        is_reversed = coupon_store.redemption(self.shop, used.id).reversed_at is not None
        return not is_reversed and store.off_bill(self.shop, used) is not None

    def _keep_to_bill(self) -> None:
        """What other coupons took off the bill is what they take off by now; a bill that counts no more is left."""
        if self._acting:
            return
        own = self._done[1] if self._done else None
        used = own or self._tied
        off = store.off_bill(self.shop, used) if used else 0
        if off is None:
            self._start_anew()
        else:
            self._off_before = off - (own.discount_fen if own else 0)

    def _forget_code(self) -> None:
        self._to_amount.stop()
        self.panel.code.set_text("")
        self.panel.ask_products(None)
        self._verdict = self._bill = None
        self._asked = self._counted = ""

    def _start_anew(self) -> None:
        self._forget_code()
        self._done = self._tied = None
        self._off_before = 0
        self.panel.clear_bill()
        self.customer.choose(None)
        self._look()
        self.panel.code.setFocus()

    # Resting.

    def _rest_a_while(self) -> None:
        log.warning("five wrong codes within a minute: the desk rests")
        self._forget_code()
        self.panel.code.set_resting(True)
        self._seconds.start(1_000)
        self._count_down()

    def _count_down(self) -> None:
        left = self._pauses.left(self.clock())
        if left:
            self.answer.show_answer(panels_verdict.resting(int(left) + (left % 1 > 0), self))
            return
        self._seconds.stop()
        self.panel.code.set_resting(False)
        self._look()
