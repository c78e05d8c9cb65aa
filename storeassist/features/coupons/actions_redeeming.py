"""A coupon is used: the bill, the customer and the ledger in one act, which can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storeassist.features.coupons import actions_ledger, store
from storeassist.features.coupons.actions_ledger import NewRow
from storeassist.features.coupons.records import Bill, Entry, Redemption, Verdict
from storeassist.features.coupons.records_case import Case
from storeassist.features.coupons.store_verdicts import weigh
from storeassist.features.orders import actions as orders
from storeassist.features.orders import actions_correcting as correcting
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _


def redeem(shop: Shop, text: str, bill: Bill, now: datetime) -> tuple[Verdict, Redemption | None]:
    """Use a coupon on a bill; a refused one changes nothing, and there is no redemption.

    The bill becomes an order, or if ``bill.order_number`` names one in the file, that order costs less. Raises
    UserError while nobody said what the bill comes to.
    """
    if bill.amount_fen is None and not bill.order_number:
        raise UserError("Say what the bill comes to, before the discount.", field="amount")
    verdict, case = weigh(shop, text, bill, now)
    if not verdict.is_ok or case is None:
        return verdict, None
    with shop.write() as db:
        verdict, case = weigh(shop, text, bill, now)  # another desk may have been quicker
        if not verdict.is_ok or case is None:
            return verdict, None
        with shop.act(now, N_("Redeemed {offer}"), offer=case.coupon.offer_name):
            redemption_id = _use(shop, db, verdict, case, now)
        return verdict, store.redemption(shop, redemption_id)


def undo_redeem(shop: Shop, now: datetime, payload: dict[str, Any]) -> None:
    """Take a use back: a reversing row, and its bill counts no more, or costs what it did before."""
    with shop.write() as db:
        use = live_use(db, payload["redemption"])
        if use is None:
            return
        actions_ledger.reverse(db, [use], _("taken back"), now)
        if payload["order"] and not has_uses(db, payload["number"]):
            orders.undo_add(shop, now, payload["order"])
        else:
            off, unlinked = -payload["discount"], payload["linked"] is not None
            charge(db, payload["number"], off, _("taken back"), now, unlinked=unlinked)


def redo_redeem(shop: Shop, now: datetime, payload: dict[str, Any]) -> dict[str, Any]:
    """Use the coupon again on the same bill; the ledger refuses one that is not free any more."""
    with shop.write() as db:
        use_again(db, payload["redemption"])
        if payload["order"]:
            orders.redo_add(shop, now, payload["order"])
        else:
            charge(db, payload["number"], payload["discount"], _("coupon"), now, customer_id=payload["linked"])
    return payload


# The rest runs inside a transaction of the caller.


def live_use(db: Connection, redemption_id: int) -> int | None:
    """The row by which a use counts, None when it was taken back: after undo and redo it has another id than at first."""
    row = db.execute(
        "SELECT max(l.id) FROM coupon_ledger u JOIN coupon_ledger l ON l.coupon_id = u.coupon_id AND l.entry = u.entry"
        " AND (l.order_number, l.at, l.discount_fen, l.worth_fen) = (u.order_number, u.at, u.discount_fen, u.worth_fen)"
        f" WHERE u.id = ? AND {store.LIVE}",
        [redemption_id],
    ).fetchone()
    return None if row[0] is None else int(row[0])


def has_uses(db: Connection, order_number: str) -> bool:
    """Whether a coupon that counts was used on a bill."""
    row = db.execute(
        f"SELECT 1 FROM coupon_ledger l WHERE order_number = ? AND order_number <> '' AND entry = 'redeemed' AND {store.LIVE}",
        [order_number],
    ).fetchone()
    return row is not None


def use_again(db: Connection, redemption_id: int) -> int:
    """Add a use once more that was taken back, with the customer it had."""
    row = db.execute("SELECT * FROM coupon_ledger WHERE id = ?", [redemption_id]).fetchone()
    again = NewRow(
        row["at"], Entry.REDEEMED, row["issue_id"], row["coupon_id"], row["order_number"], row["amount_fen"],
        row["discount_fen"], row["worth_fen"],
    )  # fmt: skip
    added = actions_ledger.append(db, [again])[0]
    db.execute(
        "INSERT INTO redemption_customer (id, customer_id) SELECT ?, customer_id FROM redemption_customer WHERE id = ?",
        [added, redemption_id],
    )
    return added


def charge(
    db: Connection,
    order_number: str,
    less_fen: int,
    why: str,
    now: datetime,
    *,
    customer_id: int | None = None,
    unlinked: bool = False,
) -> int:
    """Take more, or less, off a bill in the file, if it still counts, and return how much; see ``correcting.correct``.

    A bill that was corrected since may hold less discount than is to be given back: then it is given back as far as it goes.
    """
    live = correcting.live_id(db, order_number)
    if live is None:
        return 0
    held = db.execute('SELECT discount_fen FROM "order" WHERE id = ?', [live]).fetchone()[0]
    less_fen = max(less_fen, -held)
    if less_fen or customer_id is not None or unlinked:
        correcting.correct(db, live, now, less_fen=less_fen, why=why, customer_id=customer_id, unlinked=unlinked)
    return less_fen


def _use(shop: Shop, db: Connection, verdict: Verdict, case: Case, now: datetime) -> int:
    bill, coupon = case.bill, case.coupon
    who = bill.customer_id if bill.customer_id is not None else coupon.customer_id
    linked = who if bill.order_number and _is_nobodys(db, bill.order_number) else None
    number, made = _bill(shop, db, verdict, case, who, linked, now)
    row = NewRow(
        iso(bill.at), Entry.REDEEMED, coupon.issue_id, coupon.id, number, bill.amount_fen or 0, verdict.discount_fen,
        verdict.worth_fen,
    )  # fmt: skip
    redemption_id = actions_ledger.append(db, [row])[0]
    if who is not None:
        db.execute("INSERT INTO redemption_customer (id, customer_id) VALUES (?, ?)", [redemption_id, who])
        if coupon.terms.personal and coupon.customer_id is None:
            actions_ledger.hold(db, coupon.id, who)
    shop.reversed_by(
        "coupon_redeemed", redemption=redemption_id, number=number, order=made,
        discount=verdict.discount_fen, linked=linked,
    )  # fmt: skip
    return redemption_id


def _is_nobodys(db: Connection, order_number: str) -> bool:
    live = correcting.live_id(db, order_number)
    row = db.execute('SELECT customer_id IS NULL FROM "order" WHERE id = ?', [live]).fetchone()
    return bool(row and row[0])


def _bill(
    shop: Shop, db: Connection, verdict: Verdict, case: Case, who: int | None, linked: int | None, now: datetime
) -> tuple[str, dict[str, Any] | None]:
    """Write the bill; returns its number, and what the journal needs of one that was made."""
    bill, off = case.bill, verdict.discount_fen
    if bill.order_number:
        charge(db, bill.order_number, off, _("coupon"), now, customer_id=linked)
        return bill.order_number, None
    facts = OrderFacts(
        at=bill.at,
        amount_fen=(bill.amount_fen or 0) - off,
        customer_id=who,
        lines=tuple(Line(name) for name in bill.products),
        discount_fen=off,
        guests=bill.guests,
        table=bill.table,
    )
    order_id = orders.add(shop, facts, now)
    made = orders.identity(db, order_id)
    return made["number"], made
