"""What a card looks like and what paper it goes on, as data: designs with their elements and fields, and sheets."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from storeassist.features.cards.records import BatchFacts, CardKind
from storeassist.features.cards.records_print import Box, Side
from storeassist.kernel.text import language


@dataclass(frozen=True, slots=True)
class Field:
    """A text of the card that the owner may write: ``defaults`` by language, others when only one code is on the card."""

    key: str
    labels: dict[str, str]
    defaults: dict[str, str]
    coupon_only: dict[str, str]
    target_only: dict[str, str]
    lines: int = 1

    @property
    def label(self) -> str:
        """What the field is called."""
        return self.labels[language()]

    @property
    def default(self) -> str:
        """What it says unless the owner says otherwise, on a card with both codes."""
        return self.defaults[language()]

    def default_for(self, *, coupon: bool, target: bool) -> str:
        """What it says by itself on a card with these codes."""
        own = self.coupon_only if coupon and not target else self.target_only if target and not coupon else {}
        return (own or self.defaults)[language()]


@dataclass(frozen=True, slots=True)
class Element:
    """One shape of a card, in mm. What a shape does not know of stays as it is.

    ``text`` has {places}; one whose places are all empty is not drawn. ``size`` in points, ``spacing`` in percent of each
    letter. ``second`` is the QR of the code that the first one does not show; one that is ``sealed`` has the shop's seal
    in its middle. ``shown_with``: the codes that must be there. ``turned``: upside down.
    """

    shape: str
    box: Box
    colour: str = "ink"
    text: str = ""
    size: float = 9
    bold: bool = False
    align: str = "left"
    middle: bool = False
    lines: int = 1
    spacing: float = 0
    radius: float = 0
    width: float = 0.2
    dashed: bool = False
    second: bool = False
    sealed: bool = False
    sign: str = "paper"
    shown_with: str = ""
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Design:
    """A card's look. ``leads`` names the code that the first QR shows when there are two: coupon or target."""

    name: str
    titles: dict[str, str]
    kinds: tuple[CardKind, ...]
    size: tuple[float, float]
    leads: str
    colours: dict[str, str]
    choices: tuple[str, ...]
    fields: tuple[Field, ...]
    front: tuple[Element, ...]
    back: tuple[Element, ...] = ()

    @property
    def title(self) -> str:
        """What the owner calls it."""
        return self.titles[language()]

    @property
    def holds_logo(self) -> bool:
        """Whether the shop's seal, or the owner's logo in its stead, has a place on it."""
        return any(one.shape == "seal" or one.sealed for one in (*self.front, *self.back))

    def elements(self, side: Side) -> tuple[Element, ...]:
        """What is drawn on a side."""
        return self.front if side is Side.FRONT else self.back

    def words(self, facts: BatchFacts) -> dict[str, str]:
        """What each field says on the cards of a batch: the owner's text, or else the design's."""
        has = {"coupon": facts.offer_id is not None, "target": bool(facts.target.text)}
        return {one.key: facts.fields.get(one.key, one.default_for(**has)) for one in self.fields}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper, in mm from its top left. A ``roll`` is as long as the card; on a ``precut`` one nothing is cut any more."""

    name: str
    titles: dict[str, str]
    page: tuple[float, float]
    card: tuple[float, float]
    columns: int = 1
    rows: int = 1
    margin: tuple[float, float] = (0, 0)
    gap: tuple[float, float] = (0, 0)
    precut: bool = False
    roll: bool = False

    @property
    def title(self) -> str:
        """What the owner calls it."""
        return self.titles[language()]

    @property
    def places(self) -> int:
        """How many cards a page holds."""
        return self.columns * self.rows

    def page_size(self, design: Design) -> tuple[float, float]:
        """Width and height of a page; a roll is cut behind each card."""
        return (self.page[0], design.size[1] + 2 * self.margin[1]) if self.roll else self.page

    def place(self, index: int, design: Design, *, back: bool = False) -> Box:
        """The box of the card at a place, from 0 by rows; ``back`` where it lies with the sheet turned over."""
        row, column = divmod(index, self.columns)
        width, height = design.size
        left = self.margin[0] + column * (width + self.gap[0])
        if back:
            left = self.page[0] - left - width
        return left, self.margin[1] + row * (height + self.gap[1]), width, height

    def pages(self, cards: int, start: int = 1) -> int:
        """How many pages so many cards take, begun at the place ``start``."""
        return ceil((cards + start - 1) / self.places) if cards else 0
