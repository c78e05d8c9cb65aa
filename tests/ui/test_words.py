"""Words that have less room than they want."""

from __future__ import annotations

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from storeassist.ui.theme import theme
from storeassist.ui.widgets.words import Words


def test_one_line_without_room_ends_in_dots_whether_that_was_foreseen_or_not(qtbot: QtBot) -> None:
    theme().use("light", 100)

    def picture(text: str, elide: bool) -> QImage:
        words = Words(text, elide=elide)
        qtbot.addWidget(words)
        words.resize(60, 22)
        words.show()
        return words.grab().toImage()

    assert picture("MMMMMMMMMM", elide=False) == picture("MMMMMMMMMM", elide=True)
    assert picture("MMMMMMMMMM", elide=False) == picture("MMMMMMMMMMW", elide=False)
    assert picture("MM", elide=False) != picture("MMMMMMMMMM", elide=False)


def test_a_name_without_a_space_is_wrapped_within_its_room(qtbot: QtBot) -> None:
    theme().use("light", 100)
    name = "慕容晓岚ConstantinopleHenriettaMariaVonHohenzollern"
    words = Words(f"给 {name} 发券？", "name", wrap=True)
    qtbot.addWidget(words)
    assert words.minimumSizeHint().width() < 300
    assert words.text() == f"给 {name} 发券？"
    assert Words(name, wrap=True, selectable=True).text() == name
