"""Reads how many products play each role, and what they bring in together."""

from __future__ import annotations

from storeassist.features.products.records import Role
from storeassist.kernel.database import Shop


def counts_by_role(shop: Shop) -> dict[Role, int]:
    """Products of each role; 0 where there are none."""
    rows = shop.query("SELECT role, count(*) AS n FROM product GROUP BY role")
    return dict.fromkeys(Role, 0) | {Role(row["role"]): row["n"] for row in rows}


def revenue(shop: Shop) -> tuple[int, int]:
    """What all products brought in, and the best-seller alone, in fen."""
    row = shop.query(
        "SELECT coalesce(sum(sold_fen), 0) AS everything, coalesce(max(sold_fen), 0) AS best FROM product_total"
    )[0]
    return row["everything"], row["best"]
