"""A list of more orders than can be read while someone types: first its top, then, unseen, the rest."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions, store
from storeassist.features.orders.page import OrdersPage
from storeassist.features.orders.records import Filter, OrderFacts
from storeassist.features.orders.store_lists import FIRST, SMALL, Question, whole_of
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Cancelled, Quiet
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window

NOW = datetime(2026, 9, 15, 12, 21)
MANY = SMALL + 1_000
NAMES = ("单晓岚", "Ann", "Ann", "王五")


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def people(shop: Shop) -> list[int]:
    """Four customers; two have the same name."""
    return [customers.add(shop, CustomerFacts(name=name), NOW) for name in NAMES]


@pytest.fixture
def long_shop(shop: Shop, people: list[int]) -> Shop:
    """A shop whose orders, a minute apart and of 1, 2, 3 ... fen, are for each customer in turn and for nobody."""
    turn = [*people, None]
    rows = []
    for n in range(1, MANY + 1):
        at = (NOW - timedelta(minutes=MANY - n)).isoformat(timespec="seconds")
        rows.append((n, f"A{n:05}", at, store_day(at), turn[n % len(turn)], n, at))
    with shop.write() as db:
        db.executemany(
            'INSERT INTO "order" (id, number, at, day, customer_id, amount_fen, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
            rows,
        )
        db.execute('INSERT INTO order_day SELECT day, count(*), 0, sum(amount_fen) FROM "order" GROUP BY day')
    return shop


def store_day(at: str) -> str:
    """The business day of a moment, which ends at four."""
    return (datetime.fromisoformat(at) - timedelta(hours=4)).date().isoformat()


@pytest.fixture
def page(window: Window, long_shop: Shop, qtbot: QtBot) -> OrdersPage:
    """All orders, listed to the end."""
    page = window.go("orders")
    assert isinstance(page, OrdersPage)
    page.periods.chip("all").click()
    settle(page, qtbot)
    return page


def settle(page: OrdersPage, qtbot: QtBot) -> None:
    """Until the rest of the list is there."""
    qtbot.waitUntil(lambda: not page._rest.awaited and not page.desk.jobs.running)


def foot_of(page: OrdersPage) -> str:
    return next(words.text() for words in page.table.findChildren(Words) if words.isVisible() and "·" in words.text())


def test_the_top_of_a_long_list_is_there_at_once_and_its_end_and_sum_a_moment_later(
    page: OrdersPage, qtbot: QtBot
) -> None:
    assert list(page.table.rows.ids) == list(range(MANY, 0, -1))
    assert foot_of(page) == f"{MANY:,} orders·¥{MANY * (MANY + 1) // 200:,} paid, after discounts"
    page.search.set_text("A0")
    assert list(page.table.rows.ids) == list(range(MANY, MANY - FIRST, -1))
    assert foot_of(page) == "The first 500 orders·adding up the rest…"
    settle(page, qtbot)
    assert len(page.table.rows.ids) == MANY
    assert "rest" not in foot_of(page)


def test_the_answer_to_an_earlier_search_is_never_shown(page: OrdersPage, qtbot: QtBot) -> None:
    page.search.set_text("A0")
    page._rest._pause.timeout.emit()
    assert page.desk.jobs.running
    page.search.set_text("A00042")
    assert list(page.table.rows.ids) == [42]
    settle(page, qtbot)
    assert list(page.table.rows.ids) == [42]
    assert foot_of(page) == "1 order·¥0.42 paid, after discounts"


def test_place_and_choice_are_kept_when_the_rest_arrives(page: OrdersPage, qtbot: QtBot) -> None:
    bar = page.table.view.verticalScrollBar()
    page.table.select([MANY - 3_000])
    place = bar.value()
    assert place > 0
    page.reload()
    assert (page.table.selected_ids(), bar.value()) == ([MANY - 3_000], place)
    settle(page, qtbot)
    assert (page.table.selected_ids(), bar.value()) == ([MANY - 3_000], place)
    assert page.bill.slip.lines


def test_a_choice_below_the_first_rows_of_another_sort_is_kept(page: OrdersPage, qtbot: QtBot) -> None:
    page.table.select([MANY - 10])
    page.table.set_sort("at", False)
    page.table.sort_changed.emit("at", False)
    assert page.table.selected_ids() == [] and page._current() == MANY - 10
    settle(page, qtbot)
    assert page.table.selected_ids() == [MANY - 10]
    assert page.table.view.verticalScrollBar().value() == 0


def test_a_new_order_is_on_top_at_once_and_those_below_stay(page: OrdersPage, shop: Shop, qtbot: QtBot) -> None:
    new = actions.add(shop, OrderFacts(NOW, 700), NOW)
    assert list(page.table.rows.ids[:2]) == [new, MANY] and len(page.table.rows.ids) == MANY + 1
    settle(page, qtbot)
    assert len(page.table.rows.ids) == MANY + 1


def test_an_old_order_is_gone_to_once_its_row_is_there(page: OrdersPage, qtbot: QtBot) -> None:
    page.search.set_text("A00042")
    page.open(order_id=7)
    assert page._current() == 7
    settle(page, qtbot)
    assert page.table.selected_ids() == [7]
    assert page.table.view.verticalScrollBar().value() > 0


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", sorted(store.SORTS))
def test_the_first_rows_of_every_sort_are_the_top_of_the_whole_list(
    long_shop: Shop, sort: str, descending: bool
) -> None:
    everything = store.ids(long_shop, Filter(state=""), sort, descending)
    assert sorted(everything) == list(range(1, MANY + 1))
    for limit in (1, FIRST, MANY - 100, MANY + 1):
        assert store.ids(long_shop, Filter(state=""), sort, descending, limit) == everything[:limit]


def test_by_customer_nobodys_orders_come_last_and_names_in_their_order(long_shop: Shop) -> None:
    names = [
        order.customer_name for order in store.fetch(long_shop, store.ids(long_shop, sort="customer", descending=True))
    ]
    assert [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name] == ["王五", "单晓岚", "Ann", ""]


def test_reading_a_list_stops_when_it_is_given_up(long_shop: Shop) -> None:
    class GivenUp(Quiet):
        def report(self, done: int, total: int, text: str = "") -> None:
            raise Cancelled

    asked = Question(Filter(state=""), "amount", True)
    with pytest.raises(Cancelled):
        whole_of(GivenUp(), long_shop, asked)
    assert len(whole_of(Quiet(), long_shop, asked).ids) == MANY
