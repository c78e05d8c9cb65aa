"""Shops to try habits on: the quarter of a real one, the noodle place, and any that hypothesis thinks of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from storeassist.cli import run
from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.kernel.database import Shop
from tests.features.today import book
from tests.features.today.book import Bill

NOW = datetime(2026, 9, 15, 11, 6)
NOWS = st.sampled_from(
    [
        NOW,
        datetime(2026, 9, 15),
        datetime(2026, 9, 15, 1, 30),
        datetime(2026, 9, 14, 3, 59, 59),
        datetime(2026, 8, 20, 4),
        NOW - timedelta(days=300),
    ]
)
_MOMENTS = st.one_of(
    st.datetimes(NOW - timedelta(days=400), NOW + timedelta(days=3)),
    st.datetimes(datetime(2026, 9, 14), NOW),
    st.sampled_from([datetime(2026, 9, 14, 23, 59), datetime(2026, 9, 15), datetime(2026, 9, 15, 1), NOW]),
).map(lambda at: at.replace(microsecond=0))
BILLS = st.lists(
    st.tuples(_MOMENTS, st.one_of(st.none(), st.integers(1, 6)), st.sampled_from([-5000, 0, 100, 2800, 2800, 9999])),
    max_size=40,
)
"""Of six customers: on the edges of days, still to come, of equal amounts, refunds, nothing."""

REAL_END = datetime(2018, 1, 1)


@contextmanager
def any_shop(empty_shop_file: Path, folder: Path, bills: list[Bill], people: int = 6) -> Iterator[Shop]:
    """A shop with these bills."""
    path = folder / "any.shop"
    shutil.copy(empty_shop_file, path)
    shop = Shop.open(path, SCHEMA)
    try:
        for number in range(people):
            customers.add(shop, CustomerFacts(name=f"c{number}"), NOW - timedelta(days=500))
        book.write(shop, bills, NOW)
        yield shop
    finally:
        shop.close()


def import_real_quarter(shop: Shop) -> None:
    """The bills of a real shop's last quarter of 2017; ``tests/features/today/test_real_shop.py`` says whose."""
    sheet = Path(__file__).parents[1] / "today" / "real_quarter.csv"
    assert run(["--shop", str(shop.path), "--now", REAL_END.isoformat(), "--json", "import", "orders", str(sheet)]) == 0
