"""What benchmarks share: a large shop, and a way to say what was measured."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Print a line of results, captured or not."""

    def print_line(line: str) -> None:
        with capsys.disabled():
            print(f"\n{line}", end="")

    return print_line
