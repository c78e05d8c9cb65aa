"""The headings that tills and member systems export are understood without help."""

from __future__ import annotations

import pytest

from storeassist.features.customers.records import CustomField, FieldKind
from storeassist.features.customers.rules import FACT_NAMES
from storeassist.features.imports.fields import CUSTOM, FIELDS, guess, kind_of
from storeassist.features.imports.records import Kind

FILES = [
    (
        Kind.ORDERS,
        "营业日期 订单号 下单时间 结账时间 桌台名称 用餐人数 订单来源 订单金额 优惠金额 实收金额 会员手机号 会员姓名 备注",
        {
            "at": "下单时间",
            "number": "订单号",
            "amount": "实收金额",
            "table": "桌台名称",
            "customer_phone": "会员手机号",
        },
    ),
    (
        Kind.ORDERS,
        "流水号 订单号 订单类型 下单时间 订单总价 实付 顾客实付比例",
        {"number": "订单号", "amount": "实付", "channel": "订单类型"},
    ),
    (
        Kind.ORDERS,
        "订单编号 收货人 收货人手机号 商品名称 商品数量 商品单价 商品实付金额 付款时间",
        {
            "product": "商品名称",
            "quantity": "商品数量",
            "price": "商品单价",
            "amount": "商品实付金额",
            "customer_name": "收货人",
        },
    ),
    (Kind.ORDERS, "金额(应付) 金额(实付) 时间 单号", {"amount": "金额(实付)"}),
    (Kind.ORDERS, "日期 时间 单号 金额", {"at": "日期"}),
    (
        Kind.ORDERS,
        "Order_ID Paid_at Total Lineitem_name Lineitem_quantity Billing_Name",
        {"product": "Lineitem_name", "customer_name": "Billing_Name", "quantity": "Lineitem_quantity"},
    ),
    (
        Kind.CUSTOMERS,
        "会员卡号 会员姓名 手机号码 会员等级 储值余额 累计消费金额 累计消费次数 最近消费时间 注册时间 注册渠道",
        {"number": "会员卡号", "phone": "手机号码", "joined_on": "注册时间", "source": "注册渠道"},
    ),
    (
        Kind.CUSTOMERS,
        "推荐人手机号 手机号 姓名 生日(农历) 客户等级",
        {"phone": "手机号", "birthday_lunar": "生日(农历)", "name": "姓名"},
    ),
    (
        Kind.PRODUCTS,
        "菜品名称 菜品分类 销售价(元) 成本价 单位",
        {"name": "菜品名称", "price": "销售价(元)", "cost": "成本价"},
    ),
    (Kind.PRODUCTS, "商品名 一级分类 门市价", {"name": "商品名", "category": "一级分类", "price": "门市价"}),
]


@pytest.mark.parametrize(("kind", "headings", "expected"), FILES)
def test_columns_are_guessed_from_their_headings(kind: Kind, headings: str, expected: dict[str, str]) -> None:
    columns = headings.split()
    assert kind_of(columns) is kind
    assert expected.items() <= {key: columns[index] for key, index in guess(kind, columns).items()}.items()


@pytest.mark.parametrize(
    ("kind", "heading", "key"),
    [
        (Kind.CUSTOMERS, "客户等级", "name"),
        (Kind.CUSTOMERS, "推荐人手机号", "phone"),
        (Kind.ORDERS, "顾客实付", "customer_name"),
        (Kind.ORDERS, "累计消费金额", "amount"),
        (Kind.ORDERS, "Lineitem name", "customer_name"),
    ],
)
def test_a_heading_that_only_looks_like_a_field_is_not_one(kind: Kind, heading: str, key: str) -> None:
    assert key not in guess(kind, [heading])


@pytest.mark.parametrize("names", [("余额(元)", "余额"), ("余额", "余额(元)"), ("A 级", "a_级"), ("姓名", "口味"), ("…", "(元)")])
def test_own_fields_with_like_names_keep_to_their_columns(names: tuple[str, str]) -> None:
    own = [CustomField(at, name, FieldKind.TEXT) for at, name in enumerate(names)]
    found = guess(Kind.CUSTOMERS, ["编号", "姓名", "", *names], own)
    assert found == {"number": 0, "name": 1, f"{CUSTOM}{names[0]}": 3, f"{CUSTOM}{names[1]}": 4}


def test_no_own_field_can_be_called_like_a_column_of_every_list() -> None:
    assert {spec.label for spec in FIELDS[Kind.CUSTOMERS]} == set(FACT_NAMES)
