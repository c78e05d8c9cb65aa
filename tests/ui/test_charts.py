"""Bars are read by mouse, by keys and aloud; round lines, never more than four."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.ui.charts import Bar, BarChart


def chart(qtbot: QtBot, values: list[int]) -> BarChart:
    made = BarChart("Uses by day")
    qtbot.addWidget(made)
    made.resize(300, 140)
    made.show_bars([Bar(f"{at + 1} Sep", value, f"{at + 1} Sep: {value}") for at, value in enumerate(values)])
    made.show()
    return made


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_at_most_four_round_lines_reach_over_every_bar(qtbot: QtBot, values: list[int]) -> None:
    lines = chart(qtbot, values).lines()
    assert len(lines) <= 4
    assert max(values) <= (lines[-1] if lines else 0)
    assert all(str(line).rstrip("0") in {*"123456789", "12", "14", "15", "16", "18"} for line in lines)


def test_keys_go_from_bar_to_bar_and_stop_at_the_ends(qtbot: QtBot) -> None:
    made = chart(qtbot, [3, 0, 5])
    for key, at in (
        *((Qt.Key.Key_Home, 0), (Qt.Key.Key_Left, 0), (Qt.Key.Key_Right, 1)),
        *((Qt.Key.Key_End, 2), (Qt.Key.Key_Right, 2)),
    ):
        QTest.keyClick(made, key)
        assert made.current == at


def test_the_mouse_finds_the_bar_it_is_over(qtbot: QtBot) -> None:
    made = chart(qtbot, [3, 0, 5])
    assert made.bar_at(QPoint(299, 70)) == 2
    assert made.bar_at(QPoint(0, 70)) == -1


def test_a_bar_is_opened_by_mouse_and_by_key_but_not_one_of_nothing(qtbot: QtBot) -> None:
    made, opened = chart(qtbot, [3, 0, 5]), []
    made.clicked.connect(opened.append)
    for x in (295, 150, 30):
        QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(x, 70))
    for key in (Qt.Key.Key_End, Qt.Key.Key_Return, Qt.Key.Key_Left, Qt.Key.Key_Return):
        QTest.keyClick(made, key)
    assert opened == [2, 0, 2]


def test_every_bar_that_is_not_empty_is_said_aloud(qtbot: QtBot) -> None:
    assert chart(qtbot, [3, 0, 5]).accessibleDescription() == "1 Sep: 3\n3 Sep: 5"


def test_a_chart_of_nothing_or_of_zeros_is_painted(qtbot: QtBot) -> None:
    for values in ([], [0, 0, 0]):
        made = chart(qtbot, values)
        assert made.lines() == []
        QTest.keyClick(made, Qt.Key.Key_Right)
        assert not made.grab().isNull()


def test_a_high_bar_bears_its_value_though_it_is_slimmer(qtbot: QtBot) -> None:
    made = chart(qtbot, [2_230, *[1] * 19])
    shown = made.grab().toImage()
    made.show_bars([Bar(bar.label, 2_231 if at == 0 else bar.value, bar.words) for at, bar in enumerate(made.bars)])
    assert made.grab().toImage() != shown, "one more cannot be seen by its height"
