"""Text tables in every encoding and shape in which tills and platforms export them."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from storeassist.adapters import sheets
from storeassist.adapters.sheets import CellError, Row
from storeassist.kernel.errors import UserError
from tests.adapters import corpus

SIMPLE = "姓名,手机号,备注\r\n张三,13800138000,老顾客，喜欢靠窗\r\n李四,13900139000,少辣\r\n"
TRADITIONAL = "姓名,電話,備註\r\n張三,0912345678,老顧客，喜歡靠窗的座位\r\n陳麗華,0922333444,不要太辣\r\n"


def rows_of(path: Path, encoding: str | None = None) -> list[Row]:
    """All rows of the file."""
    return [row for chunk in corpus.read(path, encoding=encoding) for row in chunk.rows]


def saved(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """A file of exactly these bytes."""
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("encoding", "found", "text"),
    [
        ("utf-8", "utf-8-sig", SIMPLE), ("utf-8-sig", "utf-8-sig", SIMPLE), ("gbk", "gb18030", SIMPLE),
        ("gb18030", "gb18030", SIMPLE + "王㐂,1,𠮷野家\r\n"), ("big5", "big5", TRADITIONAL),
        ("gbk", "gb18030", TRADITIONAL), ("utf-8", "utf-8-sig", TRADITIONAL), ("utf-16", "utf-16", SIMPLE),
        ("utf-16-le", "utf-16-le", SIMPLE), ("utf-16-be", "utf-16-be", SIMPLE),
        ("cp1252", "cp1252", "Name,Note,City\r\nJosé,likes a café with a view of the sea,Málaga\r\nAnn,none,Kent\r\n"),
        ("gbk", "gb18030", "编号,名称\r\n1,可乐\r\n"), ("big5", "big5", "編號,名稱\r\n1,可樂\r\n"),
        ("gbk", "gb18030", "1,张三\r\n2,李四\r\n"), ("big5", "big5", "1,陳小明,臺北\r\n2,林美麗,高雄\r\n"),
    ],
)  # fmt: skip
def test_encoding_is_found_out(encoding: str, found: str, text: str, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", text, encoding)
    assert corpus.inspect(path).encoding == found
    lines = [tuple(line.split(",")) for line in text.split("\r\n")[:-1]]
    assert rows_of(path) == lines


def test_utf_16_big_endian_with_its_mark(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.txt", codecs.BOM_UTF16_BE + "姓名\t电话\n张三\t1\n".encode("utf-16-be"))
    assert rows_of(path) == [("姓名", "电话"), ("张三", "1")]


def test_encoding_can_be_forced(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "姓名\n张三\n", "gbk")
    assert rows_of(path, "gb18030") == [("姓名",), ("张三",)]
    assert rows_of(path, "big5") != rows_of(path, "gb18030")
    with pytest.raises(UserError, match="not known"):
        rows_of(path, "klingon")


def test_gbk_decides_after_a_long_english_start(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "a,b\n" * 400_000 + "张三,李四\n", "gbk")
    assert corpus.inspect(path).encoding == "gb18030"
    assert rows_of(path)[-1] == ("张三", "李四")


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_field_cut_inside_a_character_spoils_only_itself(encoding: str, tmp_path: Path) -> None:
    broken = SIMPLE.encode(encoding) * 100 + "赵六".encode(encoding)[:-1] + b",1,x\r\n"
    rows = rows_of(saved(tmp_path / "a.csv", broken))
    assert rows[1][0] == "张三"
    assert "\ufffd" in str(rows[300]) or len(rows[300]) != 3


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，", "；"])
def test_delimiter_is_found_out(delimiter: str, tmp_path: Path) -> None:
    lines = [("姓名", "金额", "备注"), ("张三", "1.5", "a b"), ("李四", "2", "c")]
    path = saved(tmp_path / "a.csv", "\n".join(delimiter.join(line) for line in lines))
    assert corpus.inspect(path).delimiter == delimiter
    assert rows_of(path) == lines


def test_tabs_that_keep_numbers_from_excel_are_no_delimiter(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", '订单编号\t,时间\t,手机\t,金额\n"\t202609011234567890",2026-09-01\t,\t13812342764,45\n')
    assert corpus.inspect(path).delimiter == ","
    assert [str(cell).strip() for cell in rows_of(path)[1]] == ["202609011234567890", "2026-09-01", "13812342764", "45"]


def test_what_keeps_numbers_from_excel_is_no_part_of_them(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", '时间,单号,金额\n`2026-09-01 12:00:00,`00012,`45.00\n2026-09-02,="00013","=""28"""\n`,`a,b\n')
    assert rows_of(path)[1:] == [("2026-09-01 12:00:00", "00012", "45.00"), ("2026-09-02", "00013", "28"), ("`", "`a", "b")]


def test_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", "sep=;\n姓名;备注\n张三;a,b,c\n")
    assert [chunk.first for chunk in corpus.read(path)] == [1]
    assert rows_of(path) == [("姓名", "备注"), ("张三", "a,b,c")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_and_quoted_line_breaks(end: str, tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", end.join(["姓名,备注", f'张三,"一{end}二, ""三"""', "", "李四,"]) + end)
    assert rows_of(path) == [("姓名", "备注"), ("张三", '一\n二, "三"'), (), ("李四", None)]


def test_ragged_rows_and_trailing_delimiters_and_zero_bytes(tmp_path: Path) -> None:
    rows = rows_of(saved(tmp_path / "a.csv", "a,b,,\n1\n1,2,3,4,5\n\0x\0,y\n"))
    assert rows == [("a", "b", None, None), ("1",), ("1", "2", "3", "4", "5"), ("x", "y")]
    assert sheets.cell(rows[1], 4) is None


def test_error_texts_are_errors(tmp_path: Path) -> None:
    assert rows_of(saved(tmp_path / "a.csv", "a,b\n1,#N/A\n"))[1] == ("1", CellError("#N/A"))


def test_quotation_mark_never_closed_is_told_with_its_row(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.csv", 'a,b\n1,2\n"open,3\n' + "x,y\n" * 200_000)
    with pytest.raises(UserError, match="Row 3 "):
        rows_of(path)


def test_text_under_an_excel_name_is_read_as_text(tmp_path: Path) -> None:
    assert rows_of(saved(tmp_path / "a.xls", "姓名\t金额\n张三\t5\n", "gbk")) == [("姓名", "金额"), ("张三", "5")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_letters_without_a_mark_are_no_binary_file(encoding: str, tmp_path: Path) -> None:
    text = "姓名,备注\n" + "丁一,不上下东西\n" * 500
    assert rows_of(saved(tmp_path / "a.csv", text, encoding))[500] == ("丁一", "不上下东西")


def test_one_endless_line_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a table"):
        rows_of(saved(tmp_path / "a.csv", "x," * 3_000_000))


def test_inspect_tells_the_size(tmp_path: Path) -> None:
    info = corpus.inspect(saved(tmp_path / "a.csv", SIMPLE))
    assert info.kind == "csv"
    assert info.sheets == (sheets.SheetInfo("", 3, 3),)
