"""What the list of products shows of each: its columns, and the words for roles."""

from __future__ import annotations

from collections.abc import Callable

from storeassist.features.products.records import Product, Role
from storeassist.kernel.money import yuan
from storeassist.kernel.text import N_, _
from storeassist.ui.table import Column

ROLE_WORDS = {
    Role.LEAD: N_("Lead"),
    Role.HERO: N_("Hero"),
    Role.PROFIT: N_("Profit"),
    Role.ORDINARY: N_("Ordinary"),
}
ROLE_MEANINGS = {
    Role.LEAD: N_("Lead: brings new guests in"),
    Role.HERO: N_("Hero: what they come back for"),
    Role.PROFIT: N_("Profit: earns the money"),
    Role.ORDINARY: N_("Ordinary: no part of its own"),
}
_LOW_MARGIN = 0


def margin(product: Product) -> float | None:
    """The part of the price that is not cost; None while either is unknown."""
    price, cost = product.facts.price_fen, product.facts.cost_fen
    return None if not price or cost is None else (price - cost) / price


def _money(fen: int | None) -> str:
    return "—" if fen is None else yuan(fen)


def _margin_words(product: Product) -> str:
    part = margin(product)
    return "—" if part is None else f"{part:.0%}".replace("-", "− ")


def _margin_tone(product: Product) -> str:
    part = margin(product)
    return "muted" if part is None else "bad" if part < _LOW_MARGIN else ""


def _role_tag(product: Product) -> list[tuple[str, str]]:
    role = product.facts.role
    return [] if role is Role.ORDINARY else [(_(ROLE_WORDS[role]), "accent" if role is Role.HERO else "")]


def _missing(value: object) -> str:
    return "muted" if value is None else ""


def columns(revenue: Callable[[], tuple[int, int]]) -> list[Column[Product]]:
    """The columns of the product list; ``revenue`` tells in fen what all products brought in, and the best-seller alone.

    The bar of a product's share is full for the best-seller.
    """

    def share(product: Product) -> tuple[float, str]:
        everything, best = revenue()
        sold = max(0, product.sold.sold_fen)
        return (sold / best if best > 0 else 0.0, f"{sold / everything:.1%}" if everything > 0 else "—")

    return [*_COLUMNS, Column("Share", share, name="share", kind="bar", width=132, rank=5), *_MORE]


_COLUMNS: list[Column[Product]] = [
    Column("Product", lambda p: p.name, key="name", width=180, stretch=True),
    Column("Category", lambda p: p.facts.category, key="category", kind="muted", width=110, rank=3),
    Column("Role", _role_tag, key="role", kind="tags", width=84),
    Column(
        "Price",
        lambda p: _money(p.facts.price_fen),
        key="price",
        kind="number",
        width=96,
        tone=lambda p: _missing(p.facts.price_fen),
    ),
    Column(
        "Cost",
        lambda p: _money(p.facts.cost_fen),
        key="cost",
        kind="number",
        width=96,
        rank=4,
        tone=lambda p: _missing(p.facts.cost_fen),
    ),
    Column("Margin", _margin_words, key="margin", kind="number", width=92, rank=2, tone=_margin_tone),
    Column("Sold", lambda p: f"{p.sold.quantity:,.10g}", key="quantity", kind="number", width=92, rank=1),
    Column("Revenue", lambda p: yuan(p.sold.sold_fen), key="sold", kind="number", width=112),
]
_MORE: list[Column[Product]] = [
    Column("On orders", lambda p: p.sold.orders, key="orders", kind="number", width=96, rank=8, hidden=True),
]
