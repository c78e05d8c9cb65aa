"""What a coupon is, what its ledger holds, and what the shop answers to a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from storeassist.features.offers.records import Terms


class State(StrEnum):
    """What a coupon is now, told from its ledger."""

    ISSUED = "issued"
    CLAIMED = "claimed"
    REDEEMED = "redeemed"
    REVERSED = "reversed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Entry(StrEnum):
    """The kinds of ledger rows."""

    ISSUED = "issued"
    CLAIMED = "claimed"
    REDEEMED = "redeemed"
    CANCELLED = "cancelled"
    REVERSED = "reversed"


class Reason(StrEnum):
    """Why a coupon is taken or not, in the order in which the rules are asked: stable words for scripts."""

    OK = "ok"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"
    FORGED = "forged"
    CANCELLED = "cancelled"
    USED = "used"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    WEEKDAY = "weekday"
    HOUR = "hour"
    MIN_SPEND = "min_spend"
    PRODUCT = "product"
    CUSTOMER = "customer"
    FIRST_PURCHASE = "first_purchase"
    LIMIT_CUSTOMER = "limit_customer"
    LIMIT_DAY = "limit_day"
    LIMIT_TOTAL = "limit_total"
    COST_CEILING = "cost_ceiling"
    STACKING = "stacking"


@dataclass(frozen=True, slots=True)
class Coupon:
    """One coupon as it is now. ``code`` is a number below 2**45, the same in both printed forms.

    ``valid_from`` and ``valid_to`` are inclusive business days; a printed card that counts from its claim has the
    day that follows from it. ``serial`` is its place in its issue, from 1.
    """

    id: int
    code: int
    issue_id: int
    serial: int
    offer_id: int
    offer_name: str
    terms: Terms
    issued_at: datetime
    valid_from: date | None
    valid_to: date | None
    state: State
    customer_id: int | None = None
    customer_number: str = ""
    customer_name: str = ""
    uses_left: int = 1
    used_at: datetime | None = None
    used_on_order: str = ""
    redemption_id: int | None = None


@dataclass(frozen=True, slots=True)
class Bill:
    """The bill a coupon is held against: ``amount_fen`` before any discount, None while nobody said.

    ``products`` are the names on it as far as they are known; ``order_number`` names a bill that is in the file already.
    """

    amount_fen: int | None
    at: datetime
    products: tuple[str, ...] = ()
    customer_id: int | None = None
    guests: int | None = None
    table: str = ""
    order_number: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule held against a bill: ``passed`` None when it could not be told, such as a limit per customer of nobody."""

    reason: Reason
    passed: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a code. Texts are whole sentences in the owner's language.

    ``message`` says in a glance what it is ("Usable, ¥8 off", "Not usable, ¥12 short"), ``detail`` one line more,
    ``hint`` what would make it valid (""), ``collect`` what to hand out beside the money off ("" or "Hand out: 卤蛋").
    ``worth_fen`` is what a gift or red packet costs at menu price. ``checks`` are all rules, in the order of Reason.
    """

    reason: Reason
    message: str
    detail: str = ""
    hint: str = ""
    collect: str = ""
    discount_fen: int = 0
    worth_fen: int = 0
    coupon: Coupon | None = None
    checks: tuple[Check, ...] = ()

    @property
    def is_ok(self) -> bool:
        """Whether the coupon can be used now."""
        return self.reason is Reason.OK


@dataclass(frozen=True, slots=True)
class Redemption:
    """A use of a coupon in the ledger; ``reversed_at`` and ``why`` when it was taken back."""

    id: int
    at: datetime
    coupon_id: int
    code: int
    offer_id: int
    offer_name: str
    order_number: str
    amount_fen: int
    discount_fen: int
    worth_fen: int
    customer_id: int | None = None
    customer_name: str = ""
    reversed_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of today's ledger as the desk lists it: a use, or the row that took one back (``why``)."""

    id: int
    at: datetime
    entry: Entry
    offer_name: str
    discount_fen: int
    worth_fen: int
    customer_name: str = ""
    order_number: str = ""
    reverses_id: int | None = None
    is_reversed: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What a business day's redemptions add up to; ``given_fen`` is money off, gifts and red packets, less what came back."""

    used: int = 0
    reversed: int = 0
    given_fen: int = 0
