"""What an offer is: a rule of the shop that takes something off a bill, or adds something to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from storeassist.features.products.records import Role


class Kind(StrEnum):
    """What a coupon of the offer brings."""

    AMOUNT_OFF = "amount_off"
    PERCENT_OFF = "percent_off"
    GIFT = "gift"
    SPECIAL_PRICE = "special_price"
    RED_PACKET = "red_packet"


class Stacking(StrEnum):
    """What holds when another coupon is used on the same bill."""

    NONE = "none"
    ANY = "any"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Hours:
    """A part of the day, from ``start`` until before ``end``; one that ends earlier than it starts runs past midnight."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Terms:
    """What a coupon is good for, and when; never changed once written: an edit of the offer makes new terms.

    ``value_fen`` is the amount off, the special price, or what is in the red packet; ``basis_points`` the part of the
    bill that percent_off takes (1,200 = 12 %), at most ``max_discount_fen``. ``product`` is the gift, or what has the
    special price. ``products`` and ``roles``: the bill must hold one of them. Dates are inclusive calendar days,
    ``weekdays`` 1 (Monday) to 7. None, empty or False is no condition.
    """

    kind: Kind
    value_fen: int = 0
    basis_points: int = 0
    max_discount_fen: int | None = None
    product: str = ""
    products: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    min_spend_fen: int = 0
    valid_from: date | None = None
    valid_to: date | None = None
    days_after_issue: int | None = None
    weekdays: tuple[int, ...] = ()
    hours: tuple[Hours, ...] = ()
    first_purchase_only: bool = False
    per_customer: int | None = None
    per_customer_per_day: int | None = None
    uses_per_code: int = 1
    total: int | None = None
    cost_ceiling_fen: int | None = None
    personal: bool = False
    stacking: Stacking = Stacking.NONE


@dataclass(frozen=True, slots=True)
class Use:
    """What became of an offer's coupons so far; amounts are net of what was reversed."""

    issued: int = 0
    used: int = 0
    discount_fen: int = 0
    worth_fen: int = 0

    @property
    def given_fen(self) -> int:
        """What the offer cost in menu prices: money off bills, gifts and red packets."""
        return self.discount_fen + self.worth_fen


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer with the terms that the next coupon gets."""

    id: int
    name: str
    terms_id: int
    version: int
    terms: Terms
    use: Use
    created_at: datetime
    is_retired: bool = False
