"""The offers of the practice shop, its cards and coupons, and which of its guests came with one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from storeassist.features.cards.records import BatchFacts, CardKind, Target, TargetKind
from storeassist.features.offers.records import Hours, Kind, Terms
from storeassist.features.practice import words
from storeassist.features.practice.menu import HALF_BEEF, TOFU
from storeassist.features.practice.records import Bill, Claim, Dish, Guest, Handout, Promotion, Use
from storeassist.features.practice.words import said

_NEWCOMERS, _QUIET, _BEEF, _ANNIVERSARY = range(4)
_DAY = timedelta(days=1)
_WORKDAYS = (1, 2, 3, 4, 5)
_AFTERNOON = Hours(time(14), time(17))
_QUIET_LEAST_FEN = 5800
_GOOD_FOR = 30
_ANNIVERSARY_AGO, _ANNIVERSARY_DAYS = 152, 14
_WECHAT = Target(TargetKind.PERSONAL, "https://u.wechat.com/practice-shop-invented")
"""Leads to nobody."""

_SHEET, _ON_SHEET, _TENT_SHEET = "a4-10-90x54", 10, "a5"


def promotions(dishes: Sequence[Dish], now: datetime) -> list[Promotion]:
    """What the shop offers, in the order of the numbers of handouts; the last one is over."""
    begins = now.date() - _DAY * _ANNIVERSARY_AGO
    ends = begins + _DAY * (_ANNIVERSARY_DAYS - 1)
    newcomers = Terms(
        Kind.GIFT,
        product=dishes[TOFU].name,
        days_after_issue=_GOOD_FOR,
        first_purchase_only=True,
        per_customer=1,
    )
    quiet = Terms(
        Kind.AMOUNT_OFF,
        value_fen=800,
        min_spend_fen=_QUIET_LEAST_FEN,
        days_after_issue=_GOOD_FOR,
        weekdays=_WORKDAYS,
        hours=(_AFTERNOON,),
        per_customer_per_day=1,
    )
    beef = Terms(
        Kind.SPECIAL_PRICE,
        value_fen=4900,
        product=dishes[HALF_BEEF].name,
        days_after_issue=_GOOD_FOR,
        per_customer=1,
        cost_ceiling_fen=50_000,
        personal=True,
    )
    anniversary = Terms(
        Kind.PERCENT_OFF,
        basis_points=2000,
        max_discount_fen=3000,
        valid_from=begins,
        valid_to=ends,
        per_customer=1,
        personal=True,
    )
    return [
        Promotion(said(words.NEWCOMERS), newcomers, _moment(now, 215, 10)),
        Promotion(said(words.QUIET_HOURS), quiet, _moment(now, 104, 10)),
        Promotion(said(words.BEEF), beef, _moment(now, 24, 10)),
        Promotion(
            said(words.ANNIVERSARY), anniversary, _moment(now, 160, 10), datetime.combine(ends + _DAY, time(10, 20))
        ),
    ]


def handouts(
    found: Sequence[Bill], crowd: Sequence[Guest], dishes: Sequence[Dish], now: datetime, random: Random
) -> list[Handout]:
    """Every card and coupon of the year, with the bills of ``found`` that they were shown with."""
    return list(_Counter(found, crowd, dishes, now, random).handouts())


class _Counter:
    """Looks through the bills for those on which a coupon fits; none gets two."""

    def __init__(
        self, found: Sequence[Bill], crowd: Sequence[Guest], dishes: Sequence[Dish], now: datetime, random: Random
    ) -> None:
        self._found, self._crowd, self._dishes, self._now, self._random = found, crowd, dishes, now, random
        self._taken: set[int] = set()
        self._of_guest: dict[int, list[int]] = {who: [] for who in range(len(crowd))}
        for at, bill in enumerate(found):
            if bill.who is not None:
                self._of_guest[bill.who].append(at)
        self._quiet = [at for at, bill in enumerate(found) if self._is_quiet(bill)]

    def handouts(self) -> Iterator[Handout]:
        """One after the other; the cards that are still to be printed come last."""
        first, second, third = (said(name) for name in words.PACKAGE_CARDS)
        yield self._package_cards(first, 205, until=-85)
        yield self._table_cards()
        yield self._anniversary()
        yield self._leaflets()
        yield self._coupon_cards()
        yield self._package_cards(second, 74, until=46)
        yield self._beef()
        yield self._quiet_hours()
        yield self._beef_again()
        yield Handout(_moment(self._now, 1, 21), _NEWCOMERS, self._package_facts(third, 100, until=150))

    def _package_cards(self, name: str, ago: int, until: int) -> Handout:
        """In the bags of the delivery riders; whoever takes the offer adds the shop, and comes for the first time."""
        facts = replace(self._package_facts(name, 300, until), cost_fen=9000)
        at = _moment(self._now, ago, 10)
        last = facts.valid_until or self._now.date()
        claims, uses = [], []
        for who, serial in zip(self._newcomers(at.date(), last), self._shuffled(facts.quantity), strict=False):
            if (bill := self._first(who, at, last)) is not None:
                claims.append(Claim(serial, who, self._claimed_at(who, bill)))
                uses.append(Use(serial, bill))
            elif not self._of_guest[who]:
                claims.append(Claim(serial, who, datetime.combine(self._joined(who), time(21, 12))))
        return Handout(
            at, _NEWCOMERS, facts, _SHEET, facts.quantity // _ON_SHEET, claims=tuple(claims), uses=tuple(uses)
        )

    def _package_facts(self, name: str, quantity: int, until: int) -> BatchFacts:
        return BatchFacts(
            name=name,
            kind=CardKind.PACKAGE,
            quantity=quantity,
            design="package-bar",
            place=said(words.BAG),
            channel=said(words.PACKAGE_CARD),
            valid_until=self._now.date() + _DAY * until,
            target=_WECHAT,
        )

    def _table_cards(self) -> Handout:
        """Without a coupon: told by the guests who say that they scanned them."""
        facts = BatchFacts(
            name=said(words.TABLE_CARDS),
            kind=CardKind.TABLE,
            quantity=12,
            design="table-tent",
            place=said(words.TABLES),
            channel=said(words.TABLE_CODE),
            cost_fen=9600,
            target=_WECHAT,
        )
        return Handout(_moment(self._now, 168, 9), None, facts, _TENT_SHEET, facts.quantity)

    def _coupon_cards(self) -> Handout:
        """Handed out at the till at noon, good for the hours in which the kitchen waits; two are spoilt."""
        facts = self._coupon_facts(words.COUPON_CARDS, words.TILL, 200, until=21, cost_fen=5000)
        handout = self._quiet_cards(facts, 100, share=0.25)
        uses = list(handout.uses)
        if len(uses) > 4:
            uses[-4] = replace(uses[-4], why=said(words.GUEST_LEFT))
        return replace(handout, uses=tuple(uses), cancelled=(facts.quantity - 1, facts.quantity))

    def _leaflets(self) -> Handout:
        """Laid out where everybody passes, and hardly anybody takes one."""
        facts = self._coupon_facts(words.LEAFLETS, words.OFFICES, 500, until=-8, cost_fen=42_000)
        return self._quiet_cards(facts, 98, share=0.05)

    def _coupon_facts(
        self, name: words.Pair, place: words.Pair, quantity: int, until: int, cost_fen: int
    ) -> BatchFacts:
        return BatchFacts(
            name=said(name),
            kind=CardKind.COUPON,
            quantity=quantity,
            design="coupon-ticket",
            place=said(place),
            valid_until=self._now.date() + _DAY * until,
            cost_fen=cost_fen,
        )

    def _quiet_cards(self, facts: BatchFacts, ago: int, share: float) -> Handout:
        """Cards for the quiet hours, shown with this share of the bills that they fit."""
        at = _moment(self._now, ago, 10)
        until = facts.valid_until or at.date()
        shown = [
            number
            for number in self._quiet
            if number not in self._taken
            and at + _DAY * 2 < self._found[number].at
            and self._found[number].at.date() <= until
            and self._random.random() < share
        ]
        uses = [Use(*pair) for pair in zip(self._shuffled(facts.quantity - 2), shown, strict=False)]
        return self._given(Handout(at, _QUIET, facts, _SHEET, facts.quantity // _ON_SHEET, uses=tuple(uses)))

    def _anniversary(self) -> Handout:
        """To regulars, two weeks long."""
        at = _moment(self._now, _ANNIVERSARY_AGO + 2, 20)
        begins = datetime.combine(self._now.date() - _DAY * _ANNIVERSARY_AGO, time())
        to = self._regulars(16, before=at)
        uses = [
            use
            for use in self._next_bills(to, begins, begins + _DAY * _ANNIVERSARY_DAYS)
            if self._random.random() < 0.8
        ]
        return self._given(Handout(at, _ANNIVERSARY, to=to, uses=tuple(uses)))

    def _beef(self) -> Handout:
        """To the VIP group, of whom most have come by since; one of them was rung up wrong at first."""
        at = _moment(self._now, 23, 15)
        vip = [who for who, guest in enumerate(self._crowd) if guest.is_vip and self._of_guest[who]]
        to = tuple(sorted(self._random.sample(vip, min(20, len(vip)))))
        uses = [
            replace(use, dish=HALF_BEEF)
            for use in self._next_bills(to, at + _DAY, self._now)
            if self._random.random() < 0.7
        ]
        if uses:
            wrong = min(uses, key=lambda use: use.bill)
            uses.remove(wrong)
            again = [bill for bill in self._of_guest[to[wrong.serial - 1]] if bill > wrong.bill]
            uses += [replace(wrong, why=said(words.WRONG_BILL))]
            uses += [replace(wrong, bill=bill) for bill in again[:1] if bill not in self._taken]
        return self._given(Handout(at, _BEEF, to=to, uses=tuple(uses)))

    def _beef_again(self) -> Handout:
        """To some more, of whom whoever is here today shows it at once."""
        at = _moment(self._now, 5, 15)
        here = [who for who, own in self._of_guest.items() if own and self._came_today(own, at)][:3]
        to = tuple(sorted({*here, *self._regulars(4, before=at)}))
        today = datetime.combine(self._now.date(), time())
        uses = [replace(use, dish=HALF_BEEF) for use in self._next_bills(to, today, self._now)]
        return self._given(Handout(at, _BEEF, to=to, uses=tuple(uses)))

    def _quiet_hours(self) -> Handout:
        """To regulars who like to come at noon: they are asked to try the afternoon."""
        at = _moment(self._now, 9, 17)
        to = self._regulars(8, before=at)
        uses = [use for use in self._next_bills(to, at, self._now) if use.bill in self._quiet]
        return self._given(Handout(at, _QUIET, to=to, uses=tuple(uses)))

    def _given(self, handout: Handout) -> Handout:
        self._taken.update(use.bill for use in handout.uses)
        return handout

    def _newcomers(self, first: date, last: date) -> list[int]:
        """Who came to the shop through a package card in these days."""
        source = said(words.PACKAGE_CARD)
        return [
            who
            for who, guest in enumerate(self._crowd)
            if (guest.facts.source == source or not self._of_guest[who])
            and first < self._joined(who) <= min(last, self._now.date() - _DAY)
        ]

    def _first(self, who: int, at: datetime, last: date) -> int | None:
        """The first bill of a guest, if it lies in the life of a card and nobody has used one on it."""
        bill = next(iter(self._of_guest[who]), None)
        if (
            bill is None
            or bill in self._taken
            or not at + _DAY < self._found[bill].at
            or self._found[bill].at.date() > last
        ):
            return None
        self._taken.add(bill)
        return bill

    def _claimed_at(self, who: int, bill: int) -> datetime:
        """The evening before, when the bag was unpacked; or at the till."""
        paid_at, evening = self._found[bill].at, datetime.combine(self._joined(who), time(21, 5))
        if evening < paid_at < evening + _DAY * _GOOD_FOR:
            return evening
        return paid_at - timedelta(minutes=self._random.randint(2, 9))

    def _next_bills(self, to: Sequence[int], begins: datetime, ends: datetime) -> Iterator[Use]:
        """The first bill in these days of each of some guests, with the coupon that is theirs."""
        for serial, who in enumerate(to, 1):
            bill = next((at for at in self._of_guest[who] if begins <= self._found[at].at < ends), None)
            if bill is not None and bill not in self._taken:
                yield Use(serial, bill)

    def _regulars(self, count: int, before: datetime) -> tuple[int, ...]:
        """Guests who had come often by then."""
        often = [
            who
            for who, own in self._of_guest.items()
            if len(own) > 4 and self._found[own[4]].at < before < self._found[own[-1]].at + _DAY * 60
        ]
        return tuple(sorted(self._random.sample(often, min(count, len(often)))))

    def _came_today(self, own: Sequence[int], known_since: datetime) -> bool:
        return self._found[own[0]].at < known_since and self._found[own[-1]].at.date() == self._now.date()

    def _is_quiet(self, bill: Bill) -> bool:
        """Whether the coupon of the quiet hours is good for it."""
        if not _AFTERNOON.start <= bill.at.time() < _AFTERNOON.end or bill.at.isoweekday() not in _WORKDAYS:
            return False
        return sum(self._dishes[dish].price_fen * quantity for dish, quantity in bill.items) >= _QUIET_LEAST_FEN

    def _shuffled(self, count: int) -> list[int]:
        """The numbers of cards in the order in which they come back."""
        return self._random.sample(range(1, count + 1), count)

    def _joined(self, who: int) -> date:
        return self._crowd[who].rhythm.first


def _moment(now: datetime, ago: int, hour: int) -> datetime:
    return datetime.combine(now.date() - _DAY * ago, time(hour, 4))
