"""The command line as scripts and owners use it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storeassist import cli
from storeassist.features.orders import store as order_store

ROOT = Path(__file__).parent.parent
Run = Callable[..., Any]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A new shop file called 巷口面馆."""
    path = tmp_path / "noodles.shop"
    assert cli.run(["--shop", str(path), "--lang", "en", "shop", "new", "--name", "巷口面馆"]) == 0
    return path


@pytest.fixture
def run(file: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the shop file; its answer is (exit code, standard output as JSON or None, messages)."""

    def call(*args: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        code = cli.run(["--shop", str(file), "--json", "--lang", "en", "--now", "2026-09-15T11:06", *args])
        out, messages = capsys.readouterr()
        return code, json.loads(out) if out else None, messages

    return call


def answer(result: tuple[int, Any, str]) -> Any:
    """The JSON of a command that succeeded without a message."""
    code, document, messages = result
    assert (code, messages) == (0, "")
    return document


def test_a_new_shop_is_named_and_empty(run: Run) -> None:
    assert answer(run("shop", "info")) == {
        "name": "巷口面馆",
        "customers": 0,
        "orders": 0,
        "order_lines": 0,
        "revenue_fen": 0,
        "visits": 0,
        "first_order_at": None,
        "last_order_at": None,
    }


def test_a_shop_takes_its_files_name_and_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["--shop", str(tmp_path / "corner.shop"), "--lang", "en", "shop", "new"]
    assert cli.run([*args, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "corner"
    assert cli.run(args) == 1
    assert "already" in capsys.readouterr().err


def test_a_day_at_the_till(run: Run) -> None:
    assert answer(run("customers", "add", "--name", "单晓岚", "--phone", "138-1234 2764", "--tag", "熟客")) == {
        "number": "1"
    }
    added = answer(
        run(
            "orders",
            "add",
            "--amount",
            "¥82",
            "--customer",
            "2764",
            "--line",
            "牛肉面 x2 82",
            "--guests",
            "2",
            "--table",
            "6",
        )
    )
    assert added == {"number": "20260915-001", "id": 1, "customer": "1"}
    answer(run("orders", "add", "--amount", "20.5", "--at", "2026-09-14T23:00"))
    assert answer(run("customers", "find", "shan")) == [
        {
            "number": "1",
            "name": "单晓岚",
            "phone": "+8613812342764",
            "visits": 1,
            "spent_fen": 8200,
            "last_visit_on": "2026-09-15",
        }
    ]
    info = answer(run("shop", "info"))
    assert (info["orders"], info["order_lines"], info["revenue_fen"], info["visits"]) == (2, 1, 10250, 1)
    assert (info["first_order_at"], info["last_order_at"]) == ("2026-09-14T23:00:00", "2026-09-15T11:06:00")
    shown = answer(run("customers", "show", "1"))
    assert (shown["tags"], shown["spent_fen"], shown["median_gap_days"]) == (["熟客"], 8200, None)
    assert [entry["title"] for entry in shown["timeline"]] == ["Added to the shop", "Visit ¥82·2 guests·table 6"]
    assert [order["number"] for order in answer(run("orders", "list"))] == ["20260915-001", "20260914-001"]
    assert [order["number"] for order in answer(run("orders", "list", "--customer", "1"))] == ["20260915-001"]
    (noodles,) = answer(run("products", "list", "--sort", "sold", "--descending"))
    assert (noodles["name"], noodles["quantity"], noodles["sold_fen"]) == ("牛肉面", 2, 8200)


def test_a_void_is_taken_back_and_done_again(run: Run) -> None:
    answer(run("orders", "add", "--amount", "10", "--number", "B7"))
    answer(run("orders", "void", "B7", "--why", "wrong table"))
    shown = answer(run("orders", "show", "B7"))
    assert (shown["voided_at"], shown["why"]) == ("2026-09-15T11:06:00", "wrong table")
    assert answer(run("orders", "list", "--voided"))[0]["number"] == "B7"
    assert answer(run("undo")) == {"undone": "Voided the order B7"}
    assert answer(run("orders", "show", "B7"))["voided_at"] is None
    assert answer(run("redo")) == {"redone": "Voided the order B7"}
    assert answer(run("shop", "check")) == {"ok": True, "problems": [], "notes": ["No backup yet"]}
    assert run("redo")[0] == 1


def test_every_fact_of_a_customer_goes_in_and_comes_out(run: Run) -> None:
    facts = {
        "name": "Ann", "phone": "+1 415 555 2671", "number": "A7", "wechat": "ann", "gender": "female", "source": "ad",
        "joined-on": "2026-01-02", "note": "likes tea", "consent": "yes", "birthday": "1990-03-18",
    }  # fmt: skip
    answer(run("customers", "add", *(part for key, value in facts.items() for part in (f"--{key}", value))))
    shown = answer(run("customers", "show", "a7"))
    kept = {key: shown[key] for key in ("name", "phone", "number", "wechat", "gender", "source", "joined_on", "note")}
    assert kept == {
        "name": "Ann", "phone": "+14155552671", "number": "A7", "wechat": "ann", "gender": "female", "source": "ad",
        "joined_on": "2026-01-02", "note": "likes tea",
    }  # fmt: skip
    assert (shown["consent"], shown["consent_on"]) == ("yes", "2026-09-15")
    assert shown["birthday"] == {"month": 3, "day": 18, "year": 1990, "lunar": False}


def test_customers_are_tagged_and_untagged(run: Run) -> None:
    for name in ("a", "b"):
        answer(run("customers", "add", "--name", name))
    assert answer(run("customers", "tag", "vip", "1", "2")) == {"tagged": 2}
    assert answer(run("customers", "untag", "VIP", "1")) == {"untagged": 1}
    assert [c["name"] for c in answer(run("customers", "find", "vip"))] == ["b"]
    assert run("customers", "untag", "none", "1")[0] == 1


def test_a_midnight_that_is_written_is_a_time_and_a_bare_date_is_none(run: Run) -> None:
    run("orders", "add", "--amount", "20", "--at", "2026-09-15T00:00", "--number", "A")
    run("orders", "add", "--amount", "20", "--at", "2026-09-15", "--number", "B")
    assert [answer(run("orders", "show", number))["day"] for number in "AB"] == ["2026-09-14", "2026-09-15"]


def test_products_are_added_with_price_and_role(run: Run) -> None:
    answer(run("products", "add", "茶", "--price", "0", "--cost", "1.5", "--role", "lead", "--category", "饮料"))
    (tea,) = answer(run("products", "list", "--role", "lead", "--find", "饮"))
    assert (tea["price_fen"], tea["cost_fen"], tea["role"]) == (0, 150, "lead")
    assert run("products", "add", "茶")[0] == 1


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("customers", "show", "99"), 1, "99"),
        (("customers", "add", "--name", "x", "--phone", "12345"), 1, "12345"),
        (("orders", "add", "--amount", "much"), 1, "much"),
        (("orders", "add", "--amount", "1", "--customer", "0000"), 1, "0000"),
        (("orders", "void", "B7"), 1, "B7"),
        (("undo",), 1, "nothing"),
        (("orders", "add"), 2, "--amount"),
        (("customers", "find"), 2, "TEXT"),
        (("nonsense",), 2, "nonsense"),
        (("customers", "find", "x", "--limit", "0"), 2, "limit"),
    ],
)
def test_a_mistake_says_what_and_leaves_standard_output_empty(
    run: Run, args: tuple[str, ...], code: int, said: str
) -> None:
    exit_code, document, messages = run(*args)
    assert (exit_code, document) == (code, None)
    assert said in messages


def test_the_programs_own_options_may_follow_the_command(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    args = ["orders", "add", "--json", "--amount", "5", "--now=2026-01-02T12:00", "--lang", "en", "--shop", str(file)]
    assert cli.run(args) == 0
    assert json.loads(capsys.readouterr().out)["number"] == "20260102-001"
    assert cli.run(["customers", "find", "--shop", str(file), "--lang", "en", "--", "--json"]) == 0
    assert capsys.readouterr().out == "No customer matches.\n"


def test_words_are_aligned_and_phones_masked(run: Run, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("customers", "add", "--name", "单晓岚", "--phone", "13812342764")
    run("customers", "add", "--name", "Ann Lan")
    cli.run(["--shop", str(file), "--lang", "en", "customers", "find", "lan"])
    lines = sorted(capsys.readouterr().out.splitlines())
    assert lines == ["1  单晓岚   138****2764  0 visits  ¥0", "2  Ann Lan  -            0 visits  ¥0"]


def test_a_damaged_sum_fails_the_check(run: Run, file: Path) -> None:
    from storeassist.features import SCHEMA
    from storeassist.kernel.database import Shop

    run("orders", "add", "--amount", "5")
    shop = Shop.open(file, SCHEMA)
    with shop.write() as db:
        db.execute("UPDATE order_day SET amount_fen = 1")
    shop.close()
    code, document, _messages = run("shop", "check")
    assert (code, document["ok"], len(document["problems"])) == (1, False, 1)


def test_our_own_bug_is_reported_without_what_it_was_about(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ValueError("单晓岚 13812342764")

    monkeypatch.setattr(order_store, "ids", broken)
    code, document, messages = run("orders", "list")
    assert (code, document) == (3, None)
    assert "ValueError" in messages
    assert "cli.py:" in messages
    assert "单晓岚" not in messages


def test_help_lists_every_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("shop", "undo", *cli.COMMANDS))


# --- as a program of its own ------------------------------------------------------------------------------------------


def program(*args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The program as a shell starts it."""
    command = [sys.executable, str(ROOT / "main.py"), *args]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment}, timeout=60)


def test_the_program_speaks_utf8_even_to_a_console_that_does_not(file: Path) -> None:
    args = ("--shop", str(file), "--json", "shop", "info")
    done = program(*args, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["name"] == "巷口面馆"


def test_the_program_ends_with_the_exit_code_of_the_mistake(file: Path) -> None:
    missing = program("--shop", str(file.with_name("none.shop")), "--json", "shop", "info")
    assert (missing.returncode, missing.stdout) == (1, b"")
    assert b"none.shop" in missing.stderr
    assert program("shop", "info").returncode == 2
    assert program("--help").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
@pytest.mark.parametrize("args", [("offers", "show"), ("customers", "add", "--name"), ("cards", "results")])
def test_an_argument_that_is_no_text_is_said_plainly(file: Path, args: tuple[str, ...]) -> None:
    done = program("--shop", str(file), "--lang", "en", *args, os.fsdecode(b"caf\xe9"))
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().splitlines() == ["“caf\\udce9” is not readable text."]
