"""The Forecast tab: who is still a customer, how often they will come, and how good such a forecast was before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QAbstractItemView

from storeassist.features.customers import store as customers
from storeassist.features.customers.records import Customer
from storeassist.features.habits import store_forecast
from storeassist.features.habits.records_forecast import BacktestClass, CustomerForecast, Forecast
from storeassist.features.repurchase import jobs_page
from storeassist.features.repurchase.jobs_page import Expected
from storeassist.features.repurchase.panels import Tab
from storeassist.features.repurchase.rules_expected import (
    Chance,
    chance_word,
    rule_of,
    what_chance_means,
    why_none,
    why_untested,
    within,
)
from storeassist.kernel.dates import show_day
from storeassist.kernel.money import whole_yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, FilterRow
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.panel import Beside, Block
from storeassist.ui.widgets.segmented import Segmented
from storeassist.ui.widgets.stat import Stat, StatStrip
from storeassist.ui.widgets.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """One customer with what is expected of them."""

    customer: Customer
    forecast: CustomerForecast

    @property
    def id(self) -> int:
        """The customer."""
        return self.customer.id


class ForecastTab(Tab):
    """A list by what is to be expected, beside how it came out the last time."""

    is_slow = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, jobs_page.forecast)
        self._found: Expected | None = None
        self.days = Segmented([(30, _("Next 30 days")), (90, _("Next 90 days"))])
        self.days.setAccessibleName(_("How far to look ahead"))
        self.days.changed.connect(self.asked)
        self.chips = ChipRow([("", _("All"), None)])
        self.chips.changed.connect(self._show_list)
        self._segment = Button(_("As a segment"), kind="link", small=True, then=self._as_segment)
        self.body.addWidget(FilterRow(self.days, self.chips, right=(self._segment,)))
        self._stats = [Stat("—", "", big=True) for _nth in range(4)]
        strip = Card(inset=0)
        strip.body.addWidget(StatStrip(self._stats))
        self.body.addWidget(strip)
        self.table = self._table()
        self.test = self._test_table()
        self._verdict = Words("", "label", tone="muted", wrap=True)
        self.body.addWidget(Beside(self.table, self._test_card()), 1)

    def question(self, now: datetime) -> tuple[Any, ...]:
        return now, self.days.value()

    def show_found(self, found: Expected) -> None:
        """Show the forecast, or why there is none and what was before."""
        has_model = found.forecast.model is not None
        is_other = self._found is None or has_model != (self._found.forecast.model is not None)
        self._found = found
        self._show_stats(found)
        chips = [(chance.value, chance_word(chance), n) for chance, n in found.chances.items()]
        self.chips.set_chips([("", _("All"), found.forecast.sample), *chips])
        if is_other:
            self.table.set_columns(self._columns(has_model))
            self.table.set_sort("expected_visits" if has_model else "lately", True)
        self._show_list()
        self._show_test(found.forecast)

    def sentence(self) -> str:
        """What the next days will bring, or why nobody can tell."""
        found = self._found
        if found is None:
            return _("Working out who will come again…")
        if reason := why_none(found.forecast):
            return reason
        told = many(
            "{visits} visits to expect from {n} customer in the next {days} days, worth {worth}.",
            "{visits} visits to expect from {n} customers in the next {days} days, worth {worth}.",
            found.forecast.sample,
            visits=f"{found.forecast.expected_visits or 0:,.0f}",
            days=found.forecast.days,
            worth=whole_yuan(found.forecast.expected_fen or 0),
        )
        if found.profit_fen is None:
            return told
        return _("{told} At the margin so far, {profit} of it is gross profit.", told=told, profit=whole_yuan(found.profit_fen))

    def _show_stats(self, found: Expected) -> None:
        days, sample = found.forecast.days, f"{found.forecast.sample:,}"
        if found.forecast.model is not None:
            shown = [
                (_("Visits to expect"), f"{found.forecast.expected_visits or 0:,.0f}"),
                (_("Revenue to expect"), whole_yuan(found.forecast.expected_fen or 0)),
                (_("Visits in the {days} days before", days=days), f"{found.forecast.lately:,}"),
                (_("Still customers, of {n}", n=sample), f"{found.forecast.living or 0:,.0f}"),
            ]
        else:
            shown = [
                (_("Visits in the last {days} days", days=days), f"{found.forecast.lately:,}"),
                (_("Revenue of these"), whole_yuan(found.forecast.lately_fen)),
                (_("Customers with a bill"), sample),
                (_("Came again"), f"{found.forecast.repeats:,}"),
            ]
        for stat, (label, figure) in zip(self._stats, shown, strict=True):
            stat.set_label(label)
            stat.set_figure(figure)

    def _show_test(self, found: Forecast) -> None:
        test = found.backtest
        self.test.show_records(list(test.classes) if test else [])
        if test is None:
            self._verdict.setText(why_untested(found))
            return
        on = show_day(test.on, self.desk.now().date())
        told = _(
            "With what was known on {day}: {predicted} visits expected in {days} days, {actual} came.",
            day=on,
            days=test.days,
            predicted=f"{test.predicted:,.0f}",
            actual=f"{test.actual:,}",
        )
        self._verdict.setText("\n".join(filter(None, (told, _off(test.off)))))

    def _show_list(self) -> None:
        found, chosen, (key, descending) = self._found, self.chips.chosen, self.table.sort
        if found is None:
            return
        chances = within(Chance(chosen)) if chosen else None
        people = found.forecast.customers.arranged(key, descending=descending, within=chances)
        self.table.show_ids(people, filtered=bool(chosen))
        if found.forecast.model is not None:
            self.table.set_foot(what_chance_means(found.forecast))
        self._segment.setVisible(bool(chosen))

    def _columns(self, has_model: bool) -> list[Column[Row]]:
        shared: list[Column[Row]] = [
            Column("Customer", lambda r: r.customer.called, width=110, stretch=True),
            Column("Visits so far", lambda r: r.forecast.visits, key="visits", kind="number", width=104, rank=2),
        ]  # fmt: skip
        if not has_model:
            return [
                *shared,
                Column("Lately", lambda r: r.forecast.lately, key="lately", kind="number", width=80),
                Column("Brought", lambda r: whole_yuan(r.forecast.lately_fen), key="lately_fen", kind="number", width=96),
            ]
        return [
            *shared,
            Column("Chance", lambda r: _chance(r.forecast), key="p_alive", kind="bar", width=126, rank=1),
            Column("Visits to expect", lambda r: f"{r.forecast.expected_visits or 0:.1f}", key="expected_visits", kind="number", width=136),
            Column("Worth", lambda r: whole_yuan(r.forecast.expected_fen or 0), key="expected_fen", kind="number", width=92, rank=1),
            Column("Lately", lambda r: r.forecast.lately, key="lately", kind="number", width=80, rank=3),
        ]

    def _table(self) -> RecordTable[Row]:
        table: RecordTable[Row] = RecordTable(self.desk, "repurchase-forecast", _("Forecast"), self._columns(True), self._fetch)
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(_("Nobody to expect yet."), _("A forecast needs bills that name their customers."))
        table.set_nothing_found(_("Nobody stands so."), partial(self._choose, ""))
        table.set_sort("expected_visits", True)
        table.sort_changed.connect(self._show_list)
        table.activated.connect(self.to_customer)
        return table

    def _test_table(self) -> RecordTable[BacktestClass]:
        table: RecordTable[BacktestClass] = RecordTable(
            self.desk,
            "repurchase-backtest",
            _("Tried on the days that are over"),
            [
                Column("Visits so far", _class_word, width=104, stretch=True),
                Column("People", lambda c: c.customers, kind="number", width=72),
                Column("Expected", lambda c: f"{c.predicted:,.0f}", kind="number", width=84),
                Column("Came", lambda c: c.actual, kind="number", width=68),
            ],
            lambda _ids: [],
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(_("Not tried yet."), "")
        table.activated.connect(self._on_class)
        return table

    def _test_card(self) -> RecordTable[BacktestClass]:
        head = Block()
        head.body.addWidget(Words(_("Tried on the days that are over"), "heading"))
        head.body.addWidget(self._verdict)
        self.test.put_above(head)
        return self.test

    def _fetch(self, ids: Sequence[int]) -> list[Row]:
        told = self._found.forecast.customers if self._found else {}
        return [Row(one, told[one.id]) for one in customers.fetch(self.shop, ids) if one.id in told]

    def _on_class(self, at: int) -> None:
        test = self._found.forecast.backtest if self._found else None
        if test is None:
            return
        tried, on = test.classes[at], show_day(test.on, self.desk.now().date())
        read = partial(store_forecast.tried_on, now=self.desk.now(), least=tried.least, most=tried.most)
        heading = _("{day}, visits so far: {visits}", day=on, visits=_class_word(tried))
        self.to_people.emit(read, heading, None)

    def _choose(self, key: str) -> None:
        self.chips.choose(key)
        self._show_list()

    def _as_segment(self) -> None:
        if chosen := self.chips.chosen:
            self.to_rule.emit(rule_of(Chance(chosen)), chance_word(Chance(chosen)))


def _chance(one: CustomerForecast) -> tuple[float, str]:
    chance = one.p_alive or 0.0
    return chance, f"{chance * 100:.0f}%"


def _class_word(one: BacktestClass) -> str:
    if one.most is None:
        return f"{one.least}+"
    return str(one.least) if one.least == one.most else f"{one.least}–{one.most}"


def _off(off: float | None) -> str:
    if off is None:
        return ""
    percent = f"{abs(off) * 100:.0f}%"
    if abs(off) < 0.005:
        return _("That was right.")
    return _("That was {percent} too many.", percent=percent) if off > 0 else _("That was {percent} too few.", percent=percent)
