"""Lays two customers side by side, and plans their merge; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping

from storeassist.features.customers import store as customers
from storeassist.features.customers.records import Customer
from storeassist.features.duplicates import rules
from storeassist.features.duplicates.records import MergePlan, Moves, Pair, Side, Suggestion
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError

_USES = (
    "SELECT count(*) FROM redemption_customer c WHERE customer_id = ?"
    " AND NOT EXISTS (SELECT 1 FROM coupon_ledger r WHERE r.reverses_id = c.id)"
)


def suggestions(shop: Shop, pairs: Mapping[int, Pair]) -> list[Suggestion]:
    """Pairs, by their place in the list, with their customers; the one who came more often first."""
    ids = sorted({customer_id for pair in pairs.values() for customer_id in (pair.a_id, pair.b_id)})
    found = {customer.id: customer for customer in customers.fetch(shop, ids)}
    return [
        Suggestion(at, pair, *in_order(found[pair.a_id], found[pair.b_id]))
        for at, pair in pairs.items()
        if pair.a_id in found and pair.b_id in found
    ]


def both(shop: Shop, one_id: int, other_id: int) -> tuple[Customer, Customer]:
    """Two customers; raises UserError when either is gone."""
    return customers.get(shop, one_id), customers.get(shop, other_id)


def in_order(one: Customer, other: Customer) -> tuple[Customer, Customer]:
    """Two customers, the one first who stays unless the owner says otherwise: who came more often, else came first."""
    return (one, other) if _weight(one) >= _weight(other) else (other, one)


def plan_merge(shop: Shop, keep_id: int, drop_id: int, choices: Mapping[str, Side] | None = None) -> MergePlan:
    """What merging ``drop_id`` into ``keep_id`` would do; ``choices`` say of fields whose value is taken.

    Raises UserError when either is gone, both are the same, or a choice names no field.
    """
    if keep_id == drop_id:
        raise UserError("These are the same customer already.")
    keep, drop = both(shop, keep_id, drop_id)
    differences = rules.differences(keep.facts, drop.facts, customers.fields(shop), choices or {})
    facts = rules.merged(keep.facts, drop.facts, differences)
    carried = {tag.casefold() for tag in keep.facts.tags}
    lost = {keep.facts.note, drop.facts.note} - {facts.note, ""}
    former = "SELECT number FROM customer_former WHERE customer_id IN (?, ?)"
    numbers = {keep.number, drop.number, *(row["number"] for row in shop.query(former, [keep_id, drop_id]))}
    return MergePlan(
        keep=keep,
        drop=drop,
        differences=differences,
        facts=facts,
        moves=Moves(
            orders=drop.totals.orders,
            notes=int(shop.value("SELECT count(*) FROM customer_note WHERE customer_id = ?", [drop_id])),
            tags=tuple(tag for tag in drop.facts.tags if tag.casefold() not in carried),
            visits=int(shop.value("SELECT count(DISTINCT day) FROM visit WHERE customer_id IN (?, ?)", [keep_id, drop_id])),
            coupons=int(shop.value("SELECT count(*) FROM coupon_holder WHERE customer_id = ?", [drop_id])),
            uses=int(shop.value(_USES, [drop_id])),
        ),
        former=tuple(sorted(numbers - {facts.number})),
        remark="".join(lost),
    )


def _weight(customer: Customer) -> tuple[int, int, int]:
    return customer.totals.visits, customer.totals.orders, -customer.id
