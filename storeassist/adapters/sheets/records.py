"""What a spreadsheet is to the rest of the house: chunks of rows of plain cells."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, TypeAlias

from storeassist.kernel.text import N_


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell whose formula failed ("#N/A") or was never worked out."""

    text: str


Cell: TypeAlias = str | int | float | bool | datetime | date | time | CellError | None
Row: TypeAlias = tuple[Cell, ...]

FORMULA_WITHOUT_VALUE = CellError(N_("formula without a value"))
ERROR_TEXTS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!")
)
CHUNK_ROWS = 2_000
CHUNK_CELLS = 60_000


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """One sheet: its name, its last used row and column as Excel counts them."""

    name: str
    rows: int
    columns: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FileInfo:
    """What a chosen file turned out to be, and which of its sheets is read. A CSV file has one sheet of the name ""."""

    kind: Literal["xlsx", "csv"]
    sheets: tuple[SheetInfo, ...]
    chosen: SheetInfo
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows in a piece, packed: kept, they take a tenth of the memory, and unpacking 100,000 takes some 30 ms."""

    first: int
    packed: bytes

    @classmethod
    def of(cls, first: int, rows: Sequence[Row]) -> Chunk:
        """Pack ``rows``, of which the first is row ``first`` as Excel numbers it."""
        return cls(first, pickle.dumps(rows, pickle.HIGHEST_PROTOCOL))

    @property
    def rows(self) -> list[Row]:
        """``rows[i]`` is row ``first + i``; blank rows are among them. Unpacked anew each time."""
        return pickle.loads(self.packed)  # type: ignore[no-any-return]


def cell(row: Row, index: int) -> Cell:
    """The cell at ``index``; rows of one file may differ in length."""
    return row[index] if index < len(row) else None


def is_blank(row: Row) -> bool:
    """Whether nothing is written in the row."""
    return all(value is None for value in row)
