"""A long life with segments: what their rules name is called otherwise, merged, imported and taken back all the while."""

from __future__ import annotations

import os
from functools import partial

from hypothesis import HealthCheck, settings
from hypothesis.stateful import initialize

from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import FieldKind
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from storeassist.features.products import actions as products
from storeassist.features.products.records import ProductFacts
from storeassist.features.segments import actions
from storeassist.features.segments.rules import parse
from tests.features.segments.ground import leaf
from tests.life import DISHES, FIELDS
from tests.life_coupons import OFFERS
from tests.life_segments import SEGMENTS, WithSegments

LIVES = os.environ.get("STOREASSIST_LIVES", "")
"""As in test_any_life."""


class AnyLifeOfSegments(WithSegments):
    """An owner who has a field, an offer and dishes that rules can name, and segments from the first day."""

    @initialize()
    def begin_with_segments(self) -> None:
        self.do(lambda: customers.add_field(self.shop, FIELDS[0], FieldKind.CHOICE, self.now, ("微辣", "7")))
        self.do(lambda: offers.add(self.shop, OFFERS[0], Terms(Kind.AMOUNT_OFF, value_fen=800), self.now))
        for name in DISHES[:3]:
            self.do(partial(products.add, self.shop, ProductFacts(name), self.now))
        named = {"any": [leaf(f"custom.{FIELDS[0]}", "is_empty"), leaf("coupon", "not_empty", offer=OFFERS[0])]}
        for name, document in zip(SEGMENTS, (named, leaf("orders", "=", 0, product=DISHES[0])), strict=False):
            self.do(partial(actions.save, self.shop, name, parse(document), self.now))


AnyLifeOfSegments.TestCase.settings = settings(
    max_examples=int(LIVES or 30),
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestAnyLifeOfSegments = AnyLifeOfSegments.TestCase
