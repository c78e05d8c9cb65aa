"""Slow work on coupons: a list of them as a spreadsheet; and the pattern of a QR."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from storeassist.adapters import qr, sheets
from storeassist.features.coupons import codes, store, store_list
from storeassist.features.coupons.records import Coupon, State
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _

_BATCH = 500
_ENDINGS = (".xlsx", ".csv")

Cell = str | date | datetime | None


def export(job: Job, shop: Shop, path: Path, ids: Sequence[int], now: datetime, called: Callable[[State], str]) -> int:
    """Write the coupons of ``ids``, in their order, to ``path``; returns how many. ``called`` words a state."""
    if path.suffix.lower() not in _ENDINGS:
        raise UserError("Give the file a name that ends in .xlsx or .csv: {name}", name=path.name)
    headings = [
        *(_("Code"), _("Offer"), _("Brings"), _("State"), _("Holder's number"), _("Holder"), _("Issued")),
        *(_("Valid from"), _("Valid until"), _("Used at"), _("On order")),
    ]
    return sheets.write_table(
        path, headings, _rows(shop, ids, now, called), text_columns=(0, 4, 10), total=len(ids), job=job
    )


def pattern(shop: Shop, coupon: Coupon) -> qr.Matrix:
    """The modules of a coupon's QR."""
    return qr.matrix(store.payload(shop, coupon))


def _rows(shop: Shop, ids: Sequence[int], now: datetime, called: Callable[[State], str]) -> Iterator[list[Cell]]:
    for start in range(0, len(ids), _BATCH):
        for one in store.fetch(shop, ids[start : start + _BATCH], now):
            yield [
                codes.short(one.code), one.offer_name, store_list.brings(one.terms), called(one.state),
                one.customer_number, one.customer_name, one.issued_at, one.valid_from, one.valid_to,
                one.used_at, one.used_on_order,
            ]  # fmt: skip
