"""The card itself on the studio's page: its face at true proportions, and the words, colour and codes on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from storeassist.features.cards import actions, designs, faces, press, rules
from storeassist.features.cards.panels_picture import PicturePart
from storeassist.features.cards.records import BatchFacts, CardKind, Target
from storeassist.features.cards.records_design import Design
from storeassist.features.cards.records_print import CardText, OfferWords, Side
from storeassist.features.offers.records import Offer
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.forms import ChoiceField, Form, LineField, Segmented, TextField
from storeassist.ui.layouts import ScrollColumn, column, row
from storeassist.ui.widgets.card import Card, Line
from storeassist.ui.widgets.paper import Paper
from storeassist.ui.widgets.swatches import Swatches
from storeassist.ui.widgets.words import Words

_LEAST_DPI = 130
"""Drawn with fewer dots, the modules of a code would run together."""


class FaceCard(Card):
    """The face of the card, and under it everything that stands on it; ``changed`` follows each key."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(inset=0)
        self.desk = desk
        self.target, self.logo = Target(), b""
        self._design: Design | None = None
        self._quiet = False
        self.fields: dict[str, LineField | TextField] = {}
        self.body.setSpacing(0)
        self._build_face()
        self.body.addWidget(Line())
        self.below = ScrollColumn()
        holder = QWidget()
        lines = column(holder, across="l", along="m")
        self._form = Form()
        self.kind = self._form.add(_("Kind of card"), ChoiceField([(k, _(words)) for k, words in rules.KINDS.items()]))
        self.design = self._form.add(_("Design"), ChoiceField([]))
        self.offer = self._form.add(_("Offer"), ChoiceField([]), name="offer")
        lines.addWidget(self._form)
        self._words = Form()
        lines.addWidget(self._words)
        self._build_pictures(lines)
        lines.addWidget(Words(_("Colour"), "label", tone="muted"))
        self.colours = Swatches()
        lines.addWidget(self.colours)
        self.below.body.addWidget(holder)
        self.body.addWidget(self.below, 1)
        self._lines = lines
        for choice in (self.kind, self.design, self.offer):
            choice.setSizeAdjustPolicy(ChoiceField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.changed.connect(self._on_kind)
        self.design.changed.connect(self._on_design)
        self.offer.changed.connect(self._on_offer)
        self.colours.changed.connect(self.changed)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these, keeping what is chosen."""
        self._quiet = True
        self.offer.set_choices([(None, _("No offer")), *((one.id, one.name) for one in offers)])
        self._quiet = False

    def show_facts(self, facts: BatchFacts) -> None:
        """Show what stands on the cards of a batch."""
        self._quiet = True
        self.kind.set_value(facts.kind)
        self.offer.set_value(facts.offer_id)
        self._quiet = False
        self.target, self.logo = facts.target, facts.logo
        self._offer_designs(facts.kind, facts.design)
        self._use_design(designs.by_name(facts.design), facts.fields, facts.colour)
        self._show_pictures()

    def design_words(self) -> dict[str, str]:
        """The owner's words by field, those that differ from the design's own."""
        has = {"coupon": self.offer.value() is not None, "target": bool(self.target.text)}
        assert self._design
        defaults = {one.key: one.default_for(**has) for one in self._design.fields}
        return {key: field.text() for key, field in self.fields.items() if field.text() != defaults[key]}

    def facts(self) -> dict[str, Any]:
        """The part of a batch's facts that is written here."""
        assert self._design
        chosen = self.colours.value()
        return {
            "kind": self.kind.value(),
            "design": self._design.name,
            "offer_id": self.offer.value(),
            "target": self.target,
            "fields": self.design_words(),
            "colour": "" if chosen == self._design.choices[0] else chosen,
            "logo": self.logo,
        }

    def shown_side(self, facts: BatchFacts, card: CardText) -> Side:
        """The side that is looked at."""
        return self.side.value() if faces.has_back(facts, card) else Side.FRONT

    def draw(self, facts: BatchFacts, card: CardText, words: OfferWords) -> None:
        """Show the face with these facts; raises UserError for what cannot be drawn."""
        design = designs.by_name(facts.design)
        width, height = design.size
        self.side.setVisible(faces.has_back(facts, card))
        dpi = max(_LEAST_DPI, self.paper.dpi(design.size))
        self._size.setText(_("{width} × {height} mm", width=f"{width:g}", height=f"{height:g}"))
        try:
            picture = press.image(facts, card, words, self.desk.shop.name, self.shown_side(facts, card), dpi)
            qr = faces.qr_facts(design, facts)
        except UserError:
            self.paper.show_picture(QImage(), design.size)
            self._qr.setText("")
            raise
        self.paper.show_picture(picture, design.size)
        self._qr.setText(qr.words)
        self._qr.set_tone("good" if qr.ok else "bad")

    def lock(self, locked: bool) -> None:
        """Whether the cards are printed, and what stands on them stays."""
        for part in (self._form, self._words, self.colours, self.code_part, self.logo_part):
            part.setEnabled(not locked)

    def read_logo(self, source: Path | bytes) -> None:
        """Take the owner's logo; raises UserError for what is no picture."""
        self._use_logo(actions.read_logo(source))

    def read_picture(self, source: Path | bytes) -> None:
        """Take the QR code of the owner's own picture; raises UserError when none can be read."""
        before = self.design_words()
        self.target = actions.read_target(source, self.desk.now().date())
        self._redo_words(before)

    def _build_face(self) -> None:
        top = QWidget()
        lines = column(top, gap="s", across="l", along="m")
        head = row()
        head.addWidget(Words(_("Card"), "heading"))
        self._size = Words("", "label", tone="muted", elide=True)
        head.addWidget(self._size, 1)
        self.side = Segmented([(Side.FRONT, _("Front side")), (Side.BACK, _("Back side"))])
        self.side.changed.connect(self.changed)
        head.addWidget(self.side)
        lines.addLayout(head)
        self.paper = Paper(_("The card as it will be printed"))
        lines.addWidget(self.paper, 1)
        self._qr = Words("", "label", wrap=True)
        lines.addWidget(self._qr)
        self.body.addWidget(top, 1)

    def _build_pictures(self, lines: Any) -> None:
        hint = _("Or paste it with Ctrl+V, or drop it on this page.")
        self.code_part = PicturePart(self.desk, _("Your own QR code"), _("Which picture of your QR code?"), hint)
        self.code_part.chosen.connect(partial(self._try, self.read_picture))
        self.code_part.removed.connect(self._remove_target)
        lines.addWidget(self.code_part)
        self.logo_part = PicturePart(self.desk, _("Logo"), _("Which picture of your logo?"))
        self.logo_part.chosen.connect(partial(self._try, self.read_logo))
        self.logo_part.removed.connect(self._remove_logo)
        lines.addWidget(self.logo_part)

    def _try(self, read: Callable[[Path], None], path: Path) -> None:
        try:
            read(path)
        except UserError as error:
            self.desk.fail(error)

    def _remove_target(self) -> None:
        before = self.design_words()
        self.target = Target()
        self._redo_words(before)

    def _remove_logo(self) -> None:
        self._use_logo(b"")

    def _use_logo(self, logo: bytes) -> None:
        self.logo = logo
        self._show_pictures()
        self.changed.emit()

    def _show_pictures(self) -> None:
        leads = rules.target_words(self.target) if self.target.text else _("None: only the coupon's code is printed.")
        self.code_part.show_words(leads, is_there=bool(self.target.text))
        logo = _("Yours is on the card.") if self.logo else _("None: the first sign of the shop's name is.")
        self.logo_part.show_words(logo, is_there=bool(self.logo))

    def _on_kind(self) -> None:
        if self._quiet:
            return
        self._offer_designs(self.kind.value(), self.design.value())
        self._use_design(designs.by_name(self.design.value()), {}, "")
        self.changed.emit()

    def _on_design(self) -> None:
        if self._quiet:
            return
        self._use_design(designs.by_name(self.design.value()), {}, "")
        self.changed.emit()

    def _on_offer(self) -> None:
        if self._quiet:
            return
        self._redo_words(
            {key: field.text() for key, field in self.fields.items() if field.property("own")}
        )

    def _redo_words(self, own: dict[str, str]) -> None:
        """The design's own words follow the codes on the card; the owner's stay."""
        assert self._design
        self._use_design(self._design, own, self.colours.value())
        self._show_pictures()
        self.changed.emit()

    def _offer_designs(self, kind: CardKind, chosen: str) -> None:
        self._quiet = True
        self.design.set_choices([(one.name, one.title) for one in designs.for_kind(kind)])
        self.design.set_value(chosen)
        self._quiet = False

    def _use_design(self, design: Design, own: Any, colour: str) -> None:
        self._design = design
        has = {"coupon": self.offer.value() is not None, "target": bool(self.target.text)}
        fresh = Form()
        self.fields = {}
        for one in design.fields:
            text = own.get(one.key, one.default_for(**has))
            field = TextField(text, lines=one.lines) if one.lines > 1 else LineField(text)
            field.setProperty("own", one.key in own)
            fresh.add(one.label, field)
            field.changed.connect(lambda field=field: self._on_words(field))
            self.fields[one.key] = field
        self._lines.replaceWidget(self._words, fresh)
        self._words.hide()
        self._words.deleteLater()
        self._words = fresh
        self.colours.show_colours(design.choices, colour)
        self.logo_part.setVisible(design.holds_logo)

    def _on_words(self, field: LineField | TextField) -> None:
        field.setProperty("own", True)
        self.changed.emit()

