"""The figures of the page, its spreadsheets and its report that no other test counts a second time, counted with pandas.

On a year of the noodle shop, as of now, of a night some months ago, and of a month's first midnight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from storeassist.features.habits import store_forecast, store_rfm, store_value
from storeassist.features.habits.records import Cell, Mode, State
from storeassist.features.repurchase import jobs_tables, store_pairs, store_rates, store_report
from storeassist.features.repurchase.actions import set_source_cost
from storeassist.features.repurchase.jobs_page import Asked
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from tests.features.habits.plainly import Book, bills_of, book_of, bought, costed
from tests.features.repurchase import counted
from tests.features.today import book
from tests.shops import NOW, small_shop

COSTS = {"抖音": 210_00, "到店": 900_00, "美团": 90_000_00}
"""The last one is never brought in."""


@pytest.fixture(scope="module")
def noodles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """With refunds, a bill to come, bills of midnight exactly, and what sources cost."""
    shop = small_shop(tmp_path_factory.mktemp("figures") / "巷口面馆.shop")
    odd = [(NOW - timedelta(days=days), who, -28_00) for days, who in ((1, 60), (70, 98), (200, 217))]
    odd += [(datetime(2026, 9, 1), 41, 28_00), (datetime(2026, 5, 1), 88, 28_00), (NOW + timedelta(days=9), 60, 99_00)]
    book.write(shop, odd, NOW)
    for source, fen in COSTS.items():
        set_source_cost(shop, source, fen, NOW)
    yield shop
    shop.close()


@pytest.fixture(params=[NOW, datetime(2026, 6, 20, 2, 30), datetime(2026, 5, 1)], ids=str)
def now(request: pytest.FixtureRequest) -> datetime:
    moment: datetime = request.param
    return moment


@pytest.mark.parametrize("days", [30, 90])
def test_second_visits_of_the_latest_newcomers_and_those_before_them(noodles: Shop, now: datetime, days: int) -> None:
    found, plain = store_rates.rates(noodles, now, days), book_of(noodles, now)
    people = counted.first_and_gap(plain.bills)
    age = (plain.today - people["first"]).dt.days
    for within, second in found.second_visit.items():
        for share, least in ((second.lately.now, within), (second.lately.before, within + days)):
            new = people[(age >= least) & (age < least + days)]
            assert (share.part, share.whole) == ((new["gap"] <= within).sum(), len(new))


@pytest.mark.parametrize("mode", [Mode.QUINTILES, Mode.TYPES])
def test_moves_between_cells_by_fifths_and_by_types(noodles: Shop, now: datetime, mode: Mode) -> None:
    def cells(plain: Book) -> dict[int, Cell]:
        if mode is Mode.QUINTILES:
            return {int(row.Index): Cell(row.r, row.f) for row in plain.quintiles().itertuples()}
        people = plain.people
        r, f = people["away"] <= people["away"].median(), people["visits"] > people["visits"].median()
        return {who: Cell(5 if r[who] else 1, 5 if f[who] else 1) for who in people.index}

    is_now, was = cells(book_of(noodles, now)), cells(book_of(noodles, now - timedelta(days=30)))
    went = Counter((was.get(who), cell) for who, cell in is_now.items() if was.get(who) != cell)
    found = store_rfm.moves(noodles, now, mode)
    assert {(move.before, move.after): move.customers for move in found} == went
    for move in found[:6]:
        assert len(store_rfm.moved(noodles, now, mode, move.before, move.after)) == move.customers


def test_what_a_customer_of_a_source_cost_and_when_that_was_paid_back(noodles: Shop, now: datetime) -> None:
    bills = costed(noodles, now).dropna(subset="goods")
    first = book_of(noodles, now).totals["first"]
    age = (bills["day"] - bills["who"].map(first)).dt.days
    source_of = {row["id"]: row["source"] for row in noodles.query("SELECT id, source FROM customer")}
    found = {one.source: one for one in store_value.by_source(noodles, now)}
    for source, cost in COSTS.items():
        theirs = bills["who"].map(source_of) == source
        profit = (bills["fen"] - bills["goods"])[theirs].groupby(age[theirs]).sum().sort_index().cumsum()
        covered = profit[profit >= cost]
        assert found[source].payback_days == (None if covered.empty else covered.index[0])
        assert found[source].cac_fen == round(cost / sum(of == source for of in source_of.values()))
    assert found["抖音"].payback_days is not None and found["美团"].payback_days is None


def test_the_worth_to_expect_is_visits_times_what_a_visit_will_bring(noodles: Shop, now: datetime) -> None:
    found, totals = store_forecast.forecast(noodles, now), book_of(noodles, now).totals
    assert found.spend is not None
    p, q, v = found.spend.p, found.spend.q, found.spend.v
    for one in found.customers.values():
        x, m = totals["visits"][one.customer_id], max(0, totals["spent_fen"][one.customer_id]) / one.visits
        weight = p * x / (p * x + q - 1)
        expected = (1 - weight) * v * p / (q - 1) + weight * m
        assert one.expected_fen == pytest.approx((one.expected_visits or 0) * expected, abs=1)


def test_pairs_and_what_follows_a_first_purchase(noodles: Shop, now: datetime) -> None:
    lines, plain = bought(noodles), book_of(noodles, now)
    baskets = lines[lines["id"].isin(bills_of(noodles, now)["id"])].groupby("id")["product"].agg(frozenset)
    single = Counter(one for basket in baskets for one in basket)
    both = Counter(pair for basket in baskets for pair in combinations(sorted(basket), 2))
    found = {(one.a_id, one.b_id): one for one in store_pairs.pairs(noodles, now, 10**6)}
    assert set(found) == {pair for pair, n in both.items() if n >= 5}
    for (a, b), one in found.items():
        together = both[a, b]
        assert (one.together, one.a_bills, one.b_bills) == (together, single[a], single[b])
        assert one.lift == pytest.approx((together / len(baskets)) / (single[a] / len(baskets) * single[b] / len(baskets)))

    bills = plain.bills.sort_values(["at", "id"])
    first = bills.groupby("who").nth(0).set_index("who")
    second = bills[bills["day"] > bills["who"].map(first["day"])].groupby("who").nth(0).set_index("who")
    items, nothing = baskets.to_dict(), frozenset[int]()
    begun = first["id"].map(lambda one: items.get(one, nothing))
    then = second["id"].map(lambda one: items.get(one, nothing))
    then = then[then.map(bool)]
    gap, age = (second["day"] - first["day"]).dt.days, (plain.today - first["day"]).dt.days
    for one in store_pairs.first_bought(noodles, now, 10**6):
        theirs = begun[begun.map(lambda basket, of=one.product_id: of in basket)].index
        ripe = age[theirs][age[theirs] >= 90].index
        assert (one.customers, one.again.part, one.again.whole) == (len(theirs), (gap[ripe] <= 90).sum(), len(ripe))
        went_on = then[then.index.intersection(theirs)]
        counts = Counter(product for basket in went_on for product in basket)
        assert [two.customers for two in one.next] == sorted((n for n in counts.values() if n >= 5), reverse=True)[:3]
        for two in one.next:
            usual = sum(two.product_id in basket for basket in then) / len(then)
            assert two.customers == counts[two.product_id]
            assert two.lift == pytest.approx(counts[two.product_id] / len(went_on) / usual)


@pytest.mark.parametrize(("month", "end"), [(4, datetime(2026, 4, 30, 23, 59, 59)), (7, datetime(2026, 8, 1, 4)), (9, NOW)])
def test_the_report_of_a_month(noodles: Shop, month: int, end: datetime) -> None:
    found, plain = store_report.report(noodles, 2026, month, NOW), book_of(noodles, end)
    for figures, period in ((found.figures, pd.Period(f"2026-{month:02}")), (found.before, pd.Period(f"2026-{month:02}") - 1)):
        if figures is None:
            assert month == 9  # not over yet
            continue
        bills = bills_of(noodles, NOW)
        bills = bills[bills["day"].dt.to_period("M") == period]
        assert (figures.revenue_fen, figures.bills) == (bills["fen"].sum(), len(bills))
        assert figures.visits == len(bills.dropna(subset="who").drop_duplicates(["who", "day"]))
        assert figures.visitors == bills["who"].nunique()
        assert figures.newcomers == (book_of(noodles, NOW).totals["first"].dt.to_period("M") == period).sum()
    expected = counted.rates(plain.bills, end, 90)
    for name, share in (
        ("by_customer", found.rates.by_customer.now),
        ("by_transaction", found.rates.by_transaction.now),
        ("two_windows", found.rates.two_windows.now),
    ):
        assert (share.part, share.whole) == expected[name]
    assert found.states == {State(state): n for state, n in plain.states().items() if n}
    spent = plain.totals["spent_fen"].clip(lower=0).sort_values(ascending=False)
    for top in found.top:
        assert (top.customers, top.of) == (-(-len(spent) * top.percent // 100), len(spent))
        assert (top.spent_fen, top.of_fen) == (spent.head(top.customers).sum(), spent.sum())
    cohorts = counted.cohorts(plain.bills, date(2026, month, 1) if month == 9 else date(2026, month + 1, 1))
    assert {f"{one.first_day:%Y-%m}": (one.customers, list(one.active)) for one in found.cohorts} == dict(
        list(cohorts.items())[-6:]
    )
    source_of = {row["id"]: row["source"] for row in noodles.query("SELECT id, source FROM customer")}
    by_source = plain.totals["spent_fen"].groupby(source_of).agg(["size", "sum"]).sort_values("sum", ascending=False)
    assert [(one.source, one.value.buyers, one.value.revenue_fen) for one in found.sources] == [
        (row.Index, row.size, row.sum) for row in by_source.head(3).itertuples()
    ]
    assert (found.buyers, found.buyers_without_source) == (len(plain.totals), 0)


def test_spreadsheets_hold_what_pandas_counts(noodles: Shop, now: datetime, tmp_path: Path) -> None:
    def sheets(what: str, *asked: Any) -> list[list[tuple[Any, ...]]]:
        jobs_tables.export(Quiet(), noodles, tmp_path / "a.xlsx", what, *asked)
        return [list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx")]

    plain = book_of(noodles, now)
    rates, months, _cohorts = sheets("overview", Asked(now, 90, "", None))
    expected = [*counted.rates(plain.bills, now, 90).values()]
    expected += [counted.second_visit(plain.bills, plain.today.date(), within) for within in (30, 60, 90)]
    ever = [*rates[:3], *rates[3::2]]  # below each second visit of all stands that of the latest newcomers
    assert [row[1:3] for row in ever] == expected
    assert [row[3] for row in ever] == pytest.approx([part / whole for part, whole in expected])
    own = plain.days[plain.days["day"].dt.to_period("M") == pd.Period(months[-1][0])].groupby("who").size()
    assert months[-1][1:5] == pytest.approx(((own >= 2).mean(), len(own), (own - 1).sum() / own.sum(), own.sum()))
    assert months[-1][0] == str(pd.Period(plain.today, "M") - 1)

    people, gaps = sheets("rhythm", now)
    rhythm = plain.rhythm.sort_values("ratio", ascending=False)
    assert [row[5] for row in people] == [round(ratio, 2) for ratio in rhythm["ratio"]]
    assert sum(row[7] for row in people) == rhythm["visits"].sum()
    assert sum(row[8] for row in people) == pytest.approx(rhythm["spent_fen"].sum() / 100)
    assert sum(row[2] for row in gaps) == plain.days["gap"].notna().sum()

    sources, best, top = sheets("value", now)
    known = costed(noodles, now).dropna(subset="goods")
    assert sum(row[2] for row in sources) == pytest.approx(plain.totals["spent_fen"].sum() / 100)
    assert sum(row[3] or 0 for row in sources) == pytest.approx((known["fen"] - known["goods"]).sum() / 100)
    assert [row[3] for row in best] == sorted(plain.totals["spent_fen"] / 100, reverse=True)
    assert [row[0] for row in top] == [3, 10, 20]

    forecast, _tried = sheets("forecast", now, 30)
    lately = counted.visits_in(plain.bills, now - timedelta(days=30), now)
    assert sum(row[6] for row in forecast) == lately.sum()
    assert sum(row[2] for row in forecast) == plain.totals["visits"].sum()
