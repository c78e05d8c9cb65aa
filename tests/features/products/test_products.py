"""What the owner does with products."""

from __future__ import annotations

from datetime import datetime

import pytest

from storeassist.features.products import actions, store
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError


def test_a_product_is_found_by_name_in_capitals_or_not(shop: Shop, now: datetime) -> None:
    actions.add(shop, ProductFacts(" Iced  Tea ", "饮料", 800, 150, Role.PROFIT), now)
    tea = store.by_name(shop, "iced tea")
    assert tea
    assert (tea.name, tea.facts.category, tea.facts.price_fen, tea.facts.role) == ("Iced Tea", "饮料", 800, Role.PROFIT)
    assert store.by_name(shop, "coffee") is None


def test_two_products_never_share_a_name(shop: Shop, now: datetime) -> None:
    actions.add(shop, ProductFacts("Tea"), now)
    noodles = actions.add(shop, ProductFacts("面"), now)
    with pytest.raises(UserError, match="TEA"):
        actions.add(shop, ProductFacts("TEA"), now)
    with pytest.raises(UserError, match="tea"):
        actions.change(shop, noodles, ProductFacts("tea"), now)
    actions.change(shop, noodles, ProductFacts("面", "主食"), now)
    assert store.get(shop, noodles).facts.category == "主食"


def test_capitals_of_a_name_can_be_changed_alone(shop: Shop, now: datetime) -> None:
    tea = actions.add(shop, ProductFacts("tea"), now)
    actions.change(shop, tea, ProductFacts("Tea"), now)
    assert store.get(shop, tea).name == "Tea"
    assert journal.undo(shop, now) == "Changed product Tea"
    assert store.get(shop, tea).name == "tea"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ProductFacts("  "), "name"),
        (ProductFacts("x" * 81), "name"),
        (ProductFacts("x", "y" * 41), "category"),
        (ProductFacts("x", price_fen=-1), "price"),
        (ProductFacts("x", cost_fen=-1), "cost"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_its_field_named(
    shop: Shop, now: datetime, facts: ProductFacts, field: str
) -> None:
    with pytest.raises(UserError) as refused:
        actions.add(shop, facts, now)
    assert refused.value.field == field
    assert store.count(shop) == 0


def test_a_role_given_to_many_is_one_act(shop: Shop, now: datetime) -> None:
    ids = [actions.add(shop, ProductFacts(name), now) for name in "abc"]
    actions.set_role(shop, ids[:1], Role.HERO, now)
    assert actions.set_role(shop, ids, Role.HERO, now) == 2
    assert journal.undo(shop, now) == "Changed the role of 3 products"
    assert store.ids(shop, store.Filter(role=Role.HERO)) == ids[:1]


def test_a_list_is_filtered_and_sorted(shop: Shop, now: datetime) -> None:
    for name, category, price in (("牛肉面", "主食", 1800), ("卤蛋", "小吃", 200), ("茶", "饮料", None)):
        actions.add(shop, ProductFacts(name, category, price), now)

    def names(which: store.Filter | None = None, sort: str = "price", descending: bool = False) -> list[str]:
        return [p.name for p in store.fetch(shop, store.ids(shop, which, sort, descending))]

    assert names() == ["卤蛋", "牛肉面", "茶"]
    assert names(descending=True) == ["牛肉面", "卤蛋", "茶"]
    assert names(store.Filter(text="食")) == ["牛肉面"]
    assert names(store.Filter(category="小吃")) == ["卤蛋"]
    assert names(store.Filter(text="%")) == []
    assert store.categories(shop) == sorted(["主食", "小吃", "饮料"])
    assert all(len(names(sort=sort)) == 3 for sort in store.SORTS)


def test_names_from_bills_find_products_or_make_them(shop: Shop, now: datetime) -> None:
    tea = actions.add(shop, ProductFacts("Tea"), now)
    with shop.write() as db:
        ids = actions.ids_of_names(db, ["TEA ", "面", " 面", "面  条", "", "É", "é"], now, import_id=7)
        again = actions.ids_of_names(db, ids, now)
    assert ids["TEA "] == tea
    assert ids["面"] == ids[" 面"] != ids["面  条"]
    assert ids["É"] != ids["é"]
    assert "" not in ids
    assert again == ids
    assert store.get(shop, ids["面  条"]).name == "面 条"


def test_a_removed_import_takes_its_unsold_products_along(shop: Shop, now: datetime) -> None:
    with shop.write() as db:
        ids = actions.ids_of_names(db, ["a", "b"], now, import_id=7)
        db.execute("UPDATE product_total SET orders = 1 WHERE product_id = ?", [ids["b"]])
        actions.remove_import(db, 7)
    assert [p.name for p in store.fetch(shop, store.ids(shop))] == ["b"]


def test_a_product_that_is_gone_is_told(shop: Shop) -> None:
    with pytest.raises(UserError, match="no longer"):
        store.get(shop, 1)
