"""Draws one page of a run as a picture, to be looked at before paper is used."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from storeassist.features.cards import press_pages, press_text, sheets
from storeassist.features.cards.designs import by_name
from storeassist.features.cards.press import MM_PER_INCH
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_print import CardText, Layout, OfferWords, Side


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
        run = press_pages.Run(facts, cards, layout, shop_name, words)
        painter = QPainter(picture)
        try:
            painter.scale(per_mm / press_text.UNIT, per_mm / press_text.UNIT)
            run.paint(painter, run.pages - 1 if side is Side.BACK else 0)
        finally:
            painter.end()
    return picture
