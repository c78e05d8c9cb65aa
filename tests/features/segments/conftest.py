"""The noodle shop: made once, and copied for tests that write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from tests.features.segments.plainly import Book
from tests.shops import small_shop


@pytest.fixture(scope="session")
def noodle_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The noodle shop as a file nobody writes to."""
    path = tmp_path_factory.mktemp("segments") / "noodle.shop"
    small_shop(path).close()
    return path


@pytest.fixture(scope="session")
def read_only(noodle_file: Path) -> Iterator[Shop]:
    """The noodle shop, for tests that only read."""
    shop = Shop.open(noodle_file, SCHEMA)
    yield shop
    shop.close()


@pytest.fixture(scope="session")
def book(read_only: Shop) -> Book:
    """All of its rows."""
    return Book(read_only)


@pytest.fixture
def noodles(noodle_file: Path, tmp_path: Path) -> Iterator[Shop]:
    """A noodle shop of one's own."""
    path = tmp_path / "noodles.shop"
    shutil.copy(noodle_file, path)
    shop = Shop.open(path, SCHEMA)
    yield shop
    shop.close()
