"""Looks whether every saved rule can be read and names only segments that are there."""

from __future__ import annotations

import json

from storeassist.features.segments.records import All, Rule, SegmentRef
from storeassist.features.segments.rules import parse
from storeassist.features.segments.rules_refs import in_order, refs
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _


def wrong_segments(shop: Shop) -> list[str]:
    """What is wrong with saved segments; [] when all of them can be counted."""
    problems: list[str] = []
    rules: dict[str, Rule] = {}
    snapshots: set[str] = set()
    for row in shop.query("SELECT name, rule, frozen_at FROM segment ORDER BY name"):
        try:
            rules[row["name"].casefold()] = parse(json.loads(row["rule"]))
        except UserError as error:
            problems.append(_("The rule of the segment {name} cannot be read: {problem}", name=row["name"], problem=str(error)))
        if row["frozen_at"]:
            snapshots.add(row["name"].casefold())
    living = {name: rule for name, rule in rules.items() if name not in snapshots}
    _order, circle = in_order(living, All(tuple(map(SegmentRef, living))))
    for name, rule in living.items():
        problems += [
            _("The segment {name} names {other}, which is not there.", name=name, other=other)
            for _path, other in refs(rule)
            if other.casefold() not in rules
        ]
        if name in circle:
            problems.append(_("The segment {name} is made of itself.", name=name))
    return problems
