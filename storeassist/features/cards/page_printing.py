"""The way from a batch on the studio's page to a file or to paper: which cards, where to, every code read back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from storeassist.features.cards import designs, jobs, jobs_press, press, press_pages, press_sample, sheets, store
from storeassist.features.cards.dialogs import ReprintDialog
from storeassist.features.cards.panels_state import StateCard
from storeassist.features.cards.records import Batch, BatchFacts, Run
from storeassist.features.cards.records_print import Layout, OfferWords
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import N_, _, many
from storeassist.ui.jobs import RunningJob
from storeassist.ui.page import Page
from storeassist.ui.printing import print_pages

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PDF = ((N_("PDF file"), ("pdf",)),)
_PAPER, _FILE = "paper", "file"

Goal = Callable[[Batch, Layout, list[int] | None, str], None]


class Printing(QObject):
    """Prints one batch at a time; ``began`` and ``ended`` tell between when nothing of it may be changed."""

    began = Signal()
    ended = Signal()

    def __init__(self, page: Page, state: StateCard) -> None:
        super().__init__(page)
        self._page, self._desk, self._shop, self._state = page, page.desk, page.shop, state
        self.job: RunningJob | None = None
        self._unseen: Path | None = None
        state.cancelled.connect(self._cancel)

    def refuse_busy(self) -> None:
        """Raise UserError while cards are printed."""
        if self.job is not None:
            raise UserError("Cards are being printed. Wait for it, or cancel it first.")

    def into_file(self, batch: Batch, layout: Layout) -> None:
        """Print cards of a batch into a PDF."""
        self._choose_cards(batch, layout, self._ask_where)

    def on_paper(self, batch: Batch, layout: Layout) -> None:
        """Print cards of a batch on paper."""
        self._choose_cards(batch, layout, self._ask_printer)

    def try_one(self, facts: BatchFacts, layout: Layout, words: OfferWords) -> None:
        """Print a single card that opens nothing, on paper or into a PDF. Raises UserError for what cannot be drawn."""
        pages = press_sample.TestCard(facts, layout, self._shop.name, words)

        def write(path: Path) -> None:
            self._desk.jobs.start(
                lambda _job: jobs_press.test_card(path, facts, layout, self._shop.name, words),
                done=lambda _nothing: self._desk.say(_("Saved {file}", file=path.name), undo=False),
            )

        def print_on(printer: QPrinter) -> None:
            self._put_on_paper(printer, pages, _("The test card is with the printer."))

        def then(goal: str) -> None:
            name, ask = _("Test card"), self._desk.ask
            if goal == _PAPER:
                ask.printer(self._page, name, pages.page_size, pages.pages, then=print_on)
            else:
                ask.save_file(self._page, _("Where to?"), f"{name}.pdf", PDF, then=write)

        goals = [(_PAPER, _("Print it")), (_FILE, _("Write it into a PDF"))]
        self._desk.ask.choose(self._page, _("One test card: its code opens nothing"), goals, then=then)

    def _choose_cards(self, batch: Batch, layout: Layout, then: Goal) -> None:
        """Ask which cards and why when some are out already, and go on with these."""
        if batch.printed:
            out = store.released(self._shop, batch.id)
            ReprintDialog(self._desk, self._page, batch, out, partial(then, batch, layout)).open()
        else:
            then(batch, layout, None, "")

    def _ask_printer(self, batch: Batch, layout: Layout, serials: list[int] | None, why: str) -> None:
        sheet = sheets.by_name(layout.sheet)
        pages = sheet.pages(len(serials or range(batch.facts.quantity)), layout.start) * (1 + layout.duplex)

        def then(printer: QPrinter) -> None:
            self._unseen = Path(mkdtemp(prefix="storeassist-"))
            path = self._unseen / "cards.pdf"
            self._print(batch, layout, serials, why, path, done=partial(self._on_read_back, layout, printer))

        page_size = sheet.page_size(designs.by_name(batch.facts.design))
        self._desk.ask.printer(self._page, batch.facts.name, page_size, pages, then=then)

    def _on_read_back(self, layout: Layout, printer: QPrinter, run: Run) -> None:
        """Put the cards that were read back on paper, drawn by the same code with the same words."""
        self._end()
        batch = store.get(self._shop, run.batch_id)
        released = [one for one in store.runs(self._shop, run.batch_id) if one.at == run.at]
        plan = jobs.prepare(self._shop, batch, sorted(store.serials_of(released)))
        pages = press_pages.Run(press.Plate(plan.facts, plan.words, self._shop.name), plan.cards, layout)
        self._put_on_paper(printer, pages, _("{name} is with the printer, every code read back.", name=batch.facts.name))

    def _put_on_paper(self, printer: QPrinter, pages: press_pages.Run, said: str) -> None:
        try:
            print_pages(self, printer, pages.pages, pages.paint, done=lambda: self._desk.say(said, undo=False))
        except UserError as error:
            self._desk.fail(error)

    def _ask_where(self, batch: Batch, layout: Layout, serials: list[int] | None, why: str) -> None:
        name = "".join("-" if sign in '/\\:*?"<>|' else sign for sign in batch.facts.name)

        def then(path: Path) -> None:
            self._print(batch, layout, serials, why, path, done=partial(self._on_printed, path))

        self._desk.ask.save_file(self._page, _("Where to?"), f"{name}.pdf", PDF, then=then)

    def _print(
        self,
        batch: Batch,
        layout: Layout,
        serials: list[int] | None,
        why: str,
        path: Path,
        *,
        done: Callable[[Run], None],
    ) -> None:
        self.refuse_busy()
        now = self._desk.now()

        def work(job: Job, shop: Shop) -> Run:
            return jobs.print_batch(job, shop, batch.id, layout, path, now, why=why, serials=serials)

        self._state.set_busy(True)
        self._state.show_progress(0, 0, "")
        self.job = self._desk.jobs.start_on_shop(
            work,
            text=_("Printing {name}", name=batch.facts.name),
            done=done,
            failed=self._on_not_printed,
            cancelled=self._on_cancelled,
            progress=self._state.show_progress,
        )
        self.began.emit()

    def _on_printed(self, path: Path, run: Run) -> None:
        self._end()
        pages = many("{n} page", "{n} pages", run.pages)
        self._desk.say(_("{file} is ready: {pages}, every code read back.", file=path.name, pages=pages), undo=False)

    def _on_not_printed(self, error: Exception) -> None:
        self._end()
        self._desk.fail(error)

    def _on_cancelled(self) -> None:
        self._end()
        self._desk.say(_("Nothing was printed, and no coupons were made."), undo=False)

    def _end(self) -> None:
        self.job = None
        if self._unseen is not None:
            rmtree(self._unseen, ignore_errors=True)
            self._unseen = None
        self._state.set_busy(False)
        self.ended.emit()

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
