"""One long life of a shop file: whatever is done in whatever order, undo restores it, and nothing is ever half right."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customers
from storeassist.features.customers import actions_fields
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts, FieldKind
from storeassist.features.duplicates import actions as duplicates
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.duplicates.records import Side
from storeassist.features.imports import jobs
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.features.imports.records import Existing, Kind, Options
from storeassist.features.orders import actions as orders
from storeassist.features.orders import actions_till as till
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Filter, Line, OrderFacts
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.features.products.records import ProductFacts, Role
from storeassist.features.today import actions as today
from storeassist.features.today.records import Kind as Prompt
from storeassist.kernel import backups, journal
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import DAY_ENDS_AT
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from tests.dumps import Dump, differences, everything, ledger, lost_values, problems, seen
from tests.life import BILLS, DISHES, FIELDS, FIRST, LINES, PEOPLE, PICK, START, TAGS, empty_file, sheet

LIVES = os.environ.get("STOREASSIST_LIVES", "")
"""How many lives are lived, others every time; without a number always the same few. A thousand take a quarter of an hour."""


class AnyLife(RuleBasedStateMachine):
    """An owner who does anything at all by hand and by file, in two windows, and changes their mind.

    ``past`` is what undo is to restore, act by act, and ``future`` redo; None where that can no longer be said: an import
    was taken back out of turn, and what later acts had kept of it goes with the next import that is taken back.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="storeassist-life-")
        self.path = Path(self.folder.name) / "a.shop"
        shutil.copy(empty_file(), self.path)
        self.shop, self.other = Shop.open(self.path, SCHEMA), Shop.open(self.path, SCHEMA)
        with self.shop.write() as db:
            db.execute("INSERT INTO shop_setting VALUES (?, ?)", [backups.FOLDER, self.folder.name])
        self.now = START
        self.past: list[tuple[int, Dump | None]] = []
        self.future: list[Dump | None] = []
        self.has_remains = False
        self.ledger = ledger(self.shop)

    def teardown(self) -> None:
        try:
            if sys.exception() is None:
                self.take_all_back_and_do_it_again()
        finally:
            self.shop.close()
            self.other.close()
            self.folder.cleanup()

    def take_all_back_and_do_it_again(self) -> None:
        """How every life ends: the file closed and opened on the way."""
        for at in count():
            if not self.past:
                break
            if at % 7 == 6:
                self.close_and_open()
            self.undo()
            self.nothing_is_wrong()
        assert journal.undo(self.shop, self.now) is None
        while self.future:
            self.redo()
            self.nothing_is_wrong()

    def do(self, act: Callable[[], object]) -> None:
        """Act as the owner; what is refused leaves nothing behind, what changes something can be undone."""
        self.now += timedelta(minutes=97)
        was, last = seen(self.shop), journal.last_act(self.shop)
        books = everything(self.shop)
        try:
            act()
        except UserError:
            assert everything(self.shop) == books
            return
        done = journal.last_act(self.shop)
        if done is None or (last is not None and done.id <= last.id):
            assert seen(self.shop) == was
            return
        self.past.append((done.id, was))
        self.future.clear()

    def must_be(self, wanted: Dump | None) -> None:
        wrong = {} if wanted is None else differences(wanted, seen(self.shop))
        assert not wrong, wrong

    @initialize()
    def begin(self) -> None:
        """A few people to begin with, so that there is somebody to do things to."""
        self.do(lambda: customers.add_field(self.shop, FIELDS[0], FieldKind.CHOICE, self.now, ("微辣", "7")))
        for facts in FIRST:
            self.do(lambda facts=facts: till.record(self.shop, OrderFacts(self.now, 1800), facts, self.now))

    def person(self, pick: int) -> int:
        return _one_of(customer_store.ids(self.shop, sort="number"), pick)

    def two(self, pick: int, step: int) -> tuple[int, int]:
        """Two people, never the same."""
        there = customer_store.ids(self.shop, sort="number")
        at = pick % len(there)
        return there[at], there[(at + 1 + step % (len(there) - 1)) % len(there)]

    @rule(facts=PEOPLE)
    def add_customer(self, facts: CustomerFacts) -> None:
        self.do(lambda: customers.add(self.shop, facts, self.now))

    @precondition(lambda self: customer_store.count(self.shop))
    @rule(pick=PICK, facts=PEOPLE, value=st.sampled_from(["", "7", "微辣"]), keeps=st.booleans())
    def change_customer(self, pick: int, facts: CustomerFacts, value: str, keeps: bool) -> None:
        who = customer_store.get(self.shop, self.person(pick))
        own = {field.id: value for field in customer_store.fields(self.shop)[:2] if value}
        wanted = replace(who.facts, note=facts.note, custom=own) if keeps else replace(facts, custom=own)
        self.do(lambda: customers.change(self.shop, who.id, wanted, self.now))

    @precondition(lambda self: customer_store.count(self.shop))
    @rule(tags=st.lists(st.sampled_from(TAGS), min_size=1, max_size=2), picks=st.lists(PICK, min_size=1, max_size=3))
    def tag(self, tags: list[str], picks: list[int]) -> None:
        self.do(lambda: customers.tag(self.shop, [self.person(pick) for pick in picks], tags, self.now))

    @precondition(lambda self: customer_store.tags(self.shop))
    @rule(pick=PICK, most=st.integers(1, 9))
    def untag(self, pick: int, most: int) -> None:
        tag = _one_of([tag_id for tag_id, _name, _n in customer_store.tags(self.shop)], pick)
        self.do(lambda: customers.untag(self.shop, customer_store.ids(self.shop)[:most], tag, self.now))

    @precondition(lambda self: customer_store.count(self.shop))
    @rule(pick=PICK, text=st.sampled_from(["爱吃辣", "Seat 6", " "]))
    def note(self, pick: int, text: str) -> None:
        self.do(lambda: customers.add_note(self.shop, self.person(pick), text, self.now))

    @rule(name=st.sampled_from(FIELDS), kind=st.sampled_from(FieldKind))
    def add_field(self, name: str, kind: FieldKind) -> None:
        self.do(lambda: customers.add_field(self.shop, name, kind, self.now, ("微辣", "7")))

    @precondition(lambda self: customer_store.fields(self.shop))
    @rule(pick=PICK)
    def remove_field(self, pick: int) -> None:
        fields = customer_store.fields(self.shop)
        self.do(lambda: customers.remove_field(self.shop, fields[pick % len(fields)], self.now))

    @precondition(lambda self: any(field.choices for field in customer_store.fields(self.shop)))
    @rule(name=st.sampled_from(FIELDS), new=st.sampled_from(["", "微辣", "重辣"]))
    def change_field(self, name: str, new: str) -> None:
        field = next(field for field in customer_store.fields(self.shop) if field.choices)
        renamed = {field.choices[0]: new}
        self.do(lambda: actions_fields.change_field(self.shop, field, name, self.now, renamed=renamed, added=("8",)))

    @precondition(lambda self: customer_store.count(self.shop) > 1)
    @rule(keep=PICK, drop=PICK, takes=st.booleans())
    def merge(self, keep: int, drop: int, takes: bool) -> None:
        def act() -> None:
            one, other = self.two(keep, drop)
            differences = plan_merge(self.shop, one, other).differences
            choices: dict[str, Side] = {each.key: "drop" for each in differences} if takes else {}
            duplicates.merge(self.shop, plan_merge(self.shop, one, other, choices), self.now)

        self.do(act)

    @precondition(lambda self: customer_store.count(self.shop) > 1)
    @rule(one=PICK, other=PICK)
    def tell_apart(self, one: int, other: int) -> None:
        self.do(lambda: duplicates.tell_apart(self.shop, *self.two(one, other), self.now))

    @precondition(lambda self: customer_store.count(self.shop))
    @rule(pick=PICK, kind=st.sampled_from(Prompt), answer=st.sampled_from([today.done, today.later, today.never]))
    def answer(self, pick: int, kind: Prompt, answer: Callable[[Shop, int, Prompt, datetime], str]) -> None:
        self.do(lambda: answer(self.shop, self.person(pick), kind, self.now))

    @rule(name=st.sampled_from(DISHES), role=st.sampled_from(Role), price=st.none() | st.integers(-1, 9900))
    def add_or_change_product(self, name: str, role: Role, price: int | None) -> None:
        known = product_store.by_name(self.shop, name)
        facts = ProductFacts(name, role=role, price_fen=price)
        if known:
            self.do(lambda: products.change(self.shop, known.id, facts, self.now))
        else:
            self.do(lambda: products.add(self.shop, facts, self.now))

    @rule(role=st.sampled_from(Role), most=st.integers(1, 4))
    def set_role(self, role: Role, most: int) -> None:
        self.do(lambda: products.set_role(self.shop, product_store.ids(self.shop)[:most], role, self.now))

    @rule(
        fen=st.integers(0, 20_000),
        back=st.integers(0, 200),
        pick=st.none() | PICK,
        lines=LINES,
        number=st.sampled_from(["", "", *BILLS]),
        newcomer=st.none() | PEOPLE,
    )
    def add_order(
        self,
        fen: int,
        back: int,
        pick: int | None,
        lines: tuple[Line, ...],
        number: str,
        newcomer: CustomerFacts | None,
    ) -> None:
        known = customer_store.ids(self.shop)
        who = None if pick is None or not known else _one_of(known, pick)
        facts = OrderFacts(self.now - timedelta(hours=back), fen, who, lines, number=number)
        self.do(lambda: till.record(self.shop, facts, newcomer, self.now))

    @precondition(lambda self: order_store.count(self.shop))
    @rule(pick=PICK)
    def void_order(self, pick: int) -> None:
        self.do(lambda: orders.void(self.shop, _one_of(order_store.ids(self.shop), pick), "wrong table", self.now))

    @rule(pick=PICK)
    def add_a_voided_number_again(self, pick: int) -> None:
        gone = order_store.ids(self.shop, Filter(state="voided"))
        if gone:
            number = order_store.get(self.shop, _one_of(gone, pick)).number
            self.do(lambda: orders.add(self.shop, OrderFacts(self.now, 100, number=number), self.now))

    @rule(
        kind=st.sampled_from(Kind), variant=st.integers(0, 7), existing=st.sampled_from(Existing), erase=st.booleans()
    )
    def import_file(self, kind: Kind, variant: int, existing: Existing, erase: bool) -> None:
        source = sheet(kind, variant)
        asked = jobs.options_for(self.shop, kind, source, options=Options({}, existing, erase))
        if kind is Kind.CUSTOMERS and "口味" in source.headings and "custom.口味" not in asked.mapping:
            asked = replace(asked, new_fields={source.headings.index("口味"): "口味"})
        plan = jobs.prepare(Quiet(), self.shop, kind, source, asked)
        refused = Path(self.folder.name) / "refused.xlsx"
        self.do(lambda: jobs.carry_out(Quiet(), self.shop, plan, self.now, refused_to=refused))

    @precondition(lambda self: self.imports())
    @rule(pick=PICK)
    def take_an_import_back(self, pick: int) -> None:
        """By its number, in turn or not: what was done since may rest on it, and stays."""
        imports = self.imports()
        act_id, import_id = imports[pick % len(imports)]
        before = everything(self.shop)
        at = next(at for at, (done, _was) in enumerate(self.past) if done == act_id)
        try:
            undo_import(self.shop, import_id, self.now)
        except UserError:
            assert everything(self.shop) == before
            return
        self.has_remains = self.has_remains or at < len(self.past) - 1
        _act, wanted = self.past.pop(at)
        self.import_is_gone(wanted)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        act_id, wanted = self.past.pop()
        was = seen(self.shop)
        import_id = next((import_id for act, import_id in self.imports() if act == act_id), None)
        try:
            assert journal.undo(self.shop, self.now)
        except UserError:
            assert (wanted, seen(self.shop)) == (None, was)
            self.future.clear()
            return
        if import_id is None:
            self.must_be(wanted)
            self.future = [*self.future, was] if wanted else [None] * (len(self.future) + 1)
        else:
            self.import_is_gone(wanted)

    def import_is_gone(self, wanted: Dump | None) -> None:
        """After an import was taken back nothing can be done again, as it may rest on what went."""
        if self.has_remains:
            self.past = [(act_id, None) for act_id, _was in self.past]
        else:
            self.must_be(wanted)
        self.future.clear()
        self.forget_ledger()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        was, wanted = seen(self.shop), self.future.pop()
        try:
            assert journal.redo(self.shop, self.now)
        except UserError:
            assert (wanted, seen(self.shop)) == (None, was)
            self.future.clear()
            return
        self.must_be(wanted)
        last = journal.last_act(self.shop)
        assert last
        self.past.append((last.id, was if wanted else None))

    @rule(hour=st.integers(0, 12))
    def let_the_day_end_at_another_hour_and_think_better_of_it(self, hour: int) -> None:
        was = seen(self.shop)
        orders.rebuild_days(self.shop, hour)
        assert problems(self.shop) == []
        orders.rebuild_days(self.shop, DAY_ENDS_AT)
        assert seen(self.shop) == was

    @rule()
    def go_to_the_other_window(self) -> None:
        self.shop, self.other = self.other, self.shop

    @rule()
    def close_and_open(self) -> None:
        was = everything(self.shop)
        self.shop.close()
        self.shop = Shop.open(self.path, SCHEMA)
        assert everything(self.shop) == was

    @invariant()
    def nothing_is_wrong(self) -> None:
        wrong = problems(self.shop)
        assert not wrong, wrong
        assert self.has_remains or not lost_values(self.shop)

    @invariant()
    def the_journal_knows_what_can_be_undone_and_redone(self) -> None:
        rows = self.shop.query("SELECT id, state FROM act ORDER BY id")
        assert [row["id"] for row in rows if row["state"] == "done"] == [act_id for act_id, _was in self.past]
        assert sum(row["state"] == "undone" for row in rows) == len(self.future)

    @invariant()
    def the_ledger_only_grows(self) -> None:
        assert ledger(self.shop) >= self.ledger
        self.forget_ledger()

    def forget_ledger(self) -> None:
        self.ledger = ledger(self.shop)

    def imports(self) -> list[tuple[int, int]]:
        """The acts that were imports and stand, with the numbers of their imports."""
        rows = self.shop.query("SELECT id, payload FROM act WHERE inverse = 'import' AND state = 'done' ORDER BY id")
        return [(row["id"], json.loads(row["payload"])["import_id"]) for row in rows]


def _one_of(ids: Iterable[int], pick: int) -> int:
    there = list(ids)
    return there[pick % len(there)]


AnyLife.TestCase.settings = settings(
    max_examples=int(LIVES or 40),
    stateful_step_count=60,
    derandomize=not LIVES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyLife = AnyLife.TestCase
