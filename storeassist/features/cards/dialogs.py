"""The question before cards are printed that left the program before: which of them, and why."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from PySide6.QtWidgets import QWidget

from storeassist.features.cards import rules
from storeassist.features.cards.records import Batch
from storeassist.kernel.dates import show_day
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _, many
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import ChoiceField, LineField

_REST, _ALL, _SOME = "rest", "all", "some"


class ReprintDialog(FormDialog):
    """Asks for the cards and the reason, and hands both to ``then``."""

    def __init__(
        self, desk: Desk, parent: QWidget, batch: Batch, out: Collection[int], then: Callable[[list[int], str], Any]
    ) -> None:
        super().__init__(desk, parent, _("Which cards of {name}?", name=batch.facts.name), save=_("Print these cards"))
        self._batch, self._out, self._then = batch, set(out), then
        every = range(1, batch.facts.quantity + 1)
        self._rest = [serial for serial in every if serial not in self._out]
        choices = [(_ALL, _("All once more")), (_SOME, _("Some, by their numbers"))]
        if self._rest:
            choices.insert(0, (_REST, many("The {n} card left", "The {n} cards left", len(self._rest))))
        self.which = self.form.add(_("Which cards"), ChoiceField(choices), name="which")
        self.numbers = self.form.add(
            _("Numbers"), LineField(), name="serials", help=_("Such as 1-20, 35. Of two cards with one code only one counts.")
        )
        self.why = self.form.add(_("Why once more?"), LineField(), name="why")
        self.which.changed.connect(self._on_which)
        self._on_which()

    def save(self) -> None:
        """Hand on what was asked for."""
        serials = self._serials()
        why = self.why.text().strip()
        if self.which.value() != _REST:
            now = self.desk.now()
            day = show_day((self._batch.printed_at or now).date(), now.date())
            rules.check_reprint(serials, self._out, why, day)
        self._then(serials, why)

    def _on_which(self) -> None:
        self.form.show_field("serials", self.which.value() == _SOME)
        self.form.show_field("why", self.which.value() != _REST)

    def _serials(self) -> list[int]:
        quantity = self._batch.facts.quantity
        if self.which.value() == _REST:
            return self._rest
        if self.which.value() == _ALL:
            return list(range(1, quantity + 1))
        found: set[int] = set()
        for part in self.numbers.text().replace("，", ",").replace("–", "-").split(","):
            first, _dash, last = part.strip().partition("-")
            if not (first.strip().isdecimal() and (last or first).strip().isdecimal()):
                raise UserError("Write numbers such as 1-20, 35.", field="serials")
            start, end = int(first), int(last or first)
            if not 1 <= start <= end <= quantity:
                raise UserError("This batch has the cards 1 to {last}.", field="serials", last=quantity)
            found.update(range(start, end + 1))
        return sorted(found)
