"""Bills in a life of a shop: entered, imported, voided and entered again, and guests who turn out to be one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts, FieldKind
from storeassist.features.duplicates import actions as duplicates
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.duplicates.records import Side
from storeassist.features.imports import jobs
from storeassist.features.imports.records import Existing, Kind, Options
from storeassist.features.orders import actions as orders
from storeassist.features.orders import actions_till as till
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Filter, Line, OrderFacts
from storeassist.kernel.jobs import Quiet
from tests.life import BILLS, FIELDS, FIRST, LINES, PEOPLE, PICK, sheet
from tests.life_undoing import Undoing, one_of


class WithBills(Undoing):
    """Bills and guests; ``voided`` are the numbers of bills that were void once by hand, and may be another bill's since."""

    def __init__(self) -> None:
        super().__init__()
        self.voided: set[str] = set()

    @initialize()
    def begin(self) -> None:
        """A few people to begin with, so that there is somebody to do things to."""
        self.do(lambda: customers.add_field(self.shop, FIELDS[0], FieldKind.CHOICE, self.now, ("微辣", "7")))
        for facts in FIRST:
            self.do(lambda facts=facts: till.record(self.shop, OrderFacts(self.now, 1800), facts, self.now))

    def two(self, pick: int, step: int) -> tuple[int, int]:
        """Two people, never the same."""
        there = customer_store.ids(self.shop, sort="number")
        at = pick % len(there)
        return there[at], there[(at + 1 + step % (len(there) - 1)) % len(there)]

    @precondition(lambda self: customer_store.count(self.shop) > 1)
    @rule(keep=PICK, drop=PICK, takes=st.booleans())
    def merge(self, keep: int, drop: int, takes: bool) -> None:
        def act() -> None:
            one, other = self.two(keep, drop)
            differences = plan_merge(self.shop, one, other).differences
            choices: dict[str, Side] = {each.key: "drop" for each in differences} if takes else {}
            duplicates.merge(self.shop, plan_merge(self.shop, one, other, choices), self.now)

        self.do(act)

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
        who = None if pick is None or not known else one_of(known, pick)
        facts = OrderFacts(self.now - timedelta(hours=back), fen, who, lines, number=number)
        self.do(lambda: till.record(self.shop, facts, newcomer, self.now))

    @precondition(lambda self: order_store.count(self.shop))
    @rule(pick=PICK)
    def void_order(self, pick: int) -> None:
        order_id = one_of(order_store.ids(self.shop), pick)
        self.voided.add(order_store.get(self.shop, order_id).number)
        self.do(lambda: orders.void(self.shop, order_id, "wrong table", self.now))

    @rule(pick=PICK)
    def add_a_voided_number_again(self, pick: int) -> None:
        gone = order_store.ids(self.shop, Filter(state="voided"))
        if gone:
            number = order_store.get(self.shop, one_of(gone, pick)).number
            self.do(lambda: orders.add(self.shop, OrderFacts(self.now, 100, number=number), self.now))

    @rule(
        kind=st.sampled_from(Kind), variant=st.integers(0, 7), existing=st.sampled_from(Existing), erase=st.booleans()
    )
    def import_file(self, kind: Kind, variant: int, existing: Existing, erase: bool) -> None:
        source = sheet(kind, variant)
        asked = jobs.options_for(self.shop, kind, source, options=Options({}, existing, erase))
        if kind is Kind.CUSTOMERS and "口味" in source.headings and "custom.口味" not in asked.mapping:
            asked = replace(asked, new_fields={source.headings.index("口味"): "口味"})
        plan = jobs.prepare(Quiet(), self.shop, kind, source, asked, self.now)
        refused = Path(self.folder.name) / "refused.xlsx"
        self.do(lambda: jobs.carry_out(Quiet(), self.shop, plan, self.now, refused_to=refused))
