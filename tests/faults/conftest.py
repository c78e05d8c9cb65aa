"""A shop file with a bit of everything, made once and copied for each fault."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from storeassist.kernel.database import Shop
from tests.faults.ground import fill, opened


@pytest.fixture(scope="session")
def filled_file(empty_shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, closed and with nothing beside it."""
    path = tmp_path_factory.mktemp("filled") / "filled.shop"
    shutil.copy(empty_shop_file, path)
    with opened(path) as shop:
        fill(shop, path.parent, datetime(2026, 9, 15, 11, 6))
        shop.db.execute("PRAGMA query_only = OFF")
        shop.db.execute("VACUUM")  # no room left inside, so that each act asks the disk for some
    assert not path.with_name(f"{path.name}-wal").exists()
    return path


@pytest.fixture
def filled(filled_file: Path, tmp_path: Path) -> Iterator[Shop]:
    """A copy of it, open."""
    path = tmp_path / "shop" / "noodle.shop"
    path.parent.mkdir()
    shutil.copy(filled_file, path)
    with opened(path) as shop:
        yield shop
