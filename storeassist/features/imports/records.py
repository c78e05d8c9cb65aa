"""What an import works with: fields, a source and its columns, the plan that is previewed and carried out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple, Protocol


class Kind(StrEnum):
    """What the rows of a file are."""

    CUSTOMERS = "customers"
    PRODUCTS = "products"
    ORDERS = "orders"


class Existing(StrEnum):
    """What to do with rows about something the shop has already."""

    OVERWRITE = "overwrite"
    FILL = "fill"  # only where the shop has nothing yet
    SKIP = "skip"


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Field:
    """Something a column can be: its key (the command line's name), an N_() label, headings it goes by in files."""

    key: str
    label: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """The owner's choices; ``mapping`` is field key -> column index, ``new_fields`` column index -> custom field."""

    mapping: Mapping[str, int]
    existing: Existing = Existing.OVERWRITE
    erase_empty: bool = False
    new_fields: Mapping[int, str] = field(default_factory=dict)


class Rows(Protocol):
    """The rows of a sheet, read as far as they are wanted."""

    def chunks(self, stop: Callable[[], None]) -> Iterator[Any]:
        """Pieces of rows from the first on; ``stop`` is asked while the file is being read, and may raise."""

    def rows_at(self, numbers: Iterable[int]) -> Mapping[int, tuple[Any, ...]]:
        """The rows of these numbers, as Excel counts them."""


@dataclass(frozen=True, slots=True)
class Source:
    """A sheet of a file, with its headings found; ``header_row`` and ``rows`` count as Excel numbers rows."""

    path: Path
    kind: str
    sheets: tuple[str, ...]
    sheet: str
    encoding: str | None
    header_row: int
    headings: tuple[str, ...]
    samples: tuple[tuple[object, ...], ...]
    rows: int
    contents: Rows = field(repr=False, compare=False)

    @property
    def fingerprint(self) -> str:
        """By which the same export is known again next month: its headings."""
        return "\x1f".join(heading.strip().casefold() for heading in self.headings)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that stays out: where, which column, why; ``cells`` are the row as the file has it."""

    row: int
    column: str
    reason: str
    cells: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedCustomer:
    """One customer of the file: a new one, or cells of an existing one to change. ``before`` are those cells today."""

    row: int
    outcome: Outcome
    customer_id: int | None
    columns: Mapping[str, Any]
    tags: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedProduct:
    """One product of the file, as PlannedCustomer."""

    row: int
    outcome: Outcome
    product_id: int | None
    columns: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)


class PlannedLine(NamedTuple):
    """One line of a bill; money in fen, None when the bill does not say what the line cost."""

    product: str
    quantity: float
    amount_fen: int | None


@dataclass(slots=True)
class PlannedOrder:
    """One bill of the file. ``customer`` is an id, or the key of a customer the plan creates, or None.

    ``who`` is the number, phone and name of the customer as the file has them; ``off_fen`` is what coupons took off the
    bill in the shop.
    """

    row: int
    outcome: Outcome
    number: str
    source_key: str | None
    at: str
    customer: int | str | None
    amount_fen: int
    discount_fen: int
    guests: int | None
    table: str
    channel: str
    note: str
    lines: list[PlannedLine]
    order_id: int | None = None
    who: tuple[str, str, str] = ("", "", "")
    off_fen: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly what an import will do; made once, shown, and carried out as it is.

    ``revision`` is the shop's when the plan was made: a shop that changed since needs a new plan. ``created`` are the
    customers that bills bring along, by their key; ``categories`` what bills say of their products; ``undated`` how many
    customers' new consent or refusal gets the day of the import, since the file says none.
    """

    kind: Kind
    source: Source
    options: Options
    revision: int
    rows: int
    refusals: tuple[Refusal, ...]
    counts: Mapping[Outcome, int]
    customers: tuple[PlannedCustomer, ...] = ()
    products: tuple[PlannedProduct, ...] = ()
    orders: tuple[PlannedOrder, ...] = ()
    created: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    name_only: int = 0
    undated: int = 0

    @property
    def writes(self) -> int:
        """How many things the import adds or changes."""
        return self.counts[Outcome.NEW] + self.counts[Outcome.UPDATED]


@dataclass(frozen=True, slots=True)
class Result:
    """What an import did; the same words as the command line's answer."""

    import_id: int | None
    rows: int
    new: int
    updated: int
    same: int
    customers_created: int
    refusals: tuple[Refusal, ...]
    refused_file: Path | None = None
    undated: int = 0


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import of the past."""

    id: int
    kind: Kind
    file_name: str
    at: str
    rows: int
    new: int
    updated: int
    same: int
    refused: int
    customers_created: int
    undone_at: str | None
