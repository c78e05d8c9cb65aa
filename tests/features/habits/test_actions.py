"""What the owner decides about scores and the hero product, and takes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storeassist.features.habits import actions, store_rfm, store_tiers
from storeassist.features.habits.records import Thresholds, Tier
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.features.habits.ground import NOW
from tests.features.today import book

LIMITS = Thresholds((100, 50, 20, 5), (2, 3, 4, 5), (1, 2, 3, 4))


def hero_name(shop: Shop) -> str:
    hero = store_tiers.hero(shop)
    return hero.name if hero else ""


def test_limits_are_kept_taken_back_and_set_again(shop: Shop) -> None:
    before = store_rfm.thresholds(shop, NOW)
    actions.set_thresholds(shop, LIMITS, NOW)
    assert store_rfm.thresholds(shop, NOW) == LIMITS
    assert store_rfm.proposed(shop, NOW) == before
    assert journal.undo(shop, NOW) == "Changed the thresholds of the scores"
    assert store_rfm.thresholds(shop, NOW) == before
    journal.redo(shop, NOW)
    assert store_rfm.thresholds(shop, NOW) == LIMITS
    actions.set_thresholds(shop, None, NOW)
    assert store_rfm.thresholds(shop, NOW) == before
    journal.undo(shop, NOW)
    assert store_rfm.thresholds(shop, NOW) == LIMITS


def test_the_same_limits_again_are_nothing_to_take_back(shop: Shop) -> None:
    actions.set_thresholds(shop, None, NOW)
    assert journal.last_act(shop) is None


def test_wrong_limits_change_nothing(shop: Shop) -> None:
    with pytest.raises(UserError):
        actions.set_thresholds(shop, Thresholds(LIMITS.r, LIMITS.f, (4, 3, 2, 1)), NOW)
    assert journal.last_act(shop) is None


def test_the_hero_is_the_best_seller_until_one_plays_the_role_or_is_chosen(shop: Shop) -> None:
    noodles, soup, tea = (products.add(shop, ProductFacts(name=name), NOW) for name in ("noodles", "soup", "tea"))
    assert hero_name(shop) == ""  # nothing was sold
    lines = (Line("noodles", 1, 100, noodles), Line("soup", 1, 900, soup))
    orders.add(shop, OrderFacts(at=NOW, amount_fen=1000, lines=lines), NOW)
    assert hero_name(shop) == "soup"
    products.change(shop, noodles, ProductFacts(name="noodles", role=Role.HERO), NOW)
    assert hero_name(shop) == "noodles"
    actions.set_hero(shop, tea, NOW)
    assert hero_name(shop) == "tea"
    assert journal.undo(shop, NOW) == "Chose tea as the hero product"
    assert hero_name(shop) == "noodles"
    journal.redo(shop, NOW)
    actions.set_hero(shop, None, NOW)
    assert hero_name(shop) == "noodles"


def test_a_hero_that_is_gone_makes_room_for_the_best_seller(shop: Shop) -> None:
    tea = products.add(shop, ProductFacts(name="tea"), NOW)
    actions.set_hero(shop, tea, NOW)
    with shop.write() as db:
        db.execute("DELETE FROM product WHERE id = ?", [tea])
    assert hero_name(shop) == ""
    with pytest.raises(UserError):
        actions.set_hero(shop, tea, NOW)


def test_a_tier_counts_bills_that_stand_and_hold_the_product_itself(shop: Shop) -> None:
    noodles = products.add(shop, ProductFacts(name="noodles"), NOW)
    again, once, returned, other, nobody = (book.person(shop, name, NOW) for name in "abcde")
    line, tea = Line("noodles", 1, 100, noodles), Line("tea", 1, 100)

    def bill(who: int, *lines: Line) -> int:
        facts = OrderFacts(at=NOW - timedelta(days=1), amount_fen=100, customer_id=who, lines=lines)
        return orders.add(shop, facts, NOW)

    bill(again, line), bill(again, line, tea)
    bill(once, line, line), orders.void(shop, bill(once, line), "", NOW)
    bill(returned, Line("noodles", -1, -100, noodles), tea)
    bill(other, tea)
    found = {tier: store_tiers.in_tier(shop, noodles, tier, NOW) for tier in Tier}
    assert found == {Tier.CORE: [again], Tier.MAIN: [once], Tier.OTHER: [returned, other], Tier.NEVER: [nobody]}


def test_a_product_added_later_is_no_hero_by_the_id_of_one_that_went(shop: Shop) -> None:
    products.add(shop, ProductFacts("Tea", role=Role.HERO), NOW)
    gone = products.add(shop, ProductFacts("Soup"), NOW)
    actions.set_hero(shop, gone, NOW)
    with shop.write() as db:  # as taking an import back does, out of turn
        db.execute("DELETE FROM product WHERE id = ?", [gone])
    assert products.add(shop, ProductFacts("Broth"), NOW) == gone
    assert hero_name(shop) == "Tea"
