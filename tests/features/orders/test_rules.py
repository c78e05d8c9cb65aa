"""What holds of orders, whatever lies in the shop file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storeassist.features.orders import rules
from storeassist.features.orders.records import Line, OrderFacts
from storeassist.kernel.dates import business_day, day_booked, iso
from storeassist.kernel.errors import UserError

NOW = datetime(2026, 9, 15, 11, 6)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(0, 12))
@example(datetime(2026, 9, 16), 4)
@example(datetime(2026, 9, 16, 0, 0, 1), 4)
@example(datetime(2026, 3, 1, 3, 59, 59), 4)
def test_the_quick_ways_to_the_business_day_agree_with_the_plain_one(at: datetime, ends: int) -> None:
    assert rules.day_of(iso(at), ends) == business_day(at, ends).isoformat()
    with closing(sqlite3.connect(":memory:")) as db:
        assert db.execute(f"SELECT {day_booked('at', ends)} FROM (SELECT ? AS at)", [iso(at)]).fetchone() == (
            business_day(at, ends).isoformat(),
        )


def test_a_bill_after_midnight_belongs_to_the_evening_before() -> None:
    assert rules.day_of("2026-09-16T01:30:00", 4) == "2026-09-15"
    assert rules.day_of("2026-09-16T04:00:00", 4) == "2026-09-16"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("牛肉面 x2 36", Line("牛肉面", 2, 3600)),
        ("卤蛋", Line("卤蛋", 1, None)),
        ("冰红茶 ×1.5", Line("冰红茶", 1.5, None)),
        ("Coke 330 ml *2 12.50", Line("Coke 330 ml", 2, 1250)),
        ("extra x2", Line("extra", 2, None)),
        ("x2", Line("x2", 1, None)),
        ("  小碗  面  ¥8  ", Line("小碗 面", 1, 800)),
    ],
)
def test_a_line_is_read_as_it_is_typed(text: str, line: Line) -> None:
    assert rules.read_line(text) == line


def test_a_blank_line_is_refused() -> None:
    with pytest.raises(UserError, match="牛肉面 x2 36"):
        rules.read_line("  ")


def test_lines_explain_the_amount_or_say_by_how_much_they_do_not() -> None:
    lines = (Line("a", 2, 3600), Line("b", 1, 400))
    assert rules.unexplained_fen(OrderFacts(NOW, 3500, lines=lines, discount_fen=500)) == 0
    assert rules.unexplained_fen(OrderFacts(NOW, 3900, lines=lines)) == -100
    assert rules.unexplained_fen(OrderFacts(NOW, 3900, lines=(Line("a"),))) == 0
    assert rules.lines_total(()) is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (OrderFacts(NOW, -1), "amount"),
        (OrderFacts(NOW, 10**14), "amount"),
        (OrderFacts(NOW, 1, discount_fen=-1), "discount"),
        (OrderFacts(NOW, 1, guests=0), "guests"),
        (OrderFacts(NOW, 1, note="x" * 501), "note"),
        (OrderFacts(NOW, 1, number="x" * 41), "number"),
        (OrderFacts(NOW + timedelta(days=3), 1), "at"),
        (OrderFacts(NOW, 1, lines=(Line(" "),)), "lines"),
        (OrderFacts(NOW, 1, lines=(Line("面", 0),)), "lines"),
        (OrderFacts(NOW, 1, lines=(Line("面", float("nan")),)), "lines"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_its_field_named(facts: OrderFacts, field: str) -> None:
    with pytest.raises(UserError) as refused:
        rules.checked(facts, NOW)
    assert refused.value.field == field


def test_what_is_kept_is_trimmed() -> None:
    facts = rules.checked(OrderFacts(NOW, 0, table=" 6 ", lines=(Line(" 牛肉  面 "),)), NOW)
    assert (facts.table, facts.lines[0].name) == ("6", "牛肉 面")


@pytest.mark.parametrize(("number", "running"), [("20260915-007", 7), ("A-7b", 0), ("7", 0), ("20260915-٣", 0)])
def test_only_numbers_of_our_own_kind_count_on(number: str, running: int) -> None:
    assert rules.running_number(number) == running
