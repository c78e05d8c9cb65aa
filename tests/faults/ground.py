"""What faults are tried on: acts of the owner, and a look at a shop file to the last byte of its rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from storeassist.features import FEATURES, SCHEMA
from storeassist.features.backups import actions as backups
from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.imports import jobs as imports
from storeassist.features.imports.records import Kind
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from storeassist.ui.feature import load

NOW = datetime(2026, 9, 15, 11, 6)
Dump = dict[str, list[Any]]


@contextmanager
def opened(path: Path) -> Iterator[Shop]:
    """A shop, closed afterwards whatever happens."""
    shop = Shop.open(path, SCHEMA)
    try:
        yield shop
    finally:
        shop.close()


def dump(shop: Shop, *leave_out: str) -> Dump:
    """Every row of every table, those of the journal and of the search's own tables as well."""
    tables = shop.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return {
        name: sorted((tuple(row) for row in shop.query(f'SELECT * FROM "{name}"')), key=repr)
        for (name,) in tables
        if name not in leave_out
    }


def dump_of(path: Path) -> Dump:
    """What a file that is not open holds."""
    with opened(path) as shop:
        return dump(shop)


def ills(shop: Shop) -> list[str]:
    """What is wrong with a shop file, as `shop check` finds it."""
    found = [row[0] for row in shop.query("PRAGMA integrity_check") if row[0] != "ok"]  # type: ignore[index]
    found += ["dangling"] * len(shop.query("PRAGMA foreign_key_check"))
    return found + [one for feature in FEATURES for name in feature.checks for one in load(name)(shop)]


def fill(shop: Shop, folder: Path, now: datetime) -> None:
    """Customers, orders, and last an import."""
    for n in range(30):
        facts = CustomerFacts(f"客{n}", phone=f"+861380000{n:04}", tags=("熟客",) if n % 3 == 0 else ())
        who = customers.add(shop, facts, now)
        for days in range(n % 4):
            at = now - timedelta(days=20 * days + n)
            orders.add(shop, OrderFacts(at, 1800 + n, who, lines=(Line("牛肉面", 1, 1800 + n),)), at)
    _importer(Kind.CUSTOMERS, member_file(folder / "first.csv", 40, 500))(shop)(shop)


def member_file(path: Path, count: int, first: int) -> Path:
    """A list of members as a spreadsheet program saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = [[f"M{n}", f"会员{n}", f"1390000{n:04}", "老客"] for n in range(first, first + count)]
        csv.writer(file).writerows([["会员号", "姓名", "手机", "标签"], *rows])
    return path


def bill_file(path: Path, count: int) -> Path:
    """Bills of customers known and new."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = [[f"T{n}", "2026-09-14 12:30", f"1390000{480 + n:04}", "红烧牛肉面", 32] for n in range(count)]
        csv.writer(file).writerows([["单号", "时间", "手机", "商品", "金额"], *rows])
    return path


Do = Callable[[Shop], object]


@dataclass(frozen=True)
class Act:
    """``plan`` gets everything ready in a folder that no fault touches; what it returns is the act itself."""

    name: str
    plan: Callable[[Path], Callable[[Shop], Do]]


def _importer(kind: Kind, path: Path) -> Callable[[Shop], Do]:
    def plan(shop: Shop) -> Do:
        _kind, source = imports.examine(Quiet(), path, kind=kind)
        backups.before(shop, NOW, "import")  # which the import would otherwise make on its own
        made = imports.prepare(Quiet(), shop, kind, source, imports.options_for(shop, kind, source), NOW)
        return lambda shop: imports.carry_out(Quiet(), shop, made, NOW)

    return plan


def _plain(do: Do) -> Callable[[Path], Callable[[Shop], Do]]:
    return lambda _folder: lambda _shop: do


def _change(shop: Shop) -> None:
    who = customer_store.get(shop, 5)
    customers.change(shop, 5, CustomerFacts("改名", phone=who.facts.phone, note="长" * 400, tags=_TAGS), NOW)


_TAGS = tuple(f"标签{n}" for n in range(40))
_LINES = tuple(Line(f"新菜{n}", 1, 100) for n in range(60))
ACTS = (
    Act("add", _plain(lambda shop: customers.add(shop, CustomerFacts("新客", note="长" * 400, tags=_TAGS), NOW))),
    Act("change", _plain(_change)),
    Act("tag", _plain(lambda shop: customers.tag(shop, customer_store.ids(shop), ["VIP"], NOW))),
    Act("order", _plain(lambda shop: orders.add(shop, OrderFacts(NOW, 6000, 3, lines=_LINES), NOW))),
    Act("void", _plain(lambda shop: orders.void(shop, order_store.ids(shop)[0], "错单", NOW))),
    Act("import customers", lambda folder: _importer(Kind.CUSTOMERS, member_file(folder / "m.csv", 60, 520))),
    Act("import orders", lambda folder: _importer(Kind.ORDERS, bill_file(folder / "b.csv", 60))),
    Act("undo", _plain(lambda shop: journal.undo(shop, NOW))),
)
