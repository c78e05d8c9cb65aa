"""The row of the PIN on the Settings page."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from storeassist.features.privacy import HAS_PIN, LOCK_AFTER, PIN, actions
from storeassist.features.privacy.dialogs import PinDialog, RemovePinDialog
from storeassist.kernel.text import _
from storeassist.ui.crash import in_words
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words


class PinRow(QWidget):
    """Says whether there is a PIN, and lets it be set, changed and removed."""

    key: ClassVar = PIN

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        line, words = row(self, gap="l", along="xs"), column(gap="")
        words.addWidget(Words(_("PIN"), "body"))
        self.state = Words("", "label", tone="muted", wrap=True)
        self.problem = Words("", "label", tone="bad", wrap=True)
        self.problem.hide()
        words.addWidget(self.state)
        words.addWidget(self.problem)
        self.set_button = Button("", then=self.set_pin)
        self.remove_button = Button(_("Remove…"), then=lambda: RemovePinDialog(desk, self).open())
        line.addLayout(words, 1)
        line.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.set_button, 0, Qt.AlignmentFlag.AlignVCenter)
        desk.taste.changed.connect(self._on_taste)
        self._show()

    def set_pin(self) -> None:
        """Ask for a PIN, if this computer has a safe place for one: a password store takes its time to answer."""
        self.set_button.setEnabled(False)
        self._desk.jobs.start(lambda _job: actions.need_safe_place(), done=self._on_place, failed=self._on_failed)

    def _on_place(self, _nothing: None) -> None:
        self.set_button.setEnabled(True)
        self.problem.hide()
        PinDialog(self._desk, self).open()

    def _on_failed(self, error: Exception) -> None:
        self.set_button.setEnabled(True)
        self.problem.setText(in_words(error))
        self.problem.show()

    @Slot(str)
    def _on_taste(self, key: str) -> None:
        if key in (HAS_PIN, LOCK_AFTER.key):
            self._show()

    def _show(self) -> None:
        taste = self._desk.taste
        has_pin, minutes = bool(taste.get(HAS_PIN, False)), taste.read(LOCK_AFTER)
        self.remove_button.setVisible(has_pin)
        self.set_button.setText(_("Change…") if has_pin else _("Set a PIN…"))
        self.state.set_tone("warn" if minutes and not has_pin else "muted")
        if has_pin:
            self.state.setText(_("Set. Ctrl L locks the window at once; it is also asked for at every start."))
        elif minutes:
            self.state.setText(_("None yet: without one the window cannot lock."))
        else:
            self.state.setText(_("None. With one, Ctrl L covers the window until it is typed."))
