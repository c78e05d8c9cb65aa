"""Backups from the command line, and before imports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storeassist import cli

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a new shop file; its answer is (exit code, JSON or None, messages)."""
    file = str(tmp_path / "noodles.shop")
    cli.run(["--shop", file, "--lang", "en", "shop", "new", "--name", "巷口面馆"])

    def call(*args: str, now: str = "2026-09-15T11:06") -> tuple[int, Any, str]:
        capsys.readouterr()
        code = cli.run(["--shop", file, "--json", "--lang", "en", "--now", now, *args])
        out, messages = capsys.readouterr()
        return code, json.loads(out) if out else None, messages

    return call


def test_a_script_backs_up_lists_and_goes_back(run: Run, tmp_path: Path) -> None:
    run("orders", "add", "--amount", "82", "--number", "B1")
    code, made, _ = run("shop", "backup")
    assert (code, made["new"], made["problems"]) == (0, True, [])
    assert Path(made["file"]).name == "巷口面馆 2026-09-15 110600 hand.shop"
    assert run("shop", "backup")[1] == {**made, "new": False}
    run("orders", "add", "--amount", "18", "--number", "B2")
    listed = run("shop", "backups")[1]
    assert [(each["why"], each["customers"], each["orders"], each["whole"]) for each in listed] == [("hand", 0, 1, True)]
    code, back, _ = run("shop", "restore", made["file"], now="2026-09-15T12:00")
    assert (code, back["before"]["orders"], back["after"]["orders"]) == (0, 2, 1)
    assert Path(back["backup_of_before"]).exists()
    assert len(run("orders", "list")[1]) == 1
    assert len(run("shop", "backups")[1]) == 2


def test_a_backup_to_a_folder_of_its_own_stays_out_of_the_list(run: Run, tmp_path: Path) -> None:
    made = run("shop", "backup", "--to", str(tmp_path / "stick"))[1]
    assert Path(made["file"]).parent == tmp_path / "stick"
    assert run("shop", "backups")[1] == []


def test_a_shop_file_that_is_gone_comes_back_from_a_backup(run: Run, tmp_path: Path) -> None:
    run("orders", "add", "--amount", "82")
    made = run("shop", "backup")[1]
    (tmp_path / "noodles.shop").unlink()
    code, back, _ = run("shop", "restore", made["file"])
    assert (code, back["before"], back["after"]["orders"]) == (0, None, 1)
    assert run("shop", "check")[1]["ok"]


def test_what_cannot_be_gone_back_to_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.shop").write_text("Dear customer, " * 400)
    code, nothing, said = run("shop", "restore", str(tmp_path / "letter.shop"))
    assert (code, nothing) == (1, None)
    assert "another program" in said
    assert run("shop", "restore", str(tmp_path / "noodles.shop"))[0] == 1


def test_the_check_names_the_age_of_the_newest_backup_and_passes_all_the_same(run: Run) -> None:
    assert run("shop", "check")[:2] == (0, {"ok": True, "problems": [], "notes": ["No backup yet"]})
    run("shop", "backup")
    assert run("shop", "check", now="2026-09-30T12:00")[1]["notes"] == ["Backup 15 days ago"]


def test_before_an_import_the_shop_is_backed_up(run: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "members.csv"
    sheet.write_text("会员号,姓名,手机号\n1,单晓岚,13812342764\n", "utf-8")
    assert run("import", "customers", str(sheet))[0] == 0
    (backup,) = run("shop", "backups")[1]
    assert (backup["why"], backup["customers"]) == ("import", 0)
