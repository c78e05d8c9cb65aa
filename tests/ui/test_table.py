"""Tables: rows are read when in sight, the selection survives, columns make room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from storeassist.ui.desk import Desk
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.theme import theme

MANY = 100_000


@dataclass(frozen=True)
class Cake:
    """A record of these tests."""

    id: int
    name: str
    grams: int


class Shelf:
    """Gives out cakes and remembers which were asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.word = "Cake"

    def fetch(self, ids: Sequence[int]) -> list[Cake]:
        self.asked.append(list(ids))
        return [Cake(id, f"{self.word} {id}", id * 10) for id in reversed(ids) if id != 13]


COLUMNS: list[Column[Cake]] = [
    Column("Name", lambda cake: (cake.name, "fresh"), kind="person", key="name", width=140),
    Column("Tags", lambda cake: ["sweet", ("late", "warn")], kind="tags", width=120, rank=2, stretch=True),
    Column("Weight", lambda cake: cake.grams, kind="number", key="grams", width=90, rank=1),
    Column("Left", lambda cake: (0.5, "half"), kind="bar", width=130, rank=3),
    Column("Note", lambda cake: "none", width=100, hidden=True, rank=4),
]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def table(qtbot: QtBot, desk: Desk, shelf: Shelf) -> Iterator[RecordTable[Cake]]:
    table: RecordTable[Cake] = RecordTable(desk, "cakes", "Cakes", COLUMNS, shelf.fetch, two_line=True)
    qtbot.addWidget(table)
    table.resize(700, 480)
    table.show()
    qtbot.waitExposed(table)
    yield table


def texts(table: RecordTable[Cake], row: int) -> list[str]:
    return [str(table.rows.index(row, at).data()) for at in range(len(COLUMNS))]


def test_a_hundred_thousand_rows_are_there_and_only_those_in_sight_are_read(table: RecordTable[Cake], shelf: Shelf) -> None:
    table.show_ids(range(MANY))
    table.grab()
    assert table.rows.rowCount() == MANY
    assert sum(map(len, shelf.asked)) <= 100
    table.view.scrollToBottom()
    table.grab()
    assert shelf.asked[-1][-1] == MANY - 1
    assert sum(map(len, shelf.asked)) <= 300


def test_everything_can_be_selected_without_reading_it(table: RecordTable[Cake], shelf: Shelf, qtbot: QtBot) -> None:
    table.show_ids(range(MANY))
    table.grab()
    before = len(shelf.asked)
    table.view.setFocus()
    qtbot.keyClick(table.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert table.selected_ids() == list(range(MANY))
    assert len(shelf.asked) == before


def test_cells_read_as_words_and_a_vanished_record_as_nothing(table: RecordTable[Cake]) -> None:
    table.show_ids([12, 13])
    assert texts(table, 0) == ["Cake 12 fresh", "sweet late", "120", "half", "none"]
    assert texts(table, 1) == [""] * 5


def test_the_selection_and_the_place_survive_a_new_reading(table: RecordTable[Cake], qtbot: QtBot) -> None:
    table.show_ids(range(1000))
    table.select([500])
    scroll = table.view.verticalScrollBar().value()
    told: list[list[int]] = []
    table.selected.connect(told.append)
    table.show_ids([5000, *range(1000)])
    assert table.selected_ids() == [500]
    assert table.current_id() == 500
    assert table.view.verticalScrollBar().value() == scroll + table.view.row_height()
    assert told == []


def test_a_selected_row_that_is_gone_is_told(table: RecordTable[Cake]) -> None:
    table.show_ids([1, 2, 3])
    table.select([2])
    told: list[list[int]] = []
    table.selected.connect(told.append)
    table.show_ids([1, 3])
    assert told == [[]]


def test_refreshing_reads_the_rows_in_sight_again(table: RecordTable[Cake], shelf: Shelf) -> None:
    table.show_ids(range(1000))
    table.grab()
    shelf.word = "Pie"
    table.refresh()
    assert texts(table, 0)[0] == "Pie 0 fresh"


def test_a_click_on_a_head_asks_for_another_order(table: RecordTable[Cake], qtbot: QtBot) -> None:
    asked: list[tuple[str, bool]] = []
    table.sort_changed.connect(lambda key, down: asked.append((key, down)))
    table.set_sort("name")
    head = table.view.head
    for section in (0, 2, 1):
        at = head.sectionViewportPosition(section) + 20
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=head.viewport().rect().topLeft() + _right(at))
    assert asked == [("name", True), ("grams", True)]


def _right(x: int) -> object:
    from PySide6.QtCore import QPoint

    return QPoint(x, 10)


def test_a_narrow_table_drops_columns_by_rank_and_never_the_first_or_the_sorted_one(table: RecordTable[Cake]) -> None:
    def shown() -> list[str]:
        return [c.title for at, c in enumerate(COLUMNS) if not table.view.isColumnHidden(at)]

    table.show_ids([1])
    table.set_sort("grams", True)
    assert shown() == ["Name", "Tags", "Weight", "Left"]
    table.resize(370, 480)
    table.grab()
    assert shown() == ["Name", "Tags", "Weight"]
    table.resize(250, 480)
    table.grab()
    assert shown() == ["Name", "Weight"]


def test_columns_are_chosen_in_a_menu_and_remembered(table: RecordTable[Cake], desk: Desk, qtbot: QtBot) -> None:
    table.show_ids([1])
    table.resize(900, 480)
    table.grab()
    note = next(a for a in table.columns_menu().actions() if a.text() == "Note")
    assert not note.isChecked()
    note.setChecked(True)
    assert not table.view.isColumnHidden(4)
    again: RecordTable[Cake] = RecordTable(desk, "cakes", "Cakes", COLUMNS, lambda ids: [])
    qtbot.addWidget(again)
    assert next(a for a in again.columns_menu().actions() if a.text() == "Note").isChecked()


def test_an_empty_list_says_why_and_a_filter_offers_its_clearing(table: RecordTable[Cake]) -> None:
    from storeassist.ui.widgets.button import Button
    from storeassist.ui.widgets.words import Words

    pressed: list[str] = []
    table.set_empty("No cakes yet.", "Bake the first.", "Bake", lambda: pressed.append("bake"))
    table.set_nothing_found("No cake is called so.", lambda: pressed.append("clear"))

    def seen(kind: type) -> list[str]:
        return [w.text() for w in table.findChildren(kind) if w.isVisible()]

    table.show_ids([])
    assert seen(Words)[:2] == ["No cakes yet.", "Bake the first."]
    next(b for b in table.findChildren(Button) if b.text() == "Bake").click()
    table.show_ids([], filtered=True)
    assert "No cake is called so." in seen(Words)
    next(b for b in table.findChildren(Button) if b.text() == "Clear the filter").click()
    assert pressed == ["bake", "clear"]
    table.show_ids([1])
    assert table.view.isVisible()


def test_enter_activates_the_row_the_keys_are_on(table: RecordTable[Cake], qtbot: QtBot) -> None:
    table.show_ids([7, 8])
    table.select([8])
    with qtbot.waitSignal(table.activated) as told:
        qtbot.keyClick(table.view, Qt.Key.Key_Return)
    assert told.args == [8]


def test_a_row_that_the_keys_leave_is_painted_again_from_end_to_end(table: RecordTable[Cake], qtbot: QtBot) -> None:
    table.show_ids(range(10))
    view = table.view
    view.clearSelection()
    view.setCurrentIndex(view.rows.index(0, 0))
    view.clearSelection()
    qtbot.wait(20)

    class Painted(QObject):
        right = 0

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                row = event.region().intersected(QRect(0, 0, 9999, view.row_height()))
                self.right = max(self.right, row.boundingRect().right())
            return False

    painted = Painted()
    view.viewport().installEventFilter(painted)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: painted.right >= view.viewport().width() - 1)
    view.viewport().removeEventFilter(painted)


def test_the_last_row_can_be_scrolled_clear_of_the_snackbar(table: RecordTable[Cake]) -> None:
    table.show_ids(range(100))
    table.grab()
    bar = table.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    table.view.updateGeometries()
    last = table.view.visualRect(table.rows.index(99, 0))
    assert table.view.viewport().height() - last.bottom() >= theme().px("snackbar") - 1


def test_a_column_the_owner_ticked_outranks_those_there_by_themselves(table: RecordTable[Cake], qtbot: QtBot) -> None:
    table.show_ids([1])
    table.resize(360, 480)
    table.grab()
    assert table.shows("Tags")
    with qtbot.waitSignal(table.columns_changed):
        next(a for a in table.columns_menu().actions() if a.text() == "Note").setChecked(True)
    assert table.shows("Note")
    assert not table.shows("Tags")


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_columns_are_offered_under_their_button_wherever_the_mouse_is(table: RecordTable[Cake], qtbot: QtBot) -> None:
    button = QWidget()
    qtbot.addWidget(button)
    button.setGeometry(300, 50, 80, 32)
    button.show()
    qtbot.waitExposed(button)
    table.offer_columns(button)
    (menu,) = [m for m in table.findChildren(QMenu) if m.isVisible()]
    assert menu.y() == button.mapToGlobal(button.rect().bottomLeft()).y() + 1
    menu.close()


def test_a_long_selection_survives_a_new_order_of_many_rows(table: RecordTable[Cake]) -> None:
    table.show_ids(range(MANY))
    chosen = list(range(MANY - 4_000, MANY, 3))
    table.select(chosen)
    table.show_ids(range(MANY - 1, -1, -1))
    assert sorted(table.selected_ids()) == chosen


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_words_that_are_cut_are_told_in_whole_under_the_mouse(table: RecordTable[Cake], shelf: Shelf) -> None:
    shelf.word = "Cake with a name far too long for a column of this width, <b>and</b> then some"
    table.show_ids([1])
    table.grab()
    told = []
    for column in (2, 0):
        place = table.view.visualRect(table.rows.index(0, column))
        at = table.view.viewport().mapToGlobal(place.center())
        QCoreApplication.sendEvent(table.view.viewport(), QHelpEvent(QEvent.Type.ToolTip, place.center(), at))
        told.append(QToolTip.text())
    QToolTip.hideText()
    assert told[0] == ""
    assert "&lt;b&gt;and&lt;/b&gt; then some" in told[1]


def test_columns_that_cannot_go_share_what_is_missing(table: RecordTable[Cake]) -> None:
    table.show_ids([1])
    table.set_sort("grams", True)
    table.resize(180, 480)
    table.grab()
    name, weight = table.view.columnWidth(0), table.view.columnWidth(2)
    assert name + weight <= table.view.viewport().width()
    assert abs(name / weight - 140 / 90) < 0.1
