"""Makes the plan for a file of bills: groups its rows, finds whose each is, compares it with what the shop has."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice

from storeassist.adapters.sheets import Row as Cells
from storeassist.features.coupons.store_carried import Carried, bills_at_desk, off_bills, off_missing
from storeassist.features.imports import TILL_HAS_ALL
from storeassist.features.imports.jobs_matching import KnownCustomers
from storeassist.features.imports.jobs_planning_coupons import APART, keep_money, same_at_desk, take_off
from storeassist.features.imports.reading import Piece, Reader
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
from storeassist.kernel.settings import read_setting
from storeassist.kernel.text import _

_KEYS = (
    *("number", "at", "customer_number", "customer_phone", "customer_name", "product", "category", "quantity"),
    *("price", "amount", "discount", "guests", "table", "channel", "note", "clock", "state"),
)
_NOBODY = ("", "", "")
_LONGEST_BILL = timedelta(hours=12)
"""Rows further apart belong to different bills, whatever their number says."""

_MOST_FEN = 100_000_000_00


def plan_orders(shop: Shop, source: Source, options: Options, pieces: Iterable[Piece]) -> Plan:
    """The plan for a file of bills, one row a bill or one row a line."""
    revision = shop.revision
    reader = Reader(source, options.mapping, _KEYS)
    bills = _Bills(reader)
    for piece in pieces:
        bills.add(piece)
    bills.refuse_halves()
    known = KnownCustomers(shop)
    name_only = 0
    for bill in bills.orders:
        if bill.who != _NOBODY and bill.row not in bills.faults:
            try:
                bill.customer = known.of_bill(*bill.who)
                name_only += bill.customer is None
            except UserError as error:
                bills.faults[bill.row] = (bill.row, bills.heading_of(error.field), str(error))
    orders = _compared(shop, bills, options)
    refusals = bills.refusals(source.contents.rows_at)
    used = {order.customer for order in orders if order.outcome is not Outcome.SAME}
    counts = Counter(order.outcome for order in orders)
    counts[Outcome.REFUSED] = len(refusals)
    return Plan(
        Kind.ORDERS,
        source,
        options,
        revision,
        len(bills.rows),
        refusals,
        {outcome: counts[outcome] for outcome in Outcome},
        orders=tuple(orders),
        created={key: row for key, row in known.created.items() if key in used},
        categories=bills.categories,
        name_only=name_only,
    )


class _Bills:
    """Groups rows to bills, in the order of their first rows; rows of one bill need not follow one another.

    A row that cannot be understood keeps all of its bill out: half a bill would be wrong money.
    """

    def __init__(self, reader: Reader) -> None:
        self.orders: list[PlannedOrder] = []
        self.categories: dict[str, str] = {}
        self.rows: list[int] = []
        self.faults: dict[int, tuple[int, str, str]] = {}
        """By the first row of a bill, the row at fault, its column and the reason."""
        self._reader = reader
        self._bill_of_row: list[PlannedOrder] = []
        self._said: defaultdict[int, list[str]] = defaultdict(list)
        self._priced: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._by_number: dict[str, PlannedOrder] = {}
        self._without_amount: dict[int, int] = {}
        """By the first row of a bill, its first line that says no amount."""
        self._rests: set[int] = set()
        """The first rows of bills that have a row of their own for what their lines do not say."""

    def add(self, piece: Piece) -> None:
        """Add some more rows."""
        records, faults = self._reader.read(piece.rows)
        self.rows += piece.numbers
        for at, (row, values) in enumerate(zip(piece.numbers, records, strict=True)):
            fault = faults.get(at) if faults else None
            if fault is None:
                bill = self._add(row, *values)
                self._bill_of_row.append(bill)
                if not bill.number:
                    self._said[bill.row].append(repr(piece.rows[at]))
                continue
            bill = self._bill(row, self._reader.read_one("number", piece.rows[at]) or "")
            self.faults.setdefault(bill.row, (row, fault.field, str(fault)))
            self._bill_of_row.append(bill)

    def refuse_halves(self) -> None:
        """Keep out bills with a line that says no amount, but for those where another row says what is left."""
        for first, row in self._without_amount.items():
            if first not in self._rests:
                self.faults.setdefault(first, (row, self.heading_of("amount"), _("The amount is missing.")))

    def without_faults(self) -> list[PlannedOrder]:
        """The bills that can go in; those without a number get a key to be known again by."""
        fine = [order for order in self.orders if order.row not in self.faults] if self.faults else self.orders
        occurrences: Counter[str] = Counter()
        for order in fine:
            if not order.number:
                order.source_key = _source_key(self._said[order.row], occurrences)
        for order in fine if self._priced else ():
            _take_total_once(order, self._priced[order.row])
        return fine

    def heading_of(self, key: str) -> str:
        """The heading of the column mapped to a field."""
        return self._reader.heading_of(key)

    def refusals(self, rows_at: Callable[[Iterable[int]], Mapping[int, Cells]]) -> tuple[Refusal, ...]:
        """All rows of faulty bills; those without a fault of their own say which row has it."""
        if not self.faults:
            return ()
        of_faulty = [
            (row, self.faults[bill.row])
            for row, bill in zip(self.rows, self._bill_of_row, strict=True)
            if bill.row in self.faults
        ]
        cells = rows_at(row for row, _fault in of_faulty)
        return tuple(
            Refusal(row, column, reason, cells[row])
            if row == at_fault
            else Refusal(
                row,
                "",
                _("This bill stays out because of row {row}: {reason}", row=at_fault, reason=reason),
                cells[row],
            )
            for row, (at_fault, column, reason) in of_faulty
        )

    def _add(
        self, row: int, number: str | None, at: str | None, customer_number: str | None, customer_phone: str | None,
        customer_name: str | None, product: str | None, category: str | None, quantity: float | None,
        price: int | None, amount: int | None, discount: int | None, guests: int | None, table: str | None,
        channel: str | None, note: str | None, clock: str | None, is_cancelled: bool | None,
    ) -> PlannedOrder:  # fmt: skip
        """Add one row and return its bill."""
        last = self._bill_of_row[-1] if self._bill_of_row else None
        goes_on = not number and at is None and product and last is not None and last.number
        bill = last if goes_on and last is not None else self._bill(row, number or "")
        if category and product:
            self.categories.setdefault(product, category)
        if self.faults and bill.row in self.faults:
            return bill
        if is_cancelled:
            return self._refuse(bill, row, "state", _("This bill was cancelled, refunded or never paid."))
        if at is None and not bill.at:
            return self._refuse(bill, row, "at", _("The time is missing."))
        if at is not None and at != bill.at and not _take_time(bill, at, clock):
            return self._refuse(
                bill,
                row,
                "number",
                _(
                    "Rows of another day have this number, too. If the till counts anew each day, leave this column out:"
                    " bills are then told apart by their time and amount."
                ),
            )
        who = (customer_number or "", customer_phone or "", customer_name or "")
        if who not in (bill.who, _NOBODY) and not _take_customer(bill, who):
            return self._refuse(bill, row, "customer_number", _("The rows of this bill name different customers."))
        bill.guests = guests if bill.guests is None else bill.guests
        bill.table, bill.channel, bill.note = (
            bill.table or table or "",
            bill.channel or channel or "",
            bill.note or note or "",
        )
        return self._add_money(bill, row, product, 1.0 if quantity is None else quantity, price, amount, discount or 0)

    def _add_money(
        self, bill: PlannedOrder, row: int, product: str | None, quantity: float, price: int | None, amount: int | None,
        discount: int,
    ) -> PlannedOrder:  # fmt: skip
        """Add what a row costs, and the line it is."""
        priced = None if price is None else round(price * quantity)
        if amount is None:
            amount = priced
        elif product and priced is not None:
            self._priced[bill.row].append((priced, amount))
        if amount is None:
            if not product:
                return self._refuse(bill, row, "amount", _("The amount is missing."))
            self._without_amount.setdefault(bill.row, row)
        elif not product:
            self._rests.add(bill.row)
        bill.amount_fen += amount or 0
        if abs(bill.amount_fen) > _MOST_FEN:
            return self._refuse(bill, row, "amount", _("The amount is too large."))
        bill.discount_fen += discount
        if product:
            bill.lines.append(PlannedLine(product, quantity, amount))
        return bill

    def _bill(self, row: int, number: str) -> PlannedOrder:
        """The bill of that number, a new one when there is none or the row has no number."""
        bill = self._by_number.get(number) if number else None
        if bill is None:
            bill = PlannedOrder(row, Outcome.NEW, number, None, "", None, 0, 0, None, "", "", "", [])
            self.orders.append(bill)
            if number:
                self._by_number[number] = bill
        return bill

    def _refuse(self, bill: PlannedOrder, row: int, key: str, reason: str) -> PlannedOrder:
        self.faults[bill.row] = (row, self._reader.heading_of(key), reason)
        return bill


def _take_time(bill: PlannedOrder, at: str, clock: str | None) -> bool:
    """Give a bill the earliest time of its rows; False when they lie too far apart to be one bill."""
    if clock is not None:  # of a column of its own, which may say the day as well
        at = clock if len(clock) > len("18:30:00") else f"{at[:11]}{clock}"
    if bill.at and _apart(at, bill.at) > _LONGEST_BILL:
        return False
    bill.at = min(at, bill.at) if bill.at else at
    return True


def _take_customer(bill: PlannedOrder, who: tuple[str, str, str]) -> bool:
    """Add what a row says of the customer; False when it contradicts the rows before."""
    if any(a and b and a != b for a, b in zip(who, bill.who, strict=True)):
        return False
    bill.who = (who[0] or bill.who[0], who[1] or bill.who[1], who[2] or bill.who[2])
    return True


def _apart(one: str, other: str) -> timedelta:
    return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other))


def _take_total_once(bill: PlannedOrder, priced: list[tuple[int, int]]) -> None:
    """Mend a bill whose total stands on each of its lines, as some tills write it: prices tell it from equal lines."""
    totals = {amount for _price, amount in priced}
    worth = sum(price for price, _amount in priced)
    if len(priced) < 2 or len(priced) != len(bill.lines) or len(totals) != 1:
        return
    (total,) = totals
    if worth >= total and worth != total * len(priced) and bill.amount_fen == total * len(priced):
        bill.amount_fen = total
        bill.discount_fen //= len(priced)
        bill.lines = [
            PlannedLine(line.product, line.quantity, price)
            for line, (price, _amount) in zip(bill.lines, priced, strict=True)
        ]


def _source_key(said: list[str], occurrences: Counter[str]) -> str:
    """By which a bill without a number is known again: all cells of its rows, mapped or not, and how often they came."""
    digest = hashlib.sha256("\n".join(said).encode(errors="surrogatepass")).hexdigest()[:24]
    occurrences[digest] += 1
    return f"{digest}-{occurrences[digest]}"


def _compared(shop: Shop, bills: _Bills, options: Options) -> list[PlannedOrder]:
    """The bills that can go in with their outcomes, completed by what the file does not say of those the shop has."""
    orders = bills.without_faults()
    existing = _Existing(shop, orders)
    if read_setting(shop, TILL_HAS_ALL):
        existing.find_at_desk(shop, orders, options)
    if not existing.has_some:
        return orders
    for order in orders:
        try:
            existing.compare(order, options)
        except UserError as error:
            bills.faults[order.row] = (order.row, bills.heading_of(error.field), str(error))
    return [order for order in orders if order.row not in bills.faults]


class _Existing:
    """The bills of the file that the shop has already, by number or by what they say."""

    def __init__(self, shop: Shop, bills: list[PlannedOrder]) -> None:
        self._numbers: dict[str, Row] = {}
        self._voided: set[str] = set()
        self._keys: set[str] = set()
        self._lines: defaultdict[int, list[tuple[str, float, int | None]]] = defaultdict(list)
        self._off: dict[str, int] = {}
        self._gone: dict[str, Carried] = {}
        numbers = iter([bill.number for bill in bills if bill.number])
        while part := list(islice(numbers, 20_000)):
            self._read(shop, part)
        if any(not bill.number for bill in bills):
            rows = shop.query('SELECT source_key FROM "order" WHERE source_key IS NOT NULL')
            self._keys = {row["source_key"] for row in rows}

    @property
    def has_some(self) -> bool:
        """Whether the shop knows any bill of the file."""
        return bool(self._numbers or self._voided or self._keys or self._gone)

    def find_at_desk(self, shop: Shop, orders: list[PlannedOrder], options: Options) -> None:
        """Give those of ``orders`` that the redemption desk added already the number they have there."""
        known = {*self._numbers, *self._voided, *self._gone}
        new = [one for one in orders if one.number not in known and one.source_key not in self._keys]
        moments = [datetime.fromisoformat(one.at) for one in new]
        if not moments:
            return
        first, last = min(moments) - APART, max(moments) + timedelta(days=1)
        desk = [bill for bill in bills_at_desk(shop, iso(first), iso(last)) if bill.number not in known]
        found = same_at_desk(new, desk, has_discounts="discount" in options.mapping)
        self._read(shop, [bill.number for bill in found.values()])
        for order in new:
            if (bill := found.get(order.row)) is not None:
                order.number, order.at = bill.number, bill.at

    def compare(self, order: PlannedOrder, options: Options) -> None:
        """Give ``order`` its outcome, and what the file does not say of it."""
        if order.source_key in self._keys or (order.number in self._voided and order.number not in self._numbers):
            order.outcome = Outcome.SAME  # what the owner voided stays voided
            return
        has_discounts = "discount" in options.mapping
        row = self._numbers.get(order.number) if order.number else None
        if row is None:
            if (gone := self._gone.get(order.number)) is not None:
                take_off(order, gone, _LONGEST_BILL, has_discounts=has_discounts)
            return
        off = self._off.get(order.number, 0)
        told = (row["amount_fen"], row["amount_fen"] + off)
        if order.amount_fen not in told and _apart(order.at, row["at"]) > _LONGEST_BILL:
            raise UserError(
                "The shop has another order {number}, of {day}. Numbers that begin anew every day cannot tell orders"
                " apart: map another column to the order number, or none.",
                number=order.number,
                day=row["at"][:10],
                field="number",
            )
        order.order_id = row["id"]
        if order.customer is None:
            order.customer = row["customer_id"]
        order.guests = order.guests if order.guests is not None else row["guests"]
        order.table = order.table or row["table_name"]
        order.channel = order.channel or row["channel"]
        order.note = order.note or row["note"]
        if order.number in self._off:
            order.at = row["at"]  # by which the coupon's bill is known again
        if off:
            keep_money(order, row["amount_fen"], row["discount_fen"], off, has_discounts=has_discounts)
        elif not has_discounts:
            order.discount_fen = row["discount_fen"]
        if "product" not in options.mapping:
            order.lines = [PlannedLine(*line) for line in self._lines[row["id"]]]
        order.outcome = Outcome.SAME if self._says_the_same(order, row) else Outcome.UPDATED

    def _says_the_same(self, order: PlannedOrder, row: Row) -> bool:
        today = (
            row["at"], row["customer_id"], row["amount_fen"], row["discount_fen"], row["guests"], row["table_name"],
            row["channel"], row["note"],
        )  # fmt: skip
        wanted = (
            order.at, order.customer, order.amount_fen, order.discount_fen, order.guests, order.table, order.channel,
            order.note,
        )  # fmt: skip
        return today == wanted and order.lines == self._lines[row["id"]]

    def _read(self, shop: Shop, part: list[str]) -> None:
        self._off |= off_bills(shop, part)
        self._gone |= off_missing(shop, part)
        numbers = json.dumps(part)
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
