"""What the worker process runs: tells by the content what a file is, and reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from storeassist.adapters.sheets.csv_text import read_csv
from storeassist.adapters.sheets.guard import kind_of
from storeassist.adapters.sheets.records import Chunk, FileInfo
from storeassist.adapters.sheets.xlsx import read_xlsx


def read_file(path: Path, sheet: str | None, encoding: str | None, delimiter: str | None) -> Iterator[FileInfo | Chunk]:
    """Yield what the file is and holds, then the rows of one sheet."""
    return read_xlsx(path, sheet) if kind_of(path) == "xlsx" else read_csv(path, encoding, delimiter)
