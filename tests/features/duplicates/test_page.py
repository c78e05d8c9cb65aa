"""The Duplicates page, worked as an owner does."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.page import CustomersPage
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.duplicates.page import DuplicatesPage
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel.database import Shop
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.notice import Notice
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window

NOW = datetime(2026, 9, 15, 11, 6)


@pytest.fixture
def people(shop: Shop) -> dict[str, int]:
    """单晓岚 twice, a couple with one phone, and 林秋月, whom nobody is like."""
    made = {
        "typo": CustomerFacts("单晓岚", "7", "+8613812342746", wechat="xl_88"),
        "twice": CustomerFacts("单晓岚", "12", "+8613812342764"),
        "wife": CustomerFacts("王芳", "20", "+8613912340000"),
        "husband": CustomerFacts("陈浩然", "21", "+8613912340000"),
        "other": CustomerFacts("林秋月", "30", "+8613712341111"),
    }
    ids = {key: customers.add(shop, facts, NOW) for key, facts in made.items()}
    for day in (1, 9):
        orders.add(shop, OrderFacts(datetime(2026, 9, day, 12), 82_00, ids["twice"]), NOW)
    return ids


def shown(window: Window, qtbot: QtBot, pairs: int = 2, **args: object) -> DuplicatesPage:
    page = window.go("duplicates", **args)
    assert isinstance(page, DuplicatesPage)
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == pairs and not window.desk.jobs.running)
    return page


def said(page: DuplicatesPage) -> str:
    return " ".join(words.text() for words in page.panel.findChildren(Words) if words.isVisible())


def test_pairs_stand_side_by_side_the_surest_first(window: Window, qtbot: QtBot, people: dict[str, int]) -> None:
    page = shown(window, qtbot)
    assert "two digits swapped, same name" in said(page)
    assert "Stays No. 12 2 visits last 9 Sep" in said(page)
    assert page.panel.plan
    assert (page.panel.plan.keep.number, page.panel.plan.drop.number) == ("12", "7")
    assert {key: row.chosen() for key, row in page.panel.rows.items()} == {"number": 0, "phone": 0, "wechat": 1}
    assert "The number 7 goes on working." in said(page)


def test_a_pair_is_merged_by_keys_alone_and_undone(window: Window, qtbot: QtBot, people: dict[str, int]) -> None:
    page = shown(window, qtbot)
    phone = page.panel.rows["phone"]
    phone.parts[0].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(phone.parts[0], Qt.Key.Key_Right)
    assert phone.chosen() == 1
    assert QApplication.focusWidget() is phone.parts[1]
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.snackbar.isVisible())
    one = customer_store.by_number(page.shop, "7")
    assert (one.number, one.facts.phone, one.facts.wechat) == ("12", "+8613812342746", "xl_88")
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == 1 and not window.desk.jobs.running)
    assert "perhaps a couple" in said(page)
    window.desk.undo()
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == 2)
    assert customer_store.count(page.shop) == 5


def test_pressing_twice_merges_once(window: Window, qtbot: QtBot, people: dict[str, int]) -> None:
    page = shown(window, qtbot)
    page.commands["merge"].trigger()
    page.commands["merge"].trigger()
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == 1 and not window.desk.jobs.running)
    assert customer_store.count(page.shop) == 4


def test_a_couple_is_told_apart_for_good(window: Window, qtbot: QtBot, people: dict[str, int]) -> None:
    page = shown(window, qtbot)
    page.table.select([1])
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == 1 and not window.desk.jobs.running)
    assert "same name" in said(page)
    page.mark_stale()
    qtbot.waitUntil(lambda: not window.desk.jobs.running)
    assert len(page.table.rows.ids) == 1
    window.desk.undo()
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == 2)


def test_the_other_one_can_stay_and_choices_go_along(window: Window, qtbot: QtBot, people: dict[str, int]) -> None:
    page = shown(window, qtbot)
    page.panel.rows["phone"].parts[1].click()
    page.commands["swap"].trigger()
    plan = page.panel.plan
    assert plan
    assert (plan.keep.number, plan.facts.phone) == ("7", "+8613812342746")
    assert page.panel.rows["phone"].chosen() == 0


def test_a_change_elsewhere_keeps_what_was_chosen(window: Window, qtbot: QtBot, people: dict[str, int]) -> None:
    page = shown(window, qtbot)
    page.commands["swap"].trigger()
    page.panel.rows["phone"].parts[1].click()
    orders.add(page.shop, OrderFacts(NOW, 20_00, people["twice"]), NOW)
    plan = page.panel.plan
    assert plan
    assert (plan.keep.number, plan.drop.totals.orders, plan.facts.phone) == ("7", 3, "+8613812342764")
    page.commands["merge"].trigger()
    qtbot.waitUntil(lambda: customer_store.count(page.shop) == 4)
    assert customer_store.by_number(page.shop, "12").totals.orders == 3


def test_any_two_chosen_in_the_list_can_be_merged(window: Window, qtbot: QtBot, people: dict[str, int]) -> None:
    page = window.go("customers")
    assert isinstance(page, CustomersPage)
    page.table.select([people["other"]])
    assert not page.commands["merge"].isEnabled()
    page.table.select([people["other"], people["wife"]])
    page.commands["merge"].trigger()
    side = window.page("duplicates")
    assert isinstance(side, DuplicatesPage)
    qtbot.waitUntil(lambda: len(side.table.rows.ids) == 2 and not window.desk.jobs.running)
    assert "Chosen by you" in said(side)
    assert side.panel.plan
    assert {side.panel.plan.keep.number, side.panel.plan.drop.number} == {"20", "30"}
    side.table.select([1])
    assert "perhaps a couple" in said(side)


def test_the_list_of_customers_leads_here(window: Window, qtbot: QtBot, people: dict[str, int]) -> None:
    page = window.go("customers")
    link = next(button for button in page.findChildren(Button) if button.text() == "Duplicates")
    link.click()
    assert window.page("duplicates").isVisible()


def test_looking_that_was_stopped_says_so_and_can_begin_anew(
    window: Window, qtbot: QtBot, people: dict[str, int]
) -> None:
    page = window.go("duplicates")
    assert isinstance(page, DuplicatesPage)
    window.desk.jobs.running[0].cancel()
    qtbot.waitUntil(lambda: bool(page.findChildren(Notice)))
    assert page.header.sentence == "Finds customers who are in the list twice."
    next(iter(page.findChildren(Notice)[0].findChildren(Button))).click()
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == 2 and not window.desk.jobs.running)
    assert not [notice for notice in page.findChildren(Notice) if notice.isVisible()]


def test_a_shop_without_duplicates_says_what_the_page_is_for(window: Window, qtbot: QtBot) -> None:
    page = shown(window, qtbot, pairs=0)
    assert "Nobody is in the list twice." in [words.text() for words in page.table.findChildren(Words)]
    page.commands["merge"].trigger()
    assert page.panel.plan is None
