"""A shop in a synced folder: the owner is told, and one click later it lies on this computer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from storeassist.app import App
from storeassist.features.customers import actions as customers
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.settings import SHOP_NAME
from storeassist.kernel import moving
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Quiet
from storeassist.kernel.settings import write_setting
from storeassist.ui.ask import Ask
from storeassist.ui.taste import Taste
from storeassist.ui.widgets.notice import Notice
from tests.ui.conftest import free


class Yes(Ask):
    """Agrees at once."""

    def confirm(self, *_: Any, then: Callable[[], Any], **__: Any) -> None:
        then()


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The owner's folder for shop files."""
    folder = tmp_path / "own"
    monkeypatch.setattr(moving, "data_folder", lambda: folder)
    return folder


@pytest.fixture
def synced(tmp_path: Path, empty_shop_file: Path) -> Path:
    """A shop file in a folder that a program copies."""
    path = tmp_path / "我的坚果云" / "noodle.shop"
    path.parent.mkdir()
    shutil.copy(empty_shop_file, path)
    return path


@pytest.fixture
def app(qtbot: QtBot, taste: Taste, now: datetime) -> Iterator[App]:
    """The app, without a shop yet."""
    app = App(taste, lambda: now)
    yield app
    if app.window is not None:
        app.window.close()
        app.window.desk.shop.close()
        app.window.deleteLater()
    free()


def notices(app: App) -> list[Notice]:
    """The lines above the pages."""
    return app.window.findChildren(Notice) if app.window else []


def move(app: App) -> None:
    """Press the link of the notice, and yes."""
    assert app.window is not None
    app.window.desk.ask = Yes()
    content: list[Any] = []
    app.window.desk.noticed.connect(lambda key, given: content.append(given))
    from storeassist.ui.place import warn_of_place

    warn_of_place(app.window.desk, app.open_shop, app.fail)
    content[-1][2]()


def test_a_shop_on_this_computer_is_not_warned_of(app: App, shop: Any) -> None:
    app.open_shop(shop.path)
    assert [one.words.text() for one in notices(app) if "folder" in one.words.text()] == []


def test_a_synced_folder_is_named_and_the_shop_moves_with_all_it_holds(
    app: App, synced: Path, own_folder: Path, now: datetime, qtbot: QtBot
) -> None:
    app.open_shop(synced)
    assert any("坚果云" in one.words.text() for one in notices(app))
    assert app.window is not None
    customers.add(app.window.desk.shop, CustomerFacts("单晓岚"), now)
    before = app.window
    move(app)
    qtbot.waitUntil(lambda: app.window is not before, timeout=10_000)
    assert app.window.desk.shop.path == own_folder / "noodle.shop"
    assert app.window.desk.shop.value("SELECT name FROM customer") == "单晓岚"
    assert app.window.desk.shop.value("PRAGMA journal_mode") == "wal"
    assert [path.name for path in synced.parent.iterdir()] == ["noodle.shop.moved"]
    assert Path(app.taste.get("shop/last")) == own_folder / "noodle.shop"


def test_what_was_entered_meanwhile_is_not_left_behind(app: App, synced: Path, own_folder: Path, qtbot: QtBot) -> None:
    app.open_shop(synced)
    assert app.window is not None
    desk = app.window.desk
    moved = moving.copy_here(Quiet(), desk.shop)
    write_setting(desk.shop, SHOP_NAME, "Rice House")
    from storeassist.ui.place import _go_over

    _go_over(desk, app.open_shop, app.fail, moved)
    assert app.window.desk is desk
    assert "Nothing was moved" in app.window.snackbar.text
    assert not moved.path.exists()
    assert synced.exists()


def test_no_file_is_written_over_and_a_folder_that_takes_none_says_so(app: App, synced: Path, own_folder: Path) -> None:
    app.open_shop(synced)
    assert app.window is not None
    shop = app.window.desk.shop
    names = [moving.copy_here(Quiet(), shop).path.name for _ in range(3)]
    assert names == ["noodle.shop", "noodle 2.shop", "noodle 3.shop"]
    shutil.rmtree(own_folder)
    own_folder.write_text("a file where the folder should be")
    with pytest.raises(UserError):
        moving.copy_here(Quiet(), shop)
