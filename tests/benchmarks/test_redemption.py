"""The desk with 200,000 coupons in the file: a verdict, a redemption beside a bare insert with its commit, the check."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from statistics import median, quantiles

from storeassist.features import SCHEMA
from storeassist.features.coupons import actions, store, store_checks
from storeassist.features.coupons.records import Bill
from storeassist.features.coupons.store_verdicts import verdict
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from storeassist.kernel.database import Shop, connect
from tests.benchmarks.conftest import Say
from tests.conftest import NOW

COUPONS, ISSUES = 200_000, 4
USED, ASKED = 2_000, 400
LIMITED = Terms(Kind.AMOUNT_OFF, 800, min_spend_fen=5_800, per_customer=500, per_customer_per_day=500, total=150_000)


def test_a_verdict_and_a_redemption_among_200_000_coupons(empty_shop_file: Path, tmp_path: Path, say: Say) -> None:
    path = tmp_path / "noodle.shop"
    shutil.copy(empty_shop_file, path)
    with closing(Shop.open(path, SCHEMA)) as shop:
        offer = offers.add(shop, "满58减8", LIMITED, NOW)
        who = [customers.add(shop, CustomerFacts(f"客{n}"), NOW) for n in range(50)]
        took = _seconds(lambda: [actions.issue(shop, offer, NOW, count=COUPONS // ISSUES) for _ in range(ISSUES)])
        say(f"issued {COUPONS:,} coupons in {took:.1f} s")
        issues = shop.ids("SELECT id FROM coupon_issue")
        codes = [code for issue in issues for code in store.codes_of_issue(shop, issue)]
        Random(4).shuffle(codes)
        texts = [payload for _short, payload in store.printed_forms(shop, codes[:USED])]
        bills = [Bill(7_600, NOW, customer_id=who[n % len(who)], guests=2) for n in range(USED)]
        redeemed = [_seconds(actions.redeem, shop, text, bill, NOW) for text, bill in zip(texts, bills, strict=True)]
        bare = _bare_inserts(path.with_name("bare.db"))
        asked = [_seconds(verdict, shop, text, bills[0], NOW) for text in texts[:ASKED]]
        asked += [
            _seconds(verdict, shop, text, bills[0], NOW)
            for text, _payload in store.printed_forms(shop, codes[USED : USED + ASKED])
        ]
        say(f"verdict: {_words(asked)}")
        say(f"redemption: {_words(redeemed)}; a bare insert with its commit: {_words(bare)}")
        say(f"a redemption takes {median(redeemed) / median(bare):.1f} times a bare insert, a verdict"
            f" {median(asked) / median(bare):.1f} times")  # fmt: skip
        say(f"check of the ledger: {_seconds(store_checks.wrong_ledger, shop):.1f} s")
        assert store_checks.wrong_ledger(shop) == []
        assert shop.value("SELECT used FROM offer_total") == USED


def _bare_inserts(path: Path) -> list[float]:
    """The yardstick: a row into a table of its own and a commit, on the same disk and with the same care for it."""
    with closing(connect(path, "mode=rwc")) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, at TEXT, amount INTEGER)")

        def insert() -> None:
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO t (at, amount) VALUES (?, ?)", [NOW.isoformat(), 7_600])
            db.execute("COMMIT")

        return [_seconds(insert) for _ in range(ASKED)]


def _seconds(work: Callable[..., object], *args: object) -> float:
    began = time.perf_counter()
    work(*args)
    return time.perf_counter() - began


def _words(took: list[float]) -> str:
    return f"{median(took) * 1000:.2f} ms, p95 {quantiles(took, n=20)[-1] * 1000:.2f} ms"
