"""Inserts many rows: a hundred a statement, which takes two thirds of the time of a statement each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlcipher3 import dbapi2 as sqlite

_AT_ONCE = 100


def insert_rows(db: sqlite.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert ``rows``, each with a value for each of ``columns``, in the order given."""
    start = f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES '
    marks = f"({', '.join('?' * len(columns))})"
    whole = start + ", ".join([marks] * _AT_ONCE)
    waiting = iter(rows)
    while part := list(islice(waiting, _AT_ONCE)):
        statement = whole if len(part) == _AT_ONCE else start + ", ".join([marks] * len(part))
        db.execute(statement, list(chain.from_iterable(part)))
