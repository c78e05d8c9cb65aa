"""The Import page: choose a file, see what each of its rows would do, let exactly that happen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from storeassist.features.customers import store as customer_store
from storeassist.features.imports import jobs
from storeassist.features.imports.actions_taking_back import undo_import
from storeassist.features.imports.dialogs import ask_export, ask_kind, ask_refused, ask_template
from storeassist.features.imports.jobs_planning import check_mapping
from storeassist.features.imports.panels import DonePanel, PastImports, StartPanel, count_words
from storeassist.features.imports.panels_file import FileLine
from storeassist.features.imports.panels_match import ColumnsCard, PreviewTable
from storeassist.features.imports.preview import Preview
from storeassist.features.imports.records import Kind, Options, Plan, Result, Source
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import N_, _, many
from storeassist.ui.commands import command
from storeassist.ui.jobs import RunningJob
from storeassist.ui.layouts import column, row
from storeassist.ui.page import Page
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.drop import FileDrop
from storeassist.ui.widgets.steps import Steps
from storeassist.ui.widgets.words import Words

_KINDS_OF_FILE = [(N_("Excel or CSV"), ("xlsx", "xlsm", "csv", "txt", "tsv")), (N_("All files"), ("*",))]
_CHOOSE, _MATCH, _DONE = range(3)


class ImportPage(Page):
    """Leads through the three steps. The plan that is shown is the very object that is carried out."""

    shows: ClassVar = ("import", "customer", "customer_tag", "custom_field", "product", "order")

    def build(self) -> None:
        """The steps, the line about the file, and the panels of all three steps."""
        self.kind = Kind.CUSTOMERS
        self._hint: Kind | None = None
        self.source: Source | None = None
        self.preview: Preview | None = None
        self._done: Plan | None = None
        self._job: RunningJob | None = None
        self._turn = 0
        self._writing = False
        self.steps = Steps([_("Choose a file"), _("Columns and preview"), _("Done")])
        self.start = StartPanel(self.choose, partial(ask_template, self.desk, self))
        self.past = PastImports(self.desk)
        self.past.wants_back.connect(self.take_back)
        self.done = DonePanel(lambda kind: self.desk.go(kind.value), self.take_back, self._start_anew, self.save_refused)
        self._panels = QStackedWidget()
        self._panels.addWidget(self._first_and_last())
        self._panels.addWidget(self._second())
        self.drop = FileDrop(self.start.area, self._take)
        lines = column(self.drop, gap="m")
        lines.addLayout(self._top_line())
        lines.addWidget(self._panels, 1)
        self.body.addWidget(self.drop, 1)
        self.buttons["cancel"].setText(_("Cancel"))
        self._show_step(_CHOOSE)

    def reload(self) -> None:
        """Read the past imports; a preview made before the shop changed is made again."""
        self.past.read()
        if self.preview and not self._writing and self.preview.plan.revision != self.shop.revision:
            self.plan_again()

    def open(self, kind: str | None = None, path: Path | str | None = None, **_more: Any) -> None:
        """Begin with a file of this kind, or go on where the owner was."""
        if self._writing:
            if path is not None:
                self._take(Path(path))
            return
        hint = Kind(kind) if kind else None
        if path is not None:
            self._hint = hint
            self.look_at(Path(path))
        elif self.step == _DONE or (hint and hint is not self.kind):
            self._start_anew()
        if hint and self.step == _CHOOSE:
            self._hint = self.kind = hint

    def place(self) -> dict[str, Any]:
        """The file that is looked at."""
        return {"kind": self.kind.value, "path": self.source.path} if self.source else {"kind": self.kind.value}

    def back(self) -> None:
        """Esc: a step back, at last to the page of what is imported."""
        if self._writing and self._job:
            self._job.cancel()
        elif self.step == _CHOOSE:
            self.desk.go(self.kind.value)
        else:
            self._start_anew()

    @command("Choose a file…", icon="open", shortcut="Ctrl+O", place="hidden")
    def choose(self) -> None:
        """Ask for the file."""
        self._may_leave()
        self.desk.ask.open_file(self, _("Which file?"), _KINDS_OF_FILE, then=self.look_at)

    @command("Write a template…", icon="file", place="menu")
    def template(self) -> None:
        """Write a table with the right headings, to be filled in."""
        ask_kind(self.desk, self, _("A table to fill in, for what?"), partial(ask_template, self.desk, self))

    @command("Export everything…", icon="export", place="menu")
    def export(self) -> None:
        """Write all customers, products or orders to a spreadsheet."""
        ask_kind(self.desk, self, _("Export what?"), partial(ask_export, self.desk, self))

    @command("Save the refused rows…", icon="refuse", place="menu")
    def save_refused(self) -> None:
        """Write the rows that stay out, with their reasons, where the owner says."""
        plan = self.preview.plan if self.preview else self._done
        if plan is None or not plan.refusals:
            raise UserError("No row is refused.")
        ask_refused(self.desk, self, plan)

    @command("Cancel the import", place="header")
    def cancel(self) -> None:
        """Stop, leaving everything as it was."""
        self.back()

    @command("Import", icon="import", shortcut="Ctrl+Return", place="primary")
    def carry_out(self) -> None:
        """Let happen exactly what is shown."""
        if self.preview is None or self._writing:
            return
        plan = self.preview.plan
        self._writing = True
        self._allow("", _("Importing; cancelling leaves everything as it was."))
        self._set_busy(True)
        self.table.wait(at_once=True)
        self._turn += 1
        self._job = self.desk.jobs.start_on_shop(
            jobs.carry_out,
            plan,
            self.desk.now(),
            text=_("Importing {file}", file=plan.source.path.name),
            done=partial(self._on_carried_out, plan),
            failed=self._on_not_carried_out,
            cancelled=self._on_cancelled,
            progress=self._on_progress,
        )

    def look_at(self, path: Path) -> None:
        """Find out what a file is, and show it."""
        self._may_leave()
        self.notice("")
        self._examine(path)

    def take_back(self, import_id: int) -> None:
        """Take an import back."""
        now = self.desk.now()
        self.desk.jobs.start_on_shop(
            lambda _job, shop: undo_import(shop, import_id, now),
            text=_("Taking an import back"),
            done=self._on_taken_back,
        )

    def plan_again(self) -> None:
        """Work out what would happen now; an older working-out is given up."""
        assert self.source
        turn = self._next_turn()
        self.preview = None
        self._allow("", _("Working out what would become of each row…"))
        self.table.wait()
        self._job = self.desk.jobs.start_on_shop(
            _make_preview,
            self.kind,
            self.source,
            self.columns.options(),
            self.desk.now(),
            done=partial(self._if_latest, turn, self._on_preview),
            failed=partial(self._if_latest, turn, self._on_no_preview),
            progress=self._on_progress,
        )

    def _take(self, path: Path) -> None:
        """Look at a file that was dropped, or say why not now."""
        try:
            self.look_at(path)
        except UserError as error:
            self.desk.fail(error)

    def _examine(self, path: Path, sheet: str | None = None, encoding: str | None = None) -> None:
        turn = self._next_turn()
        self.set_sentence(_("Reading {file}…", file=path.name))
        self._job = self.desk.jobs.start(
            lambda job: jobs.examine(job, path, sheet=sheet, encoding=encoding),
            done=partial(self._if_latest, turn, self._on_examined),
            failed=partial(self._if_latest, turn, self._on_not_examined),
        )

    def _on_examined(self, found: tuple[Kind, Source]) -> None:
        guessed, source = found
        is_same_file = self.source is not None and self.source.path == source.path
        self.source, self.preview = source, None
        if not is_same_file:
            self.kind = self._likely_kind(guessed, source)
            self.columns.existing.set_value(Options({}).existing)
            self.columns.erase.setChecked(False)
            self.table.clear()
        self._show_file(source)
        self._show_step(_MATCH)
        self._use_kind(self.kind)

    def _on_not_examined(self, error: Exception) -> None:
        self._show_step(_MATCH if self.source else _CHOOSE)
        if self.source:
            self._show_file(self.source)
        if not isinstance(error, UserError):
            self.desk.fail(error)
        else:
            self.notice(str(error), _("Choose another file…"), self.choose)

    def _likely_kind(self, guessed: Kind, source: Source) -> Kind:
        """What the owner came for, unless the headings plainly say another thing."""
        hint = self._hint
        if hint is None or guessed is not Kind.CUSTOMERS:
            return guessed
        try:
            check_mapping(hint, source, jobs.options_for(self.shop, hint, source).mapping)
        except UserError:
            return guessed
        return hint

    def _use_kind(self, kind: Kind) -> None:
        assert self.source
        self.kind = kind
        self.line.show_kind(kind)
        options = jobs.options_for(self.shop, kind, self.source)
        custom = customer_store.fields(self.shop) if kind is Kind.CUSTOMERS else []
        self.columns.show_columns(kind, self.source, options, custom)
        self.plan_again()

    def _on_preview(self, preview: Preview) -> None:
        self.preview, self._job = preview, None
        plan = preview.plan
        self.table.show_preview(preview)
        if plan.writes:
            self._allow(
                _("Import {what}", what=count_words(plan.kind, plan.writes)),
                _("Check the columns and the preview, then import. Exactly this goes in, and can be taken back."),
            )
        elif plan.refusals and len(plan.refusals) == plan.rows:
            self._allow("", _("Nothing to import: every row is refused; the reasons stand beside the rows."))
        else:
            self._allow("", _("Nothing to import: the shop has all of this already."))

    def _on_no_preview(self, error: Exception) -> None:
        self._job = None
        self._allow("", _("This cannot be imported yet."))
        if isinstance(error, UserError):
            self.table.show_fault(error)
        else:
            self.table.stop_waiting()
            self.desk.fail(error)

    def _on_carried_out(self, plan: Plan, result: Result) -> None:
        self._stop_writing()
        self._done, self.preview, self.source = plan, None, None
        self.done.show_result(plan, result)
        self._show_step(_DONE)
        self.past.read()
        what = count_words(plan.kind, result.new + result.updated)
        self.desk.say(_("Imported: {what}.", what=what))

    def _on_not_carried_out(self, error: Exception) -> None:
        self._stop_writing()
        is_stale = self.preview is not None and self.preview.plan.revision != self.shop.revision
        if is_stale and isinstance(error, UserError):
            self.notice(_("The shop changed in the meantime. This is the fresh preview; nothing was imported yet."))
            self.plan_again()
            return
        self.desk.fail(error)
        self._show_again()

    def _on_cancelled(self) -> None:
        self._stop_writing()
        self.desk.say(_("The import was cancelled; nothing was changed."), undo=False)
        self._show_again()

    def _on_taken_back(self, kept: int) -> None:
        words = _("The import was taken back.")
        if kept:
            words += " " + many("{n} value was changed since and stays.", "{n} values were changed since and stay.", kept)
        self.desk.say(words, undo=False)
        if self.step == _DONE:
            self._start_anew()

    def _show_again(self) -> None:
        if self.preview:
            self._on_preview(self.preview)

    def _stop_writing(self) -> None:
        self._writing, self._job = False, None
        self._set_busy(False)
        self.table.stop_waiting()

    def _set_busy(self, busy: bool) -> None:
        for part in (self.columns, self.line):
            part.setEnabled(not busy)

    def _on_progress(self, done: int, total: int, _text: str) -> None:
        self.table.show_progress(done, total)

    def _next_turn(self) -> int:
        if self._job:
            self._job.cancel()
        self._turn += 1
        return self._turn

    def _if_latest(self, turn: int, then: Callable[[Any], None], answer: Any) -> None:
        """What an older job found is of no interest any more."""
        if turn == self._turn:
            then(answer)

    def _may_leave(self) -> None:
        if self._writing:
            raise UserError("An import is under way. Wait for it, or cancel it first.")

    def _start_anew(self) -> None:
        self._next_turn()
        self._job = self.source = self.preview = self._done = None
        self.notice("")
        self.table.clear()
        self.table.stop_waiting()
        self._show_step(_CHOOSE)

    def _allow(self, text: str, sentence: str) -> None:
        """Let the primary button say and do ``text``; "" switches it off, and the sentence beside it says why."""
        self.buttons["carry_out"].setText(text or _("Import"))
        self.buttons["carry_out"].setAccessibleDescription("" if text else sentence)
        self.commands["carry_out"].setEnabled(bool(text))
        self.set_sentence(sentence)

    def _show_step(self, step: int) -> None:
        self.step = step
        self.steps.set_current(step)
        self._panels.setCurrentIndex(1 if step == _MATCH else 0)
        self.start.setVisible(step == _CHOOSE)
        self.done.setVisible(step == _DONE)
        for part in (self.buttons["cancel"], self.buttons["carry_out"], self._file):
            part.setVisible(step == _MATCH)
        self.commands["cancel"].setEnabled(step == _MATCH)
        if step == _CHOOSE:
            self._allow("", _("Bring in what you have in tables. Nothing is written before you have seen what it becomes."))
        elif step == _DONE:
            self._allow("", _("It is all in; the imports so far stand below, each can be taken back."))

    def _first_and_last(self) -> QWidget:
        panel = QWidget()
        lines = column(panel, gap="m")
        lines.addWidget(self.start)
        lines.addWidget(self.done)
        lines.addWidget(Words(_("Earlier imports"), "heading"))
        lines.addWidget(self.past, 1)
        return panel

    def _second(self) -> QWidget:
        panel = QWidget()
        lines = column(panel, gap="m")
        self.line = FileLine()
        self.line.kind_changed.connect(self._use_kind)
        self.line.reread.connect(self._read_again)
        lines.addWidget(self.line)
        sides = row(gap="m")
        self.columns = ColumnsCard()
        self.columns.changed.connect(self.plan_again)
        self.table = PreviewTable(self.desk, self.commands["save_refused"].trigger, self.back)
        sides.addWidget(self.columns, 38)
        sides.addWidget(self.table, 62)
        lines.addLayout(sides, 1)
        return panel

    def _top_line(self) -> Any:
        line = row(gap="m")
        line.addWidget(self.steps)
        self._file = QWidget()
        about = row(self._file, gap="m")
        self._name = Words("", "label", elide=True, right=True)
        about.addWidget(self._name, 1)
        about.addWidget(Button(_("Another file…"), kind="link", small=True, then=self.choose))
        line.addWidget(self._file, 1)
        line.addStretch(0)
        return line

    def _show_file(self, source: Source) -> None:
        self._name.setText(source.path.name)
        self.line.show_file(source)

    def _read_again(self) -> None:
        if self.source and not self._writing:
            self._examine(self.source.path, self.line.sheet.value(), self.line.encoding.value())


def _make_preview(job: Job, shop: Shop, kind: Kind, source: Source, options: Options, now: datetime) -> Preview:
    """The plan, with its rows put in order while still off the main thread."""
    return Preview(jobs.prepare(job, shop, kind, source, options, now))
