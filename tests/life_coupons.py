"""Offers and coupons in a life of a shop: whatever is done with them, none counts twice and no money is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons import store_checks
from storeassist.features.coupons.records import Bill, Coupon, Reason, Redemption, State, Verdict
from storeassist.features.customers import store as customer_store
from storeassist.features.offers import actions as offers
from storeassist.features.offers import store as offer_store
from storeassist.features.offers.records import Kind, Stacking, Terms
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel.dates import business_day
from tests.life import BILLS, DISHES, PICK, START
from tests.life_bills import WithBills
from tests.life_papers import Paper, shown
from tests.life_undoing import one_of

OFFERS = ("减", "折", "Tea")
KINDS = st.sampled_from(
    [
        {"kind": Kind.AMOUNT_OFF, "value_fen": 800, "min_spend_fen": 5_800},
        {"kind": Kind.AMOUNT_OFF, "value_fen": 3_000},
        {"kind": Kind.PERCENT_OFF, "basis_points": 3_333, "max_discount_fen": 2_000},
        {"kind": Kind.GIFT, "product": DISHES[1]},
        {"kind": Kind.RED_PACKET, "value_fen": 600},
        {"kind": Kind.SPECIAL_PRICE, "value_fen": 100, "product": DISHES[0]},
    ]
)
CONDITIONS = st.sampled_from(
    [
        *({}, {}, {"days_after_issue": 0}, {"days_after_issue": 2}, {"valid_to": START.date() + timedelta(days=3)}),
        *({"per_customer": 1}, {"per_customer_per_day": 1}, {"total": 2}, {"cost_ceiling_fen": 3_000}),
        *({"personal": True}, {"first_purchase_only": True}, {"uses_per_code": 2}),
    ]
)
STACKING = st.sampled_from(Stacking)
_USED = (
    "SELECT l.id, l.coupon_id, l.order_number, l.amount_fen, l.discount_fen, l.worth_fen, l.at, i.offer_id, i.uses, w.customer_id"
    " FROM coupon_ledger l JOIN coupon_issue i ON i.id = l.issue_id LEFT JOIN redemption_customer w ON w.id = l.id"
    " WHERE l.entry = 'redeemed' AND NOT EXISTS (SELECT 1 FROM coupon_ledger r WHERE r.reverses_id = l.id) ORDER BY l.id"
)
_BILLS = (
    'SELECT number, discount_fen, amount_fen FROM "order" o WHERE reverses_id IS NULL'
    ' AND NOT EXISTS (SELECT 1 FROM "order" v WHERE v.reverses_id = o.id)'
)
_GONE_FOR_GOOD = {State.CANCELLED: Reason.CANCELLED, State.REDEEMED: Reason.USED, State.EXPIRED: Reason.EXPIRED}


@dataclass(frozen=True)
class _Use:
    """What counts of one offer."""

    ever: int
    today: int
    in_all: int
    given_fen: int


class WithCoupons(WithBills):
    """Offers, their coupons and the desk."""

    def terms(self, kind: dict[str, Any], condition: dict[str, Any], stacking: Stacking) -> Terms:
        return Terms(**kind, **condition, stacking=stacking)

    @rule(name=st.sampled_from(OFFERS), kind=KINDS, condition=CONDITIONS, stacking=STACKING)
    def add_or_edit_offer(self, name: str, kind: dict[str, Any], condition: dict[str, Any], stacking: Stacking) -> None:
        terms = self.terms(kind, condition, stacking)
        known = [one for one in self.offers() if self.offer(one)[0] == name]
        if known:
            out = self.terms_of_coupons()
            self.do(lambda: offers.edit(self.shop, known[0], name, terms, self.now))
            assert self.terms_of_coupons() == out
        else:
            self.do(lambda: offers.add(self.shop, name, terms, self.now))

    @precondition(lambda self: self.offers())
    @rule(pick=PICK, other=PICK, back=st.booleans())
    def stop_offers_or_bring_them_back(self, pick: int, other: int, back: bool) -> None:
        chosen = [one_of(self.offers(), pick), one_of(self.offers(), other)]
        act = offers.bring_back if back else offers.retire
        self.do(lambda: act(self.shop, chosen, self.now))

    @precondition(lambda self: self.offers())
    @rule(
        pick=PICK,
        count=st.integers(1, 3),
        to=st.lists(PICK, max_size=2),
        planned=st.booleans(),
        until=st.none() | st.integers(-1, 4),
        from_claim=st.booleans(),
    )
    def issue(self, pick: int, count: int, to: list[int], planned: bool, until: int | None, from_claim: bool) -> None:
        everyone = customer_store.ids(self.shop)
        held = [one_of(everyone, who) for who in to if everyone]
        last = None if until is None else self.today + timedelta(days=until)
        self.issue_some(one_of(self.offers(), pick), len(held) or count, held, planned, last, from_claim)

    def issue_some(
        self, offer_id: int, count: int, held: Sequence[int] = (), planned: bool = False,
        until: date | None = None, from_claim: bool = False,
    ) -> None:  # fmt: skip
        """Issue coupons and know what they should be."""
        terms_id, terms = self.offer(offer_id)[1:]
        more: dict[str, Any] = {"valid_until": until, "from_claim": from_claim}
        more["codes"] = coupon_store.free_codes(self.shop, count) if planned else None
        if not self.do(lambda: coupons.issue(self.shop, offer_id, self.now, count=count, customer_ids=held, **more)):
            return
        self.settle({("offer", offer_id), ("offer_terms", terms_id)})
        made = self.shop.ids("SELECT id FROM coupon ORDER BY id DESC LIMIT ?", [count])
        ends = [terms.valid_to, until]
        if terms.days_after_issue is not None and not from_claim and until is None:
            ends.append(self.today + timedelta(days=terms.days_after_issue))
        days = terms.days_after_issue if from_claim else None
        paper = Paper(terms.uses_per_code, min((day for day in ends if day), default=None), days)
        self.papers = {**self.papers, **dict.fromkeys(made, paper)}

    @precondition(lambda self: self.papers)
    @rule(pick=PICK, who=PICK)
    def claim(self, pick: int, who: int) -> None:
        everyone = customer_store.ids(self.shop)
        if everyone:
            chosen = one_of(self.papers, pick)
            if self.do(lambda: coupons.claim(self.shop, chosen, one_of(everyone, who), self.now)):
                assert self.papers[chosen].state(self.today) not in _GONE_FOR_GOOD
                self.papers = {**self.papers, chosen: replace(self.papers[chosen], claimed_on=self.today)}

    @precondition(lambda self: self.papers)
    @rule(pick=PICK, other=PICK)
    def cancel(self, pick: int, other: int) -> None:
        chosen = {one_of(self.papers, pick), one_of(self.papers, other)}
        if self.do(lambda: coupons.cancel(self.shop, sorted(chosen), "印错", self.now)):
            unused = {one: self.papers[one] for one in chosen if self.papers[one].used < self.papers[one].uses}
            cancelled = {one: replace(paper, is_cancelled=True) for one, paper in unused.items()}
            self.papers = {**self.papers, **cancelled}

    @precondition(lambda self: self.papers)
    @rule(
        pick=PICK,
        amount=st.sampled_from([None, 0, 599, 5_799, 5_800, 9_900]),
        who=st.none() | PICK,
        on=st.none() | st.none() | PICK,
        products=st.lists(st.sampled_from(DISHES), max_size=2).map(tuple),
        form=st.integers(0, 1),
        at_random=st.booleans(),
    )
    def redeem(
        self, pick: int, amount: int | None, who: int | None, on: int | None, products: tuple[str, ...], form: int,
        at_random: bool,
    ) -> None:  # fmt: skip
        usable = [one for one, paper in self.papers.items() if paper.state(self.today) not in _GONE_FOR_GOOD]
        chosen = one_of(self.papers if at_random or not usable else usable, pick)
        coupon, everyone = coupon_store.get(self.shop, chosen, self.now), customer_store.ids(self.shop)
        text = coupon_store.printed_forms(self.shop, [coupon.code])[0][form]
        customer_id = None if who is None or not everyone else one_of(everyone, who)
        number = "" if on is None else self.a_bill(on)
        answers: list[tuple[Verdict, Redemption | None]] = []

        def act() -> None:
            bill = Bill(amount, self.now, products, customer_id, order_number=number)
            answers.append(coupons.redeem(self.shop, text, bill, self.now))

        done = self.do(act)
        if not answers:
            return
        (verdict, used), state = answers[0], self.papers[chosen].state(self.today)
        gone = _GONE_FOR_GOOD.get(state)
        assert (verdict.reason in _GONE_FOR_GOOD.values()) == (gone is not None), (verdict, state)
        assert gone is None or verdict.reason is gone
        assert done == verdict.is_ok == (used is not None)
        if used is not None:
            paper = self.papers[chosen]
            self.papers = {**self.papers, chosen: replace(paper, used=paper.used + 1, was_used=True)}
            self.kept_within_limits(coupon, used)

    def kept_within_limits(self, coupon: Coupon, used: Redemption) -> None:
        """The use that was just allowed is one that its terms allow."""
        terms, use = coupon.terms, self.use(coupon.offer_id, used.customer_id, self.today)
        if used.customer_id is not None:
            assert terms.per_customer is None or use.ever <= terms.per_customer
            assert terms.per_customer_per_day is None or use.today <= terms.per_customer_per_day
        assert terms.total is None or use.in_all <= terms.total
        assert terms.cost_ceiling_fen is None or use.given_fen <= terms.cost_ceiling_fen
        assert used.amount_fen >= terms.min_spend_fen
        assert not terms.personal or coupon.customer_id in (None, used.customer_id)

    @precondition(lambda self: self.used())
    @rule(pick=PICK, keep_bill=st.booleans())
    def reverse(self, pick: int, keep_bill: bool) -> None:
        use = self.used()[pick % len(self.used())]
        chosen, bills = use["coupon_id"], self.bills()
        if self.do(lambda: coupons.reverse(self.shop, use["id"], "错", self.now, keep_bill=keep_bill)):
            paper = self.papers[chosen]
            self.papers = {**self.papers, chosen: replace(paper, used=paper.used - 1)}
            touched = {number for number in bills | self.bills() if bills.get(number) != self.bills().get(number)}
            off, paid = bills.get(use["order_number"], (0, 0))
            is_another = off + paid != use["amount_fen"] or off < use["discount_fen"]
            assert touched <= (set() if is_another else {use["order_number"]})

    @precondition(lambda self: self.used())
    @rule(pick=PICK, fen=st.none() | st.integers(0, 9_900))
    def void_the_bill_of_a_coupon(self, pick: int, fen: int | None) -> None:
        """And enter another one by its number, unless ``fen`` is None."""
        number = self.used()[pick % len(self.used())]["order_number"]
        if number in self.bills():
            self.voided.add(number)
            order = order_store.by_number(self.shop, number)
            self.do(lambda: orders.void(self.shop, order.id, "wrong table", self.now))
            if fen is not None:
                self.do(lambda: orders.add(self.shop, OrderFacts(self.now, fen, number=number), self.now))

    @rule(days=st.integers(1, 2))
    def days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def no_coupon_counts_more_often_than_it_may(self) -> None:
        often: dict[int, int] = {}
        for use in self.used():
            often[use["coupon_id"]] = often.get(use["coupon_id"], 0) + 1
            assert often[use["coupon_id"]] <= use["uses"]
        assert often == {one: paper.used for one, paper in self.papers.items() if paper.used}

    @invariant()
    def coupons_are_what_became_of_them(self) -> None:
        found = coupon_store.fetch(self.shop, list(self.papers), self.now)
        states = {one.id: shown(one.state, self.papers[one.id].uses) for one in found}
        assert states == {one: paper.state(self.today) for one, paper in self.papers.items()}
        assert [one.valid_to for one in found] == [self.papers[one.id].last_day() for one in found]

    @invariant()
    def what_bills_cost_less_is_what_their_coupons_gave(self) -> None:
        given: dict[str, int] = {}
        for use in self.used():
            given[use["order_number"]] = given.get(use["order_number"], 0) + use["discount_fen"]
        bills = self.bills()
        wrong = {
            number: (off, given.get(number, 0))
            for number, (off, _paid) in bills.items()
            if number not in self.unsure() and off != given.get(number, 0)
        }
        assert not wrong, wrong
        assert all(paid >= 0 for number, (_off, paid) in bills.items() if number not in self.unsure())

    @invariant()
    def only_uses_whose_bill_is_gone_are_odd(self) -> None:
        bills = self.bills()
        lost = [use["order_number"] for use in self.used() if use["order_number"] not in bills]
        assert set(lost) <= self.unsure()
        told = "".join(store_checks.notes(self.shop, self.now))
        assert not lost or lost[0] in told
        assert "clock" not in told

    def offers(self) -> list[int]:
        return self.shop.ids("SELECT id FROM offer ORDER BY id")

    def offer(self, offer_id: int) -> tuple[str, int, Terms]:
        """Its name, and the id and text of its terms now."""
        found = offer_store.get(self.shop, offer_id)
        return found.name, found.terms_id, found.terms

    def terms_of_coupons(self) -> list[Terms]:
        return [one.terms for one in coupon_store.fetch(self.shop, list(self.papers), self.now)]

    def used(self) -> list[Any]:
        """The uses that count."""
        return self.shop.query(_USED)

    def use(self, offer_id: int, customer_id: int | None, today: date) -> _Use:
        of_offer = [use for use in self.used() if use["offer_id"] == offer_id]
        theirs = [use for use in of_offer if use["customer_id"] == customer_id]
        now = [use for use in theirs if business_day(datetime.fromisoformat(use["at"])) == today]
        given = sum(use["discount_fen"] + use["worth_fen"] for use in of_offer)
        return _Use(len(theirs), len(now), len(of_offer), given)

    def unsure(self) -> set[str]:
        """The numbers of bills that may have gone, or be others by now, while their coupons stay used."""
        return self.voided | set(BILLS) if self.has_remains else self.voided

    def bills(self) -> dict[str, tuple[int, int]]:
        """What was taken off the bills that count, and what was paid of them, by number."""
        return {row["number"]: (row["discount_fen"], row["amount_fen"]) for row in self.shop.query(_BILLS)}

    def a_bill(self, pick: int) -> str:
        """The number of a bill; "" when there is none."""
        there = order_store.ids(self.shop)
        return order_store.get(self.shop, one_of(there, pick)).number if there else ""
