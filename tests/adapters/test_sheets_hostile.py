"""Hostile, damaged and foreign files are refused with a sentence, in little memory, and never take the app down."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from storeassist.adapters import sheets
from storeassist.kernel.errors import UserError
from tests.adapters import corpus

_READ = """
import sys
from pathlib import Path
from storeassist.adapters import sheets
from storeassist.kernel.errors import UserError
try:
    _info, chunks = sheets.open_sheet(Path(sys.argv[1]))
    for chunk in chunks:
        pass
    print("read")
except UserError as error:
    print(error)
if sys.platform == "win32":  # which does not tell what an ended process took
    print(0)
else:
    import resource
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def read_apart(path: Path) -> tuple[str, int]:
    """What the owner is told, and the megabytes the largest worker took."""
    *said, kilobytes = corpus.run_apart(_READ, str(path)).strip().splitlines()
    return "\n".join(said), int(kilobytes) // (1024 if sys.platform == "linux" else 2**20)


@pytest.mark.parametrize("name", corpus.HOSTILE)
def test_hostile_file_is_refused_in_little_memory(name: str, tmp_path: Path) -> None:
    build, word = corpus.HOSTILE[name]
    said, megabytes = read_apart(build(tmp_path / "hostile.xlsx"))
    assert word in said
    assert not word or said != "read"
    assert megabytes < 400


@pytest.mark.parametrize("name", corpus.HARMLESS)
def test_odd_but_harmless_file_never_hurts(name: str, tmp_path: Path) -> None:
    said, megabytes = read_apart(corpus.HARMLESS[name](tmp_path / "odd.xlsx"))
    assert said == "read" or "Excel file" in said
    assert megabytes < 400


def test_sheet_full_of_rows_is_read(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1_048_577))
    said, megabytes = read_apart(corpus.book(tmp_path / "tall.xlsx", rows))
    assert said == "read"
    assert megabytes < 400


def test_far_cells_that_are_only_coloured_do_no_harm(tmp_path: Path) -> None:
    path = corpus.book(
        tmp_path / "b.xlsx", corpus.text_cell("A1", "x") + '<c r="XFD1048576" s="1"/><c r="ZZ9" s="1" />'
    )
    assert corpus.inspect(path).sheets == (sheets.SheetInfo("S1", 1, 1),)
    assert [chunk.rows for chunk in corpus.read(path)] == [[("x",)]]


def _text(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "not a table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "not a table"),
        (b"SQLite format 3\0" + bytes(200), "not a table"),
        ("<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ('\ufeff<?xml version="1.0"?><Workbook/>', "web page"),
        (b"\x09\x08\x10\0\0\x06\x05\0" + bytes(50), "old Excel"),
    ],
)
def test_foreign_file_is_named_for_what_it_is(content: str | bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / "table.xls"
    path.write_bytes(_text(content))
    with pytest.raises(UserError, match=word):
        corpus.inspect(path)


@pytest.mark.parametrize(
    ("stream", "word"),
    [("EncryptedPackage", "password"), ("Workbook", "old Excel"), ("WordDocument", "not a table")],
)
def test_old_container_is_told_apart(stream: str, word: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=word):
        corpus.inspect(corpus.ole(tmp_path / "a.xlsx", stream))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("Index/Document.iwa", b"x", "Numbers"),
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        ("xl/workbook.bin", b"x", "xlsb"),
        ("word/document.xml", b"<a/>", "not a table"),
    ],
)
def test_archive_of_another_program_is_named(name: str, content: bytes, word: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=word):
        corpus.inspect(corpus.pack(tmp_path / "a.xlsx", {name: content}))


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not there any more"):
        corpus.inspect(tmp_path / "gone.xlsx")


@pytest.mark.skipif(sys.platform == "win32", reason="needs the peak of a process as Unix tells it")
def test_parent_stays_small_whatever_the_worker_meets(tmp_path: Path) -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UserError):
        list(corpus.read(corpus.book(tmp_path / "a.xlsx", '<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>')))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
