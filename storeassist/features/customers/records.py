"""What the shop knows of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from storeassist.kernel.calendars import Birthday
from storeassist.kernel.phones import show_phone
from storeassist.kernel.text import _


class Gender(StrEnum):
    """As the customer gave it; unknown is None."""

    FEMALE = "female"
    MALE = "male"


class Consent(StrEnum):
    """Whether the customer agreed to receive marketing messages."""

    UNKNOWN = "unknown"
    YES = "yes"
    NO = "no"


class Origin(StrEnum):
    """How the customer came into the file."""

    HAND = "hand"
    IMPORT = "import"
    ORDER = "order"  # met first on an imported bill; the name may be all that is known


class FieldKind(StrEnum):
    """What a custom field holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class CustomField:
    """A fact the shop itself chose to keep of its customers."""

    id: int
    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What can be said of a customer when adding or changing one; values as they are stored, empty is "" or None.

    ``custom`` maps the id of a custom field to its value as text (numbers plain, dates ISO).
    """

    name: str = ""
    number: str = ""
    phone: str = ""
    wechat: str = ""
    gender: Gender | None = None
    birthday: Birthday | None = None
    source: str = ""
    joined_on: date | None = None
    tags: tuple[str, ...] = ()
    note: str = ""
    consent: Consent = Consent.UNKNOWN
    consent_on: date | None = None
    consent_how: str = ""
    custom: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a customer's orders add up to. Money in fen; gaps in days between visit days."""

    orders: int = 0
    visits: int = 0
    spent_fen: int = 0
    first_visit_on: date | None = None
    last_visit_on: date | None = None
    median_gap_days: float | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    """One customer with the totals of their orders; ``facts.phone`` is E.164, ``phone_written`` as it was given."""

    id: int
    facts: CustomerFacts
    totals: Totals
    origin: Origin
    phone_written: str
    created_at: datetime

    @property
    def number(self) -> str:
        """The shop's number for this customer."""
        return self.facts.number

    @property
    def name(self) -> str:
        """The customer's name; "" when only a phone or number is known."""
        return self.facts.name

    @property
    def called(self) -> str:
        """What to call the customer on screen: the name, else what is known instead."""
        facts = self.facts
        return facts.name or show_phone(facts.phone) or facts.wechat or _("No. {number}", number=facts.number)


@dataclass(frozen=True, slots=True)
class CustomerNote:
    """A dated remark on a customer."""

    id: int
    customer_id: int
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a customer's history; ``tone`` is "accent" (we reached out), "good" (they came) or "".

    It leads to a ``page``, whose ``open`` takes ``args``.
    """

    at: datetime
    icon: str
    tone: str
    title: str
    detail: str = ""
    page: str = ""
    args: Mapping[str, object] = field(default_factory=dict)


class Booking(NamedTuple):
    """What one order adds to a customer's totals (or, with minus signs, takes from them)."""

    customer_id: int
    day: str
    orders: int
    spent_fen: int
