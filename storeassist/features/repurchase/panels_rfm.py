"""The RFM tab: a grid of how lately and how often, the eight types, and who moved since a month ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from storeassist.features.habits import store_rfm
from storeassist.features.habits.records import Cell as Scores
from storeassist.features.habits.records import Group, Kind, Mode, Move, Thresholds
from storeassist.features.repurchase import jobs_page
from storeassist.features.repurchase.dialogs import ThresholdsDialog
from storeassist.features.repurchase.jobs_page import Rfm
from storeassist.features.repurchase.panels import Tab, leaf, share_words
from storeassist.features.repurchase.rules_words import advice, cell_word, kind_word
from storeassist.kernel.money import whole_yuan, yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.heatmap import SIDE, Cell, HeatMap
from storeassist.ui.layouts import column, row
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, FilterRow, Line
from storeassist.ui.widgets.facts import FactList
from storeassist.ui.widgets.segmented import Segmented
from storeassist.ui.widgets.tabs import TabBar

_SCORES = range(1, 6)
_DOT = "·"


@dataclass(frozen=True, slots=True)
class KindRow:
    """One of the eight types beside everybody."""

    kind: Kind
    group: Group
    of: Group


class RfmTab(Tab):
    """How lately, how often, how much: one grid and one list, by three ways to draw the line."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, jobs_page.rfm)
        self._found: Rfm | None = None
        self._rows: list[KindRow] = []
        self._moves: list[Move] = []
        self.mode = Segmented(
            [
                (Mode.FIXED, _("By thresholds")),
                (Mode.QUINTILES, _("By fifths")),
                (Mode.TYPES, _("Good or not")),
            ]
        )
        self.mode.setAccessibleName(_("How scores are made"))
        self._how = FactList(_("How scores are made"))
        self._edit = Button(_("Change the thresholds…"), kind="link", small=True, then=self.edit)
        self.body.addWidget(FilterRow(self.mode, right=(self._edit,)))
        self.grid = HeatMap(_("How lately × how often"))
        self.kinds = self._kind_table()
        self.moves = self._move_table()
        self._stack = QStackedWidget()
        self.tabs = TabBar([("kinds", _("Eight types")), ("moves", _("Since a month ago"))])
        parts = row()
        parts.addWidget(self._grid_card(), 38)
        parts.addWidget(self._lists(), 62)
        self.body.addLayout(parts, 1)
        self.mode.changed.connect(self.asked)
        self.grid.clicked.connect(self._on_cell)
        self.tabs.changed.connect(self._on_list)

    def question(self, now: datetime) -> tuple[Any, ...]:
        return now, self.mode.value()

    def show_found(self, found: Rfm) -> None:
        """Show the grid, the types and the moves."""
        self._found = found
        self._show_grid(found)
        everybody = found.grid.everybody
        self._rows = [KindRow(kind, found.grid.kinds.get(kind, Group(0, 0)), everybody) for kind in Kind]
        self.kinds.show_records(self._rows if everybody.customers else [])
        self._moves = found.moves
        self.moves.show_records(self._moves)
        self.kinds.set_foot(_("each of R, F and M is on the better or the other side of the shop's middle"))
        self.moves.set_foot(_("R = how lately, F = how often; 5 is best"))
        self._edit.setVisible(self.mode.value() == Mode.FIXED)
        self._how.show_facts(_how(self.mode.value(), found.thresholds))

    def sentence(self) -> str:
        """How many are of the best type, and what they bring."""
        if self._found is None or (everybody := self._found.grid.everybody).spent_fen <= 0:
            return ""
        best = self._found.grid.kinds.get(Kind.IMPORTANT_VALUE, Group(0, 0))
        return many(
            "{n} of {of} customers came lately, often, and spent much: {share} of the money.",
            "{n} of {of} customers came lately, often, and spent much: {share} of the money.",
            best.customers,
            of=f"{everybody.customers:,}",
            share=share_words(best.spent_fen, everybody.spent_fen),
        )

    def edit(self) -> None:
        """Change the thresholds, with the counts they make."""
        if self._found is None:
            return
        dialog = ThresholdsDialog(self.desk, self, self._found)
        dialog.saved.connect(lambda: self.desk.say(_("The thresholds are kept.")))
        dialog.open()

    def _show_grid(self, found: Rfm) -> None:
        is_by_types = self.mode.value() == Mode.TYPES
        across = (1, 5) if is_by_types else tuple(_SCORES)
        scores = tuple(reversed(across))
        cells = found.grid.cells
        most = max((group.customers for group in cells.values()), default=0)
        self._scores = [[Scores(r, f) for f in across] for r in scores]
        totals = [sum(group.customers for cell, group in cells.items() if cell.r == r) for r in scores]
        names = [_good(r, "R") if is_by_types else f"R {r}" for r in scores]
        self.grid.show_cells(
            names,
            [f"{n:,}" for n in totals],
            [_good(f, "F") if is_by_types else f"F {f}" for f in across],
            [[_cell(cells.get(one, Group(0, 0)), one, most) for one in line] for line in self._scores],
            [many("{name}: {n} customer", "{name}: {n} customers", n, name=name) for name, n in zip(names, totals, strict=True)],
        )

    def _grid_card(self) -> Card:
        copy = partial(self.copy, self.grid)
        card = Card(_("How lately × how often"), link=_("Copy as picture"), then=copy, inset=0)
        inner = row(across="l")
        inner.addWidget(self.grid)
        card.body.addLayout(inner)
        card.body.addWidget(Line())
        card.body.addWidget(self._how, 1)
        return card

    def _lists(self) -> QWidget:
        lists = QWidget()
        body = column(lists, gap="s")
        body.addWidget(self.tabs)
        self._stack.addWidget(self.kinds)
        self._stack.addWidget(self.moves)
        body.addWidget(self._stack, 1)
        return lists

    def _kind_table(self) -> RecordTable[KindRow]:
        table: RecordTable[KindRow] = RecordTable(
            self.desk,
            "repurchase-kinds",
            _("Eight types"),
            [
                Column("Type", lambda r: (kind_word(r.kind), advice(r.kind)), kind="two-line", width=256, stretch=True),
                Column("Customers", lambda r: r.group.customers, kind="number", width=84),
                Column("Of all", lambda r: share_words(r.group.customers, r.of.customers), kind="number", width=72, rank=2),
                Column("Of the money", lambda r: share_words(r.group.spent_fen, r.of.spent_fen), kind="number", width=120, rank=1),
                Column("Spent", lambda r: whole_yuan(r.group.spent_fen), kind="number", width=104, rank=1, name="spent", hidden=True),
            ],
            lambda _ids: [],
            two_line=True,
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(_("No types yet."), _("They need bills that name their customers."))
        table.activated.connect(self._on_kind)
        return table

    def _move_table(self) -> RecordTable[Move]:
        table: RecordTable[Move] = RecordTable(
            self.desk,
            "repurchase-moves",
            _("Since a month ago"),
            [
                Column("A month ago", lambda m: cell_word(m.before), width=110, stretch=True),
                Column("Now", lambda m: cell_word(m.after), width=110, stretch=True),
                Column("Which way", lambda m: [_way(m)], kind="tags", width=110),
                Column("Customers", lambda m: m.customers, kind="number", width=90),
            ],
            lambda _ids: [],
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(_("Nobody moved."), _("Everybody stands where they stood a month ago."))
        table.activated.connect(self._on_move)
        return table

    def _on_list(self, key: str) -> None:
        self._stack.setCurrentWidget(self.kinds if key == "kinds" else self.moves)

    def _on_kind(self, at: int) -> None:
        kind = self._rows[at].kind
        read = partial(store_rfm.of_kind, now=self.desk.now(), kind=kind)
        self.to_people.emit(read, kind_word(kind), leaf("rfm", "=", kind.value))

    def _on_cell(self, line: int, place: int) -> None:
        cells = self._scores[line] if place == SIDE else [self._scores[line][place]]
        read = partial(store_rfm.in_cells, now=self.desk.now(), mode=self.mode.value(), cells=cells)
        self.to_people.emit(read, self.grid.rows[line] if place == SIDE else cell_word(cells[0]), None)

    def _on_move(self, at: int) -> None:
        move = self._moves[at]
        read = partial(
            store_rfm.moved, now=self.desk.now(), mode=self.mode.value(), before=move.before, after=move.after
        )
        heading = _("{before} → {after}", before=cell_word(move.before), after=cell_word(move.after))
        self.to_people.emit(read, heading, None)


def _cell(group: Group, scores: Scores, most: int) -> Cell:
    words = many(
        "{cell}: {n} customer, {spent} spent",
        "{cell}: {n} customers, {spent} spent",
        group.customers,
        cell=cell_word(scores),
        spent=yuan(group.spent_fen),
    )
    return Cell(f"{group.customers:,}" if group.customers else "", group.customers / most if most else 0.0, words)


def _good(score: int, letter: str) -> str:
    return _("{letter} good", letter=letter) if score > 1 else _("{letter} weak", letter=letter)


def _way(move: Move) -> tuple[str, str]:
    if move.before is None:
        return _("Newcomer"), "accent"
    change = move.after.r + move.after.f - move.before.r - move.before.f
    if change == 0:
        return _("Sideways"), ""
    return (_("Better"), "good") if change > 0 else (_("Worse"), "warn")


def _how(mode: Mode, limits: Thresholds) -> list[tuple[str, str]]:
    """What the letters mean, and how they are scored."""
    if mode == Mode.QUINTILES:
        fifths = _("5 for the best fifth of the customers, 1 for the last; who is equal scores equal")
        return [("R", _("how lately they came")), ("F", _("how often they came")), (_("Points"), fifths)]
    if mode == Mode.TYPES:
        middle = _("good on the better side of the shop's middle, else weak")
        return [("R", _("how lately they came")), ("F", _("how often they came")), (_("Points"), middle)]
    days, visits = (_DOT.join(str(limit) for limit in reversed(one)) for one in (limits.r, limits.f))
    money = _DOT.join(whole_yuan(limit) for limit in reversed(limits.m))
    return [
        ("R", _("how lately: at most {limits} days away for 5, 4, 3, 2 points", limits=days)),
        ("F", _("how often: at least {limits} visits", limits=visits)),
        ("M", _("how much: at least {limits} spent", limits=money)),
    ]
