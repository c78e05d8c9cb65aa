"""One long life of a shop file: whatever is done in whatever order, undo restores it, and nothing is ever half right."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from storeassist.features.customers import actions as customers
from storeassist.features.customers import actions_fields
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts, FieldKind
from storeassist.features.duplicates import actions as duplicates
from storeassist.features.orders import actions as orders
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.features.products.records import ProductFacts, Role
from storeassist.features.today import actions as today
from storeassist.features.today.records import Kind as Prompt
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import DAY_ENDS_AT
from tests.dumps import problems, seen
from tests.life import DISHES, FIELDS, PEOPLE, PICK, TAGS
from tests.life_segments import WithSegments
from tests.life_undoing import one_of

LIVES = os.environ.get("STOREASSIST_LIVES", "")
"""How many lives are lived, others every time; without a number always the same few. A thousand take a quarter of an hour."""


class AnyLife(WithSegments):
    """An owner who does anything at all by hand and by file, in two windows, and changes their mind."""

    def person(self, pick: int) -> int:
        return one_of(customer_store.ids(self.shop, sort="number"), pick)

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
        tag = one_of([tag_id for tag_id, _name, _n in customer_store.tags(self.shop)], pick)
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

    @rule(hour=st.integers(0, 12))
    def let_the_day_end_at_another_hour_and_think_better_of_it(self, hour: int) -> None:
        was = seen(self.shop)
        orders.rebuild_days(self.shop, hour)
        assert problems(self.shop) == []
        orders.rebuild_days(self.shop, DAY_ENDS_AT)
        assert seen(self.shop) == was


AnyLife.TestCase.settings = settings(
    max_examples=int(LIVES or 40),
    stateful_step_count=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyLife = AnyLife.TestCase
