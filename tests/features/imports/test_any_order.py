"""Imports in any order, and taken back in any order, mix up no customers and count no money twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts, FieldKind
from storeassist.features.duplicates.actions import merge
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.features.imports.records import Kind, Options
from storeassist.features.orders import actions as order_actions
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import OrderFacts
from storeassist.features.orders.store_checks import wrong_visits
from storeassist.features.products import actions as product_actions
from storeassist.features.products import store as product_store
from storeassist.features.products.records import Role
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.dumps import problems
from tests.features.imports.conftest import Import, Write

MEMBERS = ["会员号", "姓名", "手机号"]
BILLS = ["单号", "时间", "手机号", "金额"]
NOON = datetime(2026, 9, 1, 12)


@pytest.fixture
def customers(write: Write, bring_in: Import) -> Any:
    """Import a list of customers given as rows."""
    return lambda *rows: bring_in(write([MEMBERS, *rows], "members.xlsx"), Kind.CUSTOMERS)


@pytest.fixture
def bills(write: Write, bring_in: Import) -> Any:
    """Import bills given as rows."""
    return lambda *rows, head=BILLS: bring_in(write([head, *rows], "bills.xlsx"), Kind.ORDERS)


def people(shop: Shop) -> list[tuple[str, str, int]]:
    """Number, phone and spend of all customers."""
    found = customer_store.fetch(shop, customer_store.ids(shop, sort="number", descending=False))
    return sorted((c.number, c.facts.phone, c.totals.spent_fen) for c in found)


def test_members_get_their_own_bills_when_the_bills_came_first(shop: Shop, customers: Any, bills: Any) -> None:
    bills(["A1", NOON, "13800000001", 10], ["A2", NOON, "13800000002", 20])
    customers(["1", "乙", "13800000002"], ["2", "甲", "13800000001"], ["", "丙", "13800000003"])
    assert people(shop) == [
        ("1", "+8613800000002", 2000),
        ("2", "+8613800000001", 1000),
        ("3", "+8613800000003", 0),
    ]


def test_a_number_of_somebody_else_is_refused(shop: Shop, customers: Any, now: datetime) -> None:
    customer_actions.add(shop, CustomerFacts(name="王手工", phone="+8613900000009"), now)
    result = customers(["1", "甲", "13800000001"])
    assert [refusal.column for refusal in result.refusals] == ["会员号"]
    assert customer_store.by_number(shop, "1").name == "王手工"


def test_a_number_that_lost_its_zeros_is_still_the_member(shop: Shop, customers: Any, bills: Any) -> None:
    customers(["0012", "甲", ""])
    bills(["A1", NOON, 12, 5], ["A2", NOON, "００１２", 5], head=["单号", "时间", "会员号", "金额"])
    assert people(shop) == [("0012", "", 1000)]


def test_a_number_free_again_is_not_taken_from_its_new_owner(
    shop: Shop, customers: Any, bills: Any, now: datetime
) -> None:
    bills(["A1", NOON, "13800000001", 10])
    (met,) = people(shop)
    renumbered = customers(["M001", "甲", "13800000001"])
    customer_actions.add(shop, CustomerFacts(name="新客", number=met[0]), now)
    assert undo_import(shop, renumbered.import_id, now) == 1
    assert {number for number, _phone, _spent in people(shop)} == {"M001", met[0]}


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_imports_taken_back_leave_nothing(shop: Shop, bills: Any, now: datetime, order: Sequence[int]) -> None:
    head = [*BILLS, "商品"]
    bills(["A1", NOON, "13800000001", 10, "面"], head=head)
    bills(["A2", NOON, "13800000001", 10, "面"], head=head)
    for import_id in order:
        undo_import(shop, import_id, now)
    assert (people(shop), product_store.count(shop)) == ([], 0)


def test_a_customer_a_later_import_changed_goes_once_both_are_taken_back(
    shop: Shop, customers: Any, now: datetime
) -> None:
    first = customers(["M1", "甲", "13800000001"])
    second = customers(["M1", "甲一", "13800000001"])
    assert undo_import(shop, second.import_id, now) == 0
    assert undo_import(shop, first.import_id, now) == 0
    assert people(shop) == []


def test_what_was_done_to_customers_that_went_cannot_be_done_again(shop: Shop, customers: Any, now: datetime) -> None:
    brought = customers(["M1", "甲", "13800000001"])
    customer_actions.tag(shop, customer_store.ids(shop), ["VIP"], now)
    undo_import(shop, brought.import_id, now)
    journal.undo(shop, now)
    with pytest.raises(UserError):
        journal.redo(shop, now)
    assert journal.redo(shop, now) is None


def test_products_the_owner_changed_stay_when_their_import_goes(
    shop: Shop, write: Write, bring_in: Import, now: datetime
) -> None:
    brought = bring_in(write([["商品", "价格"], ["面", 10], ["粉", 9]]), Kind.PRODUCTS)
    noodles = product_store.by_name(shop, "面")
    assert noodles and brought.import_id
    product_actions.set_role(shop, [noodles.id], Role.HERO, now)
    undo_import(shop, brought.import_id, now)
    assert [p.name for p in product_store.fetch(shop, product_store.ids(shop))] == ["面"]


@pytest.mark.parametrize("entered_again", [True, False])
def test_a_bill_voided_by_hand_does_not_come_back_with_an_import(
    shop: Shop, bills: Any, now: datetime, entered_again: bool
) -> None:
    order_actions.add(shop, OrderFacts(NOON, 1000, number="X"), now)
    corrected = bills(["X", NOON, "", 20])
    order_actions.void(shop, order_store.by_number(shop, "X").id, "", now)
    if entered_again:
        order_actions.add(shop, OrderFacts(NOON, 3000, number="X"), now)
    undo_import(shop, corrected.import_id, now)
    assert order_store.shop_figures(shop).revenue_fen == (3000 if entered_again else 0)
    assert wrong_visits(shop) == []


def test_numbers_that_begin_anew_every_day_are_refused(shop: Shop, bills: Any) -> None:
    head = ["流水号", "时间", "金额"]
    within = bills(["1", NOON, 10], ["2", NOON, 11], ["1", datetime(2026, 9, 2, 11), 20], head=head)
    assert (within.new, [r.row for r in within.refusals]) == (1, [2, 4])
    later = bills(["2", datetime(2026, 9, 2, 12), 20], head=head)
    assert (later.new, later.updated, len(later.refusals)) == (0, 0, 1)


def test_bills_without_times_belong_to_their_own_day(shop: Shop, bills: Any) -> None:
    bills(["A1", "2026-09-15", "13800000001", 10], head=["单号", "日期", "手机号", "金额"])
    (customer,) = customer_store.fetch(shop, customer_store.ids(shop))
    assert str(customer.totals.last_visit_on) == "2026-09-15"
    order_actions.rebuild_days(shop, 6)
    assert str(customer_store.get(shop, customer.id).totals.last_visit_on) == "2026-09-15"


def test_the_column_asked_for_is_the_one_mapped(shop: Shop, write: Write, bring_in: Import) -> None:
    rows = [["金额(应付)", "金额(实付)", "时间", "单号"], [10, 8, NOON, "a"]]
    bring_in(write(rows), Kind.ORDERS, amount="金额(实付)")
    assert order_store.shop_figures(shop).revenue_fen == 800


def test_an_unknown_field_is_named(shop: Shop, write: Write, bring_in: Import) -> None:
    with pytest.raises(UserError) as refused:
        bring_in(write([MEMBERS, ["1", "甲", ""]]), Kind.CUSTOMERS, foo="姓名")
    assert "foo" in str(refused.value)


def test_what_was_undone_before_an_import_went_cannot_be_done_again(shop: Shop, customers: Any, now: datetime) -> None:
    customers(["M1", "甲", "13800000001"])
    customer_actions.tag(shop, customer_store.ids(shop), ["VIP"], now)
    assert journal.undo(shop, now) and journal.undo(shop, now)
    assert journal.redo(shop, now) is None
    assert people(shop) == []


def test_customers_go_with_their_import_once_their_orders_were_taken_back(
    shop: Shop, customers: Any, now: datetime
) -> None:
    customers(["M1", "甲", "13800000001"])
    order_actions.add(shop, OrderFacts(NOON, 1000, customer_store.by_number(shop, "M1").id), now)
    assert journal.undo(shop, now) and journal.undo(shop, now)
    assert people(shop) == []


def test_customers_whose_order_was_voided_stay_with_it(shop: Shop, customers: Any, now: datetime) -> None:
    brought = customers(["M1", "甲", "13800000001"])
    order = order_actions.add(shop, OrderFacts(NOON, 1000, customer_store.by_number(shop, "M1").id), now)
    order_actions.void(shop, order, "", now)
    assert undo_import(shop, brought.import_id, now) == 1
    journal.undo(shop, now)
    assert people(shop) == [("M1", "+8613800000001", 1000)]


def test_an_imported_customer_is_not_taken_for_one_that_was_merged_away(
    shop: Shop, customers: Any, now: datetime
) -> None:
    keep, drop = (customer_actions.add(shop, CustomerFacts(name=name), now) for name in ("甲", "甲一"))
    merge(shop, plan_merge(shop, keep, drop, {"number": "drop"}), now)
    brought = customers(["M1", "乙", "13800000001"])
    assert undo_import(shop, brought.import_id, now) == 0
    assert [number for number, _phone, _spent in people(shop)] == ["2"]


def test_a_field_of_the_owners_own_stays_when_the_import_that_had_its_place_goes(
    shop: Shop, write: Write, bring_in: Import, now: datetime
) -> None:
    sheet = write([[*MEMBERS, "口味"], ["M1", "甲", "13800000001", "微辣"]])
    brought = bring_in(sheet, Kind.CUSTOMERS, Options({"number": 0, "name": 1}, new_fields={3: "口味"}))
    customer_actions.remove_field(shop, customer_store.fields(shop)[0], now)
    customer_actions.add_field(shop, "座位", FieldKind.TEXT, now)
    undo_import(shop, brought.import_id, now)
    assert [field.name for field in customer_store.fields(shop)] == ["座位"]


def test_a_corrected_bill_comes_back_when_its_void_and_its_correction_are_taken_back(
    shop: Shop, bills: Any, now: datetime
) -> None:
    order_actions.add(shop, OrderFacts(NOON, 1000, number="X"), now)
    bills(["X", NOON, "", 20])
    order_actions.void(shop, order_store.by_number(shop, "X").id, "", now)
    assert journal.undo(shop, now) and journal.undo(shop, now)
    assert order_store.shop_figures(shop).revenue_fen == 1000
    assert wrong_visits(shop) == []


def test_a_tag_that_goes_finds_nobody_any_more(shop: Shop, write: Write, bring_in: Import, now: datetime) -> None:
    customer_actions.add(shop, CustomerFacts("王手工", tags=("VIP",)), now)
    brought = bring_in(write([[*MEMBERS, "标签"], ["M1", "甲", "13800000001", "VIP"]]), Kind.CUSTOMERS)
    customer_actions.add_note(shop, customer_store.by_number(shop, "M1").id, "老客", now)
    undo_import(shop, brought.import_id, now)
    assert journal.undo(shop, now) and journal.undo(shop, now)
    assert people(shop) == [("M1", "+8613800000001", 0)]
    assert customer_store.find(shop, "VIP") == []


def test_a_merge_taken_back_gives_up_bills_corrected_after_an_import_went(shop: Shop, bills: Any, now: datetime) -> None:
    """What voids and corrects a bill may have the ids of bills that went with their import."""
    keep, drop = (customer_actions.add(shop, CustomerFacts(name=name), now) for name in ("甲", "乙"))
    order_id = order_actions.add(shop, OrderFacts(NOON, 1000, drop, number="B1"), now)
    brought = bills(*([f"A{n}", NOON, "13800000001", 10] for n in range(9)))
    merge(shop, plan_merge(shop, keep, drop), now)
    undo_import(shop, brought.import_id, now)
    later = now + timedelta(hours=1)
    order_actions.void(shop, order_id, "桌号错", later)
    for _act in ("the void", "the merge"):
        journal.undo(shop, later)
    assert order_store.get(shop, order_store.ids(shop)[0]).facts.customer_id == drop
    assert problems(shop) == []


def test_a_merge_taken_back_gives_away_no_bill_written_since(shop: Shop, bills: Any, now: datetime) -> None:
    """A new bill may have the id of one that went with its import."""
    keep, drop = (customer_actions.add(shop, CustomerFacts(name=name), now) for name in ("甲", "乙"))
    customer_actions.change(shop, drop, CustomerFacts(name="乙", phone="+8613800000001"), now)
    brought = bills(*([f"A{n}", NOON, "13800000001", 10] for n in range(3)))
    merge(shop, plan_merge(shop, keep, drop), now)
    undo_import(shop, brought.import_id, now)
    later = now + timedelta(hours=1)
    mine = order_actions.add(shop, OrderFacts(later, 1000, keep, number="B1"), later)
    for _act in ("the bill", "the merge"):
        journal.undo(shop, later)
    assert order_store.get(shop, mine).facts.customer_id == keep
