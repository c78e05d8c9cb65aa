"""Whoever voids a bill on which a coupon was used is told what becomes of the coupon."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.features.coupons import actions
from storeassist.features.coupons.store_voids import void_notes
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.dialogs import VoidDialog
from storeassist.kernel.database import Shop
from storeassist.ui.taste import Taste
from tests.features.coupons.ground import NOW, Desk, ills


def test_the_question_before_a_void_says_that_the_coupon_stays_used(shop: Shop, qtbot: QtBot) -> None:
    desk = Desk(shop)
    (code,) = desk.issue()
    order = order_store.by_number(shop, desk.redeem(code).order_number)
    window = open_window(shop, taste=Taste.memory(), clock=lambda: NOW)
    qtbot.addWidget(window)
    dialog = VoidDialog(window.desk, window, order)
    assert any(label.text().startswith("1 coupon was used on this bill") for label in dialog.findChildren(QLabel))
    orders.void(shop, order.id, "错", NOW)
    assert desk.ask(code).reason == "used"
    assert ills(shop) == []


def test_a_coupon_that_was_given_back_is_no_reason_to_warn(shop: Shop) -> None:
    desk = Desk(shop)
    (code,) = desk.issue()
    used = desk.redeem(code)
    assert void_notes(shop, used.order_number)
    actions.reverse(shop, used.id, "错", NOW)
    assert void_notes(shop, used.order_number) == []
