"""The Customers page, worked as an owner does."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from storeassist.adapters import pinyin
from storeassist.features.customers import actions, store
from storeassist.features.customers.dialogs import CustomerDialog, FieldDialog, NoteDialog, TagDialog
from storeassist.features.customers.page import CustomersPage
from storeassist.features.customers.records import Consent, CustomerFacts, FieldKind
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window

NOW = datetime(2026, 9, 15, 11, 6)


@pytest.fixture
def people(shop: Shop) -> dict[str, int]:
    """Three customers; 单晓岚 came twice, 曾一帆 once, 林秋月 never."""
    made = {
        name: actions.add(shop, CustomerFacts(name=name, phone=f"+8613812340{tail}", tags=tags), NOW)
        for name, tail, tags in (("单晓岚", "217", ("VIP 群",)), ("曾一帆", "218", ()), ("林秋月", "219", ("VIP 群",)))
    }
    for name, day in (("单晓岚", 1), ("单晓岚", 9), ("曾一帆", 5)):
        facts = OrderFacts(at=datetime(2026, 9, day, 12), amount_fen=82_00, customer_id=made[name])
        orders.add(shop, facts, NOW)
    return made


def shown(window: Window) -> CustomersPage:
    page = window.go("customers")
    assert isinstance(page, CustomersPage)
    return page


def names(page: CustomersPage) -> list[str]:
    return [c.name for c in store.fetch(page.shop, list(page.table.rows.ids))]


def dialog_of(page: CustomersPage, kind: type[Any]) -> Any:
    found = [d for d in page.findChildren(kind) if d.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_visit_in_the_history_leads_to_its_bill_by_keyboard(
    window: Window, people: dict[str, int], qtbot: QtBot
) -> None:
    page = shown(window)
    page.open(customer_id=people["单晓岚"])
    history = page.panel._timeline
    history.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(history, key)
    assert window.current == "orders"
    orders_page: Any = window.page("orders")
    assert [one.facts.at.day for one in order_store.fetch(page.shop, orders_page.table.selected_ids())] == [9]


def test_one_line_of_keys_adds_a_customer(window: Window, qtbot: QtBot) -> None:
    page = shown(window)
    page.commands["new"].trigger()
    dialog = dialog_of(page, CustomerDialog)
    qtbot.keyClicks(dialog.line, "Ada 138 1234 2764 #VIP @ada88 birthday3-18 mild")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    (ada,) = store.fetch(page.shop, list(page.table.rows.ids))
    facts = ada.facts
    assert (facts.name, facts.phone, facts.wechat, facts.note) == ("Ada", "+8613812342764", "ada88", "mild")
    assert (facts.tags, facts.birthday) == (("VIP",), Birthday(3, 18))
    assert page.table.current_id() == ada.id


def test_a_wrong_phone_stays_in_the_form_with_its_reason(window: Window) -> None:
    page = shown(window)
    page.commands["new"].trigger()
    dialog = dialog_of(page, CustomerDialog)
    dialog.name.set_text("Ada")
    dialog.phone.set_text("13812")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.phone.property("state") == "bad"
    assert store.count(page.shop) == 0


def test_a_phone_the_shop_has_is_hinted_at_while_typing(window: Window, people: dict[str, int]) -> None:
    page = shown(window)
    page.commands["new"].trigger()
    dialog = dialog_of(page, CustomerDialog)
    dialog.phone.set_text("138 1234 0217")
    assert "单晓岚" in dialog.hint.text()


def test_search_and_chips_narrow_the_list(window: Window, people: dict[str, int]) -> None:
    page = shown(window)
    assert set(names(page)) == set(people)
    page.search.set_text("shan")
    assert names(page) == ["单晓岚"]
    page.search.set_text("0218")
    assert names(page) == ["曾一帆"]
    page.search.set_text("")
    page.chips.chip("never").click()
    assert names(page) == ["林秋月"]
    page.chips.chip("again").click()
    assert names(page) == ["单晓岚"]


def test_bulk_tag_is_one_act_that_undo_takes_back(window: Window, people: dict[str, int]) -> None:
    page = shown(window)
    page.table.select(list(people.values()))
    page.commands["tag"].trigger()
    dialog = dialog_of(page, TagDialog)
    dialog.tags.set_tags(["常客", "VIP 群"])
    dialog.accept()
    assert all("常客" in c.facts.tags and "VIP 群" in c.facts.tags for c in store.find(page.shop, "1381234"))
    window.desk.undo()
    tags = {c.name: c.facts.tags for c in store.find(page.shop, "1381234")}
    assert tags == {"单晓岚": ("VIP 群",), "曾一帆": (), "林秋月": ("VIP 群",)}


def test_the_phone_is_masked_until_asked_for(window: Window, people: dict[str, int]) -> None:
    page = shown(window)
    page.table.select([people["单晓岚"]])
    assert page.panel._phone.text() == "138****0217"
    page.panel.reveal_phone()
    assert page.panel._phone.text() == "138 1234 0217"
    page.table.select([people["曾一帆"]])
    assert page.panel._phone.text() == "138****0218"


def test_a_note_appears_in_the_history_and_in_search(window: Window, people: dict[str, int]) -> None:
    page = shown(window)
    page.table.select([people["单晓岚"]])
    page.commands["note"].trigger()
    dialog = dialog_of(page, NoteDialog)
    dialog.note.setPlainText("爱坐窗边")
    dialog.accept()
    titles = [entry.detail for entry in page.panel._history(store.get(page.shop, people["单晓岚"]))]
    assert "爱坐窗边" in titles
    page.search.set_text("窗边")
    assert names(page) == ["单晓岚"]


def test_a_field_of_the_shops_own_becomes_a_column_at_once(window: Window, people: dict[str, int]) -> None:
    page = shown(window)
    page.commands["add_field"].trigger()
    dialog = dialog_of(page, FieldDialog)
    dialog.name.set_text("口味")
    dialog.accept()
    (field,) = store.fields(page.shop)
    assert field.kind is FieldKind.TEXT
    assert "口味" in [column.title for column in page.table.rows.columns]
    page._edit(people["单晓岚"])
    edit = dialog_of(page, CustomerDialog)
    edit._own[field.id].set_text("少辣")
    edit.accept()
    assert store.get(page.shop, people["单晓岚"]).facts.custom == {field.id: "少辣"}
    actions.remove_field(page.shop, field, NOW)
    assert "口味" not in [column.title for column in page.table.rows.columns]
    window.desk.undo()
    assert store.get(page.shop, people["单晓岚"]).facts.custom == {field.id: "少辣"}


def test_consent_is_told_in_words(window: Window, people: dict[str, int]) -> None:
    page = shown(window)
    facts = CustomerFacts(name="单晓岚", consent=Consent.NO)
    actions.change(page.shop, people["单晓岚"], facts, NOW)
    page.table.select([people["单晓岚"]])
    assert "do not write" in page.panel._consent.text()


def test_the_list_as_filtered_goes_to_a_spreadsheet(
    window: Window, people: dict[str, int], tmp_path: Path, qtbot: QtBot
) -> None:
    page = shown(window)
    page.search.set_text("shan")
    page._export(page._ids(), tmp_path / "list.xlsx")
    qtbot.waitUntil(lambda: (tmp_path / "list.xlsx").exists(), timeout=5_000)
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    assert sheet
    assert [row[1] for row in sheet.iter_rows(values_only=True)] == ["Name", "单晓岚"]


def test_an_empty_shop_offers_the_import(window: Window, qtbot: QtBot) -> None:
    page = shown(window)
    assert page.table.rows.rowCount() == 0
    (offer,) = [b for b in page.table.findChildren(Button) if b.isVisible() and b.text() == "Import…"]
    offer.click()
    assert window.page("imports").isVisible()


@pytest.mark.parametrize("now", [NOW, datetime(2026, 9, 16, 0, 30)])
def test_on_the_day_of_a_visit_the_panel_says_the_last_visit_was_today(
    window: Window, people: dict[str, int], now: datetime
) -> None:
    page = shown(window)
    window.desk.clock = lambda: now
    orders.add(page.shop, OrderFacts(at=datetime(2026, 9, 15, 10), amount_fen=18_00, customer_id=people["林秋月"]), NOW)
    page.open(people["林秋月"])
    said = [words.text() for words in page.panel._away.findChildren(Words)]
    assert said == ["today", "last visit"]


def test_a_search_shows_the_digits_it_found_in_the_middle_of_a_phone(window: Window, people: dict[str, int]) -> None:
    page = shown(window)
    page.open(text="8123")
    cell = page.table.rows.index(0, 0)
    assert "138123*****" in page.table.rows.data(cell)
    page.open(text="")
    assert "138****" in page.table.rows.data(cell)


def test_a_new_field_is_a_column_in_sight_at_once(window: Window, people: dict[str, int]) -> None:
    page = shown(window)
    window.resize(1280, 800)
    page.commands["add_field"].trigger()
    dialog = dialog_of(page, FieldDialog)
    dialog.name.setText("口味")
    dialog.accept()
    assert page.table.shows(f"custom.{dialog.field_id}")


def test_a_long_name_is_cut_in_the_header_and_said_in_full_on_hover(window: Window, shop: Shop, now: datetime) -> None:
    long = "Maximiliane Alexandra von Hohenzollern-Sigmaringen"
    ids = [actions.add(shop, CustomerFacts(name=name), now) for name in (long, "Bo")]
    page = window.go("customers", customer_id=ids[0])
    assert isinstance(page, CustomersPage)
    name = page.panel._name
    QCoreApplication.processEvents()
    assert name.sizeHint().width() > name.width() > 100
    assert name.mapTo(page.panel, name.rect().topRight()).x() < page.panel.width()
    assert name.toolTip() == long
    window.go("customers", customer_id=ids[1])
    QCoreApplication.processEvents()
    assert name.width() == name.sizeHint().width()


def test_a_new_answer_about_messages_is_of_today_unless_a_day_is_written(window: Window, shop: Shop) -> None:
    before = CustomerFacts(name="Ada", consent=Consent.YES, consent_on=date(2025, 1, 1))
    customer = store.get(shop, actions.add(shop, before, NOW))
    form = CustomerDialog(window.desk, window, customer)
    for answer, day in ((Consent.NO, NOW.date()), (Consent.YES, date(2025, 1, 1)), (Consent.NO, NOW.date())):
        choose(form.consent, answer)
        assert form.consent_on.date() == day
    form.save()
    facts = store.get(shop, customer.id).facts
    assert (facts.consent, facts.consent_on) == (Consent.NO, NOW.date())
    form = CustomerDialog(window.desk, window, None)
    form.consent_on.setText("2026-09-01")
    choose(form.consent, Consent.YES)
    assert form.consent_on.date() == date(2026, 9, 1)


def test_how_names_are_spelled_is_learnt_while_the_form_is_filled_in(window: Window, qtbot: QtBot) -> None:
    pinyin._load_once.cache_clear()
    CustomerDialog(window.desk, window, None)
    qtbot.waitUntil(lambda: pinyin._load_once.cache_info().currsize == 1)


def choose(answers: QWidget, answer: Consent) -> None:
    """Press one of the answers, as the owner does."""
    words = {Consent.UNKNOWN: "Not asked", Consent.YES: "Agreed", Consent.NO: "Declined"}[answer]
    next(button for button in answers.findChildren(QAbstractButton) if button.text() == words).click()


def test_down_goes_from_the_search_into_what_it_found(window: Window, people: dict[str, int], qtbot: QtBot) -> None:
    page = shown(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page.search.setFocus()
    qtbot.keyClicks(page.search, "zeng")
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    assert page.table.view.hasFocus()
    assert page.table.selected_ids() == [people["曾一帆"]]
