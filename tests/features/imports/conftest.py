"""Small spreadsheets as tills write them, and the three steps of an import in one call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from storeassist.features.imports import jobs
from storeassist.features.imports.records import Kind, Options, Plan, Result
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Quiet
from tests.conftest import NOW

Write = Callable[..., Path]
Import = Callable[..., Result]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write rows to an .xlsx in the test's folder; datetimes become real dates."""

    def write_rows(rows: Sequence[Sequence[Any]], name: str = "till.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(number, column, cell)
        return path

    return write_rows


def plan_of(shop: Shop, path: Path, kind: Kind, options: Options | None = None, **named: str) -> Plan:
    """The plan for a file with its columns guessed, but for those ``named``."""
    _kind, source = jobs.examine(Quiet(), path, kind=kind)
    return jobs.prepare(Quiet(), shop, kind, source, jobs.options_for(shop, kind, source, named, options), NOW)


@pytest.fixture
def bring_in(shop: Shop, now: datetime) -> Import:
    """Import a file as the command line does."""

    def run(path: Path, kind: Kind, options: Options | None = None, **named: str) -> Result:
        return jobs.carry_out(Quiet(), shop, plan_of(shop, path, kind, options, **named), now)

    return run


def dump(shop: Shop, *leave_out: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the books of acts and imports, by table."""
    books = {"act", "act_row", "import", "import_change", "import_mapping", "shop_revision", *leave_out}
    tables = shop.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'")
    return {
        row["name"]: sorted((tuple(r) for r in shop.query(f'SELECT * FROM "{row["name"]}"')), key=repr)
        for row in tables
        if row["name"] not in books and not row["name"].startswith("customer_search_")
    }
