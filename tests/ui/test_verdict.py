"""The verdict is read whole, on wide and on narrow windows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from storeassist.ui.paint import width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.code_field import CodeField
from storeassist.ui.widgets.counter import Counter
from storeassist.ui.widgets.verdict import Act, Answer, Figure, Rule, VerdictPanel
from storeassist.ui.widgets.words import Words

TITLE = "Usable: free Braised tofu"


@pytest.mark.parametrize(("width", "role"), [(800, "verdict"), (470, "number")])
def test_a_verdict_stands_in_one_line_as_large_as_it_fits(qtbot: QtBot, width: int, role: str) -> None:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_answer(Answer("good", TITLE))
    panel.resize(width, 320)
    panel.show()
    title = next(words for words in panel.findChildren(Words) if words.text() == TITLE)
    assert title.property("role") == role
    assert width_of(theme().font(role), TITLE) <= title.width()


def test_with_little_height_the_answer_is_brief_rather_than_cut(qtbot: QtBot) -> None:
    panel, asked = VerdictPanel(), QWidget()
    asked.setMinimumHeight(170)
    others = [QWidget() for _ in range(3)]
    window = QWidget()  # of its own size, whatever is in it
    counter = Counter(asked, panel, *others, window)
    qtbot.addWidget(window)
    answer = Answer(
        "bad",
        "Not usable: ¥12 short",
        "Minimum ¥58: bill ¥46",
        figures=(Figure("Bill then", "¥58"), Figure("To pay then", "¥50")),
        rules=tuple(Rule(f"Rule {at}", passed=at != 2) for at in range(6)),
        primary=Act("Change the amount", "F4", lambda: None),
        other=Act("Not this time", "Esc", lambda: None),
    )
    panel.show_answer(answer)
    window.show()
    seen = {}
    for height in (640, 415, 350):
        counter.resize(740, height)
        qtbot.wait(1)
        names = {"_Rules": "rules", "_Figures": "figures", "_DeskButton": "buttons"}
        parts = [part for part in panel.findChildren(QWidget) if type(part).__name__ in names and part.isVisibleTo(panel)]
        parts.sort(key=lambda part: part.y())
        assert all(above.geometry().bottom() < below.y() for above, below in pairwise(parts) if above.y() < below.y())
        assert parts[-1].geometry().bottom() < panel.height()
        seen[height] = {names[type(part).__name__] for part in parts}
    assert seen == {640: {"rules", "figures", "buttons"}, 415: {"figures", "buttons"}, 350: {"buttons"}}


def test_in_a_slim_panel_a_button_drops_its_key_before_its_words(qtbot: QtBot) -> None:
    panel = VerdictPanel()
    qtbot.addWidget(panel)
    panel.show_answer(
        Answer("bad", "No", primary=Act("Change the amount", "F4", print), other=Act("Not this time", "Esc", print))
    )
    panel.resize(QSize(345, 200))
    panel.show()
    for button in (panel.primary, panel.other):
        assert button is not None
        assert button.minimumSizeHint().width() <= button.width()


@pytest.mark.parametrize("width", [600, 330, 280])
def test_a_code_is_seen_whole(qtbot: QtBot, width: int) -> None:
    field = CodeField("Code", str)
    qtbot.addWidget(field)
    field.set_text("XH41-AEMD-9Y5F")
    field.resize(width, field.height())
    field.show()
    line = field.line
    assert line.fontMetrics().horizontalAdvance(line.text()) <= line.width()
