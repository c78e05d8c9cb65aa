"""Who stands at the desk: the coupon's holder, somebody chosen, or somebody new."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QWidget

from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Customer, CustomerFacts
from storeassist.features.redemption import guests
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.forms import Form, LineField
from storeassist.ui.layouts import column, row
from storeassist.ui.picks import Pick, Picker
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.panel import Block
from storeassist.ui.widgets.tag import Avatar, TagRow
from storeassist.ui.widgets.words import Words

_OFFERED = 6


class CustomerCard(Card):
    """``changed`` follows every choice; a holder shown without being chosen is no choice."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(inset=0)
        self._desk, self._shop = desk, desk.shop
        self.chosen: Customer | None = None
        self._shown: Customer | None = None
        self._asks = False
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)
        self._sides = (self._nobody(), self._somebody())
        for side in self._sides:
            self._stack.addWidget(side)
        self.picker = Picker(self.field, self._fitting)
        self.picker.picked.connect(self._on_pick)
        self.field.textEdited.connect(self.form.clear_faults)

    def ask(self) -> None:
        """Have the field in which a customer is sought, with the keys on it."""
        self._asks = True
        self._show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_holder(self, holder: Customer | None) -> None:
        """Show whom the coupon belongs to, unless somebody was chosen."""
        self._shown = self.chosen or holder
        self._show()

    def choose(self, customer: Customer | None) -> None:
        """Take a customer, or nobody, without telling anyone."""
        self.chosen = self._shown = customer
        self._asks = False
        self.field.set_text("")
        self.form.clear_faults()
        self._show()

    def refresh(self) -> None:
        """Read again who was chosen; whoever is gone is chosen no more."""
        if self.chosen is not None:
            found = customer_store.fetch(self._shop, [self.chosen.id])
            if not found or found[0] != self.chosen:
                self.choose(found[0] if found else None)

    def settle(self) -> None:
        """Know who is meant by what was typed and not taken from the list; raises UserError when nobody can tell."""
        typed = self.field.text().strip()
        if not typed or self.chosen is not None:
            return
        found = customer_store.find(self._shop, typed, _OFFERED)
        if len(found) == 1:
            self.choose(found[0])
        elif found:
            raise UserError("Several customers fit {text}; choose one from the list.", field="customer", text=typed)
        elif (facts := guests.newcomer(typed)) is not None and facts.phone:
            self._add(facts)
        else:
            raise UserError(
                "No customer fits {text}. Write the whole phone to add one, or leave the field empty.",
                field="customer",
                text=typed,
            )

    def _nobody(self) -> QWidget:
        block = Block()
        self.form = Form()
        self.field = self.form.add(
            _("Customer·F6"), LineField(placeholder=_("phone tail, name, number")), name="customer"
        )
        self.form.help("customer", _("Left empty: a guest nobody knows"))
        self.field.setAccessibleName(_("Customer"))
        block.body.addWidget(self.form)
        block.body.addStretch(1)
        return block

    def _somebody(self) -> QWidget:
        block = Block()
        line = row(gap="m")
        self._avatar = Avatar()
        words = column(gap="xs")
        names = row(gap="s")
        self._name, self._phone = Words("", "heading"), Words("", "label", tone="muted")
        names.addWidget(self._name)
        names.addWidget(self._phone)
        names.addStretch(1)
        self._tags = TagRow(one_line=True)
        words.addLayout(names)
        words.addWidget(self._tags)
        line.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(Button(_("Open"), kind="link", small=True, then=self._go), 0, Qt.AlignmentFlag.AlignTop)
        block.body.addLayout(line)
        below = row(gap="s")
        self._rhythm = Words("", "label", tone="muted", wrap=True)
        self._leave = Button(_("Someone else"), kind="link", small=True, then=self._on_leave)
        below.addWidget(self._rhythm, 1)
        below.addWidget(self._leave)
        block.body.addLayout(below)
        block.body.addStretch(1)
        return block

    def _show(self) -> None:
        who = None if self._asks else self._shown
        seen = self._sides[1 if who else 0]
        for side in self._sides:  # the card is as high as the side in sight
            kind = QSizePolicy.Policy.Preferred if side is seen else QSizePolicy.Policy.Ignored
            side.setSizePolicy(QSizePolicy.Policy.Preferred, kind)
        self._stack.setCurrentWidget(seen)
        if who is None:
            return
        self._avatar.set_name(who.facts.name)
        self._name.setText(who.called)
        apart = guests.told_apart(who)
        self._phone.setText("" if apart == self._name.text() else apart)
        self._tags.set_tags(who.facts.tags)
        self._tags.setVisible(bool(who.facts.tags))
        self._rhythm.setText(guests.rhythm(who, self._desk.today()))

    def _fitting(self, text: str) -> list[Pick]:
        if not text.strip():
            return []
        found = customer_store.find(self._shop, text, _OFFERED)
        picks = [Pick(one, one.called, self._apart(one)) for one in found]
        facts = guests.newcomer(text)
        if facts is not None and not (found and (facts.phone or any(one.name == facts.name for one in found))):
            picks.append(Pick(facts, _("New customer {name}", name=guests.newcomer_words(facts)), icon="new-customer"))
        return picks

    @staticmethod
    def _apart(customer: Customer) -> str:
        visits = many("{n} visit so far", "{n} visits so far", customer.totals.visits)
        return f"{guests.told_apart(customer)}·{visits}"

    def _on_pick(self, who: Customer | CustomerFacts) -> None:
        if isinstance(who, Customer):
            self.choose(who)
        else:
            try:
                self._add(who)
            except UserError as error:
                self.form.fault("customer", str(error))
                return
        self.changed.emit()

    def _add(self, facts: CustomerFacts) -> None:
        """Add a customer at once: whether it is a first purchase is then asked of somebody."""
        added = customer_actions.add(self._shop, facts, self._desk.now())
        self._desk.say(_("Added {name}", name=guests.newcomer_words(facts)))
        self.choose(customer_store.get(self._shop, added))

    def _on_leave(self) -> None:
        self.choose(None)
        self.ask()
        self.changed.emit()

    def _go(self) -> None:
        if self._shown is not None:
            self._desk.go("customers", customer_id=self._shown.id)
