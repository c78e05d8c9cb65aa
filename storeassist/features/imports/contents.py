"""The rows of a sheet: read once, as they are first wanted, and kept packed for the next mapping of its columns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from storeassist.adapters import sheets


class Contents:
    """One sheet of a file. Iterating yields its chunks; the file is read further only as far as the iteration goes.

    A cell parsed once serves every preview, and matching can go on while the file is still being read. One thread
    iterates at a time; another waits for its turn at each chunk.
    """

    def __init__(self, path: Path, sheet: str | None, encoding: str | None, stop: Callable[[], None]) -> None:
        """Open the file; raises UserError as sheets.open_sheet does. ``stop`` is asked meanwhile, and may raise."""
        self._path, self._sheet, self._encoding = path, sheet, encoding
        self._turn = threading.Lock()
        self._kept: list[sheets.Chunk] = []
        self._whole = False
        self._stop = stop
        self._rest: Iterator[sheets.Chunk] | None = None
        self.info = self._open()
        self._stop = _go_on

    def chunks(self, stop: Callable[[], None]) -> Iterator[sheets.Chunk]:
        """All chunks from the first on; ``stop`` is asked while the file is being read, and may raise."""
        at = 0
        while True:
            with self._turn:
                if at >= len(self._kept) and not self._whole:
                    self._read_on(stop)
            if at >= len(self._kept):
                return
            yield self._kept[at]
            at += 1

    def rows_at(self, numbers: Iterable[int]) -> dict[int, sheets.Row]:
        """The rows of these numbers, as Excel counts them, of what was read so far."""
        wanted = set(numbers)
        found: dict[int, sheets.Row] = {}
        for chunk in self._kept:
            if len(found) < len(wanted):
                found |= {number: row for number, row in enumerate(chunk.rows, chunk.first) if number in wanted}
        return found

    def _open(self) -> sheets.FileInfo:
        self._kept = []
        info, self._rest = sheets.open_sheet(
            self._path, self._sheet, encoding=self._encoding, stop=lambda: self._stop()
        )
        return info

    def _read_on(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        try:
            if self._rest is None:
                self._open()
            chunk = next(self._rest or iter(()), None)
        except BaseException:  # cancelled in the middle: the worker is gone, the next iteration begins anew
            self._rest = None
            raise
        finally:
            self._stop = _go_on
        if chunk is None:
            self._whole = True
        else:
            self._kept.append(chunk)


def _go_on() -> None:
    """Never stop."""
