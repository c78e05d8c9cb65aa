"""Excel files as shops really have them: what the owner sees in Excel is what is read."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from storeassist.adapters import sheets
from storeassist.adapters.sheets import FORMULA_WITHOUT_VALUE, CellError, Row
from storeassist.adapters.sheets.scan import Facts, exact, facts_of, fast
from storeassist.kernel.errors import UserError
from tests.adapters import corpus


def rows_of(path: Path, sheet: str | None = None) -> list[Row]:
    """All rows; the first is Excel's row 1."""
    rows: list[Row] = []
    for chunk in corpus.read(path, sheet):
        assert chunk.first == len(rows) + 1
        rows += chunk.rows
    return rows


def saved(path: Path, cells: dict[str, object]) -> Path:
    """A workbook written by openpyxl."""
    book = openpyxl.Workbook()
    for reference, value in cells.items():
        book.active[reference] = value
    book.save(path)
    return path


def test_rows_keep_the_numbers_excel_gives_them(tmp_path: Path) -> None:
    rows = rows_of(saved(tmp_path / "a.xlsx", {"C4": "姓名", "D4": "电话", "C7": "张三"}))
    assert rows[:3] == [(None,) * 4] * 3
    assert rows[3] == (None, None, "姓名", "电话")
    assert rows[4:6] == [(None,) * 4] * 2
    assert rows[6] == (None, None, "张三", None)


def test_long_sheet_arrives_in_numbered_chunks(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    for row in range(5_000):
        sheet.write_number(row, 0, row + 1)
    book.close()
    chunks = list(corpus.read(tmp_path / "a.xlsx"))
    assert [chunk.first for chunk in chunks] == [1, 2001, 4001]
    assert all(row == (chunk.first + i,) for chunk in chunks for i, row in enumerate(chunk.rows))


def test_every_kind_of_value_comes_as_its_own(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        {
            "A1": "文字", "B1": 2.0, "C1": 12.5, "D1": True, "E1": datetime(2024, 2, 29, 13, 5, 6),
            "F1": datetime(2024, 2, 29), "G1": time(23, 59), "H1": 13800138000.0, "I1": -3, "J1": 6212345678901234567,
        },
    )  # fmt: skip
    row = rows_of(path)[0]
    assert row[:9] == (
        "文字", 2, 12.5, True, datetime(2024, 2, 29, 13, 5, 6), datetime(2024, 2, 29), time(23, 59), 13800138000, -3,
    )  # fmt: skip
    assert isinstance(row[1], int) and isinstance(row[7], int)
    assert isinstance(row[9], float), "Excel has rounded it: the importer must be able to see that"


def test_dates_of_a_1904_workbook_are_right(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True})
    book.add_worksheet().write_datetime(0, 0, datetime(2024, 5, 1), book.add_format({"num_format": "yyyy/m/d"}))
    book.close()
    assert rows_of(tmp_path / "a.xlsx") == [(datetime(2024, 5, 1),)]


def test_failed_formulas_are_errors_not_blanks(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_formula("A1", "=1/0", None, "#DIV/0!")
    sheet.write_formula("B1", "=VLOOKUP(1,C:C,1)", None, "#N/A")
    sheet.write_formula("C1", "=1+1", None, 2)
    book.close()
    assert rows_of(tmp_path / "a.xlsx") == [(CellError("#DIV/0!"), CellError("#N/A"), 2)]


def test_new_kinds_of_excel_errors_do_not_spoil_the_sheet(tmp_path: Path) -> None:
    cells = '<c r="A1" t="e"><v>#SPILL!</v></c>' + corpus.text_cell("B1", "x")
    assert rows_of(corpus.book(tmp_path / "a.xlsx", cells)) == [(CellError("#SPILL!"), "x")]


def test_formulas_that_were_never_worked_out_are_not_blank(tmp_path: Path) -> None:
    rows = rows_of(saved(tmp_path / "a.xlsx", {"A1": "金额", "A2": 5, "A3": "=A2*2", "B3": "x", "D5": "=A2"}))
    assert rows[2][:2] == (FORMULA_WITHOUT_VALUE, "x")
    assert rows[4] == (None, None, None, FORMULA_WITHOUT_VALUE)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ('<c r="A1"><f>B1</f></c><c r="B1"><v>1</v></c>', (FORMULA_WITHOUT_VALUE, 1)),
        ('<c r="A1"><f t="shared" ref="A1:A9" si="0"/></c><c r="B1"><v>1</v></c>', (FORMULA_WITHOUT_VALUE, 1)),
        ('<c r="A1" s="0"><f>B1</f><v/></c><c r="B1"><v>1</v></c>', (FORMULA_WITHOUT_VALUE, 1)),
        ('<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c>', (None, 1)),
        ('<c r="A1"><f>B1</f><v>7</v></c><c r="B1"><v>1</v></c>', (7, 1)),
        ("<c r='A1'><f>B1</f></c><c r='B1'><v>1</v></c>", (FORMULA_WITHOUT_VALUE, 1)),
        ("<c r='A1' t='e'><v>#REF!</v></c><c r='B1'><v>1</v></c>", (CellError("#REF!"), 1)),
    ],
)
def test_formulas_in_every_notation(cells: str, expected: Row, tmp_path: Path) -> None:
    (row,) = rows_of(corpus.book(tmp_path / "a.xlsx", cells))
    assert tuple(sheets.cell(row, i) for i in range(2)) == expected


def test_cells_without_references_and_with_prefixes_are_read(tmp_path: Path) -> None:
    cells = '<row><c t="inlineStr"><is><t>a</t></is></c><c><v>2</v></c></row><row><c><v>3</v></c></row>'
    assert rows_of(corpus.book(tmp_path / "a.xlsx", cells)) == [("a", 2), (3, None)]
    prefixed = corpus.sheet_xml(cells).replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    path = corpus.pack(tmp_path / "b.xlsx", corpus.parts(prefixed))
    assert corpus.inspect(path).sheets[0].rows == 2


def test_false_dimension_changes_nothing(tmp_path: Path) -> None:
    for told in ("A1", "A1:XFD1048576"):
        path = corpus.book(tmp_path / "a.xlsx", corpus.text_cell("B2", "x"), before=f'<dimension ref="{told}"/>')
        assert rows_of(path) == [(None, None), (None, "x")]


def test_merged_value_is_repeated_downwards_only(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "会员消费明细"
    sheet.merge_cells("A1:C1")
    for row, values in enumerate(
        [("单号", "商品", "金额"), ("D1", "面", 12), (None, "茶", 3), ("D2", "饭", 9)], start=2
    ):
        for column, value in enumerate(values, start=1):
            if value is not None:
                sheet.cell(row, column, value)
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "a.xlsx")
    assert rows_of(tmp_path / "a.xlsx") == [
        ("会员消费明细", None, None), ("单号", "商品", "金额"), ("D1", "面", 12), ("D1", "茶", 3), ("D2", "饭", 9),
    ]  # fmt: skip


def test_texts_are_cleaned_of_what_no_table_holds(tmp_path: Path) -> None:
    cells = (
        corpus.text_cell("A1", "a_x0000_b_x0007_c&#13;&#10;d") + corpus.text_cell("B1", "   ")
        + corpus.text_cell("C1", "长" * 40_000) + corpus.text_cell("D1", "张　三😀")
    )  # fmt: skip
    ((a, b, c, d),) = rows_of(corpus.book(tmp_path / "a.xlsx", cells))
    assert a == "abc\nd"
    assert b is None
    assert c == "长" * 40_000
    assert d == "张　三😀"


def test_first_visible_sheet_with_data_is_the_default(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "隐藏"
    book.active["A1"] = "secret"
    book.active.sheet_state = "hidden"
    book.create_sheet("空")
    book.create_sheet("会员")["A1"] = "姓名"
    book.save(tmp_path / "a.xlsx")
    info = corpus.inspect(tmp_path / "a.xlsx")
    assert [(s.name, s.rows, s.hidden) for s in info.sheets] == [
        ("隐藏", 1, True),
        ("空", 0, False),
        ("会员", 1, False),
    ]
    assert rows_of(tmp_path / "a.xlsx") == [("姓名",)]
    assert rows_of(tmp_path / "a.xlsx", "隐藏") == [("secret",)]
    assert rows_of(tmp_path / "a.xlsx", "空") == []
    with pytest.raises(UserError, match="no sheet named 旧"):
        rows_of(tmp_path / "a.xlsx", "旧")


def test_excel_file_under_any_name_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", {"A1": "x"}).rename(tmp_path / "a.xls")
    assert rows_of(path) == [("x",)]


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1" s="1" t="n"><v>1</v></c><c r="C1" s="1"/></row><row r="3"><c r="B3"><f>A1</f></c></row>',
        '<row r="2">' + corpus.text_cell("AB2", "x") + '<c r="B2" t="e"><v>#N/A</v></c><c r="C2" s="1"></c></row>',
        "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="ZZ{n}" s="1"/></row>' for n in range(1, 60)),
    ],
)
def test_fast_look_agrees_with_full_parse(cells: str) -> None:
    xml = corpus.sheet_xml(cells).encode()
    for size in (len(xml), 97, 200):
        pieces = [xml[start : start + size] for start in range(0, len(xml), size)]
        quick, full = fast(pieces), exact(pieces, Facts())
        assert not quick.odd
        assert (quick.rows, quick.columns, quick.marked) == (full.rows, full.columns, full.marked)
        assert quick.cells >= full.cells


def test_shape_that_excel_never_writes_is_parsed_in_full() -> None:
    for cell in ("<c  r='A9'><v>1</v></c>", '<c s="1" r="A9"><v>1</v></c>', '<c\nr="A9"><v>1</v></c>'):
        xml = corpus.sheet_xml(cell).encode()
        assert fast([xml]).odd
        assert facts_of(lambda xml=xml: [xml]).rows == 9


def test_columns_that_begin_late_in_a_long_sheet_are_read(tmp_path: Path) -> None:
    def row(number: int, *columns: str) -> str:
        filled = "".join(f'<c r="{column}{number}"><v>1</v></c>' for column in columns)
        return f'<row r="{number}">{filled}</row>'

    late = {40_000: ("A", "F"), 45_000: ("B", "Z"), 50_000: ("A", "AB")}
    cells = "".join(row(number, *late.get(number, "AB")) for number in range(1, 50_001))
    path = corpus.book(tmp_path / "a.xlsx", cells)
    assert corpus.inspect(path).chosen == sheets.SheetInfo("S1", 50_000, 28)
