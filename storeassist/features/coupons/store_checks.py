"""Holds the ledger of coupons against itself, the coupons and the bills; for checks only, as it reads everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from storeassist.features.coupons import chain
from storeassist.features.coupons.store import LIVE
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import moment_inside
from storeassist.kernel.text import _, many

_ROWS = f"SELECT {', '.join(chain.LEDGER)}, hash FROM coupon_ledger ORDER BY id"
_ISSUES = (
    f"SELECT {', '.join(f'i.{name}' for name in chain.ISSUE)}, t.terms, l.codes_hash FROM coupon_issue i"
    " LEFT JOIN offer_terms t ON t.id = i.terms_id LEFT JOIN coupon_ledger l ON l.issue_id = i.id AND l.entry = 'issued'"
)
_COUPONS = "SELECT issue_id, serial, code FROM coupon ORDER BY issue_id, serial"
_TRIGGERS = {
    *(f"{table}_no_{verb}" for table in ("coupon_issue", "coupon", "coupon_ledger") for verb in ("update", "delete")),
    *("coupon_used_once", "coupon_not_cancelled", "coupon_total_issued", "coupon_total_redeemed"),
    *("coupon_total_reversed", "offer_terms_stay"),
}
_TOTALS = (
    "SELECT count(*) FROM offer_total t LEFT JOIN (SELECT i.offer_id, sum(l.entry = 'issued') AS issues,"
    " sum(CASE l.entry WHEN 'issued' THEN i.count ELSE 0 END) AS issued,"
    " sum(CASE WHEN l.entry = 'redeemed' THEN 1 WHEN u.entry = 'redeemed' THEN -1 ELSE 0 END) AS used,"
    " sum(CASE WHEN l.entry = 'redeemed' OR u.entry = 'redeemed' THEN l.discount_fen ELSE 0 END) AS discount,"
    " sum(CASE WHEN l.entry = 'redeemed' OR u.entry = 'redeemed' THEN l.worth_fen ELSE 0 END) AS worth"
    " FROM coupon_ledger l JOIN coupon_issue i ON i.id = l.issue_id LEFT JOIN coupon_ledger u ON u.id = l.reverses_id"
    " GROUP BY i.offer_id) s ON s.offer_id = t.offer_id WHERE (t.issued, t.used, t.discount_fen, t.worth_fen) IS NOT"
    " (coalesce(s.issued, 0), coalesce(s.used, 0), coalesce(s.discount, 0), coalesce(s.worth, 0))"
)
_TOO_OFTEN = (
    "SELECT count(*) FROM (SELECT l.coupon_id, count(*) AS n, max(i.uses) AS uses FROM coupon_ledger l"
    f" JOIN coupon_issue i ON i.id = l.issue_id WHERE l.entry = 'redeemed' AND {LIVE} GROUP BY 1 HAVING n > uses)"
)
_MISFIT = (
    "SELECT count(*) FROM coupon_ledger l LEFT JOIN coupon_ledger u ON u.id = l.reverses_id"
    " LEFT JOIN coupon c ON c.id = l.coupon_id WHERE l.coupon_id IS NOT NULL AND c.issue_id IS NOT l.issue_id"
    " OR l.reverses_id IS NOT NULL AND (u.coupon_id, -u.amount_fen, -u.discount_fen, -u.worth_fen)"
    " IS NOT (l.coupon_id, l.amount_fen, l.discount_fen, l.worth_fen)"
)
_BACKWARDS = (
    "SELECT id, at, before FROM (SELECT id, at, lag(at) OVER (ORDER BY id) AS before FROM coupon_ledger l"
    " WHERE entry <> 'redeemed' OR NOT EXISTS (SELECT 1 FROM coupon_ledger u WHERE u.coupon_id = l.coupon_id"
    " AND u.id < l.id AND (u.entry, u.order_number, u.at) = (l.entry, l.order_number, l.at)))"
    " WHERE at < before ORDER BY id"
)
"""A use that was taken back and counts again repeats its time, whatever the clock says by then."""

_BILL_GONE = (
    f"SELECT l.order_number FROM coupon_ledger l WHERE l.entry = 'redeemed' AND {LIVE} AND NOT EXISTS"
    ' (SELECT 1 FROM "order" o WHERE o.number = l.order_number AND o.reverses_id IS NULL'
    ' AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)) ORDER BY l.id'
)
_SHOWN = 3


def wrong_ledger(shop: Shop) -> list[str]:
    """What shows that the ledger or the coupons were changed outside the program, as sentences; [] when all holds."""
    return [*_chain(shop), *_triggers(shop), *_issues(shop), *_sums(shop)]


def notes(shop: Shop, now: datetime) -> list[str]:
    """What is odd without being wrong: a clock that was set back, and uses whose bill counts no more."""
    return [*_clock(shop, now), *_bills(shop)]


def _chain(shop: Shop) -> Iterator[str]:
    last, read, expected = "", 0, shop.query("SELECT rows, hash FROM coupon_head")
    for *values, kept in shop.query(_ROWS):
        read += 1
        if chain.row_hash(values, last) != kept:
            yield _("The ledger of coupons was changed outside the program: row {row} does not fit.", row=values[0])
            return
        last = kept
    if len(expected) != 1 or (expected[0]["rows"], expected[0]["hash"]) != (read, last):
        missing = expected[0]["rows"] - read if len(expected) == 1 else 0
        if missing > 0:
            yield many(
                "{n} row is missing at the end of the ledger of coupons.",
                "{n} rows are missing at the end of the ledger of coupons.",
                missing,
            )
        else:
            yield _("The end of the ledger of coupons is not the one that was written.")


def _triggers(shop: Shop) -> Iterator[str]:
    found = {row["name"] for row in shop.query("SELECT name FROM sqlite_schema WHERE type = 'trigger'")}
    if missing := sorted(_TRIGGERS - found):
        yield many(
            "{n} guard of the ledger of coupons was removed: {names}.",
            "{n} guards of the ledger of coupons were removed: {names}.",
            len(missing),
            names=_(", ").join(missing[:_SHOWN]) + ("…" if len(missing) > _SHOWN else ""),
        )


def _issues(shop: Shop) -> Iterator[str]:
    """Each issue, its terms and its codes are as the ledger vouched for when it was made."""
    coupons = {
        issue: [(row["serial"], row["code"]) for row in rows]
        for issue, rows in groupby(shop.query(_COUPONS), key=lambda row: row["issue_id"])
    }
    wrong = 0
    for *issue, terms, vouched in shop.query(_ISSUES):
        wrong += vouched is None or chain.codes_hash(issue, terms or "", coupons.pop(issue[0], [])) != vouched
    wrong += len(coupons)
    if wrong:
        yield many(
            "{n} issue of coupons was changed outside the program: its codes, days or terms do not fit the ledger.",
            "{n} issues of coupons were changed outside the program: their codes, days or terms do not fit the ledger.",
            wrong,
        )


def _sums(shop: Shop) -> Iterator[str]:
    if misfits := shop.value(_MISFIT):
        yield many(
            "{n} row of the ledger of coupons does not fit its coupon.",
            "{n} rows of the ledger of coupons do not fit their coupons.",
            misfits,
        )
    if too_often := shop.value(_TOO_OFTEN):
        yield many(
            "{n} coupon was used more often than it may be.",
            "{n} coupons were used more often than they may be.",
            too_often,
        )
    if totals := shop.value(_TOTALS):
        yield many(
            "The figures of {n} offer differ from its coupons.",
            "The figures of {n} offers differ from their coupons.",
            totals,
        )


def _clock(shop: Shop, now: datetime) -> Iterator[str]:
    rows = shop.query(_BACKWARDS)
    if not rows:
        return
    first = rows[0]
    yield many(
        "{n} time a coupon was noted earlier than the one before, first {at} after {before}: was the clock set back?",
        "{n} times a coupon was noted earlier than the one before, first {at} after {before}: was the clock set back?",
        len(rows),
        at=moment_inside(datetime.fromisoformat(first["at"]), now),
        before=moment_inside(datetime.fromisoformat(first["before"]), now),
    )


def _bills(shop: Shop) -> Iterator[str]:
    rows = shop.query(_BILL_GONE)
    if rows:
        numbers = [row["order_number"] for row in rows[:_SHOWN]]
        yield many(
            "{n} coupon counts as used though its bill is void or gone: {numbers}. Reverse it if it was not used.",
            "{n} coupons count as used though their bills are void or gone: {numbers}. Reverse those that were not used.",
            len(rows),
            numbers=_(", ").join(numbers) + ("…" if len(rows) > _SHOWN else ""),
        )
