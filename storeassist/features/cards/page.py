"""The Print studio: a batch of cards, its face, its sheet, and the file of which every code was read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from storeassist.features.cards import actions, designs, jobs_press, press, rules, store
from storeassist.features.cards.page_printing import PDF, Printing
from storeassist.features.cards.panels import FaceCard
from storeassist.features.cards.panels_batch import BatchCard, sample
from storeassist.features.cards.panels_list import columns
from storeassist.features.cards.panels_sheet import SheetCard
from storeassist.features.cards.panels_state import StateCard
from storeassist.features.cards.records import Batch, BatchFacts, CardKind
from storeassist.features.cards.records_print import Layout, OfferWords, Side
from storeassist.features.cards.rules_print import offer_words
from storeassist.features.offers import store as offers
from storeassist.features.offers.records import Offer
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import not_written
from storeassist.kernel.text import N_, _
from storeassist.ui import pasted
from storeassist.ui.commands import command
from storeassist.ui.page import Page
from storeassist.ui.table import RecordTable
from storeassist.ui.widgets.fold import Fold

_SOON_MS = 5
"""Keys that come together are drawn once."""

_QUANTITY = 200
_PNG = ((N_("Picture"), ("png",)),)


class CardsPage(Page):
    """One batch is on the table, new or kept; the list below lays another one there."""

    shows: ClassVar = ("card_batch", "card_run", "offer", "offer_terms")

    def build(self) -> None:
        """Face, sheet and batch side by side; all batches below."""
        self.batch: Batch | None = None
        self._shown: BatchFacts | None = None
        self._offers: dict[int, Offer] = {}
        self._quiet = self._saves = False
        self.face, self.sheet, self.form, self.state = FaceCard(self.desk), SheetCard(), BatchCard(self.desk), StateCard()
        names = (_("Sheet of paper"), _("This batch"))
        self.sides = Fold(self.face, self.sheet, self.form, self.state, names)
        self.body.addWidget(self.sides, 4)
        self.state.test_asked.connect(lambda: self.commands["try_one"].trigger())
        self.printing = Printing(self, self.state)
        self.printing.began.connect(partial(self._set_busy, True))
        self.printing.ended.connect(self._on_printing_ended)
        self.setAcceptDrops(True)
        self.table: RecordTable[Batch] = RecordTable(
            self.desk, "cards", _("Batches"), columns(self.desk.now().date()), lambda ids: store.fetch(self.shop, ids)
        )
        self.table.set_empty(_("No batches yet."), _("The first one is on the table above: name it, then export it."))
        self.table.set_sort("created", True)
        self.table.set_menu(self)
        self.body.addWidget(self.table, 1)
        self._draws = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._draws.timeout.connect(self._draw)
        for part in (self.face, self.form):
            part.changed.connect(self._on_change_of_words)
        self.sheet.changed.connect(self._draws.start)
        self.sheet.start_chosen.connect(lambda place: self.form.start.set_text(str(place)))
        self.table.selected.connect(self._on_selected)
        self.table.sort_changed.connect(self._show_list)
        self.set_sentence(_("Each batch has codes of its own, and shows what it brought."))
        self._show_batch(None, self._fresh(None))

    def reload(self) -> None:
        """Read the batches and the offers; what is being written stays."""
        live = offers.all_live(self.shop)
        wanted = self.batch.facts.offer_id if self.batch else None
        if wanted is not None and wanted not in {one.id for one in live}:
            live.append(offers.get(self.shop, wanted))
        self._offers = {one.id: one for one in live}
        self.face.show_offers(live)
        if self.batch is not None and not self._saves:
            found = store.fetch(self.shop, [self.batch.id])
            if not found:
                self._show_batch(None, self._fresh(None))
            elif found[0] != self.batch:
                self._show_batch(found[0], found[0].facts)
        self._show_list()
        self.table.refresh()
        self._draws.start()

    def open(
        self,
        offer_id: int | None = None,
        batch_id: int | None = None,
        facts: BatchFacts | None = None,
        **_more: Any,
    ) -> None:
        """Lay a batch on the table, or a new one of an offer; ``facts`` are words on it that could not be kept."""
        if self.printing.job is not None:
            return
        if facts is not None:
            self._show_batch(store.get(self.shop, batch_id) if batch_id is not None else None, facts)
            self._shown = None
        elif batch_id is not None:
            if self.batch is None or self.batch.id != batch_id:
                self._leave_batch(partial(self._show_kept, batch_id))
        elif offer_id is not None:
            self._leave_batch(lambda: self._show_batch(None, self._fresh(offer_id)))

    def place(self) -> dict[str, Any]:
        """The batch on the table, and what is written of it."""
        facts = self._written() if self.before_closing() else None
        return {"batch_id": self.batch.id if self.batch else None, "facts": facts}

    def before_closing(self) -> str:
        """Keep what is written; answers why it cannot be kept."""
        try:
            if self.printing.job is None and self._is_changed():
                self._save()
        except UserError as error:
            return _("The batch on the table of the print studio is not kept: {why}", why=str(error))
        return ""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if pasted.holds_picture(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        try:
            self._take_code(pasted.brought(event.mimeData()))
        except UserError as error:
            self.desk.fail(error)

    @command("New batch", icon="add", shortcut="Ctrl+N")
    def new(self) -> None:
        """Lay a new batch on the table."""
        self.printing.refuse_busy()
        self._leave_batch(self._begin_anew)

    @command("Save", icon="save", shortcut="Ctrl+S", place="menu")
    def keep(self) -> None:
        """Keep the batch as it is written."""
        self.printing.refuse_busy()
        batch, _layout = self._save()
        self.desk.say(_("Saved the batch {name}", name=batch.facts.name))

    @command("Export PDF…", icon="export", shortcut="Ctrl+P", place="primary")
    def export(self) -> None:
        """Keep the batch, and print its cards into a file."""
        self.printing.refuse_busy()
        self.printing.into_file(*self._save())
        self.form.keep_shift()

    @command("Print…", icon="print", shortcut="Ctrl+Shift+P", place="menu")
    def print_now(self) -> None:
        """Keep the batch, read every code of its cards back, and print them on paper."""
        self.printing.refuse_busy()
        self.printing.on_paper(*self._save())
        self.form.keep_shift()

    @command("Test card…", icon="print", place="hidden")
    def try_one(self) -> None:
        """Print a single card that opens nothing, to look at its colours and its size on paper."""
        facts = self._facts()
        self.printing.try_one(facts, self.form.layout_of(facts), self._words(facts))
        self.form.keep_shift()

    @command("Paste a picture of your QR code", icon="copy", shortcut="Ctrl+V", place="menu")
    def paste(self) -> None:
        """Take the owner's own code out of what was copied: a picture, or its file."""
        self._take_code(pasted.copied())

    @command("Save one card as a picture…", icon="save", place="menu")
    def picture(self) -> None:
        """Write the front of a sample card as PNG, to be looked at on a phone."""
        facts, layout_words = self._facts(), self._words(self._facts())
        rules.checked(facts, self.desk.today())
        image = press.image(facts, sample(facts), layout_words, self.shop.name, Side.FRONT)

        def write(path: Path) -> None:
            if not image.save(str(path)):
                self.desk.fail(not_written(OSError(str(path)), path))
            else:
                self.desk.say(_("Saved {file}", file=path.name), undo=False)

        self.desk.ask.save_file(self, _("Where to?"), f"{facts.name}.png", _PNG, then=write)

    @command("Test page for the printer…", icon="print", place="menu")
    def calibrate(self) -> None:
        """Write the page that tells how far a printer is out of place."""

        def write(path: Path) -> None:
            self.desk.jobs.start(
                lambda _job: jobs_press.calibration_page(path),
                done=lambda _nothing: self.desk.say(_("Saved {file}", file=path.name), undo=False),
            )

        self.desk.ask.save_file(self, _("Where to?"), _("Test page") + ".pdf", PDF, then=write)

    @command("Results", icon="results", place="row")
    def results(self) -> None:
        """What the batch brought."""
        if (batch_id := self.table.current_id()) is not None:
            self.desk.go("batches", batch_id=batch_id)

    @command("Remove the batch", icon="delete", place="row")
    def remove(self) -> None:
        """Take out a batch that was never printed."""
        self.printing.refuse_busy()
        if (batch_id := self.table.current_id()) is not None:
            name = store.get(self.shop, batch_id).facts.name
            actions.remove(self.shop, batch_id, self.desk.now())
            self.desk.say(_("Removed the batch {name}", name=name))

    def _show_batch(self, batch: Batch | None, facts: BatchFacts) -> None:
        self._quiet = True
        self.batch = batch
        if facts.offer_id is not None and facts.offer_id not in self._offers:
            self._offers[facts.offer_id] = offers.get(self.shop, facts.offer_id)
            self.face.show_offers(list(self._offers.values()))
        self.face.show_facts(facts)
        self.form.show_batch(facts, batch)  # before the paper, whose first place may hold no number
        self.form.offer_sheets(facts.design)
        self.face.lock(batch is not None and bool(batch.printed or batch.issue_id is not None))
        self.sheet.go_to_first()
        self._quiet = False
        self._shown = self._written()
        self._draws.start()

    def _show_kept(self, batch_id: int) -> None:
        batch = store.get(self.shop, batch_id)
        self._show_batch(batch, batch.facts)
        self.table.select([batch_id])

    def _begin_anew(self) -> None:
        self.table.select([])
        self._show_batch(None, self._fresh(None))
        self.sides.show_part(self.form)
        self.form.name.setFocus()

    def _fresh(self, offer_id: int | None) -> BatchFacts:
        """A batch to begin with, with the logo of the one before."""
        kind = CardKind.PACKAGE if offer_id is None else CardKind.COUPON
        logo = store.last_logo(self.shop)
        return BatchFacts("", kind, _QUANTITY, designs.for_kind(kind)[0].name, offer_id=offer_id, logo=logo)

    def _is_changed(self) -> bool:
        return self._written() != self._shown

    def _written(self) -> BatchFacts | None:
        try:
            return self._facts()
        except UserError:
            return None

    def _leave_batch(self, then: Callable[[], None]) -> None:
        """Lay another batch on the table once this one is kept; ask when it cannot be kept."""
        if self._is_changed():
            try:
                batch, _layout = self._save()
            except UserError as error:
                self.table.select([self.batch.id] if self.batch else [])
                self.desk.ask.confirm(
                    self,
                    _("Lose what is written?"),
                    _("The batch cannot be kept as it is: {why}", why=str(error)),
                    yes=_("Lose it"),
                    no=_("Go on writing"),
                    danger=True,
                    then=then,
                )
                return
            self.desk.say(_("Saved the batch {name}", name=batch.facts.name))
        then()

    def _take_code(self, source: str | bytes | Path) -> None:
        if isinstance(source, str):
            raise UserError("There is no picture to paste: copy your QR code first, or a screenshot of it.")
        self.printing.refuse_busy()
        if self.batch is not None and (self.batch.printed or self.batch.issue_id is not None):
            target = actions.read_target(source, self.desk.now().date())
            rules.check_kept(self.batch, replace(self.batch.facts, target=target))
        self.face.read_picture(source)

    def _show_list(self) -> None:
        key, descending = self.table.sort
        self.table.show_ids(store.ids(self.shop, "", key, descending))

    def _on_selected(self, ids: Sequence[int]) -> None:
        if len(ids) == 1 and self.printing.job is None and (self.batch is None or self.batch.id != ids[0]):
            self._leave_batch(partial(self._show_kept, ids[0]))

    def _on_change_of_words(self) -> None:
        if not self._quiet:
            self._draws.start()

    def _facts(self) -> BatchFacts:
        """What is written, as it stands; raises UserError for what cannot be understood."""
        return BatchFacts(**self.face.facts(), **self.form.said())

    def _words(self, facts: BatchFacts) -> OfferWords:
        if facts.offer_id is None:
            return OfferWords()
        offer = self._offers[facts.offer_id]
        return offer_words(offer.name, offer.terms)

    def _draw(self) -> None:
        """Show what is written; what keeps it from being printed is said, and the button sleeps."""
        if self.printing.job is not None:
            return
        fault: UserError | None = None
        try:
            self._show_drawn()
        except UserError as error:
            fault = error
        self.form.clear_faults()
        self.state.show_fault(fault)
        for name in ("export", "print_now"):
            self.commands[name].setEnabled(fault is None)
        self.buttons["export"].setAccessibleDescription(str(fault or ""))

    def _show_drawn(self) -> None:
        design = self.face.design.value()
        self.form.offer_sheets(design)
        facts = self._facts()
        words, card = self._words(facts), sample(facts)
        self.face.draw(facts, card, words)
        layout, today = self.form.layout_of(facts), self.desk.today()
        if not 0 < facts.quantity <= rules.MOST_CARDS:
            rules.checked(facts, today)
        self.sheet.draw(facts, layout, card, words, self.shop.name, self.face.shown_side(facts, card))
        offer = self._offers.get(facts.offer_id) if facts.offer_id is not None else None
        printed = self.batch is not None and bool(self.batch.printed)
        self.form.show_summary(facts, layout, [] if printed else rules.warnings(facts, today, offer))
        if not printed:
            rules.checked(facts, today)

    def _save(self) -> tuple[Batch, Layout]:
        """Keep the batch if anything is new; answers it and its paper. Raises UserError, and goes to the field at fault."""
        self._saves = True
        try:
            facts = self._facts()
            layout = self.form.layout_of(facts)
            now = self.desk.now()
            if self.batch is None:
                batch_id = actions.add(self.shop, facts, now)
            else:
                batch_id = self.batch.id
                actions.edit(self.shop, batch_id, facts, now)
        except UserError as error:
            if self.form.point_out(error):
                self.sides.show_part(self.form)
            raise
        finally:
            self._saves = False
        self.batch, self._shown = store.get(self.shop, batch_id), facts
        self.table.select([batch_id])
        return self.batch, layout

    def _on_printing_ended(self) -> None:
        self._set_busy(False)
        if self.batch is not None:
            self._show_kept(self.batch.id)

    def _set_busy(self, busy: bool) -> None:
        self.form.set_busy(busy)
        self.face.setEnabled(not busy)
        for name in ("export", "print_now"):
            self.commands[name].setEnabled(not busy)
