"""The cards of the four rates: each with its definition, its sample, the period before, and what to make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from storeassist.features.repurchase import rules
from storeassist.features.repurchase.records import Compared, Rate, Rates, Verdict
from storeassist.kernel.text import _, many
from storeassist.ui.layouts import row
from storeassist.ui.paint import width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, Line
from storeassist.ui.widgets.tag import Tag
from storeassist.ui.widgets.words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """One card in words: ``short`` is the title where there is little room, ``before`` the figure of the period before.

    ``sample`` is "463 / 1,218 customers", ``bare`` the same without a unit.
    """

    title: str
    short: str
    figure: str
    sample: str
    bare: str
    definition: str
    before: str
    verdict: str
    tone: str


class RateCard(Card):
    """One rate; its sample leads to those it counts."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__(inset=theme().px("m"))
        self.body.setSpacing(theme().px("xs"))
        self._told: Told | None = None
        self._row: Sequence[RateCard] = (self,)
        self._title = Words("", "heading", wrap=True)
        self._figure = Words("", "figure")
        self._sample = Button("", kind="link", small=True, then=self.asked.emit)
        self._line = row(gap="s")
        self._line.addWidget(self._figure)
        self._line.addWidget(self._sample)
        self._line.addStretch(1)
        self._definition = Words("", "caption", tone="muted", wrap=True)
        self._before, self._verdict = Words("", "label", tone="muted"), Tag("")
        self._foot = row(gap="s")
        self._foot.addWidget(self._before)
        self._foot.addStretch(1)
        self._foot.addWidget(self._verdict)
        self.body.addWidget(self._title)
        self.body.addLayout(self._line)
        self.body.addWidget(self._definition)
        self.body.addStretch(1)
        self.body.addWidget(Line())
        self.body.addLayout(self._foot)

    def stand_in(self, row: Sequence[RateCard]) -> None:
        """Stand beside these: figures in a row are of one size, the largest for which each has room."""
        self._row = row

    @property
    def wide(self) -> int:
        """The pixels that a large figure takes with its whole sample beside it."""
        told, look = self._told, theme()
        return width_of(look.font("figure"), told.figure) + width_of(look.font("label"), told.sample) if told else 0

    def show_told(self, told: Told) -> None:
        """Show this rate."""
        self._told = told
        self._figure.setText(told.figure)
        self._definition.setText(told.definition)
        self._before.setText(told.before)
        self._verdict.set_tag(told.verdict, told.tone)
        self._verdict.setVisible(bool(told.verdict))

    def lay_out(self, *, is_brief: bool) -> None:
        """Fit all cards of the row have to say; ``is_brief`` leaves the definition to the mouse, where there is no room for it."""
        self._fit()
        self._definition.setVisible(not is_brief)
        self._title.setWordWrap(not is_brief)
        self.setToolTip(self._definition.text() if is_brief else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Cards side by side are of one width, whatever they say: their lines break where one is slim."""
        return QSize(0, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """The sample stands beside the figure, the verdict beside the figure before: or under it where the card is slim."""
        look, told = theme(), self._told
        if told is None:
            return
        room = self.width() - 2 * look.px("l")
        self._title.setText(told.title if width_of(look.font("heading"), told.title) <= room else told.short)
        is_wide = max(card.wide for card in self._row) < room - look.px("s")
        self._figure.set_role("figure" if is_wide else "number")
        self._sample.setText(told.sample if is_wide else told.bare)
        for line, parts in (
            (self._line, (self._figure, self._sample)),
            (self._foot, (self._before, self._verdict)),
        ):
            beside = sum(part.sizeHint().width() for part in parts) + theme().px("s") <= room
            way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
            if line.direction() != way:
                line.setDirection(way)


_TONES = {Verdict.RAISED: "good", Verdict.LOWERED: "bad", Verdict.WITHIN_ERROR: "", Verdict.UNKNOWN: ""}


def told(rate: Rate, rates: Rates, within: int) -> Told:
    """A rate in words; ``within`` days for the second visit."""
    if rate is Rate.SECOND_VISIT:
        second = rates.second_visit[within]
        compared, shown = second.lately, second.ever
        before = _("Before {before} → {now}", before=_percent(compared), now=_percent(compared, is_before=False))
    else:
        compared = {
            Rate.BY_CUSTOMER: rates.by_customer,
            Rate.BY_TRANSACTION: rates.by_transaction,
            Rate.TWO_WINDOWS: rates.two_windows,
        }[rate]
        shown, before = compared.now, _("Before {before}", before=_percent(compared))
    part = f"{shown.part:,}"
    return Told(
        title=rules.title(rate, within),
        short={
            Rate.BY_CUSTOMER: _("By customer"),
            Rate.BY_TRANSACTION: _("By transaction"),
            Rate.TWO_WINDOWS: _("Two periods"),
            Rate.SECOND_VISIT: _("Second in {days} days", days=within),
        }[rate],
        figure=f"{shown.value * 100:.1f}%" if shown.value is not None else "—",
        sample=many("{part} / {n} visit", "{part} / {n} visits", shown.whole, part=part)
        if rate is Rate.BY_TRANSACTION
        else many("{part} / {n} customer", "{part} / {n} customers", shown.whole, part=part),
        bare=f"{part} / {shown.whole:,}",
        definition=rules.definition(rate, rates.days, within),
        before=before,
        verdict=rules.verdict_words(compared.verdict),
        tone=_TONES[compared.verdict],
    )


def _percent(compared: Compared, *, is_before: bool = True) -> str:
    share = compared.before if is_before else compared.now
    return "—" if share.known is None else f"{share.known * 100:.1f}%"
