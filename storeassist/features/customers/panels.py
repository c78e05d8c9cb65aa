"""The detail of one customer beside the list: who, how to reach them, what they are worth, what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout, QWidget

from storeassist.features.customers import store
from storeassist.features.customers.panels_list import usual_gap
from storeassist.features.customers.records import Consent, Customer, Gender, TimelineEntry
from storeassist.kernel.calendars import show_birthday
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import show_day_in_full, show_moment
from storeassist.kernel.jobs import Job
from storeassist.kernel.money import whole_yuan
from storeassist.kernel.names import spoken_surname
from storeassist.kernel.phones import phones_hidden, show_phone, spaced
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.feature import Link
from storeassist.ui.latest import Latest
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, Line
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.facts import FactList
from storeassist.ui.widgets.panel import Block, line_of
from storeassist.ui.widgets.stat import Stat, StatStrip
from storeassist.ui.widgets.tabs import TabBar
from storeassist.ui.widgets.tag import Avatar, TagRow
from storeassist.ui.widgets.timeline import Entry, Timeline
from storeassist.ui.widgets.words import Words

_SHOWN = 60
"""Entries of a history shown; older ones are in the order list."""


class CustomerPanel(Card):
    """One customer; follows the list's selection."""

    edit = Signal(int)
    add_note = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(inset=0)
        self._desk = desk
        self._customer: Customer | None = None
        self._phone_shown = False
        self._latest = Latest(desk.jobs, self)
        self.body.setSpacing(0)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)
        self._stack.addWidget(
            EmptyState(
                _("Nobody chosen"), _("Choose a customer on the left to see how to reach them and when they came.")
            )
        )
        self._stack.addWidget(self._somebody())

    def show_customer(self, customer: Customer | None) -> None:
        """Show this one; None: nobody is chosen."""
        if customer is None or self._customer is None or customer.id != self._customer.id:
            self._phone_shown = False
        self._customer = customer
        self._stack.setCurrentIndex(1 if customer else 0)
        if customer is None:
            return
        facts, totals = customer.facts, customer.totals
        self._avatar.set_name(facts.name)
        self._name.setText(facts.name or _("No name yet"))
        self._more.setAccessibleName(f"{self._name.text()}: {self._more.toolTip()}")
        reading, number = spoken_surname(facts.name), _("No. {number}", number=facts.number)
        self._reading.setText(f"{reading}·{number}" if reading else number)
        self._show_phone()
        self._tags.set_tags(facts.tags)
        self._tags.setVisible(bool(facts.tags))
        self._visits.set_figure(many("{n} time", "{n} times", totals.visits))
        self._spent.set_figure(whole_yuan(totals.spent_fen))
        self._average.set_figure(whole_yuan(totals.spent_fen // totals.visits) if totals.visits else "—")
        away = (self._desk.today() - totals.last_visit_on).days if totals.last_visit_on else None
        self._away.set_figure("—" if away is None else many("{n} day", "{n} days", away) if away else _("today"))
        self._timeline.show_entries([self._entry(entry) for entry in self._history(customer)])
        self._show_facts()
        self._consent.setText(_consent_line(customer))

    def reveal_phone(self) -> None:
        """Show the whole phone of this customer until another is chosen."""
        self._phone_shown = not self._phone_shown
        self._show_phone()

    def _somebody(self) -> QWidget:
        self._visits, self._spent = Stat("", _("came")), Stat("", _("spent"))
        self._average, self._away = Stat("", _("a visit")), Stat("", _("last visit"))
        self._tabs = TabBar([("timeline", _("History")), ("facts", _("Details"))])
        self._timeline, self._facts = Timeline(_("History")), FactList(_("Details"))
        self._timeline.clicked.connect(lambda way: way())
        parts = QStackedLayout()
        parts.addWidget(self._timeline)
        parts.addWidget(self._facts)
        self._tabs.changed.connect(lambda key: parts.setCurrentIndex(["timeline", "facts"].index(key)))
        self._tabs.changed.connect(self._show_facts)
        whole, strip = QWidget(), StatStrip([self._visits, self._spent, self._average, self._away])
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._head(), Line(), strip, Line(), self._tabs, Line()):
            column.addWidget(part)
        column.addLayout(parts, 1)
        column.addWidget(Line())
        column.addWidget(self._foot())
        return whole

    def _head(self) -> Block:
        head, words = Block(), QVBoxLayout()
        self._avatar = Avatar("")
        self._name, self._reading = Words("", "name", elide=True, snug=True), Words("", "label", tone="muted", elide=True)
        self._phone = Words("", "body", selectable=True)
        self._show = Button(_("Show"), kind="link", small=True, then=self.reveal_phone)
        self._more = Button(_("More"), kind="icon", icon="more", then=self._open_menu)
        self._tags = TagRow()
        top = head.row(self._avatar)
        words.setSpacing(0)
        first = line_of(self._name)
        first.addWidget(self._reading, 1)
        words.addLayout(first)
        words.addLayout(line_of(self._phone, self._show, None))
        top.addLayout(words, 1)
        top.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        head.body.addWidget(self._tags)
        return head

    def _foot(self) -> Block:
        foot = Block()
        self._consent = Words("", "label", tone="muted", wrap=True)
        foot.body.addWidget(self._consent)
        return foot

    def menu(self, customer: Customer) -> QMenu:
        """What can be done with this customer."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Change details…"), partial(self.edit.emit, customer.id))
        menu.addAction(_("Add a note…"), partial(self.add_note.emit, customer.id))
        menu.addAction(_("Issue coupons…"), partial(self._issue, customer.id))
        return menu

    def _issue(self, customer_id: int) -> None:
        (ask,) = self._desk.slot("customers.issue")
        ask(self._desk, self, [customer_id])

    def _open_menu(self) -> None:
        if self._customer is not None:
            self.menu(self._customer).popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _show_phone(self) -> None:
        phone = self._customer.facts.phone if self._customer else ""
        self._phone.setText((spaced if self._phone_shown else show_phone)(phone) if phone else _("no phone"))
        self._phone.set_tone("" if phone else "muted")
        self._show.setText(_("Hide") if self._phone_shown else _("Show"))
        self._show.setVisible(bool(phone) and phones_hidden())

    def _history(self, customer: Customer) -> list[TimelineEntry]:
        sources: list[Callable[..., list[TimelineEntry]]] = [
            store.note_entries,
            store.change_entries,
            *self._desk.slot("customer.timeline"),
        ]
        shop = self._desk.shop
        entries = [entry for source in sources for entry in source(shop, customer.id, _SHOWN)]
        return sorted(entries, key=lambda entry: entry.at, reverse=True)[:_SHOWN]

    def _entry(self, entry: TimelineEntry) -> Entry:
        when = show_moment(entry.at, self._desk.now())
        way = partial(self._desk.go, entry.page, **entry.args) if entry.page else None
        return Entry(entry.title, when, entry.detail, entry.icon, entry.tone, key=way)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_facts()

    def _show_facts(self) -> None:
        """What is known at once; what leads on is read while somebody looks at the details."""
        self._latest.forget()
        if self._customer is None:
            return
        self._facts.show_facts(self._facts_of(self._customer))
        if self._facts.isVisible():
            sources = self._desk.slot("customer.links")
            self._latest.ask(
                _links, sources, self._customer.id, self._desk.now(), done=self._add_links, failed=self._desk.fail
            )

    def _add_links(self, found: list[tuple[str, list[Link]]]) -> None:
        for label, links in found:
            self._facts.add_links(label, [(one.text, partial(self._desk.go, one.page, **one.args)) for one in links])

    def _facts_of(self, customer: Customer) -> list[tuple[str, str]]:
        facts, totals = customer.facts, customer.totals
        genders = {Gender.FEMALE: _("Female"), Gender.MALE: _("Male"), None: ""}
        return [
            (_("Number"), facts.number),
            (_("WeChat"), facts.wechat),
            (_("Gender"), genders[facts.gender]),
            (_("Birthday"), show_birthday(facts.birthday) if facts.birthday else ""),
            (_("Source"), facts.source),
            (_("Joined on"), show_day_in_full(facts.joined_on) if facts.joined_on else ""),
            (_("First visit"), show_day_in_full(totals.first_visit_on) if totals.first_visit_on else ""),
            (_("Usual gap"), usual_gap(totals.median_gap_days)),
            (_("Note"), facts.note),
            *((field.name, facts.custom.get(field.id, "")) for field in store.fields(self._desk.shop)),
        ]


def _links(
    job: Job, shop: Shop, sources: Sequence[Callable[..., tuple[str, list[Link]]]], customer_id: int, now: datetime
) -> list[tuple[str, list[Link]]]:
    """Runs in the background: what features above lead to from a customer."""
    return [source(job, shop, customer_id, now) for source in sources]


def _consent_line(customer: Customer) -> str:
    facts = customer.facts
    words = {
        Consent.YES: _("Agreed to messages"),
        Consent.NO: _("Refused messages: do not write"),
        Consent.UNKNOWN: _("Not asked yet whether messages are welcome"),
    }[facts.consent]
    on = show_day_in_full(facts.consent_on) if facts.consent_on else ""
    return "·".join(part for part in (words, on, facts.consent_how) if part)
