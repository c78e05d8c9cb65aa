"""The Orders page: what came in, each bill with its lines and ledger, and the till beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from storeassist.features.orders import store
from storeassist.features.orders.dialogs import VoidDialog
from storeassist.features.orders.panels import OrderPanel, columns
from storeassist.features.orders.panels_entry import EntryPanel
from storeassist.features.orders.panels_list import Rest
from storeassist.features.orders.records import Filter, Order
from storeassist.features.orders.store_ledger import Sum, counted, first_day_of, voided_count
from storeassist.features.orders.store_lists import FIRST, Listing, Question, first_of, whole_of, with_rest
from storeassist.kernel.dates import show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.text import N_, _, many
from storeassist.ui.commands import command
from storeassist.ui.page import Page
from storeassist.ui.table import RecordTable
from storeassist.ui.widgets.card import FilterRow
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.panel import Beside
from storeassist.ui.widgets.search import SearchField
from storeassist.ui.widgets.words import Words

_PERIODS = {"1": 1, "7": 7, "30": 30}
_ALL, _VOIDED = "all", "voided"
_DOT = "·"


class OrdersPage(Page):
    """Lists orders beside the one chosen, or beside the till."""

    shows: ClassVar = ("order", "order_line", "customer", "customer_total")

    def build(self) -> None:
        """The filter row, the list, the bill and the till."""
        self.search = SearchField(_("Number, customer, phone tail"))
        self.periods = ChipRow([("1", _("Today"), None)])
        self._days = Words("", "label", tone="muted")
        self.body.addWidget(FilterRow(self.search, self.periods, right=(self._days,)))
        self.table: RecordTable[Order] = RecordTable(
            self.desk, "orders", _("Orders"), columns(self.desk), lambda ids: store.fetch(self.shop, ids), two_line=True
        )
        self.table.set_empty(
            _("No orders yet."),
            _("Bring in the till's bills of the past months, or record the first order by hand."),
            _("Import…"),
            partial(self.desk.go, "imports", kind="orders"),
        )
        self.table.set_nothing_found(_("No order fits."), self._clear_filter)
        self.table.set_sort("at", True)
        self.table.set_menu(self)
        self.bill, self.till = OrderPanel(self.desk), EntryPanel(self.desk)
        self.beside = Beside(self.table, self.bill, self.till)
        self.body.addWidget(self.beside, 1)
        self._is_first_look = True
        self._asked: Question | None = None
        self._rest = Rest(self.desk, self._on_rest, self)
        self._chosen: list[int] = []
        self._goes_there = False
        self.search.went_down.connect(self.table.take_keys)
        for signal in (self.search.changed, self.periods.changed, self.table.sort_changed):
            signal.connect(self._show_list)
        self.table.selected.connect(self._show_bill)
        self.bill.void.connect(self.commands["void"].trigger)
        self.till.recorded.connect(self._on_recorded)
        self.till.left.connect(self.leave_till)

    def reload(self) -> None:
        """Read the counts, the list and the bill."""
        counts = {key: counted(self.shop, self._period(key, "")).orders for key in (*_PERIODS, _ALL)}
        self.periods.set_chips(
            [
                ("1", _("Today"), counts["1"]),
                ("7", _("7 days"), counts["7"]),
                ("30", _("30 days"), counts["30"]),
                (_ALL, _("All"), counts[_ALL]),
                (_VOIDED, _("Voided"), voided_count(self.shop)),
            ]
        )
        if self._is_first_look:
            # A shop whose bills were just brought in may have none of today: the shortest period with any is shown.
            self._is_first_look = False
            self.periods.choose(next((key for key, n in counts.items() if n), "1"))
        today = counted(self.shop, self._period("1", ""))
        if counts[_ALL]:
            amount, total = yuan(today.fen), f"{counts[_ALL]:,}"
            self.set_sentence(
                many(
                    "{n} order today, {amount} paid; {total} in the book.",
                    "{n} orders today, {amount} paid; {total} in the book.",
                    today.orders,
                    amount=amount,
                    total=total,
                )
            )
        else:
            self.set_sentence(_("Every bill, and who it was for."))
        self._show_list()
        self._show_bill()

    def open(self, order_id: int | None = None, text: str | None = None, record: bool = False, **_more: Any) -> None:
        """Show one order, or the answer to a search, or the till."""
        if order_id is not None or text is not None:
            self._is_first_look = False
            self.periods.choose(_ALL)
            self.search.set_text(text or "")
            self._show_list()
        if order_id is not None:
            self.leave_till()
            self._choose(order_id)
        if record:
            self.record()

    @command("Record an order", icon="add", shortcut="Ctrl+N", place="primary")
    def record(self) -> None:
        """Open the till beside the list."""
        self.buttons["record"].hide()
        self.beside.show_panel(self.till)
        self.till.to_amount()

    @command("Go to the amount", icon="order", shortcut="F4", place="hidden")
    def amount(self) -> None:
        """Put the keys on the till's amount, wherever they are."""
        self.record()

    @command("Void the order…", icon="void", shortcut="Del", place="row")
    def void(self) -> None:
        """Take the order chosen out of all sums."""
        order = store.get(self.shop, self._one())
        if not order.is_live:
            raise UserError("The order {number} is void already.", number=order.number)
        dialog = VoidDialog(self.desk, self, order)
        dialog.saved.connect(
            lambda: self.desk.say(
                _("{amount} voided, order {number}.", amount=yuan(order.facts.amount_fen), number=order.number)
            )
        )
        dialog.open()

    @command("See the customer", icon="customers", place="row")
    def customer(self) -> None:
        """Go to whoever the order is for."""
        customer_id = store.get(self.shop, self._one()).facts.customer_id
        if customer_id is None:
            raise UserError("There is no customer on this order.")
        self.desk.go("customers", customer_id=customer_id)

    @command("Export this list…", icon="export", place="menu")
    def export(self) -> None:
        """Write the orders listed to a spreadsheet."""
        kinds = [(N_("Excel"), ("xlsx",)), (N_("CSV"), ("csv",))]
        then = partial(self._export, self._question())
        self.desk.ask.save_file(self, _("Export orders"), _("Orders") + ".xlsx", kinds, then=then)

    @command("Columns…", icon="columns", place="menu")
    def choose_columns(self) -> None:
        """Say which columns the list shows."""
        self.table.columns_menu().popup(self.cursor().pos())

    def leave_till(self) -> None:
        """Have the bill beside the list again."""
        self.buttons["record"].show()
        self.beside.show_panel(self.bill)
        self.table.view.setFocus()

    def _period(self, key: str, text: str) -> Filter:
        """The orders of a chip; voided ones stay in their place, but do not count."""
        today = self.desk.today()
        if key == _VOIDED:
            return Filter(text, state="voided")
        if key == _ALL:
            return Filter(text, state="")
        return Filter(text, first_day=first_day_of(_PERIODS[key], today), last_day=today, state="")

    def _question(self) -> Question:
        return Question(self._period(self.periods.chosen, self.search.text()), *self.table.sort)

    def _show_list(self) -> None:
        asked = self._question()
        is_as_before, self._asked = asked == self._asked, asked
        self._days.setText(self._days_of(asked.which))
        chosen = self.table.selected_ids() or (self._chosen if self._rest.awaited else [])
        self._chosen = chosen if len(chosen) <= FIRST else []
        self._rest.forget()
        first = first_of(self.shop, asked)
        if first is not None and first.total is not None:
            self._show_whole(first)
            return
        self._rest.ask(asked)
        if first is None:
            self.table.refresh()
            self.table.set_foot(_("Looking through all orders…"))
            return
        self.table.show_ids(with_rest(first.ids, self.table.rows.ids) if is_as_before else first.ids)
        self.table.set_foot(
            _DOT.join((many("The first {n} order", "The first {n} orders", len(first.ids)), _("adding up the rest…")))
        )

    def _show_whole(self, listing: Listing) -> None:
        which = self._question().which
        filtered = bool(which.text.strip() or which.first_day or which.state)
        self.table.show_ids(listing.ids, filtered=filtered and store.count(self.shop) > 0)
        if listing.total is not None:
            self._show_foot(which, len(listing.ids), listing.total)

    def _on_rest(self, listing: Listing) -> None:
        """Put the rest of a list below its first rows, and choose again what was chosen before they were shown."""
        self._show_whole(listing)
        if self._chosen and not self.table.selected_ids():
            bar = self.table.view.verticalScrollBar()
            at = bar.value()
            self.table.select(self._chosen)
            if not self._goes_there:
                bar.setValue(at)
        self._chosen, self._goes_there = [], False
        self._show_bill()

    def _choose(self, order_id: int) -> None:
        """Select an order, now or once its row is there."""
        self.table.select([order_id])
        if self._rest.awaited and self.table.selected_ids() != [order_id]:
            self._chosen, self._goes_there = [order_id], True
            self._show_bill()

    def _show_foot(self, which: Filter, rows: int, total: Sum) -> None:
        if which.state == "voided":
            self.table.set_foot(
                many("{n} voided order", "{n} voided orders", rows) + _DOT + _("in no sum; a row of the ledger each")
            )
            return
        parts = [
            many("{n} order", "{n} orders", total.orders),
            _("{amount} paid, after discounts", amount=yuan(total.fen)),
        ]
        if voided := rows - total.orders:
            parts.append(many("{n} voided, not counted", "{n} voided, not counted", voided))
        self.table.set_foot(_DOT.join(parts))

    def _days_of(self, which: Filter) -> str:
        if which.first_day is None or which.last_day is None:
            return ""
        today = self.desk.now().date()
        last = show_day(which.last_day, today)
        if which.first_day == which.last_day:
            return last
        return _("{first} to {last}", first=show_day(which.first_day, today), last=last)

    def _show_bill(self) -> None:
        current = self._current()
        found = store.fetch(self.shop, [current]) if current is not None else []
        self.bill.show_order(found[0] if found else None)

    def _current(self) -> int | None:
        """The order chosen, whether or not its row is there yet."""
        if self.table.selected_ids():
            return self.table.current_id()
        return self._chosen[0] if self._chosen and self._rest.awaited else None

    def _clear_filter(self) -> None:
        self.periods.choose(_ALL)
        self.search.set_text("")
        self._show_list()

    def _one(self) -> int:
        current = self._current()
        if current is None:
            raise UserError("Choose an order first.")
        return current

    def _on_recorded(self, order_id: int) -> None:
        self._choose(order_id)

    def _export(self, asked: Question, path: Path) -> None:
        write = self.desk.slot("export.orders")[0]
        self.desk.jobs.start_on_shop(
            lambda job, shop: write(job, shop, path, whole_of(job, shop, asked).ids),
            text=_("Exporting orders…"),
            done=lambda n: self.desk.say(many("{n} row written.", "{n} rows written.", n), undo=False),
        )
