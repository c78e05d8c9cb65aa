"""The door to spreadsheets: Excel and CSV files are read in a process of their own and written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

from storeassist.adapters.sheets.header import find_header, is_total_row, records_among
from storeassist.adapters.sheets.records import (
    FORMULA_WITHOUT_VALUE,
    Cell,
    CellError,
    Chunk,
    FileInfo,
    Row,
    SheetInfo,
    cell,
    is_blank,
)
from storeassist.adapters.sheets.text_guard import guard_text, unguard
from storeassist.adapters.sheets.write import Table, write_table, write_tables
from storeassist.kernel.text import N_

ENCODINGS = {
    "utf-8-sig": N_("UTF-8 (most programs)"),
    "gb18030": N_("GBK / GB18030 (Chinese Windows)"),
    "big5": N_("Big5 (traditional Chinese)"),
    "utf-16": N_("UTF-16 (Unicode text of Excel)"),
    "cp1252": N_("Western European"),
}


def _go_on() -> None:
    """Never stop."""


def open_sheet(
    path: Path,
    sheet: str | None = None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    stop: Callable[[], None] = _go_on,
) -> tuple[FileInfo, Iterator[Chunk]]:
    """What a chosen file is, and all rows of one of its sheets (by default the first visible one that holds anything).

    The rows come from Excel's row 1 on, as they are wanted; close the iterator to stop early. Encoding and delimiter are
    found out unless given. Raises UserError with what to do when the file is no table, locked, damaged, hostile or too
    big. ``stop`` is asked all the time and may raise (Cancelled).
    """
    from storeassist.adapters.sheets.reading import read_file
    from storeassist.adapters.worker import stream

    parts = stream(read_file, path, sheet, encoding, delimiter, stop=stop)
    return cast(FileInfo, next(parts)), cast("Iterator[Chunk]", parts)


__all__ = [
    "ENCODINGS",
    "FORMULA_WITHOUT_VALUE",
    "Cell",
    "CellError",
    "Chunk",
    "FileInfo",
    "Row",
    "SheetInfo",
    "Table",
    "cell",
    "find_header",
    "guard_text",
    "is_blank",
    "is_total_row",
    "open_sheet",
    "records_among",
    "unguard",
    "write_table",
    "write_tables",
]
