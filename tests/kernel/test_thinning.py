"""Which backups stay: all of two days, then one for each of 12 days, 10 weeks, 9 months."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.kernel.thinning import thinned

NOW = datetime(2026, 9, 15, 11, 6)  # a Tuesday
DAY = timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def kept(moments: list[datetime], now: datetime = NOW) -> list[datetime]:
    return sorted(set(moments) - thinned(moments, now), reverse=True)


@pytest.mark.parametrize(
    ("made", "stay"),
    [
        ([], []),
        (["2020-01-01T10:00"], ["2020-01-01T10:00"]),
        # all of the last 48 hours
        (
            ["2026-09-15T11:00", "2026-09-15T10:30", "2026-09-14T09:00", "2026-09-13T11:07"],
            ["2026-09-15T11:00", "2026-09-15T10:30", "2026-09-14T09:00", "2026-09-13T11:07"],
        ),
        # before that the last one of each day
        (
            ["2026-09-12T22:00", "2026-09-12T12:00", "2026-09-11T23:30", "2026-09-11T08:00", "2026-09-11T07:00"],
            ["2026-09-12T22:00", "2026-09-11T23:30"],
        ),
        # a day of which one lies within the 48 hours has its one
        (["2026-09-13T12:00", "2026-09-13T09:00"], ["2026-09-13T12:00"]),
        # from a clock that was ahead: kept
        (["2027-01-01T10:00", "2027-01-01T09:00", "2026-09-15T11:00"], ["2027-01-01T10:00", "2027-01-01T09:00", "2026-09-15T11:00"]),
    ],
)
def test_what_stays(made: list[str], stay: list[str]) -> None:
    assert kept([at(text) for text in made]) == [at(text) for text in stay]


def test_a_backup_every_hour_for_two_years_leaves_the_tiers() -> None:
    hours = [NOW - timedelta(hours=n) for n in range(2 * 365 * 24)]
    stay = kept(hours)
    assert len(stay) == 48 + 12 + 10 + 9
    days, weeks, months = stay[48:60], stay[60:70], stay[70:]
    assert [moment.date() for moment in days] == [(NOW - DAY * n).date() for n in range(3, 15)]
    assert {moment.isoweekday() for moment in weeks} <= {7, days[-1].isoweekday() - 1 or 7}
    assert len({moment.isocalendar()[:2] for moment in weeks}) == 10
    assert len({(moment.year, moment.month) for moment in months}) == 9


def test_thinning_day_by_day_keeps_as_much_as_thinning_once() -> None:
    stay: list[datetime] = []
    for n in range(600, -1, -1):
        now = NOW - DAY * n
        stay = kept([*stay, now, now - timedelta(hours=3)], now)
    assert len(stay) >= 2 + 12 + 10 + 9 - 2
    assert stay[0] == NOW
    assert NOW - stay[-1] > timedelta(days=280)


moments = st.lists(st.datetimes(at("2024-01-01T00:00"), at("2026-09-20T00:00")), max_size=120)


@given(moments, st.datetimes(at("2024-06-01T00:00"), at("2026-12-31T00:00")))
def test_the_newest_stays_only_old_ones_go_and_twice_is_once(made: list[datetime], now: datetime) -> None:
    dropped = thinned(made, now)
    assert dropped <= set(made)
    assert all(now - moment >= 2 * DAY for moment in dropped)
    if made:
        assert max(made) not in dropped
    rest = [moment for moment in made if moment not in dropped]
    assert thinned(rest, now) == set()
