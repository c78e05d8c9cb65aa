"""Looks up what rules name: fields of the shop's own, products, categories, offers; and what became of saved names."""

from __future__ import annotations

from storeassist.features.customers.records import CustomField, FieldKind
from storeassist.features.customers.store import fields
from storeassist.features.segments.records import Leaf, Rule
from storeassist.features.segments.rules_fields import CUSTOM, plain
from storeassist.features.segments.rules_refs import leaves, things
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError

Meant = tuple[str, str, int]
"""A kind of thing (field, product or offer), the name a rule has for it, and its id."""


def look_up(shop: Shop, leaf: Leaf) -> None:
    """Raise UserError, with the part of the condition as its field, when something it names is not there."""
    if leaf.field.startswith(CUSTOM):
        own_field(shop, leaf)
    for name in leaf.options.product:
        products_called(shop, name)
    for name in leaf.options.category:
        refuse_no_category(shop, name)
    for name in leaf.options.offer:
        offer_called(shop, name)


def own_field(shop: Shop, leaf: Leaf) -> CustomField:
    """The field of the shop's own that a condition is about; raises UserError for none, and for a choice it does not have."""
    name = leaf.field.removeprefix(CUSTOM)
    found = next((one for one in fields(shop) if one.name.casefold() == name.casefold()), None)
    if found is None:
        raise UserError("There is no field called {name}.", field="field", name=name)
    if found.kind is FieldKind.CHOICE and leaf.op in ("=", "!=", "in"):
        choices = {one.casefold() for one in found.choices}
        for value in leaf.value if isinstance(leaf.value, tuple) else (leaf.value,):
            if plain(value).casefold() not in choices:
                raise UserError("{name} has no choice “{choice}”.", field="value", name=found.name, choice=plain(value))
    return found


def products_called(shop: Shop, name: str) -> list[int]:
    """The product of that name; else those that bills have under it, as it was called before.

    Raises UserError when there is none: who did not buy what nobody knows would be everybody.
    """
    found = shop.ids("SELECT id FROM product WHERE name = ?", [name])
    found = found or shop.ids(
        "SELECT DISTINCT product_id AS id FROM order_line WHERE name = ? AND product_id IS NOT NULL", [name]
    )
    if not found:
        raise UserError("There is no product called {name}.", field="product", name=name)
    return found


def refuse_no_category(shop: Shop, name: str) -> None:
    """Raise UserError when no product is of that category."""
    if not shop.value("SELECT EXISTS (SELECT 1 FROM product WHERE category = ? COLLATE NOCASE)", [name]):
        raise UserError("There is no category called {name}.", field="category", name=name)


def offer_called(shop: Shop, name: str) -> int:
    """The offer of that name; raises UserError when there is none."""
    found = shop.value("SELECT id FROM offer WHERE name = ?", [name])
    if found is None:
        raise UserError("There is no offer called {name}.", field="offer", name=name)
    return int(found)


def meant(shop: Shop, rule: Rule) -> set[Meant]:
    """What a rule names and the shop has under that very name."""
    named = {one for _path, leaf in leaves(rule) if isinstance(leaf, Leaf) for one in things(leaf)}
    found = ((kind, name, _id_of(shop, kind, name)) for kind, name in named)
    return {(kind, name, its_id) for kind, name, its_id in found if its_id is not None}


def new_names(shop: Shop) -> dict[int, dict[tuple[str, str], str]]:
    """What is called otherwise than in the rule of a segment, by its id: kind and former name in lower case, new name."""
    rows = shop.query(
        "SELECT m.segment_id, m.kind, m.name, coalesce(f.name, p.name, o.name, m.called) AS now FROM segment_meant m"
        " LEFT JOIN custom_field f ON f.id = m.field_id LEFT JOIN product p ON p.id = m.product_id"
        " LEFT JOIN offer o ON o.id = m.offer_id WHERE now <> m.name COLLATE BINARY"
    )
    found: dict[int, dict[tuple[str, str], str]] = {}
    for row in rows:
        found.setdefault(row["segment_id"], {})[row["kind"], row["name"].casefold()] = row["now"]
    return found


def _id_of(shop: Shop, kind: str, name: str) -> int | None:
    if kind == "field":  # in capitals or not, beyond the 26 letters that SQLite folds
        return next((one.id for one in fields(shop) if one.name.casefold() == name.casefold()), None)
    found: int | None = shop.value(f'SELECT id FROM "{kind}" WHERE name = ?', [name])
    return found
