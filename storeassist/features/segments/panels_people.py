"""Some of those a rule selects, and for anybody why they are in or out, condition by condition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Customer
from storeassist.features.segments.records import Reason
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.forms import LineField
from storeassist.ui.layouts import ScrollColumn, column, row
from storeassist.ui.picks import Pick, Picker
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Line, empty
from storeassist.ui.widgets.echo import HeldLine
from storeassist.ui.widgets.tag import Tag
from storeassist.ui.widgets.words import Words

_OFFERED = 4
_DOT = "·"


class PeoplePanel(QWidget):
    """``again`` asks for others, ``asked`` why somebody is in or out, ``opened`` for everything about somebody."""

    again = Signal()
    asked = Signal(int)
    opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        outer = column(self, gap="")
        self._stack = QStackedWidget()
        self._people, self._why = ScrollColumn(), ScrollColumn()
        for part in (self._people, self._why):
            self._stack.addWidget(part)
        self._lines = column(gap="s", across="l", along="s")
        self._people.body.addLayout(self._lines)
        self._reasons = column(gap="s", across="l", along="m")
        self._why.body.addLayout(self._reasons)
        outer.addWidget(self._stack, 1)
        outer.addWidget(Line())
        foot = row(across="l", along="s")
        self.field = LineField(placeholder=_("Why in or out? Phone tail, name"))
        self.field.setAccessibleName(_("Customer to explain"))
        self.picker = Picker(self.field, self._fitting)
        self.picker.picked.connect(self._on_picked)
        foot.addWidget(self.field)
        outer.addLayout(foot)
        self.explained: int | None = None

    def show_people(self, people: Sequence[Customer], today: date) -> None:
        """Show these; nobody is explained any more."""
        empty(self._lines)
        for one in people:
            self._lines.addWidget(self._line(one, today))
        if people:
            self._lines.addWidget(Button(_("Show others"), kind="link", small=True, then=lambda: self.again.emit()))
        else:
            self._lines.addWidget(Words(_("The rule selects nobody."), "label", tone="muted", wrap=True))

    def show_why(self, customer: Customer, is_in: bool, reasons: Sequence[Reason]) -> None:
        """Say of every condition whether it holds for this customer."""
        empty(self._reasons)
        self.explained = customer.id
        head = QWidget()
        line = row(head, gap="s")
        line.addWidget(Words(customer.called, "body", elide=True), 1)
        line.addWidget(Tag(_("in it") if is_in else _("not in it"), "good" if is_in else "warn"))
        self._reasons.addWidget(head)
        for reason in reasons:
            self._reasons.addWidget(HeldLine(reason.words, reason.holds, reason.actual, max(0, len(reason.path) - 1)))
        links = QWidget()
        line = row(links, gap="m")
        line.addWidget(Button(_("Back"), kind="link", small=True, then=self.close_why))
        line.addStretch(1)
        line.addWidget(Button(_("Open the customer"), kind="link", small=True, then=partial(self.opened.emit, customer.id)))
        self._reasons.addWidget(links)
        self._stack.setCurrentWidget(self._why)
        self._why.verticalScrollBar().setValue(0)

    def close_why(self) -> None:
        """Show some of them again."""
        self.explained = None
        self.field.clear()
        self._stack.setCurrentWidget(self._people)

    def _line(self, one: Customer, today: date) -> QWidget:
        made = QWidget()
        line, words = row(made, gap="s"), column(gap="")
        words.addWidget(Words(one.called, "body", elide=True))
        words.addWidget(Words(_facts(one, today), "caption", tone="muted", elide=True))
        line.addLayout(words, 1)
        why = Button(_("Why"), kind="link", small=True, then=partial(self.asked.emit, one.id))
        why.setAccessibleName(_("Why {name} is in it", name=one.called))
        line.addWidget(why)
        return made

    def _fitting(self, text: str) -> list[Pick]:
        if not text.strip():
            return []
        found = customer_store.find(self._desk.shop, text, _OFFERED)
        return [Pick(one, one.called, _("No. {number}", number=one.number)) for one in found]

    def _on_picked(self, customer: Customer) -> None:
        self.field.setText(customer.called)
        self.asked.emit(customer.id)


def _facts(one: Customer, today: date) -> str:
    """How long ago somebody came last, and how often so far."""
    last = one.totals.last_visit_on
    if last is None or not one.totals.visits:
        return _("never came")
    away = (today - last).days
    since = many("{n} day away", "{n} days away", away) if away > 0 else _("came today")
    return _DOT.join((since, many("{n} visit", "{n} visits", one.totals.visits)))
