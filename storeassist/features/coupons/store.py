"""Reads coupons as they are now, told from the ledger, and what they hold for a customer."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from storeassist.features.coupons import codes
from storeassist.features.coupons.records import Coupon, Entry, Reason, State
from storeassist.features.coupons.store_ledger import coupon_entries, day_figures, ledger, redemption
from storeassist.features.habits.store import business_today
from storeassist.features.offers import rules as offer_rules
from storeassist.features.offers.records import Terms
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.dates import business_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import day_ends_at

__all__ = ["coupon_entries", "day_figures", "ledger", "redemption"]

LIVE = "NOT EXISTS (SELECT 1 FROM coupon_ledger r WHERE r.reverses_id = l.id)"
"""The condition of a ledger row ``l`` that no other row took back."""

_COUPONS = (
    "SELECT c.id, c.code, c.issue_id, c.serial, i.offer_id, o.name AS offer_name, t.terms, i.at AS issued_at,"
    " i.valid_from, i.valid_to, i.days_after_claim, i.uses, h.customer_id, k.number AS customer_number,"
    " k.name AS customer_name FROM coupon c JOIN coupon_issue i ON i.id = c.issue_id JOIN offer o ON o.id = i.offer_id"
    " JOIN offer_terms t ON t.id = i.terms_id LEFT JOIN coupon_holder h ON h.id = c.id"
    " LEFT JOIN customer k ON k.id = h.customer_id WHERE c.id IN (SELECT value FROM json_each(?))"
)
_HISTORY = (
    "SELECT l.id, l.coupon_id, l.at, l.entry, l.order_number, r.id IS NOT NULL AS is_reversed FROM coupon_ledger l"
    " LEFT JOIN coupon_ledger r ON r.reverses_id = l.id WHERE l.coupon_id IN (SELECT value FROM json_each(?))"
    " AND l.entry <> 'reversed' ORDER BY l.id"
)


def key(shop: Shop) -> bytes:
    """The key that signs this shop's codes."""
    return bytes(shop.value("SELECT key FROM coupon_key"))


def short(coupon: Coupon) -> str:
    """A coupon's code for typing."""
    return codes.short(coupon.code)


def payload(shop: Shop, coupon: Coupon) -> str:
    """A coupon's code for its QR."""
    return codes.payload(coupon.code, key(shop))


def free_codes(shop: Shop, count: int) -> list[int]:
    """So many new codes, none of which is in the file."""
    found: dict[int, None] = {}
    while len(found) < count:
        drawn = codes.new_codes(count - len(found))
        taken = set(shop.ids(_TAKEN, [json.dumps(drawn)]))
        found |= dict.fromkeys(code for code in drawn if code not in taken)
    return list(found)


_TAKEN = "SELECT code AS id FROM coupon WHERE code IN (SELECT value FROM json_each(?))"


def printed_forms(shop: Shop, numbers: Sequence[int]) -> list[tuple[str, str]]:
    """The short form and the payload of each of these codes."""
    signing = key(shop)
    return [(codes.short(code), codes.payload(code, signing)) for code in numbers]


def get(shop: Shop, coupon_id: int, now: datetime) -> Coupon:
    """One coupon as it is now; raises UserError when there is none of that id."""
    found = fetch(shop, [coupon_id], now)
    if not found:
        raise UserError("This coupon is not in the shop file.")
    return found[0]


def by_text(shop: Shop, text: str, now: datetime) -> Coupon:
    """The coupon whose code, in either form, is ``text``; raises UserError when it is none of this shop's."""
    try:
        code = codes.read(text, key(shop))
    except codes.Unreadable as error:
        if error.reason is Reason.FORGED:
            raise UserError("This code was not made by this shop.", field="code") from None
        if error.reason is Reason.MISTYPED:
            raise UserError("This code is mistyped or damaged; look at it again.", field="code") from None
        raise UserError("This is not a coupon code.", field="code") from None
    coupon_id = id_of(shop, code)
    if coupon_id is None:
        raise UserError("No coupon of this shop has this code.", field="code")
    return get(shop, coupon_id, now)


def id_of(shop: Shop, code: int) -> int | None:
    """The id of the coupon with that code; None when there is none."""
    found = shop.value("SELECT id FROM coupon WHERE code = ?", [code])
    return None if found is None else int(found)


def fetch(shop: Shop, coupon_ids: Sequence[int], now: datetime) -> list[Coupon]:
    """The coupons of these ids as they are now, in their order; ids that are gone are left out."""
    wanted = json.dumps(list(coupon_ids))
    history: defaultdict[int, list[Row]] = defaultdict(list)
    for row in shop.query(_HISTORY, [wanted]):
        history[row["coupon_id"]].append(row)
    ends_at = day_ends_at(shop)
    today = business_day(now, ends_at)
    found = {row["id"]: _coupon(row, history[row["id"]], today, ends_at) for row in shop.query(_COUPONS, [wanted])}
    return [found[one] for one in coupon_ids if one in found]


def of_customer(shop: Shop, customer_id: int, now: datetime) -> list[Coupon]:
    """The coupons a customer holds: usable ones first, the one that ends soonest on top."""
    held = shop.ids("SELECT id FROM coupon_holder WHERE customer_id = ?", [customer_id])
    today = business_today(shop, now)
    return sorted(fetch(shop, held, now), key=lambda one: (*_rank(one, today), one.id))


def codes_of_issue(shop: Shop, issue_id: int) -> list[int]:
    """The codes of an issue by serial."""
    return shop.ids("SELECT code AS id FROM coupon WHERE issue_id = ? ORDER BY serial", [issue_id])


def ids_of_issue(shop: Shop, issue_id: int) -> list[int]:
    """The coupons of an issue by serial."""
    return shop.ids("SELECT id FROM coupon WHERE issue_id = ? ORDER BY serial", [issue_id])


def latest(shop: Shop, offer_id: int | None, limit: int) -> list[int]:
    """The coupons issued last, of one offer or of all."""
    return shop.ids(
        "SELECT c.id FROM coupon c WHERE :offer IS NULL OR c.issue_id IN"
        " (SELECT id FROM coupon_issue WHERE offer_id = :offer) ORDER BY c.id DESC LIMIT :limit",
        {"offer": offer_id, "limit": limit},
    )


@lru_cache(maxsize=256)
def terms_from(text: str) -> Terms:
    """Terms as they are stored; a shop has few, and each is read for every coupon."""
    return offer_rules.from_json(text)


def _rank(coupon: Coupon, today: date) -> tuple[int, date]:
    usable = coupon.state in (State.ISSUED, State.CLAIMED, State.REVERSED)
    waits = usable and coupon.valid_from is not None and coupon.valid_from > today
    return (1 if waits else 0 if usable else 2), coupon.valid_to or date.max


def _coupon(row: Row, history: Iterable[Row], today: date, ends_at: int) -> Coupon:
    live = [one for one in history if not one["is_reversed"]]
    uses = [one for one in live if one["entry"] == Entry.REDEEMED]
    last = uses[-1] if uses else None
    claimed = next((one for one in live if one["entry"] == Entry.CLAIMED), None)
    valid_to = _last_day(row, claimed, ends_at)
    left = row["uses"] - len(uses)
    return Coupon(
        id=row["id"],
        code=row["code"],
        issue_id=row["issue_id"],
        serial=row["serial"],
        offer_id=row["offer_id"],
        offer_name=row["offer_name"],
        terms=terms_from(row["terms"]),
        issued_at=datetime.fromisoformat(row["issued_at"]),
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_to=valid_to,
        state=_state(history, live, left, valid_to, today),
        customer_id=row["customer_id"],
        customer_number=row["customer_number"] or "",
        customer_name=row["customer_name"] or "",
        uses_left=left,
        used_at=datetime.fromisoformat(last["at"]) if last else None,
        used_on_order=last["order_number"] if last else "",
        redemption_id=last["id"] if last else None,
    )


def _last_day(row: Row, claimed: Row | None, ends_at: int) -> date | None:
    """The last day of a coupon; one that counts from its claim ends no later than its issue."""
    ends = [date.fromisoformat(row["valid_to"])] if row["valid_to"] else []
    if claimed is not None and row["days_after_claim"] is not None:
        day = business_day(datetime.fromisoformat(claimed["at"]), ends_at)
        ends.append(day + timedelta(days=row["days_after_claim"]))
    return min(ends, default=None)


def _state(history: Iterable[Row], live: Sequence[Row], left: int, valid_to: date | None, today: date) -> State:
    entries = {one["entry"] for one in live}
    if Entry.CANCELLED in entries:
        return State.CANCELLED
    if left <= 0:
        return State.REDEEMED
    if valid_to is not None and valid_to < today:
        return State.EXPIRED
    if _was_taken_back(history):
        return State.REVERSED
    return State.CLAIMED if Entry.CLAIMED in entries else State.ISSUED


def _was_taken_back(history: Iterable[Row]) -> bool:
    """Whether the last of its uses was reversed."""
    uses = [one for one in history if one["entry"] == Entry.REDEEMED]
    return bool(uses) and bool(uses[-1]["is_reversed"])
