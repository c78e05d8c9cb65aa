"""The first and the last step of an import, and the imports of the past under both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from storeassist.features.imports import store
from storeassist.features.imports.records import Kind, PastImport, Plan, Result
from storeassist.kernel.dates import moment_inside, show_moment
from storeassist.kernel.text import N_, _, many
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column, row
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.drop import DropArea
from storeassist.ui.widgets.stat import Stat, StatStrip
from storeassist.ui.widgets.words import Words

KIND_WORDS = {Kind.CUSTOMERS: N_("Customers"), Kind.PRODUCTS: N_("Products"), Kind.ORDERS: N_("Orders")}
SEE_WORDS = {
    Kind.CUSTOMERS: N_("See the customers"),
    Kind.PRODUCTS: N_("See the products"),
    Kind.ORDERS: N_("See the orders"),
}


def count_words(kind: Kind, n: int) -> str:
    """How many of what an import brought in."""
    if kind is Kind.CUSTOMERS:
        return many("{n} customer", "{n} customers", n)
    if kind is Kind.PRODUCTS:
        return many("{n} product", "{n} products", n)
    return many("{n} order", "{n} orders", n)


def _columns(now: Callable[[], datetime]) -> list[Column[PastImport]]:
    return [
        Column("File", lambda p: p.file_name, width=200, stretch=True, tone=_tone),
        Column("When", lambda p: show_moment(datetime.fromisoformat(p.at), now()), kind="muted", width=140),
        Column("What", lambda p: _(KIND_WORDS[p.kind]), kind="muted", width=96, rank=4),
        Column("New", lambda p: p.new, kind="number", width=84, tone=_tone),
        Column("Updated", lambda p: p.updated, kind="number", width=84, tone=_tone),
        Column("Unchanged", lambda p: p.same, kind="number", width=96, rank=5, tone=_tone),
        Column("Refused rows", lambda p: p.refused, kind="number", width=104, rank=2, tone=_tone),
        Column("State", _state, kind="tags", width=116),
    ]


def _tone(past: PastImport) -> str:
    return "muted" if past.undone_at else ""


def _state(past: PastImport) -> list[tuple[str, str]]:
    return [(_("Taken back"), "") if past.undone_at else (_("In the shop"), "good")]


class PastImports(RecordTable[PastImport]):
    """What was imported so far; ``wants_back`` asks to take one back."""

    wants_back = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "imports", _("Earlier imports"), _columns(desk.now), lambda ids: [])
        self._desk = desk
        self.set_empty(
            _("Nothing was imported yet."), _("Every import stays listed here, and can be taken back with one click.")
        )
        self.selected.connect(self._show_foot)

    def read(self) -> None:
        """Read the list again."""
        had = bool(self.rows.ids)
        self.show_records(store.past(self._desk.shop))
        if not had and self.rows.ids:
            self.select([0])
        self._show_foot()

    def chosen(self) -> PastImport | None:
        """The import the keys are on."""
        ids = self.selected_ids()
        return self.record(ids[0]) if ids else None

    def _show_foot(self) -> None:
        chosen = self.chosen()
        if chosen is None:
            self.set_foot(_("Choose an import to take it back."))
        elif chosen.undone_at:
            when = moment_inside(datetime.fromisoformat(chosen.undone_at), self._desk.now())
            self.set_foot(_("{file} was taken back: {when}.", file=chosen.file_name, when=when))
        else:
            words = [_("Brought in: {what}", what=count_words(chosen.kind, chosen.new))]
            if chosen.customers_created:
                words.append(many("{n} customer met on a bill", "{n} customers met on bills", chosen.customers_created))
            link = _("Take {file} back", file=chosen.file_name)
            self.set_foot(" · ".join(words), link, partial(self.wants_back.emit, chosen.id))


class StartPanel(QWidget):
    """Step 1: a place to drop a file, what is understood, a table to fill in for those who have none."""

    def __init__(self, choose: Callable[[], Any], write_template: Callable[[Kind], Any]) -> None:
        super().__init__()
        outer = column(self)
        self.area = DropArea(
            _("Drop an Excel or CSV file here"),
            _(
                "Members, products or bills as the till, the delivery platform or your own table has them."
                " Titles above the headings, totals below, dates and amounts in many shapes are understood."
                " Old .xls files: save them as .xlsx first."
            ),
        )
        self.choose = Button(_("Choose a file…"), kind="primary", icon="open", key="Ctrl+O", then=choose)
        line = row(gap="m", along="s")
        line.addWidget(self.choose)
        line.addStretch(1)
        self.area.body.addLayout(line)
        links = row(gap="l")
        links.addWidget(Words(_("No file yet? A table to fill in:"), "label", tone="muted"))
        for kind, words in KIND_WORDS.items():
            links.addWidget(Button(_(words), kind="link", icon="file", small=True, then=partial(write_template, kind)))
        links.addStretch(1)
        self.area.body.addLayout(links)
        outer.addWidget(self.area)


class DonePanel(Card):
    """Step 3: what was done, in words and figures, and the ways on."""

    def __init__(
        self, see: Callable[[Kind], Any], take_back: Callable[[int], Any], another: Callable[[], Any],
        save_refused: Callable[[], Any],
    ) -> None:  # fmt: skip
        super().__init__(inset=0)
        self._see, self._take_back, self._another, self._save_refused = see, take_back, another, save_refused
        self.body.setSpacing(0)
        self._shown: QWidget | None = None

    def show_result(self, plan: Plan, result: Result) -> None:
        """Tell of this one."""
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = QWidget()
        lines = column(self._shown, gap="m", along="l")
        lines.addLayout(self._heading(plan, result))
        lines.addWidget(self._figures(plan.kind, result))
        if result.refusals:
            lines.addLayout(self._refused(result.refused_file, len(result.refusals)))
        lines.addLayout(self._ways_on(plan.kind, result))
        self.body.addWidget(self._shown)

    def _heading(self, plan: Plan, result: Result) -> Any:
        lines = column(gap="xs", across="l")
        done = count_words(plan.kind, result.new + result.updated)
        lines.addWidget(Words(_("Done: {what} from {file}", what=done, file=plan.source.path.name), "name", wrap=True))
        if result.customers_created:
            words = many(
                "{n} customer the shop did not know came along with the bills, and is marked.",
                "{n} customers the shop did not know came along with the bills, and are marked.",
                result.customers_created,
            )
            lines.addWidget(Words(words, "body", tone="muted", wrap=True))
        return lines

    def _figures(self, kind: Kind, result: Result) -> QWidget:
        figures: Mapping[str, tuple[int, str, str]] = {
            _("New"): (result.new, "good", "new-customer" if kind is Kind.CUSTOMERS else "add"),
            _("Updated"): (result.updated, "accent", "change"),
            _("Unchanged"): (result.same, "", "check"),
            _("Refused rows"): (len(result.refusals), "bad", "refuse"),
        }
        return StatStrip([Stat(f"{n:,}", label, tone=tone, icon=icon, big=True) for label, (n, tone, icon) in figures.items()])

    def _refused(self, path: Path | None, count: int) -> Any:
        line = row(gap="l", across="l")
        stayed = many("{n} row stayed out.", "{n} rows stayed out.", count)
        if path:
            cure = _("They lie in {file} with the reason in the last column: mend them there, and import that file.", file=path.name)
            folder = str(path.parent)
            link = Button(
                _("Open the folder"), kind="link", icon="open", small=True,
                then=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)),
            )  # fmt: skip
        else:
            cure = _("The folder of the file takes no new files; save them where you like.")
            link = Button(_("Save the refused rows…"), kind="link", icon="export", small=True, then=self._save_refused)
        words = Words(f"{stayed} {cure}", "body", wrap=True, selectable=True)
        if path:
            words.setToolTip(str(path))
        line.addWidget(words, 1)
        line.addWidget(link)
        return line

    def _ways_on(self, kind: Kind, result: Result) -> Any:
        line = row(gap="m", across="l")
        self.see = Button(_(SEE_WORDS[kind]), kind="primary", icon=kind.value, then=partial(self._see, kind))
        line.addWidget(self.see)
        line.addWidget(Button(_("Another file…"), icon="import", then=self._another))
        if result.import_id is not None:
            back = partial(self._take_back, result.import_id)
            line.addWidget(Button(_("Take it back"), icon="undo", then=back))
        line.addStretch(1)
        return line
