"""What keeps the cards from being printed, the way to try one, and how far the printing is: at the foot of the studio."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.bar import ProgressBar
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.words import Words


class StateCard(Card):
    """One sentence beside the way to a test card; while cards are printed a bar with the way out instead.

    ``test_asked`` and ``cancelled`` tell that one of these was taken.
    """

    test_asked = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__(inset=0)
        foot = QWidget()
        lines = column(foot, gap="s", across="l", along="m")
        self.words = Words("", "label", tone="muted", wrap=True)
        self.test = Button(_("Test card…"), kind="link", icon="print", small=True, then=self.test_asked.emit)
        said = row(gap="m")
        said.addWidget(self.words, 1)
        said.addWidget(self.test, 0, Qt.AlignmentFlag.AlignVCenter)
        lines.addLayout(said)
        self._progress = QWidget()
        line = row(self._progress)
        self._bar, self._figures = ProgressBar(), Words("", "label")
        line.addWidget(self._bar, 1)
        line.addWidget(self._figures)
        line.addWidget(Button(_("Cancel"), small=True, then=self.cancelled.emit))
        self._progress.hide()
        lines.addWidget(self._progress)
        self.body.addWidget(foot)

    def show_fault(self, error: UserError | None) -> None:
        """Say what keeps the cards from being printed; None: nothing does."""
        self.words.setText(_("Every code is read back before the file is yours.") if error is None else str(error))
        self.words.set_tone("muted" if error is None else "bad")

    def show_progress(self, done: int, total: int, text: str) -> None:
        """How far the printing is."""
        self._bar.set_fraction(done / total if total else 0)
        self._figures.setText(f"{done:,} / {total:,}" if total else "")
        self.words.setText(text or _("Drawing the cards"))
        self.words.set_tone("")

    def set_busy(self, busy: bool) -> None:
        """Whether the printing goes on."""
        self._progress.setVisible(busy)
        self.test.setHidden(busy)
