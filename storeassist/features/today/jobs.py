"""What of the morning is read in the background in a large shop."""

from __future__ import annotations

from datetime import datetime

from storeassist.features.habits.records import Repurchase
from storeassist.features.habits.store_rates import repurchase
from storeassist.features.today import store
from storeassist.features.today.records import Candidates
from storeassist.kernel.database import Shop
from storeassist.kernel.jobs import Job


def read_all(job: Job, shop: Shop, now: datetime) -> tuple[Repurchase, Candidates]:
    """Who came again, and whom the morning may name."""
    found = repurchase(shop, now), store.candidates(shop, now)
    job.report(1, 1)  # a window that was closed meanwhile wants no answer
    return found


def count_waiting(job: Job, shop: Shop, now: datetime) -> int:
    """How many there are to greet."""
    found = store.count_waiting(shop, now)
    job.report(1, 1)
    return found
