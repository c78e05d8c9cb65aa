"""Scenes of the Promotions page: what the noodle shop offers, and the form in which an offer is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from storeassist.features.offers import actions as offer_actions
from storeassist.features.offers.dialogs import OfferDialog
from storeassist.features.offers.records import Hours, Kind, Terms
from storeassist.features.products.records import Role
from tests.scenes_coupons import give_out
from tests.shops import NOW

if TYPE_CHECKING:
    from tests.scenes import Stage

MORE = {
    "周年红包": Terms(Kind.RED_PACKET, value_fen=500, min_spend_fen=3000, total=300, valid_to=date(2026, 9, 30)),
    "卤牛肉特价": Terms(
        Kind.SPECIAL_PRICE,
        value_fen=4900,
        product="卤牛肉半斤",
        per_customer=1,
        roles=(Role.HERO,),
        hours=(Hours(time(17), time(21)),),
        cost_ceiling_fen=100_000,
    ),
}


def offers(stage: Stage) -> Any:
    """What the shop offers, and one of them in full."""
    shop = stage.window.desk.shop
    ids = give_out(shop)
    for name, terms in MORE.items():
        offer_actions.add(shop, name, terms, NOW - timedelta(days=3))
    page = stage.go("offers", offer_id=ids[0])
    stage.settle()
    return page


def offer_new(stage: Stage) -> Any:
    """An offer being written, with what it would cost."""
    page = offers(stage)
    page.new()
    dialog = page.findChild(OfferDialog)
    dialog.name.setText("午市满减")
    dialog.value.setText("8")
    dialog.least.setText("58")
    for day in range(1, 6):
        dialog.weekdays.chips[day].click()
    dialog.hours.setText("14:00-17:00")
    dialog.per_customer.setText("1")
    dialog.days.setText("14")
    dialog.fixed.setText("44")
    stage.settle()
    return dialog


def offer_refused(stage: Stage) -> None:
    """The form says at its field what cannot be."""
    dialog = offer_new(stage)
    dialog.kind._on_click(Kind.SPECIAL_PRICE)
    dialog.product.setText("卤蛋")
    dialog.products.set_tags(["招牌牛肉面", "红烧牛腩面"])
    stage.settle()
    dialog.accept()
    stage.settle()


SCENES: dict[str, Callable[[Stage], Any]] = {
    "offers": offers,
    "offer-new": offer_new,
    "offer-refused": offer_refused,
}
