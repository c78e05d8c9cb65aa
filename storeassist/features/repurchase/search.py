"""What the command search finds on the Repurchase page: its tabs, by name."""

from __future__ import annotations

from storeassist.features.repurchase.rules_words import TAB_NAMES
from storeassist.kernel.database import Shop
from storeassist.kernel.text import _
from storeassist.ui.feature import SearchHit


def hits(_shop: Shop, text: str, limit: int) -> list[SearchHit]:
    """Tabs with ``text`` in their name."""
    sought = text.strip().casefold()
    return [
        SearchHit(_(name), _("Repurchase"), "repurchase", "repurchase", {"tab": key})
        for key, name in TAB_NAMES.items()
        if sought and sought in _(name).casefold()
    ][:limit]
