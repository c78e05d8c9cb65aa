"""The command line of products."""

from __future__ import annotations

import click

from storeassist.features.products import actions, store
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.money import parse_yuan, yuan
from storeassist.kernel.text import N_, _, many

_ROLES = {Role.LEAD: N_("lead"), Role.HERO: N_("hero"), Role.PROFIT: N_("profit"), Role.ORDINARY: ""}


@click.group("products")
def products() -> None:
    """Add and list products."""


@products.command("add")
@click.argument("name")
@click.option("--category", default="")
@click.option("--price", metavar="YUAN")
@click.option("--cost", metavar="YUAN")
@click.option("--role", type=click.Choice([one.value for one in Role]), default=Role.ORDINARY.value)
@click.pass_obj
def add(console: Console, /, *, name: str, category: str, price: str | None, cost: str | None, role: str) -> None:
    """Add the product NAME."""
    facts = ProductFacts(
        name,
        category,
        price_fen=None if price is None else parse_yuan(price),
        cost_fen=None if cost is None else parse_yuan(cost),
        role=Role(role),
    )
    shop = console.shop()
    product = store.get(shop, actions.add(shop, facts, console.now()))
    console.show({"id": product.id, "name": product.name}, _("Added {name}.", name=product.name))


@products.command("list")
@click.option("--find", "text", default="", help="A part of the name or category.")
@click.option("--role", type=click.Choice([one.value for one in Role]))
@click.option("--sort", type=click.Choice(list(store.SORTS)), default="name", show_default=True)
@click.option("--descending", is_flag=True)
@click.option("--limit", type=click.IntRange(1, 100_000), default=200, show_default=True)
@click.pass_obj
def list_(console: Console, /, *, text: str, role: str | None, sort: str, descending: bool, limit: int) -> None:
    """List products and what was sold of each."""
    shop = console.shop()
    which = store.Filter(text, Role(role) if role else None)
    found = store.fetch(shop, store.ids(shop, which, sort, descending)[:limit])
    document = [
        {
            "name": product.name,
            "category": product.facts.category,
            "price_fen": product.facts.price_fen,
            "cost_fen": product.facts.cost_fen,
            "role": product.facts.role.value,
            "quantity": product.sold.quantity,
            "sold_fen": product.sold.sold_fen,
            "orders": product.sold.orders,
        }
        for product in found
    ]
    rows = [
        [
            product.name,
            product.facts.category,
            "" if product.facts.price_fen is None else yuan(product.facts.price_fen),
            _(_ROLES[product.facts.role]),
            many("on {n} order", "on {n} orders", product.sold.orders),
            yuan(product.sold.sold_fen),
        ]
        for product in found
    ]
    console.show(document, aligned(rows) or _("No product matches."))


commands: tuple[click.Command, ...] = (products,)
