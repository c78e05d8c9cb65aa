"""A file is what its name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from storeassist.features.imports import jobs_exports as exports
from storeassist.features.imports.records import Kind
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet


@pytest.mark.parametrize("name", ["a.pdf", "a.xls", "a"])
def test_a_name_no_spreadsheet_bears_is_refused(shop: Shop, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        exports.export_customers(Quiet(), shop, tmp_path / name)
    with pytest.raises(UserError):
        exports.write_template(Quiet(), Kind.ORDERS, tmp_path / name)
    assert list(tmp_path.glob("a*")) == []


def test_a_template_in_csv_is_text(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    exports.write_template(Quiet(), Kind.CUSTOMERS, path)
    assert path.read_text("utf-8-sig").startswith("Number,Name,Phone")
