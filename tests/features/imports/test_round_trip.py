"""What is exported reads back equal, whatever the words in it; the headings are known in both languages."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storeassist.adapters.sheets.records import ERROR_TEXTS
from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Consent, CustomerFacts, FieldKind, Gender
from storeassist.features.customers.rules import LONGEST_TAG
from storeassist.features.imports import jobs
from storeassist.features.imports import jobs_exports as exports
from storeassist.features.imports.fields import FIELDS, guess
from storeassist.features.imports.records import Kind
from storeassist.features.orders import actions as order_actions
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.features.products import actions as product_actions
from storeassist.features.products import store as product_store
from storeassist.features.products.records import ProductFacts, Role
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.text import _, use_language
from tests.features.imports.conftest import plan_of

NOW = datetime(2026, 9, 15, 11, 6)
_SIGNS = "=+-@＝＋－＠'\"\t;, 、#1aZ单曾牛面·"
_names = count()

words = st.text(
    st.one_of(st.sampled_from(_SIGNS), st.characters(codec="utf-8", categories=("L", "N", "P", "S"))), max_size=12
)
words = words.filter(lambda text: text.strip() not in ERROR_TEXTS)  # a spreadsheet's own words for a cell gone wrong
filled = words.filter(lambda text: text.strip() and len(text.strip()) < LONGEST_TAG)
fen = st.integers(-9_999_99, 9_999_99)
birthdays = st.one_of(
    st.none(),
    st.builds(lambda d: Birthday(d.month, d.day, d.year), st.dates(date(1930, 1, 1), date(2020, 1, 1))),
    st.builds(Birthday, st.integers(1, 12), st.integers(1, 28)),
    st.builds(
        lambda m, d, y: Birthday(m, d, y, lunar=True),
        st.integers(1, 12),
        st.integers(1, 30),
        st.sampled_from([None, 1990]),
    ),
)
tags = st.lists(filled.map(lambda t: "".join(c for c in t if c not in ",，;；、/|\n")).filter(str.strip), max_size=3)
phones = st.one_of(st.just(""), st.integers(13_000_000_000, 19_999_999_999).map(lambda n: f"+86{n}"))
customers = st.builds(
    CustomerFacts, name=filled, phone=phones, wechat=words, gender=st.sampled_from([None, *Gender]), birthday=birthdays,
    source=words, joined_on=st.dates(date(2000, 1, 1), date(2026, 9, 1)), tags=tags.map(tuple), note=words,
    consent=st.sampled_from(Consent), consent_on=st.dates(date(2000, 1, 1), date(2026, 9, 1)), consent_how=filled,
    custom=st.fixed_dictionaries({1: words, 2: st.integers(-99, 99).map(str)}),
)  # fmt: skip
lines = st.lists(st.builds(Line, filled, st.integers(1, 9).map(float), st.none() | fen), max_size=3).map(tuple)
orders = st.builds(
    OrderFacts, at=st.datetimes(datetime(2020, 1, 1), datetime(2026, 9, 1)).map(lambda d: d.replace(microsecond=0)),
    amount_fen=st.integers(0, 9_999_99), lines=lines, discount_fen=st.integers(0, 999_99), guests=st.one_of(st.none(), st.integers(1, 20)),
    table=words, channel=words, note=words,
)  # fmt: skip
prices = st.one_of(st.none(), st.integers(0, 9_999_99))
products = st.builds(ProductFacts, filled, words, prices, prices, st.sampled_from(Role))

thorough = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fresh(empty: Path, folder: Path) -> Shop:
    path = folder / f"shop-{next(_names)}.shop"
    shutil.copy(empty, path)
    return Shop.open(path, SCHEMA)


def back_in(shop: Shop, path: Path, kind: Kind) -> None:
    result = jobs.carry_out(Quiet(), shop, plan_of(shop, path, kind), NOW)
    assert result.refusals == ()


def facts_of(shop: Shop) -> list[Any]:
    found = customer_store.fetch(shop, customer_store.ids(shop, sort="number", descending=False))
    return [(c.facts, c.phone_written) for c in found]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@thorough
@given(some=st.lists(customers, min_size=1, max_size=4))
def test_customers_read_back_equal(
    ending: str, empty_shop_file: Path, tmp_path: Path, some: list[CustomerFacts]
) -> None:
    first, second = fresh(empty_shop_file, tmp_path), fresh(empty_shop_file, tmp_path)
    for shop in (first, second):
        customer_actions.add_field(shop, "口味", FieldKind.TEXT, NOW)
        customer_actions.add_field(shop, "余额", FieldKind.NUMBER, NOW)
    for facts in some:
        customer_actions.add(first, facts, NOW)
    path = tmp_path / f"customers-{next(_names)}.{ending}"
    exports.export_customers(Quiet(), first, path)
    back_in(second, path, Kind.CUSTOMERS)
    assert facts_of(second) == facts_of(first)
    first.close()
    second.close()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@thorough
@given(some=st.lists(orders, min_size=1, max_size=4))
def test_orders_read_back_equal(ending: str, empty_shop_file: Path, tmp_path: Path, some: list[OrderFacts]) -> None:
    first, second = fresh(empty_shop_file, tmp_path), fresh(empty_shop_file, tmp_path)
    member = customer_actions.add(first, CustomerFacts(number="M1", name="单晓岚"), NOW)
    for index, facts in enumerate(some):
        values = {key: getattr(facts, key) for key in OrderFacts.__slots__}
        order_actions.add(first, OrderFacts(**{**values, "customer_id": member if index % 2 else None}), NOW)
    path = tmp_path / f"orders-{next(_names)}.{ending}"
    exports.export_orders(Quiet(), first, path)
    back_in(second, path, Kind.ORDERS)

    def seen(shop: Shop) -> list[Any]:
        found = order_store.fetch(shop, order_store.ids(shop, sort="number", descending=False))
        leave_out = {"customer_id", "lines"}
        return [
            (
                [getattr(o.facts, key) for key in OrderFacts.__slots__ if key not in leave_out],
                [(line.name, line.quantity, line.amount_fen) for line in o.facts.lines],
                o.customer_number,
            )
            for o in found
        ]

    assert seen(second) == seen(first)
    assert order_store.shop_figures(second).revenue_fen == order_store.shop_figures(first).revenue_fen
    first.close()
    second.close()


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@thorough
@given(some=st.lists(products, min_size=1, max_size=4, unique_by=lambda p: " ".join(p.name.split()).casefold()))
def test_products_read_back_equal(ending: str, empty_shop_file: Path, tmp_path: Path, some: list[ProductFacts]) -> None:
    first, second = fresh(empty_shop_file, tmp_path), fresh(empty_shop_file, tmp_path)
    for facts in some:
        product_actions.add(first, facts, NOW)
    path = tmp_path / f"products-{next(_names)}.{ending}"
    exports.export_products(Quiet(), first, path)
    back_in(second, path, Kind.PRODUCTS)
    both = [[p.facts for p in product_store.fetch(s, product_store.ids(s))] for s in (second, first)]
    assert both[0] == both[1]
    first.close()
    second.close()


@pytest.mark.parametrize("rest", [0, 2600])
def test_a_line_without_a_price_stays_without(rest: int, shop: Shop, tmp_path: Path) -> None:
    named = (Line("大碗牛肉面", 1.0, None), Line("酸梅汤", 2.0, 1200))
    order_actions.add(shop, OrderFacts(NOW, 1200 + rest, number="A1", lines=named), NOW)
    path = tmp_path / "orders.xlsx"
    exports.export_orders(Quiet(), shop, path)
    sheet = openpyxl.load_workbook(path).active
    amount = [cell.value for cell in sheet[1]].index(_("Amount paid"))
    assert [row[amount] for row in sheet.iter_rows(min_row=2, values_only=True)] == [None, 12, rest / 100]
    plan = plan_of(shop, path, Kind.ORDERS)
    assert (plan.writes, plan.refusals) == (0, ())


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("kind", list(Kind))
def test_own_headings_are_known_in_both_languages(kind: Kind, language: str) -> None:
    use_language(language)
    keys = [spec.key for spec in FIELDS[kind]]
    mapping = guess(kind, [_(spec.label) for spec in FIELDS[kind]])
    assert mapping == {key: index for index, key in enumerate(keys)}


@pytest.mark.parametrize("kind", list(Kind))
def test_the_template_is_understood_as_it_is(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    exports.write_template(Quiet(), kind, path)
    found, source = jobs.examine(Quiet(), path)
    assert found is kind
    assert set(guess(kind, source.headings)) >= {"name"} if kind is not Kind.ORDERS else {"at", "amount"}


def test_no_exported_word_is_a_formula(shop: Shop, tmp_path: Path) -> None:
    for text in ("=1+1", "+1", "-1", "@x", "\t=1", "＝1+1", " =1"):
        customer_actions.add(shop, CustomerFacts(name="某人", note=text), NOW)
    path = tmp_path / "customers.xlsx"
    exports.export_customers(Quiet(), shop, path)
    with zipfile.ZipFile(path) as parts:
        assert b"<f" not in parts.read("xl/worksheets/sheet1.xml")
    exports.export_customers(Quiet(), shop, tmp_path / "customers.csv")
    text = (tmp_path / "customers.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "customers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    cells = [cell.strip('"') for line in text.splitlines() for cell in line.split(",")]
    assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝＋－＠")]
