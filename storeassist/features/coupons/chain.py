"""The hashes that tie the ledger of coupons together, so that a change made outside the program is found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256

LEDGER = (
    *("id", "at", "entry", "issue_id", "coupon_id", "order_number", "amount_fen", "discount_fen", "worth_fen"),
    *("reverses_id", "why", "codes_hash"),
)
"""The columns a ledger row's hash covers, in order."""

ISSUE = ("id", "at", "offer_id", "terms_id", "count", "valid_from", "valid_to", "days_after_claim", "uses")
"""The columns of an issue that its row in the ledger vouches for."""


def row_hash(values: Sequence[object], before: str) -> str:
    """The hash of a ledger row, given the values of LEDGER and the hash of the row before."""
    return _hash(json.dumps([*values, before], ensure_ascii=False, separators=(",", ":")))


def codes_hash(issue: Sequence[object], terms: str, coupons: Iterable[tuple[int, int]]) -> str:
    """The hash of an issue: the values of ISSUE, the text of its terms, and (serial, code) of its coupons by serial."""
    head = json.dumps([*issue, terms], ensure_ascii=False, separators=(",", ":"))
    return _hash("\n".join([head, *(f"{serial}:{code}" for serial, code in coupons)]))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
