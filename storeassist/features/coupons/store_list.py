"""Reads lists of coupons: which there are in what state, and what became of one of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from storeassist.features.coupons import codes, store, store_standing
from storeassist.features.coupons.records import Entry
from storeassist.features.coupons.records_list import Filter, Step
from storeassist.features.coupons.store_standing import STANDS, Standing
from storeassist.features.customers.rules import search_query
from storeassist.features.offers import rules as offer_rules
from storeassist.features.offers.records import Terms
from storeassist.kernel.database import Shop

_ORDERS = {
    "issued": "SELECT c.id FROM coupon c WHERE {where} ORDER BY c.id {d}",
    "code": "SELECT c.id FROM coupon c WHERE {where} ORDER BY c.code {d}",
    "offer": "SELECT c.id FROM coupon c JOIN coupon_issue i ON i.id = c.issue_id JOIN offer o ON o.id = i.offer_id"
    " WHERE {where} ORDER BY o.name {d}, c.id {d}",
    "valid_to": "SELECT c.id, coalesce(k.ends, i.valid_to) AS last_day FROM coupon c JOIN coupon_issue i"
    " ON i.id = c.issue_id LEFT JOIN (SELECT l.coupon_id, min(coalesce(i.valid_to, '9999'), date(l.at, '+' ||"
    " i.days_after_claim || ' days')) AS ends FROM coupon_ledger l JOIN coupon_issue i ON i.id = l.issue_id"
    f" WHERE i.days_after_claim IS NOT NULL AND l.entry = 'claimed' AND l.{STANDS}) k ON k.coupon_id = c.id"
    " WHERE {where} ORDER BY last_day IS NULL, last_day {d}, c.id {d}",
    "customer": "SELECT h.id FROM customer u CROSS JOIN coupon_holder h ON h.customer_id = u.id"
    " LEFT JOIN coupon c ON c.id = h.id WHERE {where} ORDER BY u.name {d}, h.id {d}",
    "used": "SELECT k.id FROM (SELECT coupon_id AS id, max(id) AS last FROM coupon_ledger NOT INDEXED"
    f" WHERE entry = 'redeemed' AND {STANDS} GROUP BY coupon_id) k LEFT JOIN coupon c ON c.id = k.id"
    " WHERE {where} ORDER BY k.last {d}",
}
SORTS = tuple(_ORDERS)
"""What a list can be sorted by; coupons without the thing stay at the end."""

_ONLY_SOME = ("customer", "used")
"""Sorts that find only the coupons which have the thing; sorting all for the sake of the others takes twice as long."""

LARGE = 20_000
_COUNT = "SELECT coalesce(sum(count), 0) FROM coupon_issue"
_ENDS = f"SELECT (SELECT min(id) FROM coupon) AS first, (SELECT max(id) FROM coupon) AS last, ({_COUNT}) AS n"
_FOUND_CUSTOMERS = "SELECT rowid FROM customer_search WHERE customer_search MATCH :match"
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
    if which == Filter() and sort == "issued" and (every := _gapless(shop)):
        return every[::-1] if descending else every
    where, params = _narrowing(which)
    text = which.text.encode(errors="ignore").decode().strip()
    matches = set(shop.ids(_MATCHES, _meanings(shop, text))) if text else set()
    if text and sort == "issued" and not params:
        found = sorted(matches, reverse=descending)  # SQLite takes three times as long to sort 60,000
    else:
        if text:
            where += " AND c.id IN (SELECT value FROM json_each(:matches))"
            params["matches"] = json.dumps(list(matches))
        found = _in_order(shop, sort, descending, where, params)
    if sort in _ONLY_SOME:
        have = set(found)
        found += [one for one in _in_order(shop, "issued", descending, where, params) if one not in have]
    if which.state is None:
        return found
    if standing is None or standing.day != now.date():
        standing = store_standing.read(shop, now.date(), which.offer_id)
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


def _gapless(shop: Shop) -> list[int]:
    """Every id, of which only the ends are read; none where some are missing between, as an issue taken back leaves it."""
    row = shop.query(_ENDS)[0]
    is_whole = row["n"] and row["last"] - row["first"] + 1 == row["n"]
    return list(range(row["first"], row["last"] + 1)) if is_whole else []


def _in_order(shop: Shop, sort: str, descending: bool, where: str, params: Mapping[str, object]) -> list[int]:
    return shop.ids(_ORDERS[sort].format(where=where, d="DESC" if descending else "ASC"), params)


def _narrowing(which: Filter) -> tuple[str, dict[str, object]]:
    """Offer and customer of the filter as SQL."""
    where = "1"
    params: dict[str, object] = {}
    if which.offer_id is not None:
        where += " AND c.issue_id IN (SELECT id FROM coupon_issue WHERE offer_id = :offer)"
        params["offer"] = which.offer_id
    if which.customer_id is not None:
        where += (
            " AND c.id IN (SELECT id FROM coupon_holder WHERE customer_id = :customer UNION SELECT l.coupon_id FROM"
            " redemption_customer r JOIN coupon_ledger l ON l.id = r.id WHERE r.customer_id = :customer)"
        )
        params["customer"] = which.customer_id
    return where, params


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
