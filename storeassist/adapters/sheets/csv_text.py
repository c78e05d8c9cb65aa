"""Reads text tables (.csv, .tsv, .txt) a piece at a time; runs inside the worker process."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from storeassist.adapters.sheets.encoding import find_encoding
from storeassist.adapters.sheets.guard import NOT_A_TABLE
from storeassist.adapters.sheets.records import (
    CHUNK_CELLS,
    CHUNK_ROWS,
    ERROR_TEXTS,
    Cell,
    CellError,
    Chunk,
    FileInfo,
    Row,
    SheetInfo,
)
from storeassist.adapters.sheets.scan import MAX_COLUMNS
from storeassist.adapters.sheets.text_guard import without_guards
from storeassist.adapters.sheets.xlsx import clean
from storeassist.kernel.errors import UserError

DELIMITERS = ",\t;|，；"
MAX_CELL = 2**18
MAX_LINE = 2**20
_SEP_LINE = re.compile(r"sep=([,;|\t:^~，；])\r?\n?\Z", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_PADDING = re.compile(r"(?<=[,;|，；])\t+|\t+(?=[,;|，；])")
"""Tabs with which platforms keep Excel from taking an order's number for a figure."""


def read_csv(path: Path, encoding: str | None, delimiter: str | None) -> Iterator[FileInfo | Chunk]:
    """Yield how the file is written and how large its one sheet is, then its rows; cells are texts, or None where blank."""
    encoding = encoding or find_encoding(path)
    delimiter = delimiter or find_delimiter(path, encoding)
    size, columns = 0, 0
    for record in _records(path, encoding, delimiter):
        size += 1
        columns = max(columns, len(record))
    sheet = SheetInfo("", size, columns)
    yield FileInfo("csv", (sheet,), sheet, encoding, delimiter)
    first, rows, cells = 1, list[Row](), 0
    for record in _records(path, encoding, delimiter):
        rows.append(tuple(map(_plain, without_guards(record))))
        cells += len(record)
        if len(rows) == CHUNK_ROWS or cells > CHUNK_CELLS:
            yield Chunk.of(first, rows)
            first, rows, cells = first + len(rows), [], 0
    if rows:
        yield Chunk.of(first, rows)


def _plain(text: str) -> Cell:
    value = clean(text) if text else None
    return CellError(value) if value in ERROR_TEXTS else value


def _lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of the file with their ends, whatever those are, without NUL characters."""
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise UserError("This encoding is not known: {name}.", name=encoding) from None
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while line := file.readline(MAX_LINE):
            if len(line) == MAX_LINE:
                raise UserError(NOT_A_TABLE)
            yield line.replace("\0", "").lstrip("\ufeff")


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The records of the file; the line "sep=;" that tells Excel the delimiter is none of them."""
    csv.field_size_limit(MAX_CELL)
    lines = _lines(path, encoding)
    first = next(lines, "")
    if not _SEP_LINE.match(first):
        lines = _again(first, lines)
    number = 0
    try:
        for number, record in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            if len(record) > MAX_COLUMNS:
                raise UserError("Row {row} of this file has more than 16,384 columns.", row=number)
            yield record
    except csv.Error:
        raise UserError(
            'Row {row} of this file cannot be read: a quotation mark (") is opened there and never closed. '
            "Mend that row, or open the file in Excel or WPS and save it as .xlsx.",
            row=number + 1,
        ) from None


def _again(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def find_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that cuts most lines into the same number of cells."""
    sample = list(islice(_lines(path, encoding), 60))
    told = _SEP_LINE.match(sample[0]) if sample else None
    if told:
        return told[1]
    lines = [_PADDING.sub("", _QUOTED.sub("", line[:20_000])) for line in sample if line.strip()]
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter))


def _evenness(lines: list[str], delimiter: str) -> tuple[int, int]:
    """In how many lines the delimiter stands equally often (and how often), 0 where it is missing."""
    counts = Counter(line.count(delimiter) for line in lines)
    counts.pop(0, None)
    if not counts:
        return (0, 0)
    often, lines_alike = max(counts.items(), key=lambda item: (item[1], item[0]))
    return (lines_alike, often)
