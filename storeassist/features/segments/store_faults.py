"""Looks whether what a rule names is there, before the rule is kept."""

from __future__ import annotations

from storeassist.features.segments.records import Leaf, Rule
from storeassist.features.segments.rules import wrong
from storeassist.features.segments.rules_refs import circle, leaves, living, refs, unknown
from storeassist.features.segments.store import all_segments
from storeassist.features.segments.store_named import look_up
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError


def check(shop: Shop, rule: Rule, own_name: str = "") -> None:
    """Raise UserError, with its place, for a segment, product, offer or field nobody knows, and a rule that needs itself.

    ``own_name`` is what the rule is, or will be, called.
    """
    segments = all_segments(shop)
    known = {one.name.casefold() for one in segments}
    own = own_name.casefold()
    for path, name in refs(rule):
        if name.casefold() not in known and name.casefold() != own:
            raise wrong(path, unknown(name, [one.name for one in segments]))
    if own and (way := circle({**living(segments), own: rule}, own)):
        path = refs(rule)[0][0]
        raise wrong(path, UserError("a segment cannot be made of itself: {way}.", way=" → ".join(way)))
    for path, leaf in leaves(rule):
        if isinstance(leaf, Leaf):
            try:
                look_up(shop, leaf)
            except UserError as error:
                raise wrong(f"{path}.{error.field}" if path else error.field, error) from None
