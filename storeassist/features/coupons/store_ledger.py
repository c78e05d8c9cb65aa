"""Reads the ledger of coupons: who used what on which bill, and what was taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from storeassist.features.coupons.records import DayFigures, Entry, LedgerRow, Redemption
from storeassist.features.customers.records import TimelineEntry
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.dates import day_booked
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.settings import day_ends_at
from storeassist.kernel.text import _

_USES = (
    "FROM coupon_ledger l LEFT JOIN coupon_ledger u ON u.id = l.reverses_id"
    " JOIN coupon_issue i ON i.id = l.issue_id JOIN offer o ON o.id = i.offer_id"
    " LEFT JOIN coupon_ledger r ON r.reverses_id = l.id"
    " LEFT JOIN redemption_customer w ON w.id = coalesce(l.reverses_id, l.id)"
    " LEFT JOIN customer k ON k.id = w.customer_id"
    " WHERE (l.entry = 'redeemed' OR l.entry = 'reversed' AND u.entry = 'redeemed')"
)
_REDEMPTION = (
    "SELECT l.*, c.code, i.offer_id, o.name AS offer_name, w.customer_id, k.name AS customer_name,"
    " r.at AS reversed_at, r.why AS reversed_why FROM coupon_ledger l JOIN coupon c ON c.id = l.coupon_id"
    " JOIN coupon_issue i ON i.id = l.issue_id JOIN offer o ON o.id = i.offer_id"
    " LEFT JOIN coupon_ledger r ON r.reverses_id = l.id LEFT JOIN redemption_customer w ON w.id = l.id"
    " LEFT JOIN customer k ON k.id = w.customer_id WHERE l.id = ? AND l.entry = 'redeemed'"
)


def redemption(shop: Shop, redemption_id: int) -> Redemption:
    """One use of a coupon; raises UserError when there is none of that id."""
    row = shop.one(_REDEMPTION, [redemption_id])
    if row is None:
        raise UserError("There is no redemption {id}.", id=redemption_id)
    return Redemption(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        coupon_id=row["coupon_id"],
        code=row["code"],
        offer_id=row["offer_id"],
        offer_name=row["offer_name"],
        order_number=row["order_number"],
        amount_fen=row["amount_fen"],
        discount_fen=row["discount_fen"],
        worth_fen=row["worth_fen"],
        customer_id=row["customer_id"],
        customer_name=row["customer_name"] or "",
        reversed_at=datetime.fromisoformat(row["reversed_at"]) if row["reversed_at"] else None,
        why=row["reversed_why"] or "",
    )


def ledger(
    shop: Shop,
    first_day: date | None = None,
    last_day: date | None = None,
    limit: int = 200,
    customer_id: int | None = None,
) -> list[LedgerRow]:
    """Uses and what took them back, newest first; business days inclusive."""
    where, params = _between(shop, first_day, last_day)
    if customer_id is not None:
        where += " AND w.customer_id = :customer"
        params["customer"] = customer_id
    rows = shop.query(
        "SELECT l.*, u.order_number AS used_on, o.name AS offer_name, k.name AS customer_name,"
        f" r.id IS NOT NULL AS is_reversed {_USES}{where} ORDER BY l.at DESC, l.id DESC LIMIT :limit",
        {**params, "limit": limit},
    )
    return [_ledger_row(row) for row in rows]


def day_figures(shop: Shop, day: date) -> DayFigures:
    """What the redemptions of a business day add up to."""
    where, params = _between(shop, day, day)
    row = shop.query(
        "SELECT coalesce(sum(l.entry = 'redeemed'), 0) AS used, coalesce(sum(l.entry = 'reversed'), 0) AS taken_back,"
        " coalesce(sum(l.discount_fen + l.worth_fen), 0) AS given FROM coupon_ledger l"
        " LEFT JOIN coupon_ledger u ON u.id = l.reverses_id"
        f" WHERE (l.entry = 'redeemed' OR l.entry = 'reversed' AND u.entry = 'redeemed'){where}",
        params,
    )[0]
    return DayFigures(row["used"], row["taken_back"], row["given"])


def coupon_entries(shop: Shop, customer_id: int, limit: int) -> list[TimelineEntry]:
    """What a customer got and used, as history, latest first."""
    given = shop.query(
        "SELECT i.at, o.name, c.id FROM coupon_holder h JOIN coupon c ON c.id = h.id JOIN coupon_issue i ON i.id = c.issue_id"
        " JOIN offer o ON o.id = i.offer_id WHERE h.customer_id = ? ORDER BY i.at DESC LIMIT ?",
        [customer_id, limit],
    )
    entries = [
        TimelineEntry(
            datetime.fromisoformat(row["at"]),
            "coupon",
            "accent",
            _("Got a coupon: {offer}", offer=row["name"]),
            page="coupons",
            args={"coupon_id": row["id"]},
        )
        for row in given
    ]
    entries += [_history(row) for row in ledger(shop, limit=limit, customer_id=customer_id)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def within_day(shop: Shop, first: date, last: date) -> tuple[str, dict[str, object]]:
    """The condition that a ledger row ``l`` belongs to these business days."""
    day = day_booked("l.at", day_ends_at(shop))
    # Bounds of time as well, for the index: a business day begins on its date and ends before the next one does.
    condition = f"(l.at >= :first AND l.at < :after AND {day} BETWEEN :first AND :last)"
    return condition, {"first": first.isoformat(), "last": last.isoformat(), "after": (last + timedelta(days=2)).isoformat()}


def _between(shop: Shop, first_day: date | None, last_day: date | None) -> tuple[str, dict[str, object]]:
    if first_day is None and last_day is None:
        return "", {}
    condition, params = within_day(shop, first_day or date.min, last_day or date(9998, 12, 31))
    return f" AND {condition}", params


def _history(row: LedgerRow) -> TimelineEntry:
    given = "·".join(yuan(fen) for fen in (abs(row.discount_fen), abs(row.worth_fen)) if fen)
    if row.entry is Entry.REVERSED:
        return TimelineEntry(row.at, "coupon", "", _("Took back a use of {offer}", offer=row.offer_name), row.why)
    detail = "·".join(part for part in (given, _("bill {number}", number=row.order_number)) if part)
    return TimelineEntry(row.at, "redeem", "good", _("Used {offer}", offer=row.offer_name), detail)


def _ledger_row(row: Row) -> LedgerRow:
    return LedgerRow(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        entry=Entry(row["entry"]),
        offer_name=row["offer_name"],
        discount_fen=row["discount_fen"],
        worth_fen=row["worth_fen"],
        customer_name=row["customer_name"] or "",
        order_number=row["order_number"] or row["used_on"] or "",
        reverses_id=row["reverses_id"],
        is_reversed=bool(row["is_reversed"]),
        why=row["why"],
    )
