"""What is bought together, and what follows a first purchase, counted from bills. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from storeassist.features.repurchase.records import FirstPurchase, Follower, Pair, Share
from storeassist.features.repurchase.rules import AGAIN_DAYS

FEWEST_TOGETHER = 5
"""Fewer cases are chance."""

_FOLLOWERS = 3


@dataclass(frozen=True, slots=True)
class Beginning:
    """One customer: products of the first bill, days since, days until the second visit (None: none), its products."""

    products: frozenset[int]
    age: int
    gap: int | None
    next: frozenset[int]


def pairs(baskets: Iterable[tuple[frozenset[int], int]], names: Mapping[int, str], limit: int) -> list[Pair]:
    """Products on one bill, of what stood on how many bills; those first that are together most beyond chance."""
    bills, sold, together = 0, Counter[int](), Counter[tuple[int, int]]()
    for products, count in baskets:
        bills += count
        for product in products:
            sold[product] += count
        for pair in combinations(sorted(products), 2):
            together[pair] += count
    found = [
        Pair(a, names[a], b, names[b], sold[a], sold[b], count, bills)
        for (a, b), count in together.items()
        if count >= FEWEST_TOGETHER
    ]
    return sorted(found, key=lambda one: (-one.lift, -one.together, one.a_id, one.b_id))[:limit]


def first_purchases(beginnings: Iterable[Beginning], names: Mapping[int, str], limit: int) -> list[FirstPurchase]:
    """What customers begin with, and whether and with what they come again; most customers first."""
    customers, ripe, again = Counter[int](), Counter[int](), Counter[int]()
    went_on, together, second = Counter[int](), Counter[tuple[int, int]](), Counter[int]()
    known = 0
    for one in beginnings:
        customers.update(one.products)
        if one.age >= AGAIN_DAYS:
            ripe.update(one.products)
            if one.gap is not None and one.gap <= AGAIN_DAYS:
                again.update(one.products)
        if one.next:
            known += 1
            second.update(one.next)
            went_on.update(one.products)
            together.update((a, b) for a in one.products for b in one.next)
    followers: dict[int, list[Follower]] = {}
    for (a, b), n in together.items():
        if n >= FEWEST_TOGETHER:
            followers.setdefault(a, []).append(Follower(b, names[b], n, n * known / (went_on[a] * second[b])))
    found = [
        FirstPurchase(
            product,
            names[product],
            n,
            Share(again[product], ripe[product]),
            tuple(sorted(followers.get(product, ()), key=lambda one: (-one.customers, one.name))[:_FOLLOWERS]),
        )
        for product, n in customers.items()
    ]
    return sorted(found, key=lambda one: (-one.customers, one.name))[:limit]
