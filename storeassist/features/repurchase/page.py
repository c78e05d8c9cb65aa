"""The Repurchase page: who comes back, who is slipping, who brings the money, and what to do about each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget

from storeassist.features.customers import store as customers
from storeassist.features.habits.store import business_today
from storeassist.features.repurchase import TAB_NAMES
from storeassist.features.repurchase.panels import Tab
from storeassist.features.repurchase.panels_people import PeoplePanel
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.text import N_, _, many
from storeassist.ui.clock import WallClock
from storeassist.ui.commands import command
from storeassist.ui.desk import Desk
from storeassist.ui.feature import load
from storeassist.ui.latest import Latest
from storeassist.ui.page import Page
from storeassist.ui.widgets.tabs import TabBar

_READ_AGAIN_MINUTES = 10
_MONTHS = 12

TABS: tuple[tuple[str, str, str], ...] = tuple(
    (key, name, f"storeassist.features.repurchase.panels_{key}:{key.capitalize()}Tab") for key, name in TAB_NAMES.items()
)
"""Key, name, and where the tab is made: each when it is first opened."""


class RepurchasePage(Page):
    """Tabs that are read when they are in sight, in the background where that takes time."""

    shows: ClassVar = (
        *("customer", "customer_total", "order", "order_day", "visit", "product", "order_line", "shop_setting"),
        *("segment", "segment_frozen", "source_cost", "customer_tag"),
    )

    def build(self) -> None:
        """The tabs; the first one at once."""
        self.tabs = TabBar([(key, _(name)) for key, name, _where in TABS], inset=0)
        self.tabs.changed.connect(self.show_tab)
        self.body.addWidget(self.tabs)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self.people = PeoplePanel(self.desk)
        self.people.left.connect(self._leave_people)
        self.people.to_customer.connect(self._to_customer)
        self.people.to_coupons.connect(self._to_coupons)
        self.people.to_rule.connect(self._to_rule)
        self.stack.addWidget(self.people)
        self._made: dict[str, Tab] = {}
        self._fresh: set[str] = set()
        self._latest, self._later, self._latest_people = (Latest(self.desk.jobs, self) for _nth in range(3))
        self.stack.setCurrentWidget(self.tab)
        self.buttons["issue"].hide()
        WallClock(self.desk, _READ_AGAIN_MINUTES, self).struck.connect(self.mark_stale)

    @property
    def tab(self) -> Tab:
        """The tab chosen; made when it is first asked for."""
        key = self.tabs.chosen
        if key not in self._made:
            make: Callable[[Desk], Tab] = load(next(where for own, _name, where in TABS if own == key))
            self._made[key] = made = make(self.desk)
            made.to_rule.connect(self._to_rule)
            made.to_people.connect(self._to_people)
            made.to_customer.connect(self._to_customer)
            made.to_coupons.connect(self._to_coupons)
            made.to_tab.connect(self.open)
            made.asked.connect(self._ask_again)
            self.stack.addWidget(made)
        return self._made[key]

    def reload(self) -> None:
        """Read the tab in sight; the others when they come in sight."""
        self._fresh.clear()
        self.people.table.refresh()
        self._read()

    def open(self, tab: str = "", **_more: Any) -> None:
        """Show a tab."""
        if tab in {key for key, _name, _where in TABS}:
            self.tabs.choose(tab)
            self.show_tab()

    def place(self) -> dict[str, Any]:
        """Which tab was open."""
        return {"tab": self.tabs.chosen}

    @Slot()
    def show_tab(self) -> None:
        """Have the tab chosen in sight, read if need be."""
        self._latest_people.forget()
        self.stack.setCurrentWidget(self.tab)
        self._say()
        if self.tabs.chosen not in self._fresh:
            self._read()

    @command("Export…", icon="export")
    def export(self) -> None:
        """Write the figures of the tab in sight to a spreadsheet."""
        name = f"{_('Repurchase')} {_(next(name for key, name, _where in TABS if key == self.tabs.chosen))}.xlsx"
        kinds = [(N_("Excel"), ("xlsx",))]
        self.desk.ask.save_file(self, _("Export table"), name, kinds, then=self._export)

    @command("Monthly report…", icon="print")
    def report(self) -> None:
        """Write the page of a month as a PDF."""
        months = [(month, f"{month:%Y-%m}") for month in months_back(business_today(self.shop, self.desk.now()))]
        self.desk.ask.choose(self, _("Report of which month?"), months, then=self._ask_report_file)

    @command("Issue coupons to those overdue…", icon="coupon", place="primary")
    def issue(self) -> None:
        """Give a coupon to everybody who should be back by now."""
        self._to_coupons(self.tab.overdue())

    def _read(self) -> None:
        """Ask for what the tab in sight shows."""
        tab, key = self.tab, self.tabs.chosen
        question = tab.question(self.desk.now())
        self._latest.forget()
        if tab.is_slow or customers.is_large(self.shop):
            self._latest.ask(tab.read, *question, done=partial(self._on_read, key), failed=self.desk.fail)
        else:
            self._on_read(key, tab.read(Quiet(), self.shop, *question))

    def _on_read(self, key: str, found: Any) -> None:
        tab = self._made[key]
        self._fresh.add(key)
        tab.show_found(found)
        self._say()
        if (later := tab.later()) is not None:
            read, question = later
            self._later.ask(read, *question, done=tab.show_later, failed=self.desk.fail)

    def _say(self) -> None:
        said, overdue = self.tab.sentence(), len(self.tab.overdue())
        self.buttons["issue"].setVisible(bool(overdue))
        self.buttons["issue"].setText(many("Issue {n} coupon…", "Issue {n} coupons…", overdue))
        self.set_sentence(said or _("Who came back, and who should have by now. Four figures, each counted in its own way."))

    @Slot()
    def _ask_again(self) -> None:
        self._fresh.discard(self.tabs.chosen)
        self._read()

    @Slot(object, str)
    def _to_rule(self, rule: object, name: str) -> None:
        self.desk.go("segments", rule=rule, name=name)

    @Slot(object, str, object)
    def _to_people(self, read: Callable[[Shop], list[int]], heading: str, rule: object) -> None:
        then = partial(self._on_people, heading, rule)
        self._latest_people.forget()
        if customers.is_large(self.shop):
            self._latest_people.ask(lambda _job, shop: read(shop), done=then, failed=self.desk.fail)
        else:
            then(read(self.shop))

    def _on_people(self, heading: str, rule: object, ids: Sequence[int]) -> None:
        self.people.show_people(ids, heading, rule)
        self.stack.setCurrentWidget(self.people)
        self.people.table.view.setFocus()

    @Slot()
    def _leave_people(self) -> None:
        self.show_tab()

    @Slot(int)
    def _to_customer(self, customer_id: int) -> None:
        self.desk.go("customers", customer_id=customer_id)

    @Slot(object)
    def _to_coupons(self, ids: Sequence[int]) -> None:
        if not ids:
            self.desk.fail(UserError("Nobody is listed."))
            return
        (ask,) = self.desk.slot("customers.issue")
        ask(self.desk, self, ids)

    def _export(self, path: Path) -> None:
        from storeassist.features.repurchase import jobs_tables

        tab = self.tab
        self.desk.jobs.start_on_shop(
            jobs_tables.export,
            path,
            self.tabs.chosen,
            *tab.question(self.desk.now()),
            text=_("Exporting figures…"),
            done=lambda n: self.desk.say(many("{n} row written.", "{n} rows written.", n), undo=False),
        )

    def _ask_report_file(self, month: date) -> None:
        name = f"{_('Repurchase')} {month:%Y-%m}.pdf"
        kinds = [(N_("PDF"), ("pdf",))]
        self.desk.ask.save_file(self, _("Monthly report"), name, kinds, then=partial(self._report, month))

    def _report(self, month: date, path: Path) -> None:
        from storeassist.features.repurchase import jobs_report

        self.desk.jobs.start_on_shop(
            jobs_report.write_report,
            path,
            month.year,
            month.month,
            self.desk.now(),
            text=_("Writing the report…"),
            done=lambda _none: self.desk.say(_("The report of {month} is written.", month=f"{month:%Y-%m}"), undo=False),
        )


def months_back(today: date) -> list[date]:
    """The first days of the months a report may be of: the last one that is over first, this one at the end."""
    found, first = [], today.replace(day=1)
    for _nth in range(_MONTHS):
        first = (first - timedelta(days=1)).replace(day=1)
        found.append(first)
    return [*found, today.replace(day=1)]
