"""What `shop check` says of the ledger of orders: numbers that are missing, voids that take nothing back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from storeassist.features.orders import actions
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.orders.store_checks import missing_numbers, wrong_visits
from storeassist.kernel import journal
from storeassist.kernel.database import Shop


def notes(shop: Shop, now: datetime, *numbers: str) -> list[str]:
    """What is noted once there are orders of these numbers."""
    for number in numbers:
        actions.add(shop, OrderFacts(now, 100, number=number), now)
    return missing_numbers(shop, now)


def forget(shop: Shop, *numbers: str) -> None:
    """Remove orders as nobody can through the program."""
    with shop.write() as db:
        db.executemany('DELETE FROM "order" WHERE number = ?', [[number] for number in numbers])


def test_a_day_without_gaps_is_not_spoken_of(shop: Shop, now: datetime) -> None:
    assert notes(shop, now, "", "", "", "T-1", "20260914-001x", "20260913-5") == []


def test_voids_and_acts_taken_back_leave_no_gap(shop: Shop, now: datetime) -> None:
    notes(shop, now, "", "", "")
    actions.void(shop, 2, "", now)
    journal.undo(shop, now)
    journal.undo(shop, now)
    actions.add(shop, OrderFacts(now, 100), now)
    assert missing_numbers(shop, now) == []
    assert wrong_visits(shop) == []


def test_missing_numbers_between_others_are_named(shop: Shop, now: datetime) -> None:
    notes(shop, now, *[""] * 9)
    notes(shop, now, *(f"{(now - timedelta(days=1)):%Y%m%d}-{n:03}" for n in (1, 3)))
    forget(shop, "20260915-001", "20260915-002", "20260915-005")
    (note,) = missing_numbers(shop, now)
    assert note.startswith("2 order numbers are missing between others: 20260915-005、20260914-002.")
    forget(shop, "20260915-006", "20260915-007")
    assert (
        "4 order numbers are missing between others: 20260915-005、20260915-006、20260915-007…"
        in missing_numbers(shop, now)[0]
    )


@pytest.mark.parametrize(("last", "said"), [(52, 1), (53, 0), (8431, 0)])
def test_a_number_typed_by_hand_far_ahead_is_no_gap(shop: Shop, now: datetime, last: int, said: int) -> None:
    assert len(notes(shop, now, "20260915-001", f"20260915-{last:03}")) == said


def test_a_void_that_takes_nothing_back_is_wrong(shop: Shop, now: datetime) -> None:
    notes(shop, now, "", "")
    actions.void(shop, 1, "", now)
    shop.db.execute("PRAGMA foreign_keys = OFF")
    with shop.write() as db:
        db.execute('DELETE FROM "order" WHERE id = 1')
    shop.db.execute("PRAGMA foreign_keys = ON")
    assert "1 void takes nothing back." in wrong_visits(shop)


def test_a_line_that_is_not_with_the_customer_of_its_order_is_told(shop: Shop, now: datetime) -> None:
    bill = actions.add(shop, OrderFacts(now, 100, lines=(Line("面"), Line("茶"))), now)
    assert wrong_visits(shop) == []
    with shop.write() as db:
        db.execute("UPDATE order_line SET buyer_id = 7 WHERE order_id = ? AND position = 2", [bill])
    assert wrong_visits(shop) == ["1 line is not with the customer of its order."]
