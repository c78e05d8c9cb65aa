"""The morning on the command line."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from storeassist.cli import DONE, REFUSED, run
from storeassist.kernel.calendars import Birthday
from storeassist.kernel.database import Shop
from tests.features.today import book
from tests.features.today.test_names import regular

NOW = datetime(2026, 9, 15, 11, 6)


@pytest.fixture
def path(shop: Shop) -> Path:
    """A shop with one regular who stays away, and a birthday."""
    regular(shop, "单晓岚", 8, 17, 19, number="217")
    book.person(shop, "朱红", NOW, number="9", birthday=Birthday(8, 6, lunar=True))
    return shop.path


def told(path: Path, capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    """The JSON document of a command."""
    assert run(["--shop", str(path), "--lang", "en", "--now", NOW.isoformat(), "today", *args, "--json"]) == DONE
    return json.loads(capsys.readouterr().out)


def test_the_document_has_figures_with_definitions_and_names(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = told(path, capsys)
    figures = document["figures"]
    assert set(figures) == {"yesterday", "this_week", "new_customers", "repurchase_90d"}
    assert all(figure["definition"] for figure in figures.values())
    assert (figures["repurchase_90d"]["customers"], figures["repurchase_90d"]["again"]) == (1, 1)
    assert figures["repurchase_90d"]["from"] == (NOW - timedelta(days=90)).isoformat()
    (row,) = document["overdue"]
    assert (row["number"], row["name"], row["days"], row["state"]) == ("217", "单晓岚", 19, "watch")
    assert row["usual_gap_days"] == 8.0
    assert row["ratio"] == pytest.approx(19 / 8, abs=0.0001)
    assert document["birthdays"] == [
        {"number": "9", "name": "朱红", "on": "2026-09-16", "in_days": 1, "birthday": "08-06", "lunar": True}
    ]


def test_the_same_stands_in_words_in_both_languages(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language, words in (("en", "19 days away, usually every 8"), ("zh_CN", "单晓岚")):
        assert run(["--shop", str(path), "--lang", language, "--now", NOW.isoformat(), "today"]) == DONE
        out = capsys.readouterr().out
        assert words in out and "217" in out and "朱红" in out


def test_answers_are_kept_and_taken_back(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(path, capsys, "done", "217") == {"number": "217", "kind": "overdue", "answer": "done"}
    assert told(path, capsys)["overdue"] == []
    assert told(path, capsys, "later", "9", "--kind", "birthday")["answer"] == "later"
    assert told(path, capsys)["birthdays"] == []
    for _ in range(2):
        assert run(["--shop", str(path), "--now", NOW.isoformat(), "undo"]) == DONE
    capsys.readouterr()
    document = told(path, capsys)
    assert len(document["overdue"]) == len(document["birthdays"]) == 1


def test_a_number_nobody_has_is_refused(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--shop", str(path), "today", "never", "404"]) == REFUSED
    assert "404" in capsys.readouterr().err


def test_an_empty_shop_tells_nothing_and_fails_not(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    document = told(shop.path, capsys)
    assert (document["overdue"], document["birthdays"], document["shop_gap_days"]) == ([], [], None)
    assert document["figures"]["repurchase_90d"]["rate"] is None
    assert run(["--shop", str(shop.path), "--lang", "en", "today"]) == DONE
    assert "No bills in the book yet." in capsys.readouterr().out
