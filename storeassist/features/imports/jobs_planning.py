"""Makes the plan of an import: what each row of the file is and what it would change; writes nothing."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from storeassist.adapters.sheets import Row
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers import rules as customer_rules
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Consent, CustomerFacts, CustomField, FieldKind
from storeassist.features.imports.cells import text
from storeassist.features.imports.fields import CUSTOM
from storeassist.features.imports.jobs_matching import KnownCustomers
from storeassist.features.imports.reading import Piece, Reader
from storeassist.features.imports.records import (
    Existing,
    Kind,
    Options,
    Outcome,
    Plan,
    PlannedCustomer,
    PlannedProduct,
    Refusal,
    Source,
)
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _, many

_CONSENT = ("consent", "consent_on", "consent_how")
_NEVER_ERASED = {"number", "tags", *_CONSENT}
_DECIDED = {
    *("number", "name", "phone", "wechat", "gender", "birthday", "source", "joined_on", "note"),
    *_CONSENT,
}
"""What is one of two after a merge; tags are both ones'."""


def check_mapping(kind: Kind, source: Source, mapping: Mapping[str, int]) -> None:
    """Raise UserError unless the columns mapped suffice for rows of this kind."""
    found = "、".join(heading for heading in source.headings if heading)
    if kind is Kind.CUSTOMERS and not {"number", "name", "phone", "wechat"} & set(mapping):
        raise UserError("No column was found for a name, phone or number. The columns are: {found}.", found=found)
    if kind is Kind.PRODUCTS and "name" not in mapping:
        raise UserError("No column was found for the product's name. The columns are: {found}.", found=found)
    if kind is Kind.ORDERS and "at" not in mapping:
        raise UserError("No column was found for the time of the order. The columns are: {found}.", found=found)
    if kind is Kind.ORDERS and "amount" not in mapping and "price" not in mapping:
        raise UserError("No column was found for the amount paid. The columns are: {found}.", found=found)


def plan_customers(shop: Shop, source: Source, options: Options, pieces: Iterable[Piece], today: date) -> Plan:
    """The plan for a list of customers; ``today`` is when those agreed to messages whose row says no day."""
    revision = shop.revision
    reader = Reader(source, options.mapping)
    known = KnownCustomers(shop)
    custom = customer_store.fields(shop)
    _check_new_fields(options, custom)
    merged: dict[str, int] = {}

    def identified(row: int, read: dict[str, Any], cells: Row) -> tuple[int | str, dict[str, Any]]:
        values = _customer_values(read, cells, options, custom)
        if (into := known.merged(values.get("number", ""))) is not None:
            key = f"merged:{values['number'].casefold()}"
            merged[key] = into
            return key, values
        ref = _who(known, values)
        if ref is None:
            ref = f"row:{row}"
            known.add_planned(ref, {"number": "", "phone": None, "wechat": "", "name": "", **_identity_of(values)})
        return ref, values

    clash = N_("Row {row} is about the same customer and says something else.")
    file = _gathered(reader, pieces, identified, clash)
    ids = [ref for ref in file.planned if isinstance(ref, int)]
    existing = _existing_rows(shop, "customer", ids)
    tags = _tags_of(shop, ids)
    said: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for key, into in merged.items():
        said[into].append(file.planned[key][1])
    undated = _Undated(today, source.path.name)
    done = tuple(
        PlannedCustomer(row, Outcome.SAME, merged[ref], {})
        if ref in merged
        else undated.completed(
            _plan_customer(
                row, ref, _unsettled(values, existing[ref], said[ref]) if ref in said else values, existing, tags, options
            ),
            values,
            existing,
        )
        for ref, (row, values) in file.planned.items()
    )
    done = _with_new_fields(done, set(options.new_fields.values()))
    return Plan(
        Kind.CUSTOMERS,
        source,
        options,
        revision,
        file.rows,
        tuple(file.refusals),
        _counts(done, file),
        customers=done,
        undated=undated.count,
    )


def _check_new_fields(options: Options, custom: Iterable[CustomField]) -> None:
    """Raise UserError for a column that cannot become a field of the shop's own by its heading."""
    fields = list(custom)
    for name in options.new_fields.values():
        customer_rules.checked_field(name, FieldKind.TEXT, (), fields)
        fields.append(CustomField(0, name, FieldKind.TEXT))


def _with_new_fields(done: tuple[PlannedCustomer, ...], names: Iterable[str]) -> tuple[PlannedCustomer, ...]:
    """What goes into new fields, as fields of their kind keep it: the kind is known once all rows are read."""
    for name in names:
        kind = kind_of_values(str(one.columns.get("custom", {}).get(name, "")) for one in done)
        made = CustomField(0, name, kind)
        for own in (one.columns.get("custom", {}) for one in done):
            if name in own:
                own[name] = customer_rules.checked_custom(made, own[name])
    return done


def plan_products(shop: Shop, source: Source, options: Options, pieces: Iterable[Piece]) -> Plan:
    """The plan for a list of products."""
    revision = shop.revision
    reader = Reader(source, options.mapping)
    known = {row["name"].casefold(): row["id"] for row in shop.query("SELECT id, name FROM product")}

    def identified(_row: int, read: dict[str, Any], _cells: Row) -> tuple[str, dict[str, Any]]:
        values = _product_values(read)
        return values["name"].casefold(), values

    file = _gathered(reader, pieces, identified, N_("Row {row} is about the same product and says something else."))
    existing = _existing_rows(shop, "product", [known[key] for key in file.planned if key in known])
    done = tuple(
        PlannedProduct(row, *_compare(known.get(key), values, existing, options))
        for key, (row, values) in file.planned.items()
    )
    return Plan(
        Kind.PRODUCTS,
        source,
        options,
        revision,
        file.rows,
        tuple(file.refusals),
        _counts(done, file),
        products=done,
    )


@dataclass(slots=True)
class _Gathered:
    """The rows of a list: by whom or what they are about, those that stay out, and how many say the same again."""

    planned: dict[Any, tuple[int, dict[str, Any]]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    repeated: int = 0
    rows: int = 0


def _gathered(
    reader: Reader,
    pieces: Iterable[Piece],
    identified: Callable[[int, dict[str, Any], Row], tuple[Any, dict[str, Any]]],
    clash: str,
) -> _Gathered:
    """Read a list; ``identified`` says of a row whom it is about and what it sets, and may raise UserError."""
    found = _Gathered()
    for row, cells, read in _rows(reader, pieces):
        found.rows += 1
        try:
            if isinstance(read, UserError):
                raise read
            key, values = identified(row, read, cells)
            first_row, first_values = found.planned.setdefault(key, (row, values))
            if values != first_values:
                raise UserError(clash, row=first_row)
            found.repeated += row != first_row
        except UserError as error:
            column = reader.heading_of(error.field) or error.field
            found.refusals.append(Refusal(row, column, str(error), cells))
    return found


def _rows(reader: Reader, pieces: Iterable[Piece]) -> Iterator[tuple[int, Row, dict[str, Any] | UserError]]:
    """Each row: its number, its cells, and what they say by field, or why that cannot be understood."""
    for piece in pieces:
        said, faults = reader.read(piece.rows)
        for at, (row, cells, values) in enumerate(zip(piece.numbers, piece.rows, said, strict=True)):
            yield row, cells, faults.get(at) or dict(zip(reader.keys, values, strict=True))


def _customer_values(
    read: dict[str, Any], cells: tuple[Any, ...], options: Options, custom: list[CustomField]
) -> dict[str, Any]:
    """The columns a row sets; a column left out says nothing, "" or None says empty."""
    values: dict[str, Any] = {
        key: read[key] or "" for key in ("number", "name", "wechat", "source", "note") if key in read
    }
    values |= {"consent_how": read["consent_how"] or ""} if "consent_how" in read else {}
    if "phone" in read:
        values["phone"], values["phone_written"] = read["phone"] or (None, None)
    for key in ("joined_on", "consent_on"):
        if key in read:
            values[key] = read[key].isoformat() if read[key] else None
    if "gender" in read:
        values["gender"] = read["gender"].value if read["gender"] else None
    if "consent" in read:
        values["consent"] = (read["consent"] or Consent.UNKNOWN).value
    if "birthday" in read or "birthday_lunar" in read:
        birthday = read.get("birthday") or read.get("birthday_lunar")
        whole = customer_actions.columns_of(CustomerFacts(birthday=birthday))
        values |= {key: whole[key] for key in ("birthday", "birth_year", "birthday_lunar")}
    values["tags"] = read.get("tags") or ()
    of_name = {CUSTOM + f.name: f for f in custom}
    own = {
        of_name[key].name: customer_rules.checked_custom(of_name[key], value)
        for key, value in read.items()
        if key in of_name and value
    }
    for i, name in options.new_fields.items():
        if i < len(cells) and cells[i] is not None:
            own[name] = customer_rules.checked_custom(CustomField(0, name, FieldKind.TEXT), text(cells[i]))
    values["custom"] = {name: value for name, value in own.items() if value}
    if not any(values.get(key) for key in ("number", "name", "phone", "wechat")):
        raise UserError("There is no name, phone or number in this row.", field="name")
    for key, most in customer_rules.LONGEST.items():
        if len(values.get(key) or "") > most:
            raise UserError(
                "This is too long: {length} characters, at most {most}.", field=key, length=len(values[key]), most=most
            )
    return values


def _who(known: KnownCustomers, values: Mapping[str, Any]) -> int | str | None:
    identity = _identity_of(values)
    return known.of_row(
        identity.get("number", ""), identity.get("phone") or "", identity.get("wechat", ""), identity.get("name", "")
    )


def _identity_of(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: values[key] for key in ("number", "phone", "wechat", "name") if key in values}


def _plan_customer(
    row: int,
    ref: int | str,
    values: dict[str, Any],
    existing: Mapping[int, Mapping[str, Any]],
    tags: Mapping[int, set[str]],
    options: Options,
) -> PlannedCustomer:
    wanted = {key: value for key, value in values.items() if key not in ("tags", "custom")}
    if isinstance(ref, str):
        return PlannedCustomer(row, Outcome.NEW, None, {**wanted, "custom": values["custom"]}, values["tags"])
    if _is_overtaken(values, existing[ref]):
        wanted = {key: value for key, value in wanted.items() if key not in _CONSENT}
    _outcome, _id, columns, before = _compare(ref, wanted, existing, options)
    if options.existing is Existing.SKIP:
        return PlannedCustomer(row, Outcome.SAME, ref, {})
    carried = tags.get(ref, set())
    new_tags = tuple(tag for tag in values["tags"] if tag.casefold() not in carried)
    own = _custom_changes(values["custom"], existing[ref]["custom_by_name"], options)
    if own:
        columns, before = {**columns, "custom": own}, {**before, "custom": existing[ref]["custom"]}
    changed = bool(columns or new_tags)
    return PlannedCustomer(row, Outcome.UPDATED if changed else Outcome.SAME, ref, columns, new_tags, before)


def _is_overtaken(said: Mapping[str, Any], today: Mapping[str, Any]) -> bool:
    """Whether the shop has a later answer to “may we write?”: an old list must not bring back who has since declined.

    An answer without a day may be as old as its file: it takes nobody's refusal back.
    """
    answer, day = said.get("consent", Consent.UNKNOWN), said.get("consent_on")
    if Consent.UNKNOWN in (answer, today["consent"]) or answer == today["consent"]:
        return False
    return bool(day < (today["consent_on"] or "")) if day else bool(today["consent"] == Consent.NO)


@dataclass(slots=True)
class _Undated:
    """Gives each answer to “may we write?” its day and how: what the file leaves out is this day, and this file."""

    today: date
    file: str
    count: int = 0

    def completed(
        self, planned: PlannedCustomer, said: Mapping[str, Any], existing: Mapping[int, Mapping[str, Any]]
    ) -> PlannedCustomer:
        """``planned`` with both, where its answer is a new one; what the shop has already stays as it is."""
        if planned.columns.get("consent") not in (Consent.YES, Consent.NO):
            return planned
        self.count += not said.get("consent_on")
        how = _("imported from {file}", file=self.file)[: customer_rules.LONGEST["consent_how"]]
        answer = {
            "consent_on": said.get("consent_on") or self.today.isoformat(),
            "consent_how": said.get("consent_how") or how,
        }
        if planned.customer_id is None:
            return replace(planned, columns={**planned.columns, **answer})
        was = existing[planned.customer_id]
        answer = {key: value for key, value in answer.items() if value != was[key]}
        before = {**planned.before, **{key: was[key] for key in answer}}
        return replace(planned, columns={**planned.columns, **answer}, before=before)


def undated_words(count: int) -> str:
    """What the owner is told of consent or refusal for which the file says no day; short, for the foot of a list."""
    return many("{n} consent without a day gets today's", "{n} consents without a day get today's", count)


def _unsettled(
    values: dict[str, Any], today: Mapping[str, Any], said: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """The values of a row without those that a merge decided: where ``said``, the rows of the same file under numbers
    the customer had, bear out what the shop has today.
    """
    for other in said:
        values = {
            key: value
            for key, value in values.items()
            if key not in _DECIDED or not other.get(key) or other[key] != today[key]
        }
        own = {
            name: value
            for name, value in values["custom"].items()
            if name not in other["custom"] or other["custom"][name] != today["custom_by_name"].get(name)
        }
        values["custom"] = own
    return values


def _custom_changes(wanted: Mapping[str, str], present: Mapping[str, str], options: Options) -> dict[str, str]:
    return {
        name: value
        for name, value in wanted.items()
        if present.get(name) != value and not (options.existing is Existing.FILL and present.get(name))
    }


def _product_values(read: dict[str, Any]) -> dict[str, Any]:
    if not read.get("name"):
        raise UserError("There is no product name in this row.", field="name")
    if len(read["name"]) > 200:
        raise UserError(
            "This is too long: {length} characters, at most {most}.", field="name", length=len(read["name"]), most=200
        )
    values: dict[str, Any] = {"name": read["name"]}
    if "category" in read:
        values["category"] = read["category"] or ""
    for key in ("price", "cost"):
        if key in read:
            if (read[key] or 0) < 0:
                raise UserError("A price cannot be below zero.", field=key)
            values[f"{key}_fen"] = read[key]
    if read.get("role"):
        values["role"] = read["role"].value
    return values


def _compare(
    own_id: int | None, wanted: Mapping[str, Any], existing: Mapping[int, Mapping[str, Any]], options: Options
) -> tuple[Outcome, int | None, dict[str, Any], dict[str, Any]]:
    """Outcome, id, the columns to set, and what they hold today."""
    if own_id is None:
        return Outcome.NEW, None, dict(wanted), {}
    today = existing[own_id]
    columns: dict[str, Any] = {}
    for key, value in wanted.items():
        is_empty = value in ("", None) or (key == "consent" and value == Consent.UNKNOWN)
        if is_empty and (not options.erase_empty or key in _NEVER_ERASED):
            continue
        if key in ("birth_year", "birthday_lunar", "phone_written"):  # go along with the column they belong to
            continue
        filled = today[key] not in ("", None) and not (key == "consent" and today[key] == Consent.UNKNOWN)
        if options.existing is Existing.SKIP or (options.existing is Existing.FILL and filled):
            continue
        columns[key] = value
    if "phone" in columns:
        columns["phone_written"] = wanted["phone_written"]
    if "birthday" in columns:
        columns |= {key: wanted[key] for key in ("birth_year", "birthday_lunar")}
    if columns.get("phone") == today.get("phone"):  # written differently, still the same phone
        columns.pop("phone", None)
        columns.pop("phone_written", None)
    columns = {key: value for key, value in columns.items() if value != today[key]}
    outcome = Outcome.UPDATED if columns else Outcome.SAME
    return outcome, own_id, columns, {key: today[key] for key in columns}


def _existing_rows(shop: Shop, table: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    rows = shop.query(f"SELECT * FROM {table} WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(ids)])
    found = {row["id"]: dict(row) for row in rows}
    if table == "customer":
        names = {str(f.id): f.name for f in customer_store.fields(shop)}
        for row in found.values():
            own = json.loads(row["custom"]) if row["custom"] != "{}" else {}
            row["custom_by_name"] = {names[key]: value for key, value in own.items() if key in names}
    return found


def _tags_of(shop: Shop, ids: list[int]) -> dict[int, set[str]]:
    tags: dict[int, set[str]] = {}
    for row in shop.query(
        "SELECT customer_id, name FROM customer_tag JOIN tag ON tag.id = tag_id"
        " WHERE customer_id IN (SELECT value FROM json_each(?))",
        [json.dumps(ids)],
    ):
        tags.setdefault(row["customer_id"], set()).add(row["name"].casefold())
    return tags


def _counts(planned: Iterable[Any], file: _Gathered) -> Mapping[Outcome, int]:
    counts = Counter(p.outcome for p in planned)
    counts[Outcome.SAME] += file.repeated
    counts[Outcome.REFUSED] = len(file.refusals)
    return {outcome: counts[outcome] for outcome in Outcome}


def kind_of_values(samples: Iterable[str]) -> FieldKind:
    """What a new custom field of these values should hold: numbers, dates, else text."""
    filled = [sample for sample in samples if sample]
    if any(re.match(r"0\d", sample) for sample in filled):  # codes: a number would lose its zeros
        return FieldKind.TEXT
    for kind in (FieldKind.NUMBER, FieldKind.DATE):
        try:
            for sample in filled:
                customer_rules.checked_custom(CustomField(0, _("new field"), kind), sample)
        except UserError:
            continue
        if filled:
            return kind
    return FieldKind.TEXT
