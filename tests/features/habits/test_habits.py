"""Rhythm, scores and tiers of whole shops, each beside what pandas makes of the same bills."""

from __future__ import annotations

import math
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from storeassist.features.habits import rules, store_rfm, store_rhythm, store_tiers
from storeassist.features.habits.records import Cell, Group, Kind, Mode, State, Tier
from storeassist.features.habits.store_rates import repurchase
from storeassist.features.habits.store_totals import shop_gap
from storeassist.kernel.database import Shop
from tests import shops
from tests.features.habits.ground import BILLS, NOW, NOWS, REAL_END, any_shop, import_real_quarter
from tests.features.habits.plainly import Book, book_of, plain_day
from tests.features.today.book import Bill


@pytest.fixture
def noodles(tmp_path: Path) -> Shop:
    """The noodle place, whose bills have lines."""
    return shops.small_shop(tmp_path / "noodles.shop")


def test_a_real_quarter_has_the_habits_that_pandas_finds(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    import_real_quarter(shop)
    capsys.readouterr()
    for now in (REAL_END, REAL_END - timedelta(days=20), REAL_END + timedelta(days=200)):
        _compare(shop, book_of(shop, now), now)
    again = repurchase(shop, REAL_END)
    assert (again.again, again.customers) == (90, 124)


def test_the_noodle_place_has_the_habits_that_pandas_finds(noodles: Shop) -> None:
    for now in (NOW, NOW - timedelta(days=31), NOW - timedelta(days=180)):
        _compare(noodles, book_of(noodles, now), now)
    noodles.close()


@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BILLS, NOWS)
def test_any_shop_has_the_habits_that_pandas_finds(
    empty_shop_file: Path, tmp_path: Path, bills: list[Bill], now: datetime
) -> None:
    with any_shop(empty_shop_file, tmp_path, bills) as shop:
        _compare(shop, book_of(shop, now), now)


def _compare(shop: Shop, plain: Book, now: datetime) -> None:
    _compare_rhythm(shop, plain, now)
    for mode in Mode:
        _compare_scores(shop, plain, now, mode)
    _compare_moves(shop, plain, now)


def _compare_rhythm(shop: Shop, plain: Book, now: datetime) -> None:
    found = store_rhythm.rhythms(shop, now)
    assert set(found) == set(plain.rhythm.index)
    for row in plain.rhythm.itertuples():
        one = found[int(row.Index)]
        assert one.customer_id == row.Index
        assert (one.visits, one.spent_fen, one.days_away) == (row.visits, row.spent_fen, row.away)
        assert (one.last_visit_on, one.expected_gap) == (plain_day(row.last), pytest.approx(row.expected))
        assert one.ratio == pytest.approx(row.ratio) and math.isfinite(one.ratio)
        assert one.expected_on == one.last_visit_on + timedelta(days=round(row.expected))
    states = plain.states()
    for state in State:
        of_state = store_rhythm.rhythms(shop, now, [state])
        assert len(of_state) == states[state.value]
        assert sorted(store_rhythm.ids_in(shop, now, [state])) == list(of_state)
        assert {one.state for one in of_state.values()} <= {state}
        assert found.arranged("visits", within=store_rhythm.within(state)) == of_state.arranged("visits")
    assert store_rhythm.counts_of(found) == {state: states[state.value] for state in State}
    overdue = store_rhythm.rhythms(shop, now, [State.WATCH, State.DORMANT])
    assert len(overdue) == states["watch"] + states["dormant"]
    longest_first = [overdue[one].ratio for one in overdue.arranged("ratio", descending=True)]
    assert longest_first == sorted(plain.rhythm.ratio[plain.rhythm.ratio >= 1.5], reverse=True)
    histogram = store_rhythm.gap_histogram(shop, now)
    weeks = Counter(min((int(gap) - 1) // 7, 13) for gap in plain.days["gap"].dropna())
    for one in histogram:
        so_long = plain.days[(plain.days["gap"] >= one.first) & (plain.days["gap"] <= (one.last or 10**6))]
        assert store_rhythm.with_gap(shop, now, one) == sorted(so_long["who"].unique())
    assert [one.gaps for one in histogram] == [weeks[week] for week in range(14)]
    assert (histogram[0].first, histogram[0].last, histogram[-1].first, histogram[-1].last) == (1, 7, 92, None)


def _compare_scores(shop: Shop, plain: Book, now: datetime, mode: Mode) -> None:
    found = {one.customer_id: one for one in store_rfm.scores(shop, now, mode)}
    assert set(found) == set(plain.people.index)
    if not found:
        assert store_rfm.grid(shop, now, mode).everybody == Group(0, 0)
        return
    assert all(1 <= score <= 5 for one in found.values() for score in (one.r, one.f, one.m))
    kinds = plain.kinds()
    assert {who: str(one.kind) for who, one in found.items()} == kinds.to_dict()
    if mode is not Mode.TYPES:
        expected = plain.quintiles() if mode is Mode.QUINTILES else plain.fixed(store_rfm.thresholds(shop, now))
        assert {who: (one.r, one.f, one.m) for who, one in found.items()} == {
            int(row.Index): (row.r, row.f, row.m) for row in expected.itertuples()
        }
    grid = store_rfm.grid(shop, now, mode)
    spent = plain.people["fen"].to_dict()
    for cell, group in grid.cells.items():
        ids = store_rfm.in_cells(shop, now, mode, [cell])
        assert sorted(ids) == sorted(who for who, one in found.items() if (one.r, one.f) == cell)
        assert group == Group(len(ids), sum(spent[who] for who in ids))
    for kind, group in grid.kinds.items():
        ids = store_rfm.of_kind(shop, now, kind)
        assert sorted(ids) == sorted(kinds[kinds == str(kind)].index)
        assert group == Group(len(ids), sum(spent[who] for who in ids))
    assert grid.everybody == Group(len(found), sum(spent.values()))
    assert grid.everybody.customers == sum(group.customers for group in grid.cells.values())


def _compare_moves(shop: Shop, plain: Book, now: datetime) -> None:
    limits = store_rfm.thresholds(shop, now)
    before = book_of(shop, now - timedelta(days=rules.MOVE_DAYS))
    was = (
        {int(row.Index): Cell(row.r, row.f) for row in before.fixed(limits).itertuples()} if len(before.people) else {}
    )
    went: Counter[tuple[Cell | None, Cell]] = Counter()
    for row in plain.fixed(limits).itertuples() if len(plain.people) else ():
        if was.get(int(row.Index)) != (row.r, row.f):
            went[was.get(int(row.Index)), Cell(row.r, row.f)] += 1
    moves = store_rfm.moves(shop, now)
    assert {(move.before, move.after): move.customers for move in moves} == went
    for move in moves[:5]:
        assert len(store_rfm.moved(shop, now, Mode.FIXED, move.before, move.after)) == move.customers


def test_tiers_of_the_noodle_place_are_those_that_pandas_finds(noodles: Shop) -> None:
    import pandas as pd

    hero = store_tiers.hero(noodles)
    assert hero is not None and hero.name == "招牌牛肉面"
    for now in (NOW, NOW - timedelta(days=200)):
        plain = book_of(noodles, now)
        lines = pd.DataFrame(
            [
                (row["order_id"],)
                for row in noodles.query("SELECT order_id FROM order_line WHERE product_id = ?", [hero.id])
            ],
            columns=["id"],
        )
        bills = plain.bills[plain.bills["id"].isin(lines["id"])].groupby("who").size()
        spent = plain.totals["spent_fen"].reindex(plain.everybody, fill_value=0)
        of_hero = bills.reindex(plain.everybody, fill_value=0)
        bought = pd.Series(plain.everybody, index=plain.everybody).isin(plain.totals.index)
        tier = pd.Series("never", index=plain.everybody).mask(bought, "other").mask(of_hero == 1, "main")
        tier = tier.mask(of_hero > 1, "core")
        shares = store_tiers.tiers(noodles, hero.id, now)
        assert [share.tier for share in shares] == list(Tier)
        for share in shares:
            whose = tier[tier == str(share.tier)].index
            assert sorted(store_tiers.in_tier(noodles, hero.id, share.tier, now)) == sorted(whose)
            assert (share.customers, share.spent_fen) == (len(whose), spent[whose].sum())
            assert share.people == pytest.approx(len(whose) / len(plain.everybody))
            assert share.sales == pytest.approx(spent[whose].sum() / spent.sum())
        assert sum(share.customers for share in shares) == len(plain.everybody)
    noodles.close()


def test_an_empty_shop_has_no_habits(shop: Shop) -> None:
    assert not store_rhythm.rhythms(shop, NOW)
    assert {one.gaps for one in store_rhythm.gap_histogram(shop, NOW)} == {0}
    assert store_rfm.scores(shop, NOW) == store_rfm.moves(shop, NOW) == []
    assert store_tiers.hero(shop) is None
    assert [(one.customers, one.people, one.sales) for one in store_tiers.tiers(shop, 1, NOW)] == [(0, None, None)] * 4
    assert shop_gap(shop, NOW) is None
    assert not repurchase(shop, NOW).is_covered


def test_one_customer_of_one_bill_has_scores_and_no_rhythm(empty_shop_file: Path, tmp_path: Path) -> None:
    with any_shop(empty_shop_file, tmp_path, [(NOW, 1, 2800)], people=1) as shop:
        assert not store_rhythm.rhythms(shop, NOW)
        (score,) = store_rfm.scores(shop, NOW)
        assert (score.r, score.f, score.kind) == (5, 1, Kind.GENERAL_DEVELOP)
        assert [one.r for one in store_rfm.scores(shop, NOW, Mode.QUINTILES)] == [1]
