"""The command line of duplicates: verbs beside those of customers."""

from __future__ import annotations

from typing import Any

import click

from storeassist.features.customers import store as customers
from storeassist.features.customers.records import Customer
from storeassist.features.duplicates import jobs, rules
from storeassist.features.duplicates.actions_planning import plan_merge, suggestions
from storeassist.features.duplicates.records import MergePlan, Side
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.text import N_, _, many


@click.command("duplicates")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.pass_obj
def duplicates(console: Console, limit: int) -> None:
    """List customers who may be one person twice, the surest first."""
    shop = console.shop()
    found = jobs.find(Quiet(), shop)[:limit]
    shown = suggestions(shop, dict(enumerate(found)))
    document = [
        {
            "score": one.pair.score,
            "reasons": [reason.value for reason in one.pair.reasons],
            "customers": [_as_json(customer) for customer in (one.one, one.other)],
        }
        for one in shown
    ]
    rows = [[_in_words(one.one), _in_words(one.other), rules.in_words(one.pair.reasons)] for one in shown]
    console.show(document, aligned(rows) or _("No two customers look like one person."))


@click.command("merge")
@click.argument("keep")
@click.argument("drop")
@click.option("--take", "takes", multiple=True, metavar="FIELD=keep|drop", help="Whose value of a field is taken.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.pass_obj
def merge(console: Console, /, *, keep: str, drop: str, takes: tuple[str, ...], dry_run: bool) -> None:
    """Merge customer DROP into customer KEEP; the number given up goes on finding the one who stays."""
    shop = console.shop()
    plan = plan_merge(
        shop, customers.by_number(shop, keep).id, customers.by_number(shop, drop).id, dict(_choice(shop, t) for t in takes)
    )
    if not dry_run:
        jobs.merge(Quiet(), shop, plan, console.now())
    document = {
        "merged": not dry_run,
        "number": plan.facts.number,
        "former_numbers": list(plan.former),
        "orders": plan.moves.orders,
        "notes": plan.moves.notes,
        "tags": list(plan.moves.tags),
        "visits": plan.moves.visits,
        "coupons": plan.moves.coupons,
        "coupon_uses": plan.moves.uses,
        "taken": {_name_of(shop, one.key): one.side for one in plan.differences},
    }
    console.show(document, _told(shop, plan, dry_run))


def _choice(shop: Shop, text: str) -> tuple[str, Side]:
    """A choice as written: phone=drop; the shop's own fields by their names."""
    name, _equals, side = text.partition("=")
    name = name.strip()
    key = next((f"{rules.CUSTOM}{f.id}" for f in customers.fields(shop) if f.name.casefold() == name.casefold()), name)
    if side == "keep":
        return key, "keep"
    if side == "drop":
        return key, "drop"
    raise UserError("Write --take like phone=drop or name=keep, not {text}.", text=text)


def _name_of(shop: Shop, key: str) -> str:
    own = {f"{rules.CUSTOM}{field.id}": field.name for field in customers.fields(shop)}
    return own.get(key, key)


def _told(shop: Shop, plan: MergePlan, dry_run: bool) -> str:
    fields = customers.fields(shop)
    chosen = [
        [
            rules.label_of(one.key, fields),
            rules.shown(one.key, one.keep if one.side == "keep" else one.drop, one.drop if one.side == "keep" else one.keep),
        ]
        for one in plan.differences
    ]
    name, other = _in_words(plan.keep), _in_words(plan.drop)
    words = N_("{other} would go into {name}.") if dry_run else N_("{other} went into {name}.")
    return "\n".join([_(words, other=other, name=name), *rules.moves_in_words(plan), *filter(None, [aligned(chosen)])])


def _in_words(customer: Customer) -> str:
    visits = many("{n} visit", "{n} visits", customer.totals.visits)
    return "·".join([_("No. {number}", number=customer.number), customer.name or _("no name"), visits])


def _as_json(customer: Customer) -> dict[str, Any]:
    return {
        "number": customer.number,
        "name": customer.name,
        "phone": customer.facts.phone,
        "wechat": customer.facts.wechat,
        "visits": customer.totals.visits,
    }


more = {"customers": [merge, duplicates]}
