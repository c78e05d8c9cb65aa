"""The second step of an import: what each column is, and what would become of each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QStackedWidget, QWidget

from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomField
from storeassist.features.imports.cells import text
from storeassist.features.imports.fields import CUSTOM, FIELDS
from storeassist.features.imports.jobs_planning import undated_words
from storeassist.features.imports.preview import Known, Line, Preview, hidden, label_of
from storeassist.features.imports.records import Existing, Kind, Options, Outcome, Source
from storeassist.features.products import store as product_store
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_, _, many
from storeassist.ui.desk import Desk
from storeassist.ui.forms import Segmented
from storeassist.ui.layouts import column, row
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.bar import ProgressBar
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.card import Line as Hairline
from storeassist.ui.widgets.chips import ChipRow
from storeassist.ui.widgets.pairs import Pair, PairList
from storeassist.ui.widgets.stat import Stat, StatStrip
from storeassist.ui.widgets.words import Words

LEFT_OUT, NEW_FIELD = "", "new"
_WAIT_MS = 300
_OUTCOMES = {
    Outcome.NEW: (N_("New"), "good"),
    Outcome.UPDATED: (N_("Updated"), "accent"),
    Outcome.SAME: (N_("Same"), ""),
    Outcome.REFUSED: (N_("Refused"), "bad"),
}


class ColumnsCard(Card):
    """The columns of the file, each with the field it is; below, what to do about what the shop has already."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(_("Columns of the file"), " ", inset=0)
        self.body.setSpacing(0)
        self.pairs = PairList(_("In the file"), _("Goes into"))
        self.pairs.changed.connect(self._on_choice)
        self.body.addWidget(self.pairs, 1)
        self._kind = Kind.CUSTOMERS
        self._source: Source | None = None
        self._places: list[int] = []
        self._values: dict[int, str] = {}
        self._known: dict[int, str] = {}
        self._build_foot()

    def show_columns(self, kind: Kind, source: Source, options: Options, custom: Sequence[CustomField]) -> None:
        """Show how the columns of ``source`` are understood."""
        self._kind, self._source = kind, source
        self._places = [i for i, heading in enumerate(source.headings) if heading or self._sample(source, i)]
        fields = {key for key, _words in self._fields(custom)}
        self._known = {index: key for key, index in options.mapping.items() if key in fields}
        lost = [index for key, index in options.mapping.items() if key.startswith(CUSTOM) and key not in fields]
        self._values = {i: self._known.get(i, NEW_FIELD if i in lost else LEFT_OUT) for i in self._places}
        choices = self._fields(custom)
        self.pairs.show_pairs([self._pair(source, i, choices) for i in self._places])
        self._settings.setVisible(kind is not Kind.ORDERS)
        self._of_orders.setVisible(kind is Kind.ORDERS)
        self._show_count()

    def options(self) -> Options:
        """What the owner chose."""
        assert self._source
        headings = self._source.headings
        mapping = {value: i for i, value in self._values.items() if value not in (LEFT_OUT, NEW_FIELD)}
        made = {i: headings[i].strip() for i, value in self._values.items() if value == NEW_FIELD}
        return Options(mapping, self.existing.value(), self.erase.isChecked(), made)

    def choose(self, heading: str, value: str) -> None:
        """Say what a column is, as the owner does in its box."""
        assert self._source
        at = self._places.index(self._source.headings.index(heading))
        self.pairs.rows[at].choice.set_value(value)

    def _build_foot(self) -> None:
        self.body.addWidget(Hairline())
        self._settings = QWidget()
        lines = column(self._settings, gap="xs", across="l", along="s")
        self._question = Words(_("What the shop has already"), "label", tone="muted")
        lines.addWidget(self._question)
        choices = [
            (Existing.OVERWRITE, _("Overwrite")),
            (Existing.FILL, _("Fill blanks")),
            (Existing.SKIP, _("Skip")),
        ]
        self.existing = Segmented(choices)
        self.existing.setAccessibleName(_("What the shop has already"))
        self.existing.changed.connect(self._on_setting)
        lines.addWidget(self.existing)
        self.erase = QCheckBox(_("Empty cells erase what the shop has"))
        self.erase.toggled.connect(self._on_setting)
        lines.addWidget(self.erase)
        self.body.addWidget(self._settings)
        self._of_orders = QWidget()
        words = _("Orders the shop has already are known again by their number; where the file differs, they are replaced.")
        inner = column(self._of_orders, across="l", along="m")
        inner.addWidget(Words(words, "label", tone="muted", wrap=True))
        self.body.addWidget(self._of_orders)

    def _fields(self, custom: Sequence[CustomField]) -> list[tuple[str, str]]:
        own = [(CUSTOM + f.name, f.name) for f in custom] if self._kind is Kind.CUSTOMERS else []
        return [*((spec.key, _(spec.label)) for spec in FIELDS[self._kind]), *own]

    def _pair(self, source: Source, index: int, fields: Sequence[tuple[str, str]]) -> Pair:
        heading = source.headings[index].strip()
        new = [(NEW_FIELD, _("New field: {heading}", heading=heading))]
        can_be_new = self._kind is Kind.CUSTOMERS and bool(heading)
        choices = [*fields, *(new if can_be_new else []), (LEFT_OUT, _("Leave out"))]
        title = heading or _("(no heading)")
        return Pair(title, self._sample(source, index), choices, self._values[index], self._tag(index))

    def _sample(self, source: Source, index: int) -> str:
        cells = (line[index] for line in source.samples if index < len(line))
        return hidden(next((text(cell) for cell in cells if cell is not None), ""))

    def _tag(self, index: int) -> tuple[str, str]:
        value = self._values[index]
        if value == LEFT_OUT:
            return _("Left out"), ""
        if value == NEW_FIELD:
            return _("New field"), "accent"
        return (_("Matched"), "good") if self._known.get(index) == value else (_("Chosen"), "good")

    def _on_choice(self, at: int, value: str) -> None:
        chosen = self._places[at]
        if value not in (LEFT_OUT, NEW_FIELD):
            self._values.update({i: LEFT_OUT for i, other in self._values.items() if other == value})
        self._values[chosen] = value
        for row_, index in zip(self.pairs.rows, self._places, strict=True):
            row_.show_match(self._values[index], self._tag(index))
        self._show_count()
        self.changed.emit()

    def _on_setting(self, _value: object) -> None:
        self.erase.setEnabled(self.existing.value() is Existing.OVERWRITE)
        self.changed.emit()

    def _show_count(self) -> None:
        used = sum(value != LEFT_OUT for value in self._values.values())
        self.set_count(_("{used} of {total} are used", used=used, total=len(self._places)))


class PreviewTable(RecordTable[Line]):
    """What would become of each row: figures, a filter by outcome, the rows; or how far the work is."""

    def __init__(self, desk: Desk, save_refused: Callable[[], Any], cancel: Callable[[], Any]) -> None:
        self._preview: Preview | None = None
        super().__init__(desk, "import", _("What would become of each row"), [], self._lines)
        self._desk = desk
        self._stats = {
            None: Stat(" ", _("Rows"), big=True),
            Outcome.NEW: Stat(" ", _("New"), tone="good", icon="add", big=True),
            Outcome.UPDATED: Stat(" ", _("Updated"), tone="accent", icon="change", big=True),
            Outcome.REFUSED: Stat(" ", _("Refused"), tone="bad", icon="refuse", big=True),
        }
        self.chips = ChipRow([("", _("All"), None)])
        self.chips.changed.connect(self._show_rows)
        self._save_refused = save_refused
        self._above = QStackedWidget()
        filters = QWidget()
        line = row(filters, gap="m", across="l", along="s")
        line.addWidget(self.chips, 1)
        self._above.addWidget(filters)
        self._above.addWidget(self._waiting(cancel))
        self._above.setSizePolicy(filters.sizePolicy().horizontalPolicy(), self.chips.sizePolicy().verticalPolicy())
        self.put_above(StatStrip(list(self._stats.values())), Hairline(), self._above)
        self.set_nothing_found(_("No row has this outcome."), self._show_all)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_WAIT_MS)
        self._patience.timeout.connect(partial(self._above.setCurrentIndex, 1))
        self.selected.connect(self._show_foot)

    def show_preview(self, preview: Preview) -> None:
        """Show what a plan would do."""
        self.stop_waiting()
        plan, counts = preview.plan, preview.plan.counts
        self._preview = preview
        for outcome, stat in self._stats.items():
            stat.set_figure(f"{plan.rows if outcome is None else counts[outcome]:,}")
        chips = [(o.value, _(words), len(preview.ids(o))) for o, (words, _tone) in _OUTCOMES.items() if preview.ids(o)]
        self.chips.set_chips([("", _("All"), len(preview.ids())), *chips])
        self._show_rows()

    def show_fault(self, error: UserError) -> None:
        """Say why there is no preview, and what would help."""
        self.stop_waiting()
        self._preview = None
        for stat in self._stats.values():
            stat.set_figure("—")
        self.chips.set_chips([("", _("All"), None)])
        self.set_empty(_("This cannot be imported yet."), _("{reason} Choose the field at the left.", reason=str(error)))
        self.show_ids([])

    def clear(self) -> None:
        """Forget the file shown before."""
        self._preview = None
        self.set_empty(_("Reading the file…"), "")
        for stat in self._stats.values():
            stat.set_figure(" ")
        self.show_ids([])

    def wait(self, at_once: bool = False) -> None:
        """Work has begun: show how far it is, once it takes longer than a moment."""
        self.show_progress(0, 0)
        self._patience.start(0 if at_once else _WAIT_MS)

    def stop_waiting(self) -> None:
        """It is done."""
        self._patience.stop()
        self._above.setCurrentIndex(0)

    def show_progress(self, done: int, total: int) -> None:
        """How many rows are done."""
        self._bar.set_fraction(done / total if total else 0.0)
        self._figures.setText(f"{done:,} / {total:,}" if total else "")

    def _waiting(self, cancel: Callable[[], Any]) -> QWidget:
        waiting = QWidget()
        line = row(waiting, gap="m", across="l", along="s")
        self._bar, self._figures = ProgressBar(), Words("", "label", tone="muted")
        line.addWidget(self._bar, 1)
        line.addWidget(self._figures)
        line.addWidget(Button(_("Cancel"), kind="link", small=True, then=cancel))
        return waiting

    def _show_all(self) -> None:
        self.chips.choose("")
        self._show_rows()

    def _show_rows(self) -> None:
        if self._preview is not None:
            chosen = Outcome(self.chips.chosen) if self.chips.chosen else None
            make = _refused_columns if chosen is Outcome.REFUSED else _columns
            digits = max(4, len(str(self._preview.plan.rows)))
            self.set_columns(make(self._preview, digits))
            self.show_ids(self._preview.ids(chosen), filtered=True)
            self._show_foot()

    def _show_foot(self) -> None:
        if (preview := self._preview) is None:
            return
        chosen, plan = self.selected_ids(), preview.plan
        link = _("Save the refused rows…") if plan.refusals else ""
        if len(chosen) == 1 and (line := self.record(chosen[0])):
            self.set_foot(_("Row {row}: {words}", row=line.row, words=line.words), link, self._save_refused)
            return
        words = [many("{n} row listed", "{n} rows listed", len(self.rows.ids))]
        if plan.created:
            words.append(many("{n} new customer comes along", "{n} new customers come along", len(plan.created)))
        if plan.undated:
            words.append(undated_words(plan.undated))
        if plan.name_only:
            told = many("{n} bill only names a customer, and stays without", "{n} bills only name a customer, and stay without", plan.name_only)
            words.append(told)
        self.set_foot(" · ".join(words), link, self._save_refused)

    def _lines(self, ids: Sequence[int]) -> list[Line]:
        if (preview := self._preview) is None:
            return []
        shop = self._desk.shop
        known = Known(
            {c.id: c for c in customer_store.fetch(shop, preview.customer_ids(ids))},
            {p.id: p for p in product_store.fetch(shop, preview.product_ids(ids))},
            {f.id: f.name for f in customer_store.fields(shop)},
        )
        return preview.lines(ids, known)


def _columns(preview: Preview, digits: int) -> list[Column[Line]]:
    """The cells at fault stay in sight when there is little room; the reasons have more of it."""
    kind, keys, faults = preview.plan.kind, preview.columns, preview.faults
    widths = {"phone": 114, "at": 134, "amount": 92, "price": 84, "birthday": 104, "name": 76, "customer": 96}
    told = [
        Column(
            label_of(kind, key),
            partial(_cell, key),
            kind="number" if key in ("amount", "price", "cost") else "text",
            width=widths.get(key, 110),
            rank=_rank(at, key, faults),
            tone=partial(_tone, key),
            name=key,
        )
        for at, key in enumerate(keys)
    ]
    return [
        Column("Row", lambda line: str(line.row), kind="muted", width=26 + 7 * digits),
        Column("Outcome", _outcome, kind="tags", width=80),
        *told,
        Column(
            "What it becomes",
            lambda line: line.words,
            kind="muted",
            width=205 if faults else 190 if kind is Kind.CUSTOMERS else 150,
            stretch=True,
            tone=_tone_of_words,
        ),
    ]


def _rank(at: int, key: str, faults: Sequence[str]) -> int:
    """What most rows are refused for stays longest, then the first cell, then the other faults, then the phone."""
    if at == 0:
        return 2 if faults and key != faults[0] else 0
    if key in faults:
        return 1 + 2 * faults.index(key)
    return 9 - at if key == "phone" else 9 + at


def _refused_columns(preview: Preview, digits: int) -> list[Column[Line]]:
    """The reasons have the room that the other cells leave: the cell at fault stands for all of them."""
    row_number, _tag, *told, words = _columns(preview, digits)
    fault: Column[Line] = Column(
        "Cell to mend", lambda line: line.fault, width=160, tone=lambda line: "bad", name="fault"
    )
    return [row_number, *told[:1], fault, words]


def _outcome(line: Line) -> list[tuple[str, str]]:
    words, tone = _OUTCOMES[line.outcome]
    return [(_(words), tone)]


def _cell(key: str, line: Line) -> str:
    return line.cells.get(key, "")


def _tone(key: str, line: Line) -> str:
    return "bad" if line.faulty == key else "muted" if line.outcome is Outcome.SAME else ""


def _tone_of_words(line: Line) -> str:
    return "bad" if line.outcome is Outcome.REFUSED else "muted"

