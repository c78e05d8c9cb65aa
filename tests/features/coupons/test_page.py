"""The Coupons page, worked as an owner does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from storeassist.adapters.barcodes import read
from storeassist.adapters.pictures import open_picture
from storeassist.features.coupons import actions, codes, store, store_list
from storeassist.features.coupons.dialogs import CancelDialog, ClaimDialog, ReverseDialog
from storeassist.features.coupons.dialogs_issue import IssueDialog, ask_for
from storeassist.features.coupons.page import CouponsPage
from storeassist.features.coupons.records import Bill, Coupon, State
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.page import CustomersPage
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.offers import actions as offer_actions
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.orders import store as order_store
from storeassist.kernel.database import Shop
from storeassist.ui.ask import Ask
from storeassist.ui.clock import WallClock
from storeassist.ui.dialog import AskForm
from storeassist.ui.window import Window

NOW = datetime(2026, 9, 15, 11, 6)
EIGHT_OFF = Terms(Kind.AMOUNT_OFF, value_fen=800, min_spend_fen=5800, days_after_issue=14)
SHAN = "单晓岚"
D = TypeVar("D", bound=AskForm)


@pytest.fixture
def eight(shop: Shop) -> int:
    """The offer ¥8 off from ¥58."""
    return offer_actions.add(shop, "满 58 减 8", EIGHT_OFF, NOW)


@pytest.fixture
def shan(shop: Shop) -> int:
    """A customer whose phone ends in 2764."""
    facts = CustomerFacts(name=SHAN, number="217", phone="+8613812342764", tags=("VIP 群",))
    return customer_actions.add(shop, facts, NOW)


def shown(window: Window, **args: object) -> CouponsPage:
    page = window.go("coupons", **args)
    assert isinstance(page, CouponsPage)
    return page


def dialog_of(window: Window, kind: type[D]) -> D:
    """The newest dialog of a kind."""
    return window.findChildren(kind)[-1]


def all_of(shop: Shop, page: CouponsPage) -> list[Coupon]:
    return store.fetch(shop, page.table.rows.ids, NOW)


def used(shop: Shop, coupon_id: int, **bill: Any) -> Coupon:
    """The coupon after it was used on a bill of ¥76."""
    text = codes.short(store.get(shop, coupon_id, NOW).code)
    verdict, redemption = actions.redeem(shop, text, Bill(7600, NOW, **bill), NOW)
    assert redemption is not None, verdict
    return store.get(shop, coupon_id, NOW)


def one(shop: Shop, offer_id: int, **to: Any) -> int:
    return store.ids_of_issue(shop, actions.issue(shop, offer_id, NOW, **to))[0]


def test_ten_coupons_without_a_name_are_issued_from_the_keyboard_and_taken_back(
    window: Window, shop: Shop, eight: int, qtbot: QtBot
) -> None:
    page = shown(window)
    page.commands["issue"].trigger()
    dialog = dialog_of(window, IssueDialog)
    dialog.whom.set_value("nobody")
    dialog.whom.changed.emit("nobody")
    dialog.count.set_text("12")
    assert "at most ¥96 if every one is used" in dialog.summary.text()
    assert "29 Sep 2026" in dialog.summary.text()
    qtbot.keyClick(dialog.count, Qt.Key.Key_Return)
    assert len(all_of(shop, page)) == 12
    assert page.states.chip("issued").accessibleName() == "Issued 12"
    window.desk.undo()
    assert {coupon.state for coupon in all_of(shop, page)} == {State.CANCELLED}


def test_a_coupon_for_one_customer_is_found_by_the_tail_of_the_phone_and_shown_at_once(
    window: Window, shop: Shop, eight: int, shan: int, qtbot: QtBot
) -> None:
    page = shown(window, issue=eight)
    dialog = dialog_of(window, IssueDialog)
    qtbot.keyClicks(dialog.customer.line, "2764")
    assert SHAN in dialog.summary.text()
    dialog.accept()
    (coupon,) = all_of(shop, page)
    assert coupon.customer_id == shan
    assert page.panel.code.text() == codes.short(coupon.code)
    assert len(page.panel.qr.modules) >= 21


def test_codes_to_hand_out_may_begin_their_days_when_they_are_claimed(window: Window, shop: Shop, eight: int) -> None:
    page = shown(window, issue=eight)
    dialog = dialog_of(window, IssueDialog)
    dialog.whom.set_value("nobody")
    dialog.begins.set_value(True)
    dialog.count.set_text("2")
    assert "no end until claimed" in dialog.summary.text()
    dialog.accept()
    assert {coupon.valid_to for coupon in all_of(shop, page)} == {None}
    assert page.table.record(page.table.rows.ids[0]) is not None
    assert "14 days from claiming" in page.panel._until.text()


def test_everyone_with_a_tag_and_everyone_chosen_get_one_each(
    window: Window, shop: Shop, eight: int, shan: int
) -> None:
    other = customer_actions.add(shop, CustomerFacts(name="秦朗"), NOW)
    page = shown(window)
    ask_for(window.desk, page, [shan, other, shan])
    dialog = dialog_of(window, IssueDialog)
    assert (dialog.heading.text(), dialog.save_button.text()) == ("Coupons for 2 customers", "Issue 2 coupons")
    dialog.accept()
    assert {coupon.customer_id for coupon in all_of(shop, page)} == {shan, other}
    page.issue()
    dialog = dialog_of(window, IssueDialog)
    dialog.whom.set_value("tag")
    dialog.accept()
    assert [coupon.customer_id for coupon in all_of(shop, page)].count(shan) == 2


def test_customers_chosen_in_their_list_get_a_coupon_each_and_one_undo_takes_all_back(
    window: Window, shop: Shop, eight: int, shan: int
) -> None:
    other = customer_actions.add(shop, CustomerFacts(name="秦朗"), NOW)
    customer_actions.add(shop, CustomerFacts(name="林秋月"), NOW)
    customers = window.go("customers")
    assert isinstance(customers, CustomersPage)
    customers.table.select([shan, other])
    customers.commands["issue_coupons"].trigger()
    dialog = dialog_of(window, IssueDialog)
    assert dialog.isVisible() and dialog.save_button.text() == "Issue 2 coupons"
    dialog.accept()
    assert customers.isVisible() and window.snackbar.text == "2 coupons issued."
    made = all_of(shop, shown(window))
    assert {coupon.customer_id for coupon in made} == {shan, other}
    window.desk.undo()
    assert {coupon.state for coupon in all_of(shop, shown(window))} == {State.CANCELLED}


def test_the_detail_of_a_customer_gives_a_coupon_to_that_one(window: Window, shop: Shop, eight: int, shan: int) -> None:
    customers = window.go("customers", customer_id=shan)
    assert isinstance(customers, CustomersPage)
    actions_of = customers.panel.menu(customer_store.get(shop, shan)).actions()
    next(action for action in actions_of if action.text() == "Issue coupons…").trigger()
    dialog = dialog_of(window, IssueDialog)
    assert dialog.save_button.text() == "Issue 1 coupon"
    dialog.accept()
    page = window.stack.currentWidget()  # where the code of a single one can be copied
    assert isinstance(page, CouponsPage)
    (coupon,) = all_of(shop, page)
    assert page.panel.code.text() == codes.short(coupon.code)
    assert coupon.customer_id == shan


@pytest.mark.parametrize("count", ["", "0", "-3", "1.5", "一百", "1e9", "100001"])
def test_a_silly_number_is_refused_in_the_form_and_nothing_is_issued(
    window: Window, shop: Shop, eight: int, count: str
) -> None:
    page = shown(window, issue=eight)
    dialog = dialog_of(window, IssueDialog)
    dialog.whom.set_value("nobody")
    dialog.count.set_text(count)
    dialog.accept()
    assert dialog.isVisible() and dialog.count.property("state") == "bad"
    assert all_of(shop, page) == []


def test_without_an_offer_the_page_says_what_to_make_first(window: Window) -> None:
    page = shown(window)
    page.commands["issue"].trigger()
    assert "Make an offer first" in window.snackbar.text


def test_coupons_of_an_offer_that_is_over_are_shown_but_no_others_of_it_issued(
    window: Window, shop: Shop, eight: int
) -> None:
    one(shop, eight)
    offer_actions.add(shop, "赠酸梅汤", Terms(Kind.GIFT, product="酸梅汤"), NOW)
    offer_actions.retire(shop, [eight], NOW)
    page = shown(window, offer_id=eight)
    assert len(page.table.rows.ids) == 1 and page.offers.currentText() == "满 58 减 8"
    page.commands["issue"].trigger()
    assert "is retired" in window.snackbar.text
    window.go("today")
    shown(window, issue=eight)
    assert not window.findChildren(IssueDialog)


def test_the_code_and_a_picture_that_scans_are_ready_to_be_sent(
    window: Window, shop: Shop, eight: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coupon = store.get(shop, one(shop, eight), NOW)
    page = shown(window, coupon_id=coupon.id)
    page.commands["copy"].trigger()
    assert QGuiApplication.clipboard().text() == codes.short(coupon.code)
    path = tmp_path / "coupon.png"
    monkeypatch.setattr(Ask, "save_file", lambda *_args, then, **_more: then(path))
    page.commands["picture"].trigger()
    (code,) = read(open_picture(path))
    assert codes.read(code.text, store.key(shop)) == coupon.code
    page.commands["copy_picture"].trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    on_screen = tmp_path / "screen.png"
    assert page.panel.qr.grab().save(str(on_screen))
    assert [found.text for found in read(open_picture(on_screen))] == [code.text]


def test_a_used_coupon_is_reversed_with_a_reason_and_can_be_used_again(window: Window, shop: Shop, eight: int) -> None:
    coupon = used(shop, one(shop, eight))
    page = shown(window, coupon_id=coupon.id)
    assert page.panel.buttons["reverse"].isVisible() and not page.panel.buttons["cancel"].isVisible()
    page.panel.buttons["reverse"].click()
    dialog = dialog_of(window, ReverseDialog)
    dialog.why.set_text("点错了")
    dialog.accept()
    assert store.get(shop, coupon.id, NOW).state is State.REVERSED
    assert not order_store.by_number(shop, coupon.used_on_order).is_live
    last = page.panel.history.entries[0]
    assert (last.title, last.detail) == ("Use reversed", "点错了")
    used(shop, coupon.id)
    window.desk.undo()


def test_the_bill_of_a_reversed_use_may_stay_at_its_full_price(window: Window, shop: Shop, eight: int) -> None:
    coupon = used(shop, one(shop, eight))
    page = shown(window, coupon_id=coupon.id)
    page.reverse()
    dialog = dialog_of(window, ReverseDialog)
    dialog.bill.set_value(True)
    dialog.accept()
    order = order_store.by_number(shop, coupon.used_on_order)
    assert (order.is_live, order.facts.amount_fen, order.facts.discount_fen) == (True, 7600, 0)


def test_coupons_are_cancelled_together_and_brought_back(window: Window, shop: Shop, eight: int) -> None:
    issue_id = actions.issue(shop, eight, NOW, count=3)
    page = shown(window)
    page.table.select(store.ids_of_issue(shop, issue_id))
    page.commands["cancel"].trigger()
    dialog = dialog_of(window, CancelDialog)
    assert dialog.heading.text() == "Cancel 3 coupons?"
    dialog.accept()
    assert {coupon.state for coupon in all_of(shop, page)} == {State.CANCELLED}
    window.desk.undo()
    assert {coupon.state for coupon in all_of(shop, page)} == {State.ISSUED}


def test_a_coupon_of_nobody_is_claimed_for_a_customer(window: Window, shop: Shop, eight: int, shan: int) -> None:
    coupon_id = one(shop, eight)
    page = shown(window, coupon_id=coupon_id)
    page.claim()
    dialog = dialog_of(window, ClaimDialog)
    dialog.accept()
    assert dialog.isVisible()
    dialog.customer.line.setText("2764")
    dialog.accept()
    coupon = store.get(shop, coupon_id, NOW)
    assert (coupon.state, coupon.customer_id) == (State.CLAIMED, shan)


def test_chips_search_and_offer_narrow_the_list_together(window: Window, shop: Shop, eight: int, shan: int) -> None:
    tea = offer_actions.add(shop, "赠酸梅汤", Terms(Kind.GIFT, product="酸梅汤"), NOW)
    mine, free = one(shop, eight, customer_ids=(shan,)), one(shop, tea)
    used(shop, free)
    page = shown(window, offer_id=tea)
    assert page.table.rows.ids == [free] and page.states.chip("redeemed").accessibleName() == "Used 1"
    page.states.chip("issued").click()
    assert page.table.rows.ids == []
    page._clear_filter()
    page.search.set_text("单晓")
    page.search.changed.emit("单晓")
    assert page.table.rows.ids == [mine]


def test_the_list_is_written_to_a_spreadsheet_as_it_is_shown(
    window: Window, shop: Shop, eight: int, shan: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    issue_id = actions.issue(shop, eight, NOW, count=4)
    page = shown(window)
    path = tmp_path / "coupons.xlsx"
    monkeypatch.setattr(Ask, "save_file", lambda *_args, then, **_more: then(path))
    page.commands["export"].trigger()
    qtbot.waitUntil(lambda: not window.desk.jobs.running)
    written = {codes.short(code) for code in store.codes_of_issue(shop, issue_id)}
    cells = {str(cell) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True) for cell in row}
    assert written <= cells and "满 58 减 8" in cells


def test_an_expired_coupon_says_so_and_offers_neither_claim_nor_cancel(window: Window, shop: Shop, eight: int) -> None:
    coupon_id = store.ids_of_issue(shop, actions.issue(shop, eight, datetime(2026, 8, 1, 12, 0)))[0]
    page = shown(window, coupon_id=coupon_id)
    assert store.get(shop, coupon_id, NOW).state is State.EXPIRED
    assert not page.panel.buttons["claim"].isVisible() and not page.panel.buttons["cancel"].isVisible()


def test_of_many_coupons_the_list_is_there_at_once_and_the_counts_follow(
    window: Window, shop: Shop, eight: int, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(store_list, "LARGE", 3)
    made = store.ids_of_issue(shop, actions.issue(shop, eight, NOW, count=4))
    page = shown(window)
    assert page.table.rows.ids == made[::-1]
    qtbot.waitUntil(lambda: page.states.chip("issued").accessibleName() == "Issued 4")
    page.states.chip("redeemed").click()
    assert page.table.rows.ids == []
    used(shop, made[1])
    qtbot.waitUntil(lambda: page.table.rows.ids == [made[1]])
    assert page.states.chip("redeemed").accessibleName() == "Used 1"


def test_a_coupon_runs_out_while_the_page_is_in_sight(window: Window, shop: Shop) -> None:
    today_only = offer_actions.add(shop, "今日券", Terms(Kind.AMOUNT_OFF, value_fen=800, days_after_issue=0), NOW)
    actions.issue(shop, today_only, NOW)
    page = shown(window)
    wall = [NOW]
    page.desk.clock = lambda: wall[0]
    told = []
    for wall[0] in (datetime(2026, 9, 16, 3, 50), datetime(2026, 9, 16, 4)):
        page.findChildren(WallClock)[0].timeout.emit()
        coupon = page.table.record(page.table.rows.ids[0])
        told.append((coupon and coupon.state, page.states.chip("expired").accessibleName()))
    assert told == [(State.ISSUED, "Expired 0"), (State.EXPIRED, "Expired 1")]
