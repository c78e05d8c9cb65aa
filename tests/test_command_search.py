"""Ctrl+K in the whole program: what a hurried and a clumsy owner type, and where the keys go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.segments import actions as segment_actions
from storeassist.features.segments.rules import parse
from storeassist.kernel.database import Shop
from storeassist.ui.palette import CommandSearch
from storeassist.ui.taste import Taste
from storeassist.ui.window import Window

TWICE = {"field": "visits", "op": ">=", "value": 2}


@pytest.fixture
def window(shop: Shop, qtbot: QtBot, now: datetime) -> Iterator[Window]:
    """The Chinese window of a shop with two segments and a customer."""
    for name in ("老顾客", "周末常来的"):
        segment_actions.save(shop, name, parse(TWICE), now)
    customer_actions.add(shop, CustomerFacts(name="单晓岚"), now)
    made = open_window(shop, Taste.memory(), lambda: now, language="zh_CN", theme_mode="light")
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.shut()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def search(window: Window, qtbot: QtBot) -> CommandSearch:
    """The search, once it knows how everything is spelled."""
    with qtbot.waitSignal(window.chinese.learnt):
        window.search()
    assert window.command_search is not None
    return window.command_search


def found(search: CommandSearch, typed: str) -> list[str]:
    search.line.setText(typed)
    search.answer()
    return [choice.text for choice in search.choices]


@pytest.mark.parametrize("typed", ["老顾客", "laoguke", "lgk", "lao'gu'ke", "ｌｇｋ", "顾客", "guke"])
def test_a_segment_is_found_by_its_name_and_its_pinyin(search: CommandSearch, window: Window, typed: str) -> None:
    assert "老顾客" in found(search, typed)
    search.choose(next(at for at, choice in enumerate(search.choices) if choice.text == "老顾客"))
    assert window.current == "segments"


def test_a_segment_is_found_where_many_customers_are_spelled_alike(search: CommandSearch, shop: Shop, now: datetime) -> None:
    for number in range(9):
        customer_actions.add(shop, CustomerFacts(name="林广科", number=f"{number + 100}"), now)
    assert "老顾客" in found(search, "lgk")
    assert found(search, "lgk").count("林广科") >= 5


def test_help_is_found_once_by_its_title_and_by_the_pinyin_of_it(search: CommandSearch, window: Window) -> None:
    title = "今日：开门前先看一眼"
    assert found(search, "开门前").count(title) == 1
    assert title in found(search, "kaimenqian")
    search.choose(next(at for at, choice in enumerate(search.choices) if choice.text == title))
    assert window.current == "help"


def test_letters_that_merely_occur_bring_no_segment(search: CommandSearch, shop: Shop, window: Window) -> None:
    assert "周末常来的" in found(search, "常来")
    assert "周末常来的" not in found(search, "周的")


def test_tab_walks_through_what_is_found_and_not_behind_it(search: CommandSearch, qtbot: QtBot) -> None:
    found(search, "shan")
    qtbot.keyClick(search.line, Qt.Key.Key_Tab)
    assert (search.line.hasFocus(), search.list.currentIndex().row()) == (True, 1)
    qtbot.keyClick(search.line, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert (search.line.hasFocus(), search.list.currentIndex().row()) == (True, 0)


@pytest.mark.parametrize(
    ("key", "held", "leads_to"),
    [
        (Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier, "customers"),
        (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier, "help"),
    ],
)
def test_a_key_that_leads_elsewhere_closes_the_search(
    search: CommandSearch, window: Window, qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier, leads_to: str
) -> None:
    qtbot.keyClick(search.line, key, held)
    assert window.current == leads_to
    qtbot.waitUntil(lambda: window.command_search is None)


def test_a_form_opened_by_its_key_closes_the_search(window: Window, qtbot: QtBot) -> None:
    window.go("customers")
    window.search()
    assert window.command_search is not None
    qtbot.keyClick(window.command_search.line, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.command_search is None)
    form = QApplication.activeModalWidget()
    assert form is not None
    form.close()


def test_pages_of_the_side_bar_and_all_others_are_read_ahead_once(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    page_class = window.page_class
    monkeypatch.setattr(window, "page_class", lambda key: read.append(key) or page_class(key))
    qtbot.waitUntil(lambda: "settings" in read and not window._reader.isActive(), timeout=10_000)
    assert {"imports", "duplicates", "help"} <= set(read)
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    assert not window._reader.isActive()
