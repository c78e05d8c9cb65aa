"""The ledger of coupons refuses every change, and one made outside the program is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlcipher3 import dbapi2 as sqlite

from storeassist.features.coupons import actions, store_checks
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from tests.features.coupons.ground import NOW, Desk, ills


@pytest.fixture
def desk(shop: Shop) -> Desk:
    """Coupons issued, claimed, used, reversed and cancelled."""
    desk = Desk(shop)
    codes = desk.issue(6)
    desk.redeem(codes[0])
    actions.reverse(shop, desk.redeem(codes[1]).id, "错", NOW)
    actions.claim(shop, desk.coupon(codes[2]).id, desk.customer(), NOW)
    actions.cancel(shop, [desk.coupon(codes[3]).id], "印错", NOW)
    assert ills(shop) == []
    return desk


@pytest.mark.parametrize("table", ["coupon_ledger", "coupon", "coupon_issue"])
def test_sql_cannot_change_or_delete_rows(desk: Desk, table: str) -> None:
    column = "serial" if table == "coupon" else "at"
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(sqlite.IntegrityError, match="never changed"), desk.shop.write() as db:
            db.execute(statement)


def test_sql_cannot_use_a_coupon_twice_or_a_cancelled_one(desk: Desk) -> None:
    again = (
        "INSERT INTO coupon_ledger (at, entry, issue_id, coupon_id, hash) SELECT at, 'redeemed', issue_id, coupon_id, 'x'"
        " FROM coupon_ledger WHERE entry = '{}' ORDER BY id LIMIT 1"
    )
    for entry in ("redeemed", "cancelled"):
        with pytest.raises(sqlite.IntegrityError), desk.shop.write() as db:
            db.execute(again.format(entry))


GUARDS = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%\\_no\\_%' ESCAPE '\\'"
OUTSIDE = {
    "UPDATE coupon_ledger SET discount_fen = 0 WHERE id = 2": "row 2 does not fit",
    "UPDATE coupon_ledger SET why = 'x' WHERE entry = 'cancelled'": "does not fit",
    "UPDATE coupon_ledger SET at = '2026-09-15T11:07:00' WHERE id = 3": "row 3 does not fit",
    "DELETE FROM coupon_ledger WHERE id = 5": "does not fit",
    "DELETE FROM coupon_ledger WHERE id = (SELECT max(id) FROM coupon_ledger)": "missing at the end",
    "DELETE FROM coupon_head": "not the one that was written",
    "UPDATE coupon SET code = 12345 WHERE id = 6": "its codes, days or terms",
    "INSERT INTO coupon (code, issue_id, serial) VALUES (77, 1, 7)": "its codes, days or terms",
    "DELETE FROM coupon WHERE id = 6": "its codes, days or terms",
    "UPDATE coupon_issue SET valid_to = '2030-01-01'": "its codes, days or terms",
    "UPDATE coupon_issue SET uses = 9": "its codes, days or terms",
    "UPDATE offer_terms SET terms = json_set(terms, '$.value_fen', 9900)": "its codes, days or terms",
    "UPDATE offer_total SET discount_fen = 0": "figures of 1 offer",
}


@pytest.mark.parametrize("change", OUTSIDE)
def test_an_outside_change_is_found(desk: Desk, change: str) -> None:
    db = desk.shop.db
    db.execute("PRAGMA query_only = OFF")
    guards = [tuple(row) for row in db.execute(GUARDS)]
    guards += [tuple(row) for row in db.execute("SELECT name, sql FROM sqlite_schema WHERE name = 'offer_terms_stay'")]
    for name, _sql in guards:
        db.execute(f"DROP TRIGGER {name}")
    assert any("guards of the ledger" in one for one in store_checks.wrong_ledger(desk.shop))
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute(change)
    for _name, sql in guards:
        db.execute(sql)
    found = store_checks.wrong_ledger(desk.shop)
    assert any(OUTSIDE[change] in one for one in found), found


def test_rows_added_outside_are_found(desk: Desk) -> None:
    with desk.shop.write() as db:
        db.execute(
            "INSERT INTO coupon_ledger (at, entry, issue_id, coupon_id, hash) VALUES ('2026-09-15T12:00:00', 'claimed',"
            " 1, 5, 'x')"
        )
    assert store_checks.wrong_ledger(desk.shop)


def test_a_clock_set_back_is_noted_not_refused(desk: Desk) -> None:
    assert store_checks.notes(desk.shop, NOW) == []
    desk.redeem(desk.issue()[0], at=NOW - timedelta(days=1))
    notes = store_checks.notes(desk.shop, NOW)
    assert len(notes) == 1
    assert "was the clock set back?" in notes[0]
    assert ills(desk.shop) == []


def test_a_use_done_again_is_no_clock_set_back(desk: Desk) -> None:
    (code,) = desk.issue()
    desk.redeem(code)
    for step, minutes in ((journal.undo, 10), (journal.redo, 11), (journal.undo, 12), (journal.redo, 13)):
        step(desk.shop, NOW + timedelta(minutes=minutes))
    assert desk.state(code) == "redeemed"
    assert store_checks.notes(desk.shop, NOW + timedelta(hours=1)) == []


def test_a_use_whose_bill_is_void_is_noted(desk: Desk) -> None:
    used = desk.redeem(desk.issue()[0])
    orders.void(desk.shop, order_store.by_number(desk.shop, used.order_number).id, "", NOW)
    (note,) = store_checks.notes(desk.shop, NOW)
    assert used.order_number in note
