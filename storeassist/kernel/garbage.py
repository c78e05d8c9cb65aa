"""When Python looks for garbage: never in the middle of Qt's own work, nor in another thread, where a lost widget would end it all."""

from __future__ import annotations

import gc
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
