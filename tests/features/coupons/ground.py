"""Offers, coupons and bills for tests, in a few words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storeassist.features import FEATURES
from storeassist.features.coupons import actions, store
from storeassist.features.coupons.records import Bill, Coupon, Redemption, Verdict
from storeassist.features.coupons.store_verdicts import verdict
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.offers import actions as offers
from storeassist.features.offers.records import Kind, Terms
from storeassist.kernel.database import Shop
from storeassist.ui.feature import load
from tests.conftest import NOW

__all__ = ["NOW", "Desk", "ills"]


class Desk:
    """A shop with one offer, ¥8 off from ¥58 unless told otherwise."""

    def __init__(self, shop: Shop, **terms: Any) -> None:
        self.shop = shop
        self.offer_id = self.offer("满58减8", **terms)

    def offer(self, name: str, **terms: Any) -> int:
        """One more offer."""
        usual: dict[str, Any] = {"kind": Kind.AMOUNT_OFF, "value_fen": 800, "min_spend_fen": 5800}
        if "kind" in terms:
            usual = {}
        return offers.add(self.shop, name, Terms(**usual | terms), NOW)

    def customer(self, name: str = "秦朗", phone: str = "") -> int:
        """A customer."""
        return customers.add(self.shop, CustomerFacts(name, phone=phone), NOW)

    def issue(self, count: int = 1, *, offer_id: int | None = None, at: datetime = NOW, **more: Any) -> list[str]:
        """Codes of new coupons."""
        made = actions.issue(self.shop, offer_id or self.offer_id, at, count=count, **more)
        return [store.short(one) for one in store.fetch(self.shop, store.ids_of_issue(self.shop, made), at)]

    def coupon(self, code: str, now: datetime = NOW) -> Coupon:
        """A coupon as it is now."""
        return store.by_text(self.shop, code, now)

    def ask(self, code: str, amount: int | None = 7600, at: datetime = NOW, **bill: Any) -> Verdict:
        """What the desk says to a code."""
        return verdict(self.shop, code, Bill(amount, at, **bill), at)

    def redeem(self, code: str, amount: int | None = 7600, at: datetime = NOW, **bill: Any) -> Redemption:
        """Use a coupon, which must go."""
        said, used = actions.redeem(self.shop, code, Bill(amount, at, **bill), at)
        assert used is not None, said
        return used

    def state(self, code: str, now: datetime = NOW) -> str:
        """The state of a coupon in a word."""
        return self.coupon(code, now).state.value


def ills(shop: Shop) -> list[str]:
    """What is wrong with the file, as `shop check` finds it."""
    return [one for feature in FEATURES for name in feature.checks for one in load(name)(shop)]
