"""The people behind a figure: who they are, and what to do for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from storeassist.features.customers.records import Customer
from storeassist.features.habits import store_people
from storeassist.kernel.dates import days_ago, show_day
from storeassist.kernel.money import yuan
from storeassist.kernel.phones import show_phone
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column, row
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words


class PeoplePanel(QWidget):
    """Those whom a figure counts, in place of the tab that shows it until ``left``."""

    left = Signal()
    to_customer = Signal(int)
    to_coupons = Signal(object)
    to_rule = Signal(object, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rule: object = None
        body = column(self)
        head = row(gap="s")
        self._heading, self._count = Words("", "name"), Words("", "label", tone="muted", elide=True)
        head.addWidget(Button(_("Back"), icon="back", key="Esc", then=self.left.emit))
        head.addWidget(self._heading)
        head.addWidget(self._count, 1)
        self._segment = Button(_("As a segment"), icon="segment", then=self._as_segment)
        head.addWidget(self._segment)
        head.addWidget(Button(_("Issue coupons to them…"), icon="coupon", then=self._issue))
        body.addLayout(head)
        self.table: RecordTable[Customer] = RecordTable(
            desk, "repurchase-people", _("Customers"), self._columns(), lambda ids: store_people.fetch(desk.shop, ids, desk.now())
        )
        self.table.set_empty(_("Nobody."), _("This figure counts no customer at the moment."))
        self.table.activated.connect(self.to_customer)
        body.addWidget(self.table, 1)
        back = QAction(_("Back"), self)
        back.setShortcut(QKeySequence("Esc"))
        back.triggered.connect(self.left)
        self.addAction(back)

    def show_people(self, ids: Sequence[int], heading: str, rule: object) -> None:
        """Show these customers under a heading; ``rule`` is the document that selects them, None when no rule does."""
        self._rule = rule
        self._segment.setVisible(rule is not None)
        self._heading.setText(heading)
        self._count.setText(many("{n} customer", "{n} customers", len(ids)))
        self.table.show_ids(list(ids))
        self.table.set_foot(_("Enter or a double click opens the customer."))
        if ids:
            self.table.select([ids[0]])
        self.table.view.setFocus()

    def _as_segment(self) -> None:
        self.to_rule.emit(self._rule, self._heading.text())

    def _issue(self) -> None:
        self.to_coupons.emit(list(self.table.rows.ids))

    def _columns(self) -> list[Column[Customer]]:
        return [
            Column("Customer", lambda c: c.called, kind="text", width=140, stretch=True),
            Column("Phone", lambda c: show_phone(c.facts.phone), kind="muted", width=140, rank=4),
            Column("Source", lambda c: c.facts.source, kind="muted", width=96, rank=3),
            Column("Last visit", self._last_visit, width=100, rank=1),
            Column("Days ago", self._days_ago, kind="muted", width=110, rank=2),
            Column("Visits", lambda c: c.totals.visits, kind="number", width=72),
            Column("Spent", lambda c: yuan(c.totals.spent_fen), kind="number", width=104),
        ]

    def _last_visit(self, customer: Customer) -> str:
        day = customer.totals.last_visit_on
        return show_day(day, self._desk.today()) if day else "—"

    def _days_ago(self, customer: Customer) -> str:
        day = customer.totals.last_visit_on
        return days_ago(day, self._desk.today()) if day else ""
