"""Makes a practice shop: a year of 900 guests, 14,000 bills and their coupons, in one transaction.

All but the codes of its coupons, which nobody may guess, is the same for the same seed and time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import Origin
from storeassist.features.orders import actions as orders
from storeassist.features.practice import bills, handouts, menu, people, words
from storeassist.features.practice.days import year_until
from storeassist.features.practice.jobs_till import Till
from storeassist.features.practice.records import Bill, Dish, Guest
from storeassist.features.practice.words import all_said, said
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.kernel import copies
from storeassist.kernel.bulk import insert_rows
from storeassist.kernel.database import Connection, Schema, Shop
from storeassist.kernel.dates import iso
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import not_written
from storeassist.kernel.jobs import Job
from storeassist.kernel.phones import national
from storeassist.kernel.settings import PRACTICE, write_setting
from storeassist.kernel.text import N_

SEED = 28
BILLS = 14_000
_VOIDS = 30
_NOTES = 60
_FAVOURITES = (0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 10, 12)
_STEPS = 10


def make(job: Job, path: Path, schema: Schema, now: datetime, seed: int = SEED) -> Path:
    """Make the practice shop at ``path``, a year that ends at ``now``.

    Raises UserError when there is a file already. A cancelled or failed one leaves nothing.
    """
    if path.exists():
        raise UserError("There is already a file at {path}; choose another name, or open it.", path=str(path))
    started = path.with_name(f".{path.name}.making")
    try:
        copies.remove(started)
        job.report(0, _STEPS)
        shop = Shop.create(started, schema, said(words.SHOP_NAME), now - timedelta(days=366))
        try:
            _fill(job, shop, now, seed)
            shop.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            shop.close()
        started.replace(path)
    except OSError as error:
        raise not_written(error, path) from error
    finally:
        with suppress(OSError):
            copies.remove(started)
    return path


def _fill(job: Job, shop: Shop, now: datetime, seed: int) -> None:
    random, dishes = Random(seed), menu.dishes()
    crowd = people.guests(now.date(), _FAVOURITES, random)
    found = _bills(job, crowd, dishes, now, random)
    promotions = handouts.promotions(dishes, now)
    given = handouts.handouts(found, crowd, dishes, now, Random(f"{seed} handouts"))
    with shop.act(now, N_("Practice shop"), record=False) as db:
        write_setting(shop, PRACTICE, True)
        guest_ids = _write_guests(db, crowd, now, random)
        dish_ids = products.insert(db, [_product(dish, now) for dish in dishes])
        job.report(7, _STEPS)
        till = Till(shop, db, found, dishes, guest_ids, dish_ids, now)
        till.live(promotions, given)
        shop.for_good("offer", till.offer_ids[0])  # what can be taken back in this shop is the owner's alone
        _void_some(db, till.rung_up, now, random)
        job.report(9, _STEPS)
        customers.refresh_search(db, guest_ids)
        job.report(_STEPS, _STEPS)


def _bills(job: Job, crowd: Sequence[Guest], dishes: Sequence[Dish], now: datetime, random: Random) -> list[Bill]:
    """Everything that was rung up, in order of time."""
    days = year_until(now.date(), random)
    pulls = {day.on: day.pull for day in days}
    kitchen = bills.Kitchen(dishes, random)
    found: list[Bill] = []
    for who, guest in enumerate(crowd):
        found += bills.visits(guest, who, pulls, now, kitchen, random)
        job.report(5 * who // len(crowd), _STEPS)
    taken = Counter(bill.at.date() for bill in found)
    found += bills.strangers(BILLS - len(found), taken, days, now, kitchen, random)
    job.report(6, _STEPS)
    return sorted(found, key=lambda bill: bill.at)


def _write_guests(db: Connection, crowd: Sequence[Guest], now: datetime, random: Random) -> list[int]:
    rows = []
    for guest in crowd:
        facts = guest.facts
        made = datetime.combine(facts.joined_on or now.date(), time(random.randint(11, 20), random.randrange(60)))
        row = {"phone_written": national(facts.phone) or None, "origin": Origin.HAND, "created_at": iso(min(made, now))}
        rows.append({**customers.columns_of(facts), **row})
    ids = customers.insert(db, rows)
    customers.set_tags_of_many(db, {row: guest.facts.tags for row, guest in zip(ids, crowd, strict=True)})
    remarks = all_said(words.REMARKS)
    notes = [
        (row, iso(now - timedelta(days=random.randint(1, 60), minutes=random.randrange(600))), random.choice(remarks))
        for row in random.sample(ids[: len(ids) // 2], _NOTES)  # the first half joined long ago
    ]
    insert_rows(db, "customer_note", ("customer_id", "at", "text"), notes)
    return ids


def _product(dish: Dish, now: datetime) -> dict[str, Any]:
    facts = ProductFacts(dish.name, dish.category, dish.price_fen, dish.cost_fen, dish.role)
    return {**products.columns_of(facts), "created_at": iso(now - timedelta(days=366))}


def _void_some(db: Connection, rung_up: Sequence[tuple[int, datetime]], now: datetime, random: Random) -> None:
    """Bills that were rung up by mistake, and reversed a few minutes later."""
    reasons = all_said(words.REASONS)
    for bill_id, at in random.sample(rung_up, _VOIDS):
        moment = at + timedelta(minutes=random.randint(1, 9))
        orders.reverse_many(db, [bill_id], random.choice(reasons), min(moment, now))
