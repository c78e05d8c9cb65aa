"""Adds rows to the ledger of coupons, each tied to the one before; everything that becomes of a coupon goes through here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from storeassist.features.coupons import chain
from storeassist.features.coupons.records import Entry
from storeassist.features.coupons.store import LIVE
from storeassist.kernel.bulk import insert_rows
from storeassist.kernel.database import Connection
from storeassist.kernel.dates import iso


@dataclass(frozen=True, slots=True)
class NewRow:
    """A ledger row on its way into the file, in the order of ``chain.LEDGER`` after its id."""

    at: str
    entry: str
    issue_id: int
    coupon_id: int | None = None
    order_number: str = ""
    amount_fen: int = 0
    discount_fen: int = 0
    worth_fen: int = 0
    reverses_id: int | None = None
    why: str = ""
    codes_hash: str = ""


def append(db: Connection, rows: Sequence[NewRow]) -> range:
    """Add rows and return their ids; the head of the chain moves with them, in the caller's transaction."""
    count, last = db.execute("SELECT rows, hash FROM coupon_head").fetchone()
    first = int(db.execute("SELECT coalesce(max(id), 0) FROM coupon_ledger").fetchone()[0]) + 1
    added = range(first, first + len(rows))
    chained = []
    for row_id, row in zip(added, rows, strict=True):
        values = (row_id, *astuple(row))
        last = chain.row_hash(values, last)
        chained.append((*values, last))
    insert_rows(db, "coupon_ledger", (*chain.LEDGER, "hash"), chained)
    db.execute("UPDATE coupon_head SET rows = ?, hash = ?", [count + len(rows), last])
    return added


def claim(db: Connection, coupon_ids: Sequence[int], now: datetime) -> range:
    """Note that these coupons were claimed."""
    return append(db, [NewRow(iso(now), Entry.CLAIMED, issue, one) for one, issue in _issues(db, coupon_ids)])


def cancel(db: Connection, coupon_ids: Sequence[int], why: str, now: datetime) -> range:
    """Cancel those of these coupons that are neither cancelled nor used up."""
    rows = [NewRow(iso(now), Entry.CANCELLED, issue, one, why=why) for one, issue in _issues(db, coupon_ids, _UNUSED)]
    return append(db, rows)


def reverse(db: Connection, row_ids: Sequence[int], why: str, now: datetime) -> range:
    """Take back those of these rows that stand: a row of its own for each."""
    found = db.execute(
        "SELECT id, issue_id, coupon_id, amount_fen, discount_fen, worth_fen FROM coupon_ledger l"
        f" WHERE id IN (SELECT value FROM json_each(?)) AND {LIVE} ORDER BY id",
        [json.dumps(list(row_ids))],
    ).fetchall()
    return append(
        db,
        [
            NewRow(
                iso(now), Entry.REVERSED, row["issue_id"], row["coupon_id"], amount_fen=-row["amount_fen"],
                discount_fen=-row["discount_fen"], worth_fen=-row["worth_fen"], reverses_id=row["id"], why=why,
            )
            for row in found
        ],
    )  # fmt: skip


def hold(db: Connection, coupon_id: int, customer_id: int) -> None:
    """Note whose a coupon is."""
    db.execute("INSERT INTO coupon_holder (id, customer_id) VALUES (?, ?)", [coupon_id, customer_id])


_UNUSED = (
    f" AND NOT EXISTS (SELECT 1 FROM coupon_ledger l WHERE l.coupon_id = c.id AND l.entry = 'cancelled' AND {LIVE})"
    " AND (SELECT count(*) FROM coupon_ledger l WHERE l.coupon_id = c.id AND l.entry = 'redeemed'"
    f" AND {LIVE}) < (SELECT uses FROM coupon_issue WHERE id = c.issue_id)"
)


def _issues(db: Connection, coupon_ids: Sequence[int], condition: str = "") -> list[tuple[int, int]]:
    return [
        (row[0], row[1])
        for row in db.execute(
            f"SELECT c.id, c.issue_id FROM coupon c WHERE c.id IN (SELECT value FROM json_each(?)){condition}"
            " ORDER BY c.id",
            [json.dumps(list(coupon_ids))],
        ).fetchall()
    ]
