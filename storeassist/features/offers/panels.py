"""The detail of one offer beside the list: its sentence, what became of it, what it costs, what to do with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from storeassist.features.offers.panels_cost import Reckoner
from storeassist.features.offers.panels_list import KIND_WORDS, limit_used
from storeassist.features.offers.records import Offer, Terms
from storeassist.features.offers.rules import cost_lines, estimate, sentence
from storeassist.features.offers.rules_cost import Figures, awaited_lines
from storeassist.kernel.dates import show_day_in_full
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.bar import ProgressBar
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, Line
from storeassist.ui.widgets.empty import EmptyState
from storeassist.ui.widgets.panel import Block
from storeassist.ui.widgets.slip import Slip, SlipLine
from storeassist.ui.widgets.stat import Stat, StatStrip
from storeassist.ui.widgets.tag import Tag
from storeassist.ui.widgets.words import Words

_NEARLY = 0.9


class OfferPanel(Card):
    """One offer; follows the list's selection. The signals ask the page for what it does with the offer shown."""

    issue = Signal()
    print_cards = Signal()
    change = Signal()
    switch = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(inset=0)
        self._reckoner = Reckoner(desk, self, self._show_cost)
        self.body.setSpacing(0)
        self._stack = QStackedLayout()
        self.body.addLayout(self._stack)
        self._stack.addWidget(
            EmptyState(_("No offer chosen"), _("Choose an offer on the left to see what it gives and what it costs."))
        )
        self._stack.addWidget(self._whole())

    def show_offer(self, offer: Offer | None) -> None:
        """Show this one; None: none is chosen."""
        self._stack.setCurrentIndex(1 if offer else 0)
        if offer is None:
            self._reckoner.forget()
            return
        self._name.setText(offer.name)
        self._kind.set_tag(_(KIND_WORDS[offer.terms.kind]))
        self._sentence.setText(sentence(offer.terms))
        self._since.setText(self._since_words(offer))
        self._issued.set_figure(f"{offer.use.issued:,}")
        self._used.set_figure(f"{offer.use.used:,}")
        self._given.set_figure(yuan(offer.use.given_fen))
        limit = limit_used(offer)
        self._limit.setVisible(limit is not None)
        if limit is not None:
            self._bar.set_fraction(min(1.0, limit[0]))
            self._limit_words.setText(limit[1])
            self._limit_words.set_tone("warn" if limit[0] >= _NEARLY else "")
        self._reckoner.ask(offer.terms)
        self._issue.setEnabled(not offer.is_retired)
        self._print.setEnabled(not offer.is_retired)
        self._switch.setText(_("Bring back") if offer.is_retired else _("Stop"))

    def _show_cost(self, terms: Terms, found: Figures | None) -> None:
        told = awaited_lines(terms) if found is None else cost_lines(estimate(terms, found))
        lines = [SlipLine(label, figure, detail) for label, figure, detail in told]
        self._cost.show_lines([SlipLine(_("What it costs"), heading=True), *lines])

    def _whole(self) -> QWidget:
        whole = QWidget()
        parts = column(whole, gap="")
        self._issued, self._used = Stat("", _("issued")), Stat("", _("used"))
        self._given = Stat("", _("given"))
        self._cost = Slip(_("What it costs"))
        strip = StatStrip([self._issued, self._used, self._given])
        for part in (self._head(), Line(), strip, Line(), self._limit_block()):
            parts.addWidget(part)
        parts.addWidget(self._cost, 1)
        parts.addWidget(Line())
        parts.addWidget(self._foot())
        return whole

    def _head(self) -> Block:
        head = Block()
        self._name, self._kind = Words("", "name", elide=True), Tag("")
        line = row(gap="s")
        line.addWidget(self._name, 1)
        line.addWidget(self._kind)
        head.body.addLayout(line)
        self._sentence = Words("", "reading", wrap=True, selectable=True)
        head.body.addWidget(self._sentence)
        self._since = Words("", "caption", tone="muted", wrap=True)
        self._change = Button(_("Change…"), kind="link", small=True, then=self.change.emit)
        self._switch = Button("", kind="link", small=True, then=self.switch.emit)
        below = row(gap="s")
        below.addWidget(self._since, 1)
        below.addWidget(self._change)
        below.addWidget(self._switch)
        head.body.addLayout(below)
        return head

    def _limit_block(self) -> Block:
        self._limit = Block()
        self._bar, self._limit_words = ProgressBar(), Words("", "label")
        line = row(gap="s")
        line.addWidget(Words(_("Used of its limit"), "label", tone="muted"))
        line.addStretch(1)
        line.addWidget(self._limit_words)
        self._limit.body.addLayout(line)
        self._limit.body.addWidget(self._bar)
        return self._limit

    def _foot(self) -> Block:
        foot = Block()
        self._issue = Button(_("Issue coupons…"), icon="coupon", then=self.issue.emit)
        self._print = Button(_("Print cards"), icon="print", then=self.print_cards.emit)
        foot.row(self._issue, self._print, None)
        return foot

    def _since_words(self, offer: Offer) -> str:
        made = _("since {day}", day=show_day_in_full(offer.created_at.date()))
        if offer.is_retired:
            return _("Stopped: no more coupons are issued, those out stay good")
        if offer.version == 1:
            return made
        changed = many("changed {n} time", "changed {n} times", offer.version - 1)
        return f"{made}·{changed}·" + _("coupons keep the terms they were issued with")
