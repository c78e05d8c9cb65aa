"""The command line of batch results: a verb beside those of cards."""

from __future__ import annotations

from typing import Any

import click

from storeassist.features.batches import rules, store
from storeassist.features.batches.records import Result
from storeassist.features.cards import store as cards
from storeassist.kernel.console import Console, aligned
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _


@click.command("results")
@click.argument("batch")
@click.pass_obj
def results(console: Console, batch: str) -> None:
    """Say what BATCH brought."""
    shop, today = console.shop(), console.now().date()
    result = store.results(shop, [cards.by_name(shop, batch)])[0]
    figures = result.figures
    rows = [
        [_("Printed"), f"{result.batch.printed:,}"],
        [_("Claimed"), str(figures.claimed)],
        [_("First bills"), str(figures.first_orders)],
        [_("Repeat bills"), str(figures.repeat_orders)],
        [_("Revenue"), yuan(figures.revenue_fen)],
        [_("Given"), yuan(result.given_fen)],
        [_("Printing"), _money(result.batch.facts.cost_fen)],
        [_("Per new customer"), _money(result.cost_per_new_customer_fen)],
        [_("Net"), _money(result.net_fen)],
        [_("Verdict"), rules.verdict(result, today)],
    ]
    console.show({**_document(result), "verdict": rules.word(result, today).value}, aligned(rows))


def _document(result: Result) -> dict[str, Any]:
    figures = result.figures
    return {
        "batch": result.batch.facts.name,
        "printed": result.batch.printed,
        "claimed": figures.claimed,
        "first_orders": figures.first_orders,
        "repeat_orders": figures.repeat_orders,
        "revenue_fen": figures.revenue_fen,
        "discount_fen": figures.discount_fen,
        "worth_fen": figures.worth_fen,
        "cost_fen": result.batch.facts.cost_fen,
        "cost_per_new_customer_fen": result.cost_per_new_customer_fen,
        "net_fen": result.net_fen,
        "by_day": [{"day": day.isoformat(), "count": count} for day, count in figures.by_day],
    }


def _money(fen: int | None) -> str:
    return "—" if fen is None else yuan(fen)


more = {"cards": [results]}
