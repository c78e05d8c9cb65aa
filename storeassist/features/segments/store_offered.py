"""What the conditions of a rule can be made of in this shop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storeassist.features.customers import store as customers
from storeassist.features.products.records import Role
from storeassist.features.segments.records import Segment
from storeassist.features.segments.records_live import Offered
from storeassist.features.segments.rules_builder import SEGMENT
from storeassist.features.segments.rules_fields import MODES
from storeassist.kernel.database import Shop
from storeassist.kernel.text import N_, _

_MOST = 300
_LISTS = {
    "tag": "SELECT t.name FROM tag t WHERE EXISTS (SELECT 1 FROM customer_tag WHERE tag_id = t.id) ORDER BY 1",
    "source": "SELECT source AS name FROM customer WHERE source <> '' GROUP BY 1 ORDER BY count(*) DESC",
    "product": "SELECT p.name FROM product p LEFT JOIN product_total t ON t.product_id = p.id ORDER BY t.orders DESC, 1",
    "category": "SELECT DISTINCT category AS name FROM product WHERE category <> '' ORDER BY 1",
    "offer": "SELECT name FROM offer ORDER BY id DESC",
}
_ROLES = ((Role.LEAD, N_("lead")), (Role.HERO, N_("hero")), (Role.PROFIT, N_("profit")), (Role.ORDINARY, N_("ordinary")))
_DAYS = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))


def offered(shop: Shop, segments: Sequence[Segment], but: str, hero: str) -> Offered:
    """All of it; the segment called ``but`` cannot be a condition of itself."""
    choices: dict[str, list[tuple[Any, str]]] = {
        key: [(row["name"], row["name"]) for row in shop.query(f"{sql} LIMIT {_MOST}")] for key, sql in _LISTS.items()
    }
    channels = shop.query('SELECT DISTINCT channel AS name FROM (SELECT channel FROM "order" ORDER BY id DESC LIMIT 5000)')
    choices["channel"] = [(row["name"], row["name"]) for row in channels if row["name"]]
    choices["role"] = [(role.value, _(words)) for role, words in _ROLES]
    choices["weekdays"] = [(at, _(words)) for at, words in enumerate(_DAYS, 1)]
    choices["mode"] = [(key, _(words)) for key, words in MODES]
    choices[SEGMENT] = [(one.name, one.name) for one in segments if one.name != but]
    fields = tuple(field.name for field in customers.fields(shop))
    return Offered(choices, fields, hero)
