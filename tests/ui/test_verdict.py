"""The verdict is read whole, on wide and on narrow windows."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from storeassist.ui.paint import width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.verdict import Answer, VerdictPanel
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
