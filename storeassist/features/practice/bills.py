"""The bills of the practice shop: everybody in their own rhythm, strangers as the day brings them."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from storeassist.features.practice import words
from storeassist.features.practice.days import summer
from storeassist.features.practice.menu import EXTRA_BEEF
from storeassist.features.practice.people import FIRST_HOUR, PASSING
from storeassist.features.practice.records import Bill, Day, Dish, Guest, Habit
from storeassist.features.practice.words import all_said

_PARTIES = (1, 2, 3, 4, 6)
_SMALL_TABLES, _LARGE_TABLES = ("1", "2", "3", "4", "5", "6", "7"), ("8", "9", "10", "12")
"""Seven for two and four for more: forty seats, and no table 11, as in many places."""
_DAY = timedelta(days=1)


class Kitchen:
    """Puts together what is ordered."""

    def __init__(self, dishes: Sequence[Dish], random: Random) -> None:
        self._dishes, self._random = dishes, random
        self._channels, self._wishes = all_said(words.CHANNELS), all_said(words.WISHES)
        self._menus = {
            (course, hot): self._menu(course, hot)
            for course in ("main", "side", "drink", "extra")
            for hot in (False, True)
        }

    def bill(self, at: datetime, habit: Habit, who: int | None, guest: Guest | None, *, is_first: bool = False) -> Bill:
        """A bill of ``guest``, who is number ``who`` of the guests; of somebody nobody knows without."""
        random = self._random
        channel = random.choices(range(3), habit.channels)[0]
        party = random.choices(_PARTIES, habit.party)[0]
        items = self._items(party, summer(at.date()), guest)
        total = sum(self._dishes[dish].price_fen * quantity for dish, quantity in items)
        inside = channel == 0
        is_vip = guest is not None and guest.is_vip
        return Bill(
            at=at,
            who=who,
            items=items,
            discount_fen=self._discount(total, known=guest is not None, is_first=is_first),
            guests=party if inside else None,
            table=random.choice(_SMALL_TABLES if party <= 2 else _LARGE_TABLES) if inside else "",
            channel=self._channels[channel],
            note=random.choice(self._wishes) if random.random() < 0.035 else "",
            gift=EXTRA_BEEF if is_vip and inside and random.random() < 0.3 else None,
        )

    def _items(self, party: int, hot: bool, guest: Guest | None) -> tuple[tuple[int, int], ...]:
        """A main for each of the party, sides to share, something to drink."""
        random = self._random
        chosen: Counter[int] = Counter()
        for seat in range(party):
            is_usual = guest is not None and seat == 0 and random.random() < 0.6
            chosen[guest.favourite if guest and is_usual else self._one("main", hot)] += 1
            if random.random() < 0.46:
                chosen[self._one("side", hot)] += 1
            if random.random() < (0.42 if hot else 0.27):
                chosen[self._one("drink", hot)] += 1
            if random.random() < 0.1:
                chosen[self._one("extra", hot)] += 1
        return tuple(chosen.items())

    def _one(self, course: str, hot: bool) -> int:
        numbers, sums = self._menus[course, hot]
        return numbers[bisect_left(sums, self._random.random() * sums[-1])]

    def _menu(self, course: str, hot: bool) -> tuple[list[int], list[float]]:
        numbers = [at for at, dish in enumerate(self._dishes) if dish.course == course]
        dishes = [self._dishes[at] for at in numbers]
        return numbers, list(accumulate(dish.wanted * (dish.heat if hot else 1 / dish.heat**0.5) for dish in dishes))

    def _discount(self, total_fen: int, *, known: bool, is_first: bool) -> int:
        if is_first and self._random.random() < 0.5:
            return min(500, total_fen)  # for adding the shop on WeChat
        return 800 if known and total_fen >= 5800 and self._random.random() < 0.4 else 0


def visits(
    guest: Guest, who: int, calendar: dict[date, float], now: datetime, kitchen: Kitchen, random: Random
) -> Iterator[Bill]:
    """The bills of one guest, from the last visit backwards."""
    habit, rhythm = guest.habit, guest.rhythm
    day = _open_before(rhythm.last, calendar)
    left = rhythm.most
    while left > 0 and day >= rhythm.first:
        at = _moment(day, habit.hours, random)
        step = max(1.0, rhythm.gap * random.lognormvariate(0.0, 0.22))
        earlier = _near(day - _DAY * round(step), day, habit, calendar, random)
        if at < now:
            left -= 1
            yield kitchen.bill(at, habit, who, guest, is_first=left == 0 or earlier < rhythm.first)
        day = earlier


def strangers(
    count: int, taken: Counter[date], days: Sequence[Day], now: datetime, kitchen: Kitchen, random: Random
) -> Iterator[Bill]:
    """``count`` bills of people nobody knows, where a day would bring more than those ``taken``."""
    each = (count + taken.total()) / sum(day.pull for day in days)
    room = [max(0.1 * each * day.pull, each * day.pull - taken[day.on]) for day in days]
    while count > 0:
        for day in random.choices(days, room, k=count):
            at = _moment(day.on, PASSING.hours, random)
            if at < now:
                count -= 1
                yield kitchen.bill(at, PASSING, None, None)


def _open_before(day: date, calendar: dict[date, float]) -> date:
    """``day``, or the one before it on which the shop was open."""
    while not calendar.get(day, 1.0):
        day -= _DAY
    return day


def _near(wanted: date, latest: date, habit: Habit, calendar: dict[date, float], random: Random) -> date:
    """A day near ``wanted``, before ``latest``, that suits the guest: of the right weekday, in good weather."""
    reach = 1 if (latest - wanted).days < 6 else 2
    days = [day for shift in range(-reach, reach + 1) if (day := wanted + _DAY * shift) < latest]
    suits = [habit.week[day.weekday()] * calendar.get(day, 1.0) for day in days]
    return random.choices(days, suits)[0] if any(suits) else _open_before(wanted, calendar)


def _moment(day: date, hours: Sequence[float], random: Random) -> datetime:
    hour = FIRST_HOUR + random.choices(range(len(hours)), hours)[0]
    return datetime.combine(day, time(hour, random.randrange(60), random.randrange(60)))
