"""A text to read: keys as on the keyboard, links told and not followed, nothing wider than its room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextTable
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.ui.theme import theme
from storeassist.ui.widgets.article import Article

TEXT = """# Cake

Press `Ctrl+Shift+Z`, hold `Ctrl`, or run `bake --hot`. See [bread](bread.md).

```
flour = 3 × water ÷ 2 and a very long line that goes on and on and on and on and on until it has to be broken
sugar = 1
```

| Heat | Time |
|---|---|
| low | long |
"""


@pytest.fixture
def article(qtbot: QtBot) -> Article:
    theme().use("light", 100)
    made = Article()
    qtbot.addWidget(made)
    made.resize(420, 600)
    made.show()
    qtbot.waitExposed(made)
    made.read("Cake", TEXT)
    return made


def test_keys_read_as_on_the_keyboard_and_commands_as_typed(article: Article) -> None:
    words = article.toPlainText().replace("\u00a0", " ")
    assert "Press  Ctrl Shift Z , hold  Ctrl , or run bake --hot." in words
    assert article.accessibleName() == "Cake"


def test_long_lines_are_broken_and_a_table_has_a_head(article: Article) -> None:
    assert article.horizontalScrollBar().maximum() == 0
    (table,) = [frame for frame in article.document().rootFrame().childFrames() if isinstance(frame, QTextTable)]
    assert (table.rows(), table.columns()) == (2, 2)


def test_a_link_is_told(article: Article, qtbot: QtBot) -> None:
    with qtbot.waitSignal(article.followed) as told:
        QTest.keyClick(article, Qt.Key.Key_Tab)
        QTest.keyClick(article, Qt.Key.Key_Return)
    assert told.args == ["bread.md"]
    assert article.toPlainText().startswith("Cake")


def test_a_key_and_a_passage_stand_on_grounds_of_their_own(article: Article) -> None:
    boxes = list(article._boxes())
    assert len(boxes) == 3
    assert all(article.viewport().rect().contains(box) for box in boxes)
    picture = article.viewport().grab().toImage()
    scale = picture.devicePixelRatio()
    inside = boxes[-1].topRight() * scale
    assert picture.pixelColor(int(inside.x()) - 6, int(inside.y()) + 4) == theme().color("sunk")


def test_what_is_sought_is_brought_into_sight(article: Article) -> None:
    article.resize(420, 120)
    article.read("Cake", TEXT + "\n\n".join(["More."] * 30) + "\n\nThe raisins.\n", "RAISINS")
    assert article.verticalScrollBar().value() > 0
    (mark,) = article.extraSelections()
    assert article.viewport().rect().contains(article.cursorRect(mark.cursor))
    article.read("Cake", TEXT)
    assert article.verticalScrollBar().value() == 0
    assert article.extraSelections() == []
