"""The list of backups, and the folders they go to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QGridLayout

from storeassist.features.backups.store import Listed
from storeassist.kernel.backups import Why
from storeassist.kernel.dates import show_moment
from storeassist.kernel.text import N_, _
from storeassist.ui.desk import Desk
from storeassist.ui.table import Column, RecordTable
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.words import Words

WHY_WORDS = {
    Why.HAND: N_("By hand"),
    Why.TIME: N_("While working"),
    Why.EXIT: N_("When closing"),
    Why.UPDATE: N_("Before an update"),
    Why.IMPORT: N_("Before an import"),
    Why.MERGE: N_("Before a merge"),
    Why.RESTORE: N_("Before a restore"),
}
_MEGABYTE = 1_000_000


class BackupTable(RecordTable[Listed]):
    """Backups, newest first."""

    def __init__(self, desk: Desk) -> None:
        self.places: dict[Path, str] = {}
        super().__init__(desk, "backups", _("Backups"), self._columns(desk.now), lambda ids: [])

    def chosen(self) -> Listed | None:
        """The backup the keys are on."""
        ids = self.selected_ids()
        return self.record(ids[0]) if ids else None

    def _columns(self, now: Callable[[], datetime]) -> list[Column[Listed]]:
        return [
            Column("When", lambda b: show_moment(b.backup.at, now()), width=140, tone=_tone),
            Column("Why", lambda b: _(WHY_WORDS[b.backup.why]), kind="muted", width=140, stretch=True, rank=2),
            Column("Customers", lambda b: b.inside and b.inside.customers, kind="number", width=96),
            Column("Orders", lambda b: b.inside and b.inside.orders, kind="number", width=96),
            Column("Newest order", lambda b: _newest(b, now()), kind="muted", width=132, rank=1),
            Column("Size", lambda b: size_words(b.backup.size_bytes), kind="muted", right=True, width=88, rank=4),
            Column("Where", self._where, kind="muted", width=160, rank=3),
            Column("State", _state, kind="tags", width=100),
        ]

    def _where(self, listed: Listed) -> str:
        folders = [path.parent for path in (listed.backup.path, *listed.backup.also)]
        return "、".join(self.places.get(folder, str(folder)) for folder in folders)


class FolderCard(Card):
    """Where backups go, and where the second copies go; each can be chosen."""

    def __init__(self, choose: Callable[[str], Any], give_up: Callable[[str], Any]) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self._rows = {
            which: self._row(at, which, label, otherwise, choose, give_up)
            for at, (which, label, otherwise) in enumerate(
                (
                    ("first", _("Backups go to"), _("Use the usual folder")),
                    ("second", _("And a second copy to"), _("No second copy")),
                )
            )
        }

    def show_folder(self, which: str, text: str, *, is_chosen: bool) -> None:
        """Say where they go."""
        folder, otherwise = self._rows[which]
        folder.setText(text)
        folder.set_tone("" if is_chosen else "muted")
        otherwise.setVisible(is_chosen)

    def _row(
        self, at: int, which: str, label: str, otherwise: str, choose: Callable[[str], Any], give_up: Callable[[str], Any]
    ) -> tuple[Words, Button]:
        folder = Words("", "body", elide=True)
        usual = Button(otherwise, kind="link", small=True, then=lambda: give_up(which))
        another = Button(_("Choose a folder…"), kind="link", icon="open", small=True, then=lambda: choose(which))
        another.keep(f"{label}: {another.text()}")
        for side, part in enumerate((Words(label, "label", tone="muted"), folder, usual, another)):
            self._grid.addWidget(part, at, side)
        return folder, usual


def size_words(size: int) -> str:
    """How large a file is, in the unit that file browsers use."""
    return f"{max(size, 100_000) / _MEGABYTE:,.1f} MB"


def _newest(listed: Listed, now: datetime) -> str:
    if listed.inside is None:
        return ""
    at = listed.inside.newest_order_at
    return show_moment(at, now) if at else "—"


def _tone(listed: Listed) -> str:
    return "" if listed.inside else "muted"


def _state(listed: Listed) -> list[tuple[str, str]]:
    return [] if listed.inside else [(_("Damaged"), "bad")]
