"""Records of a hundred thousand people in the memory of a few: kept as columns, and made when asked for."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

R = TypeVar("R")


class Between(NamedTuple):
    """The values of ``column`` from ``low`` to below ``high``."""

    column: str
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value is one of them."""
        return self.low <= value < self.high


class Columns(Mapping[int, R], Generic[R]):
    """Records by id, smallest id first: an array of each of their values, from which ``make`` makes the record of one.

    ``make`` is called with the id and the values by name. Some tens of bytes each, where a record takes hundreds, and
    nothing to look through for whoever looks for garbage.
    """

    def __init__(self, make: Callable[..., R], ids: array[int], **columns: array[Any]) -> None:
        self._make, self._ids, self._columns = make, ids, columns

    def __getitem__(self, id: int) -> R:
        at = bisect_left(self._ids, id)
        if at == len(self._ids) or self._ids[at] != id:
            raise KeyError(id)
        return self._make(id, **{name: column[at] for name, column in self._columns.items()})

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def column(self, name: str) -> array[Any]:
        """One value of every record, in the order of their ids."""
        return self._columns[name]

    def count(self, within: Between) -> int:
        """How many records have such a value."""
        return sum(map(within.holds, self._columns[within.column]))

    def arranged(self, by: str, *, descending: bool = False, within: Between | None = None) -> list[int]:
        """The ids in the order of a column, all of them or those with such a value; ties by id, smallest first."""
        places: list[int] | range = range(len(self._ids))
        if within is not None:
            places = [at for at, value in enumerate(self._columns[within.column]) if within.holds(value)]
        ordered = sorted(places, key=self._columns[by].__getitem__, reverse=descending)
        return [self._ids[at] for at in ordered]
