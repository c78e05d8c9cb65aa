"""Acts of the program to be killed in the middle of, and the nursery in whose children they are: kill_acts.py is run.

The nursery loads everything once and forks: to start the program for each of hundreds of kills would take an hour.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from storeassist.adapters.pinyin import load_readings
from storeassist.features import SCHEMA
from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.duplicates import jobs as duplicates
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.imports import jobs as imports
from storeassist.features.imports.records import Kind
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind as OfferKind
from storeassist.features.offers.records import Terms
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel import backups, journal, restoring
from storeassist.kernel.backups import Why
from storeassist.kernel.database import Shop, connect
from storeassist.kernel.jobs import Quiet
from tests.faults.ground import NOW, opened
from tests.golden import unpack

SHOP, BILLS, BACKUPS, SECOND = "noodle.shop", "bills.csv", "backups", "stick"
BEGAN, SAVED = "began", "saved"
PATIENCE = 5.0
"""Seconds after which what a killed program had started is to be gone as well."""

Say = Callable[[str], object]


@dataclass(frozen=True)
class Act:
    """``prepare`` furnishes a folder, given a small shop to copy; ``do`` says when it began, and each time it saved."""

    prepare: Callable[[Path, Path], object]
    do: Callable[[Path, Say], object]


def _shop(small: Path, folder: Path) -> None:
    shutil.copy(small, folder / SHOP)
    _keep_backups_beside(folder)


def _shop_and_second_folder(small: Path, folder: Path) -> None:
    _shop(small, folder)
    (folder / SECOND).mkdir()
    _set(folder, backups.SECOND_FOLDER, str(folder / SECOND))


def _shop_and_bills(small: Path, folder: Path) -> None:
    _shop(small, folder)
    with (folder / BILLS).open("w", encoding="utf-8-sig", newline="") as file:
        rows = [[f"K{n // 2}", "2026-09-14 12:30", f"1390000{n // 6:04}", f"面 {n % 9}", 32] for n in range(800)]
        csv.writer(file).writerows([["单号", "时间", "手机", "商品", "金额"], *rows])


def _shop_with_bills(small: Path, folder: Path) -> None:
    _shop_and_bills(small, folder)
    _import(folder, str)


def _shop_and_older_backup(small: Path, folder: Path) -> None:
    _shop_and_bills(small, folder)
    backups.take(folder / SHOP, NOW - timedelta(days=1), Why.HAND)
    _import(folder, str)


def _older_shop(_small: Path, folder: Path) -> None:
    unpack("0.1", folder / SHOP)
    _keep_backups_beside(folder)


def _keep_backups_beside(folder: Path) -> None:
    (folder / BACKUPS).mkdir()
    _set(folder, backups.FOLDER, str(folder / BACKUPS))


def _set(folder: Path, key: str, value: str) -> None:
    with closing(connect(folder / SHOP)) as db:
        db.execute("INSERT INTO shop_setting VALUES (?, ?)", [key, value])


def _import(folder: Path, say: Say) -> None:
    with opened(folder / SHOP) as shop:
        _kind, source = imports.examine(Quiet(), folder / BILLS, kind=Kind.ORDERS)
        options = imports.options_for(shop, Kind.ORDERS, source)
        plan = imports.prepare(Quiet(), shop, Kind.ORDERS, source, options, NOW)
        say(BEGAN)
        imports.carry_out(Quiet(), shop, plan, NOW)
        say(SAVED)


def _import_from_the_first_look(folder: Path, say: Say) -> None:
    say(BEGAN)
    _import(folder, lambda word: word == SAVED and say(word))


def _undo(folder: Path, say: Say) -> None:
    with opened(folder / SHOP) as shop:
        say(BEGAN)
        journal.undo(shop, NOW)
        say(SAVED)


def _merge(folder: Path, say: Say) -> None:
    with opened(folder / SHOP) as shop:
        plan = plan_merge(shop, 217, 60)
        say(BEGAN)
        duplicates.merge(Quiet(), shop, plan, NOW)
        say(SAVED)


def _back_up(folder: Path, say: Say) -> None:
    say(BEGAN)
    backups.take(folder / SHOP, NOW, Why.HAND)
    say(SAVED)


def _restore(folder: Path, say: Say) -> None:
    older = min(backups.list_backups(folder / SHOP), key=lambda backup: backup.at)
    say(BEGAN)
    restoring.restore(folder / SHOP, older.path, SCHEMA, NOW)
    say(SAVED)


def _migrate(folder: Path, say: Say) -> None:
    say(BEGAN)
    Shop.open(folder / SHOP, SCHEMA).close()
    say(SAVED)


def _save_one_after_the_other(folder: Path, say: Say) -> None:
    with opened(folder / SHOP) as shop:
        say(BEGAN)
        for n in range(24):
            if n % 2:
                customers.add(shop, CustomerFacts(f"客{n}", tags=("新客",)), NOW)
            else:
                orders.add(shop, OrderFacts(NOW, 1800 + n, n + 1), NOW)
            say(SAVED)


def _shop_with_coupons(small: Path, folder: Path) -> None:
    _shop(small, folder)
    with opened(folder / SHOP) as shop:
        offer = offers.add(shop, "满减", Terms(OfferKind.AMOUNT_OFF, 800), NOW)
        coupons.issue(shop, offer, NOW, count=16, codes=range(1, 17))


def _redeem_one_after_the_other(folder: Path, say: Say) -> None:
    with opened(folder / SHOP) as shop:
        texts = [short for short, _payload in coupon_store.printed_forms(shop, range(1, 17))]
        say(BEGAN)
        for n, text in enumerate(texts):
            _verdict, used = coupons.redeem(shop, text, Bill(7600, NOW, customer_id=n + 1), NOW)
            say(SAVED)
            if used is not None and n % 4 == 0:
                coupons.reverse(shop, used.id, "错", NOW)
                say(SAVED)


def _make_a_shop(folder: Path, say: Say) -> None:
    say(BEGAN)
    Shop.create(folder / SHOP, SCHEMA, "巷口面馆", NOW).close()
    say(SAVED)


ACTS: Mapping[str, Act] = {
    "import": Act(_shop_and_bills, _import),
    "import from the first look": Act(_shop_and_bills, _import_from_the_first_look),
    "undo of an import": Act(_shop_with_bills, _undo),
    "merge": Act(_shop, _merge),
    "backup": Act(_shop_and_second_folder, _back_up),
    "restore": Act(_shop_and_older_backup, _restore),
    "migration": Act(_older_shop, _migrate),
    "saves": Act(_shop, _save_one_after_the_other),
    "redemptions": Act(_shop_with_coupons, _redeem_one_after_the_other),
    "new shop": Act(lambda _small, _folder: None, _make_a_shop),
}


def main() -> None:
    """Answer each line, an act with its folder and when to kill it, with how it ended."""
    SCHEMA.load()
    load_readings()
    for line in sys.stdin:
        print(json.dumps(_in_a_child(**json.loads(line))), flush=True)


def _in_a_child(act: str, folder: str, after: float | None) -> dict[str, Any]:
    """Do an act in a child, and kill -9 that so many seconds after it began, None for never."""
    reading, writing = os.pipe()
    pid = os.fork()
    if not pid:
        os.setsid()  # a group of its own, by which whatever it starts can be found
        _live(ACTS[act], Path(folder), writing)
    os.close(writing)
    with os.fdopen(reading) as words:
        said = [words.readline().strip()]
        began = time.perf_counter()
        if after is not None:
            time.sleep(after)
            os.kill(pid, signal.SIGKILL)
        said += [word.strip() for word in words]
    _pid, status = os.waitpid(pid, 0)
    took = time.perf_counter() - began
    return {"status": os.waitstatus_to_exitcode(status), "said": said, "took": took, "orphans": _has_orphans(pid)}


def _live(act: Act, folder: Path, writing: int) -> None:
    """The life of the child; never returns, as the nursery's own life goes on in its parent."""
    try:
        act.do(folder, lambda word: os.write(writing, f"{word}\n".encode()))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _has_orphans(group: int) -> bool:
    """Whether anything the child started is alive after some patience; systems without /proc are not asked."""
    until = time.monotonic() + PATIENCE
    while any(_lives(stat, group) for stat in Path("/proc").glob("[0-9]*/stat")):
        if time.monotonic() > until:
            return True
        time.sleep(0.01)
    return False


def _lives(stat: Path, group: int) -> bool:
    try:
        state, _parent, its_group = stat.read_text().rpartition(")")[2].split()[:3]
    except (OSError, UnicodeDecodeError):  # gone meanwhile
        return False
    return int(its_group) == group and state != "Z"


if __name__ == "__main__":
    main()
