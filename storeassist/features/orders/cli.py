"""The command line of orders."""

from __future__ import annotations

from typing import Any

import click

from storeassist.features.customers import store as customer_store
from storeassist.features.orders import actions, rules, store
from storeassist.features.orders.records import Filter, Order, OrderFacts
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.dates import parse_booking, show_moment
from storeassist.kernel.money import parse_yuan, yuan
from storeassist.kernel.text import _


@click.group("orders")
def orders() -> None:
    """Add, void, show and list orders."""


@orders.command("add")
@click.option("--amount", required=True, metavar="YUAN", help="What was paid.")
@click.option("--customer", metavar="NUMBER|PHONE", help="A number, a phone, or the last digits of one.")
@click.option("--at", metavar="ISO", help="When; now by default.")
@click.option("--guests", type=click.IntRange(1))
@click.option("--table", default="")
@click.option("--channel", default="")
@click.option("--note", default="")
@click.option("--discount", metavar="YUAN", default="0")
@click.option("--number", default="", help="The number on the bill; the next one of the day by default.")
@click.option("--line", "lines", multiple=True, metavar='"NAME x2 12.50"', help="Name, how many, amount of the line.")
@click.pass_obj
def add(console: Console, /, *, amount: str, customer: str | None, at: str | None, discount: str,
        lines: tuple[str, ...], **plain: Any) -> None:  # fmt: skip
    """Add an order."""
    shop, now = console.shop(), console.now()
    facts = OrderFacts(
        at=parse_booking(at) if at else now,
        amount_fen=parse_yuan(amount),
        customer_id=customer_store.called(shop, customer).id if customer else None,
        lines=tuple(map(rules.read_line, lines)),
        discount_fen=parse_yuan(discount),
        **plain,
    )
    order = store.get(shop, actions.add(shop, facts, now))
    document = {"number": order.number, "id": order.id, "customer": order.customer_number or None}
    words = _("Added order {number}: {amount}.", number=order.number, amount=yuan(order.facts.amount_fen))
    console.show(document, words)


@orders.command("void")
@click.argument("number")
@click.option("--why", default="", help="The reason, kept with the order.")
@click.pass_obj
def void(console: Console, number: str, why: str) -> None:
    """Take an order out of all sums; it stays readable, marked void."""
    shop = console.shop()
    order = store.by_number(shop, number)
    actions.void(shop, order.id, why, console.now())
    console.show({"number": order.number, "voided": True}, _("Voided order {number}.", number=order.number))


@orders.command("show")
@click.argument("number")
@click.pass_obj
def show(console: Console, number: str) -> None:
    """Show an order line by line."""
    order = store.by_number(console.shop(), number)
    facts = order.facts
    rows = [
        [_("Number"), order.number],
        [_("Time"), show_moment(facts.at, console.now())],
        [_("Customer"), order.customer_name or order.customer_number],
        [_("Amount"), yuan(facts.amount_fen)],
        [_("Discount"), yuan(facts.discount_fen) if facts.discount_fen else ""],
        [_("Guests"), str(facts.guests or "")],
        [_("Table"), facts.table],
        [_("Channel"), facts.channel],
        [_("Note"), " ".join(facts.note.split())],
        [_("Void since"), show_moment(order.voided_at, console.now()) if order.voided_at else ""],
        [_("Why"), order.why],
    ]
    lines = [
        [line.name, f"×{line.quantity:g}", "" if line.amount_fen is None else yuan(line.amount_fen)]
        for line in facts.lines
    ]
    console.show(_as_json(order), "\n\n".join(filter(None, (aligned([r for r in rows if r[1]]), aligned(lines)))))


@orders.command("list")
@click.option("--customer", metavar="NUMBER|PHONE")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.option("--voided", is_flag=True, help="The void ones instead.")
@click.pass_obj
def list_(console: Console, /, *, customer: str | None, limit: int, voided: bool) -> None:
    """List orders, latest first."""
    shop = console.shop()
    customer_id = customer_store.called(shop, customer).id if customer else None
    which = Filter(customer_id=customer_id, state="voided" if voided else "live")
    found = store.fetch(shop, store.ids(shop, which, limit=limit))
    rows = [
        [
            order.number,
            show_moment(order.facts.at, console.now()),
            yuan(order.facts.amount_fen),
            order.customer_name or order.customer_number,
            store.goods_of(order.facts),
        ]
        for order in found
    ]
    console.show([_as_json(order) for order in found], aligned(rows) or _("No orders."))


def _as_json(order: Order) -> dict[str, Any]:
    facts = order.facts
    return {
        "number": order.number,
        "id": order.id,
        "version": order.version,
        "at": facts.at.isoformat(timespec="seconds"),
        "day": order.day.isoformat(),
        "customer": order.customer_number or None,
        "amount_fen": facts.amount_fen,
        "discount_fen": facts.discount_fen,
        "guests": facts.guests,
        "table": facts.table,
        "channel": facts.channel,
        "note": facts.note,
        "lines": [
            {"name": line.name, "quantity": line.quantity, "amount_fen": line.amount_fen} for line in facts.lines
        ],
        "voided_at": order.voided_at and order.voided_at.isoformat(timespec="seconds"),
        "why": order.why,
    }


commands: tuple[click.Command, ...] = (orders,)
