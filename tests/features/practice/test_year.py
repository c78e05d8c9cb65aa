"""The invented year: the same each time, every sum right, and with the rhythm of a real shop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import mean
from typing import Any

import pytest

from storeassist.adapters.lunar import lunar_of
from storeassist.adapters.phones import parse_phone
from storeassist.features import FEATURES, SCHEMA
from storeassist.features.practice import jobs, store
from storeassist.features.practice.days import year_until
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled, Quiet
from storeassist.kernel.paths import default_shop
from storeassist.kernel.text import use_language
from storeassist.ui.feature import load

DAY = timedelta(days=1)
TODAY = date(2026, 9, 15)


UNGUESSED = ("code", "hash", "codes_hash", "key")
"""The columns of codes, of the hashes that cover them, and of what signs them: never the same twice."""


def rows_of(shop: Shop) -> Iterator[tuple[Any, ...]]:
    """Everything in the file but the mark that tells one shop from another, and the codes of its coupons."""
    for table in shop.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%search%'"):
        columns = [row["name"] for row in shop.query(f'PRAGMA table_info("{table["name"]}")')]
        secret = UNGUESSED if table["name"].startswith("coupon") else ()
        shown = ", ".join(f'"{name}"' for name in columns if name not in secret)
        for row in map(tuple, shop.query(f'SELECT {shown} FROM "{table["name"]}" ORDER BY {shown}')):
            if row[0] != "id" and table["name"] != "_sqlite_migrations":
                yield (table["name"], *row)


def made(path: Path, now: datetime, seed: int = jobs.SEED) -> Shop:
    return Shop.open(jobs.make(Quiet(), path, SCHEMA, now, seed), SCHEMA)


def by_weekday(shop: Shop, figure: str, where: str = "1") -> list[float]:
    """The mean of a figure of orders on Monday ... Sunday."""
    rows = shop.query(
        f"SELECT (strftime('%w', day) + 6) % 7 AS weekday, {figure} AS figure FROM \"order\""
        f" WHERE reverses_id IS NULL AND {where} GROUP BY day"
    )
    return [mean(row["figure"] for row in rows if row["weekday"] == weekday) for weekday in range(7)]


def test_the_same_seed_and_time_make_the_same_year(practice: Shop, tmp_path: Path, now: datetime) -> None:
    use_language("zh_CN")
    again, other = made(tmp_path / "again.shop", now), made(tmp_path / "other.shop", now, seed=5)
    known = list(rows_of(practice))
    assert list(rows_of(again)) == known
    assert list(rows_of(other)) != known
    again.close()
    other.close()


def test_every_sum_of_it_is_right(practice: Shop) -> None:
    problems = [text for feature in FEATURES for name in feature.checks for text in load(name)(practice)]
    assert problems == []
    assert practice.query("PRAGMA foreign_key_check") == []
    assert practice.value("PRAGMA integrity_check") == "ok"


def test_nothing_in_it_can_be_taken_back(practice: Shop) -> None:
    assert store.own_acts(practice) == 0
    assert store.is_practice(practice)


def test_it_is_as_large_as_a_small_shop_and_ends_now(practice: Shop, now: datetime) -> None:
    assert practice.value("SELECT count(*) FROM customer") == 900
    assert practice.value('SELECT count(*) FROM "order" WHERE reverses_id IS NULL') == 14_000
    assert practice.value("SELECT count(*) FROM product") == 30
    first, last = practice.query('SELECT min(at), max(at) FROM "order"')[0]  # type: ignore[misc]
    assert now - 367 * DAY < datetime.fromisoformat(first) < now - 364 * DAY
    assert now - 2 * DAY < datetime.fromisoformat(last) < now
    assert practice.value('SELECT count(*) FROM "order" WHERE created_at > ?', [now.isoformat()]) == 0


@pytest.mark.parametrize("moment", ["2026-02-18T09:00", "2024-02-29T23:59:59", "2027-01-01T00:00", "2030-10-03T12:30"])
def test_it_can_end_at_any_time(moment: str, tmp_path: Path) -> None:
    now = datetime.fromisoformat(moment)
    shop = made(tmp_path / "any.shop", now)
    assert shop.value('SELECT max(at) FROM "order"') < now.isoformat()
    assert [text for feature in FEATURES for name in feature.checks for text in load(name)(shop)] == []
    shop.close()


def test_weekends_are_fuller_and_eat_in_company(practice: Shop) -> None:
    bills, guests = by_weekday(practice, "count(*)"), by_weekday(practice, "avg(guests)")
    assert mean(bills[4:]) > 1.15 * mean(bills[:3])
    assert mean(guests[5:]) > 1.15 * mean(guests[:5])


def test_on_weekdays_people_come_at_noon(practice: Shop) -> None:
    at_noon = by_weekday(practice, "avg(strftime('%H', at) BETWEEN '11' AND '13')")
    assert mean(at_noon[:5]) > 1.2 * mean(at_noon[5:])
    slack = by_weekday(practice, "avg(strftime('%H', at) BETWEEN '14' AND '16')")
    assert max(slack) < 0.2


def test_at_spring_festival_the_shop_is_closed_and_before_it_slack(practice: Shop) -> None:
    eve = date(2026, 2, 16)
    open_days = {row["day"] for row in practice.query("SELECT day FROM order_day")}
    closed = [TODAY - DAY * back for back in range(1, 365) if (TODAY - DAY * back).isoformat() not in open_days]
    assert sorted(closed) == [eve + DAY * at for at in range(7)]


def test_at_national_day_it_is_full_and_at_mid_autumn_not() -> None:
    years = [{day.on: day.pull for day in year_until(TODAY, Random(seed))} for seed in range(30)]

    def pull(month: int, day: int, weeks_later: int = 0) -> float:
        return mean(year[date(2025, month, day) + DAY * 7 * weeks_later] for year in years)

    assert pull(10, 2) > 1.2 * pull(10, 2, weeks_later=2)
    assert pull(10, 6) < 0.8 * pull(10, 6, weeks_later=2)


def test_cold_dishes_are_for_summer_and_lamb_for_winter(practice: Shop) -> None:
    def sold(name: str, months: str) -> int:
        return int(
            practice.value(
                'SELECT coalesce(sum(quantity), 0) FROM order_line l JOIN "order" o ON o.id = order_id'
                f" WHERE l.name = ? AND strftime('%m', at) IN ({months})",
                [name],
            )
        )

    assert sold("鸡丝凉面", "'07', '08'") > 3 * sold("鸡丝凉面", "'01', '03'")
    assert sold("羊肉烩面", "'01', '03'") > 3 * sold("羊肉烩面", "'07', '08'")


def test_regulars_keep_a_rhythm_and_sleepers_stopped_months_ago(practice: Shop) -> None:
    totals = practice.query("SELECT visits, median_gap_days, last_visit_on FROM customer_total")
    ago = [(TODAY - date.fromisoformat(t["last_visit_on"])).days if t["visits"] else 999 for t in totals]
    often = [days / t["median_gap_days"] for t, days in zip(totals, ago, strict=True) if t["visits"] >= 8]
    assert sum(ratio < 1.5 for ratio in often) > 150
    assert sum(days > 70 for days, t in zip(ago, totals, strict=True) if t["visits"] >= 5) > 60
    assert sum(t["visits"] == 1 for t in totals) > 150
    assert sum(t["visits"] == 0 for t in totals) > 10


def test_some_regulars_are_late_by_their_own_rhythm(practice: Shop) -> None:
    late = [
        t
        for t in practice.query("SELECT * FROM customer_total WHERE visits >= 8")
        if 1.5 <= (TODAY - date.fromisoformat(t["last_visit_on"])).days / t["median_gap_days"] < 2.6
    ]
    assert 8 <= len(late) <= 30


def test_the_vip_group_is_of_regulars_with_perks(practice: Shop) -> None:
    rows = practice.query(
        "SELECT visits, note FROM customer c JOIN customer_tag ON customer_tag.customer_id = c.id"
        " JOIN tag ON tag.id = tag_id JOIN customer_total t ON t.customer_id = c.id WHERE tag.name = 'VIP 群'"
    )
    assert 50 <= len(rows) <= 80
    assert min(row["visits"] for row in rows) >= 3
    assert all(row["note"] for row in rows)
    assert practice.value("SELECT count(*) FROM order_line WHERE amount_fen = 0") > 100


def test_birthdays_of_both_calendars_lie_ahead(practice: Shop) -> None:
    week = [TODAY + DAY * ahead for ahead in range(7)]
    solar = {f"{day:%m-%d}" for day in week}
    lunar = {f"{moon.month:02}-{moon.day:02}" for moon in map(lunar_of, week)}
    counted = "SELECT count(*) FROM customer WHERE birthday_lunar = {} AND birthday IN ({})"
    assert practice.value(counted.format(0, ", ".join(f"'{day}'" for day in solar))) >= 3
    assert practice.value(counted.format(1, ", ".join(f"'{day}'" for day in lunar))) >= 1


def test_phones_are_valid_and_plainly_invented(practice: Shop) -> None:
    phones = [row["phone"] for row in practice.query("SELECT phone FROM customer WHERE phone IS NOT NULL")]
    assert len(phones) > 800
    assert all(parse_phone(phone) == phone and phone[6:10] == "0000" for phone in phones)


def test_consent_is_known_of_some_and_refused_by_few(practice: Shop) -> None:
    counts = {
        row["consent"]: row["n"] for row in practice.query("SELECT consent, count(*) AS n FROM customer GROUP BY 1")
    }
    assert counts["no"] < counts["yes"]
    assert min(counts.values()) > 20


def test_it_speaks_the_owners_language(practice: Shop, tmp_path: Path, now: datetime) -> None:
    use_language("en")
    english = made(tmp_path / "english.shop", now)
    shown = ("SELECT name FROM product", "SELECT name FROM tag", 'SELECT DISTINCT channel FROM "order"')
    for query in (*shown, "SELECT DISTINCT source FROM customer", "SELECT DISTINCT note FROM customer"):
        assert all(row[0].isascii() for row in english.query(query))  # type: ignore[index]
        assert any(not row[0].isascii() for row in practice.query(query))  # type: ignore[index]
    assert english.name == "Corner Noodles"
    english.close()


class Impatient(Quiet):
    """Gives up at the n-th report."""

    def __init__(self, at: int) -> None:
        self.left = at

    def report(self, done: int, total: int, text: str = "") -> None:
        self.left -= 1
        if self.left <= 0:
            raise Cancelled


@pytest.mark.parametrize("at", [1, 2, 500, 901, 902, 903, 904])
def test_cancelled_at_any_moment_it_leaves_nothing(at: int, tmp_path: Path, now: datetime) -> None:
    folder = tmp_path / "own"
    with pytest.raises(Cancelled):
        jobs.make(Impatient(at), folder / "practice.shop", SCHEMA, now)
    assert not folder.exists() or list(folder.iterdir()) == []


def test_what_a_crash_left_is_cleared_away(tmp_path: Path, now: datetime) -> None:
    (tmp_path / ".practice.shop.making").write_text("half of it")
    made(tmp_path / "practice.shop", now).close()
    assert [path.name for path in tmp_path.iterdir()] == ["practice.shop"]


def test_a_file_there_is_stays(tmp_path: Path, now: datetime) -> None:
    mine = tmp_path / "mine.shop"
    mine.write_text("mine")
    with pytest.raises(UserError, match="already"):
        jobs.make(Quiet(), mine, SCHEMA, now)
    assert mine.read_text() == "mine"


def test_a_place_that_takes_no_files_is_refused_in_words(tmp_path: Path, now: datetime) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError):
        jobs.make(Quiet(), tmp_path / "file" / "practice.shop", SCHEMA, now)


@pytest.mark.parametrize("name", ["practice", "practice (invented)", "Practice invented", "../practice (invented)"])
def test_no_shop_of_ones_own_takes_its_place(name: str) -> None:
    assert default_shop(name) != store.usual_path()
