"""The Repurchase page on the noodle shop: what it shows is what the reads say, and every figure leads to its customers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import openpyxl
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.features import SCHEMA
from storeassist.features.coupons import store as coupon_store
from storeassist.features.coupons.dialogs_issue import IssueDialog
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.habits import (
    rules_forecast,
    store_forecast,
    store_rfm,
    store_rhythm,
    store_tiers,
    store_value,
)
from storeassist.features.habits.records import Mode, State, Thresholds, Tier
from storeassist.features.habits.records_forecast import Reason
from storeassist.features.offers import actions as offer_actions
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.orders import actions as order_actions
from storeassist.features.orders.records import OrderFacts
from storeassist.features.products import store as product_store
from storeassist.features.repurchase import rules, store_months, store_rates
from storeassist.features.repurchase.dialogs import SourceCostDialog, ThresholdsDialog, counts_of
from storeassist.features.repurchase.page import TABS, RepurchasePage, months_back
from storeassist.features.repurchase.panels_cohorts import cohort_cells
from storeassist.features.repurchase.records import Rate
from storeassist.features.segments import store as segment_store
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.money import whole_yuan
from storeassist.ui.heatmap import SIDE
from storeassist.ui.taste import Taste
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window
from tests.features.habits import ground
from tests.features.today import book
from tests.shops import NOW, small_shop

if TYPE_CHECKING:
    from storeassist.features.repurchase.panels_overview import OverviewTab

KEYS = [key for key, _name, _where in TABS]


@pytest.fixture(scope="module")
def noodle_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The noodle shop, made once, to be copied."""
    path = tmp_path_factory.mktemp("noodle") / "noodle.shop"
    small_shop(path).close()
    return path


@pytest.fixture
def noodle(noodle_file: Path, tmp_path: Path) -> Iterator[Shop]:
    """A year of the noodle shop."""
    path = tmp_path / "year.shop"
    shutil.copy(noodle_file, path)
    opened = Shop.open(path, SCHEMA)
    yield opened
    opened.close()


@pytest.fixture
def page(noodle: Shop, qtbot: QtBot) -> Iterator[RepurchasePage]:
    """The page, read."""
    yield from _page_on(noodle, qtbot)


@pytest.fixture
def empty_page(shop: Shop, qtbot: QtBot) -> Iterator[RepurchasePage]:
    """The page of a shop without anything in it."""
    yield from _page_on(shop, qtbot)


def _page_on(shop: Shop, qtbot: QtBot, now: datetime = NOW) -> Iterator[RepurchasePage]:
    window = open_window(shop, Taste.memory(), lambda: now, language="en", theme_mode="light")
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    yield opened(window, "overview", qtbot)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def opened(window: Window, key: str, qtbot: QtBot) -> RepurchasePage:
    page = window.go("repurchase", tab=key)
    assert isinstance(page, RepurchasePage)
    qtbot.waitUntil(lambda: not window.desk.jobs.running)
    return page


def tab_of(page: RepurchasePage, key: str, qtbot: QtBot) -> Any:
    page.open(tab=key)
    qtbot.waitUntil(lambda: not page.desk.jobs.running)
    return page.tab


def cells(table: Any, row: int) -> list[str]:
    return [str(table.rows.data(table.rows.index(row, at))) for at in range(table.rows.columnCount())]


# --- who is overdue -------------------------------------------------------------------------------------------------


def test_the_chance_of_those_overdue_is_the_forecasts(shop: Shop, qtbot: QtBot) -> None:
    ground.import_real_quarter(shop)
    alive = {id: one.p_alive for id, one in store_forecast.forecast(shop, ground.REAL_END).customers.items()}
    for page in _page_on(shop, qtbot, ground.REAL_END):
        table = cast("OverviewTab", page.tab).due
        at = [column.title for column in table.rows.columns].index("Chance")
        told = {id: cells(table, row)[at] for row, id in enumerate(table.rows.ids)}
        assert told == {id: f"{alive[id] * 100:.0f}%" for id in table.rows.ids}
        assert len(told) == len(store_rhythm.rhythms(shop, ground.REAL_END, (State.WATCH,))) > 5


def test_chances_come_although_the_owner_looks_at_another_tab_meanwhile(shop: Shop, qtbot: QtBot) -> None:
    ground.import_real_quarter(shop)
    for page in _page_on(shop, qtbot, ground.REAL_END):
        tab = cast("OverviewTab", page.tab)
        tab._chances = None
        page.reload()
        page.open(tab="rhythm")
        page.open(tab="overview")
        qtbot.waitUntil(partial(lambda jobs: not jobs.running, page.desk.jobs))
        at = [column.title for column in tab.due.rows.columns].index("Chance")
        assert all(cells(tab.due, row)[at] for row in range(len(tab.due.rows.ids)))


def test_no_chance_is_told_where_the_model_sees_nobody_leave(page: RepurchasePage) -> None:
    table = cast("OverviewTab", page.tab).due
    assert table.rows.ids
    assert "Chance" not in [column.title for column in table.rows.columns]


# --- rates and their customers --------------------------------------------------------------------------------------


def test_the_cards_say_the_rates_with_their_samples(page: RepurchasePage, noodle: Shop) -> None:
    rates = store_rates.rates(noodle, NOW, 90)
    tab: Any = page.tab
    said = [words.text() for words in tab.cards[Rate.BY_CUSTOMER].findChildren(Words)]
    share = rates.by_customer.now
    assert f"{100 * share.part / share.whole:.1f}%" in said
    links = [button.text() for card in tab.cards.values() for button in card.findChildren(QAbstractButton)]
    second = rates.second_visit[30].ever
    assert [f"{one.part} / {one.whole:,}" in link for one, link in zip(
        (share, rates.by_transaction.now, rates.two_windows.now, second), links, strict=True
    )] == [True] * 4  # fmt: skip


@pytest.mark.parametrize("rate", list(Rate))
def test_a_click_on_a_sample_shows_those_it_counts(rate: Rate, page: RepurchasePage, noodle: Shop) -> None:
    tab: Any = page.tab
    tab.cards[rate].asked.emit()
    assert page.stack.currentWidget() is page.people
    assert list(page.people.table.rows.ids) == store_rates.people(noodle, NOW, rate, 90, 30)
    QTest.keyClick(page.people.table.view, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is tab


def test_the_period_chosen_is_what_the_rates_are_of(page: RepurchasePage, noodle: Shop) -> None:
    tab: Any = page.tab
    tab.days.set_value(30)
    tab.days.activated.emit(0)
    share = store_rates.rates(noodle, NOW, 30).by_customer.now
    assert f"{share.part} of {share.whole} customers came again in 30 days" in page.header.sentence


def test_a_source_and_a_segment_narrow_what_counts(page: RepurchasePage, noodle: Shop, qtbot: QtBot) -> None:
    tab: Any = page.tab
    tab.source.set_value("抖音")
    tab.source.activated.emit(1)
    share = store_rates.rates(noodle, NOW, 90, source="抖音").by_customer.now
    assert f"{share.part} of {share.whole} customers" in page.header.sentence
    tab.cards[Rate.BY_CUSTOMER].asked.emit()
    assert len(page.people.table.rows.ids) == share.part
    went: list[Any] = []
    page.desk.went.connect(lambda key, args: went.append((key, args["rule"])))
    page.people.findChildren(QAbstractButton)[1].click()
    rule = {"all": [{"field": "visits", "op": ">=", "value": 2, "within_days": 90}, {"field": "source", "op": "=", "value": "抖音"}]}
    assert went == [("segments", rule)]


def test_a_cell_of_the_cohorts_leads_to_those_who_came(page: RepurchasePage, noodle: Shop) -> None:
    tab: Any = page.tab
    first, column = tab._cells.first_days[0], 0
    tab.cohorts.clicked.emit(0, column)
    assert list(page.people.table.rows.ids) == store_months.cohort_people(noodle, NOW, first, 1)


def test_the_newcomers_of_a_month_are_a_click_away(page: RepurchasePage) -> None:
    tab: Any = page.tab
    for line, size in enumerate(tab._cells.sizes):
        tab.cohorts.clicked.emit(line, SIDE)
        assert size.split()[0] == f"{len(page.people.table.rows.ids):,}"


def test_a_point_of_a_month_leads_to_those_who_came_again(page: RepurchasePage) -> None:
    tab: Any = page.tab
    over = [month for month in tab._found.trend if month.is_over]
    for line, share_of in enumerate((lambda one: one.by_customer, None, lambda one: one.two_windows, lambda one: one.second_visit)):
        share = share_of(over[-3]) if share_of else over[-3].by_customer  # of visits, those who made them
        tab.trend.clicked.emit(line, len(over) - 3)
        assert len(page.people.table.rows.ids) == share.part


def test_months_to_come_are_empty_and_the_running_one_is_open(page: RepurchasePage, noodle: Shop) -> None:
    shown = cohort_cells(store_months.cohorts(noodle, NOW), 9)
    kinds = [["" if cell is None else "open" if cell.share is None else "closed" for cell in row] for row in shown.cells]
    assert kinds[-1][:2] == ["open", ""]
    assert kinds[-2][:2] == ["open", ""]
    assert kinds[-3][:3] == ["closed", "open", ""]


def test_where_room_is_short_the_months_that_tell_something_are_shown(noodle: Shop) -> None:
    shown = cohort_cells(store_months.cohorts(noodle, NOW), 3)
    assert len(shown.cells) == 3
    assert all(any(cell and cell.share is not None for cell in row) for row in shown.cells)


def test_a_definition_without_room_is_left_to_the_mouse(page: RepurchasePage, qtbot: QtBot) -> None:
    tab = tab_of(page, "overview", qtbot)
    card = tab.cards[Rate.BY_CUSTOMER]
    definition = rules.definition(Rate.BY_CUSTOMER, 90)
    assert definition in [words.text() for words in card.findChildren(Words) if words.isVisibleTo(card)]
    tab.resize(tab.width(), 300)
    assert definition not in [words.text() for words in card.findChildren(Words) if words.isVisibleTo(card)]
    assert card.toolTip() == definition


def test_the_chart_goes_onto_the_clipboard(page: RepurchasePage) -> None:
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().clear()
    tab: Any = page.tab
    tab._copy()
    assert not QGuiApplication.clipboard().image().isNull()


# --- rhythm ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
def test_a_chip_lists_those_of_a_state(state: State, page: RepurchasePage, noodle: Shop, qtbot: QtBot) -> None:
    tab = tab_of(page, "rhythm", qtbot)
    tab.chips.chip(state.value).click()
    assert sorted(tab.table.rows.ids) == sorted(store_rhythm.ids_in(noodle, NOW, [state]))


def test_a_bar_leads_to_those_who_stayed_away_so_long(page: RepurchasePage, noodle: Shop, qtbot: QtBot) -> None:
    tab = tab_of(page, "rhythm", qtbot)
    for at in (0, len(tab.gaps.bars) - 1):
        tab.gaps.clicked.emit(at)
        assert list(page.people.table.rows.ids) == store_rhythm.with_gap(noodle, NOW, tab._found.gaps[at])
        assert 0 < len(page.people.table.rows.ids) <= tab._found.gaps[at].gaps


def test_the_figures_of_a_row_are_of_one_size(page: RepurchasePage, qtbot: QtBot) -> None:
    tab = tab_of(page, "overview", qtbot)
    sizes = set()
    for width in range(1024, 1700, 60):
        page.window().resize(width, 800)
        qtbot.wait(1)
        (size,) = {card._figure.sizeHint().height() for card in tab.cards.values()}
        sizes.add(size)
    assert len(sizes) == 2


def test_every_column_of_the_rhythm_sorts(page: RepurchasePage, qtbot: QtBot) -> None:
    tab = tab_of(page, "rhythm", qtbot)
    everybody = sorted(tab.table.rows.ids)
    for key in ("last", "away", "ratio", "expected", "visits", "spent"):
        tab.table.set_sort(key, False)
        tab.table.sort_changed.emit(key, False)
        assert sorted(tab.table.rows.ids) == everybody
    away = [tab._found.people[one].days_away for one in tab.table.rows.ids]
    tab.table.set_sort("away", True)
    tab.table.sort_changed.emit("away", True)
    assert [tab._found.people[one].days_away for one in tab.table.rows.ids] == sorted(away, reverse=True)


def test_the_primary_button_gives_coupons_to_the_overdue(page: RepurchasePage, noodle: Shop) -> None:
    offer_actions.add(noodle, "Eight off", Terms(Kind.AMOUNT_OFF, 8_00), NOW)
    overdue = store_rhythm.ids_in(noodle, NOW, [State.WATCH])
    assert f"{len(overdue)}" in page.buttons["issue"].text()
    page.buttons["issue"].click()
    dialog = page.window().findChildren(IssueDialog)[-1]
    dialog.accept()
    assert page.isVisible()
    coupons = coupon_store.fetch(noodle, noodle.ids("SELECT id FROM coupon"), NOW)
    assert {one.customer_id for one in coupons if one.offer_name == "Eight off"} == set(overdue)


# --- scores ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", list(Mode))
def test_a_cell_of_the_grid_leads_to_its_customers(
    mode: Mode, page: RepurchasePage, noodle: Shop, qtbot: QtBot
) -> None:
    tab = tab_of(page, "rfm", qtbot)
    tab.mode.set_value(mode)
    tab.mode.changed.emit(mode)
    qtbot.waitUntil(lambda: not page.desk.jobs.running)
    counts = [[int(cell.text or 0) for cell in row] for row in tab.grid.cells]
    assert sum(map(sum, counts)) == store_rfm.grid(noodle, NOW, mode).everybody.customers
    tab.grid.clicked.emit(0, len(counts[0]) - 1)
    assert len(page.people.table.rows.ids) == counts[0][-1]
    tab.grid.clicked.emit(1, SIDE)
    assert len(page.people.table.rows.ids) == sum(counts[1])


def test_types_and_moves_lead_to_as_many_customers_as_they_say(page: RepurchasePage, qtbot: QtBot) -> None:
    tab = tab_of(page, "rfm", qtbot)
    for at, row in enumerate(tab._rows):
        tab.kinds.activated.emit(at)
        assert len(page.people.table.rows.ids) == row.group.customers
    for at, move in enumerate(tab._moves[:5]):
        tab.moves.activated.emit(at)
        assert len(page.people.table.rows.ids) == move.customers


def test_thresholds_count_while_they_are_written_and_are_kept_and_taken_back(
    page: RepurchasePage, noodle: Shop, qtbot: QtBot
) -> None:
    tab = tab_of(page, "rfm", qtbot)
    before = store_rfm.thresholds(noodle, NOW)
    dialog = ThresholdsDialog(page.desk, page, tab._found)
    dialog.open()
    dialog._limits["r"][0].set_text("3")
    spread = tab._found.spread[0]
    assert f"{sum(days <= 3 for days in spread)} customer" in " ".join(
        words.text() for words in dialog.findChildren(Words)
    )
    dialog.accept()
    assert store_rfm.thresholds(noodle, NOW) == Thresholds((*before.r[:3], 3), before.f, before.m)
    assert tab._found.thresholds.r[-1] == 3
    journal.undo(noodle, NOW)
    assert store_rfm.thresholds(noodle, NOW) == before


def test_thresholds_in_the_wrong_order_are_refused_where_they_stand(
    page: RepurchasePage, noodle: Shop, qtbot: QtBot
) -> None:
    tab = tab_of(page, "rfm", qtbot)
    dialog = ThresholdsDialog(page.desk, page, tab._found)
    dialog.open()
    revision = noodle.revision
    for text in ("1000", "", "-3", "many"):
        dialog._limits["r"][0].set_text(text)
        dialog.accept()
        assert dialog.isVisible()
        assert noodle.revision == revision
    dialog.reject()


def test_each_score_is_counted_from_its_own_threshold() -> None:
    assert counts_of([1, 5, 9, 20, 80], (60, 30, 9, 4), is_less_better=True) == [1, 0, 1, 2, 1]
    assert counts_of([1, 2, 2, 5, 9], (2, 3, 5, 8), is_less_better=False) == [1, 2, 0, 1, 1]
    assert counts_of([], (2, 3, 5, 8), is_less_better=False) == [0, 0, 0, 0, 0]


# --- tiers ----------------------------------------------------------------------------------------------------------


def test_one_click_makes_four_segments_and_one_undo_takes_them_away(
    page: RepurchasePage, noodle: Shop, qtbot: QtBot
) -> None:
    tab = tab_of(page, "tiers", qtbot)
    hero = store_tiers.hero(noodle)
    assert hero is not None
    tab.make_segments()
    made = segment_store.all_segments(noodle)
    counts = sorted(segment_store.count(noodle, one.rule, NOW).n for one in made)
    assert counts == sorted(len(store_tiers.in_tier(noodle, hero.id, tier, NOW)) for tier in Tier)
    tab.make_segments()
    assert len(segment_store.all_segments(noodle)) == 4
    journal.undo(noodle, NOW)
    journal.undo(noodle, NOW)
    assert segment_store.all_segments(noodle) == []


def test_another_hero_product_draws_other_tiers(page: RepurchasePage, noodle: Shop, qtbot: QtBot) -> None:
    tab = tab_of(page, "tiers", qtbot)
    other = product_store.by_name(noodle, "卤蛋")
    assert other is not None
    tab.hero.set_value(other.id)
    tab.hero.activated.emit(0)
    assert [row.share.customers for row in tab._rows] == [
        len(store_tiers.in_tier(noodle, other.id, tier, NOW)) for tier in Tier
    ]
    tab.table.activated.emit(1)
    assert len(page.people.table.rows.ids) == tab._rows[1].share.customers


# --- forecast, worth, pairs -----------------------------------------------------------------------------------------


def test_the_forecast_stands_beside_what_came_the_last_time(page: RepurchasePage, qtbot: QtBot) -> None:
    tab = tab_of(page, "forecast", qtbot)
    assert tab._found.forecast.model is not None
    test = tab._found.forecast.backtest
    assert [cells(tab.test, at)[3] for at in range(len(test.classes))] == [f"{one.actual:,}" for one in test.classes]
    assert f"{test.actual:,} came" in tab._verdict.text()
    costed = store_value.profit_of(page.shop, None, NOW).costed
    profit = round(tab._found.forecast.expected_fen * (costed.revenue_fen - costed.goods_fen) / costed.revenue_fen)
    assert f"At the margin so far, {whole_yuan(profit)} of it is gross profit." in page.header.sentence
    for at, one in enumerate(test.classes):
        tab.test.activated.emit(at)
        assert len(page.people.table.rows.ids) == one.customers
    tab.chips.chip("gone").click()
    assert all(tab._found.forecast.customers[one].p_alive < 0.3 for one in tab.table.rows.ids)


def test_too_few_customers_get_their_history_and_the_reason(
    empty_page: RepurchasePage, shop: Shop, qtbot: QtBot
) -> None:
    who = customer_actions.add(shop, CustomerFacts("单晓岚"), NOW)
    order_actions.add(shop, OrderFacts(NOW - timedelta(days=3), 28_00, who), NOW)
    tab = tab_of(empty_page, "forecast", qtbot)
    assert empty_page.header.sentence == rules_forecast.words(Reason.FEW_CUSTOMERS, 1, 0)
    assert cells(tab.table, 0) == ["单晓岚", "1", "1", "¥28"]


def test_the_cost_of_a_source_gives_its_price_per_customer(page: RepurchasePage, noodle: Shop, qtbot: QtBot) -> None:
    tab = tab_of(page, "value", qtbot)
    at = next(at for at, one in enumerate(tab._sources) if one.source == "抖音")
    tab.sources.select([at])
    dialog = SourceCostDialog(page.desk, page, "抖音", None)
    dialog.open()
    dialog.spent.setText("210")
    dialog.accept()
    one = next(one for one in tab._sources if one.source == "抖音")
    assert one.said_fen == 210_00
    assert one.cac_fen == round(210_00 / one.value.customers)
    assert tab.sources.current_id() == at
    journal.undo(noodle, NOW)
    assert next(one for one in tab._sources if one.source == "抖音").said_fen is None


@pytest.mark.parametrize("percent", [3, 10, 20])
def test_the_few_who_bring_most_are_a_click_away(percent: int, page: RepurchasePage, qtbot: QtBot) -> None:
    tab = tab_of(page, "value", qtbot)
    link = tab.tops[percent].findChildren(QAbstractButton)[0]
    link.click()
    assert link.text().startswith(f"{len(page.people.table.rows.ids)} of ")


def test_pairs_sort_by_lift_and_lead_to_their_buyers(page: RepurchasePage, qtbot: QtBot) -> None:
    tab = tab_of(page, "pairs", qtbot)
    lifts = [pair.lift for pair in tab._pairs]
    assert lifts == sorted(lifts, reverse=True)
    tab.pairs.activated.emit(0)
    assert 0 < len(page.people.table.rows.ids) <= tab._pairs[0].together
    tab.firsts.activated.emit(0)
    assert len(page.people.table.rows.ids) == tab._firsts[0].customers


# --- the whole ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_every_tab_of_an_empty_shop_is_sensible(key: str, empty_page: RepurchasePage, qtbot: QtBot) -> None:
    tab = tab_of(empty_page, key, qtbot)
    said = [words.text() for words in tab.findChildren(Words)]
    assert not [text for text in said if "nan" in text.lower() or "inf%" in text]
    assert empty_page.header.sentence


@pytest.mark.parametrize("key", KEYS)
def test_every_tab_of_one_customer_with_one_bill_is_sensible(
    key: str, empty_page: RepurchasePage, shop: Shop, qtbot: QtBot
) -> None:
    who = customer_actions.add(shop, CustomerFacts("单晓岚"), NOW)
    order_actions.add(shop, OrderFacts(NOW, 28_00, who), NOW)
    tab = tab_of(empty_page, key, qtbot)
    assert not [words.text() for words in tab.findChildren(Words) if "nan" in words.text().lower()]


@pytest.mark.parametrize("fen", [-5_00, 0])
def test_a_shop_that_earned_nothing_claims_no_shares_of_the_money(
    fen: int, empty_page: RepurchasePage, shop: Shop, qtbot: QtBot
) -> None:
    who = customer_actions.add(shop, CustomerFacts("单晓岚"), NOW)
    book.write(shop, [(NOW - timedelta(days=days), who, fen) for days in (3, 9)], NOW)
    for key in ("rfm", "value"):
        tab = tab_of(empty_page, key, qtbot)
        table = tab.kinds if key == "rfm" else None
        said = [words.text() for words in tab.findChildren(Words)] + ([cells(table, 0)[3]] if table else [])
        assert "of the money" not in empty_page.header.sentence
        assert not [text for text in said if text.startswith("-") or "-0" in text]


def test_a_bill_elsewhere_is_counted_at_once(page: RepurchasePage, noodle: Shop) -> None:
    before = page.header.sentence
    who = noodle.value("SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM visit) LIMIT 1")
    for days in (1, 3):
        order_actions.add(noodle, OrderFacts(NOW - timedelta(days=days), 28_00, who), NOW)
    assert page.header.sentence != before


def test_tabs_are_chosen_by_keys(page: RepurchasePage, qtbot: QtBot) -> None:
    page.tabs.findChildren(QAbstractButton)[0].setFocus()
    QTest.keyClick(page.tabs.findChildren(QAbstractButton)[0], Qt.Key.Key_Right)
    assert page.tabs.chosen == "rhythm"
    assert page.place() == {"tab": "rhythm"}


@pytest.mark.parametrize("key", KEYS)
def test_nothing_on_a_tab_is_cut_off_in_the_smallest_window(key: str, page: RepurchasePage, qtbot: QtBot) -> None:
    window = page.window()
    window.resize(1024, 700)
    tab = tab_of(page, key, qtbot)
    QTest.qWait(50)
    assert (window.width(), window.height()) == (1024, 700)
    plain = [one for one in tab.findChildren(Words) if not one.wordWrap() and not one._elide]
    seen = [one for one in (*plain, *tab.findChildren(QAbstractButton)) if one.isVisible() and one.text()]
    assert [one.text() for one in seen if one.width() < one.sizeHint().width() - 1] == []


def test_a_large_shop_is_read_in_the_background(
    page: RepurchasePage, noodle: Shop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customer_store, "LARGE", 10)
    page.mark_stale()
    assert page.desk.jobs.running
    tab: Any = page.tab
    qtbot.waitUntil(lambda: not page.desk.jobs.running)
    tab.cards[Rate.BY_CUSTOMER].asked.emit()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.people)
    assert list(page.people.table.rows.ids) == store_rates.people(noodle, NOW, Rate.BY_CUSTOMER, 90)


def test_the_last_month_that_is_over_is_offered_first() -> None:
    months = months_back(NOW.date())
    assert (months[0].isoformat(), months[-1].isoformat(), len(months)) == ("2026-08-01", "2026-09-01", 13)


def test_the_command_search_leads_to_a_tab(page: RepurchasePage) -> None:
    window: Any = page.window()
    window.search()
    search = window.command_search
    assert search is not None
    search.line.setText("rfm")
    search.answer()
    at = next(at for at, choice in enumerate(search.choices) if choice.detail == "Repurchase")
    search.choose(at)
    assert page.tabs.chosen == "rfm"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("which", ["full", "empty"])
def test_a_tab_goes_to_a_spreadsheet(
    key: str, which: str, request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page: RepurchasePage = request.getfixturevalue("page" if which == "full" else "empty_page")
    tab_of(page, key, qtbot)
    path = tmp_path / "figures.xlsx"
    monkeypatch.setattr(page.desk.ask, "save_file", lambda *_args, then: then(path))
    page.commands["export"].trigger()
    qtbot.waitUntil(lambda: not page.desk.jobs.running)
    book = openpyxl.load_workbook(path)
    assert all(sheet.max_column > 1 for sheet in book)
    if which == "full" and key == "overview":
        rates = {row[0].value: row for row in book.worksheets[0].iter_rows(min_row=2)}
        again = store_rates.rates(page.shop, NOW, 90).by_customer.now
        share = rates["Repurchase by customer"][3]
        assert (share.value, share.number_format) == (again.value, "0.0%")
        latest = rates["Second visit within 30 days: the newcomers of 90 days"]
        assert latest[2].value < rates["Second visit within 30 days"][2].value, "of a window, beside those of all times"
    if which == "full" and key == "rhythm":
        assert book.worksheets[0].max_row == len(page.tab.overdue()) + 1 + sum(
            one.state is not State.WATCH for one in page.tab._found.people.values()  # type: ignore[attr-defined]
        )
