"""Writes tables as .xlsx and .csv, whole or not at all, in which no text can run as a formula."""

from __future__ import annotations

import contextlib
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from storeassist.adapters.sheets.records import Cell, CellError
from storeassist.adapters.sheets.text_guard import guard_text
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import not_written
from storeassist.kernel.jobs import Job, Quiet

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Written: TypeAlias = Cell | Decimal
MAX_DATA_ROWS = 1_048_575
MAX_TEXT = 32_767
NARROWEST, WIDEST = 8, 40
_REPORT_EVERY = 2_000
_LOOK_AT = 1_000  # rows whose texts decide the width of a column
_QUIET = Quiet()
_BAD_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet to write.

    ``text_columns`` are indexes of columns that are texts whatever they hold (phones, codes); ``money_columns`` hold
    numbers in yuan, ``share_columns`` shares of one, shown as percentages; ``total`` is the expected number of rows,
    for the progress; ``widths`` are in characters.
    """

    headings: Sequence[str]
    rows: Iterable[Sequence[Written]]
    sheet: str = ""
    text_columns: Collection[int] = ()
    money_columns: Collection[int] = ()
    widths: Sequence[int] | None = None
    total: int = 0
    share_columns: Collection[int] = ()


def write_table(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[Written]],
    *,
    sheet: str = "",
    widths: Sequence[int] | None = None,
    text_columns: Collection[int] = (),
    money_columns: Collection[int] = (),
    total: int = 0,
    job: Job = _QUIET,
) -> int:
    """Write one table to an .xlsx or .csv file, by the ending of ``path``; answers the number of rows written."""
    table = Table(headings, rows, sheet, text_columns, money_columns, widths, total)
    with _whole_file(path) as draft:
        if path.suffix.lower() in (".csv", ".txt"):
            return _write_csv(draft, table, job)
        return _write_xlsx(draft, [table], job)


def write_tables(path: Path, tables: Sequence[Table], *, job: Job = _QUIET) -> int:
    """Write several sheets into one .xlsx file; answers the number of rows written."""
    with _whole_file(path) as draft:
        return _write_xlsx(draft, tables, job)


@contextlib.contextmanager
def _whole_file(path: Path) -> Iterator[Path]:
    """A draft beside ``path`` that takes its place once complete, and vanishes when anything goes wrong."""
    from xlsxwriter.exceptions import FileCreateError

    draft = path.with_name(f".{path.stem}-{os.getpid()}.part")
    _clear_drafts(path)
    try:
        draft.touch()
        if path.exists() and not os.access(path, os.W_OK):
            raise UserError("The file {name} may not be changed. Choose another name.", name=path.name)
        yield draft
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        try:
            draft.replace(path)
        except PermissionError:
            if path.is_dir():
                raise
            raise UserError("The file {name} is open in Excel; close it there and try again.", name=path.name) from None
    except FileCreateError as error:
        cause = error.args[0]
        raise not_written(cause if isinstance(cause, OSError) else OSError(str(cause)), path) from None
    except OSError as error:
        raise not_written(error, path) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _clear_drafts(path: Path) -> None:
    """Take away what a program that was stopped in the middle of writing this file left beside it."""
    from glob import escape

    for left in path.parent.glob(f".{escape(path.stem)}-*.part"):
        with contextlib.suppress(OSError):
            left.unlink()


def _write_csv(draft: Path, table: Table, job: Job) -> int:
    """UTF-8 with the mark by which Excel knows it."""
    import csv

    with draft.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow([guard_text(heading) for heading in table.headings])
        number = 0
        for number, row in enumerate(table.rows, start=1):
            writer.writerow([_csv_cell(value) for value in row])
            if number % _REPORT_EVERY == 0:
                job.report(number, table.total)
    job.report(number, number)
    return number


def _csv_cell(value: Written) -> object:
    """Texts guarded, times as Excel understands them, numbers as they are."""
    if isinstance(value, str):
        return guard_text(value.replace("\0", ""))
    if isinstance(value, CellError):
        return value.text
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds") if value.time() != time() else value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else value


def _write_xlsx(draft: Path, tables: Sequence[Table], job: Job) -> int:
    with _workbook(draft) as book:
        written = 0
        for number, table in enumerate(tables, start=1):
            written += _Sheet(book, table, number).write(job)
        book.close()
    job.report(written, written)
    return written


@contextlib.contextmanager
def _workbook(draft: Path) -> Iterator[Workbook]:
    """A workbook that keeps little in memory; the library leaves its own drafts lying about when writing fails."""
    from tempfile import TemporaryDirectory

    from xlsxwriter import Workbook

    with TemporaryDirectory(prefix="storeassist-", ignore_cleanup_errors=True) as scratch:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": scratch,
        }
        book = Workbook(str(draft), options)
        try:
            yield book
        finally:
            for sheet in book.worksheets():
                with contextlib.suppress(OSError):
                    sheet.row_data_fh.close()


class _Sheet:
    """Writes one table into a sheet, row by row."""

    def __init__(self, book: Workbook, table: Table, number: int) -> None:
        self.table = table
        name = _BAD_SHEET_NAME.sub(" ", table.sheet).strip(" '")[:31] or f"Sheet{number}"
        self.sheet: Worksheet = book.add_worksheet(name)
        self.texts = frozenset(table.text_columns)
        self.widths = [_width(heading) + 3 for heading in table.headings]  # 3: the filter's button
        self.heading: Any = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
        self.text: Any = book.add_format({"num_format": "@"})
        self.risky: Any = book.add_format({"num_format": "@", "quote_prefix": True})
        self.numbers: dict[int, Any] = dict.fromkeys(table.money_columns, book.add_format({"num_format": "#,##0.00"}))
        self.numbers |= dict.fromkeys(table.share_columns, book.add_format({"num_format": "0.0%"}))
        self.day: Any = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment: Any = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.clock: Any = book.add_format({"num_format": "hh:mm:ss"})

    def write(self, job: Job) -> int:
        """Write headings and rows; answers the number of rows."""
        for column, heading in enumerate(self.table.headings):
            self.sheet.write_string(0, column, _text(heading), self.heading)
        number = 0
        for number, row in enumerate(self.table.rows, start=1):
            if number > MAX_DATA_ROWS:
                raise UserError("An Excel sheet holds 1,048,576 rows at most. Save as .csv instead.")
            for column, value in enumerate(row):
                self._write_cell(number, column, value)
            if number <= _LOOK_AT:
                self._fit(row)
            if number % _REPORT_EVERY == 0:
                job.report(number, self.table.total)
        self._dress(number)
        return number

    def _write_cell(self, row: int, column: int, value: Written) -> None:
        if value is None:
            if column in self.texts:
                self.sheet.write_blank(row, column, None, self.text)
        elif isinstance(value, bool):
            self.sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float | Decimal) and column not in self.texts:
            self._write_number(row, column, value)
        elif isinstance(value, date | time):
            self._write_time(row, column, value)
        else:
            self._write_text(row, column, value.text if isinstance(value, CellError) else str(value))

    def _write_number(self, row: int, column: int, value: float | Decimal) -> None:
        number = float(value)
        if number - number != 0:  # infinity and NaN
            return
        if isinstance(value, int) and abs(value) >= 10**15:  # Excel would round it
            self._write_text(row, column, str(value))
        else:
            self.sheet.write_number(row, column, number, self.numbers.get(column))

    def _write_time(self, row: int, column: int, value: date | time) -> None:
        if isinstance(value, time):
            self.sheet.write_datetime(row, column, value, self.clock)
        elif value.year < 1901:  # before the first day Excel knows
            self._write_text(row, column, value.isoformat())
        elif isinstance(value, datetime) and value.time() != time():
            self.sheet.write_datetime(row, column, value.replace(tzinfo=None), self.moment)
        else:
            self.sheet.write_datetime(row, column, value, self.day)

    def _write_text(self, row: int, column: int, value: str) -> None:
        text = _text(value)
        if text:
            risky = guard_text(text) != text
            self.sheet.write_string(row, column, text, self.risky if risky else self._text_format(column))

    def _text_format(self, column: int) -> Any:
        return self.text if column in self.texts else None

    def _fit(self, row: Sequence[Written]) -> None:
        """Widen the columns to what the row holds."""
        for column, value in enumerate(row[: len(self.widths)]):
            if value is not None and self.widths[column] < WIDEST:
                shown = f"{value:.2f}" if isinstance(value, float) else str(value)
                self.widths[column] = max(self.widths[column], _width(shown) + 1)

    def _dress(self, rows: int) -> None:
        """Widths, frozen headings, a filter."""
        for column, width in enumerate(self.table.widths or self.widths):
            kind = self.text if column in self.texts else None
            self.sheet.set_column(column, column, min(max(width, NARROWEST), WIDEST), kind)
        self.sheet.freeze_panes(1, 0)
        if self.table.headings:
            self.sheet.autofilter(0, 0, rows, len(self.table.headings) - 1)


def _text(value: str) -> str:
    """What a cell can hold of a text: no control characters, no more than Excel allows."""
    text = value if value.isprintable() else _UNWANTED.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _width(text: str) -> int:
    """The room of a text in characters; Chinese ones take two. The longest line counts."""
    longest = max(text[:200].split("\n"), key=len)
    return len(longest) + sum(unicodedata.east_asian_width(char) in "WF" for char in longest)
