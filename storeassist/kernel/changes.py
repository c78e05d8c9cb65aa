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


class OwnWrites:
    """The revisions of a shop file that this program wrote, on whichever connection: others are another program's."""

    def __init__(self) -> None:
        self._own: set[int] = set()
        self._heard: int | None = None

    def add(self, revision: int) -> None:
        """Before it is committed: another thread may look at any time afterwards."""
        self._own.add(revision)

    def discard(self, revision: int) -> None:
        """It was not committed."""
        self._own.discard(revision)

    def others_wrote(self, revision: int) -> bool:
        """Whether another program wrote since this was last asked, the file being at ``revision`` now."""
        heard, self._heard = self._heard, revision
        if heard is None:
            return False
        news = range(heard + 1, revision + 1)
        found = revision < heard or any(n not in self._own for n in news)
        self._own.difference_update(news)
        return found
