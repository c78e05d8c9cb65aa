"""Reads past imports and remembered columns."""

from __future__ import annotations

import json

from storeassist.features.imports.records import Kind, PastImport, Source
from storeassist.kernel.database import Shop


def past(shop: Shop, limit: int = 200) -> list[PastImport]:
    """Imports that wrote something, latest first."""
    rows = shop.query("SELECT * FROM import ORDER BY id DESC LIMIT ?", [limit])
    return [PastImport(**{**dict(row), "kind": Kind(row["kind"])}) for row in rows]


def remembered_mapping(shop: Shop, kind: Kind, source: Source) -> dict[str, int] | None:
    """How the columns of a file with these headings were mapped last time; None when it is new."""
    row = [kind.value, source.fingerprint]
    stored = shop.value("SELECT mapping FROM import_mapping WHERE (kind, fingerprint) = (?, ?)", row)
    if stored is None:
        return None
    return {key: index for key, index in json.loads(stored).items() if index < len(source.headings)}
