"""What a life of a shop is made of: people, dishes and spreadsheets, so few that they keep running into each other."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from storeassist.adapters import sheets
from storeassist.features import SCHEMA
from storeassist.features.customers.records import Consent, CustomerFacts, Gender
from storeassist.features.imports import jobs
from storeassist.features.imports.records import Kind, Source
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import Line
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import DAY_ENDS_AT
from storeassist.kernel.jobs import Quiet

START = datetime(2026, 9, 1, 0, 30)

NAMES = ("单晓岚", "曾乐", "Ann", "王", "")
NUMBERS = ("", "", "1", "2", "0012", "M1", "m2", "B1")
PHONES = ("", "", *(f"+86138000000{tail:02}" for tail in range(1, 5)))
TAGS = ("熟客", "VIP", "vip", "早餐")
DISHES = ("牛肉面", "卤蛋", "Tea", "tea ", "馄饨")
FIELDS = ("口味", "Seat", "seat")
BILLS = ("X1", "X2", "X3", "20260901-001", "20260831-002")
PICK = st.integers(0, 30)
LINES = st.lists(
    st.builds(Line, st.sampled_from(DISHES), st.sampled_from([0.1, 1, 2, 2.5]), st.none() | st.integers(0, 5000)),
    max_size=3,
).map(tuple)
PEOPLE = st.builds(
    CustomerFacts,
    name=st.sampled_from(NAMES),
    number=st.sampled_from(NUMBERS),
    phone=st.sampled_from(PHONES),
    wechat=st.sampled_from(["", "ann_1", "Ann_1"]),
    gender=st.sampled_from([None, *Gender]),
    birthday=st.sampled_from([None, Birthday(2, 29), Birthday(8, 5, 1990, lunar=True)]),
    source=st.sampled_from(["", "朋友介绍"]),
    joined_on=st.sampled_from([None, date(2025, 2, 28)]),
    tags=st.lists(st.sampled_from(TAGS), max_size=2).map(tuple),
    note=st.sampled_from(["", '爱坐窗边 "6" 号桌\n少辣']),
    consent=st.sampled_from(Consent),
)
"""People out of so few names, numbers and phones that they keep running into each other."""

FIRST = (
    CustomerFacts("单晓岚", phone="+8613800000001", tags=("熟客",), birthday=Birthday(10, 15, lunar=True)),
    CustomerFacts("单晓兰", number="M1", phone="+8613800000001", note="爱坐窗边", consent=Consent.YES),
    CustomerFacts("曾乐", wechat="ann_1", tags=("VIP", "早餐")),
)
"""Whom every shop knows."""

_HOME = tempfile.TemporaryDirectory(prefix="storeassist-life-", ignore_cleanup_errors=True)


@cache
def empty_file() -> Path:
    """A shop with nothing in it, to be copied."""
    path = Path(_HOME.name) / "empty.shop"
    shop = Shop.create(path, SCHEMA, "Noodle House", START)
    orders.rebuild_days(shop, DAY_ENDS_AT)
    shop.close()
    return path


@cache
def sheet(kind: Kind, variant: int) -> Source:
    """A small file as the import page holds it once read; an even variant is .xlsx, an odd one .csv."""
    random = Random(f"{kind}{variant}")
    headings, row = _ROWS[kind]
    path = Path(_HOME.name) / f"{kind}-{variant}.{('xlsx', 'csv')[variant % 2]}"
    dispensable = [at for at, heading in enumerate(headings) if heading not in _NEEDED]
    left_out = random.sample(dispensable, random.choice((0, 1, 2)))
    rows = [row(random) for _ in range(random.randint(1, 6))]
    table = [[cell for at, cell in enumerate(cells) if at not in left_out] for cells in (headings, *rows)]
    sheets.write_table(path, table[0], table[1:])
    return jobs.examine(Quiet(), path, kind=kind)[1]


def _member(random: Random) -> list[Any]:
    number, phone = random.choice(NUMBERS), random.choice(PHONES).removeprefix("+86")
    own = [
        random.choice(("", "微辣", "不辣")),
        random.choice(("", "VIP", "熟客、新", "早餐")),
        random.choice(("", "靠窗")),
    ]
    return [number, random.choice((*NAMES, "丙")), phone, random.choice(("", "农历8月5日", "2月29日", "2月30日")), *own]


def _bill(random: Random) -> list[Any]:
    number, at = random.choice(BILLS), f"2026-0{random.choice((8, 9))}-01 {random.choice((3, 12))}:15"
    who = [random.choice(("", "", "1", "M1", "M9")), random.choice(PHONES).removeprefix("+86")]
    return [number, at, *who, random.choice(DISHES), random.choice(("", "面食")), random.choice((1, 2)), 10]


def _dish(random: Random) -> list[Any]:
    return [
        random.choice(DISHES),
        random.choice(("", "面食")),
        random.choice(("", 18, "x")),
        random.choice((5, 6)),
        "爆款",
    ]


_ROWS: dict[Kind, tuple[tuple[str, ...], Callable[[Random], list[Any]]]] = {
    Kind.CUSTOMERS: (("会员号", "姓名", "手机号", "生日", "口味", "标签", "备注"), _member),
    Kind.ORDERS: (("单号", "时间", "会员号", "手机号", "商品", "分类", "数量", "金额"), _bill),
    Kind.PRODUCTS: (("商品", "分类", "价格", "成本", "角色"), _dish),
}
_NEEDED = {"姓名", "时间", "金额", "商品"}
