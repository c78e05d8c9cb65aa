"""What the owner does with coupons: issue them, give them to someone, cancel them. Each is one transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from storeassist.features.coupons import actions_ledger, chain, store
from storeassist.features.coupons.actions_ledger import NewRow
from storeassist.features.coupons.actions_redeeming import redeem, redo_redeem, undo_redeem
from storeassist.features.coupons.actions_reversing import redo_reverse, reverse, undo_reverse
from storeassist.features.coupons.records import Coupon, Entry, State
from storeassist.features.habits.store import business_today
from storeassist.features.offers.records import Terms
from storeassist.kernel.bulk import insert_rows
from storeassist.kernel.database import Connection, Row, Shop
from storeassist.kernel.dates import iso, show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _

__all__ = ["redeem", "redo_redeem", "redo_reverse", "reverse", "undo_redeem", "undo_reverse"]

MOST_AT_ONCE = 100_000
LONGEST_WHY = 200


@dataclass(frozen=True, slots=True)
class _Span:
    """The days an issue is good for: fixed ones, and how many count from a claim."""

    valid_from: date | None
    valid_to: date | None
    days_after_claim: int | None = None


def issue(
    shop: Shop,
    offer_id: int,
    now: datetime,
    *,
    count: int = 1,
    customer_ids: Sequence[int] = (),
    codes: Sequence[int] | None = None,
    valid_until: date | None = None,
    from_claim: bool = False,
) -> int:
    """Issue coupons of an offer as its terms are now, and return the id of the issue.

    There is one for each of ``customer_ids``, else ``count`` that nobody holds. ``codes`` are planned ones, such as
    those of cards already drawn. ``valid_until`` stands in for the days an offer counts from its issue, which with
    ``from_claim`` count from the claim of each coupon. Raises UserError for a retired offer or one all over.
    """
    count = len(customer_ids) or count
    if not 0 < count <= MOST_AT_ONCE:
        raise UserError("Issue between 1 and {most} coupons at once.", field="count", most=f"{MOST_AT_ONCE:,}")
    if codes is not None and len(codes) != count:
        raise UserError("There must be a code for each coupon.", field="count")
    today = business_today(shop, now)
    with shop.act(now, N_("Issued coupons: {count}"), count=count) as db:
        offer = _offer(db, offer_id)
        terms = store.terms_from(offer["terms"])
        span = _span(terms, today, valid_until, from_claim)
        if span.valid_to is not None and span.valid_to < today:
            raise UserError("This offer is over: it ended on {date}.", field="offer", date=show_day(span.valid_to, today))
        issue_id = _insert_issue(db, offer, terms, span, count, now)
        _insert_coupons(shop, db, issue_id, codes, count, customer_ids)
        actions_ledger.append(db, [NewRow(iso(now), Entry.ISSUED, issue_id, codes_hash=_vouched(db, issue_id))])
        shop.settle("offer", offer_id)  # coupons in hands rest on it, even when their issue is taken back
        shop.settle("offer_terms", offer["terms_id"])
        shop.reversed_by("coupons_issued", issue=issue_id, rows=count)
    return issue_id


def undo_issue(shop: Shop, now: datetime, payload: dict[str, Any]) -> None:
    """Take an issue back: those of its coupons that can still be used are cancelled."""
    with shop.write() as db:
        actions_ledger.cancel(db, store.ids_of_issue(shop, payload["issue"]), _("taken back"), now)


def redo_issue(shop: Shop, now: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """Issue them again: what cancelled them is reversed."""
    with shop.write() as db:
        _bring_back(db, store.ids_of_issue(shop, payload["issue"]), now)
    return payload


def claim(shop: Shop, coupon_id: int, customer_id: int, now: datetime) -> None:
    """Give a coupon that nobody holds to a customer; from now on it counts for them, and its days may begin."""
    with shop.act(now, N_("Gave a coupon to {name}"), name=_name(shop, customer_id)) as db:
        coupon = store.get(shop, coupon_id, now)
        _refuse_unusable(coupon)
        if coupon.customer_id is not None:
            raise UserError(
                "{name} holds this coupon already.",
                field="customer",
                name=coupon.customer_name or coupon.customer_number,
            )
        actions_ledger.hold(db, coupon_id, customer_id)
        rows = actions_ledger.claim(db, [coupon_id], now)
        shop.reversed_by("coupon_claimed", coupon=coupon_id, row=rows[0])


def undo_claim(shop: Shop, now: datetime, payload: dict[str, Any]) -> None:
    """Take a claim back; whose the coupon was is restored by the journal."""
    with shop.write() as db:
        actions_ledger.reverse(db, [payload["row"]], _("taken back"), now)


def redo_claim(shop: Shop, now: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """Claim it again; the ledger refuses a cancelled coupon."""
    with shop.write() as db:
        return {**payload, "row": actions_ledger.claim(db, [payload["coupon"]], now)[0]}


def cancel(shop: Shop, coupon_ids: Sequence[int], why: str, now: datetime) -> int:
    """Cancel coupons for good reason; used ones stay as they are. Returns how many were cancelled."""
    why = " ".join(why.split())[:LONGEST_WHY]
    with shop.act(now, N_("Cancelled coupons")) as db:
        rows = actions_ledger.cancel(db, coupon_ids, why, now)
        if not rows:
            raise UserError("None of these coupons can be cancelled: they are used or cancelled already.")
        cancelled = [row[0] for row in db.execute(
            "SELECT coupon_id FROM coupon_ledger WHERE id BETWEEN ? AND ?", [rows[0], rows[-1]]
        )]  # fmt: skip
        shop.reversed_by("coupons_cancelled", coupons=cancelled, why=why, rows=len(rows))
    return len(rows)


def undo_cancel(shop: Shop, now: datetime, payload: dict[str, Any]) -> None:
    """Bring cancelled coupons back."""
    with shop.write() as db:
        _bring_back(db, payload["coupons"], now)


def redo_cancel(shop: Shop, now: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """Cancel them again."""
    with shop.write() as db:
        actions_ledger.cancel(db, payload["coupons"], payload["why"], now)
    return payload


# The rest runs inside a transaction of the caller.


def _offer(db: Connection, offer_id: int) -> Row:
    row = db.execute(
        "SELECT o.id, o.name, o.retired, t.id AS terms_id, t.terms FROM offer o JOIN offer_terms t ON t.offer_id = o.id"
        " WHERE o.id = ? ORDER BY t.version DESC LIMIT 1",
        [offer_id],
    ).fetchone()
    if row is None:
        raise UserError("This offer is no longer in the shop file.", field="offer")
    if row["retired"]:
        raise UserError("The offer {name} is retired; bring it back to issue coupons.", field="offer", name=row["name"])
    found: Row = row
    return found


def _span(terms: Terms, today: date, valid_until: date | None, from_claim: bool) -> _Span:
    ends = [day for day in (terms.valid_to, valid_until) if day is not None]
    days = terms.days_after_issue
    if days is None or from_claim or valid_until is not None:
        return _Span(terms.valid_from, min(ends, default=None), days if from_claim else None)
    return _Span(terms.valid_from, min([*ends, today + timedelta(days=days)]))


def _insert_issue(db: Connection, offer: Row, terms: Terms, span: _Span, count: int, now: datetime) -> int:
    row = db.execute(
        "INSERT INTO coupon_issue (at, offer_id, terms_id, count, valid_from, valid_to, days_after_claim, uses)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(iso(now), offer["id"], offer["terms_id"], count, span.valid_from and span.valid_from.isoformat()),
            *(span.valid_to and span.valid_to.isoformat(), span.days_after_claim, terms.uses_per_code),
        ],
    )
    return int(row.lastrowid)


def _insert_coupons(
    shop: Shop, db: Connection, issue_id: int, codes: Sequence[int] | None, count: int, customer_ids: Sequence[int]
) -> None:
    numbers = store.free_codes(shop, count) if codes is None else codes
    if codes is not None:
        _refuse_taken(db, codes)
    first = int(db.execute("SELECT coalesce(max(id), 0) FROM coupon").fetchone()[0]) + 1
    rows = ((first + at, code, issue_id, at + 1) for at, code in enumerate(numbers))
    insert_rows(db, "coupon", ("id", "code", "issue_id", "serial"), rows)
    if not customer_ids:
        return
    wanted = json.dumps(list(customer_ids))
    known = db.execute("SELECT count(*) FROM json_each(?) JOIN customer c ON c.id = value", [wanted]).fetchone()[0]
    if known != len(customer_ids):
        raise UserError("A customer of the list is no longer in the shop file.", field="customer")
    holders = ((first + at, customer) for at, customer in enumerate(customer_ids))
    insert_rows(db, "coupon_holder", ("id", "customer_id"), holders)


def _refuse_taken(db: Connection, codes: Sequence[int]) -> None:
    taken = db.execute(
        "SELECT count(*) FROM coupon WHERE code IN (SELECT value FROM json_each(?))", [json.dumps(list(codes))]
    ).fetchone()[0]
    if taken or len(set(codes)) != len(codes):
        raise UserError("A code of these coupons exists already.")


def _vouched(db: Connection, issue_id: int) -> str:
    """The hash that ties an issue, its terms and its coupons to the ledger, from what is in the file now."""
    columns = ", ".join(f"i.{name}" for name in chain.ISSUE)
    row = db.execute(
        f"SELECT {columns}, t.terms FROM coupon_issue i JOIN offer_terms t ON t.id = i.terms_id WHERE i.id = ?",
        [issue_id],
    ).fetchone()
    coupons = db.execute("SELECT serial, code FROM coupon WHERE issue_id = ? ORDER BY serial", [issue_id])
    *columns_of_issue, terms = tuple(row)
    return chain.codes_hash(columns_of_issue, terms, ((serial, code) for serial, code in coupons))


def _bring_back(db: Connection, coupon_ids: Sequence[int], now: datetime) -> None:
    rows = db.execute(
        "SELECT id FROM coupon_ledger l WHERE coupon_id IN (SELECT value FROM json_each(?)) AND entry = 'cancelled'"
        f" AND {store.LIVE} ORDER BY id",
        [json.dumps(list(coupon_ids))],
    ).fetchall()
    actions_ledger.reverse(db, [row[0] for row in rows], _("taken back"), now)


def _refuse_unusable(coupon: Coupon) -> None:
    if coupon.state is State.CANCELLED:
        raise UserError("This coupon is cancelled.")
    if coupon.state is State.REDEEMED:
        raise UserError("This coupon is used up.")
    if coupon.state is State.EXPIRED:
        raise UserError("This coupon is expired.")


def _name(shop: Shop, customer_id: int) -> str:
    row = shop.one("SELECT name, number FROM customer WHERE id = ?", [customer_id])
    if row is None:
        raise UserError("This customer is no longer in the shop file.", field="customer")
    return str(row["name"] or row["number"])
