"""Where a shop file lies, told from names of folders and tables of disks of every system; and what follows from it."""

from __future__ import annotations

import shutil
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest
from sqlcipher3 import dbapi2 as sqlite

from storeassist.features import SCHEMA
from storeassist.kernel.database import Shop
from storeassist.kernel.places import Place, is_on_network, place_by_name, place_of, read_mac_mounts, read_mounts

LINUX = r"""
sysfs /sys sysfs rw,nosuid 0 0
/dev/sda2 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
nas:/volume1/shop /mnt/shop\040files nfs4 rw,vers=4.2 0 0
//nas/till /mnt/till cifs rw 0 0
/dev/sdb1 /mnt/till/stick vfat rw 0 0
me@host:/ /home/li/far fuse.sshfs rw 0 0
broken
"""
MAC = """/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
//li@nas._smb._tcp.local/shop on /Volumes/shop (smbfs, nodev, nosuid, mounted by li)
/dev/disk4s1 on /Volumes/USB (disk (old)) (msdos, local, nodev)
"""


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (PureWindowsPath(r"C:\Users\li\OneDrive\a.shop"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\li\OneDrive - Noodle House\files\a.shop"), "OneDrive"),
        (PureWindowsPath(r"D:\Dropbox (Personal)\a.shop"), "Dropbox"),
        (PureWindowsPath(r"G:\我的云端硬盘\a.shop"), "Google Drive"),
        (PureWindowsPath(r"C:\Users\li\iCloudDrive\a.shop"), "iCloud"),
        (PureWindowsPath(r"D:\我的坚果云\a.shop"), "坚果云"),
        (PureWindowsPath(r"D:\BaiduSyncdisk\shops\a.shop"), "百度网盘"),
        (PureWindowsPath(r"C:\Users\li\WPSDrive\123456\WPS云盘\a.shop"), "WPS 云盘"),
        (PureWindowsPath(r"D:\微云同步助手\a.shop"), "微云"),
        (PurePosixPath("/Users/li/Library/Mobile Documents/com~apple~CloudDocs/a.shop"), "iCloud"),
        (PurePosixPath("/Users/li/Library/CloudStorage/GoogleDrive-li@example.com/My Drive/a.shop"), "Google Drive"),
        (PurePosixPath("/Users/li/Library/CloudStorage/OneDrive-Personal/a.shop"), "OneDrive"),
        (PurePosixPath("/Users/li/Library/CloudStorage/Neverheard-1/a.shop"), "Neverheard"),
        (PurePosixPath("/home/li/Nutstore Files/a.shop"), "坚果云"),
        (PurePosixPath("/home/li/SynologyDrive/a.shop"), "Synology Drive"),
        (PurePosixPath("/home/li/NEXTCLOUD/a.shop"), "Nextcloud"),
    ],
)
def test_the_folder_of_a_service_is_known_by_its_name(path: PurePath, name: str) -> None:
    assert place_by_name(path) == Place("synced", name)


@pytest.mark.parametrize(
    "path",
    [
        PureWindowsPath(r"C:\Users\li\AppData\Local\StoreAssist\Dropbox.shop"),
        PureWindowsPath(r"\\?\C:\shops\a.shop"),
        PurePosixPath("/home/li/shops/onedrive.shop"),
        PurePosixPath("/home/li/Box/dropbox-old-files/a.shop"),
        PurePosixPath("a.shop"),
    ],
)
def test_a_folder_of_ones_own_is_local(path: PurePath) -> None:
    assert place_by_name(path) == Place()


def test_a_windows_share_is_on_the_network() -> None:
    assert place_by_name(PureWindowsPath(r"\\nas\shops\a.shop")) == Place("network")


@pytest.mark.parametrize(
    ("path", "is_far"),
    [
        ("/home/li/a.shop", False),
        ("/mnt/shop files/a.shop", True),
        ("/mnt/shop/a.shop", False),
        ("/mnt/till/a.shop", True),
        ("/mnt/till/stick/a.shop", False),
        ("/mnt/tillage/a.shop", False),
        ("/home/li/far/a.shop", True),
    ],
)
def test_the_nearest_disk_above_decides_on_linux(path: str, is_far: bool) -> None:
    assert is_on_network(PurePosixPath(path), read_mounts(LINUX)) is is_far


@pytest.mark.parametrize(
    ("path", "is_far"),
    [("/Users/li/a.shop", False), ("/Volumes/shop/a.shop", True), ("/Volumes/USB (disk (old))/a.shop", False)],
)
def test_the_nearest_disk_above_decides_on_a_mac(path: str, is_far: bool) -> None:
    assert is_on_network(PurePosixPath(path), read_mac_mounts(MAC)) is is_far


def test_a_disk_mounted_over_another_hides_it() -> None:
    assert not is_on_network(PurePosixPath("/mnt/a.shop"), [("/mnt", "nfs"), ("/mnt", "ext4")])


def test_a_folder_copied_by_a_program_is_known_by_what_that_leaves(tmp_path: Path) -> None:
    assert place_of(tmp_path / "a.shop") == Place()
    (tmp_path / ".stfolder").mkdir()
    (tmp_path / "deep").mkdir()
    assert place_of(tmp_path / "deep" / "a.shop") == Place("synced", "Syncthing")


def test_a_link_to_a_synced_folder_does_not_hide_it(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "desk").symlink_to(tmp_path / "Dropbox")
    assert place_of(tmp_path / "desk" / "a.shop") == Place("synced", "Dropbox")


@pytest.fixture
def synced(tmp_path: Path, empty_shop_file: Path) -> Path:
    """A shop file in a folder that a program copies."""
    path = tmp_path / "Dropbox" / "a.shop"
    path.parent.mkdir()
    shutil.copy(empty_shop_file, path)
    return path


def mode(shop: Shop) -> str:
    """How the file is written to."""
    return str(shop.value("PRAGMA journal_mode"))


def test_a_shop_that_is_copied_about_is_one_whole_file_after_every_step(synced: Path) -> None:
    shop, other = Shop.open(synced, SCHEMA), None
    other = shop.again()
    with other.write() as db:
        db.execute("INSERT INTO shop_setting VALUES ('a', '')")
    assert (mode(shop), mode(other)) == ("delete", "delete")
    assert [path.name for path in synced.parent.iterdir()] == ["a.shop"]
    assert shop.value("SELECT count(*) FROM shop_setting WHERE key = 'a'") == 1
    shop.close()
    other.close()


def test_a_shop_that_comes_home_is_written_the_fast_way_again(synced: Path, tmp_path: Path) -> None:
    Shop.open(synced, SCHEMA).close()
    home = synced.rename(tmp_path / "a.shop")
    shop = Shop.open(home, SCHEMA)
    assert mode(shop) == "wal"
    shop.close()


def test_a_shop_that_cannot_be_turned_just_now_opens_all_the_same(synced: Path) -> None:
    elsewhere = sqlite.connect(str(synced))
    elsewhere.execute("PRAGMA journal_mode = WAL")
    shop = Shop.open(synced, SCHEMA)
    with shop.write() as db:
        db.execute("INSERT INTO shop_setting VALUES ('a', '')")
    seen = elsewhere.execute("SELECT count(*) FROM shop_setting WHERE key = 'a'").fetchone()[0]
    assert (mode(shop), seen) == ("wal", 1)
    elsewhere.close()
    shop.close()
    later = Shop.open(synced, SCHEMA)
    assert mode(later) == "delete"
    later.close()
