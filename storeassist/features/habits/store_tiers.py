"""Reads who buys the hero product again and again, once, never: its tiers of people and of sales."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.habits.records import Tier, TierShare
from storeassist.features.habits.store import has_later
from storeassist.features.habits.store_totals import Read, totals_sql
from storeassist.features.products.records import Product
from storeassist.features.products.store import fetch
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.settings import Setting, read_setting
from storeassist.kernel.text import N_

HERO_PRODUCT = Setting("hero_product_id", 0, N_("Hero product"), scope="shop")
"""Its id; 0 lets the shop's sales propose one."""


def hero(shop: Shop) -> Product | None:
    """The product the owner chose; else the best-selling one of the role hero, else the best-selling one that sold."""
    chosen = fetch(shop, [int(read_setting(shop, HERO_PRODUCT))])
    if chosen:
        return chosen[0]
    best = shop.ids(
        "SELECT p.id FROM product p JOIN product_total t ON t.product_id = p.id WHERE p.role = 'hero' OR t.orders > 0"
        " ORDER BY p.role = 'hero' DESC, t.sold_fen DESC, t.orders DESC, p.id LIMIT 1"
    )
    return fetch(shop, best)[0] if best else None


def tiers_sql(shop: Shop, product_id: int, now: datetime) -> Read:
    """A row for each customer: customer_id, tier (of ``Tier``), spent_fen."""
    totals, params = totals_sql(shop, now)
    # Which bills do not count is asked once, so that lines are read as they lie by customer, without their bills.
    left_out = 'SELECT reverses_id FROM "order" WHERE reverses_id IS NOT NULL'
    if has_later(shop, now):
        left_out += f" UNION ALL SELECT id FROM \"order\" WHERE reverses_id IS NULL AND at > '{iso(now)}'"
    return (
        "(SELECT t.customer_id, CASE WHEN t.visits = 0 THEN 'never' WHEN h.bills > 1 THEN 'core'"
        " WHEN h.bills = 1 THEN 'main' ELSE 'other' END AS tier, t.spent_fen"
        f" FROM {totals} t LEFT JOIN (SELECT buyer_id, count(DISTINCT order_id) AS bills"
        f" FROM order_line INDEXED BY order_line_buyer WHERE buyer_id IS NOT NULL AND product_id = {product_id:d}"
        f" AND quantity > 0 AND order_id NOT IN ({left_out}) GROUP BY buyer_id) h ON h.buyer_id = t.customer_id)",
        params,
    )


def tiers(shop: Shop, product_id: int, now: datetime) -> list[TierShare]:
    """The four tiers around a product, each with its people and what they spent on everything."""
    found, _none = tiers_sql(shop, product_id, now)
    rows = shop.query(f"SELECT tier, count(*) AS n, sum(spent_fen) AS fen FROM {found} GROUP BY tier")
    people = dict.fromkeys(Tier, 0) | {Tier(row["tier"]): row["n"] for row in rows}
    spent = dict.fromkeys(Tier, 0) | {Tier(row["tier"]): row["fen"] for row in rows}
    of, of_fen = sum(people.values()), sum(spent.values())
    return [TierShare(tier, people[tier], of, spent[tier], of_fen) for tier in Tier]


def in_tier(shop: Shop, product_id: int, tier: Tier, now: datetime) -> list[int]:
    """The customers of a tier, who spent most first."""
    found, _none = tiers_sql(shop, product_id, now)
    return shop.ids(
        f"SELECT customer_id AS id FROM {found} WHERE tier = ? ORDER BY spent_fen DESC, customer_id", [tier.value]
    )
