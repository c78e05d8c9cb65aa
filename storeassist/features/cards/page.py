"""The Print studio: a batch of cards, its face, its sheet, and the file of which every code was read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QTimer

from storeassist.features.cards import actions, designs, jobs, jobs_press, press, press_pages, rules, sheets, store
from storeassist.features.cards.dialogs import ReprintDialog
from storeassist.features.cards.panels import FaceCard
from storeassist.features.cards.panels_batch import BatchCard, sample
from storeassist.features.cards.panels_list import columns
from storeassist.features.cards.panels_sheet import SheetCard
from storeassist.features.cards.records import Batch, BatchFacts, CardKind, Run
from storeassist.features.cards.records_print import Layout, OfferWords, Side
from storeassist.features.cards.rules_print import offer_words
from storeassist.features.offers import store as offers
from storeassist.features.offers.records import Offer
from storeassist.kernel.errors import UserError
from storeassist.kernel.faults import not_written
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import N_, _, many
from storeassist.ui.commands import command
from storeassist.ui.jobs import RunningJob
from storeassist.ui.layouts import row
from storeassist.ui.page import Page
from storeassist.ui.printing import print_pages
from storeassist.ui.table import RecordTable

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_SOON_MS = 50
_QUANTITY = 200
_PDF = ((N_("PDF file"), ("pdf",)),)
_PNG = ((N_("Picture"), ("png",)),)


class CardsPage(Page):
    """One batch is on the table, new or kept; the list below lays another one there."""

    shows: ClassVar = ("card_batch", "card_run", "offer", "offer_terms")

    def build(self) -> None:
        """Face, sheet and batch side by side; all batches below."""
        self.batch: Batch | None = None
        self._kept: BatchFacts | None = None
        self._job: RunningJob | None = None
        self._offers: dict[int, Offer] = {}
        self._quiet = False
        self.face, self.sheet, self.form = FaceCard(self.desk), SheetCard(), BatchCard(self.desk)
        sides = row(gap="m")
        for part, share in ((self.face, 35), (self.sheet, 33), (self.form, 32)):
            sides.addWidget(part, share)
        self.body.addLayout(sides, 3)
        self.table: RecordTable[Batch] = RecordTable(
            self.desk, "cards", columns(self.desk.now().date()), lambda ids: store.fetch(self.shop, ids)
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
        self.form.cancelled.connect(self._cancel)
        self.table.selected.connect(self._on_selected)
        self.table.sort_changed.connect(self._show_list)
        self.set_sentence(_("Each batch has codes of its own, and shows what it brought."))
        self._show_batch(None, _fresh(None))

    def reload(self) -> None:
        """Read the batches and the offers; what is being written stays."""
        live = offers.all_live(self.shop)
        wanted = self.batch.facts.offer_id if self.batch else None
        if wanted is not None and wanted not in {one.id for one in live}:
            live.append(offers.get(self.shop, wanted))
        self._offers = {one.id: one for one in live}
        self.face.show_offers(live)
        if self.batch is not None:
            found = store.fetch(self.shop, [self.batch.id])
            if not found:
                self._show_batch(None, _fresh(None))
            elif found[0] != self.batch:
                self._show_batch(found[0], found[0].facts)
        self._show_list()
        self.table.refresh()
        self._draws.start()

    def open(self, offer_id: int | None = None, batch_id: int | None = None, **_more: Any) -> None:
        """Lay a batch on the table, or a new one of an offer."""
        if self._job is not None:
            return
        if batch_id is not None:
            batch = store.get(self.shop, batch_id)
            self._show_batch(batch, batch.facts)
            self.table.select([batch_id])
        elif offer_id is not None:
            self._show_batch(None, _fresh(offer_id))

    def place(self) -> dict[str, Any]:
        """The batch on the table."""
        return {"batch_id": self.batch.id} if self.batch else {}

    @command("New batch", icon="add", shortcut="Ctrl+N")
    def new(self) -> None:
        """Lay a new batch on the table."""
        self._refuse_busy()
        self.table.select([])
        self._show_batch(None, _fresh(None))
        self.form.name.setFocus()

    @command("Save", icon="save", shortcut="Ctrl+S", place="menu")
    def keep(self) -> None:
        """Keep the batch as it is written."""
        self._refuse_busy()
        self._save()
        self.desk.say(_("Saved the batch {name}", name=self._batch.facts.name))

    @command("Export PDF…", icon="export", shortcut="Ctrl+P", place="primary")
    def export(self) -> None:
        """Keep the batch, and print its cards into a file."""
        self._choose_cards(self._ask_where)

    @command("Print…", icon="print", shortcut="Ctrl+Shift+P", place="menu")
    def print_now(self) -> None:
        """Keep the batch, read every code of its cards back, and print them on paper."""
        self._choose_cards(self._ask_printer)

    @command("Save one card as a picture…", icon="save", place="menu")
    def picture(self) -> None:
        """Write the front of a sample card as PNG, to be looked at on a phone."""
        facts, layout_words = self._facts(), self._words(self._facts())
        rules.checked(facts, self.desk.now().date())
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

        self.desk.ask.save_file(self, _("Where to?"), _("Test page") + ".pdf", _PDF, then=write)

    @command("Results", icon="results", place="row")
    def results(self) -> None:
        """What the batch brought."""
        if (batch_id := self.table.current_id()) is not None:
            self.desk.go("batches", batch_id=batch_id)

    @command("Remove the batch", icon="delete", place="row")
    def remove(self) -> None:
        """Take out a batch that was never printed."""
        self._refuse_busy()
        if (batch_id := self.table.current_id()) is not None:
            name = store.get(self.shop, batch_id).facts.name
            actions.remove(self.shop, batch_id, self.desk.now())
            self.desk.say(_("Removed the batch {name}", name=name))

    @property
    def _batch(self) -> Batch:
        assert self.batch
        return self.batch

    def _show_batch(self, batch: Batch | None, facts: BatchFacts) -> None:
        self._quiet = True
        self.batch, self._kept = batch, facts
        if facts.offer_id is not None and facts.offer_id not in self._offers:
            self._offers[facts.offer_id] = offers.get(self.shop, facts.offer_id)
            self.face.show_offers(list(self._offers.values()))
        self.face.show_facts(facts)
        self.form.offer_sheets(facts.design)
        self.form.show_batch(facts, batch)
        self.face.lock(batch is not None and bool(batch.printed or batch.issue_id is not None))
        self.sheet.go_to_first()
        self._quiet = False
        self._draws.start()

    def _show_list(self) -> None:
        key, descending = self.table.sort
        self.table.show_ids(store.ids(self.shop, "", key, descending))

    def _on_selected(self, ids: Sequence[int]) -> None:
        if len(ids) == 1 and self._job is None and (self.batch is None or self.batch.id != ids[0]):
            batch = store.get(self.shop, ids[0])
            self._show_batch(batch, batch.facts)

    def _on_change_of_words(self) -> None:
        if not self._quiet:
            self._draws.start()

    def _facts(self) -> BatchFacts:
        """What is written, as it stands; raises UserError for what cannot be understood."""
        logo = self._kept.logo if self._kept else b""
        return BatchFacts(**self.face.facts(), **self.form.said(), logo=logo)

    def _words(self, facts: BatchFacts) -> OfferWords:
        if facts.offer_id is None:
            return OfferWords()
        offer = self._offers[facts.offer_id]
        return offer_words(offer.name, offer.terms)

    def _draw(self) -> None:
        """Show what is written; what keeps it from being printed is said, and the button sleeps."""
        if self._job is not None:
            return
        try:
            self._show_drawn()
        except UserError as error:
            self.form.show_fault(error)
            self._allow(str(error))
        else:
            self.form.show_fault(None)
            self._allow("")

    def _show_drawn(self) -> None:
        design = self.face.design.value()
        self.form.offer_sheets(design)
        facts = self._facts()
        words, card = self._words(facts), sample(facts)
        self.face.draw(facts, card, words)
        layout = self.form.layout_of(facts)
        if not 0 < facts.quantity <= rules.MOST_CARDS:
            rules.checked(facts, self.desk.now().date())
        self.sheet.draw(facts, layout, card, words, self.shop.name)
        today = self.desk.now().date()
        offer = self._offers.get(facts.offer_id) if facts.offer_id is not None else None
        printed = self.batch is not None and bool(self.batch.printed)
        self.form.show_summary(facts, layout, [] if printed else rules.warnings(facts, today, offer))
        if not printed:
            rules.checked(facts, today)

    def _allow(self, fault: str) -> None:
        for name in ("export", "print_now"):
            self.commands[name].setEnabled(not fault)
        self.buttons["export"].setAccessibleDescription(fault)

    def _save(self) -> Layout:
        """Keep the batch if anything is new; answers its paper. Raises UserError, and goes to the field at fault."""
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
            self.form.point_out(error)
            raise
        self.batch = store.get(self.shop, batch_id)
        self._kept = self.batch.facts
        self.table.select([batch_id])
        return layout

    def _choose_cards(self, then: Callable[[Layout, list[int] | None, str], None]) -> None:
        """Keep the batch, ask which cards and why when some are out already, and go on with these."""
        self._refuse_busy()
        layout = self._save()
        self.form.keep_shift()
        if self._batch.printed:
            out = store.released(self.shop, self._batch.id)
            ReprintDialog(self.desk, self, self._batch, out, partial(then, layout)).open()
        else:
            then(layout, None, "")

    def _ask_printer(self, layout: Layout, serials: list[int] | None, why: str) -> None:
        design = designs.by_name(self._batch.facts.design)
        sheet = sheets.by_name(layout.sheet)
        pages = sheet.pages(len(serials or range(self._batch.facts.quantity)), layout.start) * (1 + layout.duplex)

        def then(printer: QPrinter) -> None:
            unseen = Path(mkdtemp(prefix="storeassist-")) / "cards.pdf"
            self._print(layout, serials, why, unseen, done=partial(self._on_read_back, layout, printer, unseen))

        self.desk.ask.printer(self, self._batch.facts.name, sheet.page_size(design), pages, then=then)

    def _on_read_back(self, layout: Layout, printer: QPrinter, unseen: Path, run: Run) -> None:
        """Put the cards that were read back on paper, drawn by the same code with the same words."""
        self._end()
        rmtree(unseen.parent, ignore_errors=True)
        released = [one for one in store.runs(self.shop, run.batch_id) if one.at == run.at]
        plan = jobs.prepare(self.shop, self._batch, sorted(store.serials_of(released)))
        pages = press_pages.Run(plan.facts, plan.cards, layout, self.shop.name, plan.words)
        said = _("{name} is with the printer, every code read back.", name=self._batch.facts.name)
        print_pages(self, printer, pages.pages, pages.paint, done=lambda: self.desk.say(said, undo=False))

    def _ask_where(self, layout: Layout, serials: list[int] | None, why: str) -> None:
        name = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in self._batch.facts.name)

        def then(path: Path) -> None:
            self._print(layout, serials, why, path, done=partial(self._on_printed, path))

        self.desk.ask.save_file(self, _("Where to?"), f"{name}.pdf", _PDF, then=then)

    def _print(
        self, layout: Layout, serials: list[int] | None, why: str, path: Path, *, done: Callable[[Run], None]
    ) -> None:
        batch_id, now = self._batch.id, self.desk.now()

        def work(job: Job, shop: Any) -> Run:
            return jobs.print_batch(job, shop, batch_id, layout, path, now, why=why, serials=serials)

        self._set_busy(True)
        self.form.show_progress(0, 0, "")
        self._job = self.desk.jobs.start_on_shop(
            work,
            text=_("Printing {name}", name=self._batch.facts.name),
            done=done,
            failed=self._on_not_printed,
            cancelled=self._on_cancelled,
            progress=self.form.show_progress,
        )

    def _on_printed(self, path: Path, run: Run) -> None:
        self._end()
        pages = many("{n} page", "{n} pages", run.pages)
        self.desk.say(_("{file} is ready: {pages}, every code read back.", file=path.name, pages=pages), undo=False)

    def _on_not_printed(self, error: Exception) -> None:
        self._end()
        self.desk.fail(error)

    def _on_cancelled(self) -> None:
        self._end()
        self.desk.say(_("Nothing was printed, and no coupons were made."), undo=False)

    def _end(self) -> None:
        self._job = None
        self._set_busy(False)
        batch = store.get(self.shop, self._batch.id)
        self._show_batch(batch, batch.facts)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _set_busy(self, busy: bool) -> None:
        self.form.set_busy(busy)
        self.face.setEnabled(not busy)
        for name in ("export", "print_now"):
            self.commands[name].setEnabled(not busy)

    def _refuse_busy(self) -> None:
        if self._job is not None:
            raise UserError("Cards are being printed. Wait for it, or cancel it first.")


def _fresh(offer_id: int | None) -> BatchFacts:
    """A batch to begin with."""
    kind = CardKind.PACKAGE if offer_id is None else CardKind.COUPON
    return BatchFacts("", kind, _QUANTITY, designs.for_kind(kind)[0].name, offer_id=offer_id)
