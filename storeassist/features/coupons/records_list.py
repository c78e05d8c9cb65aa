"""What a list of coupons was asked for, and what a coupon's own history is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storeassist.features.coupons.records import Entry, State


@dataclass(frozen=True, slots=True)
class Filter:
    """Which coupons a list shows: ``text`` is a code or the beginning of one, a customer, an offer or a bill's number."""

    text: str = ""
    state: State | None = None
    offer_id: int | None = None
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a coupon's ledger; ``undoes`` names what a reversing row took back. Amounts as the ledger has them."""

    id: int
    at: datetime
    entry: Entry
    undoes: Entry | None = None
    order_number: str = ""
    discount_fen: int = 0
    worth_fen: int = 0
    customer_name: str = ""
    why: str = ""
