"""The Batch results page: what each batch of cards brought, side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from storeassist.features.batches import jobs, rules, store
from storeassist.features.batches.panels import ResultPanel, columns
from storeassist.features.batches.records import Result, Word
from storeassist.features.cards import store as cards
from storeassist.features.customers import store as customers
from storeassist.kernel.database import Shop
from storeassist.kernel.text import N_, _, many
from storeassist.ui.commands import command
from storeassist.ui.latest import Latest
from storeassist.ui.page import Page
from storeassist.ui.table import RecordTable

_LEAST = float("-inf")
SORTS: dict[str, Callable[[Result], Any]] = {
    "name": lambda r: r.batch.facts.name.casefold(),
    "printed_at": lambda r: r.batch.printed_at.isoformat() if r.batch.printed_at else "",
    "printed": lambda r: r.batch.printed,
    "claimed": lambda r: r.figures.claimed,
    "first": lambda r: r.figures.first_orders,
    "repeat": lambda r: r.figures.repeat_orders,
    "revenue": lambda r: r.figures.revenue_fen,
    "spent": lambda r: _LEAST if r.spent_fen is None else r.spent_fen,
    "net": lambda r: _LEAST if r.net_fen is None else r.net_fen,
}


class BatchesPage(Page):
    """Lists batches beside the one chosen."""

    shows: ClassVar = (
        *("card_batch", "card_run", "coupon_ledger", "coupon_holder", "redemption_customer", "order", "customer"),
        "product",
    )

    def build(self) -> None:
        """The list and the batch chosen."""
        self._results: dict[int, Result] = {}
        self._wanted: int | None = None
        self._latest = Latest(self.desk.jobs, self)
        self.table: RecordTable[Result] = RecordTable(
            self.desk,
            "batches",
            _("Batch results"),
            columns(self.desk.now().date()),
            lambda ids: [self._results[i] for i in ids if i in self._results],
        )
        self.table.set_empty(
            _("No batches yet."),
            _("Print cards with a code of their own, and here stands what they brought."),
            _("Print studio"),
            partial(self.desk.go, "cards"),
        )
        self.table.set_sort("printed_at", True)
        self.table.set_menu(self)
        self.panel = ResultPanel(self.desk)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.panel, 1)
        self.table.sort_changed.connect(self._show_list)
        self.table.selected.connect(self._show_one)
        self.table.activated.connect(self._to_studio)

    def reload(self) -> None:
        """Read what all batches brought, in the background where that takes time."""
        self._latest.forget()
        if customers.is_large(self.shop):
            self._latest.ask(lambda _job, shop: _all_results(shop), done=self._on_read, failed=self.desk.fail)
        else:
            self._on_read(_all_results(self.shop))

    def _on_read(self, found: list[Result]) -> None:
        self._results = {result.id: result for result in found}
        self._show_list()
        self.table.refresh()
        self._show_one()
        today = self.desk.now().date()
        worth = sum(rules.word(result, today) is Word.WORTH for result in found)
        firsts = sum(result.figures.first_orders for result in found)
        self.set_sentence(
            many(
                "{n} batch brought {firsts} new customers; {worth} worth printing again.",
                "{n} batches brought {firsts} new customers; {worth} worth printing again.",
                len(found),
                firsts=firsts,
                worth=worth,
            )
            if found
            else _("Which cards bring new customers, and which only cost paper.")
        )

    def open(self, batch_id: int | None = None, **_more: Any) -> None:
        """Show one batch."""
        if batch_id is not None:
            self._wanted = batch_id
            self._choose()

    def place(self) -> dict[str, Any]:
        """Which batch was chosen."""
        return {"batch_id": self.table.current_id()}

    @command("Export this list…", icon="export", place="menu")
    def export(self) -> None:
        """Write the results to a spreadsheet."""
        kinds = [(N_("Excel"), ("xlsx",)), (N_("CSV"), ("csv",))]
        then = partial(self._export, list(self.table.rows.ids))
        self.desk.ask.save_file(self, _("Export batch results"), _("Batch results") + ".xlsx", kinds, then=then)

    def _show_list(self) -> None:
        key, descending = self.table.sort
        found = sorted(self._results.values(), key=lambda result: (SORTS[key](result), result.id), reverse=descending)
        self.table.show_ids([result.id for result in found])
        self._choose()
        if found and self.table.current_id() is None:
            self.table.select([found[0].id])
        self.table.set_foot(_("spent = printing, discount and gifts; net = gross profit − spent"))

    def _choose(self) -> None:
        """Select the batch asked for, once it is read."""
        if self._wanted in self._results:
            self.table.select([self._wanted])
            self._wanted = None

    def _show_one(self) -> None:
        current = self.table.current_id()
        self.panel.show_result(self._results.get(current) if current is not None else None)

    def _to_studio(self, batch_id: int) -> None:
        self.desk.go("cards", batch_id=batch_id)

    def _export(self, ids: list[int], path: Path) -> None:
        self.desk.jobs.start_on_shop(
            jobs.export,
            path,
            ids,
            self.desk.now().date(),
            text=_("Exporting batch results…"),
            done=lambda n: self.desk.say(many("{n} row written.", "{n} rows written.", n), undo=False),
        )


def _all_results(shop: Shop) -> list[Result]:
    return store.results(shop, cards.fetch(shop, cards.ids(shop)))
