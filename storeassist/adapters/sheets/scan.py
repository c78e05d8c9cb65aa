"""Looks over the XML of a workbook part as raw text, far faster than parsing it, before any parser may see it.

The fast look understands the shape every spreadsheet program writes. A part of any other shape is parsed in full by
expat, which is slow and exact; so an odd shape costs time, never safety.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from xml.parsers import expat

from storeassist.adapters.sheets.records import FORMULA_WITHOUT_VALUE, CellError
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MEMORY_BUDGET = 256 * 2**20
MAX_MARKED = 200_000  # error cells and merged ranges that are kept one by one

DAMAGED = N_(
    "This Excel file is damaged or was not copied completely. "
    "Copy it again, or open it in Excel or WPS and save it as a new .xlsx file."
)
UNUSUAL = N_(
    "This Excel file is written in an unusual way that cannot be read safely. "
    "Open it in Excel or WPS, save it as a new .xlsx file and choose that."
)
TOO_BIG = N_(
    "This Excel file is too big: it has {cells} cells or more, reaching row {rows} and column {columns}. "
    "Split it into smaller files, or delete what lies far right of or below the table."
)

_ATTRIBUTES = rb'"(?: [a-qs-z][a-z]?="[A-Za-z0-9]*+")*+'
_FILLED = _ATTRIBUTES + rb">(?!</c>)"
_FILLED_ROWS = re.compile(rb'<c r="[A-Z]{1,3}+([1-9][0-9]{0,6}+)' + _FILLED)
_FILLED_COLUMNS = re.compile(rb'<c r="([A-Z]{1,3}+)[1-9][0-9]{0,6}+' + _FILLED)
_ODD_CELL = re.compile(rb':c[\s/>]|<c(?![A-Za-z])(?! r="[A-Z]{1,3}+[1-9][0-9]{0,6}+' + _ATTRIBUTES + rb"(?:>| ?/>))")
_ERROR = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]* t="e"[^>]*>(?:<f[^>]*>(?:[^<]*</f>)?)?<v>([^<]{1,40})</v>')
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^>]*)><f(?:[^>]*/>|[^>]*[^/>]>[^<]*</f>|>[^<]*</f>)(<v\s*/>|<v></v>)?</c>'
)
_MERGE = re.compile(rb"mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']")
_MARKUP = re.compile(rb"<!(?!--|\[CDATA\[)")
_ENCODING = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_REF = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")


@dataclass(slots=True)
class Facts:
    """What one part holds: its used area, and the cells that need more than their value."""

    cells: int = 0
    rows: int = 0
    columns: int = 0
    strings: int = 0
    size: int = 0
    odd: bool = False
    is_sheet: bool = False
    marked: dict[tuple[int, int], CellError] = field(default_factory=dict)  # (row, column) from 1
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, column, last row, column

    @property
    def memory(self) -> int:
        """The bytes that reading this part takes, measured: 75 a cell, 24 a place of the area, 60 a string."""
        return self.cells * 75 + self.rows * self.columns * 24 + self.strings * 60

    def check_memory(self) -> None:
        """Refuse what would take more than a worker may have."""
        if self.memory > MEMORY_BUDGET:
            raise UserError(TOO_BIG, cells=f"{self.cells:,}", rows=f"{self.rows:,}", columns=f"{self.columns:,}")

    def reach(self, row: int, column: int) -> None:
        """Widen the used area to a cell."""
        check_place(row, column)
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)

    def mark(self, row: int, column: int, error: CellError) -> None:
        """Note a cell that is an error."""
        self.reach(row, column)
        self.marked[row, column] = error
        _check_number(len(self.marked))


def check_place(row: int, column: int) -> None:
    """Refuse a cell that no sheet has."""
    if not (0 < row <= MAX_ROWS and 0 < column <= MAX_COLUMNS):
        raise UserError(DAMAGED)


def column_number(letters: str | bytes) -> int:
    """A -> 1, Z -> 26, AA -> 27."""
    text = letters.decode() if isinstance(letters, bytes) else letters.upper()
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number


def check_start(head: bytes) -> None:
    """Refuse XML that is not plainly UTF-8: other encodings could hide tags from the text search."""
    declared = _ENCODING.match(head.removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise UserError(UNUSUAL)


def fast(chunks: Iterable[bytes]) -> Facts:
    """The facts of one XML part, given in pieces; ``odd`` is set where only ``exact`` can tell."""
    facts = Facts()
    for piece in _whole_tags(chunks, facts):
        _look(piece, facts)
        facts.check_memory()
    return facts


def _whole_tags(chunks: Iterable[bytes], facts: Facts) -> Iterator[bytes]:
    """The same text in pieces that end before a cell, a row's end or at least a tag."""
    rest = b""
    for chunk in chunks:
        if not facts.size:
            check_start(chunk)
        facts.size += len(chunk)
        text = rest + chunk
        cut = max(text.rfind(b"<c "), text.rfind(b"</row"))
        if cut <= 0:
            cut = max(text.rfind(b"<"), 0)
        if len(text) - cut > 2**22:
            raise UserError(UNUSUAL)
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _look(text: bytes, facts: Facts) -> None:
    """Add what one piece shows."""
    if _has(text, b"<!", b"!") and _MARKUP.search(text):
        raise UserError(UNUSUAL)
    facts.is_sheet = facts.is_sheet or b"sheetData" in text
    if not facts.is_sheet:
        facts.strings += text.count(b"<si") + text.count(b":si")
    rows = _FILLED_ROWS.findall(text)
    if text.count(b"<c") != len(rows) or _has(text, b":c", b":"):  # blank cells, other tags, or cells of another shape
        facts.odd = facts.odd or _ODD_CELL.search(text) is not None
    if rows:
        facts.cells += len(rows)
        facts.reach(max(map(int, set(rows))), _columns(text, facts.columns))
    _mark(text, facts)
    if b"mergeCell " in text:
        facts.merges += [
            (int(row), column_number(column), int(last_row), column_number(last_column))
            for column, row, last_column, last_row in _MERGE.findall(text)
        ]
        _check_number(len(facts.merges))


def _columns(text: bytes, known: int) -> int:
    """The last filled column, ``known`` ones included: to see that no cell lies beyond them is faster than to read all."""
    if 0 < known <= 26 and not _beyond(known).search(text):
        return known
    return max(known, *map(column_number, set(_FILLED_COLUMNS.findall(text))))


@cache
def _beyond(column: int) -> re.Pattern[bytes]:
    """Finds a cell right of a column from A to Z."""
    return re.compile(rb'<c r="(?![A-%c][1-9])' % (64 + column))


def _has(text: bytes, mark: bytes, rare: bytes) -> bool:
    """Whether ``mark`` is in the text: one rare letter of it is looked for first, which is ten times as fast."""
    return rare in text and mark in text


def _mark(text: bytes, facts: Facts) -> None:
    """Note the error cells (which the reader shows as blank) and the formulas that were never worked out."""
    if b' t="e"' in text:
        for column, row, error in _ERROR.findall(text):
            facts.mark(int(row), column_number(column), CellError(error.decode("utf-8", "replace")))
    if _has(text, b"<f", b"f"):
        for column, row, attributes, value in _NO_VALUE.findall(text):
            if not (value and b't="str"' in attributes):  # such a formula was worked out, as an empty text
                facts.mark(int(row), column_number(column), FORMULA_WITHOUT_VALUE)


def _check_number(marks: int) -> None:
    if marks > MAX_MARKED:
        raise UserError(UNUSUAL)


def exact(chunks: Iterable[bytes], seen: Facts) -> Facts:
    """The facts of a part of unusual shape, by parsing all of it."""
    facts = Facts(strings=seen.strings, size=seen.size, merges=seen.merges, is_sheet=seen.is_sheet)
    sheet = _Sheet(facts)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = sheet.start
    parser.EndElementHandler = sheet.end
    parser.CharacterDataHandler = sheet.text
    try:
        for chunk in chunks:
            parser.Parse(chunk)
            facts.check_memory()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError):
        raise UserError(DAMAGED) from None
    return facts


class _Sheet:
    """Follows the cells of a sheet as expat meets them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.row, self.column = 1, 1
        self.kind = ""
        self.has_formula = self.has_inline = self.in_value = False
        self.value: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self.row, self.column = int(attributes.get("r", self.row)), 1
        elif local == "c":
            self._place(attributes.get("r"))
            self.kind = attributes.get("t", "n")
            self.has_formula = self.has_inline = False
            self.value.clear()
        elif local == "v":
            self.in_value = True
        elif local == "is":
            self.has_inline = True
        elif local == "f":
            self.has_formula = True

    def _place(self, reference: str | None) -> None:
        if reference is not None:
            match = _REF.match(reference)
            if match is None:
                raise UserError(DAMAGED)
            self.row, self.column = int(match[2]), column_number(match[1])
        check_place(self.row, self.column)

    def text(self, text: str) -> None:
        if self.in_value:
            self.value.append(text)

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "v":
            self.in_value = False
        elif local == "c":
            self._close_cell()
        elif local == "row":
            self.row, self.column = self.row + 1, 1

    def _close_cell(self) -> None:
        facts, value = self.facts, "".join(self.value)
        if self.kind == "e" and value:
            facts.mark(self.row, self.column, CellError(value[:40]))
        elif self.has_formula and not value and self.kind != "str":
            facts.mark(self.row, self.column, FORMULA_WITHOUT_VALUE)
        if value or self.has_inline:
            facts.cells += 1
            facts.reach(self.row, self.column)
        self.column += 1


def facts_of(chunks: Callable[[], Iterable[bytes]]) -> Facts:
    """The facts of one XML part that ``chunks()`` reads from its start, each time it is called."""
    facts = fast(chunks())
    return exact(chunks(), facts) if facts.odd and facts.is_sheet else facts
