"""An import of bills on which coupons were used since: it is taken back, and the ledger of coupons stays whole."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from storeassist.features.coupons import store_checks
from storeassist.features.imports import jobs
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.features.imports.records import Kind, Options
from storeassist.features.orders.store import shop_figures
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from tests.dumps import problems
from tests.features.coupons.ground import NOW, Desk


def test_a_coupon_used_on_an_imported_bill_stays_used_when_the_import_is_taken_back(shop: Shop, tmp_path: Path) -> None:
    desk = Desk(shop)
    (code,) = desk.issue()
    path = tmp_path / "账单.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["单号", "时间", "金额"], ["Z1", "2026-09-14 12:05", "66.00"]])
    _kind, source = jobs.examine(Quiet(), path, kind=Kind.ORDERS)
    options = jobs.options_for(shop, Kind.ORDERS, source, options=Options({}))
    import_id = jobs.carry_out(Quiet(), shop, jobs.prepare(Quiet(), shop, Kind.ORDERS, source, options, NOW), NOW).import_id
    assert import_id
    later = NOW + timedelta(minutes=5)
    used = desk.redeem(code, amount=None, at=later, order_number="Z1")
    assert (used.amount_fen, used.discount_fen, shop_figures(shop).revenue_fen) == (66_00, 8_00, 58_00)
    ledger = [tuple(row) for row in shop.query("SELECT * FROM coupon_ledger")]

    undo_import(shop, import_id, later + timedelta(minutes=5))

    assert shop_figures(shop).orders == 0
    assert [tuple(row) for row in shop.query("SELECT * FROM coupon_ledger")] == ledger
    assert desk.ask(code, at=later).reason == "used"
    assert problems(shop) == []
    assert any("Z1" in note for note in store_checks.notes(shop, NOW))
