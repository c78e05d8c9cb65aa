"""Draws one page of a run as a picture, to be looked at before paper is used."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from storeassist.features.cards import press_pages, press_text, sheets
from storeassist.features.cards.designs import by_name
from storeassist.features.cards.press import MM_PER_INCH, Plate
from storeassist.features.cards.press_text import UNIT
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_print import Bleed, CardText, Layout, OfferWords, Side


def page_picture(
    facts: BatchFacts,
    cards: list[CardText],
    layout: Layout,
    shop_name: str,
    words: OfferWords,
    side: Side = Side.FRONT,
    dpi: float = 130,
) -> QImage:
    """The first sheet with these cards, from the front or turned over. Raises UserError for what cannot be printed."""
    press_text.ready()
    width, height = sheets.by_name(layout.sheet).page_size(by_name(facts.design))
    per_mm = dpi / MM_PER_INCH
    picture = QImage(round(width * per_mm), round(height * per_mm), QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    if cards:
        stamp = _Stamp(facts, words, shop_name, layout.bleed_mm, per_mm / press_text.UNIT)
        run = press_pages.Run(stamp, cards, layout)
        painter = QPainter(picture)
        try:
            painter.scale(stamp.per_unit, stamp.per_unit)
            run.paint(painter, run.pages - 1 if side is Side.BACK else 0)
        finally:
            painter.end()
    return picture


class _Stamp(Plate):
    """A plate that draws a side once, and stamps it wherever the same stands: on a preview all codes are one sample's."""

    def __init__(self, facts: BatchFacts, words: OfferWords, shop_name: str, bleed_mm: float, per_unit: float) -> None:
        super().__init__(facts, words, shop_name)
        self.per_unit = per_unit
        self._around = Bleed(bleed_mm, bleed_mm, bleed_mm, bleed_mm)
        self._drawn: dict[tuple[str, str, Side], QImage] = {}

    def paint(self, painter: QPainter, card: CardText, side: Side = Side.FRONT, bleed: Bleed | None = None) -> None:
        """Draw one side of a card, on whole dots of the picture. Raises UserError for a text that does not fit."""
        key = (card.short, card.payload, side)
        if key not in self._drawn:
            self._drawn[key] = self._draw(card, side)
        per_mm, around, bleed = self.per_unit * UNIT, self._around, bleed or Bleed()
        width, height = self.design.size
        corner = painter.transform().map(QPointF(0, 0))
        seen = QRectF(
            (around.left - bleed.left) * per_mm,
            (around.top - bleed.top) * per_mm,
            (bleed.left + width + bleed.right) * per_mm,
            (bleed.top + height + bleed.bottom) * per_mm,
        )
        at = corner - QPointF(bleed.left, bleed.top) * per_mm
        painter.resetTransform()
        painter.drawImage(at.toPoint(), self._drawn[key], seen.toRect())

    def _draw(self, card: CardText, side: Side) -> QImage:
        """A side of a card with all the bleed there can be."""
        around, (width, height) = self._around, self.design.size
        whole = (around.left + width + around.right, around.top + height + around.bottom)
        across, down = (ceil(one * UNIT * self.per_unit) for one in whole)
        picture = QImage(across, down, QImage.Format.Format_RGB32)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            painter.scale(self.per_unit, self.per_unit)
            painter.translate(around.left * UNIT, around.top * UNIT)
            super().paint(painter, card, side, around)
        finally:
            painter.end()
        return picture
