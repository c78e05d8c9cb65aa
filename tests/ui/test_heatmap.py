"""Cells of a heat map are opened by mouse and by key, open months are not, and all of it is said aloud."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.ui.heatmap import SIDE, STEPS, Cell, HeatMap


def cell(share: float | None) -> Cell:
    return Cell("open" if share is None else f"{share:.0%}", share, f"{share} came")


def heat_map(qtbot: QtBot, cells: list[list[Cell | None]]) -> HeatMap:
    made = HeatMap("Who stayed")
    qtbot.addWidget(made)
    rows = [f"Month {at}" for at in range(len(cells))]
    made.show_cells(rows, ["10"] * len(rows), ["1", "2", "3"], cells)
    made.resize(500, 200)
    made.show()
    return made


TRIANGLE: list[list[Cell | None]] = [[cell(0.5), cell(0.25), cell(None)], [cell(0.75), cell(None)], [cell(None)]]


def test_a_click_opens_a_cell_but_no_month_that_is_still_open(qtbot: QtBot) -> None:
    made, opened = heat_map(qtbot, TRIANGLE), []
    made.clicked.connect(lambda row, column: opened.append((row, column)))
    for place in ((0, 1), (0, 2), (1, 0), (2, 0)):
        QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=made.cell_rect(*place).center())
    assert opened == [(0, 1), (1, 0)]


def test_arrows_go_from_cell_to_cell_stop_at_the_edges_and_enter_opens(qtbot: QtBot) -> None:
    made, opened = heat_map(qtbot, TRIANGLE), []
    made.clicked.connect(lambda row, column: opened.append((row, column)))
    for key, at in (
        *((Qt.Key.Key_Home, (0, 0)), (Qt.Key.Key_Up, (0, 0)), (Qt.Key.Key_Right, (0, 1)), (Qt.Key.Key_Down, (1, 1))),
        *((Qt.Key.Key_Down, (1, 1)), (Qt.Key.Key_Left, (1, 0)), (Qt.Key.Key_End, (2, 0))),
    ):
        QTest.keyClick(made, key)
        assert made.current == at
    QTest.keyClick(made, Qt.Key.Key_Return)
    QTest.keyClick(made, Qt.Key.Key_Home)
    QTest.keyClick(made, Qt.Key.Key_Return)
    assert opened == [(0, 0)]


def test_what_stands_beside_a_row_opens_where_it_has_words(qtbot: QtBot) -> None:
    made, opened = heat_map(qtbot, TRIANGLE), []
    made.clicked.connect(lambda row, column: opened.append((row, column)))
    beside = made.cell_rect(1, SIDE).center()
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=beside)
    assert opened == []
    made.show_cells(made.rows, ["10", "20", "30"], made.columns, TRIANGLE, ["first: 10", "second: 20", "third: 30"])
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=beside)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Return, Qt.Key.Key_Right):
        QTest.keyClick(made, key)
    assert opened == [(1, SIDE), (2, SIDE)]
    assert made.current == (2, 0)
    assert made.accessibleDescription().splitlines()[0] == "first: 10"


def test_the_highest_share_is_the_darkest_and_the_lowest_the_lightest(qtbot: QtBot) -> None:
    made = heat_map(qtbot, TRIANGLE)
    assert [made.step(share) for share in (0.25, 0.5, 0.75)] == [0, STEPS // 2, STEPS - 1]


def test_shares_that_hardly_differ_do_not_run_through_all_shades(qtbot: QtBot) -> None:
    made = heat_map(qtbot, [[cell(0.50), cell(0.51), cell(0.505)]])
    assert made.step(0.51) - made.step(0.50) <= 1


def test_every_cell_is_said_aloud_and_found_under_the_mouse(qtbot: QtBot) -> None:
    made = heat_map(qtbot, TRIANGLE)
    assert made.accessibleName() == "Who stayed"
    assert made.accessibleDescription().splitlines() == [one.words for row in TRIANGLE for one in row if one]
    assert made.cell_at(made.cell_rect(1, 1).center()) == (1, 1)
    assert made.cell_at(QPoint(1, 1)) is None


@pytest.mark.parametrize("cells", [[], [[None, None]], [[cell(0.0)]], [[cell(None)] * 3]])
def test_a_map_of_little_or_nothing_is_painted_and_takes_keys(qtbot: QtBot, cells: list[list[Cell | None]]) -> None:
    made = heat_map(qtbot, cells)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Return):
        QTest.keyClick(made, key)
    assert not made.grab().isNull()
