"""The Orders page and its till, worked by keyboard as an owner does."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions, store
from storeassist.features.orders.dialogs import VoidDialog
from storeassist.features.orders.page import OrdersPage
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.orders.store_checks import wrong_visits
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.features.products.records import ProductFacts
from storeassist.kernel.database import Shop
from storeassist.ui.ask import Ask
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window

NOW = datetime(2026, 9, 15, 12, 21)
SHAN, SHAN_TOO = "单晓岚", "单小满"


@pytest.fixture
def shan(shop: Shop) -> int:
    """A customer whose phone ends in 2764."""
    return customers.add(shop, CustomerFacts(name=SHAN, phone="+8613812342764"), NOW)


@pytest.fixture
def now() -> datetime:
    """Tests of this page happen at lunch."""
    return NOW


def shown(window: Window) -> OrdersPage:
    page = window.go("orders")
    assert isinstance(page, OrdersPage)
    return page


def order(shop: Shop, fen: int, customer_id: int | None = None, **facts: object) -> int:
    at = facts.pop("at", NOW)
    assert isinstance(at, datetime)
    return actions.add(shop, OrderFacts(at, fen, customer_id, **facts), at)  # type: ignore[arg-type]


def press(qtbot: QtBot, *keys: str | Qt.Key) -> None:
    """Type texts, Chinese as an input method does, and press keys on whatever has the focus."""
    for key in keys:
        target = QApplication.focusWidget()
        assert isinstance(target, QWidget)
        if isinstance(key, str) and key.isascii():
            qtbot.keyClicks(target, key)
        elif isinstance(key, str):
            composed = QInputMethodEvent()
            composed.setCommitString(key)
            QApplication.sendEvent(target, composed)
        else:
            qtbot.keyClick(target, key)


def foot_of(page: OrdersPage) -> str:
    """The line under the list."""
    return next(words.text() for words in page.table.findChildren(Words) if "·" in words.text())


def test_an_order_needs_only_an_amount_and_the_tail_of_a_phone(
    window: Window, shop: Shop, shan: int, qtbot: QtBot
) -> None:
    page = shown(window)
    page.commands["record"].trigger()
    press(qtbot, "82", Qt.Key.Key_Tab, "2764", Qt.Key.Key_Return, Qt.Key.Key_Return)
    (order_id,) = page.table.rows.ids
    facts = store.get(shop, order_id).facts
    assert (facts.amount_fen, facts.customer_id, facts.at) == (8200, shan, NOW)
    assert window.snackbar.text == f"¥82 recorded for {SHAN}·1 visit so far"
    assert page.till.amount.hasFocus() and page.till.amount.text() == page.till.customer.text() == ""


def test_several_orders_follow_each_other_without_the_mouse(window: Window, shop: Shop, qtbot: QtBot) -> None:
    page = shown(window)
    press(qtbot, Qt.Key.Key_F4)
    press(qtbot, "10", Qt.Key.Key_Return, "12.5", Qt.Key.Key_Return, "9", Qt.Key.Key_Return)
    amounts = [order.facts.amount_fen for order in store.fetch(shop, page.table.rows.ids)]
    assert sorted(amounts) == [900, 1000, 1250]
    press(qtbot, Qt.Key.Key_Escape)
    assert page.bill.isVisible() and not page.till.isVisible()


def test_ctrl_z_at_the_till_takes_the_order_out_of_the_sums_and_leaves_it_in_the_ledger(
    window: Window, shop: Shop, shan: int, qtbot: QtBot
) -> None:
    page = shown(window)
    page.record()
    press(qtbot, "82", Qt.Key.Key_Tab, "2764", Qt.Key.Key_Return, Qt.Key.Key_Return)
    qtbot.keyClick(page.till.amount, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert customer_store.get(shop, shan).totals.visits == 0
    assert [order.is_live for order in store.fetch(shop, page.table.rows.ids)] == [False]
    assert wrong_visits(shop) == []


def test_the_arrow_keys_choose_among_several_customers(window: Window, shop: Shop, shan: int, qtbot: QtBot) -> None:
    other = customers.add(shop, CustomerFacts(name=SHAN_TOO, phone="+8613800002700"), NOW)
    page = shown(window)
    page.record()
    press(qtbot, "30", Qt.Key.Key_Tab, "单")
    titles = [pick.title for pick in page.till.customer_picker.picks]
    assert {SHAN, SHAN_TOO} <= set(titles)
    press(qtbot, *[Qt.Key.Key_Down] * titles.index(SHAN_TOO), Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert store.get(shop, page.table.rows.ids[0]).facts.customer_id == other


def test_a_whole_phone_nobody_has_makes_a_customer_with_the_order_and_undo_takes_both_back(
    window: Window, shop: Shop, qtbot: QtBot
) -> None:
    page = shown(window)
    page.record()
    press(qtbot, "45", Qt.Key.Key_Tab, "张三 13900001111")
    assert [pick.title for pick in page.till.customer_picker.picks] == ["New customer 张三 139 0000 1111"]
    press(qtbot, Qt.Key.Key_Return, Qt.Key.Key_Return)
    (made,) = customer_store.find(shop, "1111")
    assert (made.name, made.totals.spent_fen) == ("张三", 4500)
    window.desk.undo()
    assert customer_store.count(shop) == 0 and store.count(shop) == 0
    window.desk.redo()
    (again,) = customer_store.find(shop, "1111")
    assert again.totals.spent_fen == 4500
    assert wrong_visits(shop) == []


def test_a_tail_that_nobody_or_that_several_have_is_asked_about_and_nothing_is_saved(
    window: Window, shop: Shop, shan: int, qtbot: QtBot
) -> None:
    customers.add(shop, CustomerFacts(name=SHAN_TOO, phone="+8613900002764"), NOW)
    page = shown(window)
    page.record()
    for tail in ("9999", "2764"):
        page.till.amount.setText("20")
        page.till.customer.setText(tail)
        page.till.save()
        assert store.count(shop) == 0 and page.till.customer.property("state") == "bad"


def test_an_order_without_an_amount_says_so_at_the_field(window: Window, shop: Shop) -> None:
    page = shown(window)
    page.record()
    page.till.save()
    assert store.count(shop) == 0 and page.till.amount.property("state") == "bad"


def test_items_are_completed_priced_and_add_up_to_the_amount(window: Window, shop: Shop, qtbot: QtBot) -> None:
    noodles = products.add(shop, ProductFacts("招牌牛肉面", price_fen=2800), NOW)
    page = shown(window)
    page.record()
    page.till.item.setFocus()
    press(qtbot, "牛肉", Qt.Key.Key_Return, "x2", Qt.Key.Key_Return, "加辣 x1 3", Qt.Key.Key_Return)
    page.till.discount.setText("5")
    assert page.till.amount.text() == "54"
    press(qtbot, Qt.Key.Key_Return)
    facts = store.get(shop, page.table.rows.ids[0]).facts
    spicy = product_store.by_name(shop, "加辣")
    assert spicy is not None
    assert facts.lines == (Line("招牌牛肉面", 2, 5600, noodles), Line("加辣", 1, 300, spicy.id))
    assert (facts.amount_fen, facts.discount_fen) == (5400, 500)


def test_an_item_taken_in_by_mistake_goes_out_again(window: Window, qtbot: QtBot) -> None:
    page = shown(window)
    page.record()
    page.till.item.setFocus()
    press(qtbot, "豆浆 x1 5", Qt.Key.Key_Return, "油条 x1 3", Qt.Key.Key_Return, Qt.Key.Key_Backspace)
    assert [line.title for line in page.till.lines.lines] == ["豆浆"]
    assert page.till.amount.text() == "5"


def test_a_bill_of_an_earlier_day_is_booked_to_that_day(window: Window, shop: Shop, qtbot: QtBot) -> None:
    page = shown(window)
    page.record()
    page.till.amount.setText("20")
    page.till.day.setText("2026-09-12")
    page.till.save()
    assert store.fetch(shop, store.ids(shop))[0].day.isoformat() == "2026-09-12"


def test_chips_bound_the_list_and_the_foot_adds_up_what_counts(window: Window, shop: Shop) -> None:
    for days, fen in ((0, 1000), (0, 500), (3, 2000), (20, 4000), (90, 8000)):
        order(shop, fen, at=NOW - timedelta(days=days))
    actions.void(shop, order(shop, 700), "slip", NOW)
    page = shown(window)
    counts = {}
    for key in ("1", "7", "30", "all", "voided"):
        page.periods.chip(key).click()
        counts[key] = len(page.table.rows.ids)
    assert counts == {"1": 3, "7": 4, "30": 5, "all": 6, "voided": 1}
    page.periods.chip("1").click()
    assert foot_of(page) == ("2 orders·¥15 paid, after discounts·1 voided, not counted")
    assert page.header.sentence == "2 orders today, ¥15 paid; 5 in the book."


def test_a_shop_with_only_old_bills_opens_on_them(window: Window, shop: Shop) -> None:
    order(shop, 100, at=NOW - timedelta(days=400))
    page = shown(window)
    assert page.periods.chosen == "all" and len(page.table.rows.ids) == 1


def test_search_finds_by_number_and_by_phone_tail(window: Window, shop: Shop, shan: int) -> None:
    hers = order(shop, 100, shan)
    numbered = order(shop, 200, number="A-77")
    page = shown(window)
    page.search.set_text("2764")
    assert list(page.table.rows.ids) == [hers]
    page.search.set_text("A-7")
    assert list(page.table.rows.ids) == [numbered]


def test_voiding_asks_why_and_shows_the_row_that_reverses(window: Window, shop: Shop, shan: int) -> None:
    order_id = order(shop, 8200, shan)
    page = shown(window)
    page.table.select([order_id])
    page.commands["void"].trigger()
    dialog = page.findChild(VoidDialog)
    assert isinstance(dialog, VoidDialog)
    dialog.why.setText("wrong table")
    dialog.accept()
    assert store.get(shop, order_id).why == "wrong table"
    assert customer_store.get(shop, shan).totals.visits == 0
    said = [(line.title, line.figure) for line in page.bill.slip.lines]
    assert ("Reversed: wrong table", "− ¥82") in said
    assert page.bill.state.isVisible()
    window.desk.undo()
    assert customer_store.get(shop, shan).totals.spent_fen == 8200
    titles = [line.title for line in page.bill.slip.lines]
    assert titles[:4] == ["Ledger", "Recorded", "Reversed: wrong table", "Recorded again"]


def test_an_order_that_is_void_already_is_not_voided_again(window: Window, shop: Shop) -> None:
    order_id = order(shop, 100)
    actions.void(shop, order_id, "", NOW)
    page = shown(window)
    page.open(order_id=order_id)
    page.commands["void"].trigger()
    assert page.findChild(VoidDialog) is None
    assert "void already" in window.snackbar.text


def test_the_bill_shows_lines_discount_and_what_was_paid(window: Window, shop: Shop) -> None:
    lines = (Line("面", 2, 5600), Line("茶", 1, 800))
    order_id = order(shop, 5900, lines=lines, discount_fen=500, guests=2, table="6", note="少辣")
    page = shown(window)
    page.table.select([order_id])
    said = [(line.title, line.count, line.figure) for line in page.bill.slip.lines]
    assert said[1:7] == [
        ("面", "×2", "¥56"),
        ("茶", "", "¥8"),
        ("Items together", "", "¥64"),
        ("Discount", "", "− ¥5"),
        ("Paid", "", "¥59"),
        ("少辣", "", ""),
    ]


def test_the_customer_of_an_order_is_one_click_away(window: Window, shop: Shop, shan: int) -> None:
    order_id = order(shop, 100, shan)
    went: list[tuple[str, object]] = []
    window.desk.went.connect(lambda page, args: went.append((page, args)))
    page = shown(window)
    page.table.select([order_id])
    page.bill.customer_link.click()
    assert went == [("customers", {"customer_id": shan})]


class SavesTo(Ask):
    """Answers every question for a file with the same path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def save_file(self, *_asked: Any, then: Any) -> None:
        then(self.path)


def test_the_list_as_filtered_is_exported(window: Window, shop: Shop, tmp_path: Path, qtbot: QtBot) -> None:
    order(shop, 100, number="A-1")
    order(shop, 200, number="B-2")
    page = shown(window)
    page.search.set_text("B")
    window.desk.ask = SavesTo(tmp_path / "orders.csv")
    page.commands["export"].trigger()
    qtbot.waitUntil(lambda: not window.desk.jobs.running, timeout=10_000)
    written = (tmp_path / "orders.csv").read_text("utf-8-sig")
    assert "B-2" in written and "A-1" not in written


def test_an_empty_shop_says_what_to_do(window: Window) -> None:
    page = shown(window)
    words = [one.text() for one in page.table.findChildren(Words) if one.isVisible()]
    assert words[0] == "No orders yet." and page.header.sentence == "Every bill, and who it was for."
