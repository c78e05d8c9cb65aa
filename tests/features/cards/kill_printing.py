"""A program of its own that prints a batch and is killed on the way: run by test_jobs_killed.py."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from storeassist.features import SCHEMA
from storeassist.features.cards import jobs, store
from storeassist.kernel.database import Shop
from tests.conftest import NOW
from tests.features.cards import printing


def die() -> None:
    """As a power cut does it: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(file: Path, out: Path, where: str) -> None:
    """Print the only batch of the shop ``file``, and die ``where``: a part of a report, of a statement, or "committed"."""
    shop = Shop.open(file, SCHEMA)
    if where == "committed":
        shop.on_change(lambda _changes: die())
    shop.db.set_trace_callback(lambda statement: die() if statement.startswith(where) else None)
    job = printing.Told(lambda _done, _total, text: die() if text.startswith(where) else None)
    batch = store.get(shop, store.ids(shop)[0])
    jobs.print_batch(job, shop, batch.id, printing.layout(batch), out, NOW)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
