"""Reads lists of coupons: which there are in what state, and what became of one of them."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.coupons import codes, store
from storeassist.features.coupons.records import Entry, State
from storeassist.features.coupons.records_list import Filter, Step
from storeassist.features.customers.rules import search_query
from storeassist.features.offers import rules as offer_rules
from storeassist.features.offers.records import Terms
from storeassist.kernel.database import Shop

SORTS = {
    "issued": "c.id {d}",
    "code": "c.code {d}",
    "offer": "o.name {d}",
    "customer": "u.name IS NULL, u.name {d}",
    "valid_to": "valid_to IS NULL, valid_to {d}",
    "used": "coalesce(t.used_id, 0) = 0, t.used_id {d}",
}
"""What a list can be sorted by; coupons without the thing stay at the end."""

_OF_LEDGER = ("valid_to", "used")
_BROAD = 10_000
"""From so many matches on, the ledger is read once from end to end rather than looked up for each."""

# A row that is reversed tells of nothing any more; the reversing one tells that there was something. Ids instead of
# texts and times: SQLite sorts what it groups, and all of this is sorted.
_ROWS = (
    "SELECT coupon_id, issue_id, entry = 'redeemed' AS used, iif(entry = 'redeemed', id, 0) AS used_id, 0 AS back_id,"
    " iif(entry = 'claimed', id, 0) AS claim_id, entry = 'cancelled' AS cancelled FROM coupon_ledger {index}"
    " WHERE coupon_id IS NOT NULL {among} AND reverses_id IS NULL"
    " AND id NOT IN (SELECT reverses_id FROM coupon_ledger WHERE reverses_id IS NOT NULL)"
    " UNION ALL SELECT b.coupon_id, b.issue_id, 0, 0, iif(a.entry = 'redeemed', a.id, 0), 0, 0"
    " FROM coupon_ledger b JOIN coupon_ledger a ON a.id = b.reverses_id WHERE b.reverses_id IS NOT NULL"
)
_TOUCHED = (
    "SELECT coupon_id AS id, issue_id, sum(used) AS used, max(used_id) AS used_id, max(back_id) AS back_id,"
    " max(claim_id) AS claim_id, max(cancelled) AS cancelled FROM ({rows}) GROUP BY coupon_id"
)
_ALL_TOUCHED = _TOUCHED.format(rows=_ROWS.format(index="NOT INDEXED", among=""))
_VALID_TO = (
    "CASE WHEN i.days_after_claim IS NULL OR NOT coalesce(t.claim_id, 0) THEN i.valid_to"
    " ELSE min(coalesce(i.valid_to, '9999'), date((SELECT at FROM coupon_ledger WHERE id = t.claim_id),"
    " '+' || i.days_after_claim || ' days')) END"
)
_STATE = (
    "CASE WHEN t.cancelled THEN 'cancelled' WHEN t.used >= i.uses THEN 'redeemed'"
    f" WHEN {_VALID_TO} < :today THEN 'expired' WHEN t.back_id > t.used_id THEN 'reversed'"
    " WHEN t.claim_id THEN 'claimed' ELSE 'issued' END"
)
_UNTOUCHED = "CASE WHEN i.valid_to < :today THEN 'expired' ELSE 'issued' END"
_HAS_ROWS = "SELECT coupon_id FROM coupon_ledger WHERE coupon_id IS NOT NULL"
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


def ids(shop: Shop, which: Filter, now: datetime, sort: str = "issued", descending: bool = True) -> list[int]:
    """The ids of the coupons a filter lets through, in order; the latest issued first unless another sort is said."""
    narrow, params = _narrowing(shop, which)
    params["today"] = now.date().isoformat()
    touched = _touched(shop, narrow, params) if which.state is not None or sort in _OF_LEDGER else ""
    where = list(narrow)
    if which.state is not None:
        where.append(_in_state(which.state, touched))
        params["state"] = which.state.value
    columns, joins = _for_sort(sort, touched)
    direction = "DESC" if descending else "ASC"
    return shop.ids(
        f"SELECT c.id{columns} FROM coupon c JOIN coupon_issue i ON i.id = c.issue_id {joins}"
        f" WHERE {' AND '.join(where) or '1'} ORDER BY {SORTS[sort].replace('{d}', direction)}, c.id {direction}",
        params,
    )


def counts(shop: Shop, now: datetime, offer_id: int | None = None) -> dict[State, int]:
    """How many coupons there are in each state, of all offers or of one."""
    of_offer = "" if offer_id is None else "WHERE i.offer_id = :offer"
    rows = shop.query(
        f"WITH told AS (SELECT t.issue_id, {_STATE} AS state, count(*) AS n FROM ({_ALL_TOUCHED}) t"
        f" JOIN coupon_issue i ON i.id = t.issue_id {of_offer} GROUP BY 1, 2)"
        " SELECT state, sum(n) AS n FROM (SELECT state, n FROM told"
        f" UNION ALL SELECT {_UNTOUCHED}, i.count - coalesce((SELECT sum(n) FROM told WHERE issue_id = i.id), 0)"
        f" FROM coupon_issue i {of_offer}) GROUP BY state",
        {"today": now.date().isoformat(), "offer": offer_id},
    )
    found = {row["state"]: row["n"] for row in rows}
    return {state: found.get(state.value, 0) for state in State}


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


def is_empty(shop: Shop) -> bool:
    """Whether no coupon was ever issued."""
    return shop.one("SELECT 1 FROM coupon_issue") is None


def brings(terms: Terms) -> str:
    """What a coupon of these terms brings, in a few words."""
    return offer_rules.value_words(terms)


def sentence(terms: Terms) -> str:
    """The whole rule of these terms in one sentence."""
    return offer_rules.sentence(terms)


def _narrowing(shop: Shop, which: Filter) -> tuple[list[str], dict[str, object]]:
    """The filter as SQL, but for the state."""
    where: list[str] = []
    params: dict[str, object] = {}
    if which.offer_id is not None:
        where.append("c.issue_id IN (SELECT id FROM coupon_issue WHERE offer_id = :offer)")
        params["offer"] = which.offer_id
    if which.customer_id is not None:
        where.append(
            "c.id IN (SELECT id FROM coupon_holder WHERE customer_id = :customer UNION SELECT l.coupon_id FROM"
            " redemption_customer r JOIN coupon_ledger l ON l.id = r.id WHERE r.customer_id = :customer)"
        )
        params["customer"] = which.customer_id
    if text := which.text.encode(errors="ignore").decode().strip():
        where.append(f"c.id IN ({_MATCHES})")
        first, last = _codes(shop, text)
        params |= {"text": text, "beyond": f"{text}\U0010ffff", "lower": text.lower(), "first": first, "last": last}
        params["match"] = search_query(text) or '"\x01"'
    return where, params


def _codes(shop: Shop, text: str) -> tuple[int, int]:
    """The codes meant by a whole code in either form, or by the beginning of one; an empty range when it is neither."""
    try:
        code = codes.read(text, store.key(shop))
    except codes.Unreadable:
        return codes.beginning(text) or (1, 0)
    return code, code


def _touched(shop: Shop, narrow: list[str], params: dict[str, object]) -> str:
    """What the ledger says of the coupons that a narrow filter leaves; of all when it leaves many."""
    if not narrow:
        return _ALL_TOUCHED
    few = f"SELECT c.id FROM coupon c WHERE {' AND '.join(narrow)}"
    if shop.value(f"SELECT count(*) FROM ({few} LIMIT {_BROAD})", params) == _BROAD:
        return _ALL_TOUCHED
    return _TOUCHED.format(rows=_ROWS.format(index="", among=f"AND coupon_id IN ({few})"))


def _in_state(state: State, touched: str) -> str:
    of_ledger = (
        f"c.id IN (SELECT t.id FROM ({touched}) t JOIN coupon_issue i ON i.id = t.issue_id WHERE {_STATE} = :state)"
    )
    if state not in (State.ISSUED, State.EXPIRED):
        return of_ledger
    return f"({_UNTOUCHED} = :state AND c.id NOT IN ({_HAS_ROWS}) OR {of_ledger})"


def _for_sort(sort: str, touched: str) -> tuple[str, str]:
    """The columns and tables a sort needs."""
    if sort == "offer":
        return "", "JOIN offer o ON o.id = i.offer_id"
    if sort == "customer":
        return "", "LEFT JOIN coupon_holder h ON h.id = c.id LEFT JOIN customer u ON u.id = h.customer_id"
    if sort in _OF_LEDGER:
        return f", {_VALID_TO} AS valid_to", f"LEFT JOIN ({touched}) t ON t.id = c.id"
    return "", ""
