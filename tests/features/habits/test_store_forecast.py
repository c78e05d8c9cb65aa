"""A shop's forecast stands on what its bills say, holds what it promises, and gives way when there is too little to say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.habits import rules_forecast as rules
from storeassist.features.habits import store_forecast as store
from storeassist.features.habits.records_forecast import Forecast, Model, Reason
from storeassist.features.orders import actions as orders
from storeassist.kernel.database import Shop
from tests.features.habits import cdnow, ground
from tests.features.habits.plainly import Book, book_of
from tests.features.today import book
from tests.features.today.book import Bill

NOW = ground.NOW
WEEK = timedelta(days=7)


def summary_by_hand(found: Book) -> pd.DataFrame:
    """Columns of the summary from the totals of pandas."""
    totals = found.totals
    until = totals["last"].clip(lower=found.today)
    return pd.DataFrame(
        {
            "x": totals["visits"] - 1,
            "tx": (totals["last"] - totals["first"]).dt.days / 7,
            "age": (until - totals["first"]).dt.days / 7,
            "m": totals["spent_fen"] / totals["visits"],
        }
    )


def agrees(shop: Shop, now: datetime) -> None:
    """The summary, and what is told of the days before, are what pandas counts."""
    found, by_hand = store.summary(shop, now), book_of(shop, now)
    expected = summary_by_hand(by_hand)
    assert sorted(found.ids) == sorted(expected.index)
    for name in expected:
        assert dict(zip(found.ids, getattr(found, name), strict=True)) == pytest.approx(expected[name].to_dict())
    told = store.forecast(shop, now, days=30)
    lately = by_hand.bills[by_hand.bills["at"] > now - timedelta(days=30)]
    came = lately.drop_duplicates(["who", "day"]).groupby("who").size().to_dict()
    assert {id: one.lately for id, one in told.customers.items() if one.lately} == came
    assert told.lately == sum(came.values())
    assert told.lately_fen == int(lately["fen"].sum())
    assert {id: one.visits for id, one in told.customers.items()} == by_hand.totals["visits"].to_dict()


def live(shop: Shop, people: int, seed: int) -> None:
    """Fill a shop with customers who come and leave for good as the model has it; its book goes on for a quarter after now.

    Visits a week are spread by gamma(0.8, 3), the chance to leave by beta(0.9, 4).
    """
    random = Random(seed)
    opened = NOW - 90 * WEEK
    ids = [customers.add(shop, CustomerFacts(name=f"c{number}"), opened) for number in range(people)]
    bills: list[Bill] = []
    for who in ids:
        pace, leaves = random.gammavariate(0.8, 1 / 3), random.betavariate(0.9, 4)
        spends, at = random.gauss(30_00, 8_00), opened + WEEK * random.uniform(0, 70)
        while at < NOW + 13 * WEEK:
            bills.append((at.replace(microsecond=0), who, max(5_00, round(random.gauss(spends, 6_00)))))
            if len(bills) > 1 and bills[-2][1] == who and random.random() < leaves:
                break
            at += WEEK * random.expovariate(pace)
    book.write(shop, bills, NOW)


@pytest.fixture(scope="module")
def living_file(empty_shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of 1,500 customers who follow the model, to be copied."""
    path = tmp_path_factory.mktemp("living") / "living.shop"
    shutil.copy(empty_shop_file, path)
    shop = Shop.open(path, SCHEMA)
    live(shop, people=1500, seed=1)
    shop.close()
    return path


@pytest.fixture
def living(living_file: Path, tmp_path: Path) -> Iterator[Shop]:
    """An open copy of it."""
    path = tmp_path / "living.shop"
    shutil.copy(living_file, path)
    shop = Shop.open(path, SCHEMA)
    yield shop
    shop.close()


def test_the_summary_of_a_real_shop_is_what_pandas_counts(shop: Shop) -> None:
    ground.import_real_quarter(shop)
    agrees(shop, ground.REAL_END)
    agrees(shop, datetime(2017, 11, 3, 14, 20))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ground.BILLS, ground.NOWS)
def test_the_summary_of_any_shop_is_what_pandas_counts(
    empty_shop_file: Path, tmp_path: Path, bills: list[Bill], now: datetime
) -> None:
    with ground.any_shop(empty_shop_file, tmp_path, bills) as shop:
        agrees(shop, now)


def test_a_real_shop_is_expected_to_come_as_lifetimes_expects(shop: Shop) -> None:
    ground.import_real_quarter(shop)
    columns = summary_by_hand(book_of(shop, ground.REAL_END))
    x, tx, age = (columns[name].tolist() for name in ("x", "tx", "age"))
    # Hardly anybody left for good in so short a time: a and b are not to be told apart, only what follows from them.
    theirs = Model(**cdnow.fit_with_lifetimes(x, tx, age), log_likelihood=0.0)
    found = store.forecast(shop, ground.REAL_END).customers
    visits = dict(zip(columns.index, rules.expected_visits(theirs, x, tx, age, 90 / 7), strict=True))
    alive = dict(zip(columns.index, rules.p_alive(theirs, x, tx, age), strict=True))
    assert {id: one.expected_visits for id, one in found.items()} == pytest.approx(visits, rel=0.06)
    assert {id: one.p_alive for id, one in found.items()} == pytest.approx(alive, abs=0.06)
    assert sum(one.expected_visits or 0 for one in found.values()) == pytest.approx(sum(visits.values()), rel=0.01)


def test_a_shop_that_follows_the_model_gives_its_parameters_back(living: Shop) -> None:
    found = store.forecast(living, NOW)
    assert found.model is not None and found.reason is None
    assert found.model.r == pytest.approx(0.8, rel=0.25)
    assert found.model.alpha == pytest.approx(3, rel=0.3)
    assert found.model.a / (found.model.a + found.model.b) == pytest.approx(0.9 / 4.9, rel=0.2)


def test_as_many_come_as_were_expected(living: Shop) -> None:
    found = store.forecast(living, NOW, days=90)
    later = NOW + timedelta(days=90)
    known = {id: one.visits for id, one in found.customers.items()}
    came = sum(n - known[id] for id, n in book_of(living, later).totals["visits"].items() if id in known)
    assert found.expected_visits == pytest.approx(came, rel=0.1)
    assert found.expected_fen == pytest.approx(came * 30_00, rel=0.12)


def test_a_forecast_is_tried_on_the_last_quarter(living: Shop) -> None:
    found = store.forecast(living, NOW).backtest
    assert found is not None
    assert (found.on, found.days) == (NOW.date() - timedelta(days=90), 90)
    days = book_of(living, NOW).days
    before = days[days["day"] <= pd.Timestamp(found.on)].groupby("who").size()
    after = days[(days["day"] > pd.Timestamp(found.on)) & days["who"].isin(before.index)]
    assert (found.customers, found.actual) == (len(before), len(after))
    for one in found.classes:
        inside = before[(before >= one.least) & (before <= (one.most or 10**9))].index
        assert store.tried_on(living, NOW, one.least, one.most) == sorted(inside)
        assert (one.customers, one.actual) == (len(inside), int(after["who"].isin(inside).sum()))
    assert found.off == pytest.approx(0, abs=0.1)


def test_the_forecast_of_a_quarter_ago_is_the_one_that_is_tried(living: Shop) -> None:
    now, before = store.forecast(living, NOW).backtest, NOW - timedelta(days=90)
    # At the end of its day, whose bills all count.
    then = store.forecast(living, datetime(before.year, before.month, before.day + 1, 3, 59, 59))
    assert now is not None
    assert now.predicted == pytest.approx(then.expected_visits, rel=1e-3)


def test_bills_after_now_change_nothing(living: Shop) -> None:
    before = store.forecast(living, NOW)
    late = [row["id"] for row in living.query('SELECT id FROM "order" WHERE at > ?', [NOW.isoformat()])]
    with living.write() as db:
        orders.reverse_many(db, late, "", NOW)
    assert store.forecast(living, NOW) == before


def test_chances_alone_are_those_of_the_forecast(living: Shop) -> None:
    found = store.forecast(living, NOW)
    assert store.p_alive_of(living, NOW) == {id: one.p_alive for id, one in found.customers.items()}


def test_of_whom_most_is_expected_comes_first(living: Shop) -> None:
    found = store.forecast(living, NOW)
    expected = [found.customers[one].expected_visits or 0 for one in found.in_order]
    assert expected == sorted(expected, reverse=True)
    assert expected[0] > 1


def is_history(found: Forecast, reason: Reason) -> bool:
    """Whether a forecast tells what was, and why it tells no more."""
    return (
        (found.reason, found.model, found.spend, found.backtest) == (reason, None, None, None)
        and found.expected_visits is None
        and found.expected_fen is None
        and all(one.p_alive is one.expected_visits is one.expected_fen is None for one in found.customers.values())
    )


def test_an_empty_shop_has_no_forecast(shop: Shop) -> None:
    found = store.forecast(shop, NOW)
    assert is_history(found, Reason.FEW_CUSTOMERS)
    assert (found.sample, found.lately, found.customers) == (0, 0, {})
    assert store.p_alive_of(shop, NOW) == {}


def test_few_customers_have_their_history_instead(shop: Shop) -> None:
    who = book.person(shop, "秦朗", NOW)
    book.write(shop, [(NOW - timedelta(days=days), who, 28_00) for days in (200, 60, 3)], NOW)
    found = store.forecast(shop, NOW)
    assert is_history(found, Reason.FEW_CUSTOMERS)
    (one,) = found.customers.values()
    assert (one.visits, one.lately, one.lately_fen) == (3, 2, 56_00)
    assert rules.words(Reason.FEW_CUSTOMERS, found.sample, found.repeats).endswith("there is 1.")


def test_customers_of_one_day_have_no_forecast(shop: Shop) -> None:
    bills = [(NOW - timedelta(hours=1), book.person(shop, f"c{number}", NOW), 28_00) for number in range(80)]
    book.write(shop, bills, NOW)
    found = store.forecast(shop, NOW)
    assert is_history(found, Reason.FEW_REPEATS)
    assert (found.sample, found.repeats, found.untested) == (80, 0, Reason.FEW_CUSTOMERS)


def test_customers_who_are_all_alike_have_sensible_numbers(shop: Shop) -> None:
    people = [book.person(shop, f"c{number}", NOW) for number in range(80)]
    book.write(shop, [(NOW - week * WEEK, who, 28_00) for who in people for week in range(40)], NOW)
    found = store.forecast(shop, NOW, days=70)
    assert found.model is not None
    assert {round(one.expected_visits or 0) for one in found.customers.values()} == {10}
    assert all(one.expected_fen == pytest.approx(280_00, rel=0.01) for one in found.customers.values())


def test_who_took_back_more_than_they_spent_is_expected_to_bring_no_loss(living: Shop) -> None:
    someone = store.summary(living, NOW).ids[0]
    book.write(living, [(NOW - timedelta(days=1), someone, -9_999_00)], NOW)
    found = store.forecast(living, NOW).customers[someone]
    assert found.expected_fen is not None and found.expected_fen >= 0
