"""Answers a code: reads what the rules must know, by index alone, and asks them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from storeassist.features.coupons import codes, store
from storeassist.features.coupons.records import Bill, Coupon, Reason, State, Verdict
from storeassist.features.coupons.records_case import Case, Other
from storeassist.features.coupons.rules_value import folded
from storeassist.features.coupons.rules_verdict import decide, refused
from storeassist.features.coupons.store_ledger import within_day
from storeassist.features.offers.records import Use
from storeassist.features.products.records import Role
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.dates import business_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import day_ends_at

_ORDER_LIVE = 'o.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
_USED_BY = (
    "SELECT count(*) FROM redemption_customer w JOIN coupon_ledger l ON l.id = w.id JOIN coupon_issue i"
    f" ON i.id = l.issue_id WHERE w.customer_id = :customer AND i.offer_id = :offer AND {store.LIVE}"
)
_OTHERS = (
    "SELECT f.name, t.terms, l.discount_fen, l.worth_fen FROM coupon_ledger l JOIN coupon_issue i ON i.id = l.issue_id"
    " JOIN offer f ON f.id = i.offer_id JOIN offer_terms t ON t.id = i.terms_id"
    f" WHERE l.order_number = ? AND l.order_number <> '' AND l.entry = 'redeemed' AND {store.LIVE} ORDER BY l.id"
)
_CANCELLING = f"SELECT at, why FROM coupon_ledger l WHERE coupon_id = ? AND entry = 'cancelled' AND {store.LIVE}"


def verdict(shop: Shop, text: str, bill: Bill, now: datetime) -> Verdict:
    """What the shop answers to a scanned or typed ``text`` held against ``bill``.

    Raises UserError when the bill is below zero, or names an order or a customer that is not in the file.
    """
    return weigh(shop, text, bill, now)[0]


def weigh(shop: Shop, text: str, bill: Bill, now: datetime) -> tuple[Verdict, Case | None]:
    """The answer to a code, and what it rests on where the code is one of this shop."""
    if bill.amount_fen is not None and bill.amount_fen < 0:
        raise UserError("A bill is not below zero.", field="amount")
    try:
        coupon_id = store.id_of(shop, codes.read(text, store.key(shop)))
    except codes.Unreadable as error:
        return refused(error.reason), None
    if coupon_id is None:
        return refused(Reason.UNKNOWN), None
    case = case_of(shop, store.get(shop, coupon_id, now), bill, now)
    return decide(case), case


def case_of(shop: Shop, coupon: Coupon, bill: Bill, now: datetime) -> Case:
    """What must be known to hold this coupon against that bill.

    Of a bill in the file, the amount before any discount, the customer and the products are read from there.
    """
    paid = None
    if bill.order_number:
        bill, paid = _in_file(shop, bill)
    who = bill.customer_id if bill.customer_id is not None else coupon.customer_id
    case = Case(
        coupon=coupon,
        bill=bill,
        now=now,
        use=_use(shop, coupon.offer_id),
        day_ends_at=day_ends_at(shop),
        roles=_roles(shop, bill.products),
        price_fen=_price(shop, coupon.terms.product),
        paid_fen=paid,
        others=_others(shop, bill.order_number),
    )
    if coupon.state is State.CANCELLED:
        row = shop.query(_CANCELLING, [coupon.id])[0]
        case = replace(case, cancelled_at=datetime.fromisoformat(row["at"]), why_cancelled=row["why"])
    return case if who is None else _with_customer(shop, case, who)


def _in_file(shop: Shop, bill: Bill) -> tuple[Bill, int]:
    order = _order(shop, bill.order_number)
    lines = shop.query("SELECT name FROM order_line WHERE order_id = ? ORDER BY position", [order["id"]])
    found = replace(
        bill,
        amount_fen=order["amount_fen"] + order["discount_fen"],
        products=(*bill.products, *(row["name"] for row in lines)),
        customer_id=bill.customer_id if bill.customer_id is not None else order["customer_id"],
    )
    return found, order["amount_fen"]


def _order(shop: Shop, number: str) -> Row:
    row = shop.one(
        f'SELECT id, customer_id, amount_fen, discount_fen FROM "order" o WHERE number = ? AND {_ORDER_LIVE}', [number]
    )
    if row is None:
        raise UserError("There is no order with the number {number}.", field="order", number=number)
    return row


def _with_customer(shop: Shop, case: Case, who: int) -> Case:
    customer = shop.one("SELECT name, number FROM customer WHERE id = ?", [who])
    if customer is None:
        raise UserError("This customer is no longer in the shop file.", field="customer")
    chosen = {"customer": who, "offer": case.coupon.offer_id}
    day = business_day(case.bill.at, case.day_ends_at)
    condition, params = within_day(shop, day, day)
    earlier = shop.value(
        f'SELECT 1 FROM "order" o WHERE customer_id = ? AND number <> ? AND {_ORDER_LIVE} LIMIT 1',
        [who, case.bill.order_number],
    )
    return replace(
        case,
        is_known=True,
        customer_name=customer["name"] or customer["number"],
        used_by_customer=int(shop.value(_USED_BY, chosen)),
        used_by_customer_today=int(shop.value(f"{_USED_BY} AND {condition}", {**chosen, **params})),
        had_orders=earlier is not None,
    )


def _use(shop: Shop, offer_id: int) -> Use:
    row = shop.query("SELECT issued, used, discount_fen, worth_fen FROM offer_total WHERE offer_id = ?", [offer_id])[0]
    return Use(row["issued"], row["used"], row["discount_fen"], row["worth_fen"])


def _roles(shop: Shop, products: tuple[str, ...]) -> dict[str, Role]:
    rows = shop.query(
        "SELECT name, role FROM product WHERE name IN (SELECT value FROM json_each(?))",
        [json.dumps([" ".join(name.split()) for name in products])],
    )
    return {folded(row["name"]): Role(row["role"]) for row in rows}


def _price(shop: Shop, product: str) -> int | None:
    found = shop.value("SELECT price_fen FROM product WHERE name = ?", [" ".join(product.split())]) if product else None
    return None if found is None else int(found)


def _others(shop: Shop, order_number: str) -> tuple[Other, ...]:
    if not order_number:
        return ()
    rows = shop.query(_OTHERS, [order_number])
    return tuple(
        Other(row["name"], store.terms_from(row["terms"]).stacking, row["discount_fen"], row["worth_fen"])
        for row in rows
    )
