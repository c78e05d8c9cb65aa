"""Any shop's bills, and the figures of repurchase counted from them a second time, with pandas."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pandas as pd
from hypothesis import strategies as st

from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.orders import actions as orders
from storeassist.features.orders.records import LineRow, OrderRow
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day, iso

START = datetime(2026, 1, 1, 9)
QUARTER = Path(__file__).parents[1] / "today" / "real_quarter.csv"
QUARTER_ENDS = datetime(2018, 1, 1)
PRODUCTS = ("牛肉面", "卤蛋", "酸梅汤")
SOURCES = ("到店", "抖音")


@dataclass(frozen=True)
class Bill:
    """When, whose (None: nobody known), which products by their place in PRODUCTS, whether it was voided later."""

    at: datetime
    who: int | None
    items: tuple[int, ...] = ()
    is_void: bool = False
    fen: int = 3000


@cache
def _empty_file() -> Path:
    path = Path(tempfile.mkdtemp(prefix="storeassist-counted-")) / "empty.shop"
    shop = Shop.create(path, SCHEMA, "Noodle House", START)
    for nth in range(1, 9):
        customers.add(shop, CustomerFacts(name=f"顾客{nth}", number=str(nth), source=SOURCES[nth % 2]), START)
    for name in PRODUCTS:
        products.add(shop, ProductFacts(name), START)
    shop.close()
    return path


@contextmanager
def shop_with(bills: Sequence[Bill]) -> Iterator[Shop]:
    """A shop of eight customers, numbered as their ids are, with these bills."""
    with tempfile.TemporaryDirectory(prefix="storeassist-counted-") as folder:
        path = Path(folder) / "a.shop"
        shutil.copy(_empty_file(), path)
        shop = Shop.open(path, SCHEMA)
        write(shop, bills)
        yield shop
        shop.close()


def write(shop: Shop, bills: Sequence[Bill]) -> None:
    """Enter bills as an import does, and void some of them."""
    rows = [OrderRow(str(nth), iso(bill.at), bill.who, bill.fen) for nth, bill in enumerate(bills)]
    lines = [
        LineRow(nth, position, item + 1, PRODUCTS[item], 1, None)
        for nth, bill in enumerate(bills)
        for position, item in enumerate(bill.items, 1)
    ]
    with shop.write() as db:
        orders.insert_many(db, rows, lines, START, day_ends_at=4)
    for nth, bill in enumerate(bills):
        if bill.is_void:
            row = shop.value('SELECT id FROM "order" WHERE number = ? AND reverses_id IS NULL', [str(nth)])
            orders.void(shop, row, "slip", START)


HOURS = st.sampled_from(
    ["00:00:00", "00:00:01", "02:30:00", "03:59:59", "04:00:00", "11:06:00", "11:06:01", "23:50:00"]
)


def moments(first: date, days: int) -> st.SearchStrategy[datetime]:
    """Times of day at which something turns: midnight, the end of the business day, the time it is now."""
    return st.builds(
        lambda offset, clock: datetime.fromisoformat(f"{first + timedelta(days=offset)}T{clock}"),
        st.integers(0, days),
        HOURS,
    )


def books(first: date, days: int) -> st.SearchStrategy[list[Bill]]:
    """Any bills of few customers, so that ties and repeats abound; refunds are bills below zero."""
    return st.lists(
        st.builds(
            Bill,
            moments(first, days),
            st.sampled_from([1, 2, 3, 4, 5, None]),
            st.lists(st.sampled_from([0, 1, 2]), max_size=3).map(tuple),
            st.sampled_from([False, False, False, True]),
            st.sampled_from([3000, 0, -500]),
        ),
        max_size=40,
    )


def frame_of(bills: Sequence[Bill], now: datetime) -> pd.DataFrame:
    """Bills that count, of known customers, until ``now``."""
    rows = [
        (bill.at, pd.Timestamp(business_day(bill.at)), bill.who)
        for bill in bills
        if bill.who is not None and not bill.is_void and bill.at <= now
    ]
    frame = pd.DataFrame(rows, columns=["at", "day", "who"])
    return frame.astype({"at": "datetime64[ns]", "day": "datetime64[ns]", "who": "int64"})


def quarter() -> pd.DataFrame:
    """The bills of the real shop, whose file is an import's own."""
    bills = pd.read_csv(QUARTER, parse_dates=["下单时间"]).dropna(subset="会员号")
    days = [pd.Timestamp(business_day(at)) for at in bills["下单时间"]]
    return pd.DataFrame({"at": bills["下单时间"], "day": days, "who": bills["会员号"]})


def visits_in(frame: pd.DataFrame, since: datetime, until: datetime) -> pd.Series:
    """Visits by customer, of bills after ``since`` up to ``until``."""
    inside = frame[(frame["at"] > since) & (frame["at"] <= until)]
    return inside.drop_duplicates(["who", "day"]).groupby("who").size()


def rates(frame: pd.DataFrame, now: datetime, days: int) -> dict[str, tuple[int, int]]:
    """The three rates of a window."""
    length = timedelta(days=days)
    visits, before = visits_in(frame, now - length, now), visits_in(frame, now - 2 * length, now - length)
    return {
        "by_customer": (int((visits >= 2).sum()), len(visits)),
        "by_transaction": (int((visits - 1).sum()), int(visits.sum())),
        "two_windows": (len(before.index.intersection(visits.index)), len(before)),
    }


def first_and_gap(frame: pd.DataFrame) -> pd.DataFrame:
    """First visit day by customer, and days until the second."""
    days = frame.drop_duplicates(["who", "day"]).sort_values(["who", "day"])
    first = days.groupby("who")["day"].nth(0)
    second = days.groupby("who")["day"].nth(1)
    joined = pd.DataFrame({"who": days.loc[first.index, "who"].to_numpy(), "first": first.to_numpy()}).set_index("who")
    joined["second"] = pd.Series(
        second.to_numpy(), index=days.loc[second.index, "who"].to_numpy(), dtype="datetime64[ns]"
    )
    joined["gap"] = (joined["second"] - joined["first"]).dt.days
    return joined


def second_visit(frame: pd.DataFrame, today: date, within: int) -> tuple[int, int]:
    """Who came a second day within so many, of those whose first is at least so many days ago."""
    people = first_and_gap(frame)
    ripe = people[people["first"] <= pd.Timestamp(today) - pd.Timedelta(days=within)]
    return int((ripe["gap"] <= within).sum()), len(ripe)


def cohorts(frame: pd.DataFrame, today: date) -> dict[str, tuple[int, list[int]]]:
    """By month of the first visit: customers, and how many came in each month until the last that is over."""
    days = frame.drop_duplicates(["who", "day"]).copy()
    days["month"] = days["day"].dt.to_period("M")
    days["first"] = days.groupby("who")["month"].transform("min")
    this = pd.Period(today, "M")
    found = {}
    for first, people in days.groupby("first"):
        active = people.groupby("month")["who"].nunique()
        closed = pd.period_range(first, this - 1, freq="M")
        found[str(first)] = (int(people["who"].nunique()), [int(active.get(month, 0)) for month in closed])
    return found
