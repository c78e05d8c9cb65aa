"""Starting: the last shop, a shop that cannot be opened, a new one, another language while it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import Any

from pytestqt.qtbot import QtBot

from storeassist.app import App, clock_from
from storeassist.features.settings import SHOP_NAME
from storeassist.kernel.database import Shop
from storeassist.kernel.dates import business_day
from storeassist.kernel.settings import write_setting
from storeassist.kernel.text import language
from storeassist.ui.ask import Ask
from storeassist.ui.new_shop import NewShopDialog
from storeassist.ui.theme import theme


class Answers(Ask):
    """Answers file questions at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def open_file(self, parent: Any, title: str, kinds: Any, *, then: Callable[[Path], Any]) -> None:
        then(self.path)

    def save_file(self, parent: Any, title: str, name: str, kinds: Any, *, then: Callable[[Path], Any]) -> None:
        then(self.path)


def test_without_a_shop_the_start_page_offers_three_ways(app: App) -> None:
    app.start(None)
    assert app.window is None
    assert app.start_page is not None
    assert app.start_page.problem == ""
    assert len(app.start_page.choices) == 3


def test_a_window_as_of_a_midnight_begins_in_the_evening_it_goes_on_in() -> None:
    assert business_day(clock_from(datetime(2026, 9, 15))()) == date(2026, 9, 14)


def test_a_file_that_is_no_shop_is_refused_in_words_and_left_alone(app: App, tmp_path: Path) -> None:
    letter = tmp_path / "letter.shop"
    letter.write_text("Dear customer, " * 50)
    app.start(letter)
    assert app.start_page is not None
    assert "letter.shop" in app.start_page.problem
    assert letter.read_text().startswith("Dear customer")


def test_a_new_shop_is_made_where_it_was_asked_for_and_opened_next_time(app: App, tmp_path: Path, qtbot: QtBot) -> None:
    app.start(None)
    page = app.start_page
    assert page is not None
    app.ask = page._ask = Answers(tmp_path / "mine.shop")
    page.ask_new()
    dialog = page.findChild(NewShopDialog)
    assert isinstance(dialog, NewShopDialog)
    dialog.name.setText("  ")
    dialog.accept()
    assert dialog.isVisible()
    dialog.name.setText("Noodle House")
    dialog._ask_place()
    dialog.accept()
    assert app.window is not None
    assert app.window.desk.shop.name == "Noodle House"
    assert app.start_page is None
    assert Path(app.taste.get("shop/last")) == tmp_path / "mine.shop"


def test_a_shop_that_is_gone_is_not_made_anew(app: App, tmp_path: Path) -> None:
    app.taste.set("shop/last", str(tmp_path / "gone.shop"))
    app.start(None)
    assert app.window is None
    assert list(tmp_path.glob("gone*")) == []


def test_language_and_text_size_change_while_the_window_is_open(app: App, shop: Shop, qtbot: QtBot) -> None:
    app.start(shop.path)
    before = app.window
    assert before is not None
    before.go("settings")
    app.taste.set("look/language", "zh_CN")
    qtbot.waitUntil(lambda: app.window is not before)
    assert app.window is not None
    assert language() == "zh_CN"
    assert app.window.current == "settings"
    write_setting(app.window.desk.shop, SHOP_NAME, "巷口面馆")
    assert "巷口面馆" in app.window.windowTitle()


def test_a_job_is_not_given_up_for_a_larger_text(app: App, shop: Shop, qtbot: QtBot) -> None:
    app.start(shop.path)
    before, may_end, ended = app.window, Event(), []
    assert before is not None
    before.desk.jobs.start(lambda _job: may_end.wait(5), text="Importing", done=ended.append)
    app.taste.set("look/text", "115")
    app.taste.set("look/text", "130")
    qtbot.wait(20)
    assert app.window is before
    assert theme().percent == 100
    may_end.set()
    qtbot.waitUntil(lambda: app.window is not before)
    assert ended == [True]
    assert theme().percent == 130


def test_a_file_being_looked_at_is_still_there_in_another_language(
    app: App, shop: Shop, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "members.csv"
    path.write_text("姓名,手机\n单晓岚,13812342764\n", encoding="utf-8")
    app.start(shop.path)
    before = app.window
    assert before is not None
    page: Any = before.go("imports", path=path)
    qtbot.waitUntil(lambda: page.preview is not None)
    app.taste.set("look/language", "zh_CN")
    qtbot.waitUntil(lambda: app.window is not before)
    assert app.window is not None
    assert app.window.current == "imports"
    again: Any = app.window.page("imports")
    qtbot.waitUntil(lambda: again.preview is not None)
    assert again.source.path == path
