"""A table of records: a feature declares its columns, says how records are fetched, and shows ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from storeassist.kernel.text import _
from storeassist.ui.columns import ColumnChoice
from storeassist.ui.grid import Grid
from storeassist.ui.table_model import Column, Rows
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, Line
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.words import Words

if TYPE_CHECKING:
    from storeassist.ui.desk import Desk
    from storeassist.ui.page import Page

__all__ = ["Column", "RecordTable"]

R = TypeVar("R")
_NEAR = 50
_SELECTION_KEPT = 2000


class RecordTable(Card, Generic[R]):
    """A card with a head, rows that are read when in sight, a foot line, and what to say when there is nothing."""

    selected = Signal(list)
    """The ids of the selected rows."""
    activated = Signal(int)
    """The id of a row that was double-clicked, or on which Enter was pressed."""
    sort_changed = Signal(str, bool)
    """Key and whether descending: ask the store again, and show_ids."""
    columns_changed = Signal()
    """Others of the columns are in sight: see ``shows``."""

    def __init__(
        self,
        desk: Desk,
        name: str,
        title: str,
        columns: Sequence[Column[R]],
        fetch: Callable[[Sequence[int]], Iterable[R]],
        *,
        two_line: bool = False,
        record_id: Callable[[R], int] = attrgetter("id"),
        parent: QWidget | None = None,
    ) -> None:
        """``name`` keeps the choice of columns; ``title`` is what a screen reader calls the list."""
        super().__init__(inset=0, parent=parent)
        self.sort: tuple[str, bool] = ("", False)
        self.rows: Rows[R] = Rows(columns, fetch, record_id, self)
        self.view = Grid(self.rows, two_line)
        self.view.setAccessibleName(title)
        self._choice = ColumnChoice(desk.taste, name, self.view)
        self._choice.changed.connect(self.columns_changed)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._empty: EmptyState | None = None
        self._nothing: EmptyState | None = None
        self.body.addWidget(self._stack, 1)
        self._foot: QWidget | None = None
        self._quiet = False
        self._to_top = False
        head = self.view.horizontalHeader()
        head.sectionClicked.connect(self._on_head_click)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(lambda at: self.columns_menu().popup(head.mapToGlobal(at)))
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.view.entered_row.connect(lambda row: self.activated.emit(self.rows.ids[row]))

    def show_ids(self, ids: Sequence[int], *, filtered: bool = False) -> None:
        """Have a row for each id. Place and selection are kept where they still make sense."""
        self._replace(lambda: self.rows.show_ids(ids))
        self._say_nothing(len(ids), filtered)

    def show_records(self, records: Sequence[R], *, filtered: bool = False) -> None:
        """Have a row for each record at hand; their ids are 0, 1, 2, ..."""
        self._replace(lambda: self.rows.show_records(records))
        self._say_nothing(len(records), filtered)

    def refresh(self) -> None:
        """Read the rows in sight again."""
        self.rows.refresh()

    def record(self, id: int) -> R | None:
        """The record of an id that is shown."""
        row = self.rows.row_of(id)
        return self.rows.record(row) if row >= 0 else None

    def selected_ids(self) -> list[int]:
        """The ids of the selected rows, in the order of the list; no row is fetched for it."""
        found: list[int] = []
        selection = self.view.selectionModel().selection()
        spans = sorted((selection.at(i).top(), selection.at(i).bottom()) for i in range(selection.size()))
        for top, bottom in spans:
            found.extend(self.rows.ids[top : bottom + 1])
        return list(dict.fromkeys(found))

    def current_id(self) -> int | None:
        """The id of the row the keys are on."""
        row = self.view.currentIndex().row()
        return self.rows.ids[row] if 0 <= row < len(self.rows.ids) else None

    def select(self, ids: Sequence[int]) -> None:
        """Select the rows of these ids, and go to the first."""
        rows = self.rows.rows_of(ids)
        self._select_rows(rows)
        if rows:
            self.view.scrollTo(self.rows.index(rows[0], 0))

    def set_sort(self, key: str, descending: bool = False) -> None:
        """Show which column the ids are sorted by."""
        self.sort = (key, descending)
        self._show_sort()

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Show other columns, such as when a custom field is new."""
        self._replace(lambda: self.rows.set_columns(columns))
        self._show_sort()
        self._choice.apply()

    def set_foot(self, text: str, link: str = "", then: Callable[[], Any] | None = None) -> None:
        """The line under the rows: count, a definition, one link for the whole list."""
        if self._foot is not None:
            self.outer.removeWidget(self._foot)
            self._foot.hide()
            self._foot.deleteLater()
        self._foot = _Foot(text, link, then)
        self.outer.addWidget(self._foot)
        self._foot.setVisible(bool(self.rows.ids))

    def put_above(self, *parts: QWidget) -> None:
        """Things on the same card that belong to the rows: figures, filters."""
        for at, part in enumerate(parts):
            self.outer.insertWidget(at, part)
        self.view.head.on_top = False

    def set_empty(self, heading: str, sentence: str, button: str = "", then: Callable[[], Any] | None = None) -> None:
        """What to say when there is nothing yet."""
        self._empty = self._put(self._empty, EmptyState(heading, sentence, button, then))

    def set_nothing_found(self, text: str, then: Callable[[], Any]) -> None:
        """What to say when a filter leaves nothing; ``then`` clears it."""
        self._nothing = self._put(self._nothing, EmptyState(text, "", _("Clear the filter"), then, kind="link"))

    def set_menu(self, page: Page) -> None:
        """Offer the page's commands with place "row" in the rows' context menu."""
        from storeassist.ui.commands import commands_of

        names = [spec.name for spec in commands_of(type(page)) if spec.place == "row"]
        actions: list[QAction] = [page.commands[name] for name in names]

        def show(at: QPoint) -> None:
            page.tint("row")
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.addActions(actions)
            menu.popup(self.view.viewport().mapToGlobal(at))

        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(show)

    def shows(self, identity: str) -> bool:
        """Whether a column is in sight: wanted, and with room for it."""
        at = next((i for i, column in enumerate(self.rows.columns) if column.identity == identity), -1)
        return at >= 0 and not self.view.isColumnHidden(at)

    def take_keys(self) -> None:
        """Have the keyboard, on the row chosen or else the first."""
        if not self.rows.ids:
            return
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.selected_ids():
            self._select_rows([0])

    def choose_column(self, identity: str) -> None:
        """Show a column that the owner has just asked for."""
        for column in self.rows.columns:
            if column.identity == identity:
                self._choice.choose(column, True)

    def columns_menu(self) -> QMenu:
        """A menu in which columns are switched on and off."""
        return self._choice.menu(self)

    def offer_columns(self, under: QWidget) -> None:
        """Open the menu of columns below the button at the right that asked for it."""
        menu = self.columns_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(under.mapToGlobal(QPoint(under.width() - menu.sizeHint().width(), under.height())))

    def _replace(self, change: Callable[[], None]) -> None:
        before, ids, top = self.selected_ids(), self.rows.ids, self.view.rowAt(1)
        current, scroll = self.current_id(), self.view.verticalScrollBar().value()
        anchor = ids[top] if 0 <= top < len(ids) else None
        self._quiet = True
        change()
        self._choice.apply()
        if 0 < len(before) <= _SELECTION_KEPT:
            self._select_rows(self.rows.rows_of(before), current)
        now_at = self.rows.row_of(anchor) if anchor is not None and not self._to_top else -1
        if now_at >= 0 and abs(now_at - top) <= _NEAR:
            self.view.verticalScrollBar().setValue(scroll + (now_at - top) * self.view.row_height())
        else:
            self.view.scrollToTop()
        self._quiet = self._to_top = False
        if self.selected_ids() != before:
            self.selected.emit(self.selected_ids())

    def _select_rows(self, rows: Sequence[int], current: int | None = None) -> None:
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self.rows.index(row, 0), self.rows.index(row, len(self.rows.columns) - 1))
        model = self.view.selectionModel()
        at = self.rows.row_of(current) if current is not None else -1
        if at < 0 and rows:
            at = rows[0]
        if at >= 0:
            model.setCurrentIndex(self.rows.index(at, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _say_nothing(self, count: int, filtered: bool) -> None:
        instead = (self._nothing if filtered else self._empty) if count == 0 else None
        self._stack.setCurrentWidget(instead or self.view)
        if self._foot is not None:
            self._foot.setVisible(count > 0)

    def _put(self, old: EmptyState | None, new: EmptyState) -> EmptyState:
        if old is not None:
            self._stack.removeWidget(old)
            old.deleteLater()
        self._stack.addWidget(new)
        return new

    def _show_sort(self) -> None:
        key, descending = self.sort
        at = next((i for i, column in enumerate(self.rows.columns) if column.key == key and key), -1)
        self.view.head.sorted_by = (at, descending)
        self.view.head.viewport().update()

    def _on_head_click(self, section: int) -> None:
        column = self.rows.columns[section]
        if not column.key:
            return
        key, descending = self.sort
        self.set_sort(column.key, not descending if column.key == key else column.to_the_right)
        self._to_top = True
        self.sort_changed.emit(*self.sort)

    def _on_selection(self, _now: QItemSelection, _before: QItemSelection) -> None:
        if not self._quiet:
            self.selected.emit(self.selected_ids())


class _Foot(QFrame):
    def __init__(self, text: str, link: str, then: Callable[[], Any] | None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Line())
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        column.addLayout(row)
        self.setFixedHeight(theme().px("snackbar"))
        row.addWidget(Words(text, "label", tone="muted", elide=True), 1)
        if link:
            row.addWidget(Button(link, kind="link", small=True, then=then))
