"""What conditions select, reckoned from the bare rows of a shop in plain Python, row by row."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median

from storeassist.features.segments.records import All, Any, Leaf, Minus, Not, Options, Path, Reason, Rule, parts_of
from storeassist.kernel.database import Row, Shop
from storeassist.kernel.dates import business_day

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Bill:
    """A bill that counts, with its lines."""

    at: datetime
    day: date
    fen: int
    channel: str
    lines: list[Row]


class Book:
    """All rows of a shop, read once."""

    def __init__(self, shop: Shop) -> None:
        self.people = {row["id"]: row for row in shop.query("SELECT * FROM customer")}
        self.tags: defaultdict[int, set[str]] = defaultdict(set)
        for row in shop.query("SELECT customer_id, name FROM customer_tag JOIN tag ON tag.id = tag_id"):
            self.tags[row["customer_id"]].add(row["name"])
        lines: defaultdict[int, list[Row]] = defaultdict(list)
        for row in shop.query("SELECT l.*, p.category, p.role FROM order_line l JOIN product p ON p.id = product_id"):
            lines[row["order_id"]].append(row)
        rows = shop.query('SELECT * FROM "order"')
        gone = {row["reverses_id"] for row in rows if row["reverses_id"]}
        self.bills: defaultdict[int, list[Bill]] = defaultdict(list)
        for row in rows:
            if row["customer_id"] and not row["reverses_id"] and row["id"] not in gone:
                at = datetime.fromisoformat(row["at"])
                one = Bill(at, date.fromisoformat(row["day"]), row["amount_fen"], row["channel"], lines[row["id"]])
                self.bills[row["customer_id"]].append(one)

    def members(self, rule: Rule, now: datetime) -> set[int]:
        """Whom a rule selects."""
        match rule:
            case All(parts):
                return set(self.people).intersection(*(self.members(part, now) for part in parts))
            case Any(parts):
                return set().union(*(self.members(part, now) for part in parts))
            case Not(part):
                return set(self.people) - self.members(part, now)
            case Minus(kept, taken):
                return self.members(kept, now) - self.members(taken, now)
        assert isinstance(rule, Leaf)
        return {person for person in self.people if self._holds(rule, person, now)}

    def _holds(self, leaf: Leaf, person: int, now: datetime) -> bool:
        row, value = self.people[person], leaf.value
        if leaf.field in ("visits", "orders", "spent", "items"):
            return _compared(leaf, self._sum(leaf, person, now))
        if leaf.field == "tag":
            wanted = {value} if isinstance(value, str) else set(value or ())  # type: ignore[arg-type]
            carried = self.tags[person]
            return {
                "has": bool(wanted & carried),
                "has_any": bool(wanted & carried),
                "has_all": wanted <= carried,
                "is_empty": not carried,
                "not_empty": bool(carried),
            }[leaf.op]
        if leaf.field in ("source", "gender", "consent"):
            said = row[leaf.field] or None
            among = said in (value if isinstance(value, tuple) else (value,))
            return {"=": among, "in": among, "!=": not among, "is_empty": said is None, "not_empty": bool(said)}[leaf.op]
        return _compared(leaf, self._figure(leaf.field, person, now))

    def _figure(self, key: str, person: int, now: datetime) -> float | None:
        bills = [bill for bill in self.bills[person] if bill.at <= now]
        days, today = sorted({bill.day for bill in bills}), business_day(now)
        gaps = [(later - earlier).days for earlier, later in pairwise(days)]
        joined = self.people[person]["joined_on"]
        match key:
            case "last_visit_days":
                return max(0, (today - days[-1]).days) if days else None
            case "first_visit_days":
                return max(0, (today - days[0]).days) if days else None
            case "average_bill":
                return sum(bill.fen for bill in bills) / 100 / len(bills) if bills else None
            case "median_gap_days":
                return median(gaps) if gaps else None
        return (today - date.fromisoformat(joined)).days if joined else None

    def _sum(self, leaf: Leaf, person: int, now: datetime) -> float:
        options = leaf.options
        bills = [bill for bill in self.bills[person] if bill.at <= now and _counts(bill, options, now)]
        has_goods = options.has_goods or leaf.field == "items"
        lines = [[line for line in bill.lines if _is_meant(line, options)] for bill in bills]
        if has_goods:
            bought = [any(line["quantity"] > 0 for line in some) for some in lines]
            bills = [bill for bill, is_in in zip(bills, bought, strict=True) if is_in] if leaf.field != "spent" else bills
        match leaf.field:
            case "visits":
                return len({bill.day for bill in bills})
            case "orders":
                return len(bills)
            case "items":
                return sum(bool(line["quantity"] > 0) for some in lines for line in some)
        if has_goods:
            return float(sum(line["amount_fen"] or 0 for some in lines for line in some)) / 100
        return float(sum(bill.fen for bill in bills)) / 100


def _counts(bill: Bill, options: Options, now: datetime) -> bool:
    if options.within_days is not None and bill.at <= now - timedelta(days=options.within_days):
        return False
    if (options.first_on and bill.day < options.first_on) or (options.last_on and bill.day > options.last_on):
        return False
    if options.weekdays and bill.day.isoweekday() not in options.weekdays:
        return False
    if options.channel and bill.channel not in options.channel:
        return False
    clock = bill.at.time()
    if options.hours and clock == time.min:  # a file's date without a time
        return False
    return not options.hours or any(
        one.start <= clock < one.end
        if one.start < one.end
        else clock >= one.start or (one.end != time.min and clock < one.end)
        for one in options.hours
    )


def _is_meant(line: Row, options: Options) -> bool:
    return (
        (not options.product or line["name"] in options.product)
        and (not options.category or line["category"] in options.category)
        and (not options.role or line["role"] in options.role)
    )


def _compared(leaf: Leaf, figure: float | None) -> bool:
    if leaf.op in ("is_empty", "not_empty"):
        return (figure is None) == (leaf.op == "is_empty")
    if figure is None:
        return leaf.op == "!="
    value = leaf.value
    if leaf.op == "between":
        assert isinstance(value, tuple)
        low, high = (float(end) for end in value)
        return low <= figure <= high
    return _COMPARE[leaf.op](figure, value)  # type: ignore[arg-type]


def said_to_hold(rule: Rule, reasons: Mapping[Path, Reason], path: Path = (), *, is_not: bool = False) -> bool:
    """Whether somebody is in, as far as the reasons given for each condition say."""
    turned = [isinstance(rule, Not) or (isinstance(rule, Minus) and at == 1) for at in range(len(parts_of(rule)))]
    parts = [
        said_to_hold(part, reasons, (*path, at), is_not=is_not is not turned[at]) for at, part in enumerate(parts_of(rule))
    ]
    match rule:
        case All():
            return all(parts)
        case Any():
            return any(parts)
        case Not():
            return not parts[0]
        case Minus():
            return parts[0] and not parts[1]
    return reasons[path].holds is not is_not
