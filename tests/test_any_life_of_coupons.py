"""A long life at the till: offers, coupons, bills, merges and imports in any order, taken back and done again."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings
from hypothesis.stateful import initialize

from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Stacking, Terms
from tests.life_coupons import OFFERS, WithCoupons

LIVES = os.environ.get("STOREASSIST_LIVES", "")
"""As in test_any_life."""


class AnyLifeOfCoupons(WithCoupons):
    """An owner who lives from coupons; a first offer runs, so that there is something to issue."""

    @initialize()
    def begin_with_coupons(self) -> None:
        terms = Terms(Kind.AMOUNT_OFF, value_fen=800, stacking=Stacking.ANY)
        self.do(lambda: offers.add(self.shop, OFFERS[0], terms, self.now))
        self.issue_some(self.offers()[0], 3)


AnyLifeOfCoupons.TestCase.settings = settings(
    max_examples=int(LIVES or 60),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyLifeOfCoupons = AnyLifeOfCoupons.TestCase
