"""The sheet on the studio's page: a page of the run, the places that are used up, and the way through the pages."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from storeassist.features.cards import designs, press_preview, sheets
from storeassist.features.cards.records import BatchFacts
from storeassist.features.cards.records_print import CardText, Layout, OfferWords, Side
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.paper import Paper
from storeassist.ui.widgets.words import Words

_LEAST_DPI = 80
"""Drawn with fewer dots, the small words of a card would run together."""


class SheetCard(Card):
    """Shows one page; ``start_chosen`` tells the place, from 1, that was clicked on the first one."""

    start_chosen = Signal(int)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__(inset=0)
        self._page = self._pages = 0
        holder = QWidget()
        lines = column(holder, gap="s", across="l", along="m")
        head = row(gap="s")
        head.addWidget(Words(_("Sheet of paper"), "heading"))
        self._side = Words("", "label", tone="muted", elide=True)
        head.addWidget(self._side, 1)
        self._back = Button(_("Page before"), kind="icon", icon="back", small=True, then=lambda: self._turn(-1))
        self._next = Button(_("Next page"), kind="icon", icon="next", small=True, then=lambda: self._turn(1))
        self._where = Words("", "label")
        for part in (self._back, self._where, self._next):
            head.addWidget(part)
        lines.addLayout(head)
        self.paper = Paper(_("The page as it will be printed"), tall=True)
        self.paper.place_chosen.connect(lambda at: self.start_chosen.emit(at + 1))
        lines.addWidget(self.paper, 1)
        self._hint = Words(_("Click the first free place of a sheet that is used in part."), "caption", tone="muted", wrap=True)
        lines.addWidget(self._hint)
        self.body.addWidget(holder, 1)

    def draw(
        self, facts: BatchFacts, layout: Layout, card: CardText, words: OfferWords, shop_name: str, side: Side
    ) -> None:
        """Show the page in sight, from the side that is looked at; raises UserError for what cannot be drawn."""
        design, sheet = designs.by_name(facts.design), sheets.by_name(layout.sheet)
        is_back = side is Side.BACK
        start = min(max(layout.start, 1), sheet.places)
        self._pages = max(1, sheet.pages(max(facts.quantity, 1), start))
        self._page = min(self._page, self._pages - 1)
        first = self._page * sheet.places - (start - 1)
        last = min(first + sheet.places, facts.quantity)
        used = start - 1 if self._page == 0 else 0
        cards = [CardText(n + 1, card.short, card.payload) for n in range(max(first, 0), last)]
        shown = replace(layout, start=used + 1)
        self._side.setText(_("Back side") if is_back else "")
        self._where.setText(_("{page} of {pages}", page=self._page + 1, pages=f"{self._pages:,}"))
        self._back.setEnabled(self._page > 0)
        self._next.setEnabled(self._page < self._pages - 1)
        self._hint.setVisible(sheet.places > 1 and self._page == 0)
        is_chosen_here = sheet.places > 1 and self._page == 0
        places = [sheet.place(at, design, back=is_back) for at in range(sheet.places)] if is_chosen_here else []
        dpi = max(_LEAST_DPI, self.paper.dpi(sheet.page_size(design)))
        try:
            picture = press_preview.page_picture(facts, cards, shown, shop_name, words, side, dpi)
        except UserError:
            self.paper.show_picture(QImage(), sheet.page_size(design), places, used)
            raise
        self.paper.show_picture(picture, sheet.page_size(design), places, used)

    def go_to_first(self) -> None:
        """Begin at the first page again: another batch is shown."""
        self._page = 0

    def _turn(self, step: int) -> None:
        self._page = min(max(self._page + step, 0), self._pages - 1)
        self.changed.emit()
