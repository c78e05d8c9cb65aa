"""Answers what a list of orders shows: the first rows while the owner types, all of them and their sum a moment later."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from storeassist.features.orders import store
from storeassist.features.orders.records import Filter
from storeassist.features.orders.store_ledger import Sum, counted
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Cancelled, Job

FIRST = 500
"""So many rows are shown at once."""

SMALL = 5_000
"""A shop of so many orders is read whole at every keystroke."""

_LOOK_UP = 20_000  # steps of SQLite, about a millisecond


@dataclass(frozen=True, slots=True)
class Question:
    """What a list was asked for."""

    which: Filter
    sort: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The orders of a list, and what they add up to; ``total`` is None while only the first rows are known."""

    ids: list[int]
    total: Sum | None


def first_of(shop: Shop, asked: Question) -> Listing | None:
    """What can be told within a frame: all of a short list, the first rows of a long one, None when they must be sorted."""
    is_small = store.count(shop) <= SMALL
    if not (is_small or store.is_quick(shop, asked.which, asked.sort)):
        return None
    limit = None if is_small else FIRST
    ids = store.ids(shop, asked.which, asked.sort, asked.descending, limit)
    return Listing(ids, _sum_of(shop, ids) if is_small or len(ids) < FIRST else None)


def whole_of(job: Job, shop: Shop, asked: Question) -> Listing:
    """All of a list; reading stops as soon as the job is given up."""

    def is_given_up() -> bool:
        try:
            job.report(0, 1)
        except Cancelled:
            return True
        return False

    shop.db.set_progress_handler(is_given_up, _LOOK_UP)
    try:
        ids = store.ids(shop, asked.which, asked.sort, asked.descending)
        return Listing(ids, counted(shop, asked.which))
    except Exception:
        job.report(0, 1)  # a read broken off looks like a fault of the file: Cancelled says what it was
        raise
    finally:
        shop.db.set_progress_handler(None, 0)


def with_rest(first: list[int], shown: Sequence[int]) -> list[int]:
    """The first rows as they are now, then those that were listed below them: nobody loses their place over a new order."""
    near = {id: at for at, id in enumerate(shown[: 2 * FIRST])}
    for at in range(len(first) - 1, -1, -1):
        if first[at] in near:
            return [*first[: at + 1], *shown[near[first[at]] + 1 :]]
    return first


def _sum_of(shop: Shop, ids: list[int]) -> Sum:
    row = shop.query(
        'SELECT count(*) AS n, coalesce(sum(amount_fen), 0) AS fen FROM "order" o'
        f" WHERE o.id IN (SELECT value FROM json_each(?)) AND {store.LIVE}",
        [json.dumps(ids)],
    )[0]
    return Sum(row["n"], row["fen"])
