"""What an offer is: its sentence, its written forms, and the nonsense that is refused."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storeassist.features.offers import rules
from storeassist.features.offers.records import Hours, Kind, Offer, Stacking, Terms, Use
from storeassist.features.products.records import Role
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import use_language

EIGHT_OFF = Terms(Kind.AMOUNT_OFF, value_fen=8_00, min_spend_fen=58_00)
NAMES = st.sampled_from(["卤蛋", "招牌牛肉面", "Plum juice", "酸梅汤"])


def amounts(least: int = 1, most: int = 500_000) -> st.SearchStrategy[int]:
    return st.integers(least, most)


@st.composite
def offers(draw: st.DrawFn) -> tuple[str, Terms]:
    """Any offer that makes sense."""
    kind = draw(st.sampled_from(Kind))
    value = draw(amounts())
    of_product = kind in (Kind.GIFT, Kind.SPECIAL_PRICE)
    is_percent, is_gift = kind is Kind.PERCENT_OFF, kind is Kind.GIFT
    first = draw(st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    moments = st.times().map(lambda t: t.replace(second=0, microsecond=0))
    parts = st.builds(Hours, moments, moments).filter(lambda part: part.start != part.end)
    terms = Terms(
        kind,
        value_fen=0 if is_percent or is_gift else value,
        basis_points=draw(st.integers(1, 9_999)) if is_percent else 0,
        max_discount_fen=draw(st.none() | amounts()) if is_percent else None,
        product=draw(NAMES) if of_product else "",
        products=tuple(draw(st.lists(NAMES, max_size=3, unique=True))),
        roles=tuple(draw(st.lists(st.sampled_from(Role), max_size=3, unique=True))),
        min_spend_fen=draw(st.just(0) | amounts(value + 1, value + 500_000)),
        valid_from=first,
        valid_to=draw(st.none() | st.dates(first or date(2026, 1, 1), date(2028, 12, 31))),
        days_after_issue=draw(st.none() | st.integers(0, 365)),
        weekdays=tuple(draw(st.lists(st.integers(1, 7), max_size=6, unique=True))),
        hours=tuple(draw(st.lists(parts, max_size=3))),
        first_purchase_only=draw(st.booleans()),
        per_customer=draw(st.none() | st.integers(1, 99)),
        per_customer_per_day=draw(st.none() | st.integers(1, 9)),
        uses_per_code=draw(st.integers(1, 9)),
        total=draw(st.none() | st.integers(1, 9_999)),
        cost_ceiling_fen=draw(st.none() | amounts(value, value + 900_000)),
        personal=draw(st.booleans()),
        stacking=draw(st.sampled_from(Stacking)),
    )
    return rules.checked("An offer", terms)


def written(name: str, terms: Terms) -> dict[str, Any]:
    return rules.to_document(Offer(1, name, 1, 1, terms, Use(), datetime(2026, 9, 15)))


@given(offers())
def test_an_offer_comes_back_from_its_document_as_it_was(offer: tuple[str, Terms]) -> None:
    document = json.loads(json.dumps(written(*offer)))
    assert rules.checked(*rules.from_document(document)) == offer


@given(offers())
def test_terms_come_back_from_the_shop_file_as_they_were(offer: tuple[str, Terms]) -> None:
    assert rules.from_json(rules.to_json(offer[1])) == offer[1]


@given(offers())
def test_every_condition_is_in_the_sentence(offer: tuple[str, Terms]) -> None:
    """An offer with one condition less reads otherwise."""
    terms = offer[1]
    whole = rules.sentence(terms)
    for field in fields(Terms)[1:]:
        if getattr(terms, field.name) != field.default:
            without = replace(terms, **{field.name: field.default})
            assert rules.sentence(without) != whole, field.name


@given(offers())
def test_checking_what_was_checked_changes_nothing(offer: tuple[str, Terms]) -> None:
    assert rules.checked(*offer) == offer


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (
            replace(
                EIGHT_OFF, weekdays=(1, 2, 3, 4, 5), hours=(Hours(time(14), time(17)),), per_customer=1, days_after_issue=14
            ),
            "¥8 off from ¥58, Mon–Fri 14:00–17:00, once per customer, valid 14 days from issue",
        ),
        (
            Terms(Kind.PERCENT_OFF, basis_points=1_200, max_discount_fen=30_00, min_spend_fen=50_00),
            "12% off from ¥50, at most ¥30 off",
        ),
        (Terms(Kind.GIFT, product="卤蛋", first_purchase_only=True), "Free 卤蛋, for the first purchase only"),
        (
            Terms(Kind.SPECIAL_PRICE, value_fen=49_00, product="Set", per_customer=1, personal=True),
            "Set for ¥49, once per customer, for its holder only",
        ),
        (
            Terms(Kind.RED_PACKET, value_fen=5_00, valid_from=date(2026, 9, 1), valid_to=date(2026, 9, 30), total=100),
            "¥5 red packet, valid 1 Sep to 30 Sep 2026, 100 uses in all",
        ),
        (
            replace(EIGHT_OFF, weekdays=(1, 6, 7), hours=(Hours(time(22), time(2)), Hours(time(9), time(0)))),
            "¥8 off from ¥58, Sat–Mon 22:00–02:00 the next day, 09:00–24:00",
        ),
        (
            replace(EIGHT_OFF, products=("Noodles", "Soup"), roles=(Role.HERO,), stacking=Stacking.BEST),
            "¥8 off from ¥58, with Noodles, Soup or any hero product on the bill, of several only the best counts",
        ),
    ],
)
def test_an_offer_reads_as_one_sentence(terms: Terms, said: str) -> None:
    assert rules.sentence(terms) == said


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value_fen": 0}, "value"),
        ({"value_fen": -1}, "value"),
        ({"kind": Kind.PERCENT_OFF, "basis_points": 0}, "value"),
        ({"kind": Kind.PERCENT_OFF, "basis_points": 10_000}, "value"),
        ({"max_discount_fen": 5_00}, "max_discount"),
        ({"kind": Kind.PERCENT_OFF, "basis_points": 10, "max_discount_fen": 0}, "max_discount"),
        ({"kind": Kind.GIFT, "value_fen": 0}, "product"),
        ({"kind": Kind.GIFT, "product": "Egg"}, "value"),
        ({"kind": Kind.SPECIAL_PRICE}, "product"),
        ({"min_spend_fen": 8_00}, "min_spend"),
        ({"min_spend_fen": -1}, "min_spend"),
        ({"valid_from": date(2026, 9, 2), "valid_to": date(2026, 9, 1)}, "valid_to"),
        ({"weekdays": (8,)}, "weekdays"),
        ({"weekdays": (0, 1)}, "weekdays"),
        ({"hours": (Hours(time(9), time(9)),)}, "hours"),
        ({"days_after_issue": -1}, "days_after_issue"),
        ({"per_customer": 0}, "per_customer"),
        ({"per_customer_per_day": 0}, "per_customer_per_day"),
        ({"uses_per_code": 0}, "uses_per_code"),
        ({"total": 0}, "total"),
        ({"cost_ceiling_fen": 0}, "cost_ceiling"),
        ({"cost_ceiling_fen": 7_00}, "cost_ceiling"),
        ({"products": ("x" * 81,)}, "products"),
    ],
)
def test_nonsense_is_refused_and_its_field_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.checked("An offer", replace(EIGHT_OFF, **change))
    assert refused.value.field == field


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_name_is_needed_and_short(name: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.checked(name, EIGHT_OFF)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("document", "key"),
    [
        ([], "offer"),
        ({"name": "A"}, "kind"),
        ({"kind": "gift"}, "name"),
        ({"name": "A", "kind": "amount_off", "vlaue": 8}, "vlaue"),
        ({"name": "A", "kind": "free"}, "kind"),
        ({"name": 3, "kind": "gift"}, "name"),
        ({"name": "\ud800", "kind": "gift"}, "name"),
        ({"name": "A", "kind": "gift", "product": "a\0b"}, "product"),
        ({"name": "A", "kind": "amount_off", "value": "eight"}, "value"),
        ({"name": "A", "kind": "amount_off", "value": True}, "value"),
        ({"name": "A", "kind": "amount_off", "value": 0.001}, "value"),
        ({"name": "A", "kind": "percent_off", "value": float("nan")}, "value"),
        ({"name": "A", "kind": "percent_off", "value": 12.345}, "value"),
        ({"name": "A", "kind": "percent_off", "value": "20"}, "value"),
        ({"name": "A", "kind": "amount_off", "value": 8, "weekdays": "1-5"}, "weekdays"),
        ({"name": "A", "kind": "amount_off", "value": 8, "weekdays": [1.5]}, "weekdays"),
        ({"name": "A", "kind": "amount_off", "value": 8, "hours": ["25:00-26:00"]}, "25:00-26:00"),
        ({"name": "A", "kind": "amount_off", "value": 8, "hours": [14]}, "hours"),
        ({"name": "A", "kind": "amount_off", "value": 8, "valid_to": "soon"}, "valid_to"),
        ({"name": "A", "kind": "amount_off", "value": 8, "personal": 1}, "personal"),
        ({"name": "A", "kind": "amount_off", "value": 8, "total": float("inf")}, "total"),
        ({"name": "A", "kind": "amount_off", "value": 8, "roles": ["star"]}, "roles"),
        ({"name": "A", "kind": "amount_off", "value": 8, "products": "egg"}, "products"),
    ],
)
def test_a_wrong_document_is_refused_and_its_key_named(document: object, key: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.from_document(document)
    assert key in str(refused.value)


def test_the_document_of_the_command_line_is_understood() -> None:
    name, terms = rules.from_document(
        {
            "name": "Lunch", "kind": "percent_off", "value": 12, "max_discount": 30, "product": "Noodles",
            "min_spend": 50.5, "valid_from": "2026-09-01", "valid_to": None, "weekdays": [5, 1], "hours": ["14:00-17:00"],
            "total": 100, "cost_ceiling": 2000, "stacking": "best",
        }
    )  # fmt: skip
    assert name == "Lunch"
    assert terms == Terms(
        Kind.PERCENT_OFF, basis_points=1_200, max_discount_fen=30_00, products=("Noodles",), min_spend_fen=50_50,
        valid_from=date(2026, 9, 1), weekdays=(5, 1), hours=(Hours(time(14), time(17)),), total=100,
        cost_ceiling_fen=2_000_00, stacking=Stacking.BEST,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:00-17:00", "14:00-17:00"),
        ("１４：００－１７：００，20：00—24：00", "14:00-17:00,20:00-00:00"),
        ("9至11、22到2", "09:00-11:00,22:00-02:00"),
        ("9点-11点", "09:00-11:00"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_type_them(typed: str, read: str) -> None:
    assert rules.hours_text(rules.read_hours(typed)) == read


@pytest.mark.parametrize("typed", ["14", "14-", "a-b", "24:01-2", "9:60-10", "9-10-11", "٣-٤"])
def test_hours_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.read_hours(typed)
    assert refused.value.field == "hours"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (
            replace(
                EIGHT_OFF, weekdays=(1, 2, 3, 4, 5), hours=(Hours(time(14), time(17)),), per_customer=1, days_after_issue=14
            ),
            "满 58 减 8，周一至周五 14:00–17:00，每人限 1 次，领取后 14 天内有效",
        ),
        (Terms(Kind.PERCENT_OFF, basis_points=1_200, max_discount_fen=30_00), "打 8.8 折，最多减 30 元"),
        (Terms(Kind.GIFT, product="卤蛋", min_spend_fen=20_00, valid_to=date(2026, 9, 30)), "满 20 送卤蛋，有效期至 2026 年 9 月 30 日"),
        (Terms(Kind.RED_PACKET, value_fen=8_80, first_purchase_only=True), "8.8 元红包，仅限首单"),
    ],
)
def test_an_offer_reads_as_a_shop_writes_it_in_chinese(terms: Terms, said: str) -> None:
    use_language("zh_CN")
    assert rules.sentence(terms) == said


@pytest.mark.parametrize("field", ["value", "min_spend", "cost_ceiling"])
def test_an_amount_too_large_is_called_that(field: str) -> None:
    terms = replace(Terms(Kind.AMOUNT_OFF, value_fen=8_00), **{f"{field}_fen": 10**11})
    with pytest.raises(UserError, match="too large") as refused:
        rules.checked("Lunch", terms)
    assert refused.value.field == field
