"""Eight desks redeem the same fifty coupons at once: each counts exactly once, with one bill and one ledger row."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from storeassist.features.coupons import actions, store
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from tests.faults.ground import NOW, ills, opened

ROOT = Path(__file__).parents[2]
DESKS, COUPONS = 8, 50
DESK = """
import json, random, sys
from datetime import datetime
from pathlib import Path
from storeassist.features import SCHEMA
from storeassist.features.coupons import actions
from storeassist.features.coupons.records import Bill
from storeassist.kernel.database import Shop

path, seed, codes = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
now = datetime(2026, 9, 15, 12)
random.Random(seed).shuffle(codes)
shop = Shop.open(path, SCHEMA)
print("ready", flush=True)
sys.stdin.readline()
said = [actions.redeem(shop, code, Bill(7600, now), now)[0].reason.value for code in codes]
shop.close()
print(json.dumps(said))
"""


def test_fifty_coupons_raced_for_by_eight_desks_are_used_fifty_times(empty_shop_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "noodle.shop"
    shutil.copy(empty_shop_file, path)
    with opened(path) as shop:
        offer = offers.add(shop, "满减", Terms(Kind.AMOUNT_OFF, 800), NOW)
        issue = actions.issue(shop, offer, NOW, count=COUPONS)
        codes = [short for short, _payload in store.printed_forms(shop, store.codes_of_issue(shop, issue))]
    desks = [
        subprocess.Popen(
            [sys.executable, "-c", DESK, str(path), str(seed), json.dumps(codes)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(DESKS)
    ]
    for desk in desks:
        assert desk.stdout
        assert desk.stdout.readline().strip() == "ready"
    for desk in desks:
        assert desk.stdin
        desk.stdin.write("\n")
        desk.stdin.flush()
    said = [reason for desk in desks for reason in json.loads(desk.communicate(timeout=120)[0])]
    assert (said.count("ok"), said.count("used")) == (COUPONS, (DESKS - 1) * COUPONS)
    with opened(path) as shop:
        assert ills(shop) == []
        assert shop.value("SELECT count(*) FROM coupon_ledger WHERE entry = 'redeemed'") == COUPONS
        assert shop.value('SELECT count(*) FROM "order"') == COUPONS
        assert shop.value("SELECT used FROM offer_total") == COUPONS
        assert shop.value("SELECT count(DISTINCT coupon_id) FROM coupon_ledger WHERE entry = 'redeemed'") == COUPONS
