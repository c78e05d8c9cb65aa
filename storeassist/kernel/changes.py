"""What a write touched, so that open pages know whether to read again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """Names of the tables that one committed transaction wrote to."""

    tables: frozenset[str]

    def touch(self, *tables: str) -> bool:
        """Whether any of the named tables was written."""
        return not self.tables.isdisjoint(tables)
