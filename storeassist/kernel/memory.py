"""Keeps the answers to reads that look at everybody, until something is written."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

Found = TypeVar("Found")

_MOST_BYTES = 32_000_000
_LARGE = 100_000
"""Larger ones go first: small ones take no room, but often as long to find again."""


class Memory:
    """Answers of one shop file at its latest revision, shared by its connections; unused ones make room for others."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._revision = -1
        self._known: OrderedDict[Hashable, object] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, revision: int, key: Hashable, make: Callable[[], Found]) -> Found:
        """The answer to ``key`` at a revision; what ``make`` returns, a text or a number or a few of them, if it is not known."""
        with self._lock:
            if revision != self._revision:
                self._known.clear()
                self._revision, self._bytes = revision, 0
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]  # type: ignore[return-value]  # what was made for this key
        found = make()  # others may ask meanwhile: nobody waits for what they do not need
        with self._lock:
            if revision == self._revision and key not in self._known:
                self._keep(key, found)
        return found

    def _keep(self, key: Hashable, found: object) -> None:
        self._known[key] = found
        self._bytes += sys.getsizeof(found)
        while self._bytes > self._most_bytes:
            sizes = ((one, sys.getsizeof(kept)) for one, kept in self._known.items())
            oldest = next((one for one, size in sizes if size > _LARGE), next(iter(self._known)))
            self._bytes -= sys.getsizeof(self._known.pop(oldest))
