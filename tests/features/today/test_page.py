"""The Today page, worked by keyboard as an owner does in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.features.today import store, words
from storeassist.features.today.page import TodayPage
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from storeassist.ui.clock import WallClock
from storeassist.ui.feature import Status
from storeassist.ui.taste import Taste
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.notice import Notice
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window
from tests.features.today import book
from tests.features.today.test_names import regular

NOW = datetime(2026, 9, 15, 11, 6)
DAY = timedelta(days=1)
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def three(shop: Shop) -> list[str]:
    """A birthday tomorrow and two regulars who stay away; in the order in which they are named."""
    book.person(shop, "朱红梅", NOW, birthday=Birthday(8, 6, lunar=True), phone="+8613900001111")
    regular(shop, "单晓岚", 8, 17, 19, phone="+8613812342764")
    regular(shop, "何满仓", 11, 9, 25)
    return ["朱红梅", "单晓岚", "何满仓"]


def shown(window: Window, qtbot: QtBot) -> TodayPage:
    """The page once its names are in sight."""
    page = window.go("today")
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: "panel" in vars(page))
    return page


def active(window: Window, qtbot: QtBot) -> None:
    """Keys go to the active window only."""

    def is_active() -> bool:
        window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(is_active)


def listed(page: TodayPage) -> list[str]:
    """Names in the queue, from the top."""
    table = page.queue.table
    return [record.customer.name for id in table.rows.ids if (record := table.record(id))]


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
    """Press a key on whatever has the focus."""
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClick(target, key, modifiers)


def said(page: Any) -> list[str]:
    """Every word in sight."""
    return [words.text() for words in page.findChildren(Words) if words.isVisible()]


def test_it_is_the_first_page_and_the_first_in_the_side_bar(window: Window) -> None:
    assert window.current == "today"
    assert window.page_order()[0] == "today"


def test_a_morning_is_worked_off_by_keys_alone(window: Window, shop: Shop, three: list[str], qtbot: QtBot) -> None:
    page = shown(window, qtbot)
    active(window, qtbot)
    assert listed(page) == three
    assert page.queue.table.view.hasFocus()
    assert "Birthday: 16 Sep (lunar 8/6)" in said(page.panel)
    for name in three:
        assert page.queue.current().customer.name == name  # type: ignore[union-attr]
        press(qtbot, Qt.Key.Key_C)
        assert QGuiApplication.clipboard().text() == page.panel.message
        assert name[1:] in page.panel.message and "Noodle House" in page.panel.message
        press(qtbot, Qt.Key.Key_Return)
        assert window.snackbar.text == f"{name}: marked as sent"
    assert listed(page) == []
    assert "Nobody to greet just now." in said(page)
    assert "3 sent today" in said(page)
    assert "Nobody chosen" in said(page.panel)


def test_undo_brings_the_last_name_back(window: Window, three: list[str], qtbot: QtBot) -> None:
    page = shown(window, qtbot)
    active(window, qtbot)
    press(qtbot, Qt.Key.Key_Return)
    assert listed(page) == three[1:]
    press(qtbot, Qt.Key.Key_Z)
    assert listed(page) == three
    assert "Greeted 朱红梅" in window.snackbar.text


def test_later_and_never_have_keys_and_stand_behind_skip(window: Window, three: list[str], qtbot: QtBot) -> None:
    page = shown(window, qtbot)
    active(window, qtbot)
    press(qtbot, Qt.Key.Key_D)
    assert "asked again on the birthday" in window.snackbar.text
    press(qtbot, Qt.Key.Key_D, CTRL | SHIFT)
    assert "will not be named again" in window.snackbar.text
    assert listed(page) == three[2:]
    skips = [action.text() for action in page.panel.skip_menu().actions()]
    assert skips == ["Later: ask again in 7 days", "Not this one: never ask again"]


def test_arrows_choose_and_the_message_follows(window: Window, three: list[str], qtbot: QtBot) -> None:
    page = shown(window, qtbot)
    active(window, qtbot)
    press(qtbot, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    words = said(page.panel)
    assert "单晓岚" in words and "138****2764" in words
    assert any("17 visits, about every 8 days; 19 days away: 2." in text for text in words)
    first = page.panel.message
    press(qtbot, Qt.Key.Key_R)
    assert page.panel.message != first and "晓岚" in page.panel.message


def test_enter_copies_and_a_phone_is_shown_on_request_for_one_alone(
    window: Window, three: list[str], qtbot: QtBot
) -> None:
    page = shown(window, qtbot)
    active(window, qtbot)
    QGuiApplication.clipboard().clear()
    press(qtbot, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)
    assert QGuiApplication.clipboard().text() == page.panel.message
    next(button for button in page.panel.findChildren(Button) if button.text() == "Show").click()
    assert "139 0000 1111" in said(page.panel)
    press(qtbot, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
    assert "138****2764" in said(page.panel)


def test_what_the_mouse_has_selected_is_copied_instead_of_the_message(
    window: Window, three: list[str], qtbot: QtBot
) -> None:
    page = shown(window, qtbot)
    active(window, qtbot)
    next(button for button in page.panel.findChildren(Button) if button.text() == "Show").click()
    phone = next(words for words in page.panel.findChildren(Words) if words.text() == "139 0000 1111")
    phone.setSelection(0, 8)
    phone.setFocus()
    press(qtbot, Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == "139 0000"


def test_chips_show_each_kind_and_say_its_order(window: Window, shop: Shop, three: list[str], qtbot: QtBot) -> None:
    regular(shop, "gone", 10, 6, 200)
    page = shown(window, qtbot)
    page.reload()
    lists = {}
    for key in ("birthday", "overdue", "dormant", ""):
        page.queue.chips.choose(key)
        page.queue.chips.changed.emit(key)
        lists[key] = listed(page)
    assert lists == {"birthday": three[:1], "overdue": three[1:], "dormant": ["gone"], "": three}
    assert any("most faithful" in text for text in said(page))


def test_the_figures_carry_unit_sample_and_definition(window: Window, shop: Shop, qtbot: QtBot) -> None:
    who = [book.person(shop, f"c{n}", NOW - 200 * DAY) for n in range(24)]
    bills = [(NOW - days * DAY, who[days % 24], 1000 + days) for days in range(1, 130)]
    book.write(shop, bills, NOW)
    page = shown(window, qtbot)
    page.reload()
    told = [said(card) for card in page.figures.cards]
    assert told[0] == [
        "Yesterday, Monday 14 Sep",
        "¥10.01",
        "1 bill·1 known customer came",
        "Less than on each of the last 4 Mondays",
        "The last 4 Mondays: ¥10.18 on average, ¥10.08 to ¥10.29.",
    ]
    assert told[1][0] == "This week until Tuesday 11:06"
    assert told[3][1:3] == ["100.0%", "24 of 24 customers came again"]
    assert "2 days or more" in told[3][3]


def test_too_little_is_said_to_be_too_little(window: Window, shop: Shop, qtbot: QtBot) -> None:
    who = book.person(shop, "a", NOW)
    book.write(shop, [(NOW - DAY, who, 1000)], NOW)
    page = shown(window, qtbot)
    page.reload()
    words = said(page)
    assert "Cannot compare yet: the book begins on 14 Sep, four weeks are needed." in words
    assert "0 / 1" in words and "Cannot tell a rate yet: the book begins on 14 Sep." in words
    assert "Cannot tell yet who is overdue." in words


def test_customers_without_a_bill_are_no_zeros(window: Window, shop: Shop, qtbot: QtBot) -> None:
    book.person(shop, "a", NOW)
    page = shown(window, qtbot)
    page.reload()
    assert [card._figure.text() for card in page.figures.cards] == ["—", "—", "1", "—"]
    assert "No bills in the book yet." in said(page)


def test_an_empty_shop_says_what_today_is_for_and_offers_the_import(window: Window, shop: Shop, qtbot: QtBot) -> None:
    page = window.go("today")
    qtbot.waitUntil(lambda: page.isVisible())
    went: list[tuple[str, object]] = []
    window.desk.went.connect(lambda key, args: went.append((key, args)))
    (button,) = [one for one in page.findChildren(Button) if one.isVisible()]
    assert "Every morning, whom to greet and with what words." in said(page)
    button.click()
    assert went == [("imports", {"kind": "customers"})]
    window.go("today")
    book.person(shop, "朱红", NOW, birthday=Birthday(9, 15))
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: "queue" in vars(page) and listed(page) == ["朱红"])
    assert "Every morning, whom to greet and with what words." not in said(page)


def test_the_side_bar_counts_whom_to_greet_whichever_page_is_in_sight(
    shop: Shop, three: list[str], qtbot: QtBot
) -> None:
    made = open_window(shop, Taste.memory(), lambda: NOW, language="en", theme_mode="light")
    made.show()
    qtbot.waitExposed(made)
    item = made.side.items["today"]
    qtbot.waitUntil(lambda: item.accessibleName() == "Today, 3 to do")
    made.go("orders")
    who = customer_store.find(shop, "单晓岚")[0].id
    orders.add(shop, OrderFacts(NOW, 5000, who), NOW)
    qtbot.waitUntil(lambda: item.accessibleName() == "Today, 2 to do")
    made.desk.show_work("today", 0)
    assert item.accessibleName() == "Today"
    made.desk.show_work("today", 12_345)
    assert item._work == "999+"
    made.close()
    made.deleteLater()


def test_the_last_backup_stands_in_the_sentence_and_a_bad_one_in_a_line(
    window: Window, three: list[str], qtbot: QtBot
) -> None:
    page = shown(window, qtbot)
    window.desk.show_status(Status("Backed up 10:40", page="settings"))
    assert page.header.sentence.startswith("Tuesday 15 Sep·lunar 8/5·3 to greet, about 3 minutes")
    assert page.header.sentence.endswith("·Backed up 10:40")
    window.desk.show_status(Status("No backup for 9 days", "bad", page="settings"))
    assert "Backed up" not in page.header.sentence
    (notice,) = page.findChildren(Notice)
    assert notice.words.text() == "No backup for 9 days"
    next(iter(notice.findChildren(Button))).click()
    assert window.current == "settings"


def test_without_a_choice_commands_say_so(window: Window, shop: Shop, qtbot: QtBot) -> None:
    book.person(shop, "a", NOW)
    page = shown(window, qtbot)
    for name in ("copy", "sent", "later", "never", "other_words", "open_customer"):
        page.commands[name].trigger()
        assert window.snackbar.text == "Choose a name first."


def test_the_customer_is_one_key_away(window: Window, three: list[str], qtbot: QtBot) -> None:
    page = shown(window, qtbot)
    active(window, qtbot)
    press(qtbot, Qt.Key.Key_O)
    assert window.current == "customers"
    assert page.shop is window.desk.shop


def test_names_and_notes_are_shown_as_written_not_as_markup(window: Window, shop: Shop, qtbot: QtBot) -> None:
    wild = "<b>x</b>&amp;" + "长" * 40
    book.person(shop, wild, NOW, birthday=Birthday(9, 15), note="{name} <i>")
    page = shown(window, qtbot)
    page.reload()
    assert wild in page.panel.message
    qtbot.waitUntil(lambda: "Note: {name} <i>" in said(page.panel))


@pytest.fixture
def later_clock(shop: Shop, qtbot: QtBot) -> Iterator[tuple[Window, list[datetime]]]:
    """A window whose clock can be set."""
    clock = [NOW]
    made = open_window(shop, Taste.memory(), lambda: clock[0], language="en", theme_mode="light")
    made.show()
    qtbot.waitExposed(made)
    yield made, clock
    made.close()
    made.deleteLater()


def test_a_new_day_begins_while_the_window_is_open(
    later_clock: tuple[Window, list[datetime]], shop: Shop, qtbot: QtBot
) -> None:
    window, clock = later_clock
    book.person(shop, "a", NOW, birthday=Birthday(9, 22))
    page = shown(window, qtbot)
    assert listed(page) == []
    clock[0] = NOW + DAY
    page.findChildren(WallClock)[0].timeout.emit()
    assert listed(page) == ["a"]
    assert page.header.sentence.startswith("Wednesday 16 Sep")


def test_whatever_is_read_after_the_day_has_ended_is_of_the_new_one(
    later_clock: tuple[Window, list[datetime]], shop: Shop, qtbot: QtBot
) -> None:
    window, clock = later_clock
    for name, day in (("a", 15), ("b", 22)):
        book.person(shop, name, NOW, birthday=Birthday(9, day))
    page = shown(window, qtbot)
    assert listed(page) == ["a"]
    clock[0] = datetime(2026, 9, 16, 4, 1)
    page.commands["sent"].trigger()
    assert listed(page) == ["b"]
    assert said(page.figures.cards[0])[0] == "Yesterday, Tuesday 15 Sep"


def test_what_was_read_of_before_a_change_is_not_shown_after_it(window: Window, three: list[str], qtbot: QtBot) -> None:
    page = shown(window, qtbot)
    reading, known = page._reading, page._known
    assert known is not None
    window.go("orders")
    customers.change(page.shop, 1, CustomerFacts(name="朱红", number="1", birthday=Birthday(9, 15)), NOW)
    page._on_read(reading, known)
    window.go("today")
    assert listed(page)[0] == "朱红"
    assert page.panel.message.count("朱红") == 1
    assert words.reason(page._one(), NOW.date()).startswith("Birthday today")


def test_a_large_shop_is_read_in_the_background_and_tells_the_same(shop: Shop, three: list[str], qtbot: QtBot) -> None:
    with shop.write() as db:
        db.execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
            " INSERT INTO customer (number, origin, created_at) SELECT 'X' || i, 'import', '2026-01-01T00:00:00' FROM n"
        )
    assert store.is_large(shop)
    made = open_window(shop, Taste.memory(), lambda: NOW, language="en", theme_mode="light")
    made.show()
    qtbot.waitExposed(made)
    page = shown(made, qtbot)
    qtbot.waitUntil(lambda: listed(page) == three)
    qtbot.waitUntil(lambda: made.side.items["today"].accessibleName() == "Today, 3 to do")
    page.commands["sent"].trigger()
    assert listed(page) == three[1:]
    qtbot.waitUntil(lambda: not made.desk.jobs.running)
    made.close()
    made.deleteLater()
