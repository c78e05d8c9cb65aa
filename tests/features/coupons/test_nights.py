"""The days of a coupon are the shop's business days: whoever sits there since the evening pays in time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.coupons import actions, store_list, store_standing
from storeassist.features.coupons.records import Coupon, Reason, State
from storeassist.features.coupons.records_list import Filter
from storeassist.features.coupons.rules_time import opens_at, standing
from storeassist.features.offers.records import Hours, Kind, Terms
from storeassist.features.orders import actions as orders
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import BUSINESS_DAY_ENDS, write_setting
from tests.features.coupons.ground import Desk

TUESDAY = date(2026, 9, 15)
WEDNESDAY = date(2026, 9, 16)
NIGHT = datetime(2026, 9, 16, 0, 40)  # of Tuesday
MORNING = datetime(2026, 9, 16, 4)


def test_the_evening_of_the_last_day_goes_on_after_midnight(shop: Shop) -> None:
    desk = Desk(shop, valid_to=TUESDAY)
    code = desk.issue()[0]
    assert desk.ask(code, at=NIGHT).is_ok
    assert desk.state(code, NIGHT) == "issued"
    assert store_list.ids(shop, Filter(state=State.EXPIRED), NIGHT) == []
    assert desk.ask(code, at=MORNING).reason is Reason.EXPIRED
    assert desk.state(code, MORNING) == "expired"
    assert store_list.ids(shop, Filter(state=State.EXPIRED), MORNING) == [desk.coupon(code).id]


def test_the_night_before_the_first_day_is_too_early_and_says_until_what_hour(shop: Shop) -> None:
    desk = Desk(shop, valid_from=WEDNESDAY)
    code = desk.issue()[0]
    said = desk.ask(code, at=NIGHT)
    assert (said.reason, said.hint) == (Reason.NOT_YET, "Usable from 04:00")
    assert desk.ask(code, at=MORNING).is_ok


def test_a_night_is_of_the_weekday_it_began(shop: Shop) -> None:
    desk = Desk(shop)
    tuesdays = desk.issue(offer_id=desk.offer("周二", weekdays=(2,)))[0]
    wednesdays = desk.issue(offer_id=desk.offer("周三", weekdays=(3,)))[0]
    assert desk.ask(tuesdays, at=NIGHT).is_ok
    said = desk.ask(wednesdays, at=NIGHT)
    assert (said.reason, said.detail) == (Reason.WEEKDAY, "On Wed: this night still belongs to Tue")
    assert said.hint == "Usable from 04:00"
    assert desk.ask(tuesdays, at=MORNING).reason is Reason.WEEKDAY
    assert desk.ask(wednesdays, at=MORNING).is_ok


def test_hours_after_midnight_are_of_the_evening_before(shop: Shop) -> None:
    desk = Desk(shop, weekdays=(2,), hours=(Hours(time(0), time(2)),))
    code = desk.issue()[0]
    assert desk.ask(code, at=NIGHT).is_ok
    assert desk.ask(code, at=NIGHT - timedelta(days=1)).reason is Reason.WEEKDAY
    assert desk.ask(code, at=NIGHT - timedelta(days=1)).hint == "Usable from 16 Sep (Wed), 00:00"


def test_hours_that_outlast_the_business_day_stay_of_their_evening(shop: Shop) -> None:
    desk = Desk(shop, valid_to=TUESDAY, weekdays=(2,), hours=(Hours(time(22), time(6)),))
    code = desk.issue()[0]
    assert desk.ask(code, at=datetime(2026, 9, 16, 5, 59)).is_ok
    assert desk.ask(code, at=datetime(2026, 9, 16, 6)).reason is Reason.EXPIRED


def test_a_limit_a_day_ends_with_the_day_and_the_hint_knows_the_last_one(shop: Shop) -> None:
    desk = Desk(shop, per_customer_per_day=1, valid_to=WEDNESDAY)
    who = desk.customer()
    codes = desk.issue(3, customer_ids=[who] * 3)
    desk.redeem(codes[0], at=datetime(2026, 9, 15, 20))
    said = desk.ask(codes[1], at=NIGHT)
    assert (said.reason, said.hint) == (Reason.LIMIT_DAY, "Usable from 04:00")
    desk.redeem(codes[1], at=MORNING)
    said = desk.ask(codes[2], at=MORNING)
    assert (said.reason, said.hint) == (Reason.LIMIT_DAY, "")


def test_days_from_an_issue_or_a_claim_at_night_count_from_the_evening(shop: Shop) -> None:
    desk = Desk(shop, days_after_issue=1)
    issued = desk.issue(at=NIGHT)[0]
    claimed = desk.issue(from_claim=True)[0]
    actions.claim(shop, desk.coupon(claimed).id, desk.customer(), NIGHT)
    end = MORNING + timedelta(days=1)
    for code in (issued, claimed):
        assert desk.coupon(code, NIGHT).valid_to == WEDNESDAY
        assert desk.state(code, end - timedelta(minutes=1)) != "expired"
        assert desk.state(code, end) == "expired"
    over = store_standing.read(shop, WEDNESDAY + timedelta(days=1)).of_state[State.EXPIRED]
    assert over == {desk.coupon(issued).id, desk.coupon(claimed).id}
    assert store_list.ids(shop, Filter(), NIGHT, sort="valid_to") == sorted(over, reverse=True)


def test_an_offer_can_be_issued_until_its_last_evening_is_over(shop: Shop) -> None:
    desk = Desk(shop, valid_to=TUESDAY)
    desk.issue(at=NIGHT)
    with pytest.raises(UserError, match="over"):
        desk.issue(at=MORNING)


def test_the_shop_says_when_its_day_ends(shop: Shop) -> None:
    desk = Desk(shop, valid_to=TUESDAY)
    code = desk.issue()[0]
    orders.rebuild_days(shop, 0)
    assert desk.ask(code, at=NIGHT).reason is Reason.EXPIRED
    write_setting(shop, BUSINESS_DAY_ENDS, 6)
    assert desk.ask(code, at=MORNING).is_ok


HOURS = st.lists(st.builds(Hours, times := st.times().map(lambda at: at.replace(second=0, microsecond=0)), times), max_size=2)


@given(
    at=st.datetimes(datetime(2026, 9, 10), datetime(2026, 9, 20)).map(lambda at: at.replace(second=1, microsecond=0)),
    hours=HOURS.map(lambda parts: tuple(part for part in parts if part.start != part.end)),
    weekdays=st.sets(st.integers(1, 7)).map(lambda days: tuple(sorted(days))),
    first=st.none() | st.dates(date(2026, 9, 8), date(2026, 9, 22)),
    last=st.none() | st.dates(date(2026, 9, 8), date(2026, 9, 22)),
    ends_at=st.integers(0, 12),
)
def test_the_hour_a_refusal_names_is_the_first_good_one(
    at: datetime, hours: tuple[Hours, ...], weekdays: tuple[int, ...], first: date | None, last: date | None, ends_at: int
) -> None:
    terms = Terms(Kind.AMOUNT_OFF, value_fen=800, weekdays=weekdays, hours=hours)
    coupon = Coupon(1, 1, 1, 1, 1, "减", terms, at, first, last, State.ISSUED)

    def is_good(moment: datetime) -> bool:
        found = standing(coupon, moment, ends_at)
        in_days = (first or date.min) <= found.day <= (last or date.max)
        return found.in_hours and in_days and (not weekdays or found.day.isoweekday() in weekdays)

    opens = opens_at(coupon, at, ends_at)
    minutes = [at + timedelta(minutes=n) for n in range(1, 13 * 24 * 60, 7)]
    if opens is None:
        assert not any(map(is_good, minutes))
    else:
        assert is_good(opens + timedelta(seconds=1))
        assert is_good(at) or not any(is_good(one) for one in minutes if one < opens)
