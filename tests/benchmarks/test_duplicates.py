"""How fast a large shop is looked through for duplicates, and two of its customers become one."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from random import Random

from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.duplicates import actions, jobs
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from tests.benchmarks.conftest import Say
from tests.benchmarks.generate import NOW

HINTS_SECONDS = 5.0
MERGE_SECONDS = 0.5
TWICE = 1_000


def with_duplicates(file: Path, folder: Path) -> Shop:
    """A copy of a large shop in which a thousand customers were added again, with a slip in the phone or the name."""
    path = folder / "large.shop"
    shutil.copy(file, path)
    shop, random = Shop.open(path, SCHEMA), Random(7)
    rows = shop.query("SELECT name, phone FROM customer WHERE phone IS NOT NULL ORDER BY id LIMIT ?", [TWICE])
    blank = {"origin": "hand", "created_at": NOW.isoformat()}
    again = []
    for at, row in enumerate(rows):
        phone = list(row["phone"])
        if at % 2:
            spot = random.randrange(7, len(phone))
            phone[spot] = str((int(phone[spot]) + 1) % 10)
        again.append({"number": f"D{at}", "name": row["name"], "phone": "".join(phone), **blank})
    with shop.write() as db:
        customers.refresh_search(db, customers.insert(db, again))
    return shop


def test_a_hundred_thousand_customers_are_looked_through_in_seconds(large: Path, tmp_path: Path, say: Say) -> None:
    shop = with_duplicates(large, tmp_path)
    started = time.perf_counter()
    found = jobs.find(Quiet(), shop)
    took = time.perf_counter() - started
    say(f"duplicates among {customer_store.count(shop):,} customers: {len(found):,} pairs in {took:.2f} s")
    assert len(found) >= TWICE
    assert took < HINTS_SECONDS
    shop.close()


def test_merging_two_of_them_and_undoing_it_takes_no_time(large: Path, tmp_path: Path, say: Say) -> None:
    shop = with_duplicates(large, tmp_path)
    keep, drop = customer_store.ids(shop, sort="visits")[:2]
    started = time.perf_counter()
    plan = plan_merge(shop, keep, drop)
    planned = time.perf_counter()
    actions.merge(shop, plan, NOW)
    merged = time.perf_counter()
    journal.undo(shop, NOW)
    undone = time.perf_counter()
    say(
        f"a merge of {plan.moves.orders:,} orders: planned in {(planned - started) * 1000:.1f} ms,"
        f" done in {(merged - planned) * 1000:.0f} ms, undone in {(undone - merged) * 1000:.0f} ms"
    )
    assert merged - planned < MERGE_SECONDS
    assert undone - merged < MERGE_SECONDS
    shop.close()
