"""Lists of coupons: by state, by offer, by what is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

import pytest

from storeassist.features.coupons import actions, codes, store, store_list, store_standing
from storeassist.features.coupons.records import Bill, Entry, State
from storeassist.features.coupons.records_list import Filter
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.offers import actions as offer_actions
from storeassist.features.offers.records import Kind, Terms
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day
from storeassist.kernel.errors import UserError

NOW = datetime(2026, 9, 15, 11, 6)
EIGHT_OFF = Terms(Kind.AMOUNT_OFF, value_fen=800, days_after_issue=14)
TEN_TIMES = Terms(Kind.AMOUNT_OFF, value_fen=500, uses_per_code=3)


@dataclass(frozen=True)
class Made:
    """What the tests start from: two offers and a customer."""

    eight: int
    tea: int
    shan: int


@pytest.fixture
def made(shop: Shop) -> Made:
    """满 58 减 8, a free tea, and 单晓岚."""
    return Made(
        offer_actions.add(shop, "满 58 减 8", EIGHT_OFF, NOW),
        offer_actions.add(shop, "赠酸梅汤", Terms(Kind.GIFT, product="酸梅汤"), NOW),
        customer_actions.add(shop, CustomerFacts(name="单晓岚", number="217", phone="+8613812342764"), NOW),
    )


def issued(shop: Shop, offer_id: int, count: int = 1, now: datetime = NOW, **more: object) -> list[int]:
    issue_id = actions.issue(shop, offer_id, now, count=count, **more)  # type: ignore[arg-type]
    return store.ids_of_issue(shop, issue_id)


def redeem(shop: Shop, coupon_id: int, now: datetime = NOW) -> int:
    text = codes.short(store.get(shop, coupon_id, now).code)
    verdict, redemption = actions.redeem(shop, text, Bill(7600, now), now)
    assert redemption is not None, verdict
    return int(redemption.id)


def found(shop: Shop, text: str = "", now: datetime = NOW, **which: object) -> list[int]:
    return store_list.ids(shop, Filter(text, **which), now)  # type: ignore[arg-type]


def test_every_coupon_is_listed_and_counted_in_the_state_it_has_alone(shop: Shop, made: Made) -> None:
    random, now = Random(6), NOW
    many_uses = offer_actions.add(shop, "三次 5 元", TEN_TIMES, NOW)
    ids = [i for offer in (made.eight, made.tea, many_uses) for i in issued(shop, offer, 8)]
    ids += issued(shop, made.eight, 8, from_claim=True)
    ids += issued(shop, made.tea, 6, from_claim=True)
    for _step in range(160):
        now += timedelta(hours=random.randint(1, 9))
        coupon = store.get(shop, random.choice(ids), now)
        what = random.choice(("redeem", "redeem", "reverse", "claim", "cancel", "undo"))
        try:
            if what == "redeem":
                actions.redeem(shop, codes.short(coupon.code), Bill(9000, now), now)
            elif what == "reverse" and coupon.redemption_id is not None:
                actions.reverse(shop, coupon.redemption_id, "点错", now)
            elif what == "claim":
                actions.claim(shop, coupon.id, made.shan, now)
            elif what == "cancel" and random.random() < 0.4:
                actions.cancel(shop, [coupon.id], "发错", now)
        except UserError:
            continue
    of_eight = set(found(shop, offer_id=made.eight))
    for today in (NOW, now, now + timedelta(days=10), now + timedelta(days=400)):
        coupons = store.fetch(shop, ids, today)
        alone = {one.id: one.state for one in coupons}
        by_end = sorted(coupons, key=lambda one: (one.valid_to or date.max, one.id))
        assert store_list.ids(shop, Filter(), today, "valid_to", descending=False) == [one.id for one in by_end]
        counted = store_standing.read(shop, business_day(today))
        for state in State:
            expected = sorted((i for i, own in alone.items() if own is state), reverse=True)
            assert found(shop, now=today, state=state) == expected
            assert counted.count(state) == len(expected)
            narrow = [i for i in expected if i in of_eight]
            assert found(shop, "满 58", now=today, state=state) == found(
                shop, "满", today, state=state, offer_id=made.eight
            )
            assert found(shop, "满 58", now=today, state=state) == narrow
    assert len({*alone.values()}) >= 3
    of_tea = store_standing.read(shop, business_day(now), made.tea)
    assert of_tea.total == sum(of_tea.count(state) for state in State) == 14
    assert len(found(shop, now=now, offer_id=made.tea)) == 14


def test_a_code_is_found_in_any_writing_and_from_its_first_signs_on(shop: Shop, made: Made) -> None:
    first, *_others = issued(shop, made.eight, 30)
    short = codes.short(store.get(shop, first, NOW).code)
    for written in (short, short.lower(), short.replace("-", " "), store.payload(shop, store.get(shop, first, NOW))):
        assert found(shop, written) == [first]
    for length in (3, 6, 9, 13):
        assert first in found(shop, short[:length])
    assert found(shop, short[:8]) == [first]


def test_coupons_are_found_by_who_holds_or_used_them_by_offer_and_by_bill(shop: Shop, made: Made) -> None:
    (held,) = issued(shop, made.eight, customer_ids=(made.shan,))
    (used,) = issued(shop, made.tea)
    _verdict, redemption = actions.redeem(
        shop, codes.short(store.get(shop, used, NOW).code), Bill(7600, NOW, customer_id=made.shan), NOW
    )
    assert redemption is not None
    (_nobodys,) = issued(shop, made.eight)
    assert found(shop, "单晓") == found(shop, "2764") == [used, held]
    assert found(shop, customer_id=made.shan) == [used, held]
    assert found(shop, "酸梅") == [used]
    assert found(shop, redemption.order_number) == [used]
    assert found(shop, "单晓", state=State.REDEEMED) == [used]
    assert found(shop, "nobody") == found(shop, "'; --") == found(shop, "\x00%_\\") == []
    assert found(shop, "x" * 50_000) == found(shop, "https://a.b/c?d=1") == []
    assert found(shop, "\ud800") == found(shop)


@pytest.mark.parametrize("sort", store_list.SORTS)
def test_each_column_sorts_both_ways_and_loses_nobody(shop: Shop, made: Made, sort: str) -> None:
    ids = [*issued(shop, made.eight, 5), *issued(shop, made.tea, 5), *issued(shop, made.tea, customer_ids=(made.shan,))]
    redeem(shop, ids[2])
    up = store_list.ids(shop, Filter(), NOW, sort, descending=False)
    down = store_list.ids(shop, Filter(), NOW, sort, descending=True)
    assert sorted(up) == sorted(down) == sorted(ids)
    if sort == "used":
        assert up[0] == down[0] == ids[2]
    if sort == "valid_to":
        ends = [store.get(shop, i, NOW).valid_to for i in up]
        assert ends[:5] == [date(2026, 9, 29)] * 5 and ends[5:] == [None] * 6


@pytest.mark.parametrize("sort", store_list.SORTS)
@pytest.mark.parametrize("descending", [True, False])
def test_a_narrowed_list_keeps_the_order_of_the_whole_one(shop: Shop, made: Made, sort: str, descending: bool) -> None:
    ids = issued(shop, made.tea, 3) + issued(shop, made.eight, customer_ids=(made.shan,)) + issued(shop, made.eight, 3)
    ids += issued(shop, made.eight, 3, from_claim=True)
    for one, days in ((ids[-2], 3), (ids[-1], 9)):
        actions.claim(shop, one, made.shan, NOW - timedelta(days=days))
    for one in (ids[5], ids[1], ids[4]):
        redeem(shop, one)
    whole = store_list.ids(shop, Filter(), NOW, sort, descending)
    for which, wanted in (
        (Filter("酸梅"), ids[:3]),
        (Filter(customer_id=made.shan), [ids[3], *ids[-2:]]),
        (Filter(offer_id=made.eight), ids[3:]),
        (Filter("单晓", offer_id=made.eight, customer_id=made.shan), [ids[3], *ids[-2:]]),
        (Filter("满", state=State.CLAIMED), ids[-2:]),
    ):
        assert store_list.ids(shop, which, NOW, sort, descending) == [one for one in whole if one in wanted]


def test_the_history_of_a_coupon_tells_each_row_of_its_ledger(shop: Shop, made: Made) -> None:
    (coupon,) = issued(shop, made.eight)
    redemption = redeem(shop, coupon)
    actions.reverse(shop, redemption, "点错", NOW + timedelta(minutes=1))
    steps = store_list.steps(shop, coupon)
    assert [(step.entry, step.undoes) for step in steps] == [
        (Entry.REVERSED, Entry.REDEEMED),
        (Entry.REDEEMED, None),
        (Entry.ISSUED, None),
    ]
    assert steps[0].why == "点错" and steps[1].discount_fen == 800
