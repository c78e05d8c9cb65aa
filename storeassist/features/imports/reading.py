"""Reads the mapped columns of a file: what their cells mean, a whole piece of the file at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from storeassist.adapters.sheets import Row
from storeassist.features.imports.cells import CONVERTERS, Converter, convert, text
from storeassist.features.imports.fields import CUSTOM
from storeassist.features.imports.records import Source
from storeassist.kernel.errors import UserError

_REMEMBERED = 20_000


class Piece(NamedTuple):
    """Some rows of the file that say something, with the numbers Excel gives them."""

    numbers: Sequence[int]
    rows: Sequence[Row]


class Reader:
    """Reads the mapped cells of rows. Goes by columns, and by the cells it has read before: there may be a million."""

    def __init__(self, source: Source, mapping: Mapping[str, int], keys: Sequence[str] = ()) -> None:
        """``keys`` are the fields that ``read`` gives and their order: those mapped unless said."""
        self.keys = tuple(keys or mapping)
        self._mapping = mapping
        self._headings = source.headings
        self._meanings = {
            key: _Meanings(text if key.startswith(CUSTOM) else CONVERTERS[key], source.headings[index])
            for key, index in mapping.items()
        }

    def read(self, rows: Sequence[Row]) -> tuple[Iterator[tuple[Any, ...]], Mapping[int, UserError]]:
        """What each row says, in the order of ``keys`` (None: empty), and what of it cannot be understood.

        The faults go by index in ``rows``; of a row with several, the one of the column mapped first.
        """
        nothing = [None] * len(rows)
        columns: dict[str, list[Any]] = dict.fromkeys(self.keys, nothing)
        faults: dict[int, UserError] = {}
        narrowest = min(map(len, rows), default=0)
        for key, index in self._mapping.items():
            meanings = self._meanings[key]
            if index < narrowest:
                column = [meanings[row[index]] for row in rows]
            else:
                column = [meanings[row[index]] if index < len(row) else None for row in rows]
            if meanings.some_are_faults:
                for at, meaning in enumerate(column):
                    if isinstance(meaning, UserError):
                        faults.setdefault(at, meaning)
            meanings.forget_some()
            columns[key] = column
        return zip(*columns.values(), strict=True), faults

    def read_one(self, key: str, row: Row) -> Any:
        """The meaning of one field's cell, None when it is empty, not mapped, or cannot be understood."""
        index = self._mapping.get(key, len(row))
        meaning = self._meanings[key][row[index]] if index < len(row) else None
        return None if isinstance(meaning, UserError) else meaning

    def heading_of(self, key: str) -> str:
        """The heading of the column mapped to a field, for messages."""
        return self._headings[self._mapping[key]] if key in self._mapping else ""


class _Meanings(dict[Any, Any]):
    """Cell -> what it means, worked out when first asked for; a UserError where it cannot be understood."""

    def __init__(self, converter: Converter, heading: str) -> None:
        super().__init__()
        self._converter, self._heading = converter, heading
        self.some_are_faults = False

    def __missing__(self, cell: Any) -> Any:
        try:
            meaning = convert(self._converter, cell)
        except UserError as error:
            error.field = self._heading
            self.some_are_faults = True
            meaning = error.with_traceback(None)  # which would keep all that was being read
        self[cell] = meaning
        return meaning

    def forget_some(self) -> None:
        """Keep small where no cell comes twice, such as numbers of bills."""
        if len(self) > _REMEMBERED:
            self.clear()
