"""Which columns a table shows and how wide: the owner's choice, remembered, and what a narrow window has room for."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from storeassist.kernel.text import _
from storeassist.ui.grid import Grid
from storeassist.ui.table_model import Column
from storeassist.ui.taste import Taste
from storeassist.ui.theme import theme


class ColumnChoice(QObject):
    """Lays the columns of one table out; ``changed`` tells that others are in sight."""

    changed = Signal()

    def __init__(self, taste: Taste, name: str, grid: Grid) -> None:
        super().__init__(grid)
        self._taste, self._name, self._grid = taste, name, grid
        self._busy = False
        self._shown: list[str] = []
        head = grid.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.sectionResized.connect(self._on_resize)
        grid.resized.connect(self.apply)

    def chosen(self, column: Column[Any]) -> bool:
        """Whether the owner wants to see it."""
        return self._by_hand(column) or (not self._kept(column) and not column.hidden)

    def choose(self, column: Column[Any], shown: bool) -> None:
        """Remember what the owner wants."""
        self._taste.set(f"table/{self._name}/{column.identity}/shown", "yes" if shown else "no")
        self.apply()

    def menu(self, parent: QWidget) -> QMenu:
        """Every column with a check; the first one cannot go."""
        menu = QMenu(parent)
        menu.setAccessibleName(_("Columns"))
        for at, column in enumerate(self._grid.rows.columns):
            action = menu.addAction(_(column.title) or column.identity)
            action.setCheckable(True)
            action.setChecked(self.chosen(column))
            action.setEnabled(at > 0)
            action.toggled.connect(lambda on, column=column: self.choose(column, on))
        return menu

    def apply(self) -> None:
        """Show what is wanted and has room; give what is left to the stretching columns."""
        columns = self._grid.rows.columns
        room = self._grid.viewport().width()
        if self._busy or room < 50 or not columns:
            return
        self._busy = True
        widths = {at: self._width(column) for at, column in enumerate(columns)}
        shown = self._fitting(widths, room)
        wanted = sum(widths[at] for at in shown)
        if wanted > room:  # none of them can go: each gives way by its share
            widths = {at: widths[at] * room // wanted for at in shown}
        left = room - sum(widths[at] for at in shown)
        takers = [at for at in shown if columns[at].stretch] or shown[:1]
        for at in takers:
            widths[at] += left // len(takers)
        if takers:
            widths[takers[-1]] += left - left // len(takers) * len(takers)
        before = self._shown
        self._shown = [columns[at].identity for at in shown]
        for at in range(len(columns)):
            self._grid.setColumnHidden(at, at not in shown)
            if at in shown:
                self._grid.setColumnWidth(at, max(widths[at], 32))
        self._busy = False
        if self._shown != before:
            self.changed.emit()

    def _fitting(self, widths: dict[int, int], room: int) -> list[int]:
        columns = self._grid.rows.columns
        shown = [at for at, column in enumerate(columns) if at == 0 or self.chosen(column)]
        while sum(widths[at] for at in shown) > room:
            sorted_by = self._grid.head.sorted_by[0]
            spare = [at for at in shown if columns[at].rank > 0 and at != sorted_by]
            if not spare:
                break
            # What the owner ticked outranks what is there by itself.
            shown.remove(max(spare, key=lambda at: (not self._by_hand(columns[at]), columns[at].rank, at)))
        return shown

    def _kept(self, column: Column[Any]) -> str:
        return str(self._taste.get(f"table/{self._name}/{column.identity}/shown", ""))

    def _by_hand(self, column: Column[Any]) -> bool:
        return self._kept(column) == "yes"

    def _width(self, column: Column[Any]) -> int:
        return theme().scaled(int(self._taste.get(f"table/{self._name}/{column.identity}/width", column.width)))

    def _on_resize(self, at: int, _before: int, now: int) -> None:
        if self._busy or not 0 <= at < len(self._grid.rows.columns):
            return
        column = self._grid.rows.columns[at]
        if now > 0 and not column.stretch:
            width = round(now * 100 / theme().percent)
            self._taste.set(f"table/{self._name}/{column.identity}/width", width)
