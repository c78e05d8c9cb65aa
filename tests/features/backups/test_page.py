"""The Backups page and what runs beside it: made by hand, by the clock and at the end; the way back; damage told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from storeassist.app import App
from storeassist.features import SCHEMA
from storeassist.features.backups import BACKUP_FOLDER, BACKUP_SECOND_FOLDER
from storeassist.features.backups.dialogs import RestoreDialog
from storeassist.features.backups.service import Keeper
from storeassist.features.customers import actions as customers
from storeassist.features.customers import store as customer_store
from storeassist.features.customers.records import CustomerFacts
from storeassist.kernel.backups import Why, list_backups, take
from storeassist.kernel.database import Shop
from storeassist.kernel.settings import PRACTICE, read_setting, write_setting
from storeassist.kernel.text import use_language
from storeassist.ui.taste import Taste
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.notice import Notice
from storeassist.ui.widgets.words import Words
from storeassist.ui.window import Window

HOUR = timedelta(hours=1)


class Clock:
    """A clock on the wall that a test sets."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    """Starts at the time of all tests."""
    return Clock(now)


@pytest.fixture
def app(qtbot: QtBot, shop: Shop, clock: Clock) -> Iterator[App]:
    """The whole app, its window open on the shop, which two customers are in."""
    for name in ("单晓岚", "林秋月"):
        customers.add(shop, CustomerFacts(name=name), clock.now)
    shop.close()
    taste = Taste.memory()
    taste.set("look/language", "en")
    app = App(taste, clock)
    app.start(shop.path)
    assert app.window is not None
    qtbot.waitExposed(app.window)
    wait_for_keeper(qtbot, app)
    yield app
    if (window := app.window) is not None:
        window.close()
        window.desk.shop.close()
        window.deleteLater()
    use_language("en")


def wait_for_keeper(qtbot: QtBot, app: App) -> Keeper:
    """What keeps the shop backed up, once it knows how things stand."""
    desk = window_of(app).desk
    qtbot.waitUntil(lambda: desk.status is not None and not desk.jobs.running)
    keeper = desk.findChild(Keeper)
    assert keeper is not None
    return keeper


def window_of(app: App) -> Window:
    """The window there is now."""
    assert app.window is not None
    return app.window


def page_of(qtbot: QtBot, app: App) -> Any:
    """The Backups page, read."""
    page = window_of(app).go("backups")
    quiet(qtbot, app)
    return page


def quiet(qtbot: QtBot, app: App) -> None:
    """Wait until no job runs."""
    qtbot.waitUntil(lambda: not window_of(app).desk.jobs.running)


def status(app: App) -> tuple[str, str]:
    """The last line of the side bar, and its tone."""
    found = window_of(app).desk.status
    assert found is not None
    return found.text, found.tone


def add(app: App, name: str) -> None:
    """One more customer."""
    customers.add(window_of(app).desk.shop, CustomerFacts(name=name), window_of(app).desk.now())


def names(shop: Shop) -> list[str]:
    """Who is in the shop."""
    return [each.name for each in customer_store.fetch(shop, range(1, 20))]


# --- by itself --------------------------------------------------------------------------------------------------------


def test_what_changed_is_backed_up_after_half_an_hour_and_not_before(qtbot: QtBot, app: App, clock: Clock) -> None:
    keeper, path = wait_for_keeper(qtbot, app), window_of(app).desk.shop.path
    assert status(app) == ("No backup yet", "")
    for minutes, made in ((29, 0), (31, 1), (45, 1), (90, 1)):  # nothing changes after the first
        clock.now = datetime(2026, 9, 15, 11, 6) + timedelta(minutes=minutes)
        keeper.look()
        quiet(qtbot, app)
        assert len(list_backups(path)) == made
    assert status(app) == ("Backup 59 min ago", "")
    add(app, "何满仓")
    keeper.look()
    quiet(qtbot, app)
    assert [backup.why for backup in list_backups(path)] == [Why.TIME, Why.TIME]


def test_a_clock_that_was_years_ahead_does_not_have_the_shop_backed_up_every_minute(
    qtbot: QtBot, app: App, clock: Clock
) -> None:
    keeper, path = wait_for_keeper(qtbot, app), window_of(app).desk.shop.path
    take(path, clock.now + timedelta(days=1_000), "hand")
    add(app, "何满仓")
    for _minute in range(4):
        clock.now += timedelta(minutes=1)
        keeper.look()
        quiet(qtbot, app)
    assert len(list_backups(path)) == 2
    assert status(app) == ("Backup 3 min ago", "")


def test_closing_the_window_backs_up_what_changed_with_the_window_out_of_sight(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_of(app)
    seen: list[bool] = []
    leave = Keeper.leave
    monkeypatch.setattr(Keeper, "leave", lambda keeper: (seen.append(window.isVisible()), leave(keeper)))
    window.close()
    assert [backup.why for backup in list_backups(window.desk.shop.path)] == [Why.EXIT]
    assert seen == [False]


def test_another_text_size_keeps_nobody_waiting_for_a_backup(qtbot: QtBot, app: App) -> None:
    before = window_of(app)
    add(app, "何满仓")
    app.taste.set("look/text", "115")
    qtbot.waitUntil(lambda: app.window is not before)
    wait_for_keeper(qtbot, app)
    assert list_backups(window_of(app).desk.shop.path) == []
    window_of(app).close()
    assert [backup.why for backup in list_backups(window_of(app).desk.shop.path)] == [Why.EXIT]


def test_a_practice_shop_is_not_backed_up_by_itself(qtbot: QtBot, app: App, clock: Clock) -> None:
    keeper, window = wait_for_keeper(qtbot, app), window_of(app)
    write_setting(window.desk.shop, PRACTICE, True)
    clock.now += HOUR
    keeper.look()
    quiet(qtbot, app)
    assert status(app) == ("Practice needs no backup", "")
    window.close()
    assert list_backups(window.desk.shop.path) == []


def test_a_backup_made_elsewhere_counts(qtbot: QtBot, app: App, clock: Clock) -> None:
    keeper = wait_for_keeper(qtbot, app)
    take(window_of(app).desk.shop.path, clock.now, Why.IMPORT)
    clock.now += 2 * HOUR
    keeper.look()
    quiet(qtbot, app)
    assert status(app) == ("Backup 2 h ago", "")
    assert len(list_backups(window_of(app).desk.shop.path)) == 1


def test_the_line_turns_red_after_seven_days_of_change_or_a_failure(
    qtbot: QtBot, app: App, clock: Clock, data_folder: Path
) -> None:
    keeper, path = wait_for_keeper(qtbot, app), window_of(app).desk.shop.path
    made = take(path, clock.now, Why.HAND).backup
    clock.now += timedelta(days=8)
    keeper.note(made)
    assert status(app) == ("Backup 8 days ago", "")  # and nothing changed since
    add(app, "何满仓")
    keeper.note(made)
    assert status(app) == ("Backup 8 days ago", "bad")
    folder = made.path.parent
    folder.rename(folder.with_name("gone"))
    folder.write_text("no folder")
    keeper.back_up(Why.HAND)
    quiet(qtbot, app)
    assert status(app) == ("The backup failed", "bad")
    desk_status = window_of(app).desk.status
    assert desk_status is not None
    assert (bool(desk_status.tip), desk_status.page) == (True, "backups")
    folder.unlink()
    keeper.back_up(Why.HAND)
    quiet(qtbot, app)
    assert status(app) == ("Backed up just now", "")


def test_a_shop_with_a_wrong_sum_is_told_above_all_pages(qtbot: QtBot, app: App) -> None:
    window = window_of(app)
    keeper = wait_for_keeper(qtbot, app)
    keeper.check_all()
    quiet(qtbot, app)
    assert window.findChildren(Notice) == []
    with window.desk.shop.write() as db:
        db.execute("INSERT INTO visit VALUES (1, '2026-09-01', 1, 100)")
    keeper.check_all()
    quiet(qtbot, app)
    (notice,) = window.findChildren(Notice)
    assert "wrong in the shop file: The totals of 1 customer are wrong." in notice.words.text()


# --- the page ---------------------------------------------------------------------------------------------------------


def test_backing_up_by_key_lists_what_is_inside(qtbot: QtBot, app: App) -> None:
    page = page_of(qtbot, app)
    assert page.table.rows.ids == range(0) or not page.table.rows.ids
    QTest.keyClick(page, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    quiet(qtbot, app)
    qtbot.waitUntil(lambda: len(page.table.rows.ids) == 1)
    listed = page.table.chosen()
    assert (listed.inside.customers, listed.inside.orders, listed.backup.why) == (2, 0, Why.HAND)
    assert status(app) == ("Backed up just now", "")


def test_a_damaged_backup_is_listed_as_such_and_cannot_be_gone_back_to(qtbot: QtBot, app: App, clock: Clock) -> None:
    made = take(window_of(app).desk.shop.path, clock.now, Why.HAND).backup.path
    made.write_bytes(made.read_bytes()[:-5000])
    page = page_of(qtbot, app)
    assert page.table.chosen().inside is None
    failed: list[str] = []
    window_of(app).desk.failed.connect(failed.append)
    page.commands["restore"].trigger()
    quiet(qtbot, app)
    assert "damaged" in failed[0]


def open_dialog(qtbot: QtBot, app: App) -> RestoreDialog:
    """The question, once it stands there."""
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window_of(app).findChildren(RestoreDialog)))
    return next(dialog for dialog in window_of(app).findChildren(RestoreDialog) if dialog.isVisible())


def words_of(dialog: RestoreDialog) -> list[str]:
    """Everything it says."""
    return [words.text() for words in dialog.findChildren(Words)]


def test_going_back_shows_both_sides_and_opens_the_shop_as_it_was(qtbot: QtBot, app: App, clock: Clock) -> None:
    path = window_of(app).desk.shop.path
    take(path, clock.now, Why.HAND)
    clock.now += HOUR
    add(app, "何满仓")
    page = page_of(qtbot, app)
    page.table.view.setFocus()
    QTest.keyClick(page.table.view, Qt.Key.Key_Return)
    dialog = open_dialog(qtbot, app)
    assert "Today 11:06·By hand" in words_of(dialog)
    shown = words_of(dialog)
    at = shown.index("Customers")
    assert shown[at : at + 3] == ["Customers", "3", "2"]
    assert dialog.no.hasFocus()
    before = window_of(app)
    dialog.yes.click()
    qtbot.waitUntil(lambda: app.window is not before and app.window is not None)
    after = window_of(app)
    qtbot.waitExposed(after)
    assert names(after.desk.shop) == ["单晓岚", "林秋月"]
    assert after.current == "backups"
    assert after.snackbar.isVisible()
    assert after.snackbar.accessibleName() == "Restored: 2 customers (− 1), 0 orders."
    kept = list_backups(path)[0]
    assert kept.why is Why.RESTORE
    wait_for_keeper(qtbot, app)
    add(app, "邓启明")
    after.close()
    assert list_backups(path)[0].why is Why.EXIT
    opened = Shop.open(kept.path, SCHEMA)
    assert len(names(opened)) == 3  # what was there before going back
    opened.close()


def test_leaving_the_question_leaves_the_shop_and_no_litter(qtbot: QtBot, app: App, clock: Clock) -> None:
    path = window_of(app).desk.shop.path
    take(path, clock.now, Why.HAND)
    add(app, "何满仓")
    page = page_of(qtbot, app)
    page.commands["restore"].trigger()
    dialog = open_dialog(qtbot, app)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert len(names(window_of(app).desk.shop)) == 3
    assert not [each for each in path.parent.iterdir() if each.name.endswith(".restored")]


def test_what_is_written_while_the_question_stands_there_is_not_lost(qtbot: QtBot, app: App, clock: Clock) -> None:
    take(window_of(app).desk.shop.path, clock.now, Why.HAND)
    page = page_of(qtbot, app)
    page.commands["restore"].trigger()
    dialog = open_dialog(qtbot, app)
    add(app, "何满仓")
    before = window_of(app)
    dialog.yes.click()
    qtbot.waitUntil(lambda: app.window is not before and app.window is not None)
    assert len(names(window_of(app).desk.shop)) == 3


def test_another_file_can_be_gone_back_to(qtbot: QtBot, app: App, clock: Clock, tmp_path: Path) -> None:
    made = take(window_of(app).desk.shop.path, clock.now, Why.HAND).backup.path
    elsewhere = tmp_path / "from a stick.shop"
    elsewhere.write_bytes(made.read_bytes())
    add(app, "何满仓")
    page = page_of(qtbot, app)
    window_of(app).desk.ask.open_file = lambda _parent, _title, _kinds, *, then: then(elsewhere)  # type: ignore[method-assign]
    page.commands["restore_other"].trigger()
    dialog = open_dialog(qtbot, app)
    assert "from a stick.shop" in words_of(dialog)
    dialog.reject()


def answers(folder: Path) -> Callable[..., None]:
    """Somebody who chooses this folder."""
    return lambda _parent, _title, _at, *, then: then(folder)


def test_folders_are_chosen_checked_used_and_given_up(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    desk = window_of(app).desk
    page = page_of(qtbot, app)
    desk.ask.open_folder = answers(stick)  # type: ignore[method-assign]
    page.choose_folder("second")
    quiet(qtbot, app)
    assert read_setting(desk.shop, BACKUP_SECOND_FOLDER) == str(stick)
    assert len(list(stick.iterdir())) == 1
    failed: list[str] = []
    desk.failed.connect(failed.append)
    desk.ask.open_folder = answers(tmp_path / "nowhere")  # type: ignore[method-assign]
    page.choose_folder("first")
    assert "nowhere" in failed[0]
    page.give_up_folder("second")
    quiet(qtbot, app)
    assert read_setting(desk.shop, BACKUP_SECOND_FOLDER) == ""


def test_a_chosen_folder_that_is_gone_stands_in_a_line_on_the_page(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    write_setting(window_of(app).desk.shop, BACKUP_FOLDER, str(tmp_path / "unplugged"))
    page = page_of(qtbot, app)
    assert any("unplugged" in notice.words.text() for notice in page.findChildren(Notice))


# --- a shop that cannot be opened -------------------------------------------------------------------------------------


def test_the_start_page_puts_a_backup_in_the_place_of_a_damaged_shop(
    qtbot: QtBot, shop: Shop, clock: Clock
) -> None:
    customers.add(shop, CustomerFacts(name="单晓岚"), clock.now)
    backup = take(shop.path, clock.now, Why.HAND).backup.path
    shop.close()
    with shop.path.open("r+b") as file:
        file.truncate(20_000)
    taste = Taste.memory()
    taste.set("look/language", "en")
    app = App(taste, clock)
    asked: list[str] = []

    def choose(_parent: Any, title: str, _kinds: Any, at: str = "", *, then: Callable[[Path], Any]) -> None:
        asked.extend((title, at))
        then(backup)

    app.ask.open_file = choose  # type: ignore[method-assign]
    app.start(shop.path)
    start = app.start_page
    assert start is not None
    qtbot.waitExposed(start)
    assert "damaged" in start.problem
    next(button for button in start.findChildren(Button) if button.text() == "Put back a backup…").click()
    qtbot.waitUntil(lambda: app.window is not None)
    wait_for_keeper(qtbot, app)
    assert names(window_of(app).desk.shop) == ["单晓岚"]
    assert asked == ["Which backup?", str(backup.parent.parent)]
    assert any(" damaged " in each.name for each in shop.path.parent.iterdir())
    window_of(app).close()
    window_of(app).desk.shop.close()
