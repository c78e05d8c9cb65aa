"""A correction voids the version that counts and adds the next one, and all sums follow."""

from __future__ import annotations

from datetime import datetime

import pytest

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions, store
from storeassist.features.orders.actions_correcting import correct, live_id
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.orders.store_checks import wrong_visits
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError

NOW = datetime(2026, 9, 15, 11, 6)


def test_the_next_version_costs_less_and_keeps_everything_else(shop: Shop) -> None:
    who = customers.add(shop, CustomerFacts("秦朗"), NOW)
    facts = OrderFacts(NOW, 7600, lines=(Line("牛肉面", 2, 7600),), guests=2, table="6", note="少辣", number="A1")
    first = actions.add(shop, facts, NOW)
    with shop.write() as db:
        again = correct(db, first, NOW, less_fen=800, why="用券", customer_id=who)
        assert live_id(db, "A1") == again
    order = store.get(shop, again)
    assert (order.version, order.facts.amount_fen, order.facts.discount_fen) == (2, 6800, 800)
    assert (order.facts.customer_id, order.facts.note, order.facts.lines[0].amount_fen) == (who, "少辣", 7600)
    assert not store.get(shop, first).is_live
    assert wrong_visits(shop) == []
    with shop.write() as db:
        back = store.get(shop, correct(db, again, NOW, less_fen=-800, why="冲回", unlinked=True))
    assert (back.facts.amount_fen, back.facts.discount_fen, back.facts.customer_id) == (7600, 0, None)
    assert wrong_visits(shop) == []


@pytest.mark.parametrize("less", [101, -1])
def test_no_order_costs_less_than_nothing_or_more_than_its_full_price(shop: Shop, less: int) -> None:
    order = actions.add(shop, OrderFacts(NOW, 100, number="A1"), NOW)
    with pytest.raises(UserError, match="does not add up"), shop.write() as db:
        correct(db, order, NOW, less_fen=less, why="")
    assert store.get(shop, order).is_live


def test_a_void_order_is_not_corrected(shop: Shop) -> None:
    order = actions.add(shop, OrderFacts(NOW, 100, number="A1"), NOW)
    actions.void(shop, order, "", NOW)
    with pytest.raises(UserError, match="void"), shop.write() as db:
        assert live_id(db, "A1") is None
        correct(db, order, NOW, less_fen=1, why="")
