"""A practice shop, made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from storeassist.features import SCHEMA
from storeassist.features.practice import jobs
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.text import use_language
from tests.conftest import NOW


@pytest.fixture(scope="session")
def practice_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice shop as the program makes it, in Chinese."""
    use_language("zh_CN")
    return jobs.make(Quiet(), tmp_path_factory.mktemp("practice") / "practice.shop", SCHEMA, NOW)


@pytest.fixture
def practice(practice_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """An open practice shop, in a data folder of its own."""
    for name in ("XDG_DATA_HOME", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "data"))
    path = tmp_path / "practice.shop"
    shutil.copy(practice_file, path)
    shop = Shop.open(path, SCHEMA)
    yield shop
    shop.close()


@pytest.fixture
def now() -> datetime:
    """The moment at which its year ends."""
    return NOW
