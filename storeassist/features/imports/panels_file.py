"""The line about the file: what its rows are, which sheet, in which encoding, where its headings stand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from storeassist.features.imports import jobs
from storeassist.features.imports.panels import KIND_WORDS
from storeassist.features.imports.records import Kind, Source
from storeassist.kernel.text import _
from storeassist.ui.forms import ChoiceField, Segmented
from storeassist.ui.layouts import row
from storeassist.ui.widgets.words import Words


class FileLine(QWidget):
    """``kind_changed`` tells what the rows are; ``reread`` that another sheet or encoding is wanted."""

    kind_changed = Signal(object)
    reread = Signal()

    def __init__(self) -> None:
        super().__init__()
        line = row(self, gap="m")
        self.kinds = Segmented([(kind, _(words)) for kind, words in KIND_WORDS.items()])
        self.kinds.setAccessibleName(_("The rows are"))
        self.kinds.changed.connect(self.kind_changed)
        self.sheet, self.encoding = ChoiceField(), ChoiceField()
        self.sheet.setAccessibleName(_("Sheet"))
        self.encoding.setAccessibleName(_("Encoding of the file"))
        self._facts = Words("", "label", tone="muted", elide=True, right=True)
        for part in (self.kinds, self.sheet, self.encoding):
            line.addWidget(part)
        line.addWidget(self._facts, 1)
        for field in (self.sheet, self.encoding):
            field.changed.connect(self.reread)

    def show_file(self, source: Source) -> None:
        """Show what the file is read as."""
        self._facts.setText(_("Headings in row {row}", row=source.header_row))
        encodings = [(key, _(words)) for key, words in jobs.ENCODINGS.items()]
        self._show(self.sheet, [(name, name) for name in source.sheets], source.sheet, len(source.sheets) > 1)
        self._show(self.encoding, encodings, source.encoding, source.encoding is not None)

    def show_kind(self, kind: Kind) -> None:
        """Show what the rows are taken for."""
        self.kinds.set_value(kind)

    def _show(self, field: ChoiceField, choices: list[tuple[str, str]], value: str | None, shown: bool) -> None:
        field.blockSignals(True)
        field.set_choices(choices)
        field.set_value(value)
        field.blockSignals(False)
        field.setVisible(shown)
