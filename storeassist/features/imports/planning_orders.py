"""Makes the plan for a file of bills: groups its rows, finds whose each is, compares it with what the shop has."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from storeassist.features.imports.matching import KnownCustomers, Ref
from storeassist.features.imports.planning import Reader, Rows
from storeassist.features.imports.records import (
    Kind,
    Options,
    Outcome,
    Plan,
    PlannedLine,
    PlannedOrder,
    Refusal,
    Source,
)
from storeassist.features.orders.store import LIVE
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _

_SAME_BILL = ("guests", "table", "channel", "note")
_NOBODY = ("", "", "")
_MOST_FEN = 100_000_000_00


@dataclass(slots=True)
class _Bill:
    """The rows of one bill as they are read; ``fault`` is the first reason to keep all of it out."""

    first_row: int
    number: str
    rows: list[tuple[int, tuple[Any, ...]]] = field(default_factory=list)
    at: datetime | None = None
    customer: tuple[str, str, str] = _NOBODY
    amount_fen: int = 0
    discount_fen: int = 0
    said: dict[str, Any] = field(default_factory=dict)
    lines: list[PlannedLine] = field(default_factory=list)
    fault: tuple[int, str, str] | None = None


def plan_orders(shop: Shop, source: Source, options: Options, rows: Rows) -> Plan:
    """The plan for a file of bills, one row a bill or one row a line."""
    revision = shop.revision
    reader = Reader(Kind.ORDERS, source, options.mapping)
    bills, categories, total = _group(reader, rows)
    known = KnownCustomers(shop)
    existing = _Existing(shop, bills)
    refusals: list[Refusal] = []
    planned: list[PlannedOrder] = []
    name_only = 0
    occurrences: Counter[str] = Counter()
    for bill in bills:
        customer: Ref | None = None
        if not bill.fault:
            try:
                customer = known.of_bill(*bill.customer)
                name_only += customer is None and bool(bill.customer[2])
            except UserError as error:
                bill.fault = (bill.first_row, reader.heading_of(error.field), str(error))
        if bill.fault:
            refusals += _refused(bill)
            continue
        order = _planned(bill, customer, None if bill.number else _source_key(bill, occurrences))
        planned.append(existing.compared(order, options))
    refusals.sort(key=lambda refusal: refusal.row)
    used = {order.customer for order in planned if order.outcome is not Outcome.SAME}
    created = {key: row for key, row in known.created.items() if key in used}
    counts = Counter(order.outcome for order in planned)
    counts[Outcome.REFUSED] = len(refusals)
    return Plan(
        Kind.ORDERS,
        source,
        options,
        revision,
        total,
        tuple(refusals),
        {outcome: counts[outcome] for outcome in Outcome},
        orders=tuple(planned),
        created=created,
        categories=categories,
        name_only=name_only,
    )


def _group(reader: Reader, rows: Rows) -> tuple[list[_Bill], dict[str, str], int]:
    """Bills in the order of their first rows; rows of one bill share its number and need not follow one another."""
    bills: list[_Bill] = []
    by_number: dict[str, _Bill] = {}
    categories: dict[str, str] = {}
    last: _Bill | None = None
    total = 0
    for row, cells in rows:
        total += 1
        try:
            values = reader.read(cells)
        except UserError as error:
            bill = _bill_of_faulty_row(reader, cells, row, by_number, bills)
            bill.fault = bill.fault or (row, error.field, str(error))
            bill.rows.append((row, cells))
            last = bill
            continue
        number = values.get("number") or ""
        goes_on = (
            not number
            and values["at"] is None
            and last is not None
            and bool(last.number)
            and bool(values.get("product"))
        )
        bill_ = last if goes_on else by_number.get(number) if number else None
        if bill_ is None:
            bill_ = _Bill(row, number)
            bills.append(bill_)
            if number:
                by_number[number] = bill_
        last = bill_
        bill_.rows.append((row, cells))
        if not bill_.fault:
            _add_row(bill_, row, values, reader)
        if values.get("category") and values.get("product"):
            categories.setdefault(values["product"], values["category"])
    return bills, categories, total


def _bill_of_faulty_row(
    reader: Reader, cells: tuple[Any, ...], row: int, by_number: dict[str, _Bill], bills: list[_Bill]
) -> _Bill:
    """The bill a row belongs to though some cell of it cannot be read: half a bill would be wrong money."""
    number = reader.read_one("number", cells) or ""
    bill = by_number.get(number) if number else None
    if bill is None:
        bill = _Bill(row, number)
        bills.append(bill)
        if number:
            by_number[number] = bill
    return bill


def _add_row(bill: _Bill, row: int, values: Mapping[str, Any], reader: Reader) -> None:
    fault = _take_head(bill, values)
    quantity = values.get("quantity")
    amount = values.get("amount")
    if amount is None and values.get("price") is not None:
        amount = round(values["price"] * (1.0 if quantity is None else quantity))
    if amount is None:
        fault = fault or ("amount", _("The amount is missing."))
    elif abs(bill.amount_fen + amount) > _MOST_FEN:
        fault = fault or ("amount", _("The amount is too large."))
    else:
        bill.amount_fen += amount
    bill.discount_fen += values.get("discount") or 0
    if values.get("product") and amount is not None:
        bill.lines.append(PlannedLine(values["product"], 1.0 if quantity is None else quantity, amount))
    if fault:
        bill.fault = (row, reader.heading_of(fault[0]), fault[1])


def _take_head(bill: _Bill, values: Mapping[str, Any]) -> tuple[str, str] | None:
    """What a row says of the bill as a whole; a fault as (field, reason) when it contradicts the rows before."""
    at = values["at"]
    if bill.at is None:
        if at is None:
            return "at", _("The time is missing.")
        bill.at = at
    elif at is not None and at < bill.at:
        bill.at = at
    who = (values.get("customer_number") or "", values.get("customer_phone") or "", values.get("customer_name") or "")
    if bill.customer == _NOBODY:
        bill.customer = who
    elif who not in (bill.customer, _NOBODY):
        if any(a and b and a != b for a, b in zip(who, bill.customer, strict=True)):
            return "customer_number", _("The rows of this bill name different customers.")
        bill.customer = tuple(a or b for a, b in zip(who, bill.customer, strict=True))  # type: ignore[assignment]
    for key in _SAME_BILL:
        if key in values and values[key] is not None:
            bill.said.setdefault(key, values[key])
    return None


def _refused(bill: _Bill) -> list[Refusal]:
    """All rows of a bill; those without a fault of their own say which row has it."""
    assert bill.fault
    row, column, reason = bill.fault
    whole = _("This bill stays out because of row {row}: {reason}", row=row, reason=reason)
    return [Refusal(n, column if n == row else "", reason if n == row else whole, cells) for n, cells in bill.rows]


def _planned(bill: _Bill, customer: Ref | None, source_key: str | None) -> PlannedOrder:
    assert bill.at
    return PlannedOrder(
        bill.first_row,
        Outcome.NEW,
        bill.number,
        source_key,
        iso(bill.at),
        customer,
        bill.amount_fen,
        bill.discount_fen,
        bill.said.get("guests"),
        bill.said.get("table") or "",
        bill.said.get("channel") or "",
        bill.said.get("note") or "",
        bill.lines,
    )


def _source_key(bill: _Bill, occurrences: Counter[str]) -> str:
    """By which a bill without a number is known again: what it says, and the how-manieth of its kind in the file."""
    lines = [(line.product, line.quantity, line.amount_fen) for line in bill.lines]
    said = json.dumps(
        [
            iso(bill.at) if bill.at else "",
            bill.customer,
            bill.amount_fen,
            bill.discount_fen,
            bill.said.get("table"),
            lines,
        ]
    )
    digest = hashlib.sha256(said.encode()).hexdigest()[:24]
    occurrences[digest] += 1
    return f"{digest}-{occurrences[digest]}"


class _Existing:
    """The bills of the file that the shop has already, by number or by what they say."""

    def __init__(self, shop: Shop, bills: list[_Bill]) -> None:
        self._numbers: dict[str, Row] = {}
        self._voided: set[str] = set()
        self._keys: set[str] = set()
        self._lines: defaultdict[int, list[tuple[str, float, int]]] = defaultdict(list)
        numbers = iter([bill.number for bill in bills if bill.number])
        while part := list(islice(numbers, 20_000)):
            self._read(shop, json.dumps(part))
        if any(not bill.number for bill in bills):
            rows = shop.query('SELECT source_key FROM "order" WHERE source_key IS NOT NULL')
            self._keys = {row["source_key"] for row in rows}

    def compared(self, order: PlannedOrder, options: Options) -> PlannedOrder:
        """``order`` with its outcome, completed by what the file does not say of it."""
        if order.source_key in self._keys or (order.number in self._voided and order.number not in self._numbers):
            order.outcome = Outcome.SAME  # what the owner voided stays voided
            return order
        row = self._numbers.get(order.number) if order.number else None
        if row is None:
            return order
        order.order_id = row["id"]
        if order.customer is None:
            order.customer = row["customer_id"]
        order.guests = order.guests if order.guests is not None else row["guests"]
        order.table = order.table or row["table_name"]
        order.channel = order.channel or row["channel"]
        order.note = order.note or row["note"]
        if "discount" not in options.mapping:
            order.discount_fen = row["discount_fen"]
        if "product" not in options.mapping:
            order.lines = [PlannedLine(*line) for line in self._lines[row["id"]]]
        order.outcome = Outcome.SAME if self._says_the_same(order, row) else Outcome.UPDATED
        return order

    def _says_the_same(self, order: PlannedOrder, row: Row) -> bool:
        today = (
            row["at"], row["customer_id"], row["amount_fen"], row["discount_fen"], row["guests"], row["table_name"],
            row["channel"], row["note"],
        )  # fmt: skip
        wanted = (
            order.at, order.customer, order.amount_fen, order.discount_fen, order.guests, order.table, order.channel,
            order.note,
        )  # fmt: skip
        lines = [(line.product, line.quantity, line.amount_fen) for line in order.lines]
        return today == wanted and lines == self._lines[row["id"]]

    def _read(self, shop: Shop, numbers: str) -> None:
        wanted = "number IN (SELECT value FROM json_each(?)) AND reverses_id IS NULL"
        ids = []
        for row in shop.query(f'SELECT o.*, {LIVE} AS live FROM "order" o WHERE {wanted}', [numbers]):
            if row["live"]:
                self._numbers[row["number"]] = row
                ids.append(row["id"])
            else:
                self._voided.add(row["number"])
        for line in shop.query(
            "SELECT order_id, name, quantity, amount_fen FROM order_line"
            " WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY order_id, position",
            [json.dumps(ids)],
        ):
            self._lines[line["order_id"]].append((line["name"], line["quantity"], line["amount_fen"]))
