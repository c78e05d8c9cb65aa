"""The Batch results page: side by side, sorted, one in detail, out to a spreadsheet; and the same on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from storeassist import cli
from storeassist.adapters import sheets
from storeassist.app import open_window
from storeassist.features.batches import store
from storeassist.features.batches.page import SORTS, BatchesPage
from storeassist.features.batches.panels import bars, columns
from storeassist.features.batches.records import Result
from storeassist.features.cards import store as cards
from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Filter
from storeassist.kernel.database import Shop
from storeassist.ui.taste import Taste
from storeassist.ui.window import Window
from tests.conftest import NOW
from tests.scenes_batches import PACKAGE, TABLE, print_batches


@pytest.fixture
def batches(shop: Shop) -> list[int]:
    """Two batches, and those who came with them."""
    return print_batches(shop)


@pytest.fixture
def window(shop: Shop, batches: list[int], qtbot: QtBot) -> Window:
    """A window on a shop with batches."""
    window = open_window(shop, taste=Taste.memory(), clock=lambda: NOW)
    qtbot.addWidget(window)
    window.show()
    return window


def page_of(window: Window) -> BatchesPage:
    window.go("batches")
    page = window.page("batches")
    assert isinstance(page, BatchesPage)
    return page


def test_every_column_sorts_and_the_unknown_lies_at_the_end(window: Window, batches: list[int]) -> None:
    page = page_of(window)
    for key in SORTS:
        page.table.set_sort(key, True)
        page.table.sort_changed.emit(key, True)
        assert sorted(page.table.rows.ids) == sorted(batches)
    page.table.set_sort("claimed", True)
    page.table.sort_changed.emit("claimed", True)
    assert page.table.rows.ids == batches
    assert {column.key for column in columns(NOW.date()) if column.key} == set(SORTS)


def test_the_first_batch_is_shown_at_once_and_the_detail_follows_the_row(window: Window, batches: list[int]) -> None:
    page = page_of(window)
    assert page.panel.name.text() == TABLE.name
    page.table.select([batches[0]])
    assert page.panel.name.text() == PACKAGE.name
    assert [words.text() for _label, words, _bar in page.panel.steps] == ["300", "26  8.7%", "26  100.0%", "8  30.8%"]


def test_customers_told_by_a_channel_are_no_share_of_the_cards_that_many_of_them_saw(
    window: Window, shop: Shop, batches: list[int]
) -> None:
    for at in range(200):
        customers.add(shop, CustomerFacts(f"桌友{at}", source=TABLE.channel), NOW)
    page = page_of(window)
    page.table.select([batches[1]])
    printed, of_it, first, _again = page.panel.steps
    assert page.panel.name.text() == TABLE.name
    assert [words.text() for _label, words, _bar in (printed, of_it, first)] == ["120", "200", "0  0.0%"]
    assert [bar.accessibleName() for _label, _words, bar in page.panel.steps[:2]] == ["0 % done", "100 % done"]


def test_a_bill_recorded_elsewhere_is_counted_at_once(window: Window, shop: Shop, batches: list[int]) -> None:
    page = page_of(window)
    page.table.select([batches[0]])
    before = page.panel.chart.accessibleDescription()
    order = order_store.ids(shop, Filter(text=""), "at", True)[-1]
    orders.void(shop, order, "错", NOW)
    assert [page.panel.steps[at][1].text() for at in (2, 3)] == ["26  100.0%", "7  26.9%"]  # the second bill is the first now
    assert page.panel.chart.accessibleDescription() == before


def test_the_chart_holds_every_use_by_days_or_by_weeks(shop: Shop, batches: list[int]) -> None:
    result = store.results(shop, [cards.get(shop, batches[0])])[0]
    first = result.figures.by_day[0][0]
    by_week, by_day = bars(result, NOW.date()), bars(replace_days(result), first)
    assert [sum(bar.value for bar in made) for made in (by_week, by_day)] == [26, 3]
    assert (len(by_week), len(by_day)) == (7, 14)


def replace_days(result: Result) -> Result:
    """A batch of which only the first three days counted."""
    return replace(result, figures=replace(result.figures, by_day=result.figures.by_day[:3]))


def test_the_export_holds_the_figures_in_the_order_of_the_list(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, path = page_of(window), tmp_path / "results.xlsx"
    monkeypatch.setattr(page.desk.ask, "save_file", lambda *_args, then: then(path))
    page.commands["export"].trigger()
    qtbot.waitUntil(path.is_file)
    qtbot.waitUntil(lambda: not page.desk.jobs.running)
    _info, chunks = sheets.open_sheet(path)
    rows = [list(row) for chunk in chunks for row in chunk.rows]
    assert [row[0] for row in rows] == ["Batch", TABLE.name, PACKAGE.name]
    assert rows[2][2:7] == [300, 26, 26, 8, 26]


def test_a_shop_without_batches_says_what_to_do(shop: Shop, qtbot: QtBot) -> None:
    window = open_window(shop, taste=Taste.memory(), clock=lambda: NOW)
    qtbot.addWidget(window)
    window.show()
    page = page_of(window)
    assert page.table.rows.ids == []
    assert page.panel.name.text() == ""


def test_the_command_line_answers_with_the_same_figures(
    shop: Shop, batches: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--shop", str(shop.path), "--json", "--now", NOW.isoformat(), "cards", "results"]
    assert cli.run([*asked, PACKAGE.name]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    result = store.results(shop, [cards.get(shop, batches[0])])[0]
    assert document | {"by_day": []} == {
        "batch": PACKAGE.name,
        "printed": 300,
        "claimed": 26,
        "first_orders": 26,
        "repeat_orders": 8,
        "revenue_fen": result.figures.revenue_fen,
        "discount_fen": 26 * 8_00,
        "worth_fen": 0,
        "cost_fen": 66_00,
        "cost_per_new_customer_fen": round((66_00 + 26 * 8_00) / 26),
        "net_fen": result.net_fen,
        "verdict": "cannot_tell",
        "by_day": [],
    }
    assert sum(one["count"] for one in document["by_day"]) == 26
    assert cli.run([*asked, "没有这批"]) == 1


def test_a_large_shop_reads_its_batches_without_holding_the_window(
    window: Window, batches: list[int], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customer_store, "LARGE", 1)
    window.go("batches", batch_id=batches[-1])
    page = page_of(window)
    assert not page.table.rows.ids
    qtbot.waitUntil(lambda: sorted(page.table.rows.ids) == sorted(batches), timeout=5000)
    assert page.table.current_id() == batches[-1]
