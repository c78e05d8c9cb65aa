"""The list of orders and the bill beside it: columns, lines, ledger."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from storeassist.features.customers import store as customer_store
from storeassist.features.orders import rules, store, till
from storeassist.features.orders.records import Order, OrderFacts
from storeassist.features.orders.store_ledger import LedgerRow, ledger
from storeassist.kernel.dates import show_day, show_moment
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.table import Column
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, Line
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.panel import Block
from storeassist.ui.widgets.slip import Slip, SlipLine
from storeassist.ui.widgets.stat import Stat, StatStrip
from storeassist.ui.widgets.tag import Avatar, Tag
from storeassist.ui.widgets.words import Words

_DOT = "·"


def columns(desk: Desk) -> list[Column[Order]]:
    """The columns of the order list; a voided order stays in its place, muted and tagged."""

    def when(order: Order) -> tuple[str, str]:
        return show_moment(order.facts.at, desk.now()), order.number

    return [
        Column("Time", when, key="at", kind="two-line", width=132, tone=_muted),
        Column("Customer", _customer, key="customer", kind="two-line", width=88, tone=_muted),
        Column("Items", _items, name="items", kind="two-line", width=150, stretch=True, rank=2, tone=_muted),
        Column("Amount", _amount, key="amount", kind="two-line", right=True, width=84, tone=_muted),
        Column("State", _state, name="state", kind="tags", width=76, rank=1),
        Column("Discount", _discount, key="discount", kind="number", width=84, rank=6, hidden=True),
        Column("Guests", lambda o: o.facts.guests, key="guests", kind="number", width=76, rank=7, hidden=True),
        Column("Table", lambda o: o.facts.table, key="table", width=76, rank=8, hidden=True),
        Column("Channel", lambda o: o.facts.channel, key="channel", width=92, rank=9, hidden=True),
    ]


def seats_of(facts: OrderFacts) -> str:
    """How many sat where, and how they came: 2 guests·table 6·eat in."""
    return _DOT.join([*store.seats_of(facts), *([facts.channel] if facts.channel else [])])


def _items(order: Order) -> tuple[str, str]:
    goods, seats = store.goods_of(order.facts), seats_of(order.facts)
    return (goods, seats) if goods else (seats, "")


def _customer(order: Order) -> tuple[str, str]:
    if order.facts.customer_id is None:
        return _("Guest"), ""
    number = _("No. {number}", number=order.customer_number)
    return (order.customer_name, number) if order.customer_name else (number, "")


def _amount(order: Order) -> tuple[str, str]:
    return yuan(order.facts.amount_fen), _discount(order)


def _discount(order: Order) -> str:
    return yuan(-order.facts.discount_fen) if order.facts.discount_fen else ""


def _state(order: Order) -> list[tuple[str, str]]:
    return [] if order.is_live else [(_("Voided"), "bad")]


def _muted(order: Order) -> str:
    return "" if order.is_live else "muted"


class OrderPanel(Card):
    """One order; follows the list's selection. ``void`` asks to void it."""

    void = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(inset=0)
        self._desk = desk
        self._order: Order | None = None
        self.body.setSpacing(0)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)
        self._stack.addWidget(
            EmptyState(_("No order chosen"), _("Choose an order on the left to see what it holds and who it is for."))
        )
        self._stack.addWidget(self._bill())

    def show_order(self, order: Order | None) -> None:
        """Show this one; None: no order is chosen."""
        self._stack.setCurrentIndex(1 if order else 0)
        self._order = order
        if order is None:
            return
        facts, now = order.facts, self._desk.now()
        self.amount.setText(yuan(facts.amount_fen))
        self.amount.set_tone("" if order.is_live else "muted")
        self.state.setVisible(not order.is_live)
        self._void.setVisible(order.is_live)
        self.when.setText(_DOT.join((show_moment(facts.at, now), _("order {number}", number=facts.number))))
        day = _("Counts to {day}", day=show_day(order.day, now.date())) if order.day != facts.at.date() else ""
        self._day.setText(day)
        self._day.setVisible(bool(day))
        self._show_customer(facts)
        self._guests.set_figure(f"{facts.guests:,}" if facts.guests else "—")
        self._table.set_figure(facts.table or "—")
        self._channel.set_figure(facts.channel or "—")
        bill, rows = _bill_lines(facts), self._ledger_lines(order, now)
        self.slip.show_lines([*bill, *rows] if order.is_live else [*rows, *bill])

    def _bill(self) -> QWidget:
        whole = Block()
        whole.body.setContentsMargins(0, 0, 0, 0)
        whole.body.setSpacing(0)
        head = Block()
        self.amount, self.state = Words("", "figure"), Tag(_("Voided"), "bad")
        self._void = Button(_("Void…"), kind="danger", small=True, then=self.void.emit)
        head.row(self.amount, self.state, None, self._void)
        self.when = Words("", "label", tone="muted", selectable=True)
        self._day = Words("", "caption", tone="muted")
        head.body.addWidget(self.when)
        head.body.addWidget(self._day)
        self._guests, self._table = Stat("", _("guests")), Stat("", _("table"))
        self._channel = Stat("", _("channel"))
        self.slip = Slip(_("What the order holds"))
        for part in (
            head,
            Line(),
            self._customer_block(),
            Line(),
            StatStrip([self._guests, self._table, self._channel]),
            Line(),
        ):
            whole.body.addWidget(part)
        whole.body.addWidget(self.slip, 1)
        return whole

    def _customer_block(self) -> QWidget:
        block = Block()
        self._avatar, self._name, self._rhythm = (
            Avatar(""),
            Words("", "heading", elide=True),
            Words("", "label", tone="muted", elide=True),
        )
        self.customer_link = Button(
            _("See the customer"), kind="icon", icon="next", small=True, then=self.show_customer
        )
        words = Block()
        words.body.setContentsMargins(0, 0, 0, 0)
        words.body.setSpacing(0)
        words.body.addWidget(self._name)
        words.body.addWidget(self._rhythm)
        row = block.row(self._avatar, words, self.customer_link)
        row.setStretch(1, 1)
        return block

    def show_customer(self) -> None:
        """Go to the customer of this order."""
        if self._order is not None and self._order.facts.customer_id is not None:
            self._desk.go("customers", customer_id=self._order.facts.customer_id)

    def _show_customer(self, facts: OrderFacts) -> None:
        found = customer_store.fetch(self._desk.shop, [facts.customer_id]) if facts.customer_id is not None else []
        self.customer_link.setVisible(bool(found))
        self._avatar.setVisible(bool(found))
        if not found:
            self._name.setText(_("Guest"))
            self._rhythm.setText(_("No customer on this order"))
            return
        customer = found[0]
        self._avatar.set_name(customer.called)
        self._name.setText(customer.called)
        visits = many("{n} visit so far", "{n} visits so far", customer.totals.visits)
        self._rhythm.setText(_DOT.join((till.told_apart(customer), visits)))

    def _ledger_lines(self, order: Order, now: datetime) -> list[SlipLine]:
        rows = ledger(self._desk.shop, order.number)
        return [SlipLine(_("Ledger"), heading=True), *(_ledger_line(row, order, now) for row in rows)]


def _bill_lines(facts: OrderFacts) -> list[SlipLine]:
    lines = [
        SlipLine(
            line.name,
            "" if line.amount_fen is None else yuan(line.amount_fen),
            count="" if line.quantity == 1 else f"×{line.quantity:.10g}",
        )
        for line in facts.lines
    ]
    kinds = many("{n} item", "{n} items", len(lines)) if lines else ""
    lines.insert(0, SlipLine(_("Bill"), kinds, heading=True))
    total = rules.lines_total(facts.lines)
    if total is not None and (facts.discount_fen or rules.unexplained_fen(facts)):
        lines.append(SlipLine(_("Items together"), yuan(total), tone="muted"))
    if facts.discount_fen:
        lines.append(SlipLine(_("Discount"), yuan(-facts.discount_fen), tone="good"))
    if unexplained := rules.unexplained_fen(facts):
        lines.append(SlipLine(_("Not on the lines"), yuan(unexplained), tone="muted"))
    lines.append(SlipLine(_("Paid"), yuan(facts.amount_fen), tone="strong"))
    if facts.note:
        lines.append(SlipLine(facts.note, detail=_("Note")))
    return lines


def _ledger_line(row: LedgerRow, order: Order, now: datetime) -> SlipLine:
    figure = yuan(row.amount_fen)
    when = show_moment(row.written_at, now)
    if row.reverses:
        return SlipLine(_("Reversed: {why}", why=row.why) if row.why else _("Reversed"), figure, when, tone="bad")
    how = _("by hand") if row.import_id is None else _("from a spreadsheet")
    shown = "muted" if row.id == order.id and not order.is_live else ""
    title = _("Recorded") if row.version == 1 else _("Recorded again")
    return SlipLine(title, figure, _DOT.join((when, how)), tone=shown)
