"""What the owner writes down about repurchase. Each function is one transaction."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.repurchase import rules
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.money import yuan
from storeassist.kernel.text import N_


def set_source_cost(shop: Shop, source: str, spent_fen: int | None, now: datetime) -> None:
    """Keep what a source of customers cost so far; None forgets it. Raises UserError for no source, or below zero."""
    source, spent_fen = rules.checked_cost(source, spent_fen)
    if spent_fen is None:
        with shop.act(now, N_("Forgot what {source} cost"), source=source) as db:
            db.execute("DELETE FROM source_cost WHERE source = ?", [source])
        return
    with shop.act(now, N_("Noted that {source} cost {amount}"), source=source, amount=yuan(spent_fen)) as db:
        db.execute(
            "INSERT INTO source_cost (source, spent_fen, changed_at) VALUES (?, ?, ?) ON CONFLICT (source)"
            " DO UPDATE SET spent_fen = excluded.spent_fen, changed_at = excluded.changed_at",
            [source, spent_fen, iso(now)],
        )
