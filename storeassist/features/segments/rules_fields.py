"""What a condition may be about, how it is compared, and which options narrow it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from storeassist.kernel.text import N_

COMPARE = ("=", "!=", "<", "<=", ">", ">=", "between")
PRESENT = ("is_empty", "not_empty")
WINDOW = ("within_days", "from", "to")
GOODS = ("product", "category", "role")
BILLS = (*WINDOW, *GOODS, "weekdays", "hours", "channel")
CUSTOM = "custom."
"""What begins the key of a field of the shop's own."""

STATES = (
    ("on_time", N_("on time")),
    ("due", N_("due")),
    ("watch", N_("overdue")),
    ("dormant", N_("long gone")),
)
KINDS = (
    ("important_value", N_("most valuable customers")),
    ("important_keep", N_("valuable customers to be kept")),
    ("important_develop", N_("valuable customers who could come more often")),
    ("important_win_back", N_("valuable customers to be won back")),
    ("general_value", N_("usual customers")),
    ("general_keep", N_("usual customers to be kept")),
    ("general_develop", N_("usual customers who could come more often")),
    ("general_win_back", N_("usual customers to be won back")),
)
TIERS = (
    ("core", N_("bought {product} again and again")),
    ("main", N_("bought {product} once")),
    ("other", N_("bought other things, never {product}")),
    ("never", N_("have no bill yet")),
)
COUPONS = (
    ("usable", N_("usable now")),
    ("issued", N_("issued, not claimed")),
    ("claimed", N_("claimed")),
    ("redeemed", N_("used")),
    ("reversed", N_("used, then taken back")),
    ("expired", N_("expired")),
    ("cancelled", N_("cancelled")),
)
MODES = (("fixed", N_("by limits")), ("quintiles", N_("by fifths")))

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of conditions. ``kind`` is number, money (yuan), days, choice, tags or text.

    ``label``, ``unit`` and the words of ``choices`` are N_() texts; of a tier they have a place for the {product}.
    """

    key: str
    label: str
    kind: str
    ops: tuple[str, ...]
    options: tuple[str, ...] = ()
    unit: str = ""
    choices: Choices = ()


_ONE_OF = ("=", "!=", "in")

_SPECS = (
    FieldSpec("visits", N_("Visits"), "number", COMPARE, BILLS, N_("times")),
    FieldSpec("orders", N_("Bills"), "number", COMPARE, BILLS, N_("bills")),
    FieldSpec("spent", N_("Spent"), "money", COMPARE, BILLS, N_("yuan")),
    FieldSpec("items", N_("Lines on bills"), "number", COMPARE, BILLS, N_("lines")),
    FieldSpec("last_visit_days", N_("Last visit"), "days", (*COMPARE, *PRESENT), (), N_("days ago")),
    FieldSpec("first_visit_days", N_("First visit"), "days", (*COMPARE, *PRESENT), (), N_("days ago")),
    FieldSpec("average_bill", N_("Average bill"), "money", (*COMPARE, *PRESENT), (), N_("yuan")),
    FieldSpec("median_gap_days", N_("Usual gap"), "days", (*COMPARE, *PRESENT), (), N_("days")),
    FieldSpec("overdue", N_("Overdue by habit"), "number", (*COMPARE, "in", *PRESENT), (), N_("times the usual gap"), STATES),
    FieldSpec("tag", N_("Tag"), "tags", ("has", "has_any", "has_all", *PRESENT, *_ONE_OF, "contains")),
    FieldSpec("source", N_("Source"), "text", (*_ONE_OF, "contains", *PRESENT)),
    FieldSpec(
        "gender", N_("Gender"), "choice", (*_ONE_OF, *PRESENT), (), "", (("female", N_("female")), ("male", N_("male")))
    ),
    FieldSpec("birthday_in_days", N_("Birthday"), "days", (*COMPARE, *PRESENT), (), N_("days ahead")),
    FieldSpec("joined_days", N_("Customer since"), "days", (*COMPARE, *PRESENT), (), N_("days")),
    FieldSpec(
        *("consent", N_("Messages"), "choice", _ONE_OF, (), ""),
        (("yes", N_("agreed")), ("no", N_("declined")), ("unknown", N_("not asked"))),
    ),
    FieldSpec("rfm", N_("RFM"), "choice", _ONE_OF, ("mode",), "", KINDS),
    FieldSpec("tier", N_("Tier"), "choice", _ONE_OF, ("product",), "", TIERS),
    FieldSpec("p_alive", N_("Chance to come again"), "number", (*COMPARE, *PRESENT)),
    FieldSpec("coupon", N_("Coupon"), "choice", ("has", "has_any", *_ONE_OF, *PRESENT), ("offer",), "", COUPONS),
)

FIELDS: Mapping[str, FieldSpec] = {spec.key: spec for spec in _SPECS}
"""All fields but those of the shop's own, in the order in which they are offered."""


def plain(value: object, comma: str = "") -> str:
    """A value written out in full: no powers of ten, none of a float's last digits; ``comma`` groups thousands."""
    return format(Decimal(f"{value or 0:.15g}"), f"{comma}f") if isinstance(value, int | float) else str(value)


def spec_of(key: str) -> FieldSpec | None:
    """The field of that key; one of the shop's own takes words, numbers and days alike. None: there is none."""
    if key.startswith(CUSTOM) and (name := key.removeprefix(CUSTOM).strip()):
        return FieldSpec(key, name, "own", (*COMPARE, "in", "contains", *PRESENT))
    return FIELDS.get(key)
