"""Headings, titles and totals are told apart as an owner would."""

from __future__ import annotations

from datetime import datetime

import pytest

from storeassist.adapters.sheets import Row, find_header, is_total_row, records_among

HEADINGS: Row = ("姓名", "手机号", "消费金额", "备注")
DATA: list[Row] = [("张三", "13800138000", 12.5, None), ("李四", "13900139000", 8, "少辣"), ("王五", None, 5, None)]
KNOWN = {"姓名", "手机号", "消费金额", "备注", "name", "phone"}


@pytest.mark.parametrize(
    "above",
    [
        [],
        [("2024 年会员消费明细表", None, None, None)],
        [(None,) * 4, ("会员表",), (), ("导出时间：2024-05-01", None, "制表人：李", None), (None,) * 4],
        [("门店", "城南店", None, None), ("日期", datetime(2024, 5, 1), None, None)],
    ],
)
def test_titles_and_blank_rows_above_are_skipped(above: list[Row]) -> None:
    rows = [*above, HEADINGS, *DATA]
    assert find_header(rows) == len(above)
    assert find_header(rows, KNOWN.__contains__) == len(above)


def test_known_names_outweigh_looks() -> None:
    rows: list[Row] = [("甲", "乙", "丙", "丁"), ("name", "phone", "x1", None), *DATA]
    assert find_header(rows, KNOWN.__contains__) == 1


def test_table_without_headings_gives_its_first_row() -> None:
    assert find_header(DATA) in (0, 1)
    assert find_header([(None, None), ()]) is None
    assert find_header([]) is None


def test_second_row_of_a_merged_heading_is_taken() -> None:
    rows: list[Row] = [
        ("姓名", "联系方式", None, "消费"), ("姓名", "电话", "微信", "消费"),
        ("张三", "1", "zs", 5), ("李四", "2", "ls", 6),
    ]  # fmt: skip
    assert find_header(rows) == 1


@pytest.mark.parametrize(
    "row",
    [
        ("合计", None, 1234.5, None), (None, "合 计：", 12, 3.5), ("总计", "¥1,234.50"), ("小计：", "共 12 单", 99),
        ("TOTAL", 3), ("Grand Total:", None, "1,234.00"), ("Subtotal", 1), ("本页小计", 1),
        ("汇　总", 5), ("合计（元）", "88元"),
    ],
)  # fmt: skip
def test_total_rows_are_known(row: Row) -> None:
    assert is_total_row(row)


@pytest.mark.parametrize(
    "row",
    [
        ("张三", "合计", 5), ("合计", "13800138000", 5), ("合计", "张三", 5), ("总计算器专卖", 5),
        (5, 6), (None, None), (),
        ("Total Wine", "x"), ("合计", "D20240501", 5),
    ],
)  # fmt: skip
def test_records_are_no_totals(row: Row) -> None:
    assert not is_total_row(row)


def test_records_are_told_apart_many_rows_at_once() -> None:
    rows: list[Row] = [
        ("张三", 5), (None, None), (), (None, "李四"), ("合 计", 5), (7, "计"), ("Grand Total", 9), ("全部", 1), (0, None),
    ]  # fmt: skip
    assert records_among(rows) == [0, 3, 5, 7, 8]
    assert records_among(rows[:4]) == [0, 3]
    assert records_among([]) == []
