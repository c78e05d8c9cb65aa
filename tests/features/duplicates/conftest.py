"""Spreadsheets and imports, for what files say of customers who were merged."""

from tests.features.imports.conftest import bring_in, write

__all__ = ["bring_in", "write"]
