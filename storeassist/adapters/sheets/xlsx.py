"""Reads .xlsx files that passed the guard; runs inside the worker process."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storeassist.adapters.sheets.guard import Workbook, check_xlsx
from storeassist.adapters.sheets.records import (
    CHUNK_CELLS,
    CHUNK_ROWS,
    FORMULA_WITHOUT_VALUE,
    Cell,
    Chunk,
    FileInfo,
    Row,
    SheetInfo,
)
from storeassist.adapters.sheets.scan import DAMAGED, UNUSUAL, Facts
from storeassist.kernel.errors import UserError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_SHEETS = 1_000
MAX_UNKNOWN_ERRORS = 20
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LIBRARY_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", FORMULA_WITHOUT_VALUE.text)
)
_EXACT = 10**15  # Excel keeps 15 digits: whole numbers below are exact, those above it has rounded


def read_xlsx(path: Path, sheet: str | None) -> Iterator[FileInfo | Chunk]:
    """Yield what the workbook holds, then the rows of one sheet: by default the first visible one with anything in it."""
    workbook = check_xlsx(path)
    sheets = _sheets(workbook)
    if sheet is None:
        visible = [item for item in sheets if not item[0].hidden] or sheets
        chosen = next((item for item in visible if item[0].rows), visible[0])
    else:
        found = [item for item in sheets if item[0].name == sheet]
        if not found:
            raise UserError("There is no sheet named {name} in this file any more.", name=sheet)
        chosen = found[0]
    info, facts = chosen
    yield FileInfo("xlsx", tuple(each for each, _facts in sheets), info)
    rows = _marked(_rows(_readable(workbook, facts), info), facts, info)
    yield from _chunks(_merged(rows, facts, info) if facts.merges else rows, info.columns)


def _sheets(workbook: Workbook) -> list[tuple[SheetInfo, Facts]]:
    """The worksheets in the owner's order, each with the facts of its part."""
    targets = {
        item.get("Id", ""): item.get("Target", "")
        for item in _elements(workbook.part("xl/_rels/workbook.xml.rels"), "Relationship")
    }
    elements = list(_elements(workbook.part("xl/workbook.xml"), "sheet"))
    if len(elements) > MAX_SHEETS:
        raise UserError(UNUSUAL)
    sheets = []
    for element in elements:
        link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        target = posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/").lower()
        facts = workbook.facts.get(target)
        if facts is None:
            raise UserError(DAMAGED)
        if facts.is_sheet and not target.startswith(("xl/chartsheets/", "xl/dialogsheets/")):
            hidden = element.get("state", "visible") != "visible"
            sheets.append((SheetInfo(element.get("name", ""), facts.rows, facts.columns, hidden), facts))
    if not sheets:
        raise UserError(DAMAGED)
    return sheets


def _elements(xml: bytes, name: str) -> Iterator[Element]:
    """The elements of that local name; the guard has refused every DTD before."""
    from xml.etree import ElementTree

    try:
        for _event, element in ElementTree.iterparse(io.BytesIO(xml)):
            if element.tag.rpartition("}")[2] == name:
                yield element
    except (ElementTree.ParseError, ValueError):
        raise UserError(DAMAGED) from None


def _readable(workbook: Workbook, facts: Facts) -> bytes:
    """The file as the library can read it: it gives up a whole sheet at one error of a newer Excel ("#SPILL!")."""
    import zipfile

    unknown = {f"<v>{error.text}</v>".encode() for error in facts.marked.values() if error.text not in _LIBRARY_ERRORS}
    if not unknown:
        return workbook.content
    if len(unknown) > MAX_UNKNOWN_ERRORS:
        raise UserError(UNUSUAL)
    rewritten = io.BytesIO()
    with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, info in workbook.parts.items():
            part = workbook.part(name)
            if workbook.facts.get(name) is facts:
                for error in unknown:
                    part = part.replace(error, b"<v>#N/A</v>")
            archive.writestr(info.filename, part)
    return rewritten.getvalue()


def _rows(content: bytes, info: SheetInfo) -> Iterator[Row]:
    """All rows from Excel's row 1 on and from its column A on, as plain cells."""
    from python_calamine import CalamineWorkbook

    if not info.rows:
        return
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(info.name)
        start = sheet.start
        rows = iter(sheet.iter_rows())
    except MemoryError:
        raise
    except BaseException as error:
        # a panic of the Rust library is a BaseException of a class that cannot be imported
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise UserError(DAMAGED) from None
    left = (None,) * (start[1] if start else 0)
    read = 0
    for row in rows:
        read += 1
        yield (*left, *[_PLAIN[type(value)](value) for value in row])
    for _row in range(read, info.rows):
        yield ()


def clean(text: str) -> str | None:
    """The text without what no table should hold: control characters, halves of characters; None when blank."""
    if text.isprintable():
        return text if text and not text.isspace() else None
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if text.strip() else None


def _number(value: float) -> Cell:
    """2.0 becomes 2; a number of 16 digits or more stays as Excel rounded it; infinity and NaN are no numbers."""
    if value.is_integer():
        return int(value) if -_EXACT < value < _EXACT else value
    return value if value - value == 0 else None


def _duration(value: timedelta) -> Cell:
    """A time of day, or hours beyond one day written out ("30:00:00")."""
    seconds = round(value.total_seconds())
    if 0 <= seconds < 86_400:
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _same(value: Cell) -> Cell:
    return value


_PLAIN: dict[type, Callable[[Any], Cell]] = {
    str: clean,
    float: _number,
    int: _same,
    bool: _same,
    datetime: _same,
    date: lambda value: datetime(value.year, value.month, value.day),
    time: _same,
    timedelta: _duration,
}


def _marked(rows: Iterator[Row], facts: Facts, info: SheetInfo) -> Iterator[Row]:
    """The rows with their error cells, which the library shows as blank ones."""
    if not facts.marked:
        yield from rows
        return
    marks: dict[int, list[tuple[int, Cell]]] = {}
    for (number, column), error in facts.marked.items():
        marks.setdefault(number, []).append((column, error))
    for number, row in enumerate(rows, start=1):
        if number not in marks:
            yield row
            continue
        cells = [*row, *[None] * (info.columns - len(row))]
        for column, mark in marks[number]:
            cells += [None] * (column - len(cells))
            cells[column - 1] = mark
        yield tuple(cells)


def _merged(rows: Iterator[Row], facts: Facts, info: SheetInfo) -> Iterator[Row]:
    """The rows with the value of each merged range repeated down its first column.

    A title merged over columns stays in its first cell only, so that it does not look like a full row.
    """
    starts: dict[int, list[tuple[int, int]]] = {}
    for first, column, last, _last_column in facts.merges:
        if last > first and column <= info.columns:
            starts.setdefault(first, []).append((column, last))
    active: dict[int, tuple[int, Cell]] = {}
    for number, row in enumerate(rows, start=1):
        cells = list(row)
        for column, (last, value) in list(active.items()):
            if number > last:
                del active[column]
            elif column > len(cells):
                cells += [None] * (column - 1 - len(cells)) + [value]
            elif cells[column - 1] is None:
                cells[column - 1] = value
        for column, last in starts.get(number, ()):
            if column <= len(cells) and cells[column - 1] is not None:
                active[column] = (last, cells[column - 1])
        yield tuple(cells)


def _chunks(rows: Iterable[Row], columns: int) -> Iterator[Chunk]:
    """The rows in pieces of a size that travels well between processes."""
    most = max(1, min(CHUNK_ROWS, CHUNK_CELLS // max(columns, 1)))
    first, piece = 1, list[Row]()
    for row in rows:
        piece.append(row)
        if len(piece) == most:
            yield Chunk.of(first, piece)
            first, piece = first + most, []
    if piece:
        yield Chunk.of(first, piece)
