"""The till: an order recorded in seconds, by keyboard alone, again and again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Customer, CustomerFacts
from storeassist.features.orders import rules, store, till
from storeassist.features.orders.actions_till import record
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.products import store as product_store
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.settings import day_ends_at
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.forms import DateField, Form, LineField, MoneyField, NumberField
from storeassist.ui.picks import Pick, Picker
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.card import Line as Hairline
from storeassist.ui.widgets.panel import Block, Scrolled
from storeassist.ui.widgets.slip import SlipLine, SlipPaper
from storeassist.ui.widgets.words import Words

_OFFERED = 6


class EntryPanel(Card):
    """Amount and customer are enough. ``recorded`` tells the id of an order just added, ``left`` that Esc was pressed."""

    recorded = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Record an order"), link=_("Close"), then=self._leave, inset=0)
        self._desk, self._shop = desk, desk.shop
        self._customer: Customer | None = None
        self._newcomer: CustomerFacts | None = None
        self._lines: list[Line] = []
        self._amount_is_sum = True
        self.body.setSpacing(0)
        self._build_fields()
        self._build_foot()
        self.customer_picker = Picker(self.customer, self._fitting_customers)
        self.customer_picker.picked.connect(self._on_customer)
        self.item_picker = Picker(self.item, self._fitting_products)
        self.item_picker.picked.connect(self._on_product)
        self.item.installEventFilter(self)
        self.customer.textEdited.connect(self._forget_customer)
        self.amount.textEdited.connect(self._on_amount_typed)
        self.discount.changed.connect(self._sum_up)
        self.lines.removed.connect(self._take_out)
        self.clear()

    def clear(self) -> None:
        """Ready for the next order."""
        for field in (self.amount, self.discount, self.customer, self.item, *self._details):
            field.set_text("")
        self._lines, self._amount_is_sum = [], True
        self.form.clear_faults()
        self.problem.hide()
        self._show_lines()
        self._forget_customer()

    def to_amount(self) -> None:
        """Put the keys on the amount."""
        self.amount.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.amount.selectAll()
        self._scrolled.to_start()

    def save(self) -> None:
        """Record the order; what cannot be kept is said in the form."""
        self.form.clear_faults()
        self.problem.hide()
        try:
            order_id = record(self._shop, self._facts(), self._newcomer, self._desk.now())
        except UserError as error:
            if not self.form.fault(error.field, str(error)):
                self.problem.setText(str(error))
                self.problem.show()
            return
        order = store.get(self._shop, order_id)
        self._desk.say(self._what_was_done(order.facts))
        self.clear()
        self.to_amount()
        self.recorded.emit(order_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes a typed item over, else records; Esc leaves."""
        key, held = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.item.hasFocus() and self.item.text().strip() and not held & Qt.KeyboardModifier.ControlModifier:
                self._add_item()
            else:
                self.save()
        elif key == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Backspace in the empty item line takes the last item out."""
        if (
            watched is self.item
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Backspace
            and self._lines
            and not self.item.text()
        ):
            self._take_out(len(self._lines) - 1)
            return True
        return super().eventFilter(watched, event)

    def _build_fields(self) -> None:
        block = Block()
        self.form = form = Form()
        # What is enough stands first, so that one Tab leads from the amount to the customer.
        self.amount = form.add(_("Amount paid"), MoneyField(), name="amount")
        self.customer = form.add(_("Customer"), LineField(placeholder=_("phone tail, name, number")), name="customer")
        self.guests, self.table, self.discount = NumberField(), LineField(), MoneyField()
        form.row(
            (_("Guests"), self.guests, "guests"),
            (_("Table"), self.table, "table"),
            (_("Discount"), self.discount, "discount"),
        )
        self.channel, self.day, self.note = LineField(), DateField(self._desk), LineField()
        self.day.setPlaceholderText(_("now"))
        form.row(
            (_("Channel"), self.channel, "channel"),
            (_("Day"), self.day, "at"),
            (_("Note"), self.note, "note"),
        )
        self.item = form.add(_("Items"), LineField(placeholder=_("name x2 36, then Enter")), name="lines")
        self._details: Sequence[LineField] = (self.guests, self.table, self.channel, self.day, self.note)
        block.body.addWidget(form)
        self.lines = SlipPaper(_("Items of this order"), removable=True)
        self._scrolled = Scrolled()
        self._scrolled.body.addWidget(block)
        self._scrolled.body.addWidget(self.lines)
        self._scrolled.body.addStretch(1)
        self.body.addWidget(self._scrolled, 1)

    def _build_foot(self) -> None:
        foot = Block()
        self.problem = Words("", "label", tone="bad", wrap=True)
        self.problem.hide()
        foot.body.addWidget(self.problem)
        self.sum = Words("", "label", tone="muted", elide=True)
        self.save_button = Button(_("Record"), kind="primary", key="Return", then=self.save)
        row = foot.row(self.sum, self.save_button)
        row.setStretch(0, 1)
        self.body.addWidget(Hairline())
        self.body.addWidget(foot)

    def _facts(self) -> OrderFacts:
        if self.item.text().strip():
            self._add_item()
        amount = self.amount.fen()
        if amount is None:
            raise UserError("How much was paid?", field="amount")
        self._settle_customer()
        return OrderFacts(
            at=till.moment_of(self.day.date(), self._desk.now(), day_ends_at(self._shop)),
            amount_fen=amount,
            customer_id=self._customer.id if self._customer else None,
            lines=tuple(self._lines),
            discount_fen=self.discount.fen() or 0,
            guests=self.guests.whole(),
            table=self.table.text(),
            channel=self.channel.text(),
            note=self.note.text(),
        )

    def _what_was_done(self, facts: OrderFacts) -> str:
        amount = yuan(facts.amount_fen)
        if facts.customer_id is None:
            return _("{amount} recorded", amount=amount)
        customer = customer_store.get(self._shop, facts.customer_id)
        visits = many("{n} visit so far", "{n} visits so far", customer.totals.visits)
        return _("{amount} recorded for {name}·{visits}", amount=amount, name=customer.called, visits=visits)

    # The customer.

    def _fitting_customers(self, text: str) -> list[Pick]:
        if not text.strip():
            return []
        found = customer_store.find(self._shop, text, _OFFERED)
        picks = [Pick(customer, customer.called, self._apart(customer)) for customer in found]
        facts = till.newcomer(text)
        if facts is not None and not (found and (facts.phone or any(one.name == facts.name for one in found))):
            picks.append(Pick(facts, _("New customer {name}", name=till.newcomer_words(facts)), icon="new-customer"))
        return picks

    def _apart(self, customer: Customer) -> str:
        visits = many("{n} visit so far", "{n} visits so far", customer.totals.visits)
        return f"{till.told_apart(customer)}·{visits}"

    def _on_customer(self, who: Customer | CustomerFacts) -> None:
        if isinstance(who, Customer):
            self._customer, self._newcomer = who, None
            self.customer.setText(f"{who.called} {till.told_apart(who)}")
            self.form.help("customer", till.rhythm(who, self._desk.today()), "good")
        else:
            self._customer, self._newcomer = None, who
            self.customer.setText(till.newcomer_words(who))
            self.form.help("customer", _("New: joins the customers with this order"), "accent")

    def _forget_customer(self) -> None:
        self._customer = self._newcomer = None
        self.form.help("customer", _("Left empty: a guest nobody knows"))

    def _settle_customer(self) -> None:
        """Know who is meant by what was typed and not taken from the list; raises UserError when nobody can tell."""
        typed = self.customer.text().strip()
        if not typed or self._customer is not None or self._newcomer is not None:
            return
        found = customer_store.find(self._shop, typed, _OFFERED)
        if len(found) == 1:
            self._on_customer(found[0])
        elif found:
            raise UserError("Several customers fit {text}; choose one from the list.", field="customer", text=typed)
        elif (facts := till.newcomer(typed)) is not None and facts.phone:
            self._on_customer(facts)
        else:
            raise UserError(
                "No customer fits {text}. Write the whole phone to add one, or leave the field empty.",
                field="customer",
                text=typed,
            )

    # The items.

    def _fitting_products(self, text: str) -> list[Pick]:
        name = till.name_of_line(text)
        if not name:
            return []
        found = product_store.fetch(
            self._shop, product_store.ids(self._shop, product_store.Filter(name), "orders", True)[:_OFFERED]
        )
        if not found or any(product.name.casefold() == name.casefold() for product in found):
            return []
        prices = [(one, "" if one.facts.price_fen is None else yuan(one.facts.price_fen)) for one in found]
        return [
            *(Pick(one.name, one.name, price) for one, price in prices),
            Pick(name, _("“{name}” as written", name=name), icon="add"),
        ]

    def _on_product(self, name: str) -> None:
        self.item.setText(f"{name} ")

    def _add_item(self) -> None:
        try:
            line = rules.read_line(self.item.text())
        except UserError as error:
            self.form.fault("lines", str(error))
            return
        self._lines.append(till.priced(line, product_store.by_name(self._shop, line.name)))
        self.item.clear()
        self._show_lines()
        self._scrolled.to_end()

    def _take_out(self, at: int) -> None:
        del self._lines[at]
        self._show_lines()

    def _show_lines(self) -> None:
        self.lines.show_lines(
            [
                SlipLine(
                    line.name,
                    "—" if line.amount_fen is None else yuan(line.amount_fen),
                    count="" if line.quantity == 1 else f"×{line.quantity:.10g}",
                )
                for line in self._lines
            ]
        )
        self._sum_up()

    def _on_amount_typed(self, text: str) -> None:
        self._amount_is_sum = not text.strip()

    def _sum_up(self) -> None:
        """Say what the items come to; the amount follows them until one is typed."""
        total = rules.lines_total(self._lines)
        self.sum.setText("" if total is None else _("Items {amount}", amount=yuan(total)))
        if not self._amount_is_sum:
            return
        try:
            discount = self.discount.fen() or 0
        except UserError:
            discount = 0
        self.amount.set_fen(None if total is None else max(0, total - discount))

    def _leave(self) -> None:
        self.left.emit()
