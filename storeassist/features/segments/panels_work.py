"""The card in the middle: a rule's name, its sentence, its tree, and the chips that add to it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from storeassist.features.segments import rules, rules_builder, rules_draft
from storeassist.features.segments.panels_head import ChipFoot, NameLine, StartList
from storeassist.features.segments.panels_rule import RuleEditor
from storeassist.features.segments.records import Names, Rule
from storeassist.features.segments.records_live import Live, Offered
from storeassist.features.segments.rules_draft import Written
from storeassist.features.segments.rules_proposals import PROPOSALS
from storeassist.features.segments.rules_words import sentence
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.echo import STRONG, Echo


class WorkCard(Card):
    """``changed`` follows every key; ``began`` a rule to begin with; ``renamed`` asks for another name."""

    changed = Signal()
    began = Signal(int)
    renamed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(inset=0)
        self.body.setSpacing(0)
        self.head = NameLine()
        self.head.asked.connect(self.renamed)
        self.echo = Echo()
        self.editor = RuleEditor(desk, Offered())
        self.editor.changed.connect(self._on_change)
        self.editor.laid_out.connect(self._order_keys)
        self.start = self._make_start()
        self.foot: ChipFoot | None = None
        self._is_low = False
        self.body.addWidget(self.head)
        self.body.addWidget(self.echo)
        self.body.addWidget(self.editor, 1)
        self.editor.body.addWidget(self.start)
        self._written: Written | None = None
        self._live: Live | None = None

    def offer(self, offered: Offered) -> None:
        """What conditions can be made of from now on; the rule stays."""
        if offered == self.editor.offered and self.foot is not None:
            return
        if self.foot is not None:
            self.body.removeWidget(self.foot)
            self.foot.hide()
            self.foot.deleteLater()
        chips = [(words, rules_builder.begin(key, offered)) for key, words in rules_builder.chips(offered)]
        self.foot = ChipFoot(chips, self.editor.add)
        self.foot.setVisible(self.editor.isEnabled())
        self.foot.show_few(self._is_low)
        self.body.addWidget(self.foot)
        self.editor.offer(offered)
        if self._live is not None:
            self.show_live(self._live)

    def show_rule(self, document: Mapping[str, Any], *, frozen: bool) -> None:
        """Lay out a rule; one of a snapshot cannot be changed."""
        self.editor.setEnabled(not frozen)
        if self.foot is not None:
            self.foot.setVisible(not frozen)
        self.editor.show_rule(document)
        self._show_start()

    def set_low(self, low: bool) -> None:
        """Leave the rule more of a card that is low."""
        self._is_low = low
        if self.foot is not None:
            self.foot.show_few(low)

    def read(self) -> Rule | None:
        """The rule as it is written, its sentence said; None, with the reason said, while it makes no sense."""
        self._show_start()
        self._written = self._live = None
        if rules_draft.is_empty(self.editor.root):
            self.echo.say(_("Say whom you are looking for: click a condition below, or begin with a rule that is there."), "muted")
            return None
        try:
            self._written = self.editor.read()
            rule = rules.parse(self._written.document)
        except UserError as error:
            if self._written is not None and error.field:
                self.editor.show_fault(self._written.part_at(error.field), error.field.rpartition(".")[2], error)
            self.echo.say(str(error), "bad")
            self.editor.show_steps({})
            return None
        self.echo.say(sentence(rule, Names(self.editor.offered.hero), STRONG))
        return rule

    def show_live(self, live: Live) -> None:
        """Say at each part how many are left after it."""
        self._live = live
        if self._written is not None:
            places = self._written.places.items()
            self.editor.show_steps({part: live.steps[place] for part, place in places if place in live.steps})

    def complain(self, text: str) -> None:
        """Say why the rule cannot be counted."""
        self.echo.say(text, "bad")
        self.editor.show_steps({})

    def _on_change(self) -> None:
        self._show_start()
        self.changed.emit()

    def _show_start(self) -> None:
        self.start.setVisible(rules_draft.is_empty(self.editor.root) and self.editor.isEnabled())

    def _order_keys(self) -> None:
        """Have the Tab key go down the card: what is made later comes last otherwise."""
        tree = self.editor.group.findChildren(QWidget) if self.editor.group is not None else []
        chips = self.foot.chips.values() if self.foot is not None else ()
        by_tab, here = Qt.FocusPolicy.TabFocus, self.window()  # the lists of choices are windows of their own
        parts = (self.head.change, *tree, *self.start.buttons, *chips)
        order = [one for one in parts if one.focusPolicy() & by_tab and one.window() is here]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _make_start(self) -> StartList:
        said = [(_(one.name), sentence(rules.parse(one.document), Names())) for one in PROPOSALS]
        start = StartList(said)
        start.chosen.connect(self.began)
        return start
