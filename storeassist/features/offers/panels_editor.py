"""Fields of the form of an offer: days and roles to switch on and off, and what the offer comes to while it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.chips import Chip
from storeassist.ui.widgets.words import Words


class Switches(QWidget):
    """Any of (value, text, spoken name) can be on."""

    changed = Signal()

    def __init__(self, choices: Sequence[tuple[Any, str, str]], chosen: Sequence[Any]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        line = row(self, gap="xs")
        self.chips: dict[Any, Chip] = {}
        for value, text, spoken in choices:
            chip = Chip(text)
            chip.keep(spoken)
            chip.setChecked(value in chosen)
            chip.toggled.connect(lambda _on: self.changed.emit())
            self.chips[value] = chip
            line.addWidget(chip)
        line.addStretch(1)
        self.setFocusProxy(next(iter(self.chips.values())))

    def chosen(self) -> tuple[Any, ...]:
        """What is on, in the order shown."""
        return tuple(value for value, chip in self.chips.items() if chip.isChecked())


class Sentence(QFrame):
    """The offer as it reads so far, or what is missing."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "well")
        inside = column(self, gap="", across="l", along="s")
        self.words = Words("", "reading", wrap=True)
        inside.addWidget(self.words)

    def show_sentence(self, text: str) -> None:
        """Show an offer that makes sense."""
        self.words.setText(text)
        self.words.set_tone("")

    def show_problem(self, text: str) -> None:
        """Show what is missing or wrong."""
        self.words.setText(text)
        self.words.set_tone("muted")


class CostStrip(QWidget):
    """What the offer costs, figure by figure side by side, with where each comes from."""

    def __init__(self, count: int) -> None:
        super().__init__()
        line = row(self, gap="l")
        self._cells: list[tuple[QWidget, Words, Words, Words]] = []
        for _at in range(count):
            cell = QWidget()
            inside = column(cell, gap="")
            label, figure = Words("", "caption", tone="muted", wrap=True), Words("", "heading")
            how = Words("", "caption", tone="muted", wrap=True)
            for words in (label, figure, how):
                inside.addWidget(words)
            inside.addStretch(1)
            self._cells.append((cell, label, figure, how))
            line.addWidget(cell, 1)

    def show_lines(self, lines: Sequence[tuple[str, str, str]]) -> None:
        """Show these (what, how much, how that is known); none: all unknown."""
        for at, (cell, label, figure, how) in enumerate(self._cells):
            cell.setVisible(at < len(lines))
            if at < len(lines):
                label.setText(lines[at][0])
                figure.setText(lines[at][1])
                figure.set_tone("bad" if lines[at][1] == _("never pays") else "")
                how.setText(lines[at][2])

    def figures(self) -> list[str]:
        """The figures in sight."""
        return [figure.text() for cell, _label, figure, _how in self._cells if not cell.isHidden()]
