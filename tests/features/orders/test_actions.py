"""What the owner does with orders, and what it leaves in the shop file."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions, store
from storeassist.features.orders.records import Filter, Line, LineRow, OrderFacts, OrderRow
from storeassist.features.orders.store_checks import wrong_visits
from storeassist.features.products import actions as products
from storeassist.features.products import store as product_store
from storeassist.kernel import journal
from storeassist.kernel.changes import Changes
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.settings import day_ends_at


@pytest.fixture
def lan(shop: Shop, now: datetime) -> int:
    """A customer."""
    return customers.add(shop, CustomerFacts("单晓岚", phone="+8613812342764"), now)


def test_a_first_order_makes_the_customer_a_visitor(shop: Shop, now: datetime, lan: int) -> None:
    order = store.get(shop, actions.add(shop, OrderFacts(now, 8200, lan, guests=2, table="6"), now))
    totals = customer_store.get(shop, lan).totals
    assert (totals.orders, totals.visits, totals.spent_fen, totals.last_visit_on) == (1, 1, 8200, date(2026, 9, 15))
    assert (order.number, order.customer_name, order.is_live) == ("20260915-001", "单晓岚", True)


def test_two_bills_of_one_evening_are_one_visit(shop: Shop, lan: int) -> None:
    evening = datetime(2026, 9, 14, 23, 50)
    for at in (evening, evening + timedelta(hours=2)):
        actions.add(shop, OrderFacts(at, 1000, lan), at)
    totals = customer_store.get(shop, lan).totals
    assert (totals.orders, totals.visits, totals.last_visit_on) == (2, 1, date(2026, 9, 14))


def test_numbers_count_on_through_the_day_beside_the_shops_own(shop: Shop, now: datetime) -> None:
    for number in ("", "20260915-041", "B7", ""):
        actions.add(shop, OrderFacts(now, 100, number=number), now)
    numbers = [order.number for order in store.fetch(shop, store.ids(shop, sort="number", descending=False))]
    assert numbers == ["20260915-001", "20260915-041", "20260915-042", "B7"]


def test_a_number_that_counts_is_refused_and_that_of_a_void_order_is_not(shop: Shop, now: datetime) -> None:
    first = actions.add(shop, OrderFacts(now, 100, number="B7"), now)
    with pytest.raises(UserError, match="B7"):
        actions.add(shop, OrderFacts(now, 200, number="B7"), now)
    actions.void(shop, first, "", now)
    actions.add(shop, OrderFacts(now, 200, number="B7"), now)
    latest = store.by_number(shop, "B7")
    assert (latest.version, latest.facts.amount_fen, latest.is_live) == (2, 200, True)


def test_a_void_is_a_row_that_reverses_and_says_why(shop: Shop, now: datetime, lan: int) -> None:
    order_id = actions.add(shop, OrderFacts(now, 8200, lan, lines=(Line("牛肉面", 2, 8200),)), now)
    later = now + timedelta(days=2)
    actions.void(shop, order_id, " wrong  table ", later)
    order = store.get(shop, order_id)
    assert (order.voided_at, order.why, order.facts.amount_fen) == (later, "wrong table", 8200)
    assert shop.value('SELECT sum(amount_fen) FROM "order"') == 0
    assert customer_store.get(shop, lan).totals.visits == 0
    noodles = product_store.by_name(shop, "牛肉面")
    assert noodles
    assert (noodles.sold.quantity, noodles.sold.orders) == (0, 0)
    with pytest.raises(UserError, match="void already"):
        actions.void(shop, order_id, "", later)


def test_taking_back_a_void_adds_the_order_again_as_its_next_version(shop: Shop, now: datetime, lan: int) -> None:
    order_id = actions.add(shop, OrderFacts(now, 8200, lan, lines=(Line("牛肉面", 2, 8200),)), now)
    actions.void(shop, order_id, "", now)
    assert journal.undo(shop, now) == "Voided the order 20260915-001"
    again = store.by_number(shop, "20260915-001")
    assert (again.version, again.is_live, again.facts.customer_id, again.facts.lines[0].quantity) == (2, True, lan, 2)
    assert not store.get(shop, order_id).is_live
    assert journal.undo(shop, now) == "Added an order of ¥82"
    assert store.ids(shop) == []
    assert shop.value('SELECT count(*) FROM "order"') == 4


def test_an_order_done_again_finds_its_customer_and_product_again(shop: Shop, now: datetime, lan: int) -> None:
    actions.add(shop, OrderFacts(now, 8200, lan, lines=(Line("牛肉面", 2, 8200),)), now)
    for _step in range(2):
        assert journal.undo(shop, now)
    assert customer_store.count(shop) == product_store.count(shop) == 0
    for _step in range(2):
        assert journal.redo(shop, now)
    order = store.by_number(shop, "20260915-001")
    noodles = product_store.by_name(shop, "牛肉面")
    assert noodles
    assert (order.facts.customer_id, order.facts.lines[0].product_id) == (lan, noodles.id)
    assert (customer_store.get(shop, lan).totals.spent_fen, noodles.sold.quantity) == (8200, 2)


def test_an_order_of_a_customer_who_is_gone_is_refused(shop: Shop, now: datetime) -> None:
    with pytest.raises(UserError, match="customer"):
        actions.add(shop, OrderFacts(now, 100, 99), now)
    assert store.count(shop) == 0


def test_one_order_is_announced_once_with_all_it_touched(shop: Shop, now: datetime, lan: int) -> None:
    heard: list[Changes] = []
    shop.on_change(heard.append)
    actions.add(shop, OrderFacts(now, 100, lan, lines=(Line("面"),)), now)
    assert len(heard) == 1
    assert {"order", "order_line", "visit", "customer_total", "product", "product_total"} <= heard[0].tables


def test_a_later_end_of_the_day_moves_bills_to_the_evening_before(shop: Shop, lan: int) -> None:
    night = datetime(2026, 9, 15, 4, 30)
    voided = actions.add(shop, OrderFacts(night, 700, lan), night)
    actions.add(shop, OrderFacts(night, 300, lan), night)
    actions.void(shop, voided, "", night + timedelta(days=1))
    actions.rebuild_days(shop, 6)
    assert day_ends_at(shop) == 6
    assert customer_store.get(shop, lan).totals.last_visit_on == date(2026, 9, 14)
    assert wrong_visits(shop) == []
    assert customer_store.wrong_totals(shop) == []


# --- in bulk ----------------------------------------------------------------------------------------------------------


def bring(shop: Shop, now: datetime, import_id: int, *orders: OrderRow, replaces: tuple[int, ...] = ()) -> range:
    """Import orders of one line each."""
    with shop.write() as db:
        ids = products.ids_of_names(db, ["面"], now, import_id)
        actions.reverse_many(db, replaces, "corrected", now, import_id=import_id)
        lines = [LineRow(i, 1, ids["面"], "面", 1, row.amount_fen) for i, row in enumerate(orders)]
        return actions.insert_many(db, orders, lines, now, day_ends_at=4, import_id=import_id)


def test_bills_without_a_number_get_one_that_no_other_bill_has(shop: Shop, now: datetime) -> None:
    actions.add(shop, OrderFacts(now, 100), now)
    at = now.isoformat()
    bring(shop, now, 1, OrderRow("", at, None, 1), OrderRow("20260915-003", at, None, 2), OrderRow("", at, None, 3))
    orders = store.fetch(shop, store.ids(shop, sort="number", descending=False))
    assert [o.number for o in orders] == ["20260915-001", "20260915-003", "20260915-004", "20260915-005"]


def test_parts_can_be_booked_together_at_the_end(shop: Shop, now: datetime, lan: int) -> None:
    with shop.write() as db:
        for number in ("A", "B"):
            rows = [OrderRow(number, now.isoformat(), lan, 500)]
            last = actions.insert_many(db, rows, [], now, day_ends_at=4, import_id=1, booked=False)
        actions.book_ids(db, range(last.stop - 2, last.stop))
    assert customer_store.get(shop, lan).totals.spent_fen == 1000
    assert wrong_visits(shop) == []


def test_a_removed_import_leaves_no_trace_and_revives_what_it_corrected(shop: Shop, now: datetime, lan: int) -> None:
    old = bring(shop, now, 1, OrderRow("A", now.isoformat(), lan, 500))
    sums = store.shop_figures(shop)
    new = bring(
        shop, now, 2, OrderRow("A", now.isoformat(), lan, 800, version=2), OrderRow("B", now.isoformat(), lan, 1), replaces=(old[0],)
    )  # fmt: skip
    actions.void(shop, new[1], "", now)
    assert store.shop_figures(shop).revenue_fen == 800
    with shop.write() as db:
        actions.remove_import(db, 2)
    assert store.shop_figures(shop) == sums
    assert store.by_number(shop, "A").is_live
    assert wrong_visits(shop) == []
    assert journal.undo(shop, now) == "Voided the order B"
    assert wrong_visits(shop) == []


def test_an_import_that_a_later_one_corrected_is_removed_only_after_it(shop: Shop, now: datetime) -> None:
    old = bring(shop, now, 1, OrderRow("A", now.isoformat(), None, 500))
    bring(shop, now, 2, OrderRow("A", now.isoformat(), None, 800, version=2), replaces=(old[0],))
    with pytest.raises(UserError, match="that import first"), shop.write() as db:
        actions.remove_import(db, 1)
    assert store.shop_figures(shop).revenue_fen == 800


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_list_finds_orders_by_number_customer_and_day(shop: Shop, now: datetime, lan: int) -> None:
    hers = actions.add(shop, OrderFacts(now, 100, lan), now)
    night = actions.add(shop, OrderFacts(datetime(2026, 9, 15, 1), 300, number="B7"), now)
    gone = actions.add(shop, OrderFacts(now - timedelta(days=9), 500), now)
    actions.void(shop, gone, "", now)
    assert store.ids(shop) == [hers, night]
    assert store.ids(shop, Filter(text="shan")) == store.ids(shop, Filter(text="2764")) == [hers]
    assert store.ids(shop, Filter(text="B")) == [night]
    assert store.ids(shop, Filter(text="%")) == []
    assert store.ids(shop, Filter(first_day=date(2026, 9, 14), last_day=date(2026, 9, 14))) == [night]
    assert store.ids(shop, Filter(state="voided")) == [gone]
    assert store.ids(shop, Filter(state=""), sort="amount", limit=2) == [gone, night]
    assert store.ids(shop, Filter(customer_id=lan)) == [hers]


@pytest.mark.parametrize("sort", store.SORTS)
def test_every_sort_shows_every_order(shop: Shop, now: datetime, lan: int, sort: str) -> None:
    for who in (lan, None):
        actions.add(shop, OrderFacts(now, 100, who), now)
    assert sorted(store.ids(shop, sort=sort, descending=False)) == sorted(store.ids(shop, sort=sort)) == [1, 2]


def test_a_customers_history_tells_visits_in_words(shop: Shop, now: datetime, lan: int) -> None:
    lines = (Line("牛肉面", 2, 7000), Line("卤蛋"), Line("茶"), Line("粥"), Line("糕"))
    actions.add(shop, OrderFacts(now, 8200, lan, lines, guests=2, table="6"), now)
    (entry,) = store.order_entries(shop, lan, 10)
    assert (entry.title, entry.detail) == ("Visit ¥82·2 guests·table 6", "牛肉面 ×2, 卤蛋, 茶 and 2 more")


def test_history_pages_back_by_time(shop: Shop, now: datetime, lan: int) -> None:
    for hours in (1, 2, 3):
        actions.add(shop, OrderFacts(now - timedelta(hours=hours), hours, lan), now)
    first = store.of_customer(shop, lan, limit=2)
    rest = store.of_customer(shop, lan, limit=2, before=first[-1].facts.at)
    assert [order.facts.amount_fen for order in (*first, *rest)] == [1, 2, 3]


def test_a_broken_sum_is_told_by_the_check(shop: Shop, now: datetime, lan: int) -> None:
    actions.add(shop, OrderFacts(now, 100, lan, lines=(Line("面", 1, 100),)), now)
    with shop.write() as db:
        db.execute("UPDATE visit SET spent_fen = 7")
        db.execute("UPDATE product_total SET sold_fen = 7")
        db.execute("UPDATE order_day SET orders = 7")
        db.execute("UPDATE customer_total SET median_gap_days = 7")
    assert len(wrong_visits(shop)) == 4
    with shop.write() as db:
        actions.rebuild(db)
    assert wrong_visits(shop) == []


def test_a_broad_search_still_finds_the_latest_of_all(shop: Shop, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in ("B1", "B2", "B3", "C1"):
        actions.add(shop, OrderFacts(now, 100, number=number), now)
    narrow = [store.ids(shop, Filter(text="B"), sort, limit=2) for sort in store.SORTS]
    monkeypatch.setattr(store, "_BROAD", 2)
    assert [store.ids(shop, Filter(text="B"), sort, limit=2) for sort in store.SORTS] == narrow
    assert narrow[0] == [3, 2]
    assert store.ids(shop, Filter(text="B")) == [3, 2, 1]
