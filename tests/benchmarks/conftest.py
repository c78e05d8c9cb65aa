"""What benchmarks share: a large shop, and a way to say what was measured."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from tests.benchmarks.generate import make_shop

Say = Callable[[str], None]


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of 100,000 customers and 1,000,000 orders; STOREASSIST_LARGE_SHOP names one made before."""
    if ready := os.environ.get("STOREASSIST_LARGE_SHOP"):
        return Path(ready)
    path = tmp_path_factory.mktemp("large") / "large.shop"
    make_shop(path).close()
    return path


@pytest.fixture
def shop(large: Path) -> Iterator[Shop]:
    """The large shop, open; no backup is made of it before it is brought up to this version."""
    shop = Shop.open(large, SCHEMA, is_copy=True)
    yield shop
    shop.close()


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Print a line of results, captured or not."""

    def print_line(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}", end="")

    return print_line


def best_of_three(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of the fastest, with no garbage of earlier work in its way, and what came out."""
    took = []
    for _ in range(3):
        gc.collect()
        started = time.perf_counter()
        found = work()
        took.append(time.perf_counter() - started)
    return min(took), found
