"""Lines over time are read by mouse, by keys and aloud; round lines, never more than four."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.ui.trend import Line, Point, TrendChart


def chart(qtbot: QtBot, *lines: list[float | None]) -> TrendChart:
    made = TrendChart("Rates by month")
    qtbot.addWidget(made)
    made.resize(400, 160)
    made.show_lines(
        [
            Line(f"line {n}", [Point(f"{at + 1}", value, f"{n} {at + 1}: {value}") for at, value in enumerate(values)])
            for n, values in enumerate(lines)
        ]
    )
    made.show()
    return made


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0, 1e9, allow_nan=False) | st.none(), min_size=1, max_size=24))
def test_at_most_four_round_lines_reach_over_every_point(qtbot: QtBot, values: list[float | None]) -> None:
    known = [value for value in values if value is not None]
    made = chart(qtbot, values)
    lines = made.scale_lines()
    assert len(lines) <= 4
    assert max(known, default=0) <= (lines[-1] * (1 + 1e-6) if lines else 0)
    assert not made.grab().isNull()


def test_keys_go_from_moment_to_moment_and_stop_at_the_ends(qtbot: QtBot) -> None:
    made = chart(qtbot, [0.3, None, 0.5], [0.1, 0.2, 0.2])
    for key, at in (
        *((Qt.Key.Key_Home, 0), (Qt.Key.Key_Left, 0), (Qt.Key.Key_Right, 1)),
        *((Qt.Key.Key_End, 2), (Qt.Key.Key_Right, 2)),
    ):
        QTest.keyClick(made, key)
        assert made.current == at


def test_the_mouse_finds_the_nearest_moment(qtbot: QtBot) -> None:
    made = chart(qtbot, [0.3, 0.4, 0.5])
    assert made.moment_at(QPoint(60, 80)) == 0
    assert made.moment_at(QPoint(-20, 80)) == -1


def test_a_point_is_opened_by_mouse_and_by_key(qtbot: QtBot) -> None:
    made, opened = chart(qtbot, [0.9, 0.9, None], [0.1, 0.5, 0.2]), []
    made.clicked.connect(lambda line, moment: opened.append((line, moment)))
    right, high, low = made.width() - 90, 20, 130
    for x, y in ((40, high), (40, low), (right, high), (-20, high)):
        QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert opened == [(0, 0), (1, 0), (1, 2)]  # at the end only the lower line has a point
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(made, key)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Return):
        QTest.keyClick(made, key)
    assert opened[3:] == [(1, 0), (0, 0), (1, 2)]
    assert made.said() == "1 3: 0.2"


def test_what_is_known_is_said_aloud_and_gaps_are_not(qtbot: QtBot) -> None:
    assert chart(qtbot, [0.3, None, 0.5]).accessibleDescription() == "0 1: 0.3\n0 3: 0.5"


def test_a_chart_of_nothing_or_of_zeros_is_painted(qtbot: QtBot) -> None:
    for lines in ([], [[]], [[None, None]], [[0.0]]):
        made = chart(qtbot, *lines)
        assert made.scale_lines() == []
        QTest.keyClick(made, Qt.Key.Key_Right)
        assert not made.grab().isNull()


def test_a_long_name_is_cut_off_and_its_figure_is_not(qtbot: QtBot) -> None:
    made = chart(qtbot, [0.3, 0.6])
    named = [Line("the customers of the month before " * 3, made.trends[0].points)]
    ends = []
    for is_percent in (True, False):
        made.show_lines(named, is_percent)
        ends.append(made.grab(QRect(made.width() - 30, 0, 30, made.height())).toImage())
    assert ends[0] != ends[1], "60% and 0.6 stand at the right edge"
