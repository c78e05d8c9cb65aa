"""The Help page: opened from anywhere by F1, read and searched by keyboard, left by Esc."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextFragment
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.features import FEATURES
from storeassist.features.help.page import HelpPage
from storeassist.features.help.records import TOPICS
from storeassist.ui.page import Page
from storeassist.ui.theme import theme
from storeassist.ui.widgets.article import Article
from storeassist.ui.window import Window

PAGES = [feature.key for feature in FEATURES if feature.page]


@pytest.fixture(autouse=True)
def active(window: Window, qtbot: QtBot) -> None:
    """Keys go to the window that is active, which a new one becomes when the system gets to it."""

    def is_active() -> bool:
        window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(is_active)


def help_of(window: Window) -> HelpPage:
    page = window.page("help")
    assert isinstance(page, HelpPage)
    return page


def topic_in_sight(window: Window) -> str:
    assert window.current == "help"
    page = help_of(window)
    (at,) = page.table.selected_ids()
    assert page.article.toPlainText().startswith(page.article.accessibleName())
    return TOPICS[at]


@pytest.mark.parametrize("key", PAGES)
def test_f1_opens_the_topic_of_the_page_in_sight_and_esc_returns(window: Window, qtbot: QtBot, key: str) -> None:
    window.go(key)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert topic_in_sight(window) == key
    if key != "help":
        QTest.keyClick(help_of(window).article, Qt.Key.Key_Escape)
        assert window.current == key


def test_esc_returns_to_the_page_as_it_was_left(window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window.go("customers").search.setText("shan")  # type: ignore[attr-defined]
    opened: list[Page] = []
    monkeypatch.setattr(type(window.page("customers")), "open", lambda self, **_: opened.append(self))
    QTest.keyClick(window, Qt.Key.Key_F1)
    help_of(window).follow("orders.md")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.current == "customers"
    assert window.page("customers").search.text() == "shan"  # type: ignore[attr-defined]
    assert opened == []


def test_esc_empties_the_search_before_it_leaves(window: Window, qtbot: QtBot) -> None:
    window.go("orders")
    window.help()
    page = help_of(window)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is page.search
    QTest.keyClicks(page.search, "backup")
    qtbot.waitUntil(lambda: len(page.table.rows.ids) < len(TOPICS))
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == len(TOPICS))
    assert window.current == "help"
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    assert window.current == "orders"


def test_help_stands_in_the_side_bar_and_begins_with_the_first_steps(window: Window) -> None:
    window.side.items["help"].click()
    assert topic_in_sight(window) == "first-steps"
    assert window.side.items["help"].isChecked()


def test_the_arrow_keys_go_from_topic_to_topic(window: Window) -> None:
    window.go("help", topic="today")
    QTest.keyClick(help_of(window).table.view, Qt.Key.Key_Down)
    assert topic_in_sight(window) == TOPICS[TOPICS.index("today") + 1]


def test_the_command_search_leads_to_the_place_in_the_article(window: Window, qtbot: QtBot) -> None:
    window.search()
    search = window.command_search
    assert search is not None
    QTest.keyClicks(search.line, "repurchase")
    search.answer()
    at = next(at for at, choice in enumerate(search.choices) if choice.icon == "help" and choice.detail)
    search.choose(at)
    qtbot.waitUntil(lambda: window.command_search is None)
    assert window.current == "help"
    marks = help_of(window).article.extraSelections()
    assert marks
    assert {mark.cursor.selectedText().casefold() for mark in marks} == {"repurchase"}


def test_links_lead_to_topics_and_pages_and_nowhere_else(window: Window) -> None:
    window.help()
    page = help_of(window)
    page.article.anchorClicked.emit(QUrl("backups.md"))
    assert topic_in_sight(window) == "backups"
    page.article.anchorClicked.emit(QUrl("https://example.com"))
    assert topic_in_sight(window) == "backups"
    page.article.anchorClicked.emit(QUrl("page:orders"))
    assert window.current == "orders"


def test_a_link_is_followed_by_keyboard(window: Window) -> None:
    window.go("help", topic="first-steps")
    article = help_of(window).article
    QTest.keyClick(article, Qt.Key.Key_Tab)
    QTest.keyClick(article, Qt.Key.Key_Return)
    assert (window.current, help_of(window).table.selected_ids()) != ("help", [TOPICS.index("first-steps")])


def test_an_article_never_fetches_anything(window: Window) -> None:
    article = help_of(window).article
    article.read("Cake", "# Cake\n\n![](https://example.com/cake.png) <img src='file:///etc/passwd'>\n\nEat.\n")
    assert "Eat." in article.toPlainText()


def test_colours_follow_the_theme_and_the_place_is_kept(window: Window, qtbot: QtBot) -> None:
    window.go("help", topic="figures")
    article = help_of(window).article
    article.verticalScrollBar().setValue(120)
    theme().use("dark", 100)
    assert article.verticalScrollBar().value() == 120
    assert first_words(article).charFormat().foreground().color() == theme().color("text")
    theme().use("light", 100)


def first_words(article: Article) -> QTextFragment:
    return article.document().begin().begin().fragment()


def test_a_change_of_words_keeps_the_topic(window: Window) -> None:
    window.go("help", topic="privacy", text="PIN")
    assert help_of(window).place() == {"topic": "privacy", "text": "PIN"}
