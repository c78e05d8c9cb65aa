"""The shops that were open on this computer lately, remembered in its taste."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from storeassist.ui.taste import Taste

_KEY = "shop/recent"
_MOST = 6


class Recent(NamedTuple):
    """A shop file, what the shop is called, and whether it is for practice."""

    path: Path
    name: str
    is_practice: bool = False


def recent_shops(taste: Taste) -> list[Recent]:
    """The shops open lately, the last one first; some may be gone."""
    try:
        rows = json.loads(str(taste.get(_KEY, "[]")))
        return [Recent(Path(path), str(name), bool(practice)) for path, name, practice in rows]
    except (TypeError, ValueError):  # another version's, or somebody edited it
        return []


def remember(taste: Taste, shop: Recent) -> None:
    """Put a shop first."""
    _keep(taste, [shop, *(one for one in recent_shops(taste) if one.path != shop.path)][:_MOST])


def forget(taste: Taste, path: Path) -> None:
    """Name a shop no more."""
    _keep(taste, [one for one in recent_shops(taste) if one.path != path])


def _keep(taste: Taste, shops: list[Recent]) -> None:
    rows = [[str(shop.path), shop.name, shop.is_practice] for shop in shops]
    taste.set(_KEY, json.dumps(rows, ensure_ascii=False))
