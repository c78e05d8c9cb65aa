"""One card to try paper, colours and size with: it opens nothing, and says so."""

from __future__ import annotations

from math import ceil, hypot

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from storeassist.features.cards import faces, press_pages, press_text
from storeassist.features.cards.press import Plate
from storeassist.features.cards.press_text import UNIT
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_print import Box, CardText, Layout, OfferWords, Placed, Side
from storeassist.kernel.text import _

_ROUND_CODE = 0.16
"""How much is left free around a code, as a part of its side: what is scanned must not be blurred by the mark."""
_LETTER = 0.11
"""How high the mark's letters are, as a part of the card's shorter side."""
_TURN = 25  # degrees
_STRENGTH = 0.35


def card(facts: BatchFacts) -> CardText:
    """The card: where a coupon's code will stand it says what it is, and its QR code is refused at every desk."""
    if facts.offer_id is None:
        return CardText(1)
    return CardText(1, _("Sample only"), faces.sample_card().payload)


class TestCard(press_pages.Run):
    """The card in the first free place of its sheet, marked all over but for the codes."""

    def __init__(self, facts: BatchFacts, layout: Layout, shop_name: str, words: OfferWords) -> None:
        super().__init__(Plate(facts, words, shop_name), [card(facts)], layout)

    def paint(self, painter: QPainter, page: int) -> None:
        """Draw a side, from 0, on a painter that measures in units of 0.01 mm."""
        super().paint(painter, page)
        shown = self._pages[page]
        for placed in shown.cards:
            with press_text.saved(painter):
                painter.translate(placed.box[0] * UNIT, placed.box[1] * UNIT)
                self._mark(painter, placed, shown.side)

    def _mark(self, painter: QPainter, placed: Placed, side: Side) -> None:
        """The word again and again, pale enough to judge what lies under it."""
        width, height = (one * UNIT for one in placed.box[2:])
        painter.setClipPath(self._free(placed, side, QRectF(0, 0, width, height)))
        painter.translate(width / 2, height / 2)
        painter.rotate(-_TURN)
        painter.setOpacity(_STRENGTH)
        letter, reach, word = min(width, height) * _LETTER, hypot(width, height) / 2, _("Sample")
        points = letter * 72 / press_text.DPI
        step, line = press_text.width(word, points, True) + 2 * letter, 3 * letter
        marks = QPainterPath()
        for row in range(-ceil(reach / line), ceil(reach / line) + 1):
            for at in range(-ceil(reach / step), ceil(reach / step) + 1):
                x = (at + row % 2 / 2) * step
                marks.addText(x, row * line, press_text.font(points, True), word)
        painter.fillPath(marks, Qt.GlobalColor.gray)

    def _free(self, placed: Placed, side: Side, card: QRectF) -> QPainterPath:
        """The card without its codes."""
        free = QPainterPath()
        free.addRect(card)
        for _text, box in faces.codes_on(self._plate.design, self._plate.facts, placed.card, side):
            code = QPainterPath()
            code.addRect(_widened(box))
            free = free.subtracted(code)
        return free


def _widened(box: Box) -> QRectF:
    more = box[2] * _ROUND_CODE
    return QRectF(*(one * UNIT for one in (box[0] - more, box[1] - more, box[2] + 2 * more, box[3] + 2 * more)))
