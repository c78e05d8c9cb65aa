"""A plan in the owner's words: what each row of the file says, and what will become of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from storeassist.features.customers.records import Consent, Customer, Gender
from storeassist.features.imports.cells import text
from storeassist.features.imports.fields import FIELDS
from storeassist.features.imports.records import (
    Existing,
    Kind,
    Outcome,
    Plan,
    PlannedCustomer,
    PlannedOrder,
    PlannedProduct,
    Refusal,
)
from storeassist.features.products.records import Product, Role
from storeassist.kernel.calendars import Birthday, show_birthday
from storeassist.kernel.money import yuan
from storeassist.kernel.phones import phones_hidden, show_phone
from storeassist.kernel.text import N_, _, many

Entry = PlannedCustomer | PlannedProduct | PlannedOrder | Refusal

NOTHING = "—"
_MOST_COLUMNS = 3
_MOST_LOOKED_AT = 2_000
_TOLD = {
    Kind.CUSTOMERS: ("name", "phone", "birthday", "number", "wechat", "source", "tags", "note"),
    Kind.PRODUCTS: ("name", "category", "price", "cost", "role"),
    Kind.ORDERS: ("at", "customer", "amount", "number"),
}
_PARTS = {
    "birthday": ("birthday", "birthday_lunar"),
    "customer": ("customer_name", "customer_phone", "customer_number"),
    "amount": ("amount", "price"),
}
"""Fields that are told of in one column."""

_WITH_ANOTHER = {"birth_year", "birthday_lunar", "phone_written"}
_PHONE = re.compile(r"(?<![\d*])(\+?\d[\d -]{5,17}\d)(?![\d*])")
_WORDS = {
    Gender.FEMALE: N_("female"), Gender.MALE: N_("male"), Consent.YES: N_("yes"), Consent.NO: N_("no"),
    Consent.UNKNOWN: N_("unknown"), Role.LEAD: N_("lead"), Role.HERO: N_("hero"), Role.PROFIT: N_("profit"),
    Role.ORDINARY: N_("ordinary"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: ``cells`` by the key of their column, of which ``faulty`` is the one to mend.

    ``fault`` is the cell to mend with its heading, in sight or not.
    """

    id: int
    row: int
    outcome: Outcome
    cells: Mapping[str, str]
    words: str
    faulty: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the shop has today of whom and what the rows are about, by id."""

    customers: Mapping[int, Customer] = field(default_factory=dict)
    products: Mapping[int, Product] = field(default_factory=dict)
    field_names: Mapping[int, str] = field(default_factory=dict)


class Preview:
    """A plan with its rows in the order of the file; made in the background, told a screenful at a time."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        entries: Iterable[Entry] = (*plan.customers, *plan.products, *plan.orders, *plan.refusals)
        self._entries: list[Entry] = sorted(entries, key=attrgetter("row"))
        self._ids: dict[Outcome | None, Sequence[int]] = {None: range(len(self._entries))}
        for outcome in Outcome:
            self._ids[outcome] = [i for i, entry in enumerate(self._entries) if outcome_of(entry) is outcome]
        mapped = set(plan.options.mapping)
        told = [key for key in _TOLD[plan.kind] if mapped & set(_PARTS.get(key, (key,)))]
        self.columns = tuple(told[:_MOST_COLUMNS])
        at_fault = Counter(self._fault_of(refusal)[1] for refusal in plan.refusals[:_MOST_LOOKED_AT])
        self.faults = tuple(key for key, _times in at_fault.most_common() if key)
        """The columns that rows are refused for, most often first."""

    def ids(self, outcome: Outcome | None = None) -> Sequence[int]:
        """The rows with this outcome, by their place in the file; None: all."""
        return self._ids[outcome]

    def customer_ids(self, ids: Iterable[int]) -> list[int]:
        """Customers of the shop whom these rows are about."""
        entries = (self._entries[i] for i in ids)
        found = (e.customer_id if isinstance(e, PlannedCustomer) else getattr(e, "customer", None) for e in entries)
        return [own for own in found if isinstance(own, int)]

    def product_ids(self, ids: Iterable[int]) -> list[int]:
        """Products of the shop that these rows are about."""
        entries = (self._entries[i] for i in ids)
        return [e.product_id for e in entries if isinstance(e, PlannedProduct) and e.product_id is not None]

    def lines(self, ids: Iterable[int], known: Known) -> list[Line]:
        """These rows in words."""
        return [self._line(i, self._entries[i], known) for i in ids]

    def _line(self, at: int, entry: Entry, known: Known) -> Line:
        if isinstance(entry, Refusal):
            return self._refused(at, entry)
        if isinstance(entry, PlannedCustomer):
            cells, words = self._customer(entry, known)
        elif isinstance(entry, PlannedProduct):
            cells, words = self._product(entry, known)
        else:
            cells, words = self._order(entry, known)
        return Line(at, entry.row, entry.outcome, cells, words)

    def _refused(self, at: int, refusal: Refusal) -> Line:
        mapping, headings = self.plan.options.mapping, self.plan.source.headings
        fault, faulty = self._fault_of(refusal)
        cells = {}
        for key in self.columns:
            places = [mapping[part] for part in _PARTS.get(key, (key,)) if part in mapping]
            said = (text(refusal.cells[i]) for i in places if i < len(refusal.cells) and refusal.cells[i] is not None)
            cells[key] = hidden(next(said, _("empty") if key == faulty else NOTHING))
        heading = headings[mapping[fault]] if fault else ""
        words = _("{column}: {reason}", column=heading, reason=refusal.reason) if heading and not faulty else refusal.reason
        written = refusal.cells[mapping[fault]] if fault and mapping[fault] < len(refusal.cells) else None
        cell = text(written) if written is not None else _("empty")
        told = f"{heading} {hidden(cell)}" if heading else NOTHING
        return Line(at, refusal.row, Outcome.REFUSED, cells, hidden(words), faulty, told)

    def _fault_of(self, refusal: Refusal) -> tuple[str, str]:
        """The field at fault, and the column shown that it is a part of; "" for none."""
        mapping, headings = self.plan.options.mapping, self.plan.source.headings
        fault = next((k for k, i in mapping.items() if refusal.column in (k, headings[i])), "")
        return fault, next((key for key in self.columns if fault in _PARTS.get(key, (key,))), "")

    def _customer(self, planned: PlannedCustomer, known: Known) -> tuple[dict[str, str], str]:
        today = known.customers.get(planned.customer_id or 0)
        own = _customer_columns(today) | dict(planned.columns)
        tags = (*(today.facts.tags if today else ()), *planned.tags)
        cells = {key: shown(key, own) for key in self.columns} | {"tags": "、".join(tags) or NOTHING}
        if planned.outcome is Outcome.NEW:
            source = own.get("source")
            return cells, _("New customer, source {source}", source=source) if source else _("New customer")
        if planned.outcome is Outcome.SAME:
            return cells, self._left_alone(_("The shop has all of it"))
        before = _customer_columns(today) | {k: v for k, v in planned.before.items() if k != "custom"}
        changes = [
            _change(self._label(key), shown(key, before), shown(key, own))
            for key in planned.columns
            if key != "custom" and (key not in _WITH_ANOTHER or (key.startswith("birth") and "birthday" not in planned.columns))
        ]
        had = {known.field_names.get(k, ""): v for k, v in (today.facts.custom.items() if today else ())}
        changes += [_change(name, had.get(name, ""), value) for name, value in planned.columns.get("custom", {}).items()]
        if planned.tags:
            changes.append(_("tagged {tags}", tags="、".join(planned.tags)))
        return cells, _together(changes)

    def _product(self, planned: PlannedProduct, known: Known) -> tuple[dict[str, str], str]:
        today = known.products.get(planned.product_id or 0)
        own = _product_columns(today) | dict(planned.columns)
        cells = {key: shown(key, own) for key in self.columns}
        if planned.outcome is Outcome.NEW:
            return cells, _("New product")
        if planned.outcome is Outcome.SAME:
            return cells, self._left_alone(_("The shop has all of it"))
        keys = [key.removesuffix("_fen") for key in planned.columns]
        return cells, _together(_change(self._label(k), shown(k, planned.before), shown(k, own)) for k in keys)

    def _order(self, order: PlannedOrder, known: Known) -> tuple[dict[str, str], str]:
        words = {
            Outcome.NEW: many("New order, {n} product", "New order, {n} products", len(order.lines))
            if order.lines
            else _("New order"),
            Outcome.UPDATED: _("Replaces the order as the shop has it"),
            Outcome.SAME: _("The shop has this order already"),
        }[order.outcome]
        if order.off_fen:
            words = _("{what}; a coupon took {off} off", what=words, off=yuan(order.off_fen))
        who = NOTHING
        if isinstance(order.customer, int) and (customer := known.customers.get(order.customer)):
            who = customer.facts.name or show_phone(customer.facts.phone) or customer.facts.number
        elif isinstance(order.customer, str) and (made := self.plan.created.get(order.customer)):
            who = made["name"] or show_phone(made["phone"] or "") or made["number"]
            words = _("{what}; the customer is new", what=words)
        moment = order.at[:16].replace("T", " ").removesuffix(" 00:00")
        return {"at": moment, "number": order.number or NOTHING, "customer": who, "amount": yuan(order.amount_fen)}, words

    def _left_alone(self, otherwise: str) -> str:
        return _("In the shop already; left as it is") if self.plan.options.existing is Existing.SKIP else otherwise

    def _label(self, key: str) -> str:
        key = "birthday" if key.startswith("birth") else key
        return label_of(self.plan.kind, key)


def outcome_of(entry: Entry) -> Outcome:
    """What becomes of a row."""
    return Outcome.REFUSED if isinstance(entry, Refusal) else entry.outcome


def label_of(kind: Kind, key: str) -> str:
    """What a column of the preview is called."""
    if key == "customer":
        return _("Customer")
    return next((_(spec.label) for spec in FIELDS[kind] if spec.key == key), key)


def shown(key: str, columns: Mapping[str, Any]) -> str:
    """A column's value for the owner's eyes: phones as on every list, money in yuan, codes as words."""
    if key.startswith("birth"):
        day = columns.get("birthday")
        if not day:
            return NOTHING
        month, number = map(int, str(day).split("-"))
        return show_birthday(Birthday(month, number, columns.get("birth_year"), bool(columns.get("birthday_lunar"))))
    if (fen := columns.get(f"{key}_fen")) is not None:
        return yuan(fen)
    value = columns.get(key)
    if key == "phone":
        return show_phone(str(value)) if value else NOTHING
    return _(_WORDS[value]) if key in ("gender", "consent", "role") and value in _WORDS else str(value or NOTHING)


def hidden(words: str) -> str:
    """``words`` with the phones in them masked, the broken ones too, unless phones are shown in full."""
    return _PHONE.sub(lambda found: _masked_digits(found[0]), words) if phones_hidden() else words


def _masked_digits(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    is_phone = len(digits) >= 9 and digits[:1] in "18" and not re.match(r"\d{4}-\d", written)
    return f"{digits[:3]}****{digits[7:]}" if is_phone else written


def _change(label: str, before: str, after: str) -> str:
    return _("{field} {before} → {after}", field=label, before=before or NOTHING, after=after or NOTHING)


def _together(changes: Iterable[str]) -> str:
    return _("; ").join(changes)


def _customer_columns(customer: Customer | None) -> dict[str, Any]:
    if customer is None:
        return {}
    facts = customer.facts
    day = facts.birthday
    return {
        "number": facts.number, "name": facts.name, "phone": facts.phone, "wechat": facts.wechat,
        "gender": facts.gender, "source": facts.source, "joined_on": facts.joined_on, "note": facts.note,
        "consent": facts.consent, "consent_on": facts.consent_on, "consent_how": facts.consent_how,
        "birthday": f"{day.month}-{day.day}" if day else None, "birth_year": day.year if day else None,
        "birthday_lunar": bool(day and day.lunar),
    }  # fmt: skip


def _product_columns(product: Product | None) -> dict[str, Any]:
    if product is None:
        return {}
    facts = product.facts
    return {
        "name": facts.name, "category": facts.category, "price_fen": facts.price_fen, "cost_fen": facts.cost_fen,
        "role": facts.role,
    }  # fmt: skip
