"""Scenes of the Batch results page: two batches of the noodle shop, and who came with their cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from storeassist.features.cards import actions, store
from storeassist.features.cards.records import BatchFacts, CardKind, Target, TargetKind
from storeassist.features.cards.records_print import Layout
from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel.database import Shop
from tests.shops import NOW

if TYPE_CHECKING:
    from tests.scenes import Stage

PACKAGE = BatchFacts("8 月包裹卡", CardKind.PACKAGE, 300, "package-bar", place="外卖袋", cost_fen=66_00)
TABLE = BatchFacts("9 月桌卡", CardKind.TABLE, 120, "table-tent", place="店内", channel="桌卡", cost_fen=42_00)
FIRST_PRINT = datetime(2026, 8, 1, 10)


def print_batches(shop: Shop) -> list[int]:
    """A batch of coupons six weeks old with 26 new customers, and one without coupons; their ids."""
    offer = offers.add(
        shop, "包裹卡满 58 减 8", Terms(Kind.AMOUNT_OFF, value_fen=8_00, min_spend_fen=58_00), FIRST_PRINT
    )
    package = release(shop, replace(PACKAGE, offer_id=offer, valid_until=date(2026, 10, 31)), FIRST_PRINT)
    target = Target(TargetKind.PERSONAL, "https://u.wechat.com/kHjWq3x-VqLZ9fQm2Tt0aBc")
    table = release(shop, replace(TABLE, target=target), datetime(2026, 9, 2, 9))
    codes = coupon_store.printed_forms(shop, store.codes_of(shop, store.get(shop, package)))
    for at in range(26):
        came = FIRST_PRINT + timedelta(days=2 + at * 41 // 26, hours=at % 9, minutes=at)
        who = customers.add(shop, CustomerFacts(f"卡友{at + 1}", source="包裹卡"), came)
        _verdict, used = coupons.redeem(
            shop, codes[at * 7][0], Bill(66_00 + 300 * (at % 7), came, customer_id=who), came
        )
        assert used is not None
        if at % 3 == 0 and came + timedelta(days=9) < NOW:
            orders.add(shop, OrderFacts(came + timedelta(days=9), 54_00, who), NOW)
    return [package, table]


def release(shop: Shop, facts: BatchFacts, at: datetime) -> int:
    """Have a batch printed without paper."""
    batch = store.get(shop, actions.add(shop, facts, at))
    codes = coupon_store.free_codes(shop, facts.quantity) if facts.offer_id else []
    actions.release(
        shop, batch, codes, range(1, facts.quantity + 1), Layout("a4-90x54"), 30, at, valid_until=facts.valid_until
    )
    return batch.id


def batches(stage: Stage) -> None:
    """What two batches brought, the better one in detail."""
    first = print_batches(stage.window.desk.shop)[0]
    stage.go("batches", batch_id=first)


SCENES: dict[str, Callable[[Stage], Any]] = {"batches": batches}
