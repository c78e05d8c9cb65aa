"""The guests of the practice shop: regulars, sleepers, people who came once, a group of VIPs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from storeassist.adapters.lunar import lunar_of
from storeassist.features.customers.records import Consent, CustomerFacts, Gender
from storeassist.features.practice import words
from storeassist.features.practice.records import Guest, Habit, Rhythm
from storeassist.features.practice.words import all_said, said
from storeassist.kernel.calendars import Birthday

#               10 11  12  13 14 15 16 17  18  19  20 21 22 o'clock
_LUNCH = (1, 16, 40, 14, 2, 1, 1, 4, 9, 7, 3, 1, 0)
_EVENING = (2, 6, 10, 6, 3, 2, 4, 13, 24, 18, 10, 5, 2)
_ANY_TIME = (5, 10, 18, 9, 4, 3, 4, 10, 17, 12, 7, 4, 2)
FIRST_HOUR = 10

OFFICE = Habit((1.2, 1.2, 1.2, 1.15, 1.1, 0.12, 0.08), _LUNCH, (58, 30, 7, 4, 1), (80, 12, 8))
FAMILY = Habit((0.2, 0.2, 0.25, 0.3, 0.7, 2.2, 2.2), _EVENING, (3, 22, 36, 27, 12), (93, 3, 4))
NEIGHBOUR = Habit((1, 1, 1, 1, 1, 0.9, 0.9), _EVENING, (46, 38, 9, 5, 2), (84, 4, 12))
AT_HOME = Habit((0.9, 0.9, 0.9, 1, 1.1, 1.2, 1.2), _ANY_TIME, (50, 36, 9, 4, 1), (16, 76, 8))
PASSING = Habit((0.85, 0.85, 0.9, 0.95, 1.1, 1.25, 1.2), _ANY_TIME, (38, 36, 13, 9, 4), (72, 19, 9))
"""Somebody nobody knows."""

_HABITS, _HABIT_WEIGHTS = (OFFICE, FAMILY, NEIGHBOUR, AT_HOME), (36, 22, 26, 16)
_TAG_OF_HABIT = {OFFICE: 0, FAMILY: 1, NEIGHBOUR: 2, AT_HOME: 3}
_PREFIXES = ("138", "139", "136", "137", "150", "151", "158", "159", "182", "186", "187", "188", "177", "199")
_LONG_AGO = 10_000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """So many guests of a kind: days between visits, days since they were last due, share of the year since they joined.

    ``late`` is since when they stay away, counted in gaps (of who is overdue) or, from ``asleep`` on, in days.
    """

    count: int
    gap: tuple[float, float]
    late: tuple[float, float] = (0.0, 0.95)
    asleep: tuple[float, float] | None = None
    joined: float = 1.0
    most: int = _LONG_AGO
    is_vip: bool = False


_CROWDS = (
    _Crowd(8, (5, 11), late=(1.7, 2.2), joined=0.3, is_vip=True),
    _Crowd(7, (9, 15), late=(1.65, 2.1), joined=0.5),
    _Crowd(56, (4, 11), joined=0.45, is_vip=True),
    _Crowd(190, (9, 24), joined=0.95),
    _Crowd(190, (26, 70), late=(0.0, 0.8), joined=0.9),
    _Crowd(140, (6, 20), asleep=(75, 250), joined=0.5),
    _Crowd(63, (20, 60), most=2),
    _Crowd(4, (1, 1), asleep=(1, 1.4), most=1),
    _Crowd(4, (1, 1), asleep=(1.6, 6), most=1),
    _Crowd(214, (1, 1), asleep=(7, 360), most=1),
    _Crowd(24, (1, 1), asleep=(1, 330), most=0),
)
"""The first two are late by their own rhythm, and some are new: the morning has somebody to write to."""


def guests(last: date, favourites: Sequence[int], random: Random) -> list[Guest]:
    """Everybody, in the order in which they joined; ``favourites`` are what they may like best."""
    phones = random.sample(range(10_000), sum(crowd.count for crowd in _CROWDS))
    found = [
        _guest(crowd, phone, last, favourites, random)
        for crowd, phone in zip((crowd for crowd in _CROWDS for _ in range(crowd.count)), phones, strict=True)
    ]
    found = _with_slips(_with_birthdays(found, last))
    found.sort(key=lambda guest: (guest.rhythm.first, guest.facts.phone))
    return [replace(one, facts=replace(one.facts, number=str(at))) for at, one in enumerate(found, 1)]


def _guest(crowd: _Crowd, phone: int, last: date, favourites: Sequence[int], random: Random) -> Guest:
    habit = random.choices(_HABITS, _HABIT_WEIGHTS)[0]
    rhythm = _rhythm(crowd, last, random)
    facts = _facts(phone, habit, rhythm.first, crowd.is_vip, random)
    return Guest(facts, habit, rhythm, random.choice(favourites), crowd.is_vip)


def _rhythm(crowd: _Crowd, last: date, random: Random) -> Rhythm:
    gap = random.uniform(*crowd.gap)
    away = random.uniform(*crowd.asleep) if crowd.asleep else gap * random.uniform(*crowd.late)
    until = last - _DAY * round(away)
    opened = last - _DAY * 365
    # Most of a share of the year joined early in it: a shop's list grows fastest when it begins to keep one.
    first = opened + _DAY * int(365 * crowd.joined * random.random() ** 1.2)
    return Rhythm(gap, min(first, until - _DAY) if crowd.most > 1 else until, until, crowd.most)


def _facts(phone: int, habit: Habit, first: date, is_vip: bool, random: Random) -> CustomerFacts:
    gender, given = _given(random)
    name = (random.choice(words.SURNAMES) if random.random() > 0.02 else random.choice(words.DOUBLE_SURNAMES)) + given
    consent = random.choices((Consent.UNKNOWN, Consent.YES, Consent.NO), (20, 76, 4) if is_vip else (50, 44, 6))[0]
    agreed = consent is not Consent.UNKNOWN
    return CustomerFacts(
        name=name,
        # 0000 in the middle: whoever reads it out sees that the number is invented.
        phone="" if random.random() < 0.05 else f"+86{random.choice(_PREFIXES)}0000{phone:04}",
        wechat=f"{given}_{phone:04}" if random.random() < (0.95 if is_vip else 0.6) else "",
        gender=gender if random.random() < 0.6 else None,
        birthday=_birthday(random) if random.random() < (0.75 if is_vip else 0.38) else None,
        source=said(random.choices(words.SOURCES, _source_weights(habit))[0]),
        joined_on=first,
        tags=_tags(habit, is_vip, random),
        note=said(random.choice(words.PERKS)) if is_vip else _note(random),
        consent=consent,
        consent_on=first if agreed else None,
        consent_how=said(random.choice(words.CONSENTS)) if agreed else "",
    )


def _given(random: Random) -> tuple[Gender, str]:
    gender, letters = random.choice(((Gender.FEMALE, words.HERS), (Gender.MALE, words.HIS)))
    if random.random() < 0.22:
        return gender, random.choice(letters)
    first = random.choice(words.EITHER + letters)
    return gender, first + random.choice(letters)


def _birthday(random: Random) -> Birthday:
    year = random.choice((None, None, random.randint(1958, 2007)))
    return Birthday(random.randint(1, 12), random.randint(1, 28), year, random.random() < 0.35)


def _source_weights(habit: Habit) -> tuple[int, ...]:
    return (8, 10, 8, 6, 68) if habit is AT_HOME else (34, 30, 20, 13, 3)


def _tags(habit: Habit, is_vip: bool, random: Random) -> tuple[str, ...]:
    tags = all_said(words.TAGS)
    chosen = [said(words.VIP)] if is_vip else []
    if random.random() < 0.4:
        chosen.append(tags[_TAG_OF_HABIT[habit]])
    if random.random() < 0.25:
        chosen.append(random.choice(tags[4:]))
    return tuple(chosen)


def _note(random: Random) -> str:
    return said(random.choice(words.REMARKS)) if random.random() < 0.08 else ""


def _with_birthdays(found: list[Guest], last: date) -> list[Guest]:
    """Four of them have their birthday within the week, one today, one of them by the lunar calendar."""
    regulars = [at for at, guest in enumerate(found) if guest.is_vip and guest.rhythm.gap <= 9][-4:]
    for ahead, at in zip((0, 2, 3, 5), regulars, strict=False):
        day = last + _DAY * ahead
        lunar = lunar_of(day)
        born = Birthday(lunar.month, min(lunar.day, 29), 1986, lunar=True)
        facts = found[at].facts
        found[at] = replace(found[at], facts=replace(facts, birthday=born if ahead == 3 else _solar(day)))
    return found


def _solar(day: date) -> Birthday:
    return Birthday(day.month, min(day.day, 28) if day.month == 2 else day.day)


def _with_slips(found: list[Guest]) -> list[Guest]:
    """Three cards that look like somebody else's: entered twice, mistyped by one digit, a phone that two people share."""
    once = [at for at, guest in enumerate(found) if guest.rhythm.most == 1]
    twice, mistyped, shared = [one.facts for one in found if one.is_vip and one.facts.phone and one.facts.wechat][-3:]
    digit = str((int(mistyped.phone[-1]) + 1) % 10)
    for at, name, phone, wechat in zip(
        once[-3:],
        (twice.name, mistyped.name, ""),
        ("", mistyped.phone[:-1] + digit, shared.phone),
        (twice.wechat, "", ""),
        strict=True,
    ):
        own = found[at].facts
        found[at] = replace(found[at], facts=replace(own, name=name or own.name, phone=phone, wechat=wechat))
    return found
