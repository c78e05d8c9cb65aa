"""What the owner does at the till with one key: an order, and the customer it is the first of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel.database import Shop
from storeassist.kernel.money import yuan
from storeassist.kernel.text import N_


def record(shop: Shop, facts: OrderFacts, newcomer: CustomerFacts | None, now: datetime) -> int:
    """Add an order, for a ``newcomer`` together with that customer, as one act; returns the order's id."""
    with shop.act(now, N_("Added an order of {amount}"), amount=yuan(facts.amount_fen)):
        if newcomer is not None:
            facts = replace(facts, customer_id=customers.add(shop, newcomer, now))
        return actions.add(shop, facts, now)
