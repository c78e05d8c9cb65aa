"""Offers in the shop file: made, changed for coupons to come, held to what was used, stopped, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import codes
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.offers import actions, store
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.offers.store_use import most_used
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError

EIGHT_OFF = Terms(Kind.AMOUNT_OFF, value_fen=8_00, min_spend_fen=58_00)


def used(shop: Shop, offer_id: int, times: int, now: datetime) -> int:
    """Let one customer use coupons of an offer; the id of the last use."""
    customer = customers.add(shop, CustomerFacts("Bai"), now)
    for code in coupon_store.codes_of_issue(shop, coupons.issue(shop, offer_id, now, count=times)):
        _verdict, redemption = coupons.redeem(shop, codes.short(code), Bill(60_00, now, customer_id=customer), now)
        assert redemption is not None
    return redemption.id


def test_an_offer_comes_back_as_it_was_made(shop: Shop, now: datetime) -> None:
    offer = store.get(shop, actions.add(shop, "  Lunch   deal ", EIGHT_OFF, now))
    assert (offer.name, offer.version, offer.terms, offer.use.issued) == ("Lunch deal", 1, EIGHT_OFF, 0)
    assert store.by_name(shop, "LUNCH deal") == offer and store.terms_of(shop, offer.terms_id) == EIGHT_OFF


def test_a_name_stands_for_one_offer(shop: Shop, now: datetime) -> None:
    first = actions.add(shop, "Lunch", EIGHT_OFF, now)
    second = actions.add(shop, "Dinner", EIGHT_OFF, now)
    for attempt in (
        lambda: actions.add(shop, "lunch", EIGHT_OFF, now),
        lambda: actions.edit(shop, second, "LUNCH", EIGHT_OFF, now),
    ):
        with pytest.raises(UserError) as refused:
            attempt()
        assert refused.value.field == "name"
    actions.edit(shop, first, "LUNCH", EIGHT_OFF, now)
    assert store.get(shop, first).name == "LUNCH"


def test_a_name_nobody_has_is_answered_with_those_like_it(shop: Shop, now: datetime) -> None:
    with pytest.raises(UserError, match="no offer called"):
        store.by_name(shop, "Lunch")
    actions.add(shop, "Lunch deal", EIGHT_OFF, now)
    with pytest.raises(UserError, match="Lunch deal"):
        store.by_name(shop, "Lunhc deal")


def test_coupons_that_are_out_keep_their_terms(shop: Shop, now: datetime) -> None:
    offer_id = actions.add(shop, "Lunch", EIGHT_OFF, now)
    code = coupon_store.codes_of_issue(shop, coupons.issue(shop, offer_id, now))[0]
    actions.edit(shop, offer_id, "Lunch", replace(EIGHT_OFF, value_fen=9_00), now)
    offer = store.get(shop, offer_id)
    assert (offer.version, offer.terms.value_fen) == (2, 9_00)
    _verdict, redemption = coupons.redeem(shop, codes.short(code), Bill(60_00, now), now)
    assert redemption is not None and redemption.discount_fen == 8_00


def test_saving_an_offer_unchanged_makes_no_new_version(shop: Shop, now: datetime) -> None:
    offer_id = actions.add(shop, "Lunch", EIGHT_OFF, now)
    actions.edit(shop, offer_id, "Noon", EIGHT_OFF, now)
    assert (store.get(shop, offer_id).version, store.get(shop, offer_id).name) == (1, "Noon")


@pytest.mark.parametrize(
    ("limit", "field"),
    [
        ({"total": 2}, "total"),
        ({"cost_ceiling_fen": 23_00}, "cost_ceiling"),
        ({"per_customer": 2}, "per_customer"),
        ({"per_customer_per_day": 2}, "per_customer_per_day"),
    ],
)
def test_a_limit_is_never_below_what_was_used(shop: Shop, now: datetime, limit: dict[str, Any], field: str) -> None:
    offer_id = actions.add(shop, "Lunch", EIGHT_OFF, now)
    last = used(shop, offer_id, 3, now)
    assert most_used(shop, offer_id).ever == 3
    with pytest.raises(UserError) as refused:
        actions.edit(shop, offer_id, "Lunch", replace(EIGHT_OFF, **limit), now)
    assert refused.value.field == field
    assert store.get(shop, offer_id).version == 1
    coupons.reverse(shop, last, "wrong bill", now)
    actions.edit(shop, offer_id, "Lunch", replace(EIGHT_OFF, **limit), now)
    assert store.get(shop, offer_id).version == 2


def test_uses_of_two_days_are_not_uses_of_one(shop: Shop, now: datetime) -> None:
    offer_id = actions.add(shop, "Lunch", EIGHT_OFF, now)
    customer = customers.add(shop, CustomerFacts("Bai"), now)
    night = now.replace(hour=23, minute=30)
    moments = (night, night + timedelta(hours=2), night + timedelta(hours=10))
    for code, at in zip(coupon_store.codes_of_issue(shop, coupons.issue(shop, offer_id, now, count=3)), moments, strict=True):
        coupons.redeem(shop, codes.short(code), Bill(60_00, at, customer_id=customer), at)
    most = most_used(shop, offer_id)
    assert (most.ever, most.a_day) == (3, 2)


def test_a_use_at_midnight_to_the_second_is_of_its_own_date(shop: Shop, now: datetime) -> None:
    offer_id = actions.add(shop, "Lunch", EIGHT_OFF, now)
    customer = customers.add(shop, CustomerFacts("Bai"), now)
    midnight = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
    made = coupon_store.codes_of_issue(shop, coupons.issue(shop, offer_id, now, count=3))
    for code, hours in zip(made, (-1, 0, 9), strict=True):
        at = midnight + timedelta(hours=hours)
        coupons.redeem(shop, codes.short(code), Bill(60_00, at, customer_id=customer), at)
    assert most_used(shop, offer_id).a_day == 2


def test_a_special_price_is_below_the_usual_one(shop: Shop, now: datetime) -> None:
    special = Terms(Kind.SPECIAL_PRICE, value_fen=49_00, product="Set")
    products.add(shop, ProductFacts("Set", price_fen=49_00), now)
    with pytest.raises(UserError) as refused:
        actions.add(shop, "Set for 49", special, now)
    assert refused.value.field == "value"
    products.add(shop, ProductFacts("Bowl"), now)
    with pytest.raises(UserError) as refused:
        actions.add(shop, "Bowl for 49", replace(special, product="bowl"), now)
    assert refused.value.field == "product"
    actions.add(shop, "Set for 48", replace(special, value_fen=48_00), now)
    actions.add(shop, "Something the shop never sold", replace(special, product="Platter"), now)


def test_stopped_offers_leave_the_list_of_those_that_run(shop: Shop, now: datetime) -> None:
    first, second = (actions.add(shop, name, EIGHT_OFF, now) for name in ("Lunch", "Dinner"))
    assert actions.retire(shop, [first, second], now) == 2 and actions.retire(shop, [first], now) == 0
    assert store.all_live(shop) == [] and store.counts(shop) == (0, 2) and store.ids(shop, retired=None) == [second, first]
    assert actions.bring_back(shop, [first], now) == 1
    assert [offer.name for offer in store.all_live(shop)] == ["Lunch"]


def test_every_act_on_an_offer_is_taken_back(shop: Shop, now: datetime) -> None:
    offer_id = actions.add(shop, "Lunch", EIGHT_OFF, now)
    actions.edit(shop, offer_id, "Noon", replace(EIGHT_OFF, total=5), now)
    actions.retire(shop, [offer_id], now)
    journal.undo(shop, now)
    assert not store.get(shop, offer_id).is_retired
    journal.undo(shop, now)
    assert (store.get(shop, offer_id).name, store.get(shop, offer_id).terms) == ("Lunch", EIGHT_OFF)
    journal.undo(shop, now)
    assert store.ids(shop, retired=None) == []
    journal.redo(shop, now)
    journal.redo(shop, now)
    assert store.get(shop, offer_id).terms.total == 5


def test_taking_back_an_offer_with_coupons_out_is_refused_and_nothing_breaks(shop: Shop, now: datetime) -> None:
    offer_id = actions.add(shop, "Lunch", EIGHT_OFF, now)
    coupons.issue(shop, offer_id, now)
    for _step in range(3):
        try:
            journal.undo(shop, now)
        except UserError:
            break
    assert store.get(shop, offer_id).use.issued == 1


@pytest.mark.parametrize("sort", store.SORTS)
def test_offers_sort_by_every_column(shop: Shop, now: datetime, sort: str) -> None:
    made = [actions.add(shop, name, EIGHT_OFF, now + timedelta(minutes=at)) for at, name in enumerate("ABC")]
    assert store.ids(shop, sort=sort, descending=False) == made
    assert store.ids(shop, sort=sort, descending=True) == made[::-1]


def test_offers_are_found_by_a_product_they_name(shop: Shop, now: datetime) -> None:
    gift = actions.add(shop, "Egg", Terms(Kind.GIFT, product="卤蛋"), now)
    noodles = actions.add(shop, "Lunch", replace(EIGHT_OFF, products=("招牌牛肉面",)), now)
    assert store.ids(shop, "卤蛋") == [gift] and store.ids(shop, "牛肉") == [noodles] and store.ids(shop, "kind") == []
