"""The morning's figures, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from storeassist.features.today.words import Told
from storeassist.ui.layouts import row
from storeassist.ui.paint import width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.words import Words

_SIZES = ("figure", "number", "name")


class FigureCard(Card):
    """One figure: what it is, how much, of how many, what to make of it, and how it is counted."""

    def __init__(self) -> None:
        super().__init__(inset=theme().px("m"))
        self._is_brief = False
        self.body.setSpacing(theme().px("xs"))
        self._label = Words("", "label", tone="muted", wrap=True)
        self._figure = Words("", _SIZES[0])
        self._line = Words("", "label", wrap=True)
        self._verdict = Words("", "label", wrap=True)
        self._definition = Words("", "caption", tone="muted", wrap=True)
        for part in (self._label, self._figure, self._line, self._verdict, self._definition):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def show_told(self, told: Told) -> None:
        """Show this figure."""
        self._label.setText(told.label)
        self._figure.setText(told.figure)
        self._fit()
        self._verdict.set_tone(told.tone)
        for words, text in (
            (self._line, told.line),
            (self._verdict, told.verdict),
            (self._definition, told.definition),
        ):
            words.setText(text)
            words.setVisible(bool(text))
        self.set_brief(self._is_brief)

    def set_brief(self, brief: bool) -> None:
        """How it is counted is told by the mouse where there is little room."""
        self._is_brief = brief
        told = self._definition.text()
        self._definition.setVisible(bool(told) and not brief)
        self.setToolTip(told if brief else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """A long figure is drawn smaller rather than cut."""
        room = self.width() - 2 * theme().px("m")
        fits = (size for size in _SIZES if width_of(theme().font(size), self._figure.text()) <= room)
        self._figure.set_role(next(fits, _SIZES[-1]))


class FigureRow(QWidget):
    """The cards, all of one width."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.cards = [FigureCard() for _ in range(count)]
        cards = row(self)
        for card in self.cards:
            cards.addWidget(card, 1)

    def show_told(self, told: Sequence[Told]) -> None:
        """Show these, from the left."""
        for card, one in zip(self.cards, told, strict=False):
            card.show_told(one)

    def set_brief(self, brief: bool) -> None:
        """Have the definitions in sight or not."""
        for card in self.cards:
            card.set_brief(brief)
