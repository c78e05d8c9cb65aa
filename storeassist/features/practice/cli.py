"""The command line of the practice shop."""

from __future__ import annotations

from pathlib import Path

import click

from storeassist.features.orders.store import shop_figures
from storeassist.features.practice import jobs
from storeassist.kernel.console import Console
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.text import _


@click.command("demo")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def demo(console: Console, file: Path) -> None:
    """Make a practice shop: an invented year of a noodle shop, until now."""
    shop = Shop.open(jobs.make(Quiet(), file, console.schema(), console.now()), console.schema())
    try:
        name, figures = shop.name, shop_figures(shop)
    finally:
        shop.close()
    first, last = figures.first_order_at, figures.last_order_at
    document = {
        "file": str(file),
        "name": name,
        "customers": figures.customers,
        "orders": figures.orders,
        "order_lines": figures.order_lines,
        "revenue_fen": figures.revenue_fen,
        "visits": figures.visits,
        "first_order_at": first and iso(first),
        "last_order_at": last and iso(last),
    }
    words = _(
        "Made the practice shop {name} with {customers} customers and {orders} orders: {file}",
        name=name,
        customers=f"{figures.customers:,}",
        orders=f"{figures.orders:,}",
        file=file,
    )
    console.show(document, words)


commands: tuple[click.Command, ...] = (demo,)
