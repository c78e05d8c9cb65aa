"""The page of offers: what the shop offers, what became of it, and the way to coupons and cards."""

from __future__ import annotations

from typing import Any, ClassVar

from storeassist.features.offers import actions, store
from storeassist.features.offers.dialogs import OfferDialog
from storeassist.features.offers.panels import OfferPanel
from storeassist.features.offers.panels_list import columns
from storeassist.features.offers.records import Offer
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many
from storeassist.ui.commands import command
from storeassist.ui.page import Page
from storeassist.ui.table import RecordTable
from storeassist.ui.widgets.card import FilterRow
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.panel import Beside
from storeassist.ui.widgets.search import SearchField

_LIVE, _STOPPED = "live", "stopped"


class OffersPage(Page):
    """Lists the offers beside the one chosen."""

    shows: ClassVar = ("offer", "offer_terms", "offer_total", "product", "order")

    def build(self) -> None:
        """The filter row, the list and the detail."""
        self.search = SearchField(_("Name, product"))
        self.states = ChipRow([(_LIVE, _("Running"), None), (_STOPPED, _("Stopped"), None)])
        self.body.addWidget(FilterRow(self.search, self.states))
        self.table: RecordTable[Offer] = RecordTable(
            self.desk, "offers", _("Offers"), columns(), lambda ids: store.fetch(self.shop, ids), two_line=True
        )
        self.table.set_empty(
            _("No offers yet."),
            _("An offer is one sentence: what you give, from which bill, when and to whom. Coupons are issued of it."),
            _("New offer"),
            self.commands["new"].trigger,
        )
        self.table.set_nothing_found(_("No offer fits."), self._clear_filter)
        self.table.set_sort("", False)
        self.table.set_menu(self)
        self.panel = OfferPanel(self.desk)
        self.body.addWidget(Beside(self.table, self.panel), 1)
        self.search.went_down.connect(self.table.take_keys)
        for signal in (self.search.changed, self.states.changed, self.table.sort_changed):
            signal.connect(self._show_list)
        self.table.selected.connect(self._show_offer)
        self.table.activated.connect(self._edit)
        self.panel.issue.connect(self.commands["issue"].trigger)
        self.panel.print_cards.connect(self.commands["print_cards"].trigger)
        self.panel.change.connect(self.commands["change"].trigger)
        self.panel.switch.connect(self._switch)

    def reload(self) -> None:
        """Read the counts, the list and the detail."""
        running, stopped = store.counts(self.shop)
        self.states.set_chips([(_LIVE, _("Running"), running), (_STOPPED, _("Stopped"), stopped)])
        if running + stopped:
            use = store.totals(self.shop)
            self.set_sentence(
                many(
                    "{n} offer runs; {used} of {issued} coupons used, {amount} given.",
                    "{n} offers run; {used} of {issued} coupons used, {amount} given.",
                    running,
                    used=f"{use.used:,}",
                    issued=f"{use.issued:,}",
                    amount=yuan(use.given_fen),
                )
            )
        else:
            self.set_sentence(_("What the shop gives, to whom and when."))
        self._show_list()

    def open(self, offer_id: int | None = None, text: str | None = None, **_more: Any) -> None:
        """Show one offer, or the answer to a search."""
        if offer_id is None and text is None:
            return
        self.search.set_text(text or "")
        if offer_id is not None:
            self.states.choose(_STOPPED if store.get(self.shop, offer_id).is_retired else _LIVE)
        self._show_list()
        if offer_id is not None:
            self.table.select([offer_id])

    def place(self) -> dict[str, Any]:
        """What was searched, and which offer was chosen."""
        return {"text": self.search.text(), "offer_id": self.table.current_id()}

    @command("New offer", icon="add", shortcut="Ctrl+N", place="primary")
    def new(self) -> None:
        """Make an offer."""
        dialog = OfferDialog(self.desk, self, None)
        dialog.saved.connect(lambda: self._on_saved(dialog.offer_id))
        dialog.open()

    @command("Change the offer…", icon="change", shortcut="Ctrl+E", place="row")
    def change(self) -> None:
        """Change the offer chosen for the coupons to come."""
        self._edit(self._one().id)

    @command("Issue coupons…", icon="coupon", shortcut="Ctrl+I", place="row")
    def issue(self) -> None:
        """Issue coupons of the offer chosen."""
        self.desk.go("coupons", issue=self._running().id)

    @command("Print cards", icon="print", shortcut="Ctrl+P", place="row")
    def print_cards(self) -> None:
        """Print cards with codes of the offer chosen."""
        self.desk.go("cards", offer_id=self._running().id)

    @command("Stop", icon="void", shortcut="Del", place="row")
    def stop(self) -> None:
        """Issue no more coupons of the offers chosen; those out stay good."""
        ids = self._chosen()
        if count := actions.retire(self.shop, ids, self.desk.now()):
            self.desk.say(many("{n} offer is stopped; its coupons stay good.", "{n} offers are stopped; their coupons stay good.", count))
        else:
            self.desk.say(_("This offer is stopped already."), undo=False)

    @command("Bring back", icon="redo", place="row")
    def bring_back(self) -> None:
        """Let the offers chosen run again."""
        ids = self._chosen()
        if count := actions.bring_back(self.shop, ids, self.desk.now()):
            self.desk.say(many("{n} offer runs again.", "{n} offers run again.", count))
        else:
            self.desk.say(_("This offer runs already."), undo=False)

    def _chosen(self) -> list[int]:
        ids = self.table.selected_ids()
        if not ids:
            raise UserError("Choose an offer first.")
        return ids

    def _one(self) -> Offer:
        current = self.table.current_id()
        if current is None:
            raise UserError("Choose an offer first.")
        return store.get(self.shop, current)

    def _running(self) -> Offer:
        offer = self._one()
        if offer.is_retired:
            raise UserError("{name} is stopped; bring it back first.", name=offer.name)
        return offer

    def _switch(self) -> None:
        self.commands["bring_back" if self._one().is_retired else "stop"].trigger()

    def _show_list(self) -> None:
        text, (sort, descending) = self.search.text(), self.table.sort
        order = (sort, descending) if sort else ("created", True)
        before = self.table.current_id()
        ids = store.ids(self.shop, text, self.states.chosen == _STOPPED, *order)
        running, stopped = store.counts(self.shop)
        self.table.show_ids(ids, filtered=bool(text.strip()) or bool(running + stopped))
        if ids and before not in ids:
            self.table.select(ids[:1])
        self._show_offer()
        if ids:
            meaning = _("given = money off bills, and gifts and red packets at their price; reversed uses not counted")
            self.table.set_foot(many("{n} offer", "{n} offers", len(ids)) + "·" + meaning)

    def _show_offer(self) -> None:
        current = self.table.current_id()
        found = [] if current is None else store.fetch(self.shop, [current])
        self.panel.show_offer(found[0] if found else None)

    def _clear_filter(self) -> None:
        self.search.set_text("")
        self.states.choose(_LIVE if self.states.chosen == _STOPPED else self.states.chosen)
        self._show_list()

    def _edit(self, offer_id: int) -> None:
        dialog = OfferDialog(self.desk, self, store.get(self.shop, offer_id))
        dialog.saved.connect(lambda: self._on_saved(offer_id))
        dialog.open()

    def _on_saved(self, offer_id: int | None) -> None:
        if offer_id is not None:
            self.open(offer_id)
            self.desk.say(_("{name} is saved.", name=store.get(self.shop, offer_id).name))
