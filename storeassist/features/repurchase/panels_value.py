"""The Sources and worth tab: what the few bring, what each source brought and cost, and what each customer is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QStackedWidget

from storeassist.features.customers import store as customers
from storeassist.features.customers.records import Customer
from storeassist.features.habits import store_value
from storeassist.features.habits.records_value import CustomerValue, SourceValue, TopShare, Value
from storeassist.features.repurchase import jobs_page
from storeassist.features.repurchase.dialogs import SourceCostDialog
from storeassist.features.repurchase.jobs_page import Worth
from storeassist.features.repurchase.panels import Tab, leaf, share_words
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import whole_yuan, yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import row
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, FilterRow, Line
from storeassist.ui.widgets.panel import Block
from storeassist.ui.widgets.segmented import Segmented
from storeassist.ui.widgets.words import Words

_LEAST = float("-inf")
_TOP_PERCENT = (3, 10, 20)
_SOURCE_SORTS: dict[str, Callable[[SourceValue], Any]] = {
    "source": lambda s: s.source.casefold(),
    "customers": lambda s: s.value.customers,
    "revenue": lambda s: s.value.revenue_fen,
    "profit": lambda s: _or_least(s.value.profit_fen),
    "spent": lambda s: _or_least(s.spent_fen),
    "cac": lambda s: _or_least(s.cac_fen),
    "payback": lambda s: _or_least(s.payback_days),
}
_CUSTOMER_SORTS: dict[str, Callable[[CustomerValue], Any]] = {
    "bills": lambda c: c.value.bills,
    "revenue": lambda c: c.value.revenue_fen,
    "profit": lambda c: _or_least(c.value.profit_fen),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One customer with what they brought."""

    customer: Customer
    value: Value

    @property
    def id(self) -> int:
        """The customer."""
        return self.customer.id


class TopBlock(Block):
    """What the few who spend most bring; the link leads to them."""

    def __init__(self, then: Callable[[], Any]) -> None:
        super().__init__()
        self._label = Words("", "label", tone="muted", elide=True)
        self._figure = Words("", "number")
        self._people = Button("", kind="link", small=True, then=then)
        self.body.addWidget(self._label)
        self.row(self._figure, self._people, None)

    def show_share(self, top: TopShare) -> None:
        """Show this share."""
        self._label.setText(_("The {percent}% who spent most bring", percent=top.percent))
        self._figure.setText(share_words(top.spent_fen, top.of_fen))
        self._people.setText(
            many("{part} of {n} customer", "{part} of {n} customers", top.of, part=f"{top.customers:,}")
        )


class ValueTab(Tab):
    """Gross profit so far, by source and by customer."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, jobs_page.value)
        self._sources: list[SourceValue] = []
        self._values: dict[int, Value] = {}
        self._people: list[CustomerValue] = []
        self._whole: Value | None = None
        self.tops = {percent: TopBlock(partial(self._on_top, percent)) for percent in _TOP_PERCENT}
        strip = Card(inset=0)
        blocks = row(gap="")
        for at, block in enumerate(self.tops.values()):
            if at:
                blocks.addWidget(Line(upright=True))
            blocks.addWidget(block, 1)
        strip.body.addLayout(blocks)
        self.body.addWidget(strip)
        self.which = Segmented([("sources", _("By source")), ("customers", _("By customer"))])
        self.which.setAccessibleName(_("List"))
        self._known = Words("", "label", tone="muted", elide=True)
        self._cost = Button(_("What the source cost…"), icon="change", small=True, then=self.change_cost)
        self.body.addWidget(FilterRow(self.which, self._known, right=(self._cost,)))
        self.sources, self.customers = self._source_table(), self._customer_table()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.sources)
        self._stack.addWidget(self.customers)
        self.body.addWidget(self._stack, 1)
        self.which.changed.connect(self._show_which)

    def show_found(self, found: Worth) -> None:
        """Show the shares and both lists."""
        for top in found.tops:
            if top.percent in self.tops:
                self.tops[top.percent].show_share(top)
        self._whole = found.whole
        self._sources, self._people = list(found.sources), list(found.customers)
        self._values = {one.customer_id: one.value for one in found.customers}
        self._known.setText(_about_costs(found.whole))
        self._show_sources()
        self._show_customers()
        self._show_which()

    def sentence(self) -> str:
        """What all customers brought so far."""
        whole = self._whole
        if whole is None or not whole.buyers:
            return ""
        if whole.profit_fen is None:
            return many(
                "{n} customer brought {revenue} so far. Fill in what products cost, and the gross profit stands here.",
                "{n} customers brought {revenue} so far. Fill in what products cost, and the gross profit stands here.",
                whole.buyers,
                revenue=whole_yuan(whole.revenue_fen),
            )
        return many(
            "{n} customer brought {revenue} so far, {profit} of it gross profit.",
            "{n} customers brought {revenue} so far, {profit} of it gross profit.",
            whole.buyers,
            revenue=whole_yuan(whole.revenue_fen),
            profit=whole_yuan(whole.profit_fen),
        )

    def change_cost(self) -> None:
        """Note what the source chosen cost so far."""
        chosen = self._chosen()
        if chosen is None or not chosen.source:
            self.desk.fail(UserError("Choose a source that has a name first."))
            return
        dialog = SourceCostDialog(self.desk, self, chosen.source, chosen.said_fen)
        dialog.saved.connect(lambda: self.desk.say(_("The cost of {source} is kept.", source=chosen.source)))
        dialog.open()

    def _chosen(self) -> SourceValue | None:
        at = self.sources.current_id()
        return self._sources[at] if at is not None and at < len(self._sources) else None

    def _show_which(self) -> None:
        is_sources = self.which.value() == "sources"
        self._stack.setCurrentWidget(self.sources if is_sources else self.customers)
        self._cost.setVisible(is_sources)

    def _show_sources(self) -> None:
        key, descending = self.sources.sort
        self._sources.sort(key=_SOURCE_SORTS[key], reverse=descending)
        self.sources.show_records(self._sources)
        self.sources.set_foot(
            _("paid back: days after the first visits until the gross profit of its customers covers what it cost")
        )
        if self._sources and self.sources.current_id() is None:
            self.sources.select([0])

    def _show_customers(self) -> None:
        key, descending = self.customers.sort
        self._people.sort(key=_CUSTOMER_SORTS[key], reverse=descending)
        self.customers.show_ids([one.customer_id for one in self._people])
        foot = _("gross profit of bills whose every product has a known cost")
        if self._whole and self._whole.buyers > (n := len(self._people)):
            foot = _("the {n} who brought most; gross profit of bills whose every product has a known cost", n=n)
        self.customers.set_foot(foot)

    def _source_table(self) -> RecordTable[SourceValue]:
        table: RecordTable[SourceValue] = RecordTable(
            self.desk,
            "repurchase-sources",
            _("By source"),
            [
                Column("Source", lambda s: s.source or _("Not said"), key="source", width=110, stretch=True),
                Column("Customers", lambda s: s.value.customers, key="customers", kind="number", width=92),
                Column("Revenue", lambda s: whole_yuan(s.value.revenue_fen), key="revenue", kind="number", width=100),
                Column("Gross profit", lambda s: _money(s.value.profit_fen), key="profit", kind="number", width=112),
                Column("Profit each", lambda s: _money(_each(s.value)), name="each", kind="number", width=100, rank=1),
                Column("Cost so far", lambda s: _money(s.spent_fen), key="spent", kind="number", width=104),
                Column("Cost of each", lambda s: _money(s.cac_fen), key="cac", kind="number", width=110, rank=3),
                Column("Paid back", _payback, key="payback", right=True, width=120, rank=2),
            ],
            lambda _ids: [],
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(_("No customers yet."), _("Where they come from stands here as soon as there are some."))
        table.set_sort("revenue", True)
        table.sort_changed.connect(self._show_sources)
        table.activated.connect(self._on_source)
        return table

    def _customer_table(self) -> RecordTable[Row]:
        table: RecordTable[Row] = RecordTable(
            self.desk,
            "repurchase-worth",
            _("By customer"),
            [
                Column("Customer", lambda r: r.customer.called, width=140, stretch=True),
                Column("Source", lambda r: r.customer.facts.source, kind="muted", width=110, rank=2),
                Column("Bills", lambda r: r.value.bills, key="bills", kind="number", width=80),
                Column("Revenue", lambda r: yuan(r.value.revenue_fen), key="revenue", kind="number", width=120),
                Column("Gross profit", lambda r: _money(r.value.profit_fen), key="profit", kind="number", width=120),
                Column("Costs known", lambda r: _share(r.value.known), name="known", kind="number", width=110, rank=1),
            ],
            self._fetch,
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(_("Nobody has a bill yet."), _("What each customer is worth stands here after the first bill."))
        table.set_sort("revenue", True)
        table.sort_changed.connect(self._show_customers)
        table.activated.connect(self.to_customer)
        return table

    def _fetch(self, ids: Sequence[int]) -> list[Row]:
        return [Row(one, self._values[one.id]) for one in customers.fetch(self.shop, ids) if one.id in self._values]

    def _on_source(self, at: int) -> None:
        source = self._sources[at].source
        if source:
            self.to_rule.emit(leaf("source", "=", source), source)
        else:
            self.to_rule.emit(leaf("source", "is_empty", None), _("Source not said"))

    def _on_top(self, percent: int) -> None:
        read = partial(store_value.top_customers, now=self.desk.now(), percent=percent)
        self.to_people.emit(read, _("The {percent}% who spent most", percent=percent), None)


def _or_least(value: float | None) -> float:
    return _LEAST if value is None else value


def _money(fen: int | None) -> str:
    return "—" if fen is None else whole_yuan(fen)


def _each(value: Value) -> int | None:
    profit = value.profit_fen
    return None if profit is None or not value.customers else round(profit / value.customers)


def _share(share: float | None) -> str:
    return "—" if share is None else f"{share * 100:.0f}%"


def _payback(source: SourceValue) -> str:
    if source.spent_fen is None:
        return _("cost unknown")
    if source.payback_days is None:
        return _("not paid back")
    if source.payback_days == 0:
        return _("first day")
    return many("{n} day", "{n} days", source.payback_days)


def _about_costs(whole: Value) -> str:
    if whole.known is None:
        return ""
    return _("Costs of goods are known for {share} of the revenue.", share=_share(whole.known))
