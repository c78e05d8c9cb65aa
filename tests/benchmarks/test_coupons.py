"""The list of 200,000 coupons, of which 90,000 were used, claimed or cancelled: its states, chips, keystrokes, sorts."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median

from storeassist.features import SCHEMA
from storeassist.features.coupons import actions, actions_ledger, store_list, store_standing
from storeassist.features.coupons.actions_ledger import NewRow
from storeassist.features.coupons.records import Entry, State
from storeassist.features.coupons.records_list import Filter
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.dates import iso
from tests.benchmarks.conftest import Say
from tests.conftest import NOW

EACH, ISSUES = 20_000, 10
TIMES = 7


def test_the_list_of_200_000_coupons(empty_shop_file: Path, tmp_path: Path, say: Say) -> None:
    path = tmp_path / "noodle.shop"
    shutil.copy(empty_shop_file, path)
    with closing(Shop.open(path, SCHEMA)) as shop:
        _fill(shop)
        standing = store_standing.read(shop, NOW.date())
        say(f"standing: {_took(lambda: store_standing.read(shop, NOW.date()))}")
        for state in State:
            say(
                f"chip {state.value}: {_took(lambda which: store_list.ids(shop, which, NOW, standing=standing), Filter(state=state))}"
            )
        for text in ("满", "2026", "S", "7K"):
            say(f"typed {text}: {_took(lambda which: store_list.ids(shop, which, NOW), Filter(text))}")
        for sort in store_list.SORTS:
            say(f"sorted by {sort}: {_took(lambda by: store_list.ids(shop, Filter(), NOW, by), sort)}")
        assert sum(standing.count(state) for state in State) == standing.total == EACH * ISSUES


def _fill(shop: Shop) -> None:
    """Offers of two kinds, and what customers made of their coupons; the ledger's rows at once, not use by use."""
    terms = [Terms(Kind.AMOUNT_OFF, 800, days_after_issue=14), Terms(Kind.AMOUNT_OFF, 500, days_after_issue=60)]
    made = [offers.add(shop, f"满 58 减 {n}", each, NOW) for n, each in enumerate(terms)]
    for n in range(ISSUES):
        at = NOW - timedelta(days=9 * (ISSUES - n))
        actions.issue(shop, made[n % 2], at, count=EACH, from_claim=n % 4 == 1)
    rows = list(shop.query("SELECT id, issue_id FROM coupon ORDER BY id"))
    Random(4).shuffle(rows)
    with shop.write() as db:
        used = actions_ledger.append(
            db, [_row(row, Entry.REDEEMED, f"2026{n:06}") for n, row in enumerate(rows[:60_000])]
        )
        actions_ledger.append(db, [_row(row, Entry.CLAIMED) for row in rows[60_000:80_000]])
        actions_ledger.append(db, [_row(row, Entry.CANCELLED) for row in rows[80_000:90_000]])
        actions_ledger.reverse(db, used[:3_000], "", NOW)


def _row(coupon: Row, entry: Entry, order_number: str = "") -> NewRow:
    return NewRow(iso(NOW), entry, coupon["issue_id"], coupon["id"], order_number)


def _took(work: Callable[..., object], *args: object) -> str:
    took = []
    for _time in range(TIMES):
        began = time.perf_counter()
        work(*args)
        took.append(time.perf_counter() - began)
    return f"{median(took) * 1000:.1f} ms"
