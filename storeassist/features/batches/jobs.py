"""Writes batch results as a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from storeassist.adapters import sheets
from storeassist.features.batches import rules, store
from storeassist.features.cards import store as cards
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _

_ENDINGS = (".xlsx", ".csv")
_MONEY = range(7, 14)


def export(job: Job, shop: Shop, path: Path, ids: Sequence[int], today: date) -> int:
    """Write the batches of ``ids``, in their order, to ``path``; returns how many."""
    if path.suffix.lower() not in _ENDINGS:
        raise UserError("Give the file a name that ends in .xlsx or .csv: {name}", name=path.name)
    headings = [
        *(_("Batch"), _("Printed on"), _("Cards"), _("Claimed"), _("First bills"), _("Repeat bills"), _("Uses")),
        *(_("Revenue"), _("Gross profit"), _("Discount given"), _("Gifts"), _("Printing"), _("Per new customer")),
        *(_("Net"), _("Verdict")),
    ]
    found = store.results(shop, cards.fetch(shop, ids))
    rows = (
        [
            one.batch.facts.name, one.batch.printed_at, one.batch.printed, one.figures.claimed,
            one.figures.first_orders, one.figures.repeat_orders, one.figures.used,
            *map(_yuan, (
                one.figures.revenue_fen, one.figures.profit_fen, one.figures.discount_fen, one.figures.worth_fen,
                one.batch.facts.cost_fen, one.cost_per_new_customer_fen, one.net_fen,
            )),
            rules.verdict(one, today),
        ]
        for one in found
    )  # fmt: skip
    return sheets.write_table(path, headings, rows, money_columns=tuple(_MONEY), total=len(found), job=job)


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / 100
