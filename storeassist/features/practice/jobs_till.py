"""Lives the year of the practice shop through in order of time: bills are rung up, coupons go out and come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter

from storeassist.features.cards import actions as cards
from storeassist.features.cards import store as card_store
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_print import Layout
from storeassist.features.coupons import actions as coupons
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.records import Bill as Shown
from storeassist.features.offers import actions as offers
from storeassist.features.orders import actions as orders
from storeassist.features.orders.actions_booking import rebuild
from storeassist.features.orders.records import LineRow, OrderRow
from storeassist.features.practice import words
from storeassist.features.practice.records import Bill, Claim, Dish, Handout, Promotion, Use
from storeassist.features.practice.words import said
from storeassist.kernel.database import Connection, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.settings import day_ends_at

_Event = tuple[datetime, Callable[[datetime], None]]
_DAY, _SOON = timedelta(days=1), timedelta(minutes=4)


class Till:
    """Writes the bills, and does with coupons what an owner does, so that the product's own rules decide.

    Runs inside a transaction of the caller. ``rung_up`` are the bills without a coupon: id and time.
    """

    def __init__(
        self,
        shop: Shop,
        db: Connection,
        found: Sequence[Bill],
        dishes: Sequence[Dish],
        guest_ids: Sequence[int],
        dish_ids: Sequence[int],
        now: datetime,
    ) -> None:
        self.shop, self._db, self.found = shop, db, found
        self._dishes, self.guest_ids, self._dish_ids = dishes, guest_ids, dish_ids
        self._day_ends_at, self._now = day_ends_at(shop), now
        self.offer_ids: dict[int, int] = {}
        self._apart: set[int] = set()
        self._next = 0
        self.rung_up: list[tuple[int, datetime]] = []

    def live(self, promotions: Sequence[Promotion], handouts: Sequence[Handout]) -> None:
        """Let everything until now happen in its order."""
        self._apart = {use.bill for handout in handouts for use in handout.uses}
        events = list(self._promoting(promotions))
        for handout in handouts:
            events += _Pile(self, handout).events(self._now)
        for at, event in sorted(events, key=itemgetter(0)):
            event(at)
        self.ring_up_until(self._now)
        # Each was written down when it was paid.
        self._db.execute('UPDATE "order" SET created_at = at WHERE reverses_id IS NULL')
        rebuild(self._db)

    def ring_up_until(self, at: datetime) -> None:
        """Write the bills without a coupon that were paid by then."""
        first = self._next
        while self._next < len(self.found) and self.found[self._next].at <= at:
            self._next += 1
        self.ring_up([self.found[nth] for nth in range(first, self._next) if nth not in self._apart])

    def ring_up(self, some: Sequence[Bill]) -> None:
        """Write bills without a coupon; they are added up at the end."""
        rows, lines = [], []
        for at, bill in enumerate(some):
            paid = (self.total(bill) - bill.discount_fen, bill.discount_fen)
            who = self.guest_id(bill)
            rows.append(OrderRow("", iso(bill.at), who, *paid, bill.guests, bill.table, bill.channel, bill.note))
            given = [(dish, quantity, self._dishes[dish].price_fen * quantity) for dish, quantity in bill.items]
            if bill.gift is not None:
                given.append((bill.gift, 1, 0))
            lines += [
                LineRow(at, position, self._dish_ids[dish], self._dishes[dish].name, quantity, fen)
                for position, (dish, quantity, fen) in enumerate(given, 1)
            ]
        ids = orders.insert_many(self._db, rows, lines, self._now, day_ends_at=self._day_ends_at, booked=False)
        self.rung_up += zip(ids, (bill.at for bill in some), strict=True)

    def total(self, bill: Bill) -> int:
        """What a bill comes to on the menu."""
        return sum(self._dishes[dish].price_fen * quantity for dish, quantity in bill.items)

    def guest_id(self, bill: Bill) -> int | None:
        """The customer of a bill."""
        return None if bill.who is None else self.guest_ids[bill.who]

    def shown(self, bill: Bill) -> Shown:
        """A bill as it is told the redemption desk."""
        names = tuple(self._dishes[dish].name for dish, quantity in bill.items for _nth in range(quantity))
        return Shown(self.total(bill), bill.at, names, self.guest_id(bill), bill.guests, bill.table)

    def _promoting(self, promotions: Sequence[Promotion]) -> Iterator[_Event]:
        for nth, one in enumerate(promotions):
            yield one.at, partial(self._begin, nth, one)
            if one.stopped_at is not None:
                yield one.stopped_at, partial(self._stop, nth)

    def _begin(self, nth: int, one: Promotion, at: datetime) -> None:
        self.offer_ids[nth] = offers.add(self.shop, one.name, one.terms, at)

    def _stop(self, nth: int, at: datetime) -> None:
        offers.retire(self.shop, [self.offer_ids[nth]], at)


class _Pile:
    """Coupons that were given out together, from the print or the gift to the last one that came back."""

    def __init__(self, till: Till, handout: Handout) -> None:
        self._till, self._handout = till, handout
        self._codes: list[int] = []
        self._coupon_ids: list[int] = []
        self._redemptions: dict[Use, int] = {}

    def events(self, now: datetime) -> Iterator[_Event]:
        """What becomes of them, each with its moment."""
        one = self._handout
        yield one.at, self._give_out
        if one.cancelled:
            yield one.at + _DAY, self._cancel
        for claim in one.claims:
            yield claim.at, partial(self._claim, claim)
        for use in one.uses:
            at = self._till.found[use.bill].at
            yield at, partial(self._show, use)
            if use.why:
                yield min(at + _SOON, now), partial(self._take_back, use)

    def _give_out(self, at: datetime) -> None:
        shop, one = self._till.shop, self._handout
        offer_id = None if one.promotion is None else self._till.offer_ids[one.promotion]
        issue_id = None
        if one.cards is not None:
            issue_id = self._print(replace(one.cards, offer_id=offer_id), at)
        elif offer_id is not None and one.to:
            to = [self._till.guest_ids[who] for who in one.to]
            issue_id = coupons.issue(shop, offer_id, at, customer_ids=to)
        if issue_id is not None:
            self._codes = coupon_store.codes_of_issue(shop, issue_id)
            self._coupon_ids = coupon_store.ids_of_issue(shop, issue_id)

    def _print(self, facts: BatchFacts, at: datetime) -> int | None:
        shop, one = self._till.shop, self._handout
        batch = card_store.get(shop, cards.add(shop, facts, at))
        if one.sheet:
            codes = [] if facts.offer_id is None else coupon_store.free_codes(shop, facts.quantity)
            serials, layout = range(1, facts.quantity + 1), Layout(one.sheet)
            cards.release(shop, batch, codes, serials, layout, one.pages, at, valid_until=facts.valid_until)
        return card_store.get(shop, batch.id).issue_id

    def _cancel(self, at: datetime) -> None:
        spoilt = [self._coupon_ids[serial - 1] for serial in self._handout.cancelled]
        coupons.cancel(self._till.shop, spoilt, said(words.SPOILT), at)

    def _claim(self, claim: Claim, at: datetime) -> None:
        coupons.claim(self._till.shop, self._coupon_ids[claim.serial - 1], self._till.guest_ids[claim.who], at)

    def _show(self, use: Use, at: datetime) -> None:
        """The guest shows the coupon; one that the desk refuses pays like everybody."""
        shop, bill = self._till.shop, self._till.found[use.bill]
        dishes = bill.items if use.dish is None else (*bill.items, (use.dish, 1))
        self._till.ring_up_until(at)
        ((text, _payload),) = coupon_store.printed_forms(shop, [self._codes[use.serial - 1]])
        _verdict, redemption = coupons.redeem(shop, text, self._till.shown(replace(bill, items=dishes)), at)
        if redemption is None:
            self._till.ring_up([bill])
        else:
            self._redemptions[use] = redemption.id

    def _take_back(self, use: Use, at: datetime) -> None:
        if use in self._redemptions:
            coupons.reverse(self._till.shop, self._redemptions[use], use.why, at)
