"""A folder for backups of each test's own, and what a shop file holds."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storeassist.kernel import backups_folders
from storeassist.kernel.database import Shop, connect


@pytest.fixture(autouse=True)
def backup_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the backups of all shops go by default."""
    monkeypatch.setattr(backups_folders, "data_folder", lambda: tmp_path / "data")
    return tmp_path / "data" / "Backups"


def dump(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, but for those that say where backups go, and how often the file was written to."""
    with closing(connect(path)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'shop_revision'")]
        rows = {name: [tuple(row) for row in db.execute(f'SELECT * FROM "{name}"')] for name in sorted(names)}
    rows["shop_setting"] = sorted(row for row in rows["shop_setting"] if not row[0].startswith("backup"))
    return rows


def write(shop: Shop, *names: str) -> None:
    """Write something small, one transaction each."""
    for name in names:
        with shop.write() as db:
            db.execute("INSERT INTO tag (name) VALUES (?)", [name])
            db.execute(
                "INSERT INTO customer (number, name, origin, created_at) VALUES (?, ?, 'hand', '2026-09-15')", [name, name * 9]
            )
