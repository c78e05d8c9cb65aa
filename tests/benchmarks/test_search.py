"""How fast a large shop answers: opening, every keystroke of a search, the reads behind each page."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random

from storeassist.features import SCHEMA
from storeassist.features.customers import store as customers
from storeassist.features.customers.records import Customer
from storeassist.features.orders import store as orders
from storeassist.features.orders.records import Filter as Orders
from storeassist.features.products import store as products
from storeassist.kernel.database import Shop
from tests.benchmarks.conftest import Say

IN_SIGHT = 30
SEARCHES = 40


def milliseconds(work: Callable[..., object], *args: object) -> float:
    """How long something takes, with no garbage of earlier work in its way."""
    gc.collect()
    started = time.perf_counter()
    work(*args)
    return (time.perf_counter() - started) * 1000


def each_keystroke(look: Callable[[str], object], text: str) -> list[float]:
    """How long looking takes after each letter of ``text``."""
    return [milliseconds(look, text[:at]) for at in range(1, len(text) + 1)]


def spread(times: list[float]) -> str:
    """The middle, the 95th percentile and the worst of some times."""
    times = sorted(times)
    return f"p50 {times[len(times) // 2]:.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms, worst {times[-1]:.1f} ms"


def typed(shop: Shop) -> Iterator[tuple[str, Customer]]:
    """What owners type to find somebody, whole, with whom they look for: half a name, its sounds, the end of a phone."""
    from storeassist.adapters.pinyin import spellings

    random = Random(7)
    everyone = customers.ids(shop)
    while True:
        (customer,) = customers.fetch(shop, [random.choice(everyone)])
        syllables = spellings(customer.name)[0]
        ways = [customer.name, "".join(syllables), "".join(s[0] for s in syllables), customer.number]
        ways += [customer.facts.phone[-4:], customer.facts.phone[3:]] if customer.facts.phone else []
        ways += [f"{customer.name[0]} {tag}" for tag in customer.facts.tags]
        yield random.choice(ways), customer


def test_every_keystroke_of_a_search(shop: Shop, say: Say) -> None:
    def look(text: str) -> list[int]:
        found = customers.ids(shop, customers.Filter(text))
        customers.fetch(shop, found[:IN_SIGHT])
        return found

    times = []
    for text, wanted in islice(typed(shop), SEARCHES):
        times += each_keystroke(look, text)
        assert wanted.id in look(text)
    say(f"a keystroke among {customers.count(shop):,} customers ({len(times)} typed): {spread(times)}")


def test_every_keystroke_of_the_command_search(shop: Shop, say: Say) -> None:
    times = []
    for text, _wanted in islice(typed(shop), SEARCHES):
        times += each_keystroke(partial(customers.find, shop), text)
    say(f"a keystroke in the command search ({len(times)} typed): {spread(times)}")


def test_every_keystroke_of_a_search_for_orders(shop: Shop, say: Say) -> None:
    def look(text: str) -> None:
        orders.fetch(shop, orders.ids(shop, Orders(text))[:IN_SIGHT])

    times = []
    for text, _wanted in islice(typed(shop), SEARCHES):
        times += each_keystroke(look, text)
    say(f"a keystroke among {orders.count(shop):,} orders ({len(times)} typed): {spread(times)}")


def test_opening_the_shop(large: Path, say: Say) -> None:
    times = [milliseconds(lambda: Shop.open(large, SCHEMA).close()) for _ in range(9)]
    say(f"opening the shop file ({large.stat().st_size >> 20} MB): {spread(times)}")


def test_reads_behind_each_page(shop: Shop, say: Say) -> None:
    someone = customers.ids(shop, sort="visits")[0]
    pages: dict[str, Callable[[], object]] = {
        "customers": lambda: (
            customers.fetch(shop, customers.ids(shop)[:IN_SIGHT]),
            customers.counts_by_coming(shop),
            customers.tags(shop),
        ),
        "a customer": lambda: (
            customers.get(shop, someone),
            customers.note_entries(shop, someone, 50),
            customers.change_entries(shop, someone, 50),
            orders.order_entries(shop, someone, 50),
        ),
        "orders": lambda: (orders.fetch(shop, orders.ids(shop)[:IN_SIGHT]), orders.count(shop)),
        "products": lambda: products.fetch(shop, products.ids(shop)[:IN_SIGHT]),
    }
    for name, read in pages.items():
        say(f"what the page of {name} reads: {spread([milliseconds(read) for _ in range(9)])}")
