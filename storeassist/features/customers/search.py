"""What the command search finds among customers."""

from __future__ import annotations

from storeassist.features.customers import store
from storeassist.features.customers.records import Customer
from storeassist.kernel.database import Shop
from storeassist.kernel.money import yuan
from storeassist.kernel.phones import show_phone
from storeassist.kernel.text import _, many
from storeassist.ui.feature import SearchHit


def hits(shop: Shop, text: str, limit: int) -> list[SearchHit]:
    """Customers that match ``text``, best first; each leads to the customer's own page."""
    return [
        SearchHit(_title(customer), _detail(customer, text), "customers", "customers", {"customer_id": customer.id})
        for customer in store.find(shop, text, limit)
    ]


def _title(customer: Customer) -> str:
    return customer.name or customer.facts.wechat or show_phone(customer.facts.phone) or customer.number


def _detail(customer: Customer, sought: str) -> str:
    parts = [_("No. {number}", number=customer.number)]
    if customer.facts.phone and customer.name:
        parts.append(show_phone(customer.facts.phone, sought))
    if customer.totals.visits:
        parts.append(many("{n} visit", "{n} visits", customer.totals.visits))
        parts.append(yuan(customer.totals.spent_fen))
    return "·".join(parts)
