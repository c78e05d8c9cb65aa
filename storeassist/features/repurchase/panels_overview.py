"""The Overview tab: the four rates, how much of each month's newcomers stayed, and who should be back by now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QBoxLayout, QComboBox, QWidget

from storeassist.features.customers import store as customers
from storeassist.features.habits.records import State
from storeassist.features.repurchase import jobs_page, rules, store_months, store_rates
from storeassist.features.repurchase.jobs_page import Asked, Chances, Overview
from storeassist.features.repurchase.panels import Read, Tab, all_of, leaf
from storeassist.features.repurchase.panels_cohorts import (
    ChartStack,
    cohort_cells,
    fitting_columns,
    fitting_rows,
    trend_lines,
)
from storeassist.features.repurchase.panels_rates import RateCard, told
from storeassist.features.repurchase.panels_rhythm import Row, next_step, take_step
from storeassist.features.repurchase.records import Rate
from storeassist.features.repurchase.rules_words import month_word, times_usual
from storeassist.kernel.dates import show_day
from storeassist.kernel.settings import day_ends_at
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.forms import ChoiceField
from storeassist.ui.heatmap import SIDE, HeatMap
from storeassist.ui.layouts import row
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.theme import theme
from storeassist.ui.trend import TrendChart
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, FilterRow
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.panel import Scrolled
from storeassist.ui.widgets.segmented import Segmented
from storeassist.ui.widgets.words import Words

PERIODS = (30, 90, 180, 365)
_USUAL_PERIOD = 90
_WIDEST_PERIOD = 280
_LEAST = 100
"""In px, so that the four choices stand side by side in the smallest window with the largest letters."""
_SLIM, _LOW = 620, 450
"""Narrower than this the list stands below the charts, lower than that the rates go without their definitions; px."""
_STEP = "step"
_LETTERS = 10
"""Letters of a name that a choice has room for."""


class OverviewTab(Tab):
    """What the owner sees first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, jobs_page.overview)
        self._found: Overview | None = None
        self._due: list[int] = []
        self._chances: Chances | None = None
        scrolled = Scrolled()  # where letters are large and the window is low, all of it has no room
        scrolled.body.setSpacing(self.body.spacing())
        scrolled.body.addWidget(self._filters())
        self.cards = {rate: RateCard() for rate in Rate}
        cards = row()
        for rate, card in self.cards.items():
            card.stand_in(list(self.cards.values()))
            cards.addWidget(card, 1)
            card.asked.connect(partial(self._on_rate, rate))
        scrolled.body.addLayout(cards)
        self._lower = row()
        self._lower.addWidget(self._charts(), 59)
        self.due = self._due_list()
        self._lower.addWidget(self.due, 42)
        scrolled.body.addLayout(self._lower, 1)
        self.body.addWidget(scrolled)

    def question(self, now: datetime) -> tuple[Any, ...]:
        return (Asked(now, self.days.value(), self.source.value() or "", self.segment.value()),)

    def show_found(self, found: Overview) -> None:
        """Show the rates, the charts and who is due."""
        self._found = found
        self._offer_filters(found)
        self._show_rates()
        self._show_chart()
        self._show_cohorts()
        self.trend.show_lines(trend_lines(found.trend))
        self._due = found.due.arranged("ratio", descending=True)
        self.due.show_ids(self._due)
        self.due.set_foot(
            _("1.5 to 2.5 × the usual gap, longest first"), _("See all"), partial(self.to_tab.emit, "rhythm")
        )
        self._count.setText(many("{n} customer", "{n} customers", len(self._due)))

    def later(self) -> tuple[Read, tuple[Any, ...]] | None:
        return (jobs_page.chances, (self._found.asked.now, self._due)) if self._found and self._due else None

    def show_later(self, found: Chances) -> None:
        """Show the chance of each to come again, where the model tells anybody apart."""
        is_other = bool(found.by_id) != (self._chances is None or bool(self._chances.by_id))
        self._chances = found
        if is_other:
            self.due.set_columns(self._due_columns())
        self.due.refresh()

    def sentence(self) -> str:
        """Who came back, and who should have by now."""
        found = self._found
        if found is None or not found.rates.by_customer.now.whole:
            return ""
        share = found.rates.by_customer.now
        return many(
            "{again} of {of} customers came again in {days} days; {n} overdue.",
            "{again} of {of} customers came again in {days} days; {n} overdue.",
            len(self._due),
            again=f"{share.part:,}",
            of=f"{share.whole:,}",
            days=found.asked.days,
        )

    def overdue(self) -> list[int]:
        """Who should be back by now, longest first."""
        return self._due

    def _filters(self) -> FilterRow:
        self.days = ChoiceField([(days, self._period(days)) for days in PERIODS], _USUAL_PERIOD, widest=_WIDEST_PERIOD)
        self.source = ChoiceField([("", _("All sources"))])
        self.segment = ChoiceField([(None, _("All segments"))])
        self.within = ChoiceField([(days, _("2nd visit: {days} days", days=days)) for days in rules.SECOND_VISIT_DAYS])
        self.within.setAccessibleName(_("Second visit within so many days"))
        self.within.changed.connect(self._show_rates)
        for field, name in ((self.days, _("Period")), (self.source, _("Source")), (self.segment, _("Segment"))):
            field.setAccessibleName(name)
            field.activated.connect(self._ask)
        for named in (self.source, self.segment):  # names of any length would push the page wider
            named.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            named.setMinimumContentsLength(_LETTERS)
        for field in (self.days, self.source, self.segment, self.within):
            field.setMinimumWidth(theme().scaled(_LEAST))
        ends_at = f"{day_ends_at(self.shop):02}:00"
        told = _("Several bills a day are one visit; the day ends at {hour}.", hour=ends_at)
        self._told = Words(told, "caption", tone="muted")
        return FilterRow(self.days, self.source, self.segment, self.within, right=(self._told,))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What a visit is stands beside the choices where it has room, definitions where the charts leave it."""
        fields = sum(one.sizeHint().width() + theme().px("s") for one in (self.days, self.source, self.segment, self.within))
        self._told.setVisible(fields + self._told.sizeHint().width() <= self.width())
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        is_slim = self.width() < theme().scaled(_SLIM)
        self._lower.setDirection(QBoxLayout.Direction.TopToBottom if is_slim else QBoxLayout.Direction.LeftToRight)
        for card in self.cards.values():
            card.lay_out(is_brief=self.height() < theme().scaled(_LOW))

    def _ask(self, _at: int) -> None:
        self.asked.emit()

    def _period(self, days: int) -> str:
        last = self.desk.today()
        first = last - timedelta(days=days)
        shown = {"first": show_day(first, last), "last": show_day(last, first)}  # both with a year, or neither
        return _("Last {days} days: {first} – {last}", days=days, **shown)

    def _offer_filters(self, found: Overview) -> None:
        self.days.set_choices([(days, self._period(days)) for days in PERIODS])
        self.source.set_choices([("", _("All sources")), *((one, one) for one in found.sources)])
        self.segment.set_choices([(None, _("All segments")), *found.segments])

    def _charts(self) -> Card:
        card = Card(inset=0)
        head = row(gap="s", across="l", along="s")
        self.which = Segmented([("cohorts", _("Who stayed")), ("trend", _("By month"))])
        self.which.setAccessibleName(_("Chart"))
        self._about = Words("", "label", tone="muted", elide=True)
        head.addWidget(self.which)
        head.addWidget(self._about, 1)
        head.addWidget(Button(_("Copy as picture"), kind="link", small=True, then=self._copy))
        card.body.addLayout(head)
        self.cohorts = HeatMap(_("Of each month's newcomers, who came in the months since"))
        self.trend = TrendChart(_("The four rates by month"))
        self._chart = ChartStack()
        self._chart.resized.connect(self._show_cohorts)
        self._chart.addWidget(self.cohorts)
        self._chart.addWidget(self.trend)
        self._nothing = EmptyState(
            _("Nobody came back yet, as far as the shop knows."),
            _("These figures need bills that name their customers: a spreadsheet from your till is enough to begin."),
            _("Import…"),
            partial(self.desk.go, "imports", kind="orders"),
        )
        self._chart.addWidget(self._nothing)
        inner = row(across="l", along="s")
        inner.addWidget(self._chart, 1)
        card.body.addLayout(inner, 1)
        self.cohorts.set_heads(_("First visit"), _("Customers"))
        self.cohorts.set_foot(note=_("Only months that are over count."))
        self.cohorts.clicked.connect(self._on_cohort)
        self.trend.clicked.connect(self._on_month)
        self.which.changed.connect(self._show_chart)
        self._show_chart()
        return card

    def _show_chart(self) -> None:
        is_cohorts = self.which.value() == "cohorts"
        is_empty = self._found is not None and not self._found.cohorts
        self._chart.setCurrentWidget(self._nothing if is_empty else self.cohorts if is_cohorts else self.trend)
        self._about.setText(
            _("share of each month's newcomers")
            if is_cohorts
            else _("months that are over")
        )

    def _show_cohorts(self) -> None:
        """As many months as the chart has room for."""
        if self._found is None:
            return
        chart = self._chart
        self._cells = cohort_cells(self._found.cohorts, fitting_rows(chart.height()), fitting_columns(chart.width()))
        shown = self._cells
        self.cohorts.show_cells(shown.months, shown.sizes, shown.columns, shown.cells, shown.about_sizes)

    def _copy(self) -> None:
        self.copy(self.cohorts if self.which.value() == "cohorts" else self.trend)

    def _show_rates(self) -> None:
        if self._found is not None:
            for rate, card in self.cards.items():
                card.show_told(told(rate, self._found.rates, self.within.value()))
            self._fit()

    def _on_rate(self, rate: Rate) -> None:
        found = self._found
        if found is None:
            return
        asked = found.asked
        read = partial(
            store_rates.people, now=asked.now, rate=rate, days=asked.days, within=self.within.value(),
            among=found.among, source=asked.source,
        )  # fmt: skip
        rule = None
        if rate in (Rate.BY_CUSTOMER, Rate.BY_TRANSACTION):
            rule = self._narrowed(leaf("visits", ">=", 2, within_days=asked.days))
        self.to_people.emit(read, rules.title(rate, self.within.value()), rule)

    def _narrowed(self, *leaves: dict[str, object]) -> dict[str, object]:
        """A rule kept to the source and the segment that are chosen."""
        more = list(leaves)
        if self.source.value():
            more.append(leaf("source", "=", self.source.value()))
        if self.segment.value() is not None:
            more.append({"segment": self.segment.currentText()})
        return all_of(*more)

    def _on_cohort(self, line: int, place: int) -> None:
        found = self._found
        if found is None:
            return
        first, months = self._cells.first_days[line], 0 if place == SIDE else place + 1
        read = partial(
            store_months.cohort_people, now=found.asked.now, first_day=first, months=months,
            among=found.among, source=found.asked.source,
        )  # fmt: skip
        heading = _("First came in {month}", month=month_word(first))
        if months:
            heading = many(
                "First came in {month}, came again {n} month later",
                "First came in {month}, came again {n} months later",
                months,
                month=month_word(first),
            )
        self.to_people.emit(read, heading, None)

    def _on_month(self, line: int, moment: int) -> None:
        found = self._found
        if found is None:
            return
        rate, month = list(Rate)[line], [one for one in found.trend if one.is_over][moment]
        read = partial(
            store_months.month_people, now=found.asked.now, rate=rate, first_day=month.first_day,
            among=found.among, source=found.asked.source,
        )  # fmt: skip
        heading = _("{rate}, {month}", rate=self.trend.trends[line].label, month=month_word(month.first_day))
        self.to_people.emit(read, heading, None)

    def _due_list(self) -> RecordTable[Row]:
        table: RecordTable[Row] = RecordTable(
            self.desk,
            "repurchase-due",
            _("Should be back by now"),
            self._due_columns(),
            self._fetch_due,
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(_("Nobody is overdue."), _("Regulars appear here when they stay away longer than they usually do."))
        table.activated.connect(self.to_customer)
        table.view.clicked.connect(self._on_due)
        head = QWidget()
        words = row(head, gap="s", across="l", along="m")
        self._count = Words("", "label", tone="muted")
        words.addWidget(Words(_("Should be back by now"), "heading"))
        words.addWidget(self._count)
        words.addStretch(1)
        table.put_above(head)
        return table

    def _due_columns(self) -> list[Column[Row]]:
        away = Column[Row]("Away", lambda r: many("{n} day", "{n} days", r.rhythm.days_away), right=True, width=72, rank=3)
        chance = Column[Row]("Chance", self._chance_of, kind="number", width=68, rank=2)
        return [
            Column("Customer", lambda r: r.customer.called, width=80, stretch=True),
            away,
            Column("× usual", lambda r: times_usual(r.rhythm.ratio), kind="number", width=76),
            *([chance] if self._chances is None or self._chances.by_id else []),
            Column(
                "Next step", lambda r: next_step(r.rhythm.state), name=_STEP, right=True, width=120, rank=1,
                tone=lambda _row: "accent",
            ),
        ]  # fmt: skip

    def _chance_of(self, row: Row) -> str:
        chance = self._chances.by_id.get(row.id) if self._chances else None
        return "" if chance is None else f"{chance * 100:.0f}%"

    def _fetch_due(self, ids: Sequence[int]) -> list[Row]:
        due = self._found.due if self._found else {}
        return [Row(one, due[one.id]) for one in customers.fetch(self.shop, ids) if one.id in due]

    def _on_due(self, index: QModelIndex) -> None:
        if self.due.rows.columns[index.column()].identity == _STEP:
            take_step(self, self.due.rows.ids[index.row()], State.WATCH)
