"""How cards get onto paper: the layout of a run, what each card says of itself, and what an offer says on a card."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

Box = tuple[float, float, float, float]
"""Left, top, width and height in mm."""


class Side(StrEnum):
    """The two faces of a card."""

    FRONT = "front"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a run is laid out. ``sheet`` names a file of resources/templates/sheets, ``start`` the first free place on it.

    The shift is added to everything drawn, to the right and down, in steps of 0.1 mm: what a printer puts out of place.
    ``duplex``: each page is followed by the backs of its cards, to be printed with the sheet turned over its long edge.
    """

    sheet: str
    start: int = 1
    crop_marks: bool = True
    bleed_mm: float = 2
    shift_x_mm: float = 0
    shift_y_mm: float = 0
    duplex: bool = False


@dataclass(frozen=True, slots=True)
class CardText:
    """What tells one card from the next: its number in the batch, and both forms of its code ("" without a coupon)."""

    serial: int
    short: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class OfferWords:
    """An offer in the words of a card: ``value`` its headline ("满 58 减 8"), ``rules`` one sentence of when it holds.

    ``valid`` is what to print as long as the batch has no last day of its own ("领取后 14 天内有效").
    """

    name: str = ""
    value: str = ""
    rules: str = ""
    valid: str = ""


class Bleed(NamedTuple):
    """How far colour goes beyond each edge of a card, in mm."""

    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A card on its page: the box it is cut out of, and how far its colour goes beyond."""

    card: CardText
    box: Box
    bleed: Bleed


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a sheet of paper: which side of which cards it shows."""

    side: Side
    cards: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """A QR code that a page, from 0, must hold at ``box``, and the card it stands on."""

    page: int
    text: str
    serial: int
    short: str
    box: Box

    @property
    def card(self) -> str:
        """The card as it is named to the owner."""
        return f"{self.serial} {self.short}".strip()


@dataclass(frozen=True, slots=True)
class Verified:
    """What was read on the finished pages: the codes in the order of the pages, each as often as it is there."""

    codes: tuple[str, ...]
    pages: int


@dataclass(frozen=True, slots=True)
class QrFacts:
    """The smallest QR code of a card: its side and one module in mm, its quiet zone in modules.

    ``ok`` tells whether a phone reads it surely; ``words`` say it in a line.
    """

    side_mm: float
    module_mm: float
    quiet: int
    ok: bool
    words: str
