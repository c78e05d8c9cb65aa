"""Whatever is issued, used, taken back, undone and done again: no coupon counts twice, and no money is lost."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from storeassist.features import SCHEMA
from storeassist.features.coupons import actions, store
from storeassist.features.coupons.records import Bill
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Stacking, Terms
from storeassist.features.orders import actions as orders
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.features.coupons.ground import ills

START = datetime(2026, 9, 1, 11)
ANY = st.integers(0, 50)
_LIVE_ORDER = 'o.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
_LIVE_USE = f"l.entry = 'redeemed' AND {store.LIVE}"
USES = (
    "SELECT c.code, l.order_number, l.discount_fen, w.customer_id FROM coupon_ledger l JOIN coupon c ON c.id = l.coupon_id"
    f" LEFT JOIN redemption_customer w ON w.id = l.id WHERE {_LIVE_USE} ORDER BY 1, 2, 3"
)
BILLS = f'SELECT number, amount_fen, discount_fen, customer_id FROM "order" o WHERE {_LIVE_ORDER} ORDER BY number'
HOLDERS = "SELECT id, customer_id FROM coupon_holder ORDER BY id"
OPEN = (
    "SELECT id FROM coupon c WHERE NOT EXISTS (SELECT 1 FROM coupon_ledger l WHERE l.coupon_id = c.id"
    f" AND l.entry = 'cancelled' AND {store.LIVE}) ORDER BY id"
)
CLAIMED = f"SELECT coupon_id FROM coupon_ledger l WHERE l.entry = 'claimed' AND {store.LIVE} ORDER BY 1"


@cache
def _file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="storeassist-machine-")) / "empty.shop"
    shop = Shop.create(path, SCHEMA, "Noodle House", START)
    for name in ("秦朗", "白小川"):
        customers.add(shop, CustomerFacts(name), START)
    offers.add(shop, "减", Terms(Kind.AMOUNT_OFF, 800, stacking=Stacking.ANY, days_after_issue=9), START)
    offers.add(shop, "折", Terms(Kind.PERCENT_OFF, basis_points=3_000, stacking=Stacking.ANY, uses_per_code=2), START)
    offers.add(shop, "私", Terms(Kind.AMOUNT_OFF, 500, personal=True, per_customer=2, total=4), START)
    with shop.write() as db:
        db.execute("DELETE FROM act")
    shop.close()
    return path


class AnySequence(RuleBasedStateMachine):
    """A desk that does anything at all, and changes its mind."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="storeassist-machine-")
        path = Path(self.folder.name) / "a.shop"
        shutil.copy(_file(), path)
        self.shop = Shop.open(path, SCHEMA)
        self.now = START
        self.before: list[Any] = []
        self.after: list[Any] = []

    def teardown(self) -> None:
        self.shop.close()
        self.folder.cleanup()

    def seen(self) -> Any:
        return [[tuple(row) for row in self.shop.query(sql)] for sql in (USES, BILLS, HOLDERS, OPEN, CLAIMED)]

    def do(self, act: Callable[[], object]) -> None:
        self.now += timedelta(hours=5)
        was, last = self.seen(), journal.last_act(self.shop)
        with suppress(UserError):
            act()
        done = journal.last_act(self.shop)
        if done and (last is None or done.id > last.id):
            self.before.append(was)
            self.after.clear()
        else:
            assert self.seen() == was

    def code(self, which: int) -> str:
        every = self.shop.ids("SELECT code AS id FROM coupon c ORDER BY c.id")
        return store.printed_forms(self.shop, [every[which % len(every)]])[0][which % 2]

    def coupon_id(self, which: int) -> int:
        return store.by_text(self.shop, self.code(which), self.now).id

    @property
    def has_coupons(self) -> bool:
        return bool(self.shop.value("SELECT 1 FROM coupon LIMIT 1"))

    @rule(offer=st.integers(1, 3), held=st.booleans(), count=st.integers(1, 3))
    def issue(self, offer: int, held: bool, count: int) -> None:
        who = [1, 2][:count] if held else []
        self.do(lambda: actions.issue(self.shop, offer, self.now, count=count, customer_ids=who))

    @precondition(lambda self: self.has_coupons)
    @rule(which=ANY, amount=st.integers(0, 9_000), who=st.sampled_from([None, 1, 2]))
    def redeem(self, which: int, amount: int, who: int | None) -> None:
        code = self.code(which)
        self.do(lambda: actions.redeem(self.shop, code, Bill(amount, self.now, customer_id=who), self.now))

    @precondition(lambda self: self.has_coupons)
    @rule(which=ANY, bill=ANY, who=st.sampled_from([None, 1]))
    def redeem_on_a_bill(self, which: int, bill: int, who: int | None) -> None:
        numbers = [row["number"] for row in self.shop.query(BILLS)]
        if numbers:
            on = Bill(None, self.now, customer_id=who, order_number=numbers[bill % len(numbers)])
            code = self.code(which)
            self.do(lambda: actions.redeem(self.shop, code, on, self.now))

    @rule(which=ANY, keep=st.booleans())
    def reverse(self, which: int, keep: bool) -> None:
        uses = self.shop.ids(f"SELECT l.id FROM coupon_ledger l WHERE {_LIVE_USE} ORDER BY l.id")
        if uses:
            self.do(lambda: actions.reverse(self.shop, uses[which % len(uses)], "错", self.now, keep_bill=keep))

    @precondition(lambda self: self.has_coupons)
    @rule(which=ANY, who=st.integers(1, 2))
    def claim(self, which: int, who: int) -> None:
        coupon = self.coupon_id(which)
        self.do(lambda: actions.claim(self.shop, coupon, who, self.now))

    @precondition(lambda self: self.has_coupons)
    @rule(which=ANY, other=ANY)
    def cancel(self, which: int, other: int) -> None:
        chosen = [self.coupon_id(which), self.coupon_id(other)]
        self.do(lambda: actions.cancel(self.shop, chosen, "印错", self.now))

    @rule(which=ANY)
    def void(self, which: int) -> None:
        bills = self.shop.ids(f'SELECT id FROM "order" o WHERE {_LIVE_ORDER} ORDER BY id')
        if bills:
            self.do(lambda: orders.void(self.shop, bills[which % len(bills)], "错单", self.now))

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        was, wanted = self.seen(), self.before.pop()
        try:
            journal.undo(self.shop, self.now)
        except UserError:  # such as a use of a coupon that was cancelled since: it stays as it is, and is forgotten
            assert self.seen() == was
            self.before = [None] * len(self.before)
            self.after.clear()
        else:
            assert wanted is None or self.seen() == wanted
            self.after.append(wanted and was)

    @precondition(lambda self: self.after)
    @rule()
    def redo(self) -> None:
        was, wanted = self.seen(), self.after.pop()
        try:
            journal.redo(self.shop, self.now)
        except UserError:
            assert self.seen() == was
            self.after.clear()
        else:
            assert wanted is None or self.seen() == wanted
            self.before.append(wanted and was)

    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert ills(self.shop) == []

    @invariant()
    def discounts_of_bills_are_those_of_their_coupons(self) -> None:
        wrong = self.shop.query(
            f'SELECT o.number FROM "order" o WHERE {_LIVE_ORDER} AND discount_fen <> (SELECT'
            f" coalesce(sum(l.discount_fen), 0) FROM coupon_ledger l WHERE l.order_number = o.number AND {_LIVE_USE})"
        )
        assert wrong == []


AnySequence.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnySequence = AnySequence.TestCase
