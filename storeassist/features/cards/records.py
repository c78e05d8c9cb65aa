"""What is printed: a batch of cards, its design, the sheet it is laid out on, and each run of the printer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class CardKind(StrEnum):
    """What a card is for."""

    PACKAGE = "package_card"
    COUPON = "coupon_card"
    TABLE = "table_card"
    BOTTLE = "bottle_label"
    POSTER = "poster"
    RECEIPT = "receipt"


class TargetKind(StrEnum):
    """Where the owner's own QR leads; a group's dies seven days after it was made."""

    NONE = ""
    PERSONAL = "personal"
    WECOM = "wecom"
    GROUP = "group"
    OFFICIAL = "official"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Target:
    """The owner's QR as it was read from a picture, to be drawn anew: ``text`` is what it holds."""

    kind: TargetKind = TargetKind.NONE
    text: str = ""
    dies_on: date | None = None


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What is said of a batch before it is printed.

    ``offer_id`` None: cards without a coupon, told apart by their channel only. ``design`` names a file of
    resources/templates/cards; ``fields`` are the owner's words in it by key, ``colour`` "#RRGGBB" or "" for the design's
    own, ``logo`` a PNG or b"". ``cost_fen`` is what printing costs in all, None while unknown.
    """

    name: str
    kind: CardKind
    quantity: int
    design: str
    offer_id: int | None = None
    place: str = ""
    channel: str = ""
    valid_until: date | None = None
    cost_fen: int | None = None
    target: Target = Target()
    fields: Mapping[str, str] = field(default_factory=dict)
    colour: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch in the file; ``issue_id`` names its coupons once they are made, ``printed`` how many cards left the program."""

    id: int
    facts: BatchFacts
    offer_name: str
    issue_id: int | None
    created_at: datetime
    printed: int = 0
    printed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """Cards ``first`` to ``last`` of a batch released to paper or a file at ``at``; ``why`` for a reprint."""

    id: int
    batch_id: int
    at: datetime
    first: int
    last: int
    sheet: str
    start: int
    pages: int
    why: str = ""
