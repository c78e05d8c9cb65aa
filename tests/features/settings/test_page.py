"""The Settings page: every declared setting has its row, counts at once, and says at its field what cannot be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from storeassist.features import FEATURES
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.features.settings import SHOP_NAME
from storeassist.features.settings.page import SettingsPage
from storeassist.features.settings.panels import FolderField
from storeassist.kernel import money
from storeassist.kernel.database import Shop
from storeassist.kernel.settings import BUSINESS_DAY_ENDS, CURRENCY_SIGN, Setting, read_setting
from storeassist.ui.ask import Ask
from storeassist.ui.widgets.card import Card
from storeassist.ui.window import Window


@pytest.fixture(autouse=True)
def yuan_again() -> Iterator[None]:
    """The next test begins with the usual sign."""
    yield
    money.use_currency(money.YUAN)


@pytest.fixture
def page(window: Window) -> SettingsPage:
    """The page, in sight."""
    shown = window.go("settings")
    assert isinstance(shown, SettingsPage)
    return shown


def typed(page: SettingsPage, setting: Setting, text: str) -> None:
    """Type into a setting's field and leave it."""
    field = page.rows[setting.key].control
    field.setFocus()
    field.set_text("")  # type: ignore[union-attr]
    QTest.keyClicks(field, text)
    QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusOut))
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_every_declared_setting_has_a_row(page: SettingsPage) -> None:
    assert set(page.rows) == {setting.key for feature in FEATURES for setting in feature.settings}


def test_the_cards_stand_in_the_order_of_use(page: SettingsPage) -> None:
    titles = [card._title.text() for card in page.findChildren(Card)]
    assert titles[:3] == ["The shop", "Look", "Privacy"]
    assert titles[-1] == "Fields of your own"


def test_the_shop_s_name_counts_at_once_and_is_never_empty(page: SettingsPage, window: Window, shop: Shop) -> None:
    typed(page, SHOP_NAME, "  Rice   House ")
    assert shop.name == "Rice House"
    assert "Rice House" in window.windowTitle()
    assert "kept" in window.snackbar.text
    for bad in ("   ", "x" * 61):
        typed(page, SHOP_NAME, bad)
        assert page.rows["name"].fault.isVisible()
        assert shop.name == "Rice House"
    typed(page, SHOP_NAME, "Rice House")
    assert not page.rows["name"].fault.isVisible()


def test_the_command_search_leads_to_the_control_of_a_setting(window: Window, qtbot: QtBot) -> None:
    window.search()
    search = window.command_search
    assert search is not None
    qtbot.keyClicks(search.line, "lock by itself")
    qtbot.keyClick(search.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.command_search is None and window.current == "settings")
    row = window.page("settings").rows["privacy/lock_after"]  # type: ignore[attr-defined]
    qtbot.waitUntil(row.control.hasFocus)
    qtbot.wait(20)
    assert row.control.hasFocus()
    assert row.visibleRegion().boundingRect().height() == row.height()


@pytest.mark.parametrize("bad", ["25", "-1", "x", "", "4.5", "²"])
def test_a_number_out_of_bounds_is_told_at_its_field_and_stays_to_be_mended(page: SettingsPage, shop: Shop, bad: str) -> None:
    typed(page, BUSINESS_DAY_ENDS, bad)
    row = page.rows[BUSINESS_DAY_ENDS.key]
    assert "0 to 12" in row.fault.text()
    page.reload()
    assert row.control.text() == bad  # type: ignore[union-attr]
    assert read_setting(shop, BUSINESS_DAY_ENDS) == 4


def test_another_end_of_the_day_books_the_orders_anew(page: SettingsPage, shop: Shop, qtbot: QtBot) -> None:
    at = datetime(2026, 9, 15, 5, 0)
    orders.add(shop, OrderFacts(at, 1_000), at)
    typed(page, BUSINESS_DAY_ENDS, "6")
    qtbot.waitUntil(lambda: read_setting(shop, BUSINESS_DAY_ENDS) == 6 and not page.desk.jobs.running)
    assert not page.rows[BUSINESS_DAY_ENDS.key].fault.isVisible()


def test_another_sign_stands_before_every_amount_at_once(page: SettingsPage, window: Window, shop: Shop, now: datetime) -> None:
    orders.add(shop, OrderFacts(now, 8_250), now)
    window.go("orders")
    told: list[bool] = []
    window.desk.changed.connect(lambda changes: told.append(changes.touch("order")))
    page.change(CURRENCY_SIGN, " HK$ ")
    assert money.yuan(8_250) == "HK$82.50"
    assert told == [True]
    assert "HK$82.50" in window.page("orders").header._sentence.text()
    page.change(CURRENCY_SIGN, "12")
    assert page.rows[CURRENCY_SIGN.key].fault.text()
    assert read_setting(shop, CURRENCY_SIGN) == "HK$"


class Folders(Ask):
    """Answers with a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open_folder(self, parent: Any, title: str, at: str, *, then: Callable[[Path], Any]) -> None:
        then(self.folder)


def test_a_folder_is_chosen_and_cleared_and_refused_at_its_field(
    page: SettingsPage, window: Window, shop: Shop, tmp_path: Path, qtbot: QtBot
) -> None:
    window.desk.ask = Folders(tmp_path)
    row = page.rows["backup_second_folder"]
    assert isinstance(row.control, FolderField)
    assert not row.control.clear_button.isVisible()
    row.control.choose_button.click()
    qtbot.waitUntil(lambda: read_setting(shop, row.setting) == str(tmp_path))
    assert row.control.words.text() == str(tmp_path)
    window.desk.ask = Folders(tmp_path / "nowhere")
    row.control.choose_button.click()
    qtbot.waitUntil(row.fault.isVisible)
    assert "nowhere" in row.fault.text()
    assert read_setting(shop, row.setting) == str(tmp_path)
    row.control.clear_button.click()
    qtbot.waitUntil(lambda: read_setting(shop, row.setting) == "")
    qtbot.waitUntil(lambda: not page.desk.jobs.running)
    assert row.control.words.text() == "none"
    assert not row.fault.isVisible()


def test_what_another_program_set_is_shown_but_what_is_being_typed_stays(page: SettingsPage, shop: Shop, qtbot: QtBot) -> None:
    from storeassist.features import SCHEMA
    from storeassist.kernel.settings import write_setting

    field = page.rows["name"].control
    page.window().activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "x")
    stranger = Shop.open(shop.path, SCHEMA)
    write_setting(stranger, SHOP_NAME, "Rice House")
    write_setting(stranger, CURRENCY_SIGN, "$")
    stranger.close()
    page.desk.hear_others()
    assert field.text() == "Noodle Housex"  # type: ignore[union-attr]
    assert page.rows[CURRENCY_SIGN.key].control.text() == "$"  # type: ignore[union-attr]
    assert money.yuan(100) == "$1"
