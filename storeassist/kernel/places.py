"""Where a shop file lies: on this computer, in a folder that another program copies about, or on a network."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

Mounts = Sequence[tuple[str, str]]
"""Where a disk hangs in the tree of folders, and the kind of its file system."""

_SERVICES = {
    "OneDrive": ("onedrive",),
    "Dropbox": ("dropbox",),
    "Google Drive": ("google drive", "googledrive", "my drive", "我的云端硬盘"),
    "iCloud": ("mobile documents", "iclouddrive", "icloud drive"),
    "坚果云": ("nutstore", "nutstore files", "坚果云", "我的坚果云"),
    "百度网盘": ("baidusyncdisk", "baidunetdiskworkspace", "百度网盘同步空间", "百度网盘同步盘"),
    "WPS 云盘": ("wps云盘", "wps网盘", "wpsdrive", "wps cloud files", "wps drive"),
    "微云": ("weiyun", "微云", "腾讯微云", "微云同步助手"),
    "阿里云盘": ("阿里云盘", "adrive"),
    "天翼云盘": ("天翼云盘", "ecloud"),
    "Synology Drive": ("synologydrive", "synology drive", "cloudstation"),
    "Nextcloud": ("nextcloud", "owncloud"),
    "pCloud": ("pcloud", "pclouddrive", "pcloud drive"),
    "MEGA": ("megasync",),
    "Box": ("box sync",),
    "Yandex.Disk": ("yandex.disk", "yandexdisk"),
    "Seafile": ("seafile", "seadrive"),
}
_SERVICE_OF = {name: service for service, names in _SERVICES.items() for name in names}
_CLOUD_ROOT = "cloudstorage"
"""On a Mac, ~/Library/CloudStorage holds a folder for each such service, such as GoogleDrive-name@example.com."""

_MARKS = {
    ".stfolder": "Syncthing",
    ".sync": "Resilio Sync",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
}
"""Files that such a program leaves in the folder it copies."""

_NETWORK_KINDS = {
    *("nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "smb2", "afpfs", "webdav", "davfs", "9p", "ceph", "glusterfs"),
    *("ncpfs", "vboxsf", "fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.smbnetfs", "fuse.s3fs"),
}
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW


@dataclass(frozen=True, slots=True)
class Place:
    """``kind`` of place, and what it is called: the service that copies the folder, or ""."""

    kind: Literal["local", "synced", "network"] = "local"
    name: str = ""

    @property
    def is_shared(self) -> bool:
        """Whether another computer, or a program that copies, may have its hands on the file as well."""
        return self.kind != "local"


def place_of(path: Path) -> Place:
    """Where ``path`` lies, also by the links in it; looks at the disks of this computer and at the folders above."""
    whole = path.absolute()
    real = _real(whole)
    for one in (whole,) if real == whole else (whole, real):
        place = _seen_place(one)
        if place.is_shared:
            return place
    return Place()


def place_by_name(path: PurePath) -> Place:
    """What the names of the folders above ``path`` tell."""
    if str(path).startswith("\\\\") and not str(path).startswith(("\\\\?\\", "\\\\.\\")):
        return Place("network")
    above = ""
    for part in path.parts[:-1]:
        name = unicodedata.normalize("NFC", part).casefold()
        known = above == _CLOUD_ROOT or any(name.startswith(start) for start in ("onedrive -", "dropbox ("))
        first = name.partition("-")[0].partition("(")[0].strip() if known else name
        if (service := _SERVICE_OF.get(first)) or above == _CLOUD_ROOT:
            return Place("synced", service or part.partition("-")[0])
        above = name
    return Place()


def _seen_place(path: Path) -> Place:
    named = place_by_name(path)
    if named.is_shared:
        return named
    if _is_network(path, mounts_of_this_computer(path)):
        return Place("network")
    for folder in path.parents:
        for mark, service in _MARKS.items():
            if os.path.lexists(folder / mark):
                return Place("synced", service)
    return named


def is_on_network(path: PurePath, mounts: Mounts) -> bool:
    """Whether the disk that holds ``path`` is another computer's."""
    kind, longest = "", -1
    for where, file_system in mounts:
        if len(where) >= longest and path.is_relative_to(where):
            kind, longest = file_system, len(where)
    return kind.lower() in _NETWORK_KINDS


def mounts_of_this_computer(path: Path) -> Mounts:
    """The disks of this computer, as far as they matter for ``path``."""
    if sys.platform == "darwin":
        return _mac_mounts() if path.is_relative_to("/Volumes") else ()
    try:
        return read_mounts(Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ()


def read_mounts(table: str) -> Mounts:
    """Linux's table of disks; blanks in a name are written as octal numbers."""
    rows = (line.split(" ") for line in table.splitlines())
    return [(_unescaped(row[1]), row[2]) for row in rows if len(row) > 2]


def read_mac_mounts(said: str) -> Mounts:
    """What the Mac's ``mount`` says: //shop@nas/files on /Volumes/files (smbfs, nodev, ...)."""
    rows = (line.partition(" on ")[2].rpartition(" (") for line in said.splitlines())
    return [(where, traits.partition(",")[0].rstrip(")")) for where, _bracket, traits in rows if where]


def _mac_mounts() -> Mounts:
    import subprocess

    try:
        said = subprocess.run(["/sbin/mount"], check=True, capture_output=True, text=True, timeout=2).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    return read_mac_mounts(said)


if sys.platform == "win32":

    def _is_network(path: Path, _mounts: Mounts) -> bool:
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == _REMOTE_DRIVE)

else:
    _is_network = is_on_network


def _real(path: Path) -> Path:
    """``path`` with its links followed: a folder on the desktop may be one to a network disk."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _unescaped(text: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, char)
    return text
