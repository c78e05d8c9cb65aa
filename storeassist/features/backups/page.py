"""The Backups page: every backup with what is inside, where they go, and the way back to one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from storeassist.features.backups import BACKUP_FOLDER, BACKUP_SECOND_FOLDER, actions, jobs
from storeassist.features.backups.actions import Return
from storeassist.features.backups.dialogs import RestoreDialog
from storeassist.features.backups.panels import WHY_WORDS, BackupTable, FolderCard
from storeassist.features.backups.service import keeper_of
from storeassist.features.backups.store import Listed
from storeassist.kernel import backups
from storeassist.kernel.backups import Why
from storeassist.kernel.dates import show_moment
from storeassist.kernel.errors import UserError
from storeassist.kernel.paths import SHOP_SUFFIX
from storeassist.kernel.settings import read_setting
from storeassist.kernel.text import N_, _, many
from storeassist.ui.commands import command
from storeassist.ui.page import Page

_SETTINGS = {"first": BACKUP_FOLDER, "second": BACKUP_SECOND_FOLDER}
_KEEP = {"first": actions.keep_folder, "second": actions.keep_second_folder}


class BackupsPage(Page):
    """Lists backups; reads them in the background, for each of them is opened."""

    shows: ClassVar = ("shop_setting",)

    def build(self) -> None:
        """The folders, then the list."""
        self.keeper = keeper_of(self.desk)
        self.keeper.changed.connect(self.mark_stale)
        self.folders = FolderCard(self.choose_folder, self.give_up_folder)
        self.body.addWidget(self.folders)
        self.table = BackupTable(self.desk)
        self.table.set_empty(
            _("No backup yet."),
            _("Backups are made by themselves: every half hour of work, and when you close the window."),
            _("Back up now"),
            self.back_up,
        )
        self.table.set_menu(self)
        self.table.selected.connect(self._show_foot)
        self.table.activated.connect(lambda _id: self.commands["restore"].trigger())
        self.body.addWidget(self.table, 1)

    def reload(self) -> None:
        """Show the folders, and have the backups in them looked into."""
        folders = backups.folders_of(self.shop.path)
        self._folder = folders.first
        self.notice("\n".join(map(str, folders.problems)))
        self.table.places = {backups.usual_folder(self.shop.path): _("this computer")}
        for which, setting in _SETTINGS.items():
            chosen = str(read_setting(self.shop, setting))
            otherwise = _("this computer") if which == "first" else _("none")
            self.folders.show_folder(which, chosen or otherwise, is_chosen=bool(chosen))
        self.desk.jobs.start(jobs.listed, self.shop.path, done=self._show)

    @command("Back up now", icon="save", shortcut="Ctrl+B", place="primary")
    def back_up(self) -> None:
        """Make a backup of the shop as it is."""
        self.keeper.back_up(Why.HAND, _("Backing up…"))

    @command("Restore this one…", icon="undo", place="row")
    def restore(self) -> None:
        """Go back to the backup chosen."""
        chosen = self.table.chosen()
        if chosen is None:
            raise UserError("Choose a backup first.")
        made = chosen.backup
        self._prepare(made.path, f"{show_moment(made.at, self.desk.now())}·{_(WHY_WORDS[made.why])}")

    @command("Restore another file…", icon="undo", place="header")
    def restore_other(self) -> None:
        """Go back to a backup that lies somewhere else."""
        kinds = [(N_("Shop files"), (SHOP_SUFFIX.lstrip("."),))]
        self.desk.ask.open_file(self, _("Which backup?"), kinds, then=self._prepare)

    @command("Open the folder", icon="open", place="menu")
    def open_folder(self) -> None:
        """Show the backups in the system's file browser."""
        if not self._folder.exists():
            raise UserError("The folder is made with the first backup.")
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def choose_folder(self, which: str) -> None:
        """Have backups, or their second copies, go to a folder of the owner's choice."""
        at = str(read_setting(self.shop, _SETTINGS[which])) or str(self._folder)
        self.desk.ask.open_folder(self, _("Where shall backups go?"), at, then=partial(self._keep_folder, which))

    def give_up_folder(self, which: str) -> None:
        """Have backups go to the usual folder again, or make no second copies any more."""
        _KEEP[which](self.shop, "")

    def _keep_folder(self, which: str, folder: Path) -> None:
        try:
            _KEEP[which](self.shop, str(folder))
        except UserError as error:
            self.desk.fail(error)
            return
        self.keeper.back_up(Why.HAND)

    def _show(self, found: list[Listed]) -> None:
        self.table.show_records(found)
        self.keeper.note(backups.latest(listed.backup for listed in found if listed.inside))
        whole = [listed for listed in found if listed.inside]
        if whole:
            self.set_sentence(
                many("{n} backup, opened and looked into.", "{n} backups, each opened and looked into.", len(whole))
            )
        else:
            self.set_sentence(_("A copy of the whole shop, from which everything can be brought back."))
        if found and self.table.chosen() is None:
            self.table.select([0])
        self._show_foot()

    def _show_foot(self) -> None:
        kept = _("Kept: all of 2 days, then one for each of 12 days, 10 weeks and 9 months.")
        if self.table.chosen() is None:
            self.table.set_foot(kept)
        else:
            self.table.set_foot(kept, _("Restore this one…"), self.commands["restore"].trigger)

    def _prepare(self, path: Path, which: str = "") -> None:
        self.desk.jobs.start(
            jobs.prepare, self.shop.path, path, self.shop.schema, self.desk.now(),
            text=_("Looking at the backup…"), done=partial(self._ask, which or path.name),
        )  # fmt: skip

    def _ask(self, which: str, way: Return) -> None:
        dialog = RestoreDialog(self, way, which, self.desk.now())
        dialog.accepted.connect(lambda: self.desk.reopen(partial(_put_back, way)))
        dialog.rejected.connect(lambda: way.ready.discard())
        dialog.open()


def _put_back(way: Return) -> str:
    """Runs while no window has the shop open; says what changed."""
    restored = actions.restore(way)
    return actions.said(way, restored)
