"""The slow work of duplicates: looking for them, never among all pairs, and merging with a backup before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain, product

from storeassist.adapters.pinyin import load_readings
from storeassist.features.backups import actions as backups
from storeassist.features.duplicates import actions, rules, store
from storeassist.features.duplicates.likeness import compare_names, folded
from storeassist.features.duplicates.records import MergePlan, Pair, Reason
from storeassist.kernel.backups import Why, list_backups
from storeassist.kernel.database import Shop
from storeassist.kernel.garbage import uncollected
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _

_OFTEN = 20_000
"""Pairs looked at between two reports."""

_LARGE = 64_000_000
"""Bytes of a shop file that takes long to back up: merges of one sitting share the backup made before the first."""

_SITTING = timedelta(minutes=30)

Holders = Mapping[str, list[int]]


def find(job: Job, shop: Shop) -> list[Pair]:
    """All pairs of customers who may be one and were not told apart, the surest first."""
    job.report(0, 0, _("Looking for duplicates"))
    load_readings()
    with uncollected():
        rows = store.everyone(shop)
        apart = store.told_apart(shop)
        name_of = {row["id"]: row["name"] for row in rows}
        phones = _holders((row["id"], row["phone"]) for row in rows)
        wechats = _holders((row["id"], row["wechat"].casefold()) for row in rows)
        found: dict[tuple[int, int], list[Reason]] = {}
        for one, other, reason in _evidence(job, phones, wechats, name_of):
            pair = (min(one, other), max(one, other))
            if pair not in apart:
                found.setdefault(pair, []).append(reason)
    return sorted(_pairs(found, name_of), key=lambda pair: (-pair.score, pair.a_id, pair.b_id))


def merge(job: Job, shop: Shop, plan: MergePlan, now: datetime) -> None:
    """Back the shop up, then do what the plan says. Raises UserError, having changed nothing."""
    if not _is_backed_up(shop, now):
        backups.before(shop, now, Why.MERGE, job)
    actions.merge(shop, plan, now)


def _is_backed_up(shop: Shop, now: datetime) -> bool:
    if shop.path.stat().st_size < _LARGE:
        return False
    return any(b.is_whole and b.why is Why.MERGE and now - b.at < _SITTING for b in list_backups(shop.path))


def _evidence(
    job: Job, phones: Holders, wechats: Holders, name_of: Mapping[int, str]
) -> Iterator[tuple[int, int, Reason]]:
    """Two ids at a time, and what they share; those of nearly the same phone only when their names agree as well."""

    def known_by(customer_id: int) -> str:
        return folded(name_of[customer_id])

    for reason, holders in ((Reason.SAME_PHONE, phones), (Reason.SAME_WECHAT, wechats)):
        for one, other in rules.sharing(holders, known_by):
            yield one, other, reason
    near = chain(
        ((pair, Reason.ONE_DIGIT) for pair in rules.one_digit_apart(phones)),
        ((pair, Reason.SWAPPED_DIGITS) for pair in rules.neighbours_swapped(phones)),
    )
    for seen, ((phone, like), reason) in enumerate(near):
        if not seen % _OFTEN:
            job.report(0, 0)
        if max(len(phones[phone]), len(phones[like])) > rules.MOST_SHARING:
            continue
        for one, other in product(phones[phone], phones[like]):
            if compare_names(name_of[one], name_of[other]) in rules.NEAR_NAMES:
                yield one, other, reason


def _holders(values: Iterable[tuple[int, str | None]]) -> Holders:
    """Who has each phone or WeChat name."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for customer_id, value in values:
        if value:
            holders[value].append(customer_id)
    return holders


def _pairs(found: Mapping[tuple[int, int], list[Reason]], name_of: Mapping[int, str]) -> Iterator[Pair]:
    for (a, b), reasons in found.items():
        name = compare_names(name_of[a], name_of[b])
        yield Pair(a, b, rules.score(reasons, name), (*reasons, name))
