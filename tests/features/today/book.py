"""A shop's book written by hand for these tests, and the figures of the morning reckoned from it in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import OrderRow
from storeassist.features.today import store
from storeassist.features.today.records import Morning
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day, iso

Bill = tuple[datetime, int | None, int]
"""When, whose (None: nobody known), how much in fen."""


def person(shop: Shop, name: str, at: datetime, **facts: object) -> int:
    """A new customer; joins on the day of ``at`` unless said."""
    return customers.add(shop, CustomerFacts(name=name, **facts), at)  # type: ignore[arg-type]


def write(shop: Shop, bills: Iterable[Bill], now: datetime) -> None:
    """Enter bills as an import does: without an act to undo."""
    rows = [OrderRow("", iso(at), customer, fen) for at, customer, fen in sorted(bills, key=lambda bill: bill[0])]
    with shop.write() as db:
        orders.insert_many(db, rows, [], now, day_ends_at=4)


def visits_of(bills: Iterable[Bill]) -> dict[int, set[date]]:
    """The business days on which each customer came."""
    found: defaultdict[int, set[date]] = defaultdict(set)
    for at, customer, _fen in bills:
        if customer is not None:
            found[customer].add(business_day(at))
    return found


def repurchase(bills: Iterable[Bill], now: datetime) -> tuple[int, int]:
    """Customers with a visit in the last 90 x 24 hours, and those of them with two."""
    since = now - timedelta(days=90)
    days = visits_of(bill for bill in bills if since < bill[0] <= now)
    return len(days), sum(len(of_one) > 1 for of_one in days.values())


def stretch(bills: Iterable[Bill], first: date, until: datetime) -> tuple[int, int]:
    """What was paid, on how many bills, from a business day until a moment."""
    # Midnight exactly begins the next business day, the hours after it end the one before.
    last = business_day(until)
    inside = [
        fen
        for at, _customer, fen in bills
        if first <= business_day(at) < last or (business_day(at) == last and at <= until)
    ]
    return sum(inside), len(inside)


def of_day(bills: Iterable[Bill], day: date) -> tuple[int, int]:
    """What was paid on a business day, on how many bills."""
    inside = [fen for at, _customer, fen in bills if business_day(at) == day]
    return sum(inside), len(inside)


def ratios(bills: Iterable[Bill], today: date) -> dict[int, float]:
    """How overdue each regular is: days away beside the gap to expect."""
    gaps = {
        customer: [(later - earlier).days for earlier, later in pairwise(days)]
        for customer, days in ((customer, sorted(days)) for customer, days in visits_of(bills).items())
        if len(days) > 1
    }
    if not gaps:
        return {}
    shop_gap = median(median(of_one) for of_one in gaps.values())
    last = {customer: max(days) for customer, days in visits_of(bills).items()}
    return {
        customer: (today - last[customer]).days / ((len(own) * median(own) + 3 * shop_gap) / (len(own) + 3))
        for customer, own in gaps.items()
        if len(own) >= 2
    }


def morning_of(shop: Shop, now: datetime) -> Morning:
    """Whom the shop would greet at ``now``."""
    return store.morning(shop, store.candidates(shop, now))
