"""Backups: copies of the shop file, made and checked by themselves, and the way back to one."""

from storeassist.kernel.settings import Setting
from storeassist.kernel.text import N_
from storeassist.ui.feature import Feature, Link

BACKUP_FOLDER = Setting(
    "backup_folder",
    "",
    N_("Backups go to"),
    N_("Backups are made by themselves while you work and at the end. Best is a folder on another disk."),
    choices=(("", N_("the usual place")),),
    scope="shop",
    kind="folder",
)
BACKUP_SECOND_FOLDER = Setting(
    "backup_second_folder",
    "",
    N_("And a second copy to"),
    N_("A USB stick or another disk: with it, a broken computer costs you nothing."),
    scope="shop",
    kind="folder",
)

FEATURE = Feature(
    key="backups",
    title=N_("Backups"),
    icon="safe",
    page="storeassist.features.backups.page:BackupsPage",
    parent="settings",
    settings=(BACKUP_FOLDER, BACKUP_SECOND_FOLDER),
    slots={
        "window.service": ("storeassist.features.backups.service:keeper_of",),
        "page.settings.commands": (Link(N_("Backups…"), page="backups", icon="safe"),),
        "setting.backup_folder": ("storeassist.features.backups.actions:keep_folder",),
        "setting.backup_second_folder": ("storeassist.features.backups.actions:keep_second_folder",),
        "shop.check.notes": ("storeassist.features.backups.store:notes",),
    },
)
