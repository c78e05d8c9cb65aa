"""Whom the morning names: who, in which order, and what answers do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Consent
from storeassist.features.habits.store import business_today
from storeassist.features.habits.store_totals import shop_gap
from storeassist.features.today import actions, rules, store
from storeassist.features.today.records import Kind, Morning, customer_and_kind
from storeassist.kernel import journal
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.features.today import book
from tests.features.today.book import morning_of

NOW = datetime(2026, 9, 15, 11, 6)
DAY = timedelta(days=1)


def regular(shop: Shop, name: str, gap: int, visits: int, away: int, fen: int = 5000, **facts: object) -> int:
    """A customer who came every ``gap`` days, ``visits`` times, for the last time ``away`` days ago."""
    made = book.person(shop, name, NOW - 400 * DAY, **facts)
    book.write(shop, [(NOW - (away + gap * n) * DAY, made, fen) for n in range(visits)], NOW)
    return made


def names(shop: Shop, morning: Morning, which: str = "overdue") -> list[str]:
    """Who is on a list."""
    return [customer_store.get(shop, customer_and_kind(id)[0]).name for id in getattr(morning, which)]


def test_regulars_come_by_visits_and_who_is_long_gone_by_how_short_it_is(shop: Shop) -> None:
    regular(shop, "twelve visits", 10, 12, 17)
    regular(shop, "five visits", 10, 5, 20)
    regular(shop, "five visits, spent more", 10, 5, 20, fen=9000)
    regular(shop, "in time", 10, 9, 12)
    regular(shop, "gone a year", 10, 30, 350)
    regular(shop, "gone a month", 10, 4, 33)
    morning = morning_of(shop, NOW)
    assert names(shop, morning) == ["twelve visits", "five visits, spent more", "five visits"]
    assert names(shop, morning, "dormant") == ["gone a month", "gone a year"]


def test_two_visits_make_no_rhythm_but_count_in_the_shops(shop: Shop) -> None:
    regular(shop, "twice", 10, 2, 90)
    morning = morning_of(shop, NOW)
    assert (morning.candidates.shop_gap, morning.overdue, morning.dormant) == (10, [], [])


def test_the_shops_gap_counts_each_customer_once(shop: Shop) -> None:
    regular(shop, "daily", 1, 60, 1)
    regular(shop, "weekly", 7, 4, 1)
    regular(shop, "monthly", 30, 3, 1)
    assert shop_gap(shop, NOW) == 7


def test_the_row_says_the_numbers_of_the_formula(shop: Shop) -> None:
    shan = regular(shop, "单晓岚", 8, 17, 19)
    regular(shop, "other", 16, 3, 5)
    morning = morning_of(shop, NOW)
    assert morning.candidates.shop_gap == 12
    (row,) = [rules.prompt_of(id, customer_store.get(shop, shan), morning.candidates) for id in morning.overdue]
    assert row.days == 19
    assert row.usual_gap_days == pytest.approx((16 * 8 + 3 * 12) / 19)
    assert row.ratio == pytest.approx(19 / ((16 * 8 + 3 * 12) / 19))


def test_who_wants_no_messages_is_left_out_and_counted(shop: Shop) -> None:
    regular(shop, "asked not to", 10, 5, 20, consent=Consent.NO)
    book.person(shop, "birthday, asked not to", NOW, birthday=Birthday(9, 16), consent=Consent.NO)
    regular(shop, "fine", 10, 5, 20)
    morning = morning_of(shop, NOW)
    assert names(shop, morning) == ["fine"]
    assert (morning.birthdays, morning.refused) == ([], 2)


def test_the_night_after_a_birthday_still_belongs_to_it(shop: Shop) -> None:
    book.person(shop, "born on the 15th", NOW, birthday=Birthday(9, 15))
    assert names(shop, morning_of(shop, datetime(2026, 9, 16, 0, 40)), "birthdays") == ["born on the 15th"]
    assert names(shop, morning_of(shop, datetime(2026, 9, 16, 4)), "birthdays") == []


def test_birthdays_of_both_calendars_come_by_day_and_nobody_is_named_twice(shop: Shop) -> None:
    book.person(shop, "in six days", NOW, birthday=Birthday(9, 21))
    book.person(shop, "a week is over", NOW, birthday=Birthday(9, 22))
    regular(shop, "today, lunar", 10, 5, 20, birthday=Birthday(8, 5, lunar=True))
    book.person(shop, "a lunar day is no solar one", NOW, birthday=Birthday(8, 5))
    morning = morning_of(shop, NOW)
    assert names(shop, morning, "birthdays") == ["today, lunar", "in six days"]
    assert morning.overdue == []
    assert len(morning.waiting) == 2


def waiting(shop: Shop, now: datetime) -> list[str]:
    """Everybody to greet, by name."""
    return names(shop, morning_of(shop, now), "waiting")


def test_done_lasts_until_they_came_and_stayed_away_anew(shop: Shop) -> None:
    who = regular(shop, "a", 10, 5, 16)
    actions.done(shop, who, Kind.OVERDUE, NOW)
    assert waiting(shop, NOW) == []
    assert waiting(shop, NOW + 5 * DAY) == []
    book.write(shop, [(NOW + 6 * DAY, who, 100)], NOW + 6 * DAY)
    assert waiting(shop, NOW + 10 * DAY) == []
    assert waiting(shop, NOW + 24 * DAY) == ["a"]


def test_a_visit_in_the_night_of_the_message_ends_its_rest(shop: Shop) -> None:
    who, night = regular(shop, "a", 10, 5, 16), datetime(2026, 9, 16, 0, 30)
    actions.done(shop, who, Kind.OVERDUE, night)
    book.write(shop, [(night + timedelta(hours=1), who, 100)], night + DAY)
    assert waiting(shop, NOW + 18 * DAY) == ["a"]


def test_later_asks_again_after_seven_days(shop: Shop) -> None:
    who = regular(shop, "a", 20, 5, 31)
    assert "7 days" in actions.later(shop, who, Kind.OVERDUE, NOW)
    assert waiting(shop, NOW + 6 * DAY) == []
    assert waiting(shop, NOW + 7 * DAY) == ["a"]


def test_never_is_never_for_this_reason_alone(shop: Shop) -> None:
    who = regular(shop, "a", 10, 5, 16, birthday=Birthday(9, 30))
    actions.never(shop, who, Kind.OVERDUE, NOW)
    assert waiting(shop, NOW + DAY) == []
    assert morning_of(shop, NOW + 100 * DAY).dormant == []
    assert names(shop, morning_of(shop, NOW + 10 * DAY), "birthdays") == ["a"]


def test_a_birthday_greeted_is_not_named_again_before_the_next_year(shop: Shop) -> None:
    who = book.person(shop, "a", NOW, birthday=Birthday(9, 18))
    actions.done(shop, who, Kind.BIRTHDAY, NOW)
    assert waiting(shop, NOW) == waiting(shop, NOW + 3 * DAY) == []
    assert waiting(shop, datetime(2027, 9, 18, 9)) == ["a"]


def test_after_a_birthday_greeting_nobody_is_asked_why_they_stay_away_for_a_week(shop: Shop) -> None:
    who = regular(shop, "a", 20, 5, 31, birthday=Birthday(9, 15))
    actions.done(shop, who, Kind.BIRTHDAY, NOW)
    assert waiting(shop, NOW + 3 * DAY) == []
    assert waiting(shop, NOW + 8 * DAY) == ["a"]


def test_a_birthday_put_off_is_asked_again_on_its_day_and_not_after(shop: Shop) -> None:
    who = book.person(shop, "a", NOW, birthday=Birthday(9, 18))
    actions.later(shop, who, Kind.BIRTHDAY, NOW)
    assert waiting(shop, NOW + 2 * DAY) == []
    assert waiting(shop, NOW + 3 * DAY) == ["a"]
    with pytest.raises(UserError, match="today"):
        actions.later(shop, who, Kind.BIRTHDAY, NOW + 3 * DAY)


def test_a_birthday_put_off_brings_nobody_back_as_overdue_until_then(shop: Shop) -> None:
    who = regular(shop, "a", 20, 5, 31, birthday=Birthday(9, 18))
    actions.later(shop, who, Kind.BIRTHDAY, NOW)
    assert waiting(shop, NOW) == waiting(shop, NOW + 2 * DAY) == []
    assert names(shop, morning_of(shop, NOW + 3 * DAY), "birthdays") == ["a"]


@pytest.mark.parametrize("answer", [actions.done, actions.later, actions.never])
def test_each_answer_is_one_act_that_undo_takes_back_and_redo_gives_again(
    shop: Shop, answer: Callable[..., str]
) -> None:
    who = regular(shop, "单晓岚", 10, 5, 16)
    said = answer(shop, who, Kind.OVERDUE, NOW)
    assert "单晓岚" in said
    act = journal.last_act(shop)
    assert act is not None and "单晓岚" in act.text
    journal.undo(shop, NOW)
    assert waiting(shop, NOW) == ["单晓岚"]
    journal.redo(shop, NOW)
    assert waiting(shop, NOW) == []


def test_a_customer_who_is_gone_cannot_be_answered(shop: Shop) -> None:
    with pytest.raises(UserError, match="no longer"):
        actions.done(shop, 99, Kind.OVERDUE, NOW)


def test_what_was_sent_today_is_counted_and_yesterdays_is_not(shop: Shop) -> None:
    one, two = regular(shop, "a", 10, 5, 16), regular(shop, "b", 10, 5, 16)
    actions.done(shop, one, Kind.OVERDUE, NOW - DAY)
    actions.done(shop, two, Kind.OVERDUE, NOW)
    assert morning_of(shop, NOW).sent == 1


def test_what_was_sent_past_midnight_is_of_the_evening_before(shop: Shop) -> None:
    actions.done(shop, regular(shop, "a", 10, 5, 16), Kind.OVERDUE, datetime(2026, 9, 15, 0, 30))
    assert [morning_of(shop, now).sent for now in (datetime(2026, 9, 15, 3), NOW)] == [1, 0]


def test_a_number_is_enough_to_be_named(shop: Shop) -> None:
    who = book.person(shop, "", NOW, number="B7", birthday=Birthday(9, 15))
    customers.change(shop, who, customer_store.get(shop, who).facts, NOW)
    assert "B7" in actions.done(shop, who, Kind.BIRTHDAY, NOW)


def test_the_usual_dish_is_read_from_the_latest_bills(shop: Shop) -> None:
    from storeassist.features.orders import actions as orders
    from storeassist.features.orders.records import Line, OrderFacts

    who = book.person(shop, "a", NOW)
    for days in (1, 2, 3):
        lines = (Line("牛肉面", 1, 2800), Line("打包盒", 1, 100))
        orders.add(shop, OrderFacts(NOW - days * DAY, 2900, who, lines), NOW)
    assert store.usual_dish(shop, who) == "牛肉面"
    assert store.usual_dish(shop, 99) == ""


def test_a_business_day_ends_after_midnight(shop: Shop) -> None:
    book.person(shop, "a", NOW, birthday=Birthday(9, 15))
    late = datetime(2026, 9, 16, 1, 30)
    assert business_today(shop, late) == date(2026, 9, 15)
    assert waiting(shop, late) == ["a"]
