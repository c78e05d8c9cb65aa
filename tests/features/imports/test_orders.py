"""Files of bills come in as whole bills, bring their customers along, and never count twice."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts, Origin
from storeassist.features.imports.records import Kind, Outcome
from storeassist.features.orders import actions as order_actions
from storeassist.features.orders import store
from storeassist.features.orders.records import OrderFacts
from storeassist.features.orders.store_checks import wrong_visits
from storeassist.features.products import store as product_store
from storeassist.kernel import journal
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from tests.features.imports.conftest import Import, Write, dump, plan_of

LINES = ["订单编号", "下单时间", "会员号", "商品名称", "数量", "实付金额", "优惠金额"]
BILL_1 = [
    ["A1", datetime(2026, 9, 1, 12, 5), "M001", "牛肉面", 2, 56, 4],
    ["A1", datetime(2026, 9, 1, 12, 5), "M001", "酸梅汤", 1, "¥6.00", 0],
]
BILL_2 = [["A2", "2026/9/2 18:30", "", "牛肉面", "1份", "28元", ""]]


def test_rows_of_one_number_are_one_bill(shop: Shop, write: Write, bring_in: Import) -> None:
    result = bring_in(write([LINES, *BILL_1, *BILL_2]), Kind.ORDERS)
    assert (result.rows, result.new, result.customers_created) == (3, 2, 1)
    order = store.by_number(shop, "A1")
    assert (order.facts.amount_fen, order.facts.discount_fen) == (6200, 400)
    assert [(line.name, line.quantity, line.amount_fen) for line in order.facts.lines] == [
        ("牛肉面", 2, 5600),
        ("酸梅汤", 1, 600),
    ]
    member = customer_store.by_number(shop, "M001")
    assert (member.origin, member.totals.visits, member.totals.spent_fen) == (Origin.ORDER, 1, 6200)
    assert store.by_number(shop, "A2").facts.customer_id is None
    assert wrong_visits(shop) == []


def test_whoever_came_first_after_midnight_joined_on_that_evening(shop: Shop, write: Write, bring_in: Import) -> None:
    rows = [["2026-09-02 00:40", "13812342764", 28], ["2026-09-02", "13812342764", 20], ["2026-09-02", "13912342764", 20]]
    bring_in(write([["时间", "手机", "实收"], *rows]), Kind.ORDERS)
    joined = [customer_store.called(shop, phone).facts.joined_on for phone in ("13812342764", "13912342764")]
    assert joined == [date(2026, 9, 1), date(2026, 9, 2)]


def test_rows_of_a_bill_need_not_follow_one_another(shop: Shop, write: Write, bring_in: Import) -> None:
    bring_in(write([LINES, BILL_1[0], *BILL_2, BILL_1[1]]), Kind.ORDERS)
    assert store.by_number(shop, "A1").facts.amount_fen == 6200


def test_bills_again_change_nothing_even_without_numbers(shop: Shop, write: Write, bring_in: Import) -> None:
    head = ["时间", "手机", "实收", "桌号"]
    rows = [
        ["2026-09-01 12:00", "13812342764", 28, "6"],
        ["2026-09-01 12:00", "13812342764", 28, "6"],
        ["2026-09-02 12:00", "", 30, ""],
    ]
    path = write([head, *rows])
    assert bring_in(path, Kind.ORDERS).new == 3
    before = dump(shop)
    again = bring_in(path, Kind.ORDERS)
    assert (again.new, again.same, again.import_id) == (0, 3, None)
    assert dump(shop) == before


def test_half_a_bill_never_goes_in(shop: Shop, write: Write, bring_in: Import) -> None:
    faulty = ["A1", datetime(2026, 9, 1, 12, 5), "M001", "卤蛋", 1, "三块", 0]
    result = bring_in(write([LINES, BILL_1[0], faulty, *BILL_2]), Kind.ORDERS)
    assert result.new == 1
    assert [(r.row, r.column) for r in result.refusals] == [(2, ""), (3, "实付金额")]
    assert "row 3" in result.refusals[0].reason.lower()
    assert customer_store.count(shop) == 0


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["A9", "", "", "面", 1, 10, 0], "下单时间"),
        (["A9", "2026-09-31", "", "面", 1, 10, 0], "下单时间"),
        (["A9", "2026-09-01", "", "面", 1, "", 0], "实付金额"),
        (["A9", "2026-09-01", "", "面", "一些", 10, 0], "数量"),
        ([12345678901234567890, "2026-09-01", "", "面", 1, 10, 0], "订单编号"),
        (["1.38E+10", "2026-09-01", "", "面", 1, 10, 0], "订单编号"),
        (["A9", "2026-09-01", "", "面", 1, 0.123, 0], "实付金额"),
    ],
)
def test_a_faulty_bill_is_refused_with_its_column(
    row: list[object], column: str, shop: Shop, write: Write, bring_in: Import
) -> None:
    result = bring_in(write([LINES, row]), Kind.ORDERS)
    assert [(r.row, r.column) for r in result.refusals] == [(2, column)]


def test_rows_of_one_bill_with_two_customers_are_refused(shop: Shop, write: Write, bring_in: Import) -> None:
    other = ["A1", datetime(2026, 9, 1, 12, 5), "M002", "卤蛋", 1, 3, 0]
    result = bring_in(write([LINES, BILL_1[0], other]), Kind.ORDERS)
    assert (result.new, len(result.refusals)) == (0, 2)


def test_lines_without_number_and_time_belong_to_the_bill_above(shop: Shop, write: Write, bring_in: Import) -> None:
    bring_in(write([LINES, BILL_1[0], ["", "", "", "卤蛋", 1, 3, 0]]), Kind.ORDERS)
    assert store.by_number(shop, "A1").facts.amount_fen == 5900


def test_price_times_quantity_stands_in_for_the_amount(shop: Shop, write: Write, bring_in: Import) -> None:
    bring_in(
        write([["单号", "时间", "菜品", "数量", "单价"], ["B1", "2026-09-01 12:00", "牛肉面", 3, 28]]), Kind.ORDERS
    )
    assert store.by_number(shop, "B1").facts.amount_fen == 8400


def test_walk_ins_under_any_name_are_nobody(shop: Shop, write: Write, bring_in: Import) -> None:
    rows = [[f"C{i}", "2026-09-01 12:00", who, 10] for i, who in enumerate(["散客", "-", "无", "/", ""])]
    assert bring_in(write([["订单号", "时间", "会员号", "金额"], *rows]), Kind.ORDERS).customers_created == 0


def test_bills_find_customers_by_number_phone_or_one_exact_name(
    shop: Shop, now: datetime, write: Write, bring_in: Import
) -> None:
    shan = customer_actions.add(shop, CustomerFacts(number="M001", name="单晓岚", phone="+8613812342764"), now)
    head = ["订单号", "时间", "会员号", "手机", "姓名", "金额"]
    rows = [
        ["D1", "2026-09-01 12:00", "m001", "", "", 10],
        ["D2", "2026-09-02 12:00", "", 13812342764.0, "", 10],
        ["D3", "2026-09-03 12:00", "", "", "单晓岚", 10],
        ["D4", "2026-09-04 12:00", "M002", "13800000000", "林秋月", 10],
        ["D5", "2026-09-05 12:00", "", "13800000000", "", 10],
    ]
    result = bring_in(write([head, *rows]), Kind.ORDERS)
    assert (result.new, result.customers_created) == (5, 1)
    assert customer_store.get(shop, shan).totals.visits == 3
    lin = customer_store.by_number(shop, "M002")
    assert (lin.name, lin.facts.phone, lin.totals.visits) == ("林秋月", "+8613800000000", 2)


def test_number_of_one_and_phone_of_another_is_refused(
    shop: Shop, now: datetime, write: Write, bring_in: Import
) -> None:
    customer_actions.add(shop, CustomerFacts(number="M001", name="单晓岚"), now)
    customer_actions.add(shop, CustomerFacts(number="M002", name="林秋月", phone="+8613800000000"), now)
    rows = [["订单号", "时间", "会员号", "手机", "金额"], ["D1", "2026-09-01", "M001", "13800000000", 10]]
    result = bring_in(write(rows), Kind.ORDERS)
    assert [r.column for r in result.refusals] == ["手机"]


def test_a_corrected_bill_replaces_the_old_one_and_undo_brings_it_back(
    shop: Shop, now: datetime, write: Write, bring_in: Import
) -> None:
    bring_in(write([LINES, *BILL_1]), Kind.ORDERS)
    before = dump(shop)
    corrected = ["A1", datetime(2026, 9, 1, 12, 5), "M001", "牛肉面", 1, 28, 0]
    result = bring_in(write([LINES, corrected]), Kind.ORDERS)
    assert (result.new, result.updated) == (0, 1)
    assert store.by_number(shop, "A1").facts.amount_fen == 2800
    assert store.shop_figures(shop).revenue_fen == 2800
    assert wrong_visits(shop) == []
    journal.undo(shop, now)
    assert dump(shop) == before


def test_a_bill_the_owner_voided_stays_voided(shop: Shop, now: datetime, write: Write, bring_in: Import) -> None:
    path = write([LINES, *BILL_1])
    bring_in(path, Kind.ORDERS)
    order_actions.void(shop, store.by_number(shop, "A1").id, "点错了", now)
    again = bring_in(path, Kind.ORDERS)
    assert (again.new, again.updated, again.same) == (0, 0, 1)
    assert store.shop_figures(shop).orders == 0


def test_undo_takes_bills_customers_and_products_out_again(
    shop: Shop, now: datetime, write: Write, bring_in: Import
) -> None:
    empty = dump(shop)
    bring_in(write([[*LINES, "商品分类"], [*BILL_1[0], "面"], [*BILL_1[1], "饮料"]]), Kind.ORDERS)
    product = product_store.by_name(shop, "酸梅汤")
    assert product and product.facts.category == "饮料"
    journal.undo(shop, now)
    assert dump(shop) == empty
    assert wrong_visits(shop) == []


def test_a_customer_goes_with_the_import_though_a_bill_by_hand_had_the_number_of_theirs(
    shop: Shop, now: datetime, write: Write, bring_in: Import
) -> None:
    by_hand = order_actions.add(shop, OrderFacts(now, 20_00, number="X1"), now)
    order_actions.void(shop, by_hand, "点错了", now)
    bring_in(write([LINES, *BILL_1]), Kind.ORDERS)
    (theirs,) = shop.ids("SELECT id FROM customer")
    order_actions.add(shop, OrderFacts(now, 30_00, theirs, number="X1"), now)
    journal.undo(shop, now)
    journal.undo(shop, now)
    assert shop.ids("SELECT id FROM customer") == []


def test_a_file_without_times_is_refused_as_a_whole(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "bills.csv"
    path.write_text("订单号,金额\nA1,20\n", encoding="gb18030")
    with pytest.raises(UserError, match="订单号、金额"):
        plan_of(shop, path, Kind.ORDERS)


def test_a_till_export_in_gbk_with_everything_as_text(shop: Shop, tmp_path: Path, bring_in: Import) -> None:
    path = tmp_path / "导出.csv"
    text = "巷口面馆 交易流水\n\n流水号,结账时间,会员手机号,实收金额,用餐人数,桌台\n" + "\n".join(
        [
            '="0001",2026年9月1日 12:05,138-1234-2764,"¥1,234.50",2位,6号桌',
            "0002,2026.9.1 下午6:30,,１２．５元,,",
            "合计,,,1247.00,,",
        ]
    )
    path.write_bytes(text.replace('="0001"', "0001").encode("gb18030"))
    result = bring_in(path, Kind.ORDERS)
    assert (result.rows, result.new, result.refusals) == (2, 2, ())
    order = store.by_number(shop, "0001")
    assert (order.facts.amount_fen, order.facts.guests, order.facts.table) == (123450, 2, "6号桌")
    assert store.by_number(shop, "0002").facts.at == datetime(2026, 9, 1, 18, 30)


def test_the_preview_counts_what_will_happen(shop: Shop, write: Write, bring_in: Import) -> None:
    bring_in(write([LINES, *BILL_1]), Kind.ORDERS)
    corrected = ["A1", datetime(2026, 9, 1, 12, 5), "M001", "牛肉面", 1, 28, 0]
    plan = plan_of(shop, write([LINES, corrected, *BILL_2, ["", "坏", "", "", "", "", ""]], "b.xlsx"), Kind.ORDERS)
    assert plan.counts == {Outcome.NEW: 1, Outcome.UPDATED: 1, Outcome.SAME: 0, Outcome.REFUSED: 1}


def test_a_total_repeated_on_every_line_counts_once(shop: Shop, write: Write, bring_in: Import) -> None:
    head = ["订单号", "时间", "商品", "数量", "单价", "订单实付金额"]
    rows = [["T1", "2026-09-01 12:00", "牛肉面", 1, 12, 18], ["T1", "2026-09-01 12:00", "酸梅汤", 1, 8, 18]]
    bring_in(write([head, *rows]), Kind.ORDERS)
    facts = store.by_number(shop, "T1").facts
    assert (facts.amount_fen, [line.amount_fen for line in facts.lines]) == (1800, [1200, 800])


def test_equal_lines_are_not_taken_for_a_repeated_total(shop: Shop, write: Write, bring_in: Import) -> None:
    head = ["订单号", "时间", "商品", "数量", "单价", "实付金额"]
    rows = [["T1", "2026-09-01 12:00", "牛肉面", 1, 18, 18], ["T1", "2026-09-01 12:00", "牛腩面", 1, 18, 18]]
    bring_in(write([head, *rows]), Kind.ORDERS)
    assert store.by_number(shop, "T1").facts.amount_fen == 3600


def test_one_more_column_mapped_does_not_bring_unnumbered_bills_twice(
    shop: Shop, write: Write, bring_in: Import
) -> None:
    path = write([["时间", "实收", "谁"], ["2026-09-01 12:00", 28, "13812342764"]])
    assert bring_in(path, Kind.ORDERS).new == 1
    again = bring_in(path, Kind.ORDERS, customer_phone="谁")
    assert (again.new, again.same) == (0, 1)


def test_cancelled_bills_stay_out_with_their_reason(shop: Shop, write: Write, bring_in: Import) -> None:
    head = ["订单号", "下单时间", "实付金额", "订单状态"]
    rows = [["S1", "2026-09-01 12:00", 28, "已完成"], ["S2", "2026-09-01 13:00", 30, "已退款"]]
    result = bring_in(write([head, *rows]), Kind.ORDERS)
    assert (result.new, [(r.row, r.column) for r in result.refusals]) == (1, [(3, "订单状态")])


@pytest.mark.parametrize("clock", ["18:30", "下午6:30", 0.770833333, "2026-09-01 18:30:00"])
def test_day_and_time_in_two_columns_belong_together(
    clock: object, shop: Shop, write: Write, bring_in: Import
) -> None:
    bring_in(write([["单号", "日期", "时间", "金额"], ["C1", "2026-09-01", clock, 28]]), Kind.ORDERS)
    assert store.by_number(shop, "C1").facts.at == datetime(2026, 9, 1, 18, 30)
