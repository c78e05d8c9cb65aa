"""What the builder of rules offers: fields in groups, how each is compared and called, what a new condition begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from storeassist.features.segments.records_live import Offered
from storeassist.features.segments.rules_fields import CUSTOM, FIELDS, FieldSpec, spec_of
from storeassist.kernel.text import N_, _

SEGMENT = "segment"
"""Stands for a saved segment among the keys of fields."""
SEVERAL = ("in", "has_any", "has_all")
_GROUPS = (
    ("visits", "last_visit_days", "first_visit_days", "spent", "average_bill", "orders", "items"),
    ("overdue", "median_gap_days", "rfm", "tier", "p_alive"),
    ("tag", "source", "gender", "birthday_in_days", "joined_days", "consent"),
    ("coupon", SEGMENT),
)
_OPS = {
    "tags": ("has_any", "has_all", "contains", "is_empty", "not_empty"),
    "overdue": (">=", ">", "<=", "<", "between", "in", "is_empty", "not_empty"),
    "coupon": ("has_any", "is_empty", "not_empty"),
}
"""What is offered of a kind or field where there is more than one way to say the same."""
_NUMBERS = {
    ">=": N_("at least"),
    "<=": N_("at most"),
    ">": N_("more than"),
    "<": N_("less than"),
    "=": N_("exactly"),
    "!=": N_("other than"),
    "between": N_("between"),
    "in": N_("is"),
    "is_empty": N_("is not known"),
    "not_empty": N_("is known"),
}
_WORDS = {
    "=": N_("is"),
    "!=": N_("is not"),
    "in": N_("is one of"),
    "contains": N_("contains"),
    "has": N_("has"),
    "has_any": N_("has any of"),
    "has_all": N_("has all of"),
    "is_empty": N_("is empty"),
    "not_empty": N_("is not empty"),
}
_OPTIONS = {
    "within_days": N_("in the last"),
    "from": N_("from"),
    "to": N_("until"),
    "product": N_("of the product"),
    "category": N_("of the category"),
    "role": N_("of the role"),
    "weekdays": N_("on"),
    "hours": N_("at"),
    "channel": N_("by the channel"),
    "offer": N_("of the offer"),
    "mode": N_("reckoned"),
}
OPTION_NAMES = {
    "within_days": N_("The last days"),
    "from": N_("From a day on"),
    "to": N_("Until a day"),
    "product": N_("Certain products"),
    "category": N_("Certain categories"),
    "role": N_("Certain roles of products"),
    "weekdays": N_("Certain weekdays"),
    "hours": N_("Certain hours"),
    "channel": N_("Certain channels"),
    "offer": N_("Certain offers"),
    "mode": N_("How scores are reckoned"),
}
"""What each way to narrow a condition is called in a menu."""
_BEGIN: Mapping[str, Mapping[str, Any]] = {
    "visits": {"op": ">=", "value": 3},
    "orders": {"op": ">=", "value": 3},
    "spent": {"op": ">=", "value": 500},
    "items": {"op": ">=", "value": 1},
    "last_visit_days": {"op": ">=", "value": 30},
    "first_visit_days": {"op": "<=", "value": 30},
    "average_bill": {"op": ">=", "value": 50},
    "median_gap_days": {"op": "<=", "value": 14},
    "overdue": {"op": "in", "value": ["due", "watch"]},
    "tag": {"op": "has_any"},
    "source": {"op": "="},
    "gender": {"op": "=", "value": "female"},
    "birthday_in_days": {"op": "<=", "value": 7},
    "joined_days": {"op": "<=", "value": 30},
    "consent": {"op": "=", "value": "yes"},
    "rfm": {"op": "=", "value": "important_value"},
    "tier": {"op": "=", "value": "core"},
    "p_alive": {"op": ">=", "value": 0.5},
    "coupon": {"op": "has_any", "value": ["usable"]},
}
_CHIPS = ("last_visit_days", "visits", "spent", "items", "tag", "birthday_in_days", "source", "overdue", "coupon", SEGMENT)


def fields(offered: Offered) -> list[list[tuple[str, str]]]:
    """Every field as (key, name), group by group; those of the shop's own stand with what is known of a customer."""
    groups = [[(key, field_name(key)) for key in group] for group in _GROUPS]
    groups[2].extend((f"{CUSTOM}{name}", name) for name in offered.own_fields)
    if not offered.choices.get(SEGMENT):
        groups[3] = [one for one in groups[3] if one[0] != SEGMENT]
    return groups


def field_name(key: str) -> str:
    """What a field is called."""
    if key == SEGMENT:
        return _("Saved segment")
    spec = spec_of(key)
    return _(spec.label) if spec is not None and key in FIELDS else key.removeprefix(CUSTOM)


def ops(spec: FieldSpec, own: str) -> list[tuple[str, str]]:
    """How a field can be compared, as (op, words); ``own`` is among them even if there is another way to say it."""
    offered = _OPS.get(spec.key) or _OPS.get(spec.kind) or spec.ops
    words = _NUMBERS if spec.kind in ("number", "money", "days") else {**_NUMBERS, **_WORDS}
    return [(op, _(words.get(op) or _WORDS[op])) for op in dict.fromkeys((*offered, *([own] if own in spec.ops else [])))]


def option_words(key: str) -> str:
    """What stands before the field of an option."""
    return _(_OPTIONS[key])


def begin(key: str, offered: Offered) -> dict[str, Any]:
    """A condition on a field to begin with."""
    first = [value for value, _text in offered.choices.get(key, ())][:1]
    if key == SEGMENT:
        return {SEGMENT: first[0] if first else ""}
    made: dict[str, Any] = {"field": key, **_BEGIN.get(key, {"op": "="})}
    if key == "tag":
        made["value"] = first
    elif "value" not in made and first:
        made["value"] = first[0]
    if key == "items" and (products := offered.choices.get("product", ())):
        made["product"] = products[0][0]
    return made


def chips(offered: Offered) -> list[tuple[str, str]]:
    """The fields asked for most, as (key, words of a chip)."""
    names = {"items": _("Bought a product")}
    keys = [key for key in _CHIPS if key != SEGMENT or offered.choices.get(SEGMENT)]
    return [(key, names.get(key) or field_name(key)) for key in keys]


def choices_of(spec: FieldSpec, offered: Offered) -> Sequence[tuple[Any, str]]:
    """What there is to choose from as the value of a field; () where it is written."""
    if spec.choices:
        return [(value, _(words).format(product=offered.hero) if "{" in words else _(words)) for value, words in spec.choices]
    return offered.choices.get(spec.key, ())
