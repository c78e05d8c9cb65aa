"""Scenes of the Coupons page: what the noodle shop gave out, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from storeassist.features.coupons import actions, codes, store
from storeassist.features.coupons.records import Bill
from storeassist.features.customers import store as customer_store
from storeassist.features.offers import actions as offer_actions
from storeassist.features.offers.records import Hours, Kind, Terms
from storeassist.kernel.database import Shop
from storeassist.ui.dialog import AskDialog
from tests.shops import NOW

if TYPE_CHECKING:
    from tests.scenes import Stage

EIGHT_OFF = Terms(
    Kind.AMOUNT_OFF,
    value_fen=800,
    min_spend_fen=5800,
    days_after_issue=30,
    weekdays=(1, 2, 3, 4, 5),
    hours=(Hours(datetime(2026, 1, 1, 14).time(), datetime(2026, 1, 1, 17).time()),),
    per_customer=1,
)
OFFERS = {
    "满 58 减 8": EIGHT_OFF,
    "赠卤蛋一枚": Terms(Kind.GIFT, product="卤蛋", days_after_issue=60),
    "老客 8 折": Terms(Kind.PERCENT_OFF, basis_points=2000, max_discount_fen=3000, valid_to=date(2026, 10, 31)),
    "生日面一碗": Terms(Kind.GIFT, product="生日面一碗", personal=True, days_after_issue=14),
}


def give_out(shop: Shop) -> list[int]:
    """Offers, and coupons of them in every state; the ids of the offers."""
    opened = NOW - timedelta(days=40)
    offers = [offer_actions.add(shop, name, terms, opened) for name, terms in OFFERS.items()]
    regulars = customer_store.ids(shop, sort="visits", descending=True)[:12]
    before = store.ids_of_issue(shop, actions.issue(shop, offers[1], opened, count=14))
    actions.issue(shop, offers[0], NOW - timedelta(days=36), customer_ids=regulars[4:9])
    week = NOW - timedelta(days=7)
    eight = store.ids_of_issue(shop, actions.issue(shop, offers[2], week, customer_ids=regulars))
    for at, coupon_id in enumerate((*before[:4], *eight[:3])):
        used = (NOW - timedelta(days=7 - at)).replace(hour=15, minute=12 + at)
        holder = store.get(shop, coupon_id, used).customer_id or regulars[at]
        text = codes.short(store.get(shop, coupon_id, used).code)
        _verdict, redemption = actions.redeem(shop, text, Bill(7600 + 400 * at, used, customer_id=holder), used)
        if redemption is not None and at == 5:
            actions.reverse(shop, redemption.id, "收银点错", used + timedelta(minutes=4))
    actions.claim(shop, before[5], regulars[10], NOW - timedelta(days=3))
    actions.cancel(shop, before[6:8], "卡片印坏了", NOW - timedelta(days=2))
    shan = customer_store.by_number(shop, "217")
    actions.issue(shop, offers[3], NOW - timedelta(hours=1), customer_ids=(shan.id,))
    actions.issue(shop, offers[0], NOW - timedelta(minutes=20), customer_ids=(shan.id,))
    return offers


def coupons(stage: Stage) -> None:
    """The list with the newest coupon beside it."""
    give_out(stage.window.desk.shop)
    stage.go("coupons")


def coupons_used(stage: Stage) -> Any:
    """A coupon that was used, the use reversed, and what can be done with it."""
    give_out(stage.window.desk.shop)
    page = stage.go("coupons")
    page.states.chip("redeemed").click()
    stage.settle()
    return page


def coupons_reversed(stage: Stage) -> None:
    """A coupon whose use was reversed: it can be used again."""
    give_out(stage.window.desk.shop)
    page = stage.go("coupons")
    page.states.chip("reversed").click()
    stage.settle()


def coupon_issue(stage: Stage) -> None:
    """Coupons for one customer, and what they come to."""
    offers = give_out(stage.window.desk.shop)
    stage.go("coupons", issue=offers[2])
    stage.type(_dialog(stage).customer.line, "2764")


def coupon_issue_many(stage: Stage) -> None:
    """Two hundred coupons without a name."""
    offers = give_out(stage.window.desk.shop)
    stage.go("coupons", issue=offers[0])
    dialog = _dialog(stage)
    dialog.whom._parts[-1][1].click()
    dialog.count.set_text("200")
    stage.settle()


def coupon_reverse(stage: Stage) -> None:
    """The question before a use is reversed."""
    coupons_used(stage).reverse()
    stage.settle()


def coupon_claim(stage: Stage) -> None:
    """Whose coupon it is, asked of nobody's."""
    give_out(stage.window.desk.shop)
    page = stage.go("coupons", text="卤蛋")
    page.states.chip("issued").click()
    stage.settle()
    page.claim()
    stage.type(_dialog(stage).customer.line, "王")


def coupon_cancel(stage: Stage) -> None:
    """Three coupons about to be cancelled."""
    give_out(stage.window.desk.shop)
    page = stage.go("coupons")
    page.table.select(list(page.table.rows.ids[:3]))
    page.cancel()
    stage.settle()


SCENES: dict[str, Callable[[Stage], Any]] = {
    "coupons": coupons,
    "coupons-used": coupons_used,
    "coupons-reversed": coupons_reversed,
    "coupon-issue": coupon_issue,
    "coupon-issue-many": coupon_issue_many,
    "coupon-reverse": coupon_reverse,
    "coupon-claim": coupon_claim,
    "coupon-cancel": coupon_cancel,
}


def _dialog(stage: Stage) -> Any:
    stage.settle()
    return next(dialog for dialog in stage.window.findChildren(AskDialog) if dialog.isVisible())
