"""Whatever is done, undone and done again, in whatever order: the sums equal the live orders, undo restores."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Filter, Line, LineRow, OrderFacts, OrderRow
from storeassist.features.orders.store_checks import wrong_visits
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel import journal
from storeassist.kernel.database import Shop

START = datetime(2026, 9, 1, 0, 30)
NAMES = ("牛肉面", "卤蛋", "Tea", "tea ", "馄饨")
LINES = st.lists(
    st.builds(Line, st.sampled_from(NAMES), st.sampled_from([0.1, 1, 2, 2.5]), st.none() | st.integers(0, 5000)),
    max_size=3,
).map(tuple)


@cache
def _empty_file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="storeassist-machine-")) / "empty.shop"
    Shop.create(path, SCHEMA, "Noodle House", START).close()
    return path


class AnySequence(RuleBasedStateMachine):
    """An owner who does anything at all, and changes their mind."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="storeassist-machine-")
        path = Path(self.folder.name) / "a.shop"
        shutil.copy(_empty_file(), path)
        self.shop = Shop.open(path, SCHEMA)
        self.now = START
        self.before: list[Any] = []
        self.after: list[Any] = []
        self.imports = 0

    def teardown(self) -> None:
        self.shop.close()
        self.folder.cleanup()

    def do(self, act: Callable[[], object]) -> None:
        self.now += timedelta(hours=5)
        was, last = self.dump(), journal.last_act(self.shop)
        act()
        done = journal.last_act(self.shop)
        if done and (last is None or done.id > last.id):
            self.before.append(was)
            self.after.clear()

    def dump(self) -> Any:
        return [[tuple(row) for row in self.shop.query(f'SELECT * FROM "{t}" ORDER BY 1, 2')] for t in SCHEMA.journaled]

    def one_of(self, ids: list[int], pick: int) -> int | None:
        return ids[pick % len(ids)] if ids else None

    @rule(name=st.sampled_from(["单晓岚", "曾乐", "Ann"]), tags=st.sets(st.sampled_from(["熟客", "vip"])))
    def add_customer(self, name: str, tags: set[str]) -> None:
        self.do(lambda: customers.add(self.shop, CustomerFacts(name, tags=tuple(sorted(tags))), self.now))

    @precondition(lambda self: customer_store.count(self.shop))
    @rule(pick=st.integers(0, 9), name=st.text("张王李", min_size=1, max_size=3), tag=st.sampled_from(["熟客", "新"]))
    def change_customer(self, pick: int, name: str, tag: str) -> None:
        who = self.one_of(customer_store.ids(self.shop, sort="number"), pick)
        assert who
        self.do(lambda: customers.change(self.shop, who, CustomerFacts(name, tags=(tag,)), self.now))

    @precondition(lambda self: customer_store.count(self.shop))
    @rule(tag=st.sampled_from(["熟客", "VIP", "早餐"]), pick=st.integers(0, 9))
    def tag(self, tag: str, pick: int) -> None:
        who = customer_store.ids(self.shop)[: pick + 1]
        self.do(lambda: customers.tag(self.shop, who, [tag], self.now))

    @precondition(lambda self: customer_store.tags(self.shop))
    @rule(pick=st.integers(0, 9))
    def untag(self, pick: int) -> None:
        tag = self.one_of([tag_id for tag_id, _name, _n in customer_store.tags(self.shop)], pick)
        assert tag
        self.do(lambda: customers.untag(self.shop, customer_store.ids(self.shop), tag, self.now))

    @rule(name=st.sampled_from(NAMES), role=st.sampled_from(Role))
    def add_or_change_product(self, name: str, role: Role) -> None:
        known = product_store.by_name(self.shop, name)
        facts = ProductFacts(name, role=role)
        if known:
            self.do(lambda: products.change(self.shop, known.id, facts, self.now))
        else:
            self.do(lambda: products.add(self.shop, facts, self.now))

    @rule(
        fen=st.integers(0, 20_000),
        back=st.integers(0, 200),
        pick=st.none() | st.integers(0, 9),
        lines=LINES,
        guests=st.none() | st.integers(1, 8),
    )
    def add_order(self, fen: int, back: int, pick: int | None, lines: tuple[Line, ...], guests: int | None) -> None:
        who = None if pick is None else self.one_of(customer_store.ids(self.shop), pick)
        at = self.now - timedelta(hours=back)
        self.do(lambda: orders.add(self.shop, OrderFacts(at, fen, who, lines, guests=guests), self.now))

    @precondition(lambda self: order_store.count(self.shop))
    @rule(pick=st.integers(0, 30))
    def void_order(self, pick: int) -> None:
        order = self.one_of(order_store.ids(self.shop), pick)
        assert order
        self.do(lambda: orders.void(self.shop, order, "wrong table", self.now))

    @precondition(lambda self: order_store.count(self.shop))
    @rule(pick=st.integers(0, 30))
    def add_a_voided_number_again(self, pick: int) -> None:
        gone = self.one_of(order_store.ids(self.shop, Filter(state="voided")), pick)
        if gone is None:
            return
        number = order_store.get(self.shop, gone).number
        if not order_store.by_number(self.shop, number).is_live:
            self.do(lambda: orders.add(self.shop, OrderFacts(self.now, 100, number=number), self.now))

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        was = self.dump()
        assert journal.undo(self.shop, self.now)
        assert self.dump() == self.before.pop()
        self.after.append(was)

    @precondition(lambda self: self.after)
    @rule()
    def redo(self) -> None:
        was = self.dump()
        assert journal.redo(self.shop, self.now)
        assert self.dump() == self.after.pop()
        self.before.append(was)

    @rule(size=st.integers(1, 6), pick=st.integers(0, 9), corrects=st.booleans())
    def import_and_perhaps_remove(self, size: int, pick: int, corrects: bool) -> None:
        """An import beside the journal: removed at once, it leaves the sums as they were."""
        self.imports += 1
        known = customer_store.ids(self.shop)
        live = order_store.ids(self.shop, limit=1) if corrects else []
        sums = self.sums()
        with self.shop.write() as db:
            ids = products.ids_of_names(db, ["import"], self.now, self.imports)
            rows = [OrderRow("", self.now.isoformat(), self.one_of(known, pick + i), 100 + i) for i in range(size)]
            orders.reverse_many(db, live, "corrected", self.now, import_id=self.imports)
            for order in order_store.fetch(self.shop, live):
                rows.append(OrderRow(order.number, self.now.isoformat(), None, 5, version=99 + self.imports))
            lines = [LineRow(i, 1, ids["import"], "import") for i in range(len(rows))]
            orders.insert_many(db, rows, lines, self.now, day_ends_at=4, import_id=self.imports)
        assert wrong_visits(self.shop) == []
        with self.shop.write() as db:
            orders.remove_import(db, self.imports)
            products.remove_import(db, self.imports)
        assert self.sums() == sums

    def sums(self) -> Any:
        tables = ("visit", "customer_total", "product_total", "order_day")
        return [[tuple(r) for r in self.shop.query(f"SELECT * FROM {t} ORDER BY 1, 2")] for t in tables]

    @invariant()
    def sums_equal_the_live_orders(self) -> None:
        assert wrong_visits(self.shop) == []
        assert customer_store.wrong_totals(self.shop) == []
        assert self.shop.query("PRAGMA foreign_key_check") == []

    @invariant()
    def every_customer_is_found_by_name(self) -> None:
        for customer in customer_store.fetch(self.shop, customer_store.ids(self.shop)):
            if customer.name:
                assert customer.id in [c.id for c in customer_store.find(self.shop, customer.name, 1000)]


AnySequence.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAnySequence = AnySequence.TestCase
