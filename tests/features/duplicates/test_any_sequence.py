"""Orders, voids, merges and second thoughts in any order: sums equal the orders, and undo restores every row."""

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
from storeassist.features.customers.records import Consent, CustomerFacts
from storeassist.features.duplicates import actions, rules
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.duplicates.records import Side
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from tests.dumps import ledger, problems, seen

START = datetime(2026, 9, 1, 11)
PICK = st.integers(0, 30)


@cache
def _empty_file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="storeassist-merges-")) / "empty.shop"
    Shop.create(path, SCHEMA, "Noodle House", START).close()
    return path


class AnyMerges(RuleBasedStateMachine):
    """An owner who merges everybody with anybody, and changes their mind."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="storeassist-merges-")
        path = Path(self.folder.name) / "a.shop"
        shutil.copy(_empty_file(), path)
        self.shop, self.now = Shop.open(path, SCHEMA), START
        self.before: list[Any] = []
        self.after: list[Any] = []

    def teardown(self) -> None:
        self.shop.close()
        self.folder.cleanup()

    def do(self, act: Callable[[], object]) -> None:
        self.now += timedelta(hours=5)
        was, last, rows = seen(self.shop), journal.last_act(self.shop), ledger(self.shop)
        act()
        done = journal.last_act(self.shop)
        if done and (last is None or done.id > last.id):
            self.before.append(was)
            self.after.clear()
        assert rows <= ledger(self.shop)

    def one(self, pick: int) -> int:
        everyone = customer_store.ids(self.shop, sort="number", descending=False)
        return everyone[pick % len(everyone)]

    @rule(
        name=st.sampled_from(["单晓岚", "Ann", ""]),
        tags=st.sets(st.sampled_from(["熟客", "vip"])),
        note=st.sampled_from(["", "窗边", "少辣"]),
        consent=st.sampled_from(Consent),
    )
    def add_customer(self, name: str, tags: set[str], note: str, consent: Consent) -> None:
        facts = CustomerFacts(name, phone="+8613812342764", tags=tuple(sorted(tags)), note=note, consent=consent)
        self.do(lambda: customers.add(self.shop, facts, self.now))

    @precondition(lambda self: customer_store.count(self.shop))
    @rule(pick=PICK, back=st.integers(0, 99), fen=st.integers(0, 9_900))
    def add_order(self, pick: int, back: int, fen: int) -> None:
        facts = OrderFacts(self.now - timedelta(hours=back), fen, self.one(pick))
        self.do(lambda: orders.add(self.shop, facts, self.now))

    @precondition(lambda self: order_store.count(self.shop))
    @rule(pick=PICK)
    def void_order(self, pick: int) -> None:
        live = order_store.ids(self.shop)
        self.do(lambda: orders.void(self.shop, live[pick % len(live)], "wrong table", self.now))

    @precondition(lambda self: customer_store.count(self.shop))
    @rule(pick=PICK)
    def add_note(self, pick: int) -> None:
        self.do(lambda: customers.add_note(self.shop, self.one(pick), "asks for noodles", self.now))

    @precondition(lambda self: customer_store.count(self.shop) > 1)
    @rule(pick=PICK, other=PICK)
    def tell_apart(self, pick: int, other: int) -> None:
        if self.one(pick) != self.one(other):
            self.do(lambda: actions.tell_apart(self.shop, self.one(pick), self.one(other), self.now))

    @precondition(lambda self: customer_store.count(self.shop) > 1)
    @rule(
        pick=PICK,
        other=PICK,
        choices=st.dictionaries(st.sampled_from(rules.FIELDS), st.sampled_from(["keep", "drop"]), max_size=3),
    )
    def merge(self, pick: int, other: int, choices: dict[str, Side]) -> None:
        if self.one(pick) == self.one(other):
            return
        plan = plan_merge(self.shop, self.one(pick), self.one(other), choices)
        self.do(lambda: actions.merge(self.shop, plan, self.now))
        assert customer_store.by_number(self.shop, plan.drop.number).facts == plan.facts

    @precondition(lambda self: self.before)
    @rule(times=st.integers(1, 4))
    def undo(self, times: int) -> None:
        for _ in range(min(times, len(self.before))):
            was, rows = seen(self.shop), ledger(self.shop)
            assert journal.undo(self.shop, self.now)
            assert seen(self.shop) == self.before.pop()
            assert rows <= ledger(self.shop)
            self.after.append(was)

    @precondition(lambda self: self.after)
    @rule(times=st.integers(1, 4))
    def redo(self, times: int) -> None:
        for _ in range(min(times, len(self.after))):
            was = seen(self.shop)
            assert journal.redo(self.shop, self.now)
            assert seen(self.shop) == self.after.pop()
            self.before.append(was)

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert problems(self.shop) == []


AnyMerges.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestAnyMerges = AnyMerges.TestCase
