"""Fields, products, offers and categories get other names, or go: saved rules follow, or say what they miss."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from storeassist.features.customers import actions as customers
from storeassist.features.customers import actions_fields, store_fields
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts, CustomField, FieldKind
from storeassist.features.offers import actions as offers
from storeassist.features.offers import store as offer_store
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.features.products.records import ProductFacts
from storeassist.features.segments import actions, store
from storeassist.features.segments.records import SegmentRef
from storeassist.features.segments.rules import parse, to_document
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.conftest import NOW
from tests.features.segments.ground import leaf


def save(shop: Shop, name: str, document: dict[str, Any], segment_id: int | None = None) -> int:
    return actions.save(shop, name, parse(document), NOW, segment_id)


def document(shop: Shop, segment: int) -> dict[str, Any]:
    return to_document(store.get(shop, segment).rule)


def members(shop: Shop, name: str) -> set[int]:
    return set(store.members(shop, SegmentRef(name), NOW))


def field(shop: Shop, name: str) -> CustomField:
    return next(one for one in customer_store.fields(shop) if one.name == name)


def call_product(shop: Shop, old: str, new: str) -> None:
    product = product_store.by_name(shop, old)
    assert product
    products.change(shop, product.id, replace(product.facts, name=new), NOW)


def test_a_renamed_field_is_called_by_its_new_name_in_rules(shop: Shop) -> None:
    size = customers.add_field(shop, "尺码", FieldKind.NUMBER, NOW)
    large = customers.add(shop, CustomerFacts("large", custom={size: "10"}), NOW)
    customers.add(shop, CustomerFacts("small", custom={size: "3"}), NOW)
    segment = save(shop, "Large", {"all": [leaf("custom.尺码", ">", 5), leaf("visits", "=", 0)]})
    user = save(shop, "Large too", {"segment": "Large"})
    actions_fields.change_field(shop, field(shop, "尺码"), "Size", NOW)
    assert document(shop, segment)["all"][0] == leaf("custom.Size", ">", 5)
    assert store.by_name(shop, "Large") in store.all_segments(shop)
    assert members(shop, "Large too") == members(shop, "Large") == {large}
    actions.rename(shop, segment, "Tall", NOW)  # writes the rules anew, under the names of now
    actions_fields.change_field(shop, field(shop, "Size"), "Height", NOW)
    assert document(shop, segment)["all"][0] == leaf("custom.Height", ">", 5)
    for _ in range(3):
        journal.undo(shop, NOW)
    assert document(shop, segment)["all"][0] == leaf("custom.尺码", ">", 5)
    assert document(shop, user) == {"segment": "Large"}
    assert members(shop, "Large") == {large}


def test_two_fields_that_swap_their_names_are_told_apart(shop: Shop) -> None:
    one, other = (customers.add_field(shop, name, FieldKind.TEXT, NOW) for name in ("A", "B"))
    who = customers.add(shop, CustomerFacts("who", custom={one: "x"}), NOW)
    segment = save(shop, "X", {"any": [leaf("custom.A", "=", "x"), leaf("custom.B", "=", "y")]})
    for old, new in (("A", "C"), ("B", "A"), ("C", "B")):
        actions_fields.change_field(shop, field(shop, old), new, NOW)
    assert document(shop, segment) == {"any": [leaf("custom.B", "=", "x"), leaf("custom.A", "=", "y")]}
    assert members(shop, "X") == {who}
    assert {one, other} == {1, 2}


def test_renamed_offers_and_products_are_called_by_their_new_names(shop: Shop) -> None:
    soup = products.add(shop, ProductFacts("Soup"), NOW)
    lunch = offers.add(shop, "Lunch", Terms(Kind.AMOUNT_OFF, 8_00), NOW)
    segment = save(shop, "Any", {"minus": [leaf("orders", ">=", 1, product=["soup"]), leaf("coupon", "is_empty", offer="Lunch")]})
    call_product(shop, "Soup", "Broth")
    products.add(shop, ProductFacts("Soup"), NOW)  # another soup is not the one that was meant
    offers.edit(shop, lunch, "Noon", offer_store.get(shop, lunch).terms, NOW)
    kept, taken = document(shop, segment)["minus"]
    assert (kept["product"], taken["offer"]) == ("Broth", "Noon")
    assert members(shop, "Any") == set()
    assert soup == 1


def test_a_field_that_went_and_came_again_is_not_taken_for_another_one(shop: Shop) -> None:
    customers.add_field(shop, "Fit", FieldKind.TEXT, NOW)
    segment = save(shop, "Large", leaf("custom.Fit", "=", "L"))
    actions_fields.change_field(shop, field(shop, "Fit"), "Size", NOW)
    customers.remove_field(shop, field(shop, "Size"), NOW)
    customers.add_field(shop, "Fit", FieldKind.TEXT, NOW)  # has the id of the other, and its first name
    assert document(shop, segment) == leaf("custom.Size", "=", "L")
    with pytest.raises(UserError, match="There is no field called Size"):
        members(shop, "Large")
    journal.undo(shop, NOW)
    journal.undo(shop, NOW)
    assert members(shop, "Large") == set()
    actions_fields.change_field(shop, field(shop, "Size"), "Fits", NOW)
    assert document(shop, segment) == leaf("custom.Fits", "=", "L")


def test_a_choice_that_is_called_otherwise_is_missed_and_not_counted_as_nobodys(shop: Shop) -> None:
    taste = customers.add_field(shop, "Taste", FieldKind.CHOICE, NOW, ["hot", "mild"])
    customers.add(shop, CustomerFacts("who", custom={taste: "hot"}), NOW)
    save(shop, "Not hot", {"not": leaf("custom.Taste", "in", ["Hot"])})
    assert members(shop, "Not hot") == set()
    actions_fields.change_field(shop, field(shop, "Taste"), "Taste", NOW, renamed={"hot": "very hot"})
    assert store_fields.used_choices(shop, field(shop, "Taste")) == {"very hot": 1}
    with pytest.raises(UserError, match="Taste has no choice “Hot”"):
        members(shop, "Not hot")
    with pytest.raises(UserError, match=r"not.value: Taste has no choice “cold”") as wrong:
        save(shop, "Not cold", {"not": leaf("custom.taste", "=", "cold")})
    assert wrong.value.field == "not.value"


def test_who_did_not_buy_of_a_category_that_nobody_has_is_not_everybody(shop: Shop) -> None:
    customers.add(shop, CustomerFacts("who"), NOW)
    soup = products.add(shop, ProductFacts("Soup", category="Hot"), NOW)
    save(shop, "Nothing hot", leaf("items", "=", 0, category="hot"))
    assert len(members(shop, "Nothing hot")) == 1
    products.change(shop, soup, ProductFacts("Soup", category="Warm"), NOW)
    with pytest.raises(UserError, match="There is no category called hot"):
        members(shop, "Nothing hot")
    with pytest.raises(UserError, match=r"category: There is no category called tea") as wrong:
        save(shop, "Tea", leaf("items", ">", 0, category=["warm", "tea"]))
    assert wrong.value.field == "category"


def test_a_long_number_in_a_field_is_compared_in_full(shop: Shop) -> None:
    card = customers.add_field(shop, "Card", FieldKind.TEXT, NOW)
    who = customers.add(shop, CustomerFacts("who", custom={card: "123456789012"}), NOW)
    assert store.members(shop, parse(leaf("custom.Card", "in", [123456789012])), NOW) == [who]
