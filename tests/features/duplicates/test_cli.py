"""Duplicates from the command line, as scripts use it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from storeassist import cli
from storeassist.features import SCHEMA
from storeassist.kernel.backups import Why, list_backups
from storeassist.kernel.database import Shop
from tests.dumps import problems


class Script:
    """Runs commands on one shop file."""

    def __init__(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.file, self._capsys = file, capsys

    def run(self, *args: str, as_json: bool = True) -> tuple[int, Any, str]:
        """Exit code, the answer, the messages."""
        self._capsys.readouterr()
        options = ["--shop", str(self.file), "--lang", "en", "--now", "2026-09-15T11:06", *(["--json"] if as_json else [])]
        code = cli.run([*options, *args])
        out, messages = self._capsys.readouterr()
        return code, json.loads(out) if out and as_json else out, messages


@pytest.fixture
def script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Script:
    """A shop with one person twice, and one who shares their phone."""
    made = Script(tmp_path / "noodles.shop", capsys)
    made.run("shop", "new", "--name", "巷口面馆")
    made.run("customers", "add", "--name", "单晓岚", "--number", "7", "--phone", "13812342764", "--tag", "VIP")
    made.run("customers", "add", "--name", "单晓兰", "--number", "12", "--phone", "13812342765", "--tag", "外卖")
    made.run("customers", "add", "--name", "陈浩", "--number", "20", "--phone", "13812342765")
    for number in ("7", "12", "12"):
        made.run("orders", "add", "--customer", number, "--amount", "30")
    return made


def test_pairs_are_listed_with_their_reasons(script: Script) -> None:
    code, found, _messages = script.run("customers", "duplicates")
    assert code == 0
    assert [([c["number"] for c in pair["customers"]], pair["reasons"]) for pair in found] == [
        (["12", "7"], ["one_digit", "same_sound"]),
        (["12", "20"], ["same_phone", "other_name"]),
    ]
    assert len(script.run("customers", "duplicates", "--limit", "1")[1]) == 1
    assert "perhaps a couple" in script.run("customers", "duplicates", as_json=False)[1]


def test_a_dry_run_says_what_would_happen_and_does_nothing(script: Script) -> None:
    before = script.file.read_bytes()
    code, plan, _messages = script.run("customers", "merge", "7", "12", "--dry-run", "--take", "phone=drop")
    assert (code, plan["merged"], plan["orders"], plan["visits"], plan["tags"]) == (0, False, 2, 1, ["外卖"])
    assert plan["taken"] == {"name": "keep", "number": "keep", "phone": "drop"}
    assert script.file.read_bytes() == before


def test_a_merge_moves_everything_and_can_be_undone(script: Script) -> None:
    code, told, _messages = script.run("customers", "merge", "7", "12", "--take", "name=drop")
    assert (code, told["merged"], told["number"], told["former_numbers"]) == (0, True, "7", ["12"])
    shown = script.run("customers", "show", "12")[1]
    assert (shown["number"], shown["name"], shown["orders"]) == ("7", "单晓兰", 3)
    assert "duplicates" in [entry["kind"] for entry in shown["timeline"]]
    assert script.run("customers", "find", "12")[1][0]["number"] == "7"
    script.run("orders", "add", "--customer", "12", "--amount", "5")
    assert script.run("customers", "show", "7")[1]["orders"] == 4
    assert [b.why for b in list_backups(script.file)] == [Why.MERGE]
    script.run("undo")
    assert script.run("undo")[1] == {"undone": "Merged 单晓兰 into 单晓岚"}
    assert script.run("customers", "show", "12")[1]["orders"] == 2
    assert script.run("redo")[0] == 0
    shop = Shop.open(script.file, SCHEMA)
    assert problems(shop) == []
    shop.close()


def test_a_merge_in_words(script: Script) -> None:
    code, told, _messages = script.run("customers", "merge", "7", "12", as_json=False)
    assert code == 0
    assert told.splitlines()[:4] == [
        "No. 12·单晓兰·1 visit went into No. 7·单晓岚·1 visit.",
        "Moves over: 2 orders, 1 tag.",
        "1 visit in all then.",
        "The number 12 goes on working.",
    ]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("7", "7"), "These are the same customer already."),
        (("7", "99"), "There is no customer with the number 99."),
        (("7", "12", "--take", "phone"), "Write --take like phone=drop or name=keep, not phone."),
        (("7", "12", "--take", "phone=both"), "Write --take like phone=drop"),
        (("7", "12", "--take", "shoes=drop"), "There is no field shoes; there are: name, number"),
    ],
)
def test_a_mistake_is_named(script: Script, args: tuple[str, ...], message: str) -> None:
    code, out, messages = script.run("customers", "merge", *args)
    assert (code, out) == (1, "")
    assert message in messages


def test_merging_again_what_was_merged_says_so(script: Script) -> None:
    script.run("customers", "merge", "7", "12")
    assert "same customer already" in script.run("customers", "merge", "7", "12")[2]
