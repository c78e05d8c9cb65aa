"""The Rhythm tab: who is on time, due, overdue or long gone by their own habit, and the next step for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView

from storeassist.features.customers import store as customers
from storeassist.features.customers.records import Customer
from storeassist.features.habits import store_rhythm
from storeassist.features.habits.records import GapBin, Rhythm, State
from storeassist.features.repurchase import jobs_page
from storeassist.features.repurchase.jobs_page import Rhythms
from storeassist.features.repurchase.panels import Tab, leaf
from storeassist.features.repurchase.rules_words import state_word, times_usual
from storeassist.kernel.dates import show_day
from storeassist.kernel.money import whole_yuan
from storeassist.kernel.text import _, many
from storeassist.ui.charts import Bar, BarChart
from storeassist.ui.desk import Desk
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, FilterRow
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.panel import Beside
from storeassist.ui.widgets.words import Words

_TONES = {State.ON_TIME: "good", State.DUE: "", State.WATCH: "warn", State.DORMANT: "bad"}
_STEP = "step"


@dataclass(frozen=True, slots=True)
class Row:
    """One customer with their rhythm."""

    customer: Customer
    rhythm: Rhythm

    @property
    def id(self) -> int:
        """The customer."""
        return self.customer.id


class RhythmTab(Tab):
    """A list of everybody who came at least twice; chips choose a state."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, jobs_page.rhythm)
        self._found: Rhythms | None = None
        self._overdue: list[int] = []
        self.chips = ChipRow([("", _("All"), None)])
        self._segment = Button(_("As a segment"), kind="link", small=True, then=self._as_segment)
        self._coupons = Button(_("Issue coupons to those listed…"), icon="coupon", small=True, then=self._issue)
        self.body.addWidget(FilterRow(self.chips, right=(self._segment, self._coupons)))
        self.table: RecordTable[Row] = RecordTable(desk, "repurchase-rhythm", _("Rhythm"), self._columns(), self._fetch)
        self.table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.set_empty(
            _("Nobody has a rhythm yet."), _("From the second visit on, everyone has a usual gap of their own.")
        )
        self.table.set_nothing_found(_("Nobody stands so."), partial(self._choose, ""))
        self.table.set_sort("ratio", True)
        self.gaps = BarChart(_("Days between two visits"))
        self.gaps.clicked.connect(self._on_gap)
        self._usual = Words("", "label", tone="muted", wrap=True)
        self.body.addWidget(Beside(self.table, self._gap_card()), 1)
        self.chips.changed.connect(self._show_list)
        self.table.sort_changed.connect(self._show_list)
        self.table.activated.connect(self.to_customer)
        self.table.view.clicked.connect(self._on_click)

    def show_found(self, found: Rhythms) -> None:
        """Show who stands how."""
        self._found = found
        self._overdue = found.people.arranged("ratio", descending=True, within=store_rhythm.within(State.WATCH))
        states = [(state.value, state_word(state), found.counts[state]) for state in reversed(State)]
        self.chips.set_chips([("", _("All"), len(found.people)), *states])
        self.gaps.show_bars([_bar(one) for one in found.gaps])
        self._usual.setText(_about_gaps(found))
        self._show_list()

    def sentence(self) -> str:
        """How many stay away longer than they usually do."""
        if self._found is None or not self._found.people:
            return ""
        counts = self._found.counts
        return many(
            "{n} customer has a rhythm: {watch} should be back by now, {dormant} are long gone.",
            "{n} customers have a rhythm: {watch} should be back by now, {dormant} are long gone.",
            len(self._found.people),
            watch=f"{counts[State.WATCH]:,}",
            dormant=f"{counts[State.DORMANT]:,}",
        )

    def overdue(self) -> list[int]:
        """Who should be back by now, longest first."""
        return self._overdue

    def _gap_card(self) -> Card:
        copy = partial(self.copy, self.gaps)
        card = Card(_("Days between visits"), link=_("Copy as picture"), then=copy)
        card.body.addWidget(self.gaps, 1)
        card.body.addWidget(self._usual)
        return card

    def _columns(self) -> list[Column[Row]]:
        def day(value: Any) -> str:
            return show_day(value, self.desk.now().date())

        return [
            Column("Customer", lambda r: r.customer.called, width=88, stretch=True),
            Column("State", lambda r: [(state_word(r.rhythm.state), _TONES[r.rhythm.state])], kind="tags", width=104, rank=1),
            Column("Last visit", lambda r: r.rhythm.last_visit_on, text=day, key="last", right=True, width=100, rank=4),
            Column("Away", lambda r: _days(r.rhythm.days_away), key="away", right=True, width=80, rank=2),
            Column("× usual", lambda r: times_usual(r.rhythm.ratio), key="ratio", kind="number", width=100),
            Column(
                "Expected", lambda r: r.rhythm.expected_on, text=day, key="expected", right=True, width=96, rank=3
            ),
            Column("Visits", lambda r: r.rhythm.visits, key="visits", kind="number", width=72, rank=6),
            Column("Spent", lambda r: whole_yuan(r.rhythm.spent_fen), key="spent", kind="number", width=92, rank=5),
            Column("Next step", lambda r: next_step(r.rhythm.state), name=_STEP, width=116, rank=1, tone=_step_tone),
        ]

    def _fetch(self, ids: Sequence[int]) -> list[Row]:
        people = self._found.people if self._found else {}
        return [Row(one, people[one.id]) for one in customers.fetch(self.shop, ids) if one.id in people]

    def _show_list(self) -> None:
        chosen, (key, descending) = self.chips.chosen, self.table.sort
        if self._found is None:
            return
        states = store_rhythm.within(State(chosen)) if chosen else None
        people = self._found.people.arranged(key, descending=descending, within=states)
        self.table.show_ids(people, filtered=bool(chosen))
        self.table.set_foot(_("× usual = days away ÷ the usual gap; overdue from 1.5"))
        self._segment.setEnabled(bool(people))
        self._coupons.setEnabled(bool(people))

    def _on_gap(self, at: int) -> None:
        if self._found is None:
            return
        gap = self._found.gaps[at]
        heading = _("Stayed away {first} days or longer between two visits", first=gap.first)
        if gap.last is not None:
            heading = _("Stayed away {first} to {last} days between two visits", first=gap.first, last=gap.last)
        self.to_people.emit(partial(store_rhythm.with_gap, now=self.desk.now(), gap=gap), heading, None)

    def _choose(self, state: str) -> None:
        self.chips.choose(state)
        self._show_list()

    def _as_segment(self) -> None:
        chosen = self.chips.chosen
        if chosen:
            self.to_rule.emit(leaf("overdue", "=", chosen), state_word(State(chosen)))
        else:
            self.to_rule.emit(leaf("visits", ">=", 2), _("Came at least twice"))

    def _issue(self) -> None:
        self.to_coupons.emit(list(self.table.rows.ids))

    def _on_click(self, index: QModelIndex) -> None:
        if self.table.rows.columns[index.column()].identity != _STEP:
            return
        row = self.table.record(self.table.rows.ids[index.row()])
        if row is not None:
            take_step(self, row.id, row.rhythm.state)


def next_step(state: State) -> str:
    """What to do for somebody who stands so."""
    return {
        State.ON_TIME: _("See customer"),
        State.DUE: _("See customer"),
        State.WATCH: _("Issue coupon"),
        State.DORMANT: _("Issue coupon"),
    }[state]


def take_step(tab: Tab, customer_id: int, state: State) -> None:
    """Do what ``next_step`` says."""
    if state in (State.WATCH, State.DORMANT):
        tab.to_coupons.emit([customer_id])
    else:
        tab.to_customer.emit(customer_id)


def _step_tone(_row: Row) -> str:
    return "accent"


def _days(days: int) -> str:
    return many("{n} day", "{n} days", days)


def _bar(gap: GapBin) -> Bar:
    if gap.last is None:
        label, words = f"{gap.first}+", _("{first} days or longer: {n}", first=gap.first, n=f"{gap.gaps:,}")
    else:
        label = f"{gap.first}–{gap.last}"
        words = _("{first} to {last} days: {n}", first=gap.first, last=gap.last, n=f"{gap.gaps:,}")
    return Bar(label, gap.gaps, words)


def _about_gaps(found: Rhythms) -> str:
    if found.shop_gap is None:
        return _("Nobody came twice so far.")
    days = f"{found.shop_gap:.0f}"
    return many(
        "{n} gap between two visits. Half of the customers usually come again within {days} days.",
        "{n} gaps between two visits. Half of the customers usually come again within {days} days.",
        sum(one.gaps for one in found.gaps),
        days=days,
    )
