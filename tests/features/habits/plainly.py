"""The habits of a shop's customers reckoned a second time with pandas, from nothing but its bills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import pandas as pd

from storeassist.features.habits.records import Thresholds
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day, iso

KINDS = {
    "111": "important_value", "011": "important_keep", "101": "important_develop", "001": "important_win_back",
    "110": "general_value", "010": "general_keep", "100": "general_develop", "000": "general_win_back",
}  # fmt: skip


@dataclass(frozen=True)
class Book:
    """All bills that count of known customers until ``now``, and everybody's id."""

    bills: pd.DataFrame
    everybody: list[int]
    now: datetime

    @cached_property
    def today(self) -> pd.Timestamp:
        return pd.Timestamp(business_day(self.now))

    @cached_property
    def days(self) -> pd.DataFrame:
        """Visit days with the gap to the one before."""
        days = self.bills.groupby(["who", "day"], as_index=False).agg(orders=("id", "size"), fen=("fen", "sum"))
        return days.assign(gap=days.sort_values("day").groupby("who")["day"].diff().dt.days)

    @cached_property
    def totals(self) -> pd.DataFrame:
        of_one = self.days.groupby("who")
        return pd.DataFrame(
            {
                "orders": of_one["orders"].sum(),
                "visits": of_one.size(),
                "spent_fen": of_one["fen"].sum(),
                "first": of_one["day"].min(),
                "last": of_one["day"].max(),
                "gap": of_one["gap"].median(),
            }
        )

    @cached_property
    def shop_gap(self) -> float | None:
        gaps = self.totals["gap"].dropna()
        return None if gaps.empty else float(gaps.median())

    @cached_property
    def rhythm(self) -> pd.DataFrame:
        """Who came twice or more: days away, expected gap, ratio."""
        regular = self.totals[self.totals["visits"] >= 2]
        n, away = regular["visits"] - 1, (self.today - regular["last"]).dt.days.clip(lower=0)
        expected = (n * regular["gap"] + 3 * (self.shop_gap or 0)) / (n + 3)
        return regular.assign(away=away, expected=expected, ratio=away / expected)

    def states(self) -> dict[str, int]:
        cut = pd.cut(
            self.rhythm["ratio"],
            [float("-inf"), 1, 1.5, 2.5, float("inf")],
            right=False,
            labels=["on_time", "due", "watch", "dormant"],
        )
        return {str(state): int(n) for state, n in cut.value_counts().items()}

    @cached_property
    def people(self) -> pd.DataFrame:
        away = (self.today - self.totals["last"]).dt.days.clip(lower=0)
        return pd.DataFrame({"away": away, "visits": self.totals["visits"], "fen": self.totals["spent_fen"]})

    def fixed(self, limits: Thresholds) -> pd.DataFrame:
        """Scores by limits: so many of them are met, and one."""
        people, ever = self.people, float("inf")
        f = pd.cut(people["visits"], [-ever, *limits.f, ever], right=False, labels=[1, 2, 3, 4, 5])
        m = pd.cut(people["fen"], [-ever, *limits.m, ever], right=False, labels=[1, 2, 3, 4, 5])
        r = pd.cut(people["away"], [-ever, *limits.r[::-1], ever], right=True, labels=[5, 4, 3, 2, 1])
        return pd.DataFrame({"r": r, "f": f, "m": m}).astype(int)

    def quintiles(self) -> pd.DataFrame:
        """Scores by the rank of the lowest of a tie."""
        people = pd.DataFrame({"r": -self.people["away"], "f": self.people["visits"], "m": self.people["fen"]})
        return ((people.rank(method="min").astype(int) - 1) * 5 // len(people) + 1).astype(int)

    def kinds(self) -> pd.Series[str]:
        people = self.people
        good = pd.DataFrame(
            {
                "r": people["away"] <= people["away"].median(),
                "f": people["visits"] > people["visits"].median(),
                "m": people["fen"] > people["fen"].median(),
            }
        ).astype(int)
        return (good["r"].astype(str) + good["f"].astype(str) + good["m"].astype(str)).map(KINDS)


def bills_of(shop: Shop, now: datetime) -> pd.DataFrame:
    """All bills that count until ``now``, read as they lie there; ``who`` is None of guests nobody knows."""
    rows = shop.query('SELECT id, customer_id, at, amount_fen, reverses_id FROM "order"')
    taken_back = {row["reverses_id"] for row in rows}
    bills = pd.DataFrame(
        [
            (row["id"], row["customer_id"], row["at"], business_day(datetime.fromisoformat(row["at"])), row["amount_fen"])
            for row in rows
            if row["reverses_id"] is None and row["id"] not in taken_back and row["at"] <= iso(now)
        ],
        columns=["id", "who", "at", "day", "fen"],
    )
    return bills.assign(at=pd.to_datetime(bills["at"]), day=pd.to_datetime(bills["day"]))


def book_of(shop: Shop, now: datetime) -> Book:
    """The bills of a shop's customers that count."""
    bills = bills_of(shop, now).dropna(subset="who")
    everybody = [row["id"] for row in shop.query("SELECT id FROM customer")]
    return Book(bills.astype({"who": int}), everybody, now)


def bought(shop: Shop) -> pd.DataFrame:
    """What stands on each bill: its id, the product, how many."""
    rows = shop.query("SELECT order_id AS id, product_id AS product, quantity FROM order_line WHERE quantity > 0")
    return pd.DataFrame([dict(row) for row in rows], columns=["id", "product", "quantity"]).dropna(subset="product")


def costed(shop: Shop, now: datetime) -> pd.DataFrame:
    """All bills of customers until ``now``, with the cost of their goods where every line's is known."""
    bills = book_of(shop, now).bills.set_index("id")
    lines = pd.DataFrame(
        [dict(row) for row in shop.query(
            "SELECT l.order_id, l.quantity * p.cost_fen AS cost FROM order_line l LEFT JOIN product p ON p.id = product_id"
        )],
        columns=["order_id", "cost"],
    )  # fmt: skip
    goods = lines.astype({"cost": float}).groupby("order_id")["cost"].agg(lambda each: each.sum(skipna=False))
    return bills.assign(goods=goods.round().reindex(bills.index))


def plain_day(day: pd.Timestamp) -> date:
    """A day as the shop has it."""
    return day.date()
