"""Two circles with their counts, told by mouse, by keys and aloud, whatever the sets are."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.ui.venn import BOTH, LEFT_ONLY, RIGHT_ONLY, UNION, SetGrid, Venn

counts = st.one_of(st.just(0), st.integers(1, 9), st.integers(0, 200_000))


def circles(qtbot: QtBot, left: int, both: int, right: int, chosen: str = LEFT_ONLY) -> Venn:
    made = Venn("Shared")
    qtbot.addWidget(made)
    made.resize(252, made.sizeHint().height())
    made.show_sets("Regulars", "VIP", left, both, right, chosen)
    made.show()
    return made


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts, counts, counts, st.sampled_from([UNION, BOTH, LEFT_ONLY, RIGHT_ONLY, ""]))
def test_any_sets_are_drawn_inside_the_widget(qtbot: QtBot, left: int, both: int, right: int, chosen: str) -> None:
    made = circles(qtbot, left, both, right, chosen)
    for path in made._paths():
        assert made.rect().adjusted(-1, -1, 1, 1).contains(path.boundingRect().toAlignedRect())
    assert not made.grab().isNull()


def test_circles_touch_only_when_the_sets_share_somebody(qtbot: QtBot) -> None:
    apart, shared = circles(qtbot, 10, 0, 20)._paths(), circles(qtbot, 10, 5, 20)._paths()
    assert not apart[0].intersects(apart[1])
    assert shared[0].intersects(shared[1])


def test_a_click_on_a_part_tells_which(qtbot: QtBot) -> None:
    made = circles(qtbot, 173, 41, 139)
    told: list[str] = []
    made.clicked.connect(told.append)
    left, right = (path.boundingRect() for path in made._paths())
    middle = round(left.center().y())
    shared = round((right.left() + left.right()) / 2)
    for x in (round(left.left()) + 12, shared, round(right.right()) - 12, 1):
        QTest.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(x, middle))
    assert told == [LEFT_ONLY, BOTH, RIGHT_ONLY]


def test_the_counts_are_said_aloud(qtbot: QtBot) -> None:
    said = circles(qtbot, 1_173, 41, 139).accessibleDescription()
    assert said == "only Regulars: 1,173; both: 41; only VIP: 139"


def test_arrows_go_round_the_four_sets(qtbot: QtBot) -> None:
    grid = SetGrid()
    qtbot.addWidget(grid)
    grid.show()
    told: list[str] = []
    grid.changed.connect(told.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Down):
        QTest.keyClick(grid, key)
    assert told == [RIGHT_ONLY, BOTH, UNION, LEFT_ONLY]
    assert grid.part(LEFT_ONLY).isChecked() and not grid.part(UNION).isChecked()


def test_a_set_says_its_name_and_count(qtbot: QtBot) -> None:
    grid = SetGrid()
    qtbot.addWidget(grid)
    grid.show_counts({UNION: 1_353})
    assert grid.part(UNION).accessibleName() == "Union 1,353"
    assert grid.part(BOTH).accessibleName() == "In both"
