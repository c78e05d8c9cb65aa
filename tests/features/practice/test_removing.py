"""The sign above a practice shop, and taking the shop away: only it, and all of it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from storeassist.app import App
from storeassist.features import SCHEMA
from storeassist.features.customers import actions as customer_actions
from storeassist.features.customers.records import CustomerFacts
from storeassist.features.practice import actions
from storeassist.kernel import backups
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.paths import data_folder
from storeassist.kernel.settings import PRACTICE, write_setting
from storeassist.ui.ask import Ask
from storeassist.ui.recent import recent_shops
from storeassist.ui.taste import Taste
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.notice import Notice
from storeassist.ui.window import Window


class Yes(Ask):
    """Says yes to every question, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def confirm(self, parent: Any, title: str, body: str, *, then: Callable[[], Any], **_more: Any) -> None:
        self.asked.append(body)
        then()


@pytest.fixture
def taste() -> Taste:
    taste = Taste.memory()
    taste.set("look/language", "en")
    return taste


@pytest.fixture
def app(qtbot: QtBot, taste: Taste, now: datetime, practice: Shop) -> Iterator[App]:
    """The program, with the practice shop as the one open last."""
    practice.close()
    app = App(taste, lambda: now)
    yield app
    for window in (app.window, app.start_page):
        if window is not None:
            window.close()
            window.deleteLater()
    if app.window is not None:
        app.window.desk.shop.close()


def opened(app: App, path: Path, qtbot: QtBot) -> Window:
    """The window on a shop, with what runs beside its pages."""
    app.start(path)
    assert app.window is not None
    window = app.window
    qtbot.waitUntil(lambda: bool(window._services))
    return window


def signs(window: Window) -> list[str]:
    return [one.words.text() for one in window.findChildren(Notice) if "practice" in one.words.text()]


def remove_link(window: Window) -> Button:
    return next(button for button in window.findChildren(Button) if button.text() == "Remove it")


def test_a_practice_shop_says_so_above_every_page_and_in_the_side_bar(app: App, practice: Shop, qtbot: QtBot) -> None:
    window = opened(app, practice.path, qtbot)
    assert len(signs(window)) == 1
    assert "invented customers" in signs(window)[0]
    assert window.side._shop.mark == "Practice"
    assert "Practice" in window.side._shop.accessibleName()


def test_a_shop_of_ones_own_says_nothing(app: App, shop: Shop, qtbot: QtBot) -> None:
    window = opened(app, shop.path, qtbot)
    assert signs(window) == []
    assert window.side._shop.mark == ""


def test_a_year_that_ended_long_ago_is_said_to_be_old(
    taste: Taste, practice: Shop, now: datetime, qtbot: QtBot
) -> None:
    practice.close()
    app = App(taste, lambda: now + timedelta(days=40))
    window = opened(app, practice.path, qtbot)
    assert "ended on 15 Sep" in signs(window)[0]
    window.close()
    window.deleteLater()
    window.desk.shop.close()


def test_the_next_start_opens_it_again(app: App, taste: Taste, practice: Shop, now: datetime, qtbot: QtBot) -> None:
    opened(app, practice.path, qtbot)
    later = App(taste, lambda: now)
    later.start(None)
    assert later.window is not None
    assert later.window.desk.shop.path == practice.path
    assert recent_shops(taste)[0].is_practice
    later.window.close()
    later.window.deleteLater()
    later.window.desk.shop.close()


def test_one_click_takes_it_away_and_leads_to_the_start_page(
    app: App, practice: Shop, taste: Taste, qtbot: QtBot
) -> None:
    window = opened(app, practice.path, qtbot)
    remove_link(window).click()
    qtbot.waitUntil(lambda: app.window is None)
    assert app.start_page is not None
    assert app.start_page.isVisible()
    assert app.start_page.problem == ""
    assert list(practice.path.parent.glob("practice.shop*")) == []
    assert list(data_folder().glob("Backups/*")) == []
    assert recent_shops(taste) == []
    assert app.last_shop is None


def test_what_the_owner_put_into_it_is_asked_about_first(app: App, practice: Shop, now: datetime, qtbot: QtBot) -> None:
    window = opened(app, practice.path, qtbot)
    window.desk.ask = ask = Yes()
    customer_actions.add(window.desk.shop, CustomerFacts(name="My mother"), now)
    remove_link(window).click()
    qtbot.waitUntil(lambda: app.window is None)
    assert len(ask.asked) == 1
    assert "1 thing" in ask.asked[0]
    assert not practice.path.exists()


def test_its_backups_go_with_it_and_those_of_other_shops_stay(
    practice: Shop, shop: Shop, now: datetime, tmp_path: Path
) -> None:
    own = backups.take(practice.path, now, "hand").backup
    other = backups.take(shop.path, now, "hand").backup
    actions.remove(practice)
    assert not own.path.exists()
    assert not own.path.parent.exists()
    assert other.path.exists()
    assert shop.value("SELECT count(*) FROM shop_setting") > 0
    assert data_folder().is_relative_to(tmp_path)


def test_of_a_folder_the_owner_chose_only_its_own_backups_go(
    practice: Shop, shop: Shop, now: datetime, tmp_path: Path
) -> None:
    chosen = tmp_path / "stick"
    chosen.mkdir()
    (chosen / "letter.txt").write_text("mine")
    for one in (practice, shop):
        with one.write() as db:
            db.execute("INSERT INTO shop_setting VALUES ('backup_folder', ?)", [str(chosen)])
    own = backups.take(practice.path, now, "hand").backup
    other = backups.take(shop.path, now, "hand").backup
    assert own.path.parent == other.path.parent == chosen
    actions.remove(practice)
    assert not own.path.exists()
    assert other.path.exists()
    assert (chosen / "letter.txt").read_text() == "mine"


def test_a_shop_that_is_not_for_practice_is_never_removed(shop: Shop) -> None:
    with pytest.raises(UserError, match="not a practice shop"):
        actions.remove(shop)
    assert shop.path.exists()
    assert shop.name == "Noodle House"
    write_setting(shop, PRACTICE, False)
    with pytest.raises(UserError, match="not a practice shop"):
        actions.remove(shop)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody take the place of an open file")
def test_a_file_that_took_its_place_meanwhile_is_not_removed(practice: Shop, empty_shop_file: Path) -> None:
    practice.path.unlink()
    shutil.copy(empty_shop_file, practice.path)
    with pytest.raises(UserError):
        actions.remove(practice)
    assert Shop.open(practice.path, SCHEMA).name == "Noodle House"
