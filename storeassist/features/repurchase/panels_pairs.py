"""The Bought together tab: what stands on one bill, and what follows a first purchase."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QStackedWidget

from storeassist.features.repurchase import jobs_page, store_pairs
from storeassist.features.repurchase.jobs_page import Pairs
from storeassist.features.repurchase.panels import Tab, share_words
from storeassist.features.repurchase.records import FirstPurchase, Pair
from storeassist.features.repurchase.rules import AGAIN_DAYS
from storeassist.features.repurchase.rules_pairs import FEWEST_TOGETHER
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.card import FilterRow
from storeassist.ui.widgets.segmented import Segmented
from storeassist.ui.widgets.words import Words

_PAIR_SORTS: dict[str, Callable[[Pair], Any]] = {
    "together": lambda p: p.together,
    "lift": lambda p: p.lift,
    "a": lambda p: p.a_bills,
    "b": lambda p: p.b_bills,
}
_FIRST_SORTS: dict[str, Callable[[FirstPurchase], Any]] = {
    "customers": lambda f: f.customers,
    "again": lambda f: (f.again.value is not None, f.again.value or 0.0),
}


class PairsTab(Tab):
    """Two lists to choose lead products by."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, jobs_page.pairs)
        self._pairs: list[Pair] = []
        self._firsts: list[FirstPurchase] = []
        self.which = Segmented([("pairs", _("On one bill")), ("firsts", _("After the first purchase"))])
        self.which.setAccessibleName(_("List"))
        self._about = Words("", "label", tone="muted", elide=True)
        self.body.addWidget(FilterRow(self.which, self._about))
        self.pairs, self.firsts = self._pair_table(), self._first_table()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pairs)
        self._stack.addWidget(self.firsts)
        self.body.addWidget(self._stack, 1)
        self.which.changed.connect(self._show_which)
        self._show_which()

    def show_found(self, found: Pairs) -> None:
        """Show both lists."""
        self._pairs, self._firsts = list(found.pairs), list(found.firsts)
        self._show_pairs()
        self._show_firsts()

    def sentence(self) -> str:
        """Which two go together most."""
        if not self._pairs:
            return ""
        best = max(self._pairs, key=lambda pair: pair.lift)
        return many(
            "{a} and {b}: on {n} bill together, {lift} times as often as by chance.",
            "{a} and {b}: on {n} bills together, {lift} times as often as by chance.",
            best.together,
            a=best.a_name,
            b=best.b_name,
            lift=f"{best.lift:.1f}",
        )

    def _show_which(self) -> None:
        is_pairs = self.which.value() == "pairs"
        self._stack.setCurrentWidget(self.pairs if is_pairs else self.firsts)
        self._about.setText(
            _("What to sell as a set, and what to name beside a dish.")
            if is_pairs
            else _("With which first dish newcomers come back: a good lead product brings them again.")
        )

    def _show_pairs(self) -> None:
        key, descending = self.pairs.sort
        self._pairs.sort(key=_PAIR_SORTS[key], reverse=descending)
        self.pairs.show_records(self._pairs)
        self.pairs.set_foot(
            _("counted in bills, from {n} together on; 1 × is what chance alone would bring", n=FEWEST_TOGETHER)
        )

    def _show_firsts(self) -> None:
        key, descending = self.firsts.sort
        self._firsts.sort(key=_FIRST_SORTS[key], reverse=descending)
        self.firsts.show_records(self._firsts)
        self.firsts.set_foot(
            _("came again: of those whose first bill is at least {days} days ago, within {days} days", days=AGAIN_DAYS)
        )

    def _pair_table(self) -> RecordTable[Pair]:
        table: RecordTable[Pair] = RecordTable(
            self.desk,
            "repurchase-pairs",
            _("On one bill"),
            [
                Column("Product", lambda p: p.a_name, width=140, stretch=True),
                Column("and", lambda p: p.b_name, width=140, stretch=True),
                Column("On one bill", lambda p: p.together, key="together", kind="number", width=108),
                Column("The first", lambda p: p.a_bills, key="a", kind="number", width=96, rank=3),
                Column("The second", lambda p: p.b_bills, key="b", kind="number", width=108, rank=2),
                Column("Of the first", lambda p: share_words(p.together, p.a_bills), kind="number", width=104, rank=1),
                Column("× chance", lambda p: _("{times} ×", times=f"{p.lift:.1f}"), key="lift", kind="number", width=112),
            ],
            lambda _ids: [],
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(
            _("Nothing is bought together yet."), _("Two products count from the fifth bill on that names them both.")
        )
        table.set_sort("lift", True)
        table.sort_changed.connect(self._show_pairs)
        table.activated.connect(self._on_pair)
        return table

    def _first_table(self) -> RecordTable[FirstPurchase]:
        table: RecordTable[FirstPurchase] = RecordTable(
            self.desk,
            "repurchase-firsts",
            _("After the first purchase"),
            [
                Column("On the first bill", lambda f: f.name, width=150, stretch=True),
                Column("Customers", lambda f: f.customers, key="customers", kind="number", width=112),
                Column("Came again", lambda f: share_words(f.again.part, f.again.whole), key="again", kind="number", width=110),
                Column("Counted", lambda f: f"{f.again.part:,} / {f.again.whole:,}", right=True, width=96, rank=1),
                Column("On the second visit most often (people)", _next, kind="muted", width=260, stretch=True, rank=2),
            ],
            lambda _ids: [],
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(_("No first purchases yet."), _("They need bills that name the customer and the products."))
        table.set_sort("customers", True)
        table.sort_changed.connect(self._show_firsts)
        table.activated.connect(self._on_first)
        return table

    def _on_pair(self, at: int) -> None:
        pair = self._pairs[at]
        read = partial(store_pairs.buyers_of_both, now=self.desk.now(), a_id=pair.a_id, b_id=pair.b_id)
        self.to_people.emit(read, _("{a} and {b} on one bill", a=pair.a_name, b=pair.b_name), None)

    def _on_first(self, at: int) -> None:
        first = self._firsts[at]
        read = partial(store_pairs.first_buyers, now=self.desk.now(), product_id=first.product_id)
        self.to_people.emit(read, _("Began with {name}", name=first.name), None)


def _next(first: FirstPurchase) -> str:
    return "·".join(f"{one.name} {one.customers:,}" for one in first.next)
