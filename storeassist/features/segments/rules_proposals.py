"""Rules to begin with: what owners ask for first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storeassist.kernel.text import N_


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule, and what a segment of it may be called; ``name`` is an N_() text."""

    name: str
    document: Mapping[str, Any]


def _leaf(field: str, op: str, value: Any, **options: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value, **options}


PROPOSALS = (
    Proposal(
        N_("Regulars asleep"), {"all": [_leaf("visits", ">=", 3), _leaf("last_visit_days", ">=", 30)]}
    ),
    Proposal(N_("Due again"), {"all": [_leaf("overdue", "in", ["due", "watch"])]}),
    Proposal(
        N_("Came once"),
        {"all": [_leaf("visits", "=", 1), _leaf("first_visit_days", ">=", 14)]},
    ),
    Proposal(N_("Birthday within 7 days"), {"all": [_leaf("birthday_in_days", "<=", 7)]}),
    Proposal(
        N_("Afternoon regulars"), {"all": [_leaf("visits", ">=", 2, within_days=90, hours="14:00-17:00")]}
    ),
    Proposal(
        N_("Big spenders"), {"all": [_leaf("spent", ">=", 500), _leaf("last_visit_days", "<=", 90)]}
    ),
)
"""In the order offered. Figures are a place to start from: the owner changes them, and the count follows."""
