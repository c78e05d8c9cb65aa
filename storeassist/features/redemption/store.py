"""Reads what the desk suggests, such as the dish that closes the gap to a minimum spend, and what a bill costs by now."""

from __future__ import annotations

from collections.abc import Sequence

from storeassist.features.coupons.records import Redemption
from storeassist.features.orders import store as order_store
from storeassist.features.products.records import Role
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError


def off_bill(shop: Shop, used: Redemption) -> int | None:
    """What is off the bill of a redemption by now; None when that bill counts no more."""
    try:
        bill = order_store.by_number(shop, used.order_number)
    except UserError:
        return None
    is_it = bill.is_live and bill.facts.amount_fen + bill.facts.discount_fen == used.amount_fen
    return bill.facts.discount_fen if is_it else None


def closing(shop: Shop, gap_fen: int) -> tuple[str, int] | None:
    """The cheapest product whose price closes a gap, the one sold most where several cost as much: (name, price)."""
    rows = shop.query(
        "SELECT p.name, p.price_fen FROM product p JOIN product_total t ON t.product_id = p.id"
        " WHERE p.price_fen >= ? ORDER BY p.price_fen, t.quantity DESC, p.name LIMIT 1",
        [gap_fen],
    )
    return (rows[0]["name"], rows[0]["price_fen"]) if rows else None


def product_names(shop: Shop, roles: Sequence[Role] = (), limit: int = 2_000) -> list[str]:
    """Names of products, of these roles if any are given, what is sold most first."""
    where = f" WHERE p.role IN ({', '.join('?' * len(roles))})" if roles else ""
    rows = shop.query(
        f"SELECT p.name FROM product p JOIN product_total t ON t.product_id = p.id{where}"
        " ORDER BY t.quantity DESC, p.name LIMIT ?",
        [*(str(role) for role in roles), limit],
    )
    return [row["name"] for row in rows]
