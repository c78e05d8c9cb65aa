"""The two of a pair side by side: who stays, whose value is taken, what moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedLayout, QWidget

from storeassist.features.customers import store as customers
from storeassist.features.customers.records import Customer, CustomField
from storeassist.features.duplicates import rules
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.duplicates.records import MergePlan, Reason, Side
from storeassist.kernel.dates import show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, Line, empty
from storeassist.ui.widgets.either import Either, beside
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.panel import Block, Scrolled, line_of
from storeassist.ui.widgets.words import Words

_SIDES: tuple[Side, Side] = ("keep", "drop")


class PairPanel(Card):
    """The pair chosen; makes the plan of their merge anew with every choice."""

    merge = Signal()
    tell_apart = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(inset=0)
        self._desk = desk
        self._choices: dict[str, Side] = {}
        self.plan: MergePlan | None = None
        self.rows: dict[str, Either] = {}
        self._shown: dict[str, tuple[str, tuple[str, str]]] = {}
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)
        self._stack.addWidget(
            EmptyState(
                _("No pair chosen"), _("Choose a pair on the left, or mark two customers in the customer list.")
            )
        )
        self._stack.addWidget(self._pair())

    def show_pair(self, keep_id: int, drop_id: int, reasons: tuple[Reason, ...]) -> None:
        """Show these two as if ``drop_id`` went into ``keep_id``; choices made for another pair are forgotten."""
        if self.plan and {self.plan.keep.id, self.plan.drop.id} == {keep_id, drop_id}:
            keep_id, drop_id = self.plan.keep.id, self.plan.drop.id  # as the owner may have swapped them
        else:
            self._choices = {}
        self._why.setText(rules.in_words(reasons) or _("Chosen by you"))
        self._show(keep_id, drop_id)

    def show_nobody(self) -> None:
        """No pair is chosen."""
        self.plan = None
        self._choices = {}
        self._stack.setCurrentIndex(0)

    def swap(self) -> None:
        """Let the other one stay; values that were chosen stay chosen."""
        if self.plan:
            other: dict[Side, Side] = {"keep": "drop", "drop": "keep"}
            self._choices = {key: other[side] for key, side in self._choices.items()}
            self._show(self.plan.drop.id, self.plan.keep.id)

    def take(self, key: str, at: int) -> None:
        """Take the value of one of the two in a field."""
        if self.plan:
            self._choices[key] = _SIDES[at]
            self._show(self.plan.keep.id, self.plan.drop.id)

    def _pair(self) -> QWidget:
        whole = QWidget()
        outer = column(whole, gap="")
        head = Block()
        self._title = Words("", "heading", elide=True)
        self._why = Words("", "label", tone="muted", wrap=True)
        self._swap = Button(_("Swap"), kind="link", small=True, then=self.swap)
        head.body.addWidget(self._title)
        head.body.addWidget(self._why)
        sides = QWidget()
        place = QWidget()
        row(place).addLayout(line_of(self._swap, None))
        places = beside(sides, place)
        self._keeps, self._goes = _Person(_("Stays")), _Person(_("Goes into it"))
        places.addWidget(self._keeps, 1)
        places.addWidget(self._goes, 1)
        table = Block()
        table.body.addWidget(sides)
        scrolled = Scrolled()
        choices = Block()
        self._rows = column(gap="s")
        self._same = Words("", "label", tone="muted", wrap=True)
        below = column()
        below.addLayout(self._rows)
        below.addWidget(self._same)
        choices.body.addLayout(below)
        scrolled.body.addWidget(choices)
        scrolled.body.addStretch(1)
        for part in (head, Line(), table, Line()):
            outer.addWidget(part)
        outer.addWidget(scrolled, 1)
        outer.addWidget(Line())
        outer.addWidget(self._foot())
        return whole

    def _foot(self) -> Block:
        foot = Block()
        self._moves = Words("", "label", wrap=True)
        lines = column()
        lines.addWidget(self._moves)
        apart = Button(_("These are two people"), then=self.tell_apart.emit)
        merge = Button(_("Merge these two"), kind="primary", then=self.merge.emit)
        lines.addLayout(line_of(None, apart, merge))
        foot.body.addLayout(lines)
        return foot

    def _show(self, keep_id: int, drop_id: int) -> None:
        try:
            plan = plan_merge(self._desk.shop, keep_id, drop_id, self._choices)
        except UserError:
            self.show_nobody()
            return
        self.plan = plan
        self._stack.setCurrentIndex(1)
        self._title.setText(_("{name} and {other}", name=plan.keep.called, other=plan.drop.called))
        today = self._desk.now().date()
        self._keeps.show_customer(plan.keep, today)
        self._goes.show_customer(plan.drop, today)
        fields = customers.fields(self._desk.shop)
        self._show_choices(plan, fields)
        same = [rules.label_of(key, fields) for key in rules.agreeing(plan.keep.facts, plan.drop.facts, fields)]
        self._same.setText(_("The same in both: {fields}", fields=_(", ").join(same)))
        self._same.setVisible(bool(same))
        self._moves.setText("\n".join(rules.moves_in_words(plan)))

    def _show_choices(self, plan: MergePlan, fields: Sequence[CustomField]) -> None:
        rows = {
            one.key: (
                rules.label_of(one.key, fields),
                (rules.shown(one.key, one.keep, one.drop), rules.shown(one.key, one.drop, one.keep)),
            )
            for one in plan.differences
        }
        if rows != self._shown:
            self._shown = rows
            self._lay_out(rows)
        for one in plan.differences:
            self.rows[one.key].set_chosen(_SIDES.index(one.side))

    def _lay_out(self, rows: Mapping[str, tuple[str, tuple[str, str]]]) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and any(row.isAncestorOf(focus) for row in self.rows.values()):
            self._swap.setFocus(Qt.FocusReason.TabFocusReason)  # the keyboard stays here, near to the next choices
        empty(self._rows)
        self.rows = {}
        for key, (label, words) in rows.items():
            either = Either(label, words)
            either.changed.connect(partial(self.take, key))
            self._rows.addWidget(either)
            self.rows[key] = either


class _Person(QWidget):
    """Who one of the two is: the part played, the number, how often and when last they came."""

    def __init__(self, part: str) -> None:
        super().__init__()
        lines = column(self, gap="")
        self._number = Words("", "body", elide=True)
        self._visits, self._last = (Words("", "label", tone="muted", elide=True) for _nth in range(2))
        for words in (Words(part, "label", tone="muted"), self._number, self._visits, self._last):
            lines.addWidget(words)

    def show_customer(self, customer: Customer, today: date) -> None:
        """Show this one."""
        totals = customer.totals
        self._number.setText(_("No. {number}", number=customer.number))
        self._visits.setText(many("{n} visit", "{n} visits", totals.visits))
        self._last.setText(_("last {day}", day=show_day(totals.last_visit_on, today)) if totals.last_visit_on else "—")
