"""The question before a backup takes the place of the shop: what is in each, in figures."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QGridLayout, QWidget

from storeassist.features.backups.actions import Return
from storeassist.features.backups.store import Inside
from storeassist.kernel.dates import show_moment
from storeassist.kernel.text import _
from storeassist.ui.dialog import AskDialog
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Line
from storeassist.ui.widgets.words import Words


class RestoreDialog(AskDialog):
    """Side by side: the shop as it is, and as it will be. Accepted, the owner wants it so."""

    def __init__(self, parent: QWidget, way: Return, which: str, now: datetime) -> None:
        super().__init__(parent, _("Go back to this backup?"))
        self.outer.addWidget(Words(which, "body", wrap=True))
        self.outer.addLayout(_side_by_side(way.before, way.after, now))
        self.outer.addWidget(Words(_what_of_the_present(way), "body", tone="muted", wrap=True))
        self.no = Button(_("Leave the shop as it is"), then=self.reject)
        self.yes = Button(_("Restore this backup"), kind="primary", then=self.accept)
        self.add_buttons(self.no, self.yes)
        self.no.setFocus()


def _side_by_side(before: Inside | None, after: Inside, now: datetime) -> QGridLayout:
    """Three lines of figures under two heads."""
    grid = QGridLayout()
    grid.setColumnStretch(0, 1)
    for at, words in enumerate((_("Now"), _("In the backup")), 1):
        grid.addWidget(Words(words, "label", tone="muted", right=True), 0, at)
    grid.addWidget(Line(), 1, 0, 1, 3)
    labels = (_("Customers"), _("Orders"), _("Newest order"))
    figures = zip(labels, _figures(before, now), _figures(after, now), strict=True)
    for at, (label, present, restored) in enumerate(figures, 2):
        grid.addWidget(Words(label, "body"), at, 0)
        grid.addWidget(Words(present, "body", right=True), at, 1)
        grid.addWidget(Words(restored, "body" if restored == present else "heading", right=True), at, 2)
    return grid


def _figures(inside: Inside | None, now: datetime) -> list[str]:
    if inside is None:
        return ["—"] * 3
    newest = show_moment(inside.newest_order_at, now) if inside.newest_order_at else "—"
    return [f"{inside.customers:,}", f"{inside.orders:,}", newest]


def _what_of_the_present(way: Return) -> str:
    if way.before is None:
        return _("The shop file as it is now is damaged. It is kept beside the new one, under another name.")
    return _("The shop as it is now was backed up first. If this is a mistake, come back to it in the same way.")
