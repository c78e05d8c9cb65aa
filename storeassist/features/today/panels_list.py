"""The queue: whom to greet, best asked first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from storeassist.features.customers import store as customer_store
from storeassist.features.today import rules, words
from storeassist.features.today.records import Kind, Morning, Prompt, customer_and_kind
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column, row
from storeassist.ui.paint import tag_width
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.theme import theme
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.words import Words


class Queue(QWidget):
    """The list of names with its chips; ``chosen`` follows the selection."""

    chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._morning: Morning | None = None
        self._row = 0
        self._count = Words("", "label", tone="muted")
        self._sent = Words("", "label", tone="muted", elide=True, right=True)
        self.chips = ChipRow([("", _("All"), None)])
        self.table: RecordTable[Prompt] = RecordTable(desk, "today", _("To greet"), self._columns(), self._fetch, two_line=True)
        self.table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.view.head.hide()
        self.table.put_above(self._head())
        self.table.set_nothing_found(_("Nobody of this kind."), lambda: self._choose(""))
        column(self).addWidget(self.table)
        self.chips.changed.connect(self._show_list)
        self.table.selected.connect(self._on_selected)

    def show_morning(self, morning: Morning) -> None:
        """Show whom this morning names; place and selection stay where they make sense."""
        self._morning = morning
        self._count.setText(f"{len(morning.waiting):,}")
        self._sent.setText(many("{n} sent today", "{n} sent today", morning.sent) if morning.sent else "")
        self.chips.set_chips(
            [
                ("", _("All"), len(morning.waiting)),
                ("birthday", _("Birthdays"), len(morning.birthdays)),
                ("overdue", _("Overdue"), len(morning.overdue)),
                ("dormant", _("Long gone"), len(morning.dormant)),
            ]
        )
        self.table.set_empty(*_nobody(morning))
        self._show_list()

    def current(self) -> Prompt | None:
        """Who is chosen."""
        selected = self.table.selected_ids()
        return self.table.record(selected[0]) if selected else None

    def _head(self) -> QWidget:
        head = QWidget()
        lines = column(head, gap="s", across="l", along="m")
        first = row(gap="s")
        first.addWidget(Words(_("To greet"), "heading"))
        first.addWidget(self._count)
        first.addWidget(self._sent, 1)
        lines.addLayout(first)
        lines.addWidget(self.chips)
        return head

    def _columns(self) -> list[Column[Prompt]]:
        widest = max(tag_width(one) for one in (_("Birthday"), _("Overdue"), _("Long gone")))
        return [
            Column("Customer", self._who, kind="person", stretch=True, width=220),
            Column("Why", lambda prompt: [_kind(prompt)], kind="tags", width=widest + 3 * theme().px("s"), rank=1),
        ]

    def _who(self, prompt: Prompt) -> tuple[str, str]:
        name = prompt.customer.called
        return name, words.reason(prompt, self._desk.today())

    def _fetch(self, ids: Sequence[int]) -> list[Prompt]:
        morning = self._morning
        if morning is None:
            return []
        wanted = {customer_and_kind(id)[0] for id in ids}
        customers = {one.id: one for one in customer_store.fetch(self._desk.shop, sorted(wanted))}
        found = ((id, customers.get(customer_and_kind(id)[0])) for id in ids)
        return [rules.prompt_of(id, customer, morning.candidates) for id, customer in found if customer is not None]

    def _show_list(self) -> None:
        morning = self._morning
        if morning is None:
            return
        lists = {
            "": morning.waiting,
            "birthday": morning.birthdays,
            "overdue": morning.overdue,
            "dormant": morning.dormant,
        }
        ids = lists[self.chips.chosen]
        self.table.show_ids(ids, filtered=bool(self.chips.chosen))
        self.table.set_foot(self._order())
        if ids and not self.table.selected_ids():
            self.table.select([ids[min(self._row, len(ids) - 1)]])
        self.chosen.emit()

    def _order(self) -> str:
        """Who is listed, and in which order: whom to ask first comes first."""
        return {
            "": _("Birthdays first, then the most faithful."),
            "birthday": _("The next birthday first."),
            "overdue": _("Past 1.5 usual gaps; most visits first."),
            "dormant": _("Past 2.5 usual gaps; who left last first."),
        }[self.chips.chosen]

    def _choose(self, key: str) -> None:
        self.chips.choose(key)
        self._show_list()

    def _on_selected(self) -> None:
        if selected := self.table.selected_ids():
            self._row = self.table.rows.row_of(selected[0])
        self.chosen.emit()


def _kind(prompt: Prompt) -> str:
    if prompt.kind is Kind.BIRTHDAY:
        return _("Birthday")
    return _("Long gone") if rules.is_long_gone(prompt) else _("Overdue")


def _nobody(morning: Morning) -> tuple[str, str]:
    """What to say when there is nobody to greet: all done, or too early to tell."""
    if morning.candidates.has_regulars:
        return _("Nobody to greet just now."), _(
            "Regulars appear here when they stay away longer than usual, and birthdays a week ahead."
        )
    return _("Cannot tell yet who is overdue."), _(
        "Nobody has come three times so far; from the third visit on, everyone has a rhythm of their own."
    )
