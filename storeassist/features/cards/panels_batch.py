"""The batch on the studio's page: what it is called, how many cards, on which paper, and what comes out of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from storeassist.features.cards import designs, faces, sheets
from storeassist.features.cards.records import Batch, BatchFacts
from storeassist.features.cards.records_print import CardText, Layout
from storeassist.kernel.errors import UserError
from storeassist.kernel.money import yuan
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.forms import ChoiceField, DateField, Form, LineField, MoneyField, NumberField
from storeassist.ui.layouts import ScrollColumn, column
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.words import Words

_SHIFT = {"x": "cards/shift_x", "y": "cards/shift_y"}


def sample(facts: BatchFacts) -> CardText:
    """A card for the preview of a batch: with a code only where there will be coupons."""
    return CardText(1) if facts.offer_id is None else faces.sample_card()


class BatchCard(Card):
    """The fields of the batch and of its paper, and what comes out of them; ``changed`` follows each key."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("This batch"), " ", inset=0)
        self.desk = desk
        self.body.setSpacing(0)
        scroll = ScrollColumn()
        holder = QWidget()
        lines = column(holder, across="l", along="s")
        lines.addWidget(self._build_facts())
        lines.addWidget(self._build_paper())
        self.crop_marks = QCheckBox(_("Crop marks"))
        self.crop_marks.setChecked(True)
        lines.addWidget(self.crop_marks)
        self._summary = Words("", "label", tone="muted", wrap=True)
        lines.addWidget(self._summary)
        scroll.body.addWidget(holder)
        self.body.addWidget(scroll, 1)
        for field in (*self._of_batch, self.sheet, self.start, self.bleed, self.right, self.down):
            field.changed.connect(self.changed)
        self.crop_marks.toggled.connect(lambda: self.changed.emit())

    def show_batch(self, facts: BatchFacts, batch: Batch | None) -> None:
        """Show what is known of a batch; one that is printed keeps all but its name, place and cost."""
        self.name.set_text(facts.name)
        self.quantity.set_text(str(facts.quantity))
        self.place.set_text(facts.place)
        self.channel.set_text(facts.channel)
        self.valid_until.set_date(facts.valid_until)
        self.cost.set_fen(facts.cost_fen)
        self.start.set_text("1")
        printed = batch is not None and bool(batch.printed or batch.issue_id is not None)
        for field in (self.quantity, self.channel, self.valid_until):
            field.setEnabled(not printed)
        self.set_count(many("{n} printed", "{n} printed", batch.printed) if batch and batch.printed else " ")

    def offer_sheets(self, design_name: str) -> None:
        """Offer the paper that holds cards of a design."""
        with QSignalBlocker(self.sheet):
            self.sheet.set_choices([(one.name, one.title) for one in sheets.fitting(designs.by_name(design_name))])
            if self._start() > sheets.by_name(self.sheet.value()).places:
                self.start.set_text("1")

    def said(self) -> dict[str, Any]:
        """What is written of the batch; raises UserError for what cannot be understood."""
        quantity = self.quantity.whole()
        if quantity is None:
            raise UserError("How many cards are to be printed?", field="quantity")
        return {
            "name": self.name.text(),
            "quantity": quantity,
            "place": self.place.text(),
            "channel": self.channel.text(),
            "valid_until": self.valid_until.date(),
            "cost_fen": self.cost.fen(),
        }

    def layout_of(self, facts: BatchFacts) -> Layout:
        """The paper; raises UserError for what does not fit it."""
        layout = Layout(
            sheet=self.sheet.value(),
            start=self._start(),
            crop_marks=self.crop_marks.isChecked(),
            bleed_mm=self.bleed.number() or 0,
            shift_x_mm=self.right.number() or 0,
            shift_y_mm=self.down.number() or 0,
            duplex=faces.has_back(facts, sample(facts)),
        )
        sheets.checked(layout, designs.by_name(facts.design))
        return layout

    def keep_shift(self) -> None:
        """Remember what this computer's printer puts out of place."""
        for key, field in (("x", self.right), ("y", self.down)):
            self.desk.taste.set(_SHIFT[key], field.text().strip())

    def show_summary(self, facts: BatchFacts, layout: Layout, warnings: list[str]) -> None:
        """Say what comes out of it, and what to think of before paper is used."""
        pages = sheets.by_name(layout.sheet).pages(facts.quantity, layout.start)
        words = [many("{n} page", "{n} pages", pages), many("{n} card", "{n} cards", facts.quantity)]
        if facts.cost_fen is not None:
            words.append(_("{amount} a card", amount=yuan(round(facts.cost_fen / facts.quantity))))
        self._summary.setText("\n".join(["·".join(words), *warnings]))
        self._summary.set_tone("warn" if warnings else "muted")

    def clear_faults(self) -> None:
        """No field is at fault any more."""
        self._facts.clear_faults()
        self._paper.clear_faults()

    def point_out(self, error: UserError) -> bool:
        """Go to the field at fault; False when it is not one of these."""
        return self._facts.fault(error.field, str(error)) or self._paper.fault(error.field, str(error))

    def set_busy(self, busy: bool) -> None:
        """Whether the printing goes on."""
        for part in (self._facts, self._paper, self.crop_marks):
            part.setEnabled(not busy)

    def _start(self) -> int:
        start = self.start.whole()
        return 1 if start is None else start

    def _build_facts(self) -> Form:
        self._facts = Form()
        self.name = self._facts.add(_("Name of the batch"), LineField(), name="name")
        self.quantity = NumberField("200")
        self.cost = MoneyField()
        self._facts.row((_("How many"), self.quantity, "quantity"), (_("Printing costs"), self.cost, "cost"))
        self.place = self._facts.add(_("Where they lie"), LineField(), name="place")
        self.channel = self._facts.add(_("Channel"), LineField(), name="channel")
        self.valid_until = self._facts.add(_("Valid until"), DateField(self.desk), name="valid_until")
        self._of_batch = (self.name, self.quantity, self.cost, self.place, self.channel, self.valid_until)
        return self._facts

    def _build_paper(self) -> Form:
        self._paper = Form()
        self.sheet = self._paper.add(_("Paper"), ChoiceField([]), name="sheet")
        self.sheet.setSizeAdjustPolicy(ChoiceField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.start, self.bleed = NumberField("1"), NumberField("2", unit="mm")
        self._paper.row((_("Begin at place"), self.start, "start"), (_("Bleed"), self.bleed, "bleed"))
        self.right = NumberField(str(self.desk.taste.get(_SHIFT["x"], "")), unit="mm")
        self.down = NumberField(str(self.desk.taste.get(_SHIFT["y"], "")), unit="mm")
        self._paper.row((_("Shift right"), self.right, "shift"), (_("Shift down"), self.down, "shift_y"))
        return self._paper
