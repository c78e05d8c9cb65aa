"""Lays cards out on paper: their places, their bleed, where to cut, and backs behind their fronts."""

from __future__ import annotations

from collections.abc import Sequence

from storeassist.features.cards import designs, faces, sheets
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_design import Design, Sheet
from storeassist.features.cards.records_print import Bleed, Box, CardText, Expected, Layout, Page, Placed, Side

Line = tuple[float, float, float, float]
"""From x, y to x, y in mm."""

_MARK = 4.0
"""How long a crop mark is, in mm."""
_MARK_OFF = 1.0
"""How far it stays away from the bleed."""
_EDGE = 1.0
"""What is left free at the edge of the paper: hardly a printer reaches it."""


def imposed(facts: BatchFacts, cards: Sequence[CardText], layout: Layout) -> list[Page]:
    """The pages of a run; a back follows its front when both sides are printed. Raises UserError."""
    design = designs.by_name(facts.design)
    sheet = sheets.checked(layout, design)
    sides = [Side.FRONT]
    if layout.duplex and cards and faces.has_back(facts, cards[0]):
        sides.append(Side.BACK)
    return [
        Page(side, tuple(_placed(card, place, sheet, design, layout, side) for card, place in on_page))
        for on_page in _spread(cards, sheet.places, layout.start)
        for side in sides
    ]


def _spread(cards: Sequence[CardText], places: int, start: int) -> list[list[tuple[CardText, int]]]:
    """The cards of each sheet of paper with their places on it, from 0."""
    found: list[list[tuple[CardText, int]]] = []
    for number, card in enumerate(cards, start - 1):
        page, place = divmod(number, places)
        if page == len(found):
            found.append([])
        found[page].append((card, place))
    return found


def _placed(card: CardText, place: int, sheet: Sheet, design: Design, layout: Layout, side: Side) -> Placed:
    is_back = side is Side.BACK
    left, top, width, height = sheet.place(place, design, back=is_back)
    box = (left + layout.shift_x_mm, top + layout.shift_y_mm, width, height)
    bleed = _bleed(place, sheet, layout.bleed_mm)
    return Placed(card, box, Bleed(bleed.right, bleed.top, bleed.left, bleed.bottom) if is_back else bleed)


def _bleed(place: int, sheet: Sheet, most: float) -> Bleed:
    """Half the gap to a neighbour at most, and at the edge of the grid no more than the paper."""
    row, column = divmod(place, sheet.columns)
    (across, down), (side, top) = ((min(most, one) for one in pair) for pair in (_half(sheet.gap), sheet.margin))
    return Bleed(
        side if column == 0 else across,
        top if row == 0 else down,
        side if column == sheet.columns - 1 else across,
        top if row == sheet.rows - 1 else down,
    )


def _half(gap: tuple[float, float]) -> tuple[float, float]:
    return gap[0] / 2, gap[1] / 2


def crop_marks(sheet: Sheet, layout: Layout) -> list[Line]:
    """Where to cut, outside the bleed; none where they are not wanted, have no room, or nothing is to be cut."""
    if sheet.precut or not layout.crop_marks:
        return []
    found: list[Line] = []
    for axis, count in enumerate((sheet.columns, sheet.rows)):
        outer = sheet.margin[1 - axis] - layout.bleed_mm - _MARK_OFF
        inner = max(outer - _MARK, _EDGE)
        if outer - inner < 1:
            continue
        far = sheet.page[1 - axis]
        for cut in _cuts(sheet, axis, count):
            for start, end in ((inner, outer), (far - outer, far - inner)):
                x, y = layout.shift_x_mm, layout.shift_y_mm
                along = (cut, start, cut, end) if axis == 0 else (start, cut, end, cut)
                found.append((along[0] + x, along[1] + y, along[2] + x, along[3] + y))
    return found


def _cuts(sheet: Sheet, axis: int, count: int) -> list[float]:
    """The edges of all cards along one axis, each once."""
    starts = [sheet.margin[axis] + at * (sheet.card[axis] + sheet.gap[axis]) for at in range(count)]
    return sorted({round(edge, 3) for start in starts for edge in (start, start + sheet.card[axis])})


def expected(facts: BatchFacts, cards: Sequence[CardText], layout: Layout) -> list[Expected]:
    """Every QR code that the pages of a run must hold."""
    design = designs.by_name(facts.design)
    return [
        Expected(number, text, placed.card.serial, placed.card.short, _moved(box, placed.box))
        for number, page in enumerate(imposed(facts, cards, layout))
        for placed in page.cards
        for text, box in faces.codes_on(design, facts, placed.card, page.side)
    ]


def _moved(box: Box, by: Box) -> Box:
    return by[0] + box[0], by[1] + box[1], box[2], box[3]
