"""Backups of each test go to a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from storeassist.kernel import backups_folders


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the owner's files lie."""
    monkeypatch.setattr(backups_folders, "data_folder", lambda: tmp_path / "data")
    return tmp_path / "data"
