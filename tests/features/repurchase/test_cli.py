"""Repurchase from the command line: what scripts read, at any time, of any shop."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storeassist.cli import run
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.kernel.database import Shop
from tests.features.repurchase import counted
from tests.features.repurchase.counted import Bill

AT_ITS_END = counted.QUARTER_ENDS
DONE, REFUSED, USAGE = 0, 1, 2


@pytest.fixture
def quarter(shop: Shop, capsys: pytest.CaptureFixture[str]) -> Path:
    """The bills of a real shop."""
    assert (
        run(["--shop", str(shop.path), "--now", AT_ITS_END.isoformat(), "import", "orders", str(counted.QUARTER)])
        == DONE
    )
    capsys.readouterr()
    return shop.path


def told(path: Path, capsys: pytest.CaptureFixture[str], *asked: str, now: datetime = AT_ITS_END) -> Any:
    assert run(["--shop", str(path), "--now", now.isoformat(), "--json", "repurchase", *asked]) == DONE
    return json.loads(capsys.readouterr().out)


def test_cohorts_are_closed_months_of_first_visits(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(quarter, capsys, "cohorts")
    assert found[0] == {"month": "2017-09", "customers": 37, "active": [37, 36, 32, 34]}
    expected = counted.cohorts(counted.quarter(), AT_ITS_END.date())
    assert {one["month"]: (one["customers"], one["active"]) for one in found} == expected
    earlier = told(quarter, capsys, "cohorts", now=datetime(2017, 11, 30, 20))
    assert [len(one["active"]) for one in earlier] == [2, 1, 0]


def test_who_is_due_stands_in_one_state(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = told(quarter, capsys, "due")["customers"]
    dormant = told(quarter, capsys, "due", "--state", "dormant")["customers"]
    watch = told(quarter, capsys, "due", "--state", "watch")["customers"]
    assert both == [*dormant, *watch]
    assert all(one["ratio"] >= 2.5 and one["state"] == "dormant" for one in dormant)
    assert all(1.5 <= one["ratio"] < 2.5 and one["state"] == "watch" for one in watch)
    assert [one["ratio"] for one in both] == sorted((one["ratio"] for one in both), reverse=True)
    assert set(both[0]) == {
        *("number", "name", "state", "days", "usual_gap_days", "ratio", "expected_on", "visits", "last_visit_on"),
    }


@pytest.mark.parametrize("mode", ["fixed", "quintiles", "types"])
def test_everybody_with_a_bill_has_scores(quarter: Path, capsys: pytest.CaptureFixture[str], mode: str) -> None:
    found = told(quarter, capsys, "rfm", "--mode", mode)
    assert len(found["customers"]) == sum(one["customers"] for one in found["types"].values()) == 125
    assert sum(one["customers"] for one in found["cells"]) == 125
    assert all(1 <= one[score] <= 5 for one in found["customers"] for score in "rfm")
    assert (found["thresholds"] is None) == (mode != "fixed")


def test_a_forecast_has_its_model_and_everybody(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(quarter, capsys, "forecast")
    assert set(found["model"]) == {"r", "alpha", "a", "b", "log_likelihood"}
    assert len(found["customers"]) == 125
    assert all(0 <= one["p_alive"] <= 1 and one["expected_visits"] >= 0 for one in found["customers"])


def test_too_few_customers_give_a_reason_instead_of_a_forecast(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    counted_bills = [Bill(AT_ITS_END - timedelta(days=day), None) for day in range(3)]
    counted.write(shop, counted_bills)
    found = told(shop.path, capsys, "forecast", "--days", "30")
    assert (found["model"], found["reason"], found["customers"]) == (None, "few_customers", [])


def test_tiers_are_told_of_the_product_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime(2026, 9, 15, 11, 6)
    bought = {1: [(0,), (0, 1)], 2: [(0,)], 3: [(1,)]}
    bills = [
        Bill(now - timedelta(days=nth + 1), who, items) for who, own in bought.items() for nth, items in enumerate(own)
    ]
    with counted.shop_with(bills) as shop:
        found = told(shop.path, capsys, "tiers", "--hero", "牛肉面", now=now)
        assert found["hero"] == "牛肉面"
        assert {one["tier"]: one["customers"] for one in found["tiers"]} == {
            "core": 1,
            "main": 1,
            "other": 1,
            "never": 5,
        }
        assert [one["people"] for one in found["tiers"]] == [0.125, 0.125, 0.125, 0.625]
        assert sum(one["sales"] for one in found["tiers"]) == pytest.approx(1)
        products.change(shop, 1, ProductFacts("招牌牛肉面"), now)
        assert told(shop.path, capsys, "tiers", "--hero", "招牌牛肉面", now=now)["tiers"] == found["tiers"]


@pytest.mark.parametrize(
    "asked",
    [
        ["rates"],
        ["cohorts"],
        ["due"],
        ["rfm"],
        ["rfm", "--mode", "quintiles"],
        ["rfm", "--mode", "types"],
        ["forecast"],
    ],
)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_an_empty_shop_and_one_with_a_single_bill_are_answered(
    shop: Shop, capsys: pytest.CaptureFixture[str], asked: list[str], language: str
) -> None:
    for _time in range(2):
        at = ["--shop", str(shop.path), "--now", "2026-09-15T11:06", "--lang", language]
        assert run([*at, "repurchase", *asked]) == DONE
        assert "nan" not in capsys.readouterr().out.lower()
        assert run([*at, "--json", "repurchase", *asked]) == DONE
        assert "NaN" not in capsys.readouterr().out
        if not _time:
            assert run([*at, "customers", "add", "--name", "王芳"]) == DONE
            assert run([*at, "orders", "add", "--amount", "28", "--customer", "1"]) == DONE
            capsys.readouterr()


@pytest.mark.parametrize(
    "bills",
    [
        [Bill(datetime(2026, 9, 1, hour), who, (0,)) for who in range(1, 9) for hour in (11, 13, 19)],
        [Bill(datetime(2027, 1, 1, 12), who, (0, 1)) for who in range(1, 9)],
        [Bill(datetime(2026, 9, day, 12), who, (0,), fen=-800) for who in range(1, 9) for day in (1, 8)],
        [Bill(datetime(2026, 9, day, 12), who, (0,), fen=0) for who in range(1, 9) for day in (1, 8)],
    ],
    ids=["all on one day", "all to come", "refunds", "gifts"],
)
def test_books_of_any_kind_give_figures_and_no_faults(bills: list[Bill], capsys: pytest.CaptureFixture[str]) -> None:
    with counted.shop_with(bills) as shop:
        for asked in (
            "rates",
            "cohorts",
            "due",
            "rfm",
            "rfm --mode quintiles",
            "rfm --mode types",
            "tiers",
            "forecast",
        ):
            for how in ([], ["--json"]):
                at = ["--shop", str(shop.path), "--now", "2026-09-15T11:06", *how]
                assert run([*at, "repurchase", *asked.split()]) == DONE, asked
                assert "nan" not in capsys.readouterr().out.lower()


def test_nobody_is_due_before_the_book_begins(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = datetime(2017, 1, 1)
    assert told(quarter, capsys, "due", now=before) == {"shop_gap_days": None, "customers": []}
    assert told(quarter, capsys, "cohorts", now=before) == []
    assert told(quarter, capsys, "rates", now=before)["by_customer"] == [0, 0]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["tiers"], REFUSED),
        (["tiers", "--hero", "nobody's dish"], REFUSED),
        (["rates", "--days", "0"], USAGE),
        (["rates", "--days", "-3"], USAGE),
        (["due", "--state", "asleep"], USAGE),
        (["rfm", "--mode", "feeling"], USAGE),
        (["forecast", "--days", "many"], USAGE),
        (["report", "a.pdf"], USAGE),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    shop: Shop, capsys: pytest.CaptureFixture[str], asked: list[str], code: int
) -> None:
    assert run(["--shop", str(shop.path), "repurchase", *asked]) == code
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err and "Traceback" not in captured.err


def test_words_are_in_the_language_asked_for(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for asked, word in (("due", "沉睡"), ("rfm", "重要价值")):
        assert run(["--shop", str(quarter), "--lang", "zh_CN", "--now", AT_ITS_END.isoformat(), "repurchase", asked]) == DONE
        out = capsys.readouterr().out
        assert word in out
        assert "dormant" not in out and "important" not in out


def test_a_period_before_the_book_has_no_rate(capsys: pytest.CaptureFixture[str]) -> None:
    now = datetime(2026, 9, 15, 11, 6)
    bills = [Bill(now - timedelta(days=days), who) for who in range(1, 5) for days in (100, 95, 3)]
    with counted.shop_with(bills) as shop:
        assert run(["--shop", str(shop.path), "--lang", "en", "--now", now.isoformat(), "repurchase", "rates"]) == DONE
    assert "90 days earlier: —" in capsys.readouterr().out


def test_the_rates_stand_in_words_with_their_definitions(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [
        "--shop",
        str(quarter),
        "--lang",
        "en",
        "--now",
        AT_ITS_END.isoformat(),
        "repurchase",
        "rates",
        "--days",
        "30",
    ]
    assert run(asked) == DONE
    out = capsys.readouterr().out
    assert "Came 2 times or more in the last 30 days ÷ everybody who came in these days" in out
    assert "30 days earlier: " in out
    assert "Second visit within 60 days: " in out
