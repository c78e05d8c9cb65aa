"""What the rules must know of the shop to hold a coupon against a bill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from storeassist.features.coupons.records import Bill, Coupon
from storeassist.features.offers.records import Stacking, Use
from storeassist.features.products.records import Role
from storeassist.kernel.dates import DAY_ENDS_AT


@dataclass(frozen=True, slots=True)
class Other:
    """Another coupon used on the same bill."""

    offer_name: str
    stacking: Stacking
    discount_fen: int
    worth_fen: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A coupon, the bill it is held against, and what the shop file knows around them.

    ``roles`` are those of the products on the bill, ``price_fen`` what the product of the offer costs on the menu, None
    when nobody said. ``is_known`` is whether somebody is named or holds the coupon: of nobody the counts are 0.
    ``had_orders`` leaves out the bill itself. ``paid_fen`` is what is left to pay of a bill in the file. ``day_ends_at`` is
    the hour at which the shop's day ends.
    """

    coupon: Coupon
    bill: Bill
    now: datetime
    use: Use
    day_ends_at: int = DAY_ENDS_AT
    is_known: bool = False
    customer_name: str = ""
    used_by_customer: int = 0
    used_by_customer_today: int = 0
    had_orders: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)
    price_fen: int | None = None
    others: tuple[Other, ...] = ()
    paid_fen: int | None = None
    why_cancelled: str = ""
    cancelled_at: datetime | None = None
