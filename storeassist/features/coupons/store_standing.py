"""Reads from the ledger how all coupons stand at once: which are used, cancelled, claimed, or run out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

from storeassist.features.coupons.records import State
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import day_booked
from storeassist.kernel.settings import day_ends_at

STANDS = "id NOT IN (SELECT reverses_id FROM coupon_ledger WHERE reverses_id IS NOT NULL)"
"""The condition of a ledger row that no other row took back, for walking through many of them."""

_OF_OFFER = "SELECT id FROM coupon_issue WHERE :offer IS NULL OR offer_id = :offer"
_MANY_USES = "SELECT id FROM coupon_issue WHERE uses > 1"
# One walk from end to end and no grouping: SQLite sorts what it groups, which would take most of the time.
_ROWS = (
    "SELECT json_group_array(coupon_id) FILTER (WHERE entry = 'cancelled') AS cancelled,"
    f" json_group_array(coupon_id) FILTER (WHERE entry = 'redeemed' AND issue_id NOT IN ({_MANY_USES})) AS used,"
    " json_group_array(coupon_id) FILTER (WHERE entry = 'claimed') AS claimed"
    " FROM coupon_ledger NOT INDEXED WHERE coupon_id IS NOT NULL AND reverses_id IS NULL"
    f" AND {STANDS} AND (:offer IS NULL OR issue_id IN ({_OF_OFFER}))"
)
_USED_UP = (
    f"SELECT coupon_id AS id FROM coupon_ledger WHERE issue_id IN ({_OF_OFFER} INTERSECT {_MANY_USES})"
    f" AND entry = 'redeemed' AND {STANDS} GROUP BY coupon_id"
    " HAVING count(*) >= (SELECT uses FROM coupon_issue i WHERE i.id = issue_id)"
)
_LAST_USE_REVERSED = (
    "SELECT a.coupon_id AS id FROM coupon_ledger b CROSS JOIN coupon_ledger a ON a.id = b.reverses_id"
    f" WHERE b.reverses_id IS NOT NULL AND (:offer IS NULL OR b.issue_id IN ({_OF_OFFER})) AND a.entry = 'redeemed'"
    " AND a.id = (SELECT max(l.id) FROM coupon_ledger l WHERE l.coupon_id = a.coupon_id AND l.entry = 'redeemed')"
)
_ISSUE_OVER = (
    "SELECT c.id FROM coupon_issue i CROSS JOIN coupon c ON c.issue_id = i.id"
    f" WHERE i.valid_to < :today AND i.id IN ({_OF_OFFER})"
)
_CLAIM_OVER = (
    "SELECT l.coupon_id AS id FROM coupon_ledger l JOIN coupon_issue i ON i.id = l.issue_id"
    f" WHERE i.days_after_claim IS NOT NULL AND i.id IN ({_OF_OFFER}) AND l.entry = 'claimed' AND l.{STANDS}"
    " AND date({claimed_on}, '+' || i.days_after_claim || ' days') < :today"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The coupons in each state on a business day; those still as they were issued are in none of the sets."""

    day: date
    total: int
    of_state: Mapping[State, Set[int]]

    def count(self, state: State) -> int:
        """How many coupons are in this state."""
        if state is State.ISSUED:
            return self.total - sum(map(len, self.of_state.values()))
        return len(self.of_state[state])

    def only(self, state: State, coupon_ids: Iterable[int]) -> list[int]:
        """Those of these coupons that are in this state, in their order."""
        if state is State.ISSUED:
            told = set[int]().union(*self.of_state.values())
            return [one for one in coupon_ids if one not in told]
        wanted = self.of_state[state]
        return [one for one in coupon_ids if one in wanted]


def read(shop: Shop, today: date, offer_id: int | None = None) -> Standing:
    """How the coupons stand on a business day, of all offers or of one."""
    params = {"today": today.isoformat(), "offer": offer_id}
    row = shop.query(_ROWS, params)[0]
    cancelled, used, claimed = (set(json.loads(row[name])) for name in ("cancelled", "used", "claimed"))
    used.update(shop.ids(_USED_UP, params))
    over = {*shop.ids(_ISSUE_OVER, params), *shop.ids(_CLAIM_OVER.format(claimed_on=day_booked("l.at", day_ends_at(shop))), params)}
    of_state = {
        State.CANCELLED: cancelled,
        State.REDEEMED: used,
        State.EXPIRED: over,
        State.REVERSED: set(shop.ids(_LAST_USE_REVERSED, params)),
        State.CLAIMED: claimed,
    }
    stronger: list[set[int]] = []
    for coupons in of_state.values():
        coupons.difference_update(*stronger)
        stronger.append(coupons)
    total = shop.value(f"SELECT coalesce(sum(count), 0) FROM coupon_issue WHERE id IN ({_OF_OFFER})", params)
    return Standing(today, total, of_state)
