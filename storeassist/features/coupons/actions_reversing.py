"""A use of a coupon is taken back: a reversing row, and what becomes of its bill."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storeassist.features.coupons import actions_ledger, store
from storeassist.features.coupons.actions_redeeming import charge, has_uses, live_use, use_again
from storeassist.features.coupons.store_bills import bill_of
from storeassist.features.orders import actions as orders
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_

_LONGEST_WHY = 200


def reverse(shop: Shop, redemption_id: int, why: str, now: datetime, keep_bill: bool = False) -> int:
    """Take a use back and return the id of the row that says so; the coupon can be used again unless it expired.

    Its bill is void, or with ``keep_bill`` stays at its full price; one that has its number by now is left alone.
    Raises UserError when it was taken back before, or another coupon was used on the bill that is to be void.
    """
    used = store.redemption(shop, redemption_id)
    why = " ".join(why.split())[:_LONGEST_WHY]
    with shop.act(now, N_("Reversed {offer}"), offer=used.offer_name) as db:
        rows = actions_ledger.reverse(db, [redemption_id], why, now)
        if not rows:
            raise UserError("This redemption was reversed already.")
        bill_id, voided, given_back = bill_of(shop, used), None, 0
        if bill_id is not None and keep_bill:
            given_back = -charge(db, used.order_number, -used.discount_fen, why, now)
        elif bill_id is not None:
            voided = _void(shop, db, bill_id, used.order_number, why, now)
        shop.reversed_by(
            "coupon_reversed", redemption=redemption_id, number=used.order_number, why=why,
            voided=voided, kept=keep_bill, discount=given_back,
        )  # fmt: skip
    return rows[0]


def undo_reverse(shop: Shop, now: datetime, payload: dict[str, Any]) -> None:
    """The use counts again, with its bill; the ledger refuses a coupon that is not free any more."""
    with shop.write() as db:
        use_again(db, payload["redemption"])
        if payload["kept"]:
            charge(db, payload["number"], payload["discount"], payload["why"], now)
        elif payload["voided"]:
            orders.undo_void(shop, now, payload["voided"])


def redo_reverse(shop: Shop, now: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """Take the use back again."""
    with shop.write() as db:
        use = live_use(db, payload["redemption"])
        if use is None:
            return payload
        actions_ledger.reverse(db, [use], payload["why"], now)
        if payload["kept"]:
            charge(db, payload["number"], -payload["discount"], payload["why"], now)
        elif payload["voided"]:
            orders.redo_void(shop, now, payload["voided"])
    return {**payload, "redemption": use}


def give_back_repeated(db: Connection, keep: int, gone: int) -> None:
    """Two customers are two again: uses that were taken back and count again go to ``gone`` with those they repeat.

    Runs inside a transaction of the caller, which gave ``gone`` back what the journal knows.
    """
    db.execute(
        "UPDATE redemption_customer SET customer_id = :gone WHERE customer_id = :keep AND id IN"
        " (SELECT l.id FROM redemption_customer w JOIN coupon_ledger u ON u.id = w.id"
        " JOIN coupon_ledger r ON r.reverses_id = u.id JOIN coupon_ledger l ON l.coupon_id = u.coupon_id"
        " AND (l.entry, l.order_number, l.at, l.discount_fen, l.worth_fen)"
        " = (u.entry, u.order_number, u.at, u.discount_fen, u.worth_fen) AND l.id > u.id WHERE w.customer_id = :gone)",
        {"keep": keep, "gone": gone},
    )


def _void(shop: Shop, db: Connection, order_id: int, number: str, why: str, now: datetime) -> dict[str, Any]:
    """Void the bill; returns what the journal needs to bring it back."""
    if has_uses(db, number):
        raise UserError("Another coupon was used on the bill {number}: keep the bill, or reverse that one first.",
                        field="bill", number=number)  # fmt: skip
    found = orders.identity(db, order_id)
    orders.void(shop, order_id, why, now)
    return {**found, "why": why}
