"""The hero tiers: who lives on the hero product, who tried it, who never did; and what to offer each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView

from storeassist.features.habits import actions as habits
from storeassist.features.habits import store_tiers
from storeassist.features.habits.records import TierShare
from storeassist.features.repurchase import actions_tiers, jobs_page
from storeassist.features.repurchase.jobs_page import Tiers
from storeassist.features.repurchase.panels import Tab, share_words
from storeassist.features.repurchase.rules_tiers import definition, name_of, proposal, rule_of, word
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import whole_yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.forms import ChoiceField
from storeassist.ui.layouts import row
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card, FilterRow
from storeassist.ui.widgets.words import Words


@dataclass(frozen=True, slots=True)
class Row:
    """A tier around the hero product of this name."""

    share: TierShare
    hero: str


class TiersTab(Tab):
    """Four rows around one product, and the words for the one chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, jobs_page.tiers)
        self._found: Tiers | None = None
        self._rows: list[Row] = []
        self.hero = ChoiceField()
        self.hero.setAccessibleName(_("Hero product"))
        self.hero.activated.connect(self._on_hero)
        self._make = Button(_("Make four segments"), icon="segment", then=self.make_segments)
        self.body.addWidget(FilterRow(Words(_("Hero product"), "label", tone="muted"), self.hero, right=(self._make,)))
        self.table = self._table()
        self.body.addWidget(self.table, 5)
        self._offer, self._text = Words("", "body", wrap=True), Words("", "reading", wrap=True, selectable=True)
        self.body.addWidget(self._proposal(), 4)

    def show_found(self, found: Tiers) -> None:
        """Show the tiers, and the words for the one chosen."""
        self._found = found
        self.hero.set_choices([(one.id, one.name) for one in found.products])
        if found.hero is not None:
            self.hero.set_value(found.hero.id)
        self._rows = [Row(share, found.hero.name) for share in found.shares] if found.hero else []
        chosen = self.table.current_id() or 0
        self.table.show_records(self._rows)
        self.table.set_foot(_("bars: share of all customers, and of all they ever spent"))
        self._make.setEnabled(bool(self._rows))
        self.hero.setEnabled(bool(found.products))
        self._card.setVisible(bool(self._rows))
        if self._rows:
            self.table.select([min(chosen, len(self._rows) - 1)])

    def sentence(self) -> str:
        """What the core brings."""
        if not self._rows or self._rows[0].share.sales is None:
            return ""
        core = self._rows[0].share
        return _(
            "The core of {hero}: {people} of the customers bring {sales} of the money.",
            hero=self._rows[0].hero,
            people=share_words(core.customers, core.of),
            sales=share_words(core.spent_fen, core.of_fen),
        )

    def make_segments(self) -> None:
        """Keep the four tiers as segments."""
        if self._found is None or self._found.hero is None:
            return
        try:
            made = actions_tiers.save_segments(self.shop, self._found.hero, self.desk.now())
        except UserError as error:
            self.desk.fail(error)
            return
        self.desk.say(many("{n} segment made.", "{n} segments made.", len(made)))

    def _table(self) -> RecordTable[Row]:
        table: RecordTable[Row] = RecordTable(
            self.desk,
            "repurchase-tiers",
            _("Hero tiers"),
            [
                Column(
                    "Tier", lambda r: (word(r.share.tier), definition(r.share.tier, r.hero)), kind="two-line", stretch=True
                ),
                Column("Customers", lambda r: r.share.customers, kind="number", width=90),
                Column(
                    "Share of people",
                    lambda r: (r.share.people or 0.0, share_words(r.share.customers, r.share.of)),
                    kind="bar",
                    width=150,
                ),
                Column("Spent", lambda r: whole_yuan(r.share.spent_fen), kind="number", width=110, rank=1),
                Column(
                    "Share of sales",
                    lambda r: (max(0.0, r.share.sales or 0.0), share_words(r.share.spent_fen, r.share.of_fen)),
                    kind="bar",
                    width=150,
                ),
            ],
            lambda _ids: [],
            two_line=True,
        )
        table.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.set_empty(
            _("No product to gather around yet."),
            _("As soon as bills name products, the one sold most is proposed as the hero."),
        )
        table.selected.connect(self._show_proposal)
        table.activated.connect(self._on_tier)
        return table

    def _proposal(self) -> Card:
        self._card = Card(_("What to offer them"))
        self._card.body.addWidget(self._offer)
        self._card.body.addWidget(self._text)
        self._card.body.addStretch(1)
        buttons = row(gap="s")
        buttons.addStretch(1)
        for text, icon, act in (
            (_("Show the customers"), "customers", self._show_people),
            (_("New offer…"), "offer", self._new_offer),
            (_("Copy the words"), "copy", self._copy),
        ):
            buttons.addWidget(Button(text, icon=icon, then=act))
        self._card.body.addLayout(buttons)
        return self._card

    def _chosen(self) -> Row | None:
        at = self.table.current_id()
        return self._rows[at] if at is not None and at < len(self._rows) else None

    def _show_proposal(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            return
        said = proposal(chosen.share.tier, chosen.hero)
        self._card.set_title(_("What to offer: {tier}", tier=word(chosen.share.tier)))
        self._offer.setText(said.offer)
        self._text.setText(said.text)

    def _on_tier(self, at: int) -> None:
        tier, hero = self._rows[at].share.tier, self._found.hero if self._found else None
        if hero is not None:
            read = partial(store_tiers.in_tier, product_id=hero.id, tier=tier, now=self.desk.now())
            self.to_people.emit(read, name_of(tier, hero.name), rule_of(tier, hero.name))

    def _show_people(self) -> None:
        at = self.table.current_id()
        if at is not None:
            self._on_tier(at)

    def _new_offer(self) -> None:
        self.desk.go("offers")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.text())
        self.desk.say(_("The words are copied: paste them into the chat."), undo=False)

    def _on_hero(self, _at: Any) -> None:
        habits.set_hero(self.shop, self.hero.value(), self.desk.now())
        self.desk.say(_("Hero product: {name}", name=self.hero.currentText()))
