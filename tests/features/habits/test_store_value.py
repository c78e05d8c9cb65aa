"""What customers brought, and their sources cost, is what plain counting over the bills gives."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from storeassist.features.cards import actions as cards
from storeassist.features.cards.records import CardKind
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.habits import rules_value as rules
from storeassist.features.habits import store_value as store
from storeassist.features.habits.records_value import Known, SourceValue, Value
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.features.repurchase.actions import set_source_cost
from storeassist.kernel.database import Shop
from tests.features.cards import printing
from tests.features.habits import ground
from tests.features.habits.plainly import book_of, costed
from tests.features.today import book
from tests.features.today.book import Bill

NOW = ground.NOW
DAY = timedelta(days=1)
NOODLES, BEER, RICE = Line("面", amount_fen=28_00), Line("啤酒", 2, 20_00), Line("米饭", amount_fen=2_00)
"""Noodles cost 10 yuan, a beer 6, rice nobody knows."""


@pytest.fixture(autouse=True)
def menu(shop: Shop) -> None:
    """What the dishes cost."""
    products.add(shop, ProductFacts("面", cost_fen=10_00), NOW)
    products.add(shop, ProductFacts("啤酒", cost_fen=6_00), NOW)
    products.add(shop, ProductFacts("米饭"), NOW)


def person(shop: Shop, source: str = "") -> int:
    """A customer of a source."""
    return customers.add(shop, CustomerFacts("客", source=source), NOW)


def bill(shop: Shop, who: int | None, fen: int, *lines: Line, days: float = 0) -> int:
    """A bill so many days before now."""
    facts = OrderFacts((NOW - DAY * days).replace(microsecond=0), fen, who, lines)
    return orders.add(shop, facts, max(NOW, facts.at))


def of(shop: Shop, source: str, now: datetime = NOW) -> SourceValue:
    """What the customers of a source brought."""
    return {one.source: one for one in store.by_source(shop, now)}[source]


def agrees(shop: Shop, now: datetime) -> None:
    """Everybody's value, each customer's and each source's is what pandas adds up."""
    bills = costed(shop, now)
    known_bills = bills.dropna(subset="goods")

    def expect(value: Value, people: list[int]) -> None:
        theirs, known = bills[bills["who"].isin(people)], known_bills[known_bills["who"].isin(people)]
        assert (value.customers, value.buyers) == (len(people), theirs["who"].nunique())
        assert (value.bills, value.revenue_fen) == (len(theirs), theirs["fen"].sum())
        assert (value.costed.bills, value.costed.revenue_fen) == (len(known), known["fen"].sum())
        assert value.costed.goods_fen == known["goods"].sum()
        assert value.profit_fen == (known["fen"].sum() - known["goods"].sum() if len(known) else None)

    everybody = pd.DataFrame(
        [dict(row) for row in shop.query("SELECT id, source FROM customer")], columns=["id", "source"]
    )
    expect(store.profit_of(shop, None, now), everybody["id"].tolist())
    expect(store.profit_of(shop, everybody["id"].tolist()[::2], now), everybody["id"].tolist()[::2])
    for one in store.by_customer(shop, now):
        expect(one.value, [one.customer_id])
    found = store.by_source(shop, now)
    assert sorted(one.source for one in found) == sorted(set(everybody["source"]))
    for source in found:
        expect(source.value, everybody["id"][everybody["source"] == source.source].tolist())
    spent = book_of(shop, now).totals["spent_fen"].clip(lower=0).sort_values(ascending=False)
    for top in store.concentration(shop, now):
        first = spent.head(top.customers)
        assert (top.of, top.of_fen, top.spent_fen) == (len(spent), spent.sum(), first.sum())
        assert sorted(spent[store.top_customers(shop, now, top.percent)]) == sorted(first)


@pytest.mark.parametrize("seed", range(4))
def test_every_figure_is_what_pandas_counts(shop: Shop, seed: int) -> None:
    random = Random(seed)
    people = [person(shop, random.choice(("", "抖音", "微信"))) for _nth in range(12)]
    made = []
    for _nth in range(60):
        lines = random.sample((NOODLES, BEER, RICE, Line("面", 0.333)), random.choice((0, 1, 1, 2)))
        amount = random.choice((28_00, 28_00, 48_00, 0))
        made.append(bill(shop, random.choice((*people[:-2], None)), amount, *lines, days=random.uniform(-5, 200)))
    book.write(shop, [(NOW - DAY * random.randrange(200), who, -28_00) for who in people[:3]], NOW)
    for order_id in random.sample(made, 8):
        orders.void(shop, order_id, "错", NOW)
    agrees(shop, NOW)
    agrees(shop, NOW - 60 * DAY)
    agrees(shop, NOW - 300 * DAY)


def test_the_money_of_a_real_shop_is_what_pandas_counts(shop: Shop) -> None:
    ground.import_real_quarter(shop)
    agrees(shop, ground.REAL_END)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ground.BILLS, ground.NOWS)
def test_any_bills_are_worth_what_pandas_counts(
    empty_shop_file: Path, tmp_path: Path, bills: list[Bill], now: datetime
) -> None:
    with ground.any_shop(empty_shop_file, tmp_path, bills) as shop:
        agrees(shop, now)


def test_profit_is_claimed_of_bills_whose_every_cost_is_known_only(shop: Shop) -> None:
    who = person(shop)
    bill(shop, who, 48_00, NOODLES, BEER)
    bill(shop, who, 30_00, NOODLES, RICE)
    bill(shop, who, 22_00)
    found = store.profit_of(shop, [who], NOW)
    assert (found.revenue_fen, found.profit_fen) == (100_00, 48_00 - 10_00 - 2 * 6_00)
    assert found.known == 0.48


def test_without_any_cost_no_profit_is_claimed(shop: Shop) -> None:
    who = person(shop, "抖音")
    bill(shop, who, 30_00, RICE)
    set_source_cost(shop, "抖音", 10_00, NOW)
    found = of(shop, "抖音")
    assert (found.value.revenue_fen, found.value.profit_fen, found.value.known) == (30_00, None, 0)
    assert (found.cac_fen, found.payback_days) == (10_00, None)


def test_a_customer_costs_what_was_spent_on_the_source_for_each_who_came_from_it(shop: Shop) -> None:
    for _nth in range(4):
        person(shop, "抖音")
    set_source_cost(shop, "抖音", 120_00, NOW)
    found = of(shop, "抖音")
    assert (found.spent_fen, found.cac_fen, found.value.buyers) == (120_00, 30_00, 0)


def test_a_source_is_paid_back_on_the_day_its_customers_have_brought_its_cost(shop: Shop) -> None:
    one, other = person(shop, "抖音"), person(shop, "抖音")
    for days in (50, 40, 20):  # 18 yuan each, on days 0, 10 and 30 after the first visit
        bill(shop, one, 28_00, NOODLES, days=days)
    bill(shop, other, 28_00, NOODLES, days=100)  # on day 0
    set_source_cost(shop, "抖音", 50_00, NOW)
    assert of(shop, "抖音").payback_days == 10
    set_source_cost(shop, "抖音", 72_00, NOW)
    assert of(shop, "抖音").payback_days == 30
    set_source_cost(shop, "抖音", 72_01, NOW)
    assert of(shop, "抖音").payback_days is None
    set_source_cost(shop, "抖音", 50_00, NOW)
    assert of(shop, "抖音", NOW - 45 * DAY).payback_days is None


def test_a_source_is_one_whatever_the_case_of_its_letters(shop: Shop) -> None:
    bill(shop, person(shop, "TikTok"), 28_00, NOODLES)
    bill(shop, person(shop, "tiktok"), 28_00, NOODLES)
    set_source_cost(shop, "TIKTOK", 30_00, NOW)
    (found,) = store.by_source(shop, NOW)
    assert (found.value.customers, found.value.profit_fen, found.cac_fen, found.payback_days) == (2, 36_00, 15_00, 0)


def test_a_source_nobody_came_from_is_told_with_its_cost(shop: Shop) -> None:
    set_source_cost(shop, "报纸", 80_00, NOW)
    (found,) = store.by_source(shop, NOW)
    assert found == SourceValue("报纸", Value(), said_fen=80_00)
    assert found.cac_fen is None


def test_printed_cards_cost_the_source_that_is_their_channel(shop: Shop) -> None:
    person(shop, "桌卡")
    batch = printing.batch(
        shop, NOW, offer_id=None, kind=CardKind.TABLE, target=printing.PERSONAL, channel="桌卡", cost_fen=60_00
    )
    assert of(shop, "桌卡").spent_fen is None
    cards.release(shop, batch, [], range(1, 13), printing.layout(batch), 4, NOW)
    assert of(shop, "桌卡").spent_fen == 60_00
    set_source_cost(shop, "桌卡", 5_00, NOW)
    found = of(shop, "桌卡")
    assert (found.said_fen, found.cards_fen, found.spent_fen) == (5_00, 60_00, 65_00)


def test_the_top_few_are_at_least_one(shop: Shop) -> None:
    assert [(one.customers, one.share) for one in store.concentration(shop, NOW)] == [(0, None)] * 3
    for fen in (100_00, 50_00, 25_00, 25_00):
        bill(shop, person(shop), fen)
    assert [(one.percent, one.customers, one.share) for one in store.concentration(shop, NOW)] == [
        (3, 1, 0.5), (10, 1, 0.5), (20, 1, 0.5),
    ]  # fmt: skip
    assert [rules.top_count(of, 3) for of in (0, 1, 33, 34, 100, 101)] == [0, 1, 1, 2, 3, 4]


def test_who_took_back_more_than_they_spent_makes_nobodys_share_larger_than_all(shop: Shop) -> None:
    bill(shop, person(shop), 100_00)
    book.write(shop, [(NOW - DAY, person(shop), -60_00)], NOW)
    assert [one.share for one in store.concentration(shop, NOW)] == [1.0] * 3


def test_an_empty_shop_is_worth_nothing(shop: Shop) -> None:
    assert store.profit_of(shop, None, NOW) == Value()
    assert store.by_source(shop, NOW) == store.by_customer(shop, NOW) == []


@pytest.mark.parametrize(
    ("value", "margin"),
    [
        (Value(), None),
        (Value(bills=2, revenue_fen=100_00, costed=Known(1, 50_00, 20_00)), 0.6),
        (Value(bills=2, revenue_fen=100_00, costed=Known(1, 49_99, 20_00)), None),
        (Value(bills=2, revenue_fen=-5_00, costed=Known(1, 10_00, 20_00)), None),
        (Value(bills=1, revenue_fen=10_00, costed=Known(1, 10_00, 20_00)), -1.0),
    ],
)
def test_a_margin_is_told_once_costs_are_known_for_half_of_the_revenue(value: Value, margin: float | None) -> None:
    assert value.margin == (None if margin is None else pytest.approx(margin))
