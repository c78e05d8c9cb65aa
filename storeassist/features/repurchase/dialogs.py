"""Forms of the Repurchase page: thresholds with the counts they make, what a source cost."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from storeassist.features.habits import actions as habits
from storeassist.features.habits.records import Thresholds
from storeassist.features.repurchase import actions
from storeassist.features.repurchase.jobs_page import Rfm
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import MoneyField, NumberField
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words

_LETTERS = ("r", "f", "m")
_SCORES = (5, 4, 3, 2)


class ThresholdsDialog(FormDialog):
    """Four thresholds each for how lately, how often and how much; under each, how many score so."""

    def __init__(self, desk: Desk, parent: QWidget, found: Rfm) -> None:
        super().__init__(desk, parent, _("Change the thresholds"), save=_("Keep these"), size="wide")
        self._found = found
        self._limits: dict[str, list[NumberField | MoneyField]] = {}
        self._rest: dict[str, Words] = {}
        for letter, title, unit in (
            ("r", _("How lately: at most so many days away"), _("days")),
            ("f", _("How often: at least so many visits"), _("visits")),
            ("m", _("How much: at least so much spent"), ""),
        ):
            self.form.column.addWidget(Words(title, "heading"))
            fields = [MoneyField() if letter == "m" else NumberField(unit=unit) for _score in _SCORES]
            self.form.row(
                *((_("{n} points", n=score), field, f"{letter}{score}") for score, field in zip(_SCORES, fields, strict=True))
            )
            self._limits[letter] = fields
            self._rest[letter] = Words("", "caption", tone="muted")
            self.form.column.addWidget(self._rest[letter])
            for field in fields:
                field.changed.connect(self._count)
        self.form.column.addWidget(Button(_("Propose from the shop's customers"), kind="link", small=True, then=self.propose))
        self._fill(found.thresholds)

    def propose(self) -> None:
        """Fill in what the shop's own customers suggest."""
        self._fill(self._found.proposed)

    def save(self) -> None:
        """Keep the thresholds; the proposal is kept by keeping none."""
        written = Thresholds(*(tuple(self._values(letter)) for letter in _LETTERS))
        habits.set_thresholds(self.shop, None if written == self._found.proposed else written, self.desk.now())

    def _fill(self, thresholds: Thresholds) -> None:
        for letter in _LETTERS:
            values = list(reversed(getattr(thresholds, letter)))
            for field, value in zip(self._limits[letter], values, strict=True):
                if isinstance(field, MoneyField):
                    field.set_fen(value)
                else:
                    field.set_text(str(value))

    def _values(self, letter: str) -> list[int]:
        """From 2 points up to 5, each stricter than the one before."""
        found: list[int] = []
        for field, score in zip(reversed(self._limits[letter]), reversed(_SCORES), strict=True):
            value = field.fen() if isinstance(field, MoneyField) else field.whole()
            if value is None or value < 0:
                raise UserError("Please fill in a number, 0 or more.", field=f"{letter}{score}")
            if found and (value >= found[-1] if letter == "r" else value <= found[-1]):
                raise UserError("More points need more: this does not go beyond the one to its right.", field=f"{letter}{score}")
            found.append(value)
        return found

    def _count(self) -> None:
        """Say under each field how many score so, as it is written now."""
        for letter, spread in zip(_LETTERS, self._found.spread, strict=True):
            try:
                counts = counts_of(spread, self._values(letter), is_less_better=letter == "r")
            except UserError:
                counts = []
            for score in _SCORES:
                told = many("{n} customer", "{n} customers", counts[score - 1]) if counts else ""
                self.form.help(f"{letter}{score}", told)
            self._rest[letter].setText(
                many("1 point: {n} customer", "1 point: {n} customers", counts[0]) if counts else _("The order is not right yet.")
            )


class SourceCostDialog(FormDialog):
    """What was spent so far to win the customers of a source."""

    def __init__(self, desk: Desk, parent: QWidget, source: str, spent_fen: int | None) -> None:
        super().__init__(desk, parent, _("What “{source}” cost so far", source=source), save=_("Keep this"), size="ask")
        self._source = source
        self.spent = self.form.add(
            _("Spent so far"), MoneyField(spent_fen), name="spent",
            help=_("Ads, gifts, commissions: everything spent to win these customers. Empty forgets it."),
        )

    def save(self) -> None:
        """Keep the sum."""
        actions.set_source_cost(self.shop, self._source, self.spent.fen(), self.desk.now())


def counts_of(spread: Sequence[int], thresholds: Sequence[int], *, is_less_better: bool) -> list[int]:
    """How many of the sorted ``spread`` score 1, 2, 3, 4, 5 by thresholds that lift a score by one each."""
    reached = [
        bisect_right(spread, one) if is_less_better else len(spread) - bisect_left(spread, one) for one in thresholds
    ]
    steps = [len(spread), *reached, 0]
    return [steps[at] - steps[at + 1] for at in range(len(steps) - 1)]
