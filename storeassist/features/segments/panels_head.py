"""What stands above and below a rule: its name and state, its sentence, chips that add a condition, rules to begin with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from storeassist.kernel.text import _
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Line
from storeassist.ui.widgets.flow import Flow
from storeassist.ui.widgets.rule import AddChip
from storeassist.ui.widgets.tag import Tag
from storeassist.ui.widgets.words import Words

_FEW = 5
"""So many chips stand in one line of the smallest window."""


class NameLine(QWidget):
    """``asked`` wants another name."""

    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        line = row(self, gap="s", across="l", along="s")
        self.name = Words("", "name", elide=True)
        self.change = Button(_("Rename"), kind="icon", icon="note", then=self.asked.emit)
        self.state = Tag("")
        line.addWidget(self.name, 1)
        line.addWidget(self.state)
        line.addWidget(self.change)

    def show_name(self, name: str, state: str, tone: str) -> None:
        """Show what the segment is called, and a word on how it stands ("" none)."""
        self.name.setText(name)
        self.state.setVisible(bool(state))
        if state:
            self.state.set_tag(state, tone)


class ChipFoot(QWidget):
    """Conditions that are asked for often, one click each."""

    def __init__(self, chips: Sequence[tuple[str, Mapping[str, Any]]], add: Callable[[Mapping[str, Any]], None]) -> None:
        super().__init__()
        outer = column(self, gap="")
        outer.addWidget(Line())
        inside = column(gap="s", across="l", along="m")
        self._words = Words(_("Click to add a condition"), "label", tone="muted")
        inside.addWidget(self._words)
        flow = Flow()
        self.chips: dict[str, AddChip] = {}
        for text, document in chips:
            self.chips[text] = chip = AddChip(text, _("Add the condition {name}", name=text))
            chip.clicked.connect(partial(_add, add, document))
            flow.add(chip)
        inside.addWidget(flow)
        outer.addLayout(inside)

    def show_few(self, few: bool) -> None:
        """Take one line where there is little room: any condition can be added from the rule itself."""
        self._words.setHidden(few)
        for at, chip in enumerate(self.chips.values()):
            chip.setHidden(few and at >= _FEW)


class StartList(QWidget):
    """Rules to begin with; ``chosen`` tells which."""

    chosen = Signal(int)

    def __init__(self, proposals: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        inside = column(self, gap="m", across="l", along="s")
        inside.addWidget(Words(_("Or begin with one of these"), "heading"))
        self.buttons: list[Button] = []
        for at, (name, sentence) in enumerate(proposals):
            block = column(gap="")
            line = row(gap="s")
            button = Button(name, kind="link", small=True, then=partial(self.chosen.emit, at))
            button.setAccessibleDescription(sentence)
            self.buttons.append(button)
            line.addWidget(button)
            line.addStretch(1)
            block.addLayout(line)
            block.addWidget(Words(sentence, "label", tone="muted", wrap=True))
            inside.addLayout(block)


def _add(add: Callable[[Mapping[str, Any]], None], document: Mapping[str, Any], _checked: bool = False) -> None:
    add(document)
