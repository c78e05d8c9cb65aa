"""The practice shop from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storeassist import cli


def test_demo_makes_a_shop_that_checks_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "demo.shop"
    assert cli.run(["--json", "--lang", "en", "--now", "2026-09-15T11:06", "demo", str(file)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["file"], document["name"], document["customers"]) == (str(file), "Corner Noodles", 900)
    assert 13_900 < document["orders"] <= 14_000
    assert document["last_order_at"] < "2026-09-15T11:06"
    assert cli.run(["--json", "--shop", str(file), "shop", "check"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"]


def test_demo_in_words_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--lang", "en", "--now", "2026-09-15", "demo", str(tmp_path / "demo.shop")]) == 0
    assert "Corner Noodles with 900 customers" in capsys.readouterr().out


def test_demo_never_overwrites_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.shop"
    file.write_text("mine")
    assert cli.run(["--lang", "en", "demo", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "already" in err
    assert file.read_text() == "mine"
