"""The rule put together with a saved segment: two circles, the four sets they make, and one of them kept or listed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from storeassist.features.segments.records_live import Circles
from storeassist.kernel.text import _
from storeassist.ui.layouts import column, row
from storeassist.ui.venn import BOTH, LEFT_ONLY, RIGHT_ONLY, UNION, SetGrid, Venn
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.rule import SeriesDot, SnugChoice
from storeassist.ui.widgets.words import Words


class CombinePanel(QWidget):
    """``other_chosen`` follows the choice of the second segment; ``saved`` and ``listed`` tell which of the four sets."""

    other_chosen = Signal()
    saved = Signal(str)
    listed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.own = Words("", "label", elide=True)
        self.other = SnugChoice()
        self.other.setAccessibleName(_("The other segment"))
        self.other.changed.connect(self._on_other)
        self.hint = Words(_("Save a second segment, and see here what they share."), "label", tone="muted", wrap=True)
        inside = column(self, gap="s", across="l", along="m")
        inside.addWidget(self.hint)
        self._shown = QWidget()
        inside.addWidget(self._shown)
        lines = column(self._shown, gap="s")
        for at, part in enumerate((self.own, self.other)):
            line = row(gap="s")
            line.addWidget(SeriesDot(at))
            line.addWidget(part, 1 if part is self.own else 0)
            if part is self.other:
                line.addStretch(1)
            lines.addLayout(line)
        self.venn = Venn(_("What both segments share"))
        self.venn.clicked.connect(self._take)
        self.sets = SetGrid()
        self.sets.changed.connect(lambda _key: self._show())
        self.said = Words("", "label", tone="muted", wrap=True)
        for part in (self.venn, self.sets, self.said):
            lines.addWidget(part)
        links = row(gap="m")
        self.save = Button(_("Save as a segment…"), kind="link", small=True, then=lambda: self.saved.emit(self.sets.chosen))
        self.see = Button(_("See the list"), kind="link", small=True, then=lambda: self.listed.emit(self.sets.chosen))
        links.addWidget(self.save)
        links.addStretch(1)
        links.addWidget(self.see)
        lines.addLayout(links)
        inside.addStretch(1)
        self._circles: Circles | None = None
        self.offer([])

    def offer(self, names: Sequence[str]) -> None:
        """The segments this one can be put together with."""
        self.other.set_choices([(name, name) for name in names])
        is_possible = bool(names)
        self.hint.setVisible(not is_possible)
        self._shown.setVisible(is_possible)
        self._show()

    def show_circles(self, name: str, circles: Circles | None) -> None:
        """Show what the rule called ``name`` shares with the other; None while that is not known."""
        self._name, self._circles = name, circles
        count = f" {circles.left_only + circles.both:,}" if circles else ""
        self.own.setText(f"{name}{count}")
        self._show()

    def counts(self) -> dict[str, int]:
        """How many each of the four sets has; {} while that is not known."""
        if (known := self._circles) is None:
            return {}
        return {
            UNION: known.left_only + known.both + known.right_only,
            BOTH: known.both,
            LEFT_ONLY: known.left_only,
            RIGHT_ONLY: known.right_only,
        }

    def _on_other(self) -> None:
        self.show_circles(self._name, None)
        self.other_chosen.emit()

    def _take(self, key: str) -> None:
        self.sets.choose(key)
        self._show()

    def _show(self) -> None:
        known, other = self._circles or Circles(0, 0, 0), self.other.value() or ""
        counts = self.counts()
        if self._circles is None:
            self.venn.show_unknown(self.sets.chosen)
        else:
            self.venn.show_sets(self._name, other, known.left_only, known.both, known.right_only, self.sets.chosen)
        self.sets.show_counts(counts)
        self.said.setText(words_of(self.sets.chosen, self._name, other))
        for button in (self.save, self.see):
            button.setEnabled(bool(counts.get(self.sets.chosen)))


def words_of(key: str, name: str, other: str) -> str:
    """Which of the four sets it is, in words."""
    if key == UNION:
        return _("In {name}, or in {other}, or in both", name=name, other=other)
    if key == BOTH:
        return _("In {name} and in {other} too", name=name, other=other)
    if key == LEFT_ONLY:
        return _("In {name}, but not in {other}", name=name, other=other)
    return _("In {other}, but not in {name}", name=name, other=other)


def document_of(key: str, own: object, other: str) -> dict[str, object]:
    """The rule of one of the four sets."""
    second = {"segment": other}
    if key == UNION:
        return {"any": [own, second]}
    if key == BOTH:
        return {"all": [own, second]}
    return {"minus": [own, second] if key == LEFT_ONLY else [second, own]}
