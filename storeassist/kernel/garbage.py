"""What becomes of memory that is no longer used.

Python looks for garbage when it is due: never in the middle of Qt's own work, nor in another thread, where a lost widget
would end it all.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_holds: list[object] = []
"""One entry for each piece of work that must not be disturbed."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Around work that makes a million objects which all stay: looking through them for garbage takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    _holds.append(None)
    try:
        yield
    finally:
        _holds.pop()
        if was_on:
            gc.enable()


def collect_due() -> None:
    """Look for garbage as far as Python itself would by now; for whoever has turned its own looking off."""
    if _holds:
        return
    due = [made > limit for made, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(due):
        gc.collect(max(generation for generation, is_due in enumerate(due) if is_due))


def give_back() -> None:
    """Hand memory that was freed back to the system; for the end of heavy work in another thread.

    The C library of Linux keeps what a thread freed for that thread, which may never come again; the others' do not.
    """
    if sys.platform == "linux":
        import ctypes

        if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
            trim(0)
