"""What the app writes opens safely, reads back as it was, and is whole or not there."""

from __future__ import annotations

import csv
import os
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storeassist.adapters import sheets
from storeassist.adapters.sheets import Chunk, FileInfo, Row, Table, guard_text, unguard, write_table, write_tables
from storeassist.adapters.sheets.reading import read_file
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Cancelled
from tests.adapters import corpus

DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x", "  =1", '"=1',
    "'=1", "' \t=1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "{=1}", "http://evil.example", "mailto:x@y.z", "#N/A", "1E5",
]  # fmt: skip


def rows_in(parts: Iterator[FileInfo | Chunk]) -> list[Row]:
    """The rows of what the worker would send."""
    return [row for part in parts if isinstance(part, Chunk) for row in part.rows]


def rows_of(path: Path) -> list[Row]:
    """All rows, read in this process."""
    return rows_in(read_file(path, None, None, None))


def left_over(folder: Path) -> list[str]:
    """What lies in the folder."""
    return sorted(entry.name for entry in folder.iterdir())


def test_no_text_of_an_excel_file_can_become_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, ["=heading", "文字"], [(text, text) for text in DANGEROUS], text_columns=[1])
    sheet = openpyxl.load_workbook(path).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert len(cells) == 2 + 2 * len(DANGEROUS)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)
    assert sheet["A2"].quotePrefix and sheet["A1"].value == "=heading"
    with zipfile.ZipFile(path) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")


def test_no_text_of_a_csv_file_can_become_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_table(path, ["=heading"], [(text,) for text in DANGEROUS] + [(-5,), (-1.5,)])
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(raw.decode("utf-8-sig").splitlines(keepends=True)))
    for (text,) in lines[:-2]:
        assert text.lstrip(' \t\r\n"')[:1] not in set("=+-@＝＋－＠")
    assert lines[-2:] == [["-5"], ["-1.5"]]
    read = [row[0] for row in rows_of(path)]
    assert read[:2] == ["=heading", "=1+1"]
    assert read[-2:] == ["-5", "-1.5"]


@given(st.text())
def test_guard_comes_off_exactly(text: str) -> None:
    assert unguard(guard_text(text)) == text
    assert unguard(guard_text(guard_text(text))) == guard_text(text)


_TEXTS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]) | st.sampled_from("=+-@＝'\" \t\n,;_x"), min_size=1
).filter(lambda text: text.strip() and not text.startswith("\ufeff") and text not in sheets.records.ERROR_TEXTS)
_DATES = st.datetimes(datetime(1901, 1, 1), datetime(2100, 1, 1)).map(lambda moment: moment.replace(microsecond=0))
_NUMBERS = st.integers(-(10**15) + 1, 10**15 - 1) | st.floats(-1e9, 1e9).map(lambda number: round(number, 2))
_ROWS = st.lists(st.tuples(_TEXTS, st.none() | _TEXTS, _NUMBERS, _DATES), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(_ROWS)
def test_excel_file_reads_back_as_it_was_written(rows: list[Row]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        write_table(path, ["甲", "乙", "数", "时"], rows)
        assert rows_of(path) == [("甲", "乙", "数", "时"), *rows]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=8))
def test_csv_file_reads_back_as_it_was_written(rows: list[Row]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write_table(path, ["姓名", "备注"], rows)
        assert rows_in(read_file(path, None, None, ",")) == [("姓名", "备注"), *rows]


def test_values_keep_their_kinds(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    rows = [("13800138000", Decimal("12.50"), date(2024, 5, 1), time(8, 30), True, None, 6212345678901234567)]
    write_table(path, list("abcdefg"), rows, text_columns=[0], money_columns=[1], sheet="会员/表[1]")
    sheet = openpyxl.load_workbook(path).active
    assert sheet.title == "会员 表 1"
    assert (sheet["A2"].value, sheet["A2"].number_format) == ("13800138000", "@")
    assert (sheet["B2"].value, sheet["B2"].number_format) == (12.5, "#,##0.00")
    assert (sheet["C2"].value, sheet["C2"].is_date) == (datetime(2024, 5, 1), True)
    assert sheet["D2"].value == time(8, 30)
    assert sheet["E2"].value is True
    assert sheet["G2"].value == "6212345678901234567"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:G2"


def test_columns_are_as_wide_as_what_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_table(path, ["号", "地址", "备注"], [("1", "北京市朝阳区建国路", "很长" * 100)])
    widths = [openpyxl.load_workbook(path).active.column_dimensions[letter].width for letter in "ABC"]
    assert 8 <= widths[0] < 10
    assert 19 <= widths[1] < 23
    assert 39 < widths[2] < 42


def test_several_sheets_and_a_text_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_tables(path, [Table(["姓名"], [], "会员"), Table(["说明"], [("字" * 40_000,), ("b",)], "说明")]) == 2
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["会员", "说明"]
    assert len(book["说明"]["A2"].value) == 32_767


class Stopped:
    """A job whose owner gives up at the first report."""

    def report(self, done: int, total: int, text: str = "") -> None:
        """Give up."""
        raise Cancelled


def _broken() -> Iterator[Row]:
    yield ("a",)
    raise ValueError("bug")


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_cancelled_or_failed_export_leaves_the_old_file_and_nothing_else(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{ending}"
    path.write_text("old")
    with pytest.raises(Cancelled):
        write_table(path, ["n"], ((n,) for n in range(5_000)), job=Stopped())
    with pytest.raises(ValueError, match="bug"):
        write_table(path, ["n"], _broken())
    assert path.read_text() == "old"
    assert left_over(tmp_path) == [path.name]


def test_broken_export_leaves_no_draft_in_the_computers_scratch_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with pytest.raises(Cancelled):
        write_table(tmp_path / "a.xlsx", ["n"], ((n,) for n in range(5_000)), job=Stopped())
    assert left_over(scratch) == []


def test_missing_folder_and_taken_place_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not there any more"):
        write_table(tmp_path / "gone" / "a.xlsx", ["a"], [])
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        write_table(tmp_path / "a.xlsx", ["a"], [])
    assert left_over(tmp_path) == ["a.xlsx"]


def test_file_that_another_program_holds_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(_draft: Path, _path: Path) -> Path:
        raise PermissionError(13, "held")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(UserError, match="open in Excel; close it there"):
        write_table(tmp_path / "a.xlsx", ["a"], [("x",)])
    assert left_over(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs file size limits")
@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_full_disk_is_told(ending: str, tmp_path: Path) -> None:
    script = (
        "import resource, sys, os; from pathlib import Path; from storeassist.adapters.sheets import write_table\n"
        "from storeassist.kernel.errors import UserError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "try: write_table(Path(sys.argv[1]), ['a'], ((os.urandom(40).hex(),) for _ in range(20_000)))\n"
        "except UserError as error: print(error)"
    )
    assert "disk is full" in corpus.run_apart(script, str(tmp_path / f"a{ending}"))
    assert left_over(tmp_path) == []


def test_what_a_stopped_program_left_of_a_file_goes_when_it_is_written_again(tmp_path: Path) -> None:
    (tmp_path / ".members-4711.part").write_bytes(b"half")
    (tmp_path / ".bills-4711.part").write_bytes(b"half")
    write_table(tmp_path / "members.csv", ["a"], [["1"]])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".bills-4711.part", "members.csv"]
