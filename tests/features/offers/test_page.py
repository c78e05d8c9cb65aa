"""The page of offers: offers listed, made in the form that reckons along, changed, stopped."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.features.offers import actions, store, store_cost
from storeassist.features.offers.dialogs import OfferDialog
from storeassist.features.offers.page import OffersPage
from storeassist.features.offers.records import Kind, Stacking, Terms
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel.database import Shop
from storeassist.ui.window import Window

EIGHT_OFF = Terms(Kind.AMOUNT_OFF, value_fen=8_00, min_spend_fen=58_00, total=100)


@pytest.fixture
def offers(shop: Shop, now: datetime) -> dict[str, int]:
    """Two offers that run, one stopped."""
    made = {
        "Lunch": actions.add(shop, "Lunch", EIGHT_OFF, now),
        "Egg": actions.add(shop, "Egg", Terms(Kind.GIFT, product="Tea egg"), now),
        "Old": actions.add(shop, "Old", Terms(Kind.PERCENT_OFF, basis_points=1_200), now),
    }
    actions.retire(shop, [made["Old"]], now)
    return made


def shown(window: Window) -> OffersPage:
    page = window.go("offers")
    assert isinstance(page, OffersPage)
    return page


def names(page: OffersPage) -> list[str]:
    return [offer.name for offer in store.fetch(page.shop, page.table.rows.ids)]


def dialog_of(page: OffersPage) -> OfferDialog:
    dialog = page.findChild(OfferDialog)
    assert isinstance(dialog, OfferDialog)
    return dialog


def went(window: Window) -> list[Any]:
    """Where the page leads from now on, without going there."""
    places: list[Any] = []
    window.desk.went.disconnect()
    window.desk.went.connect(lambda key, args: places.append((key, args)))
    return places


def test_an_offer_stands_in_the_list_with_its_sentence_and_limit(window: Window, offers: dict[str, int]) -> None:
    page = shown(window)
    assert sorted(names(page)) == ["Egg", "Lunch"]
    rows = page.table.rows
    row = rows.row_of(offers["Lunch"])
    cells = {column.title: rows.data(rows.index(row, at)) for at, column in enumerate(rows.columns)}
    assert "¥8 off from ¥58, 100 uses in all" in str(cells["Offer"]) and "0%" in str(cells["Limit used"])


def test_search_and_chips_narrow_the_list(window: Window, offers: dict[str, int]) -> None:
    page = shown(window)
    page.search.set_text("tea")
    assert names(page) == ["Egg"]
    page.search.set_text("")
    page.states.chip("stopped").click()
    assert names(page) == ["Old"]


def test_a_new_offer_is_made_by_keyboard_and_undone(window: Window, shop: Shop, qtbot: QtBot) -> None:
    page = shown(window)
    page.commands["new"].trigger()
    dialog = dialog_of(page)
    dialog.name.setText("Lunch")
    dialog.value.setText("8")
    dialog.least.setText("58")
    dialog.hours.setText("１４：００－１７：００")
    for day in (1, 2, 3, 4, 5):
        dialog.weekdays.chips[day].click()
    dialog.per_customer.setText("1")
    dialog.days.setText("14")
    said = "¥8 off from ¥58, Mon–Fri 14:00–17:00, once per customer, valid 14 days from issue"
    qtbot.waitUntil(lambda: dialog.sentence.words.text() == said)
    QTest.keyClick(dialog.name, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    made = store.by_name(shop, "lunch")
    assert page.table.selected_ids() == [made.id] and page.panel._sentence.text() == said
    window.desk.undo()
    assert store.counts(shop) == (0, 0)


def test_what_is_missing_is_said_while_writing_and_at_the_field_when_saved(window: Window, shop: Shop) -> None:
    page = shown(window)
    page.commands["new"].trigger()
    dialog = dialog_of(page)
    dialog.name.setText("Lunch")
    dialog.kind._on_click(Kind.PERCENT_OFF)
    dialog.percent.setText("100")
    dialog.show_cost()
    assert dialog.sentence.words.text() == "Please take off more than 0% and less than 100%."
    dialog.accept()
    assert dialog.isVisible() and dialog.percent.property("state") == "bad"
    dialog.percent.setText("twelve")
    dialog.accept()
    assert dialog.isVisible() and dialog.percent.property("state") == "bad"
    dialog.percent.setText("12")
    dialog.hours.setText("noon")
    dialog.accept()
    assert dialog.isVisible() and dialog.hours.property("state") == "bad"
    dialog.hours.setText("")
    dialog.accept()
    assert store.by_name(shop, "Lunch").terms == Terms(Kind.PERCENT_OFF, basis_points=1_200)


def test_only_the_fields_of_a_kind_are_asked_for(window: Window) -> None:
    page = shown(window)
    page.commands["new"].trigger()
    dialog = dialog_of(page)
    fields = {"product": dialog.product, "value": dialog.value, "percent": dialog.percent, "cap": dialog.cap}
    for kind, wanted in {
        Kind.AMOUNT_OFF: {"value"},
        Kind.PERCENT_OFF: {"percent", "cap"},
        Kind.GIFT: {"product"},
        Kind.SPECIAL_PRICE: {"product", "value"},
        Kind.RED_PACKET: {"value"},
    }.items():
        dialog.kind._on_click(kind)
        assert {name for name, field in fields.items() if field.isVisible()} == wanted


def test_an_offer_opens_in_the_form_with_all_it_has(window: Window, shop: Shop, now: datetime) -> None:
    terms = Terms(
        Kind.SPECIAL_PRICE, value_fen=4_900, product="Set", products=("Tea", "Soup"), roles=(Role.HERO,), weekdays=(6, 7),
        first_purchase_only=True, per_customer=1, per_customer_per_day=1, uses_per_code=3, cost_ceiling_fen=2_000_00,
        personal=True, stacking=Stacking.BEST, valid_from=now.date(), days_after_issue=0,
    )  # fmt: skip
    offer_id = actions.add(shop, "Set", terms, now)
    page = shown(window)
    page.table.select([offer_id])
    page.commands["change"].trigger()
    dialog = dialog_of(page)
    assert dialog.terms() == terms
    dialog.accept()
    assert store.get(shop, offer_id).version == 1
    page.commands["change"].trigger()
    dialog = next(one for one in page.findChildren(OfferDialog) if one.isVisible())
    dialog.value.setText("45")
    dialog.accept()
    offer = store.get(shop, offer_id)
    assert (offer.version, offer.terms.value_fen) == (2, 45_00)


def test_a_special_price_above_the_usual_one_is_refused_at_its_field(window: Window, shop: Shop, now: datetime) -> None:
    products.add(shop, ProductFacts("Set", price_fen=49_00), now)
    page = shown(window)
    page.commands["new"].trigger()
    dialog = dialog_of(page)
    dialog.name.setText("Set")
    dialog.kind._on_click(Kind.SPECIAL_PRICE)
    dialog.product.setText("set")
    dialog.value.setText("49")
    dialog.accept()
    assert dialog.isVisible() and dialog.value.property("state") == "bad"


def test_stopping_moves_offers_to_the_other_chip_and_back(window: Window, offers: dict[str, int], shop: Shop) -> None:
    page = shown(window)
    page.table.select([offers["Lunch"], offers["Egg"]])
    page.commands["stop"].trigger()
    assert names(page) == [] and page.states.chip("stopped").accessibleName() == "Stopped 3"
    assert window.snackbar.text == "2 offers are stopped; their coupons stay good."
    page.states.chip("stopped").click()
    page.table.select([offers["Old"]])
    page.commands["bring_back"].trigger()
    assert not store.get(shop, offers["Old"]).is_retired
    window.desk.undo()
    assert store.get(shop, offers["Old"]).is_retired


def test_an_offer_leads_to_its_coupons_and_cards_unless_stopped(window: Window, offers: dict[str, int]) -> None:
    page = shown(window)
    page.table.select([offers["Egg"]])
    places = went(window)
    page.commands["issue"].trigger()
    page.commands["print_cards"].trigger()
    assert places == [("coupons", {"issue": offers["Egg"]}), ("cards", {"offer_id": offers["Egg"]})]
    page.states.chip("stopped").click()
    page.table.select([offers["Old"]])
    page.commands["issue"].trigger()
    assert len(places) == 2 and window.snackbar.text == "Old is stopped; bring it back first."


def test_nothing_chosen_is_said_in_words(window: Window) -> None:
    page = shown(window)
    for name in ("change", "issue", "print_cards", "stop", "bring_back"):
        page.commands[name].trigger()
        assert window.snackbar.text == "Choose an offer first."


def test_the_buttons_of_the_detail_do_what_the_commands_do(window: Window, offers: dict[str, int], shop: Shop) -> None:
    page = shown(window)
    page.table.select([offers["Lunch"]])
    page.panel._change.click()
    assert dialog_of(page).isVisible()
    dialog_of(page).reject()
    page.panel._switch.click()
    assert store.get(shop, offers["Lunch"]).is_retired
    page.states.chip("stopped").click()
    page.table.select([offers["Lunch"]])
    assert page.panel._switch.text() == "Bring back" and not page.panel._issue.isEnabled()
    page.panel._switch.click()
    assert not store.get(shop, offers["Lunch"]).is_retired


def test_in_a_large_shop_the_cost_is_read_beside_the_windows_own_work(
    window: Window, shop: Shop, offers: dict[str, int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_cost, "LARGE", 0)
    page = shown(window)
    page.commands["new"].trigger()
    dialog = dialog_of(page)
    assert dialog.costs.figures() == []
    dialog.value.setText("8")
    for total in ("1", "10", "100"):
        dialog.total.setText(total)
        dialog.show_cost()
    assert dialog.costs.figures() == ["…"] * 4
    qtbot.waitUntil(lambda: dialog.costs.figures()[2:3] == ["¥800"])
    dialog.total.setText("10")
    dialog.show_cost()
    assert dialog.costs.figures()[2] == "¥800"
    dialog.reject()
    page.table.select([offers["Lunch"]])
    page.table.select([offers["Egg"]])
    qtbot.waitUntil(lambda: not window.desk.jobs.running)


def test_the_cost_follows_what_is_written_and_is_gone_while_it_makes_no_sense(window: Window) -> None:
    page = shown(window)
    page.commands["new"].trigger()
    dialog = dialog_of(page)
    dialog.value.setText("8")
    dialog.total.setText("100")
    dialog.fixed.setText("44")
    dialog.show_cost()
    assert dialog.costs.figures() == ["¥8", "cannot tell yet", "¥800", "cannot tell yet", "cannot tell yet"]
    dialog.total.setText("-1")
    dialog.show_cost()
    assert dialog.costs.figures() == [] and "at least 1" in dialog.sentence.words.text()
    for silly in ("1e999", "nan", "inf", "9" * 400, "\u0660", "1.5"):
        dialog.total.setText(silly)
        dialog.show_cost()
        assert dialog.costs.figures() == [] or dialog.total.text() == "\u0660", silly
