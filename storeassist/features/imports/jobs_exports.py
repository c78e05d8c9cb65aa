"""Writes customers, products and orders as spreadsheets that the import reads back equal, and empty ones to fill in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from storeassist.adapters import sheets
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import Consent, Customer, Gender
from storeassist.features.imports.fields import FIELDS
from storeassist.features.imports.records import Kind
from storeassist.features.orders import store as order_store
from storeassist.features.orders.records import Order
from storeassist.features.products import store as product_store
from storeassist.features.products.records import Product, Role
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.kernel.phones import national
from storeassist.kernel.text import N_, _

Cells = dict[Any, Any]

_BATCH = 500
_ENDINGS = (".xlsx", ".csv", ".txt")
_MONEY = {"price", "cost", "amount", "discount"}
_CODES = {"number", "phone", "customer_number", "customer_phone"}
_LEFT_OUT = {Kind.ORDERS: {"price", "category", "clock", "state"}, Kind.CUSTOMERS: {"birthday_lunar"}}
_GENDERS = {Gender.FEMALE: N_("female"), Gender.MALE: N_("male")}
_CONSENTS = {Consent.YES: N_("yes"), Consent.NO: N_("no"), Consent.UNKNOWN: ""}
_ROLES = {Role.LEAD: N_("lead"), Role.HERO: N_("hero"), Role.PROFIT: N_("profit"), Role.ORDINARY: N_("ordinary")}


def export_customers(job: Job, shop: Shop, path: Path, ids: Sequence[int] | None = None) -> int:
    """Write customers (all, or those of ``ids`` in their order) to ``path``; returns how many rows were written."""
    wanted = customer_store.ids(shop, sort="number", descending=False) if ids is None else ids
    fields = customer_store.fields(shop)
    rows = _batches(wanted, lambda part: (_customer_cells(c) for c in customer_store.fetch(shop, part)))
    return _write(job, Kind.CUSTOMERS, path, rows, len(wanted), [(f.id, f.name) for f in fields])


def export_products(job: Job, shop: Shop, path: Path, ids: Sequence[int] | None = None) -> int:
    """Write products to ``path``, as export_customers does."""
    wanted = product_store.ids(shop) if ids is None else ids
    rows = _batches(wanted, lambda part: (_product_cells(p) for p in product_store.fetch(shop, part)))
    return _write(job, Kind.PRODUCTS, path, rows, len(wanted))


def export_orders(job: Job, shop: Shop, path: Path, ids: Sequence[int] | None = None) -> int:
    """Write orders that are not voided to ``path``, a row for each line; returns how many rows were written."""
    wanted = order_store.ids(shop, sort="at", descending=False) if ids is None else ids
    rows = _batches(
        wanted, lambda part: (row for o in order_store.fetch(shop, part) if o.is_live for row in _order_rows(o))
    )
    return _write(job, Kind.ORDERS, path, rows, len(wanted))


def own_headings(shop: Shop, kind: Kind) -> list[str]:
    """The shop's own fields in its lists of this kind."""
    return [field.name for field in customer_store.fields(shop)] if kind is Kind.CUSTOMERS else []


def write_template(job: Job, kind: Kind, path: Path, own: Sequence[str] = ()) -> None:
    """Write an empty spreadsheet with the headings the import knows, ``own`` fields last, and a sheet that explains them.

    A .csv has one sheet only: the headings.
    """
    _refuse_other_endings(path)
    keys = [spec for spec in FIELDS[kind] if spec.key not in _LEFT_OUT.get(kind, ())]
    codes = [*(i for i, spec in enumerate(keys) if spec.key in _CODES), *range(len(keys), len(keys) + len(own))]
    notes = [[_(spec.label), _explanation(spec.key), "、".join(spec.headings[:6])] for spec in keys]
    headings = [*(_(spec.label) for spec in keys), *own]
    if path.suffix.lower() != ".xlsx":
        sheets.write_table(path, headings, [], job=job)
        return
    sheets.write_tables(
        path,
        [
            sheets.Table(headings, [], sheet=_("To fill in"), text_columns=codes),
            sheets.Table([_("Column"), _("What goes in"), _("Also understood as")], notes, sheet=_("How to")),
        ],
        job=job,
    )


def _write(
    job: Job, kind: Kind, path: Path, rows: Iterator[Cells], total: int, own: Sequence[tuple[int, str]] = ()
) -> int:
    _refuse_other_endings(path)
    specs = [spec for spec in FIELDS[kind] if spec.key not in _LEFT_OUT.get(kind, ())]
    keys: list[Any] = [*(spec.key for spec in specs), *(field_id for field_id, _name in own)]
    headings = [*(_(spec.label) for spec in specs), *(name for _id, name in own)]
    return sheets.write_table(
        path,
        headings,
        ([row.get(key) for key in keys] for row in rows),
        text_columns=[i for i, key in enumerate(keys) if key in _CODES or isinstance(key, int)],
        money_columns=[i for i, key in enumerate(keys) if key in _MONEY],
        total=total,
        job=job,
    )


def _refuse_other_endings(path: Path) -> None:
    """A workbook called .xls or .pdf opens in no program."""
    if path.suffix.lower() not in _ENDINGS:
        raise UserError("Give the file a name that ends in .xlsx or .csv: {name}", name=path.name)


def _batches(ids: Sequence[int], rows_of: Callable[[Sequence[int]], Iterator[Cells]]) -> Iterator[Cells]:
    for start in range(0, len(ids), _BATCH):
        yield from rows_of(ids[start : start + _BATCH])


def _customer_cells(customer: Customer) -> Cells:
    facts = customer.facts
    return {
        "number": facts.number,
        "name": facts.name,
        "phone": customer.phone_written or national(facts.phone),
        "wechat": facts.wechat,
        "gender": _(_GENDERS[facts.gender]) if facts.gender else None,
        "birthday": str(facts.birthday) if facts.birthday else None,
        "source": facts.source,
        "joined_on": facts.joined_on,
        "tags": "、".join(facts.tags),
        "note": facts.note,
        "consent": _(_CONSENTS[facts.consent]) or None,
        "consent_on": facts.consent_on,
        "consent_how": facts.consent_how,
    } | dict(facts.custom)  # by the field's id


def _product_cells(product: Product) -> Cells:
    facts = product.facts
    return {
        "name": facts.name,
        "category": facts.category,
        "price": _in_yuan(facts.price_fen),
        "cost": _in_yuan(facts.cost_fen),
        "role": _(_ROLES[facts.role]),
    }


def _order_rows(order: Order) -> Iterator[Cells]:
    """A row for each line; what the lines do not add up to gets a row of its own, so that the bill keeps its amount.

    So does a bill with a line that says no amount, were it nothing: that row tells it from a line whose amount is missing.
    """
    facts = order.facts
    bill: Cells = {
        "number": facts.number,
        "at": facts.at,
        "customer_number": order.customer_number,
        "customer_name": order.customer_name,
        "guests": facts.guests,
        "table": facts.table,
        "channel": facts.channel,
        "note": facts.note,
    }
    discount: int | None = facts.discount_fen
    rest = facts.amount_fen
    for line in facts.lines:
        rest -= line.amount_fen or 0
        yield {
            **bill,
            "product": line.name,
            "quantity": int(line.quantity) if line.quantity.is_integer() else line.quantity,
            "amount": _in_yuan(line.amount_fen),
            "discount": _in_yuan(discount) if discount else None,
        }
        discount = None
    if rest or not facts.lines or any(line.amount_fen is None for line in facts.lines):
        yield {**bill, "amount": _in_yuan(rest), "discount": _in_yuan(discount) if discount else None}


def _in_yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / 100


def _explanation(key: str) -> str:
    return {
        "number": _("the shop's number; leave it empty to have one given"),
        "phone": _("11 digits, or a land line with its area code"),
        "birthday": _("1990-03-18 or 03-18; lunar ones as 农历十月十五"),
        "gender": _("female or male"),
        "tags": _("several with 、 between them"),
        "joined_on": _("like 2026-09-15"),
        "at": _("like 2026-09-15 18:30"),
        "consent": _("yes or no"),
        "consent_on": _("like 2026-09-15"),
        "amount": _("in yuan; of the line when there is a product, else of the bill"),
        "discount": _("in yuan, already taken off the amount paid"),
        "price": _("in yuan"),
        "cost": _("in yuan"),
        "role": _("lead, hero, profit or ordinary"),
        "customer_number": _("a number the shop does not know makes a new customer"),
        "customer_phone": _("a phone the shop does not know makes a new customer"),
    }.get(key, "")
