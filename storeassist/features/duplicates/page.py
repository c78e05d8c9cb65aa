"""The Duplicates page: customers who may be one person twice, pair by pair, for the owner to decide."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtWidgets import QSizePolicy

from storeassist.features.customers import store as customers
from storeassist.features.customers.records import Customer
from storeassist.features.duplicates import actions, jobs, rules, store
from storeassist.features.duplicates.actions_planning import both, in_order, suggestions
from storeassist.features.duplicates.panels import PairPanel
from storeassist.features.duplicates.records import MergePlan, Pair, Reason, Suggestion
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.commands import command
from storeassist.ui.jobs import RunningJob
from storeassist.ui.layouts import row
from storeassist.ui.page import Page
from storeassist.ui.table import Column, RecordTable

_MANY = 20_000
"""Customers among whom looking takes long enough to be told of."""


class DuplicatesPage(Page):
    """Lists pairs, and shows the one chosen side by side."""

    shows: ClassVar = (
        *("customer", "customer_tag", "customer_note", "customer_total", "customer_distinct", "custom_field"),
        *("coupon_holder", "redemption_customer"),
    )

    def build(self) -> None:
        """The list, and the two beside it."""
        self._pairs: list[Pair] = []
        self._asked: tuple[int, int] | None = None
        self._job: RunningJob | None = None
        self._looked = self._again = self._merging = False
        self.table: RecordTable[Suggestion] = RecordTable(
            self.desk, "duplicates", _("Duplicates"), _columns(), self._fetch, two_line=True
        )
        self.table.set_empty(
            _("Nobody is in the list twice."),
            _(
                "Customers who share a phone or a WeChat name, or whose names and phones nearly agree, stand here in"
                " pairs. You decide whether they are one person; nothing is merged by itself."
            ),
            _("Show all customers"),
            partial(self.desk.go, "customers"),
        )
        self.panel = PairPanel(self.desk)
        self.panel.merge.connect(self.commands["merge"].trigger)
        self.panel.tell_apart.connect(self.commands["tell_apart"].trigger)
        self.panel.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        halves = row()
        halves.addWidget(self.table, 11)
        halves.addWidget(self.panel, 10)
        self.body.addLayout(halves, 1)
        self.table.selected.connect(self._on_selected)

    def reload(self) -> None:
        """Show what is left of the pairs known, and look for pairs in the background."""
        if self._looked:
            self._show(self._pairs)
        else:
            self.set_sentence(_("Looking for customers who are in the list twice…"))
        self._look()

    def open(self, customer_ids: Sequence[int] = (), **_more: Any) -> None:
        """Show two customers side by side, be they like each other or not."""
        if len(customer_ids) == 2:
            one, other = in_order(*both(self.shop, *customer_ids))
            self._asked = (one.id, other.id)
            self.table.select([at for at, pair in enumerate(self._pairs) if {pair.a_id, pair.b_id} == {one.id, other.id}])
            self._show_chosen()

    def place(self) -> dict[str, Any]:
        """Which two were looked at."""
        plan = self.panel.plan
        return {"customer_ids": (plan.keep.id, plan.drop.id)} if plan else {}

    @command("Merge these two", icon="duplicates", shortcut="Ctrl+Return", place="hidden")
    def merge(self) -> None:
        """Make one of the two, as the panel shows it."""
        plan = self._plan()
        if self._merging:
            return
        self._merging = True
        takes_long = customers.count(self.shop) > _MANY or plan.drop.totals.orders > _MANY
        self.desk.jobs.start_on_shop(
            jobs.merge,
            plan,
            self.desk.now(),
            text=_("Merging") if takes_long else "",
            done=lambda _nothing: self._on_merged(plan),
            failed=self._on_not_merged,
            cancelled=self._on_not_merged,
        )

    @command("These are two people", icon="customers", shortcut="Ctrl+D", place="hidden")
    def tell_apart(self) -> None:
        """Never hint at these two again."""
        plan = self._plan()
        actions.tell_apart(self.shop, plan.keep.id, plan.drop.id, self.desk.now())
        self._asked = None
        self.desk.say(_("They stay two, and will not stand here again."), undo=True)

    @command("Swap who stays", icon="redo", shortcut="Ctrl+Shift+S", place="hidden")
    def swap(self) -> None:
        """Let the other one of the two stay."""
        self._plan()
        self.panel.swap()

    def _plan(self) -> MergePlan:
        if self.panel.plan is None:
            raise UserError("Choose a pair first.")
        return self.panel.plan

    def _look(self) -> None:
        if self._job is not None:
            self._again = True
            return
        self._again = False
        self.notice("")
        text = _("Looking for duplicates") if customers.count(self.shop) > _MANY else ""
        self._job = self.desk.jobs.start_on_shop(
            jobs.find, text=text, done=self._on_found, failed=self._on_failed, cancelled=self._on_cancelled
        )

    def _on_found(self, pairs: list[Pair]) -> None:
        self._job, self._looked = None, True
        self._show(pairs)
        if self._again:
            self._look()

    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self.desk.fail(error)

    def _on_cancelled(self) -> None:
        self._job = None
        self.notice(_("Not everybody was compared: looking for duplicates was stopped."), _("Look again"), self._look)
        if not self._looked:
            self.set_sentence(_("Finds customers who are in the list twice."))

    def _show(self, pairs: list[Pair]) -> None:
        """Show those of these that still are pairs. The place in the list stays: the next one follows one that is done."""
        ids = self.table.selected_ids()
        self._pairs = store.still_there(self.shop, pairs)
        n = len(self._pairs)
        self.table.show_ids(range(n))
        if self._asked is not None and len(customers.fetch(self.shop, self._asked)) < 2:
            self._asked = None
        if n and self._asked is None:
            self.table.select([min(ids[0] if ids else 0, n - 1)])
        self._show_chosen()
        self.set_sentence(
            many("{n} pair looks like one person. You decide; undo is always there.",
                 "{n} pairs look like one person each. You decide; undo is always there.", n)
            if n
            else _("Finds customers who are in the list twice.")
        )  # fmt: skip

    def _on_selected(self, ids: list[int]) -> None:
        if ids:
            self._asked = None
        self._show_chosen()

    def _show_chosen(self) -> None:
        self.panel.setVisible(bool(self._pairs) or self._asked is not None)
        ids = self.table.selected_ids()
        if self._asked is not None:
            self.panel.show_pair(*self._asked, self._reasons(*self._asked))
        elif ids and ids[0] < len(self._pairs) and (found := self._fetch(ids[:1])):
            self.panel.show_pair(found[0].one.id, found[0].other.id, found[0].pair.reasons)
        else:
            self.panel.show_nobody()

    def _reasons(self, one: int, other: int) -> tuple[Reason, ...]:
        return next((pair.reasons for pair in self._pairs if {pair.a_id, pair.b_id} == {one, other}), ())

    def _fetch(self, places: Sequence[int]) -> list[Suggestion]:
        return suggestions(self.shop, {at: self._pairs[at] for at in places if at < len(self._pairs)})

    def _on_merged(self, plan: MergePlan) -> None:
        self._merging = False
        self.desk.say(_("{other} went into {name}.", other=plan.drop.called, name=plan.keep.called), undo=True)

    def _on_not_merged(self, error: Exception | None = None) -> None:
        self._merging = False
        if error:
            self.desk.fail(error)


def _columns() -> list[Column[Suggestion]]:
    return [
        Column("One", lambda s: _who(s.one, s.other), kind="person", width=136, stretch=True),
        Column("The other", lambda s: _who(s.other, s.one), kind="person", width=136, stretch=True),
        Column("Why", lambda s: _why(s.pair.reasons), kind="two-line", width=138, stretch=True),
    ]


def _why(reasons: tuple[Reason, ...]) -> tuple[str, str]:
    return rules.in_words(reasons[:-1]), rules.in_words(reasons[-1:])


def _who(customer: Customer, beside: Customer) -> tuple[str, str]:
    phone = rules.masked_apart(customer.facts.phone, beside.facts.phone) if customer.facts.phone else ""
    return customer.called, phone or _("No. {number}", number=customer.number)
