"""Reads lists of coupons: which there are in what state, and what became of one of them."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.coupons import codes, store, store_standing
from storeassist.features.coupons.records import Entry
from storeassist.features.coupons.records_list import Filter, Step
from storeassist.features.coupons.store_standing import STANDS, Standing
from storeassist.features.customers.rules import search_query
from storeassist.features.habits.store import business_today
from storeassist.features.offers import rules as offer_rules
from storeassist.features.offers.records import Terms
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import day_booked
from storeassist.kernel.settings import day_ends_at

_IN_ORDER = {
    "code": "SELECT id FROM coupon ORDER BY code {d}",
    "customer": "SELECT h.id FROM customer u CROSS JOIN coupon_holder h ON h.customer_id = u.id ORDER BY u.name {d}, h.id {d}",
}
_OF_ISSUES = {
    "offer": "SELECT c.id, i.count, o.name AS told FROM coupon_issue i JOIN coupon c ON c.issue_id = i.id AND c.serial = 1"
    " JOIN offer o ON o.id = i.offer_id ORDER BY c.id",
    "valid_to": "SELECT c.id, i.count, i.valid_to AS told FROM coupon_issue i JOIN coupon c ON c.issue_id = i.id"
    " AND c.serial = 1 ORDER BY c.id",
}
_END_OF_CLAIMED = (
    "SELECT l.coupon_id AS id, min(coalesce(i.valid_to, '9999'), date({claimed_on}, '+' || i.days_after_claim || ' days'))"
    " AS told FROM coupon_ledger l JOIN coupon_issue i ON i.id = l.issue_id"
    f" WHERE i.days_after_claim IS NOT NULL AND l.entry = 'claimed' AND l.{STANDS} ORDER BY l.coupon_id"
)
_USES = f"SELECT coupon_id AS id FROM coupon_ledger NOT INDEXED WHERE entry = 'redeemed' AND {STANDS} ORDER BY coupon_ledger.id"
SORTS = ("issued", "code", "offer", "valid_to", "customer", "used")
"""What a list can be sorted by; coupons without the thing stay at the end."""

_ONLY_SOME = ("customer", "used")
"""Sorts that find only the coupons which have the thing; sorting all for the sake of the others takes twice as long."""

LARGE = 20_000
_COUNT = "SELECT coalesce(sum(count), 0) FROM coupon_issue"
_ENDS = f"SELECT (SELECT min(id) FROM coupon) AS first, (SELECT max(id) FROM coupon) AS last, ({_COUNT}) AS n"
_FOUND_CUSTOMERS = "SELECT rowid FROM customer_search WHERE customer_search MATCH :match"
_OF_OFFER = "SELECT c.id FROM coupon_issue i JOIN coupon c ON c.issue_id = i.id WHERE i.offer_id = :offer"
_OF_CUSTOMER = (
    "SELECT id FROM coupon_holder WHERE customer_id = :customer UNION SELECT l.coupon_id FROM redemption_customer r"
    " JOIN coupon_ledger l ON l.id = r.id WHERE r.customer_id = :customer"
)
_MATCHES = (
    "SELECT id FROM coupon WHERE code BETWEEN :first AND :last"
    f" UNION ALL SELECT id FROM coupon_holder WHERE customer_id IN ({_FOUND_CUSTOMERS})"
    " UNION ALL SELECT l.coupon_id FROM redemption_customer JOIN coupon_ledger l USING (id)"
    f" WHERE redemption_customer.customer_id IN ({_FOUND_CUSTOMERS})"
    " UNION ALL SELECT coupon_id FROM coupon_ledger WHERE order_number <> '' AND order_number >= :text"
    " AND order_number < :beyond AND coupon_id IS NOT NULL"
    " UNION ALL SELECT c.id FROM coupon_issue i JOIN coupon c ON c.issue_id = i.id WHERE i.offer_id IN"
    " (SELECT id FROM offer WHERE instr(lower(name), :lower))"
)


def ids(
    shop: Shop,
    which: Filter,
    now: datetime,
    sort: str = "issued",
    descending: bool = True,
    standing: Standing | None = None,
) -> list[int]:
    """The ids of the coupons a filter lets through, in order; the latest issued first unless another sort is said.

    Whoever asks often keeps the ``standing`` of the filter's offer, or of all offers, and hands it in.
    """
    found = _in_order(shop, sort, descending, _chosen(shop, which))
    if which.state is None:
        return found
    today = business_today(shop, now)
    if standing is None or standing.day != today:
        standing = store_standing.read(shop, today, which.offer_id)
    return standing.only(which.state, found)


def steps(shop: Shop, coupon_id: int) -> list[Step]:
    """What became of a coupon, row by row of the ledger, the latest first; its issue is the last of them."""
    rows = shop.query(
        "SELECT l.*, b.entry AS undoes, coalesce(nullif(u.name, ''), u.number, '') AS customer_name"
        " FROM coupon_ledger l LEFT JOIN coupon_ledger b ON b.id = l.reverses_id"
        " LEFT JOIN redemption_customer r ON r.id = l.id LEFT JOIN customer u ON u.id = r.customer_id"
        " WHERE l.coupon_id = :coupon OR l.id IN (SELECT id FROM coupon_ledger WHERE entry = 'issued'"
        " AND issue_id = (SELECT issue_id FROM coupon WHERE id = :coupon)) ORDER BY l.id DESC",
        {"coupon": coupon_id},
    )
    return [
        Step(
            id=row["id"],
            at=datetime.fromisoformat(row["at"]),
            entry=Entry(row["entry"]),
            undoes=Entry(row["undoes"]) if row["undoes"] else None,
            order_number=row["order_number"],
            discount_fen=row["discount_fen"],
            worth_fen=row["worth_fen"],
            customer_name=row["customer_name"],
            why=row["why"],
        )
        for row in rows
    ]


def is_large(shop: Shop) -> bool:
    """Whether there are so many coupons that reading how they all stand takes longer than a keystroke may."""
    return bool(shop.value(_COUNT) >= LARGE)


def is_empty(shop: Shop) -> bool:
    """Whether no coupon was ever issued."""
    return shop.one("SELECT 1 FROM coupon_issue") is None


def brings(terms: Terms) -> str:
    """What a coupon of these terms brings, in a few words."""
    return offer_rules.value_words(terms)


def sentence(terms: Terms) -> str:
    """The whole rule of these terms in one sentence."""
    return offer_rules.sentence(terms)


def _chosen(shop: Shop, which: Filter) -> set[int] | None:
    """The coupons that a filter means, whatever their state; None when it means all."""
    chosen = []
    if which.offer_id is not None:
        chosen.append(set(shop.ids(_OF_OFFER, {"offer": which.offer_id})))
    if which.customer_id is not None:
        chosen.append(set(shop.ids(_OF_CUSTOMER, {"customer": which.customer_id})))
    if text := which.text.encode(errors="ignore").decode().strip():
        chosen.append(set(shop.ids(_MATCHES, _meanings(shop, text))))
    return set.intersection(*chosen) if chosen else None


def _in_order(shop: Shop, sort: str, descending: bool, chosen: set[int] | None) -> list[int]:
    if sort == "issued":
        every = _every(shop) if chosen is None else sorted(chosen)
        return every[::-1] if descending else every
    if sort in _IN_ORDER:
        found = shop.ids(_IN_ORDER[sort].format(d="DESC" if descending else "ASC"))
    else:
        found = _by_use(shop, descending) if sort == "used" else _by_issue(shop, sort, descending)
    if chosen is not None:
        found = [one for one in found if one in chosen]
    if sort in _ONLY_SOME:
        have = set(found)
        found += [one for one in _in_order(shop, "issued", descending, chosen) if one not in have]
    return found


def _every(shop: Shop) -> list[int]:
    """Every id, of which only the ends are read where none is missing between."""
    row = shop.query(_ENDS)[0]
    is_whole = row["n"] and row["last"] - row["first"] + 1 == row["n"]
    return list(range(row["first"], row["last"] + 1)) if is_whole else shop.ids("SELECT id FROM coupon ORDER BY id")


def _by_use(shop: Shop, descending: bool) -> list[int]:
    """The used coupons in order of their last use; SQLite sorts what it groups, and takes twice as long."""
    latest_first = list(dict.fromkeys(reversed(shop.ids(_USES))))
    return latest_first if descending else latest_first[::-1]


def _by_issue(shop: Shop, sort: str, descending: bool) -> list[int]:
    """Every coupon in order of what its issue tells of it, for ids of one issue lie in a row; and of what its claim does."""
    told: dict[str | None, list[int]] = {}
    own = {}
    if sort == "valid_to":
        claimed_on = day_booked("l.at", day_ends_at(shop))
        own = {row["id"]: row["told"] for row in shop.query(_END_OF_CLAIMED.format(claimed_on=claimed_on))}
    for row in shop.query(_OF_ISSUES[sort]):
        issue = range(row["id"], row["id"] + row["count"])
        told.setdefault(row["told"], []).extend([one for one in issue if one not in own] if own else issue)
    for coupon_id, end in own.items():
        told.setdefault(end, []).append(coupon_id)
    groups = [*sorted((one for one in told if one is not None), reverse=descending), *([None] if None in told else [])]
    return [one for group in groups for one in sorted(told[group], reverse=descending)]


def _meanings(shop: Shop, text: str) -> dict[str, object]:
    """What a typed text may mean: a code or the beginning of one, a customer, a bill, an offer."""
    first, last = _codes(shop, text)
    return {
        "first": first,
        "last": last,
        "match": search_query(text) or '"\x01"',
        "text": text,
        "beyond": f"{text}\U0010ffff",
        "lower": text.lower(),
    }


def _codes(shop: Shop, text: str) -> tuple[int, int]:
    """The codes meant by a whole code in either form, or by the beginning of one; an empty range when it is neither."""
    try:
        code = codes.read(text, store.key(shop))
    except codes.Unreadable:
        return codes.beginning(text) or (1, 0)
    return code, code
