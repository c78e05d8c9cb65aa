"""Files that name a customer who was merged into another: nothing twice."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Consent, Customer, CustomerFacts
from storeassist.features.duplicates import actions
from storeassist.features.duplicates.actions_planning import plan_merge
from storeassist.features.duplicates.records import Side
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.features.imports.records import Kind
from storeassist.features.orders import actions as orders
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import OrderFacts
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from tests.dumps import problems
from tests.features.imports.conftest import Import, Write, dump

NOW = datetime(2026, 9, 15, 11, 6)
HEAD = ["会员号", "姓名", "手机号", "微信", "标签", "备注", "营销许可"]
MEMBERS = [
    HEAD,
    ["0007", "单晓岚", "13812342764", "", "VIP", "窗边", "是"],
    ["0012", "单晓兰", "13912340218", "xl_88", "外卖", "", "否"],
    ["0020", "陈浩", "13712340000", "", "", "", ""],
]
BILLS = [
    ["单号", "时间", "会员号", "实收"],
    ["A1", datetime(2026, 9, 1, 12), "0007", 28],
    ["A2", datetime(2026, 9, 2, 12), "0012", 32],
    ["A3", datetime(2026, 9, 3, 12), "12", 36],
]


@pytest.fixture
def members(write: Write, bring_in: Import) -> Path:
    """The till's list of members, brought in."""
    path = write(MEMBERS, "members.xlsx")
    assert bring_in(path, Kind.CUSTOMERS).new == 3
    return path


def merge(shop: Shop, keep: str, drop: str, **choices: Side) -> Customer:
    one, other = customer_store.by_number(shop, keep), customer_store.by_number(shop, drop)
    actions.merge(shop, plan_merge(shop, one.id, other.id, choices), NOW)
    return customer_store.get(shop, one.id)


@pytest.mark.parametrize("choices", [{}, {"phone": "drop", "name": "drop"}, {"number": "drop"}])
def test_the_same_list_again_changes_nothing_and_creates_nobody(
    shop: Shop, members: Path, bring_in: Import, choices: dict[str, Side]
) -> None:
    merge(shop, "0007", "0012", **choices)
    before = dump(shop)
    result = bring_in(members, Kind.CUSTOMERS)
    assert (result.new, result.updated, result.same, result.refusals) == (0, 0, 3, ())
    assert dump(shop) == before


def test_news_of_the_one_who_stays_still_come_in(shop: Shop, members: Path, write: Write, bring_in: Import) -> None:
    one = merge(shop, "0007", "0012")
    news = [HEAD, ["0007", "单晓岚", "13812342799", "", "", "少辣", ""], MEMBERS[2]]
    assert bring_in(write(news), Kind.CUSTOMERS).updated == 1
    facts = customer_store.get(shop, one.id).facts
    assert (facts.phone, facts.note, facts.consent) == ("+8613812342799", "少辣", Consent.NO)


def test_bills_under_the_old_number_go_to_the_one_who_stays(
    shop: Shop, members: Path, write: Write, bring_in: Import
) -> None:
    one = merge(shop, "0007", "0012")
    result = bring_in(write(BILLS, "bills.xlsx"), Kind.ORDERS)
    assert (result.new, result.customers_created) == (3, 0)
    assert customer_store.get(shop, one.id).totals.orders == 3
    assert problems(shop) == []


def test_bills_that_came_before_are_the_same_when_they_come_again(
    shop: Shop, members: Path, write: Write, bring_in: Import
) -> None:
    bills = write(BILLS, "bills.xlsx")
    bring_in(bills, Kind.ORDERS)
    merge(shop, "0007", "0012")
    result = bring_in(bills, Kind.ORDERS)
    assert (result.new, result.updated, result.same) == (0, 0, 3)


def test_numbers_given_on_import_are_never_former_ones(shop: Shop, write: Write, bring_in: Import) -> None:
    phones = [["单号", "时间", "手机号", "实收"]]
    phones += [[f"A{n}", datetime(2026, 9, 1, 12), f"1381234000{n}", 28] for n in (1, 2)]
    bring_in(write(phones), Kind.ORDERS)
    merge(shop, "B1", "B2")
    bring_in(write([phones[0], ["A9", datetime(2026, 9, 1, 12), "13812340009", 28]]), Kind.ORDERS)
    assert [customer.number for customer in customer_store.find(shop, "0009")] == ["B3"]
    customers.add(shop, CustomerFacts(name="Ann", number="40"), NOW)
    customers.add(shop, CustomerFacts(name="Ann", number="41"), NOW)
    merge(shop, "40", "41")
    bring_in(write([["姓名", "手机号"], ["王伟", "13812340055"]]), Kind.CUSTOMERS)
    assert [customer.number for customer in customer_store.find(shop, "王伟")] == ["42"]


def test_who_took_somebody_over_outlives_the_import_that_brought_them(
    shop: Shop, members: Path, bring_in: Import
) -> None:
    by_hand = customers.add(shop, CustomerFacts(name="单晓岚", number="99"), NOW)
    orders.add(shop, OrderFacts(NOW, 30_00, by_hand), NOW)
    merge(shop, "0020", "99")
    undo_import(shop, 1, NOW)
    assert customer_store.by_number(shop, "99").number == "0020"
    assert problems(shop) == []


def test_a_merge_is_undone_after_the_bills_it_moved_were_taken_back(
    shop: Shop, members: Path, write: Write, bring_in: Import
) -> None:
    bring_in(write(BILLS, "bills.xlsx"), Kind.ORDERS)
    one = merge(shop, "0007", "0012")
    undo_import(shop, 2, NOW)
    assert journal.undo(shop, NOW)
    assert order_store.count(shop) == 0
    assert customer_store.get(shop, one.id).totals.orders == 0
    assert customer_store.by_number(shop, "0012").name == "单晓兰"
    assert problems(shop) == []
