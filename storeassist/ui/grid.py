"""The view inside a table: rows under the mouse, keys, and columns that make room."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from storeassist.ui.table_model import Rows
from storeassist.ui.table_paint import Head, RowPainter
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import BACK, BY_KEY
from storeassist.ui.widgets.over_bar import OverBar


class Grid(QTableView):
    """A table view of whole rows; ``resized`` asks for the columns to be laid out again."""

    resized = Signal()
    entered_row = Signal(int)

    def __init__(self, rows: Rows[Any], two_line: bool) -> None:
        super().__init__()
        self.rows, self._two_line = rows, two_line
        self.hovered = -1
        self._by_key = False
        # A viewport that Python made: for Qt's own, PySide first loads every kind of widget to find out what it is.
        self.setViewport(QWidget())
        self.head = Head(self)
        self.setHorizontalHeader(self.head)
        self.setModel(rows)
        self.setItemDelegate(RowPainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = OverBar(self)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._size_rows()
        self.doubleClicked.connect(self._on_double_click)

    def updateGeometries(self) -> None:
        """Let the rows scroll a little further than their end, so that the snackbar never lies on the last one."""
        bar = self.verticalScrollBar()
        place = bar.value()
        super().updateGeometries()
        rows = self.verticalHeader().length()
        beyond = rows + theme().px("snackbar") - self.viewport().height()
        if rows and beyond > 0:
            bar.setMaximum(beyond)
            bar.setValue(place)

    def row_height(self) -> int:
        """How high each row is."""
        return theme().px("row-two-line" if self._two_line else "row")

    def first_visible(self) -> int:
        """The leftmost column in sight."""
        return next((at for at in range(len(self.rows.columns)) if not self.isColumnHidden(at)), 0)

    def last_visible(self) -> int:
        """The rightmost column in sight."""
        count = len(self.rows.columns)
        return next((at for at in range(count - 1, -1, -1) if not self.isColumnHidden(at)), 0)

    def shows_focus(self, row: int) -> bool:
        """Whether the keyboard's ring lies around this row."""
        return self._by_key and self.hasFocus() and row == self.currentIndex().row()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar.place()
        self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "head"):
            self._size_rows()
            self.resized.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in BACK:
            self._by_key = event.reason() in BY_KEY
        super().focusInEvent(event)
        if self._by_key and not self.currentIndex().isValid() and self.rows.rowCount():
            self.selectRow(0)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_key = False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.entered_row.emit(self.currentIndex().row())
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            self._by_key = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        before = self.currentIndex().row()
        super().keyPressEvent(event)
        self._paint_again(before, self.currentIndex().row())  # Qt would paint one cell of a row that is not selected

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            before, self.hovered = self.hovered, row
            self._paint_again(before, row)

    def _paint_again(self, *rows: int) -> None:
        for row in rows:
            if row >= 0:
                self.viewport().update(0, self.rowViewportPosition(row), self.viewport().width(), self.row_height())

    def _size_rows(self) -> None:
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.head.setFixedHeight(theme().px("table-head"))

    def _on_double_click(self, index: QModelIndex) -> None:
        self.entered_row.emit(index.row())
