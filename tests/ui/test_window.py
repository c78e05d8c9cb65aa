"""The window: pages, commands, search, snackbar, settings, jobs."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from storeassist.features.settings import SHOP_NAME
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.jobs import Job
from storeassist.kernel.journal import last_act
from storeassist.kernel.settings import read_setting, write_setting
from storeassist.ui.desk import Desk
from storeassist.ui.page import Page
from storeassist.ui.taste import Taste
from storeassist.ui.theme import theme
from storeassist.ui.window import Window
from tests.ui.conftest import Found


def page(window: Window, key: str = "first") -> Any:
    return window.page(key)


def test_only_pages_of_their_own_stand_in_the_side_bar(window: Window) -> None:
    assert list(window.side.items) == ["first", "third", "settings"]


def test_a_page_reads_when_its_table_changed_and_only_while_in_sight(window: Window) -> None:
    first = page(window)
    assert first.reads == 1
    write_setting(window.desk.shop, SHOP_NAME, "Rice House")
    assert first.reads == 2
    window.go("third")
    write_setting(window.desk.shop, SHOP_NAME, "Soup House")
    assert first.reads == 2
    window.go("first")
    assert first.reads == 3


def test_the_shop_is_renamed_in_the_title_at_once(window: Window) -> None:
    write_setting(window.desk.shop, SHOP_NAME, "Rice House")
    assert "Rice House" in window.windowTitle()


def test_a_command_runs_from_its_button_and_its_key(window: Window, qtbot: QtBot) -> None:
    first = page(window)
    first.buttons["bake"].click()
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert first.done == ["bake", "bake"]


def test_a_disabled_command_disables_its_button(window: Window) -> None:
    first = page(window)
    first.commands["bake"].setEnabled(False)
    assert not first.buttons["bake"].isEnabled()


def test_a_refusal_is_said_in_words_where_the_owner_is(window: Window) -> None:
    page(window).commands["burn"].trigger()
    assert window.snackbar.text == "The oven is cold."
    assert window.snackbar.isVisible()
    assert not window.snackbar.undo_button.isVisible()


def test_a_bug_is_told_plainly_without_its_details(window: Window, caplog: Any) -> None:
    window.desk.fail(ValueError("13812342764"))
    assert "went wrong" in window.snackbar.text
    assert "13812342764" not in window.snackbar.text


def test_a_higher_feature_puts_a_button_into_a_lower_page(window: Window) -> None:
    from storeassist.ui.widgets.button import Button

    heat = next(b for b in page(window).findChildren(Button) if b.text() == "Heat up…")
    heat.click()
    assert window.current == "second"
    assert page(window, "second").opened[-1] == {"degrees": 180}
    assert window.side.items["first"].isChecked()


def test_escape_leaves_a_sub_page(window: Window, qtbot: QtBot) -> None:
    window.go("second")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.current == "first"


def test_pages_answer_to_ctrl_and_their_number(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "third"


def test_the_window_opens_where_it_was_left_that_day_and_a_new_day_on_its_first_page(
    window: Window, qtbot: QtBot, taste: Taste, now: datetime
) -> None:
    def opened_again(later: timedelta) -> str:
        window.close()
        again = Window(Desk(window.desk.shop, window.desk.features, taste, lambda: now + later))
        qtbot.addWidget(again)
        return again.current

    window.go("third")
    assert opened_again(timedelta(hours=1)) == "third"
    assert opened_again(timedelta(days=1)) == "first"


def test_undo_takes_the_last_act_back_and_says_what_it_was(window: Window, qtbot: QtBot) -> None:
    shop, now = window.desk.shop, window.desk.now()
    with shop.act(now, "Renamed to {name}", name="Rice House") as db:
        db.execute("INSERT INTO tag (name) VALUES ('regular')")
    window.desk.say("Renamed to Rice House")
    assert window.snackbar.undo_button.isVisible()
    window.snackbar.undo_button.click()
    assert window.snackbar.text == "Undone: Renamed to Rice House"
    assert last_act(shop) is None
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.snackbar.text == "There is nothing to undo."
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert window.snackbar.text == "Done again: Renamed to Rice House"


def test_the_command_search_finds_pages_commands_and_customers_by_keyboard_alone(window: Window, qtbot: QtBot) -> None:
    window.go("third")
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    search = window.command_search
    assert search is not None
    qtbot.keyClicks(search.line, "shan")
    qtbot.waitUntil(lambda: "shan" in Found.asked)
    assert search.choices[0].text == "Shan Xiaolan"
    qtbot.keyClick(search.line, Qt.Key.Key_Return)
    assert window.current == "first"
    assert page(window).opened[-1] == {"customer_id": 7}
    qtbot.waitUntil(lambda: window.command_search is None)


def test_what_was_said_stays_in_sight_on_another_page(window: Window) -> None:
    window.desk.say("Baked", undo=True)
    for key in ("third", "first"):
        window.go(key)
        assert not window.snackbar.visibleRegion().isEmpty()
        assert window.stack.childAt(window.snackbar.geometry().center()) in (window.snackbar, *window.snackbar.children())


def test_the_command_search_runs_a_command_of_a_page_not_yet_opened(window: Window, qtbot: QtBot) -> None:
    window.search()
    search = window.command_search
    assert search is not None
    qtbot.keyClicks(search.line, "bread")
    qtbot.keyClick(search.line, Qt.Key.Key_Return)
    assert window.current == "third"
    qtbot.waitUntil(lambda: window.command_search is None)
    window.search()
    search = window.command_search
    assert search is not None
    qtbot.keyClicks(search.line, "bkcake")
    search.answer()
    assert search.choices[0].text == "Bake a cake"
    qtbot.keyClick(search.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.command_search is None)


def test_the_theme_switches_while_the_window_is_open(window: Window) -> None:
    light = window.grab().toImage().pixelColor(5, 400)
    theme().use("dark", 100)
    assert window.grab().toImage().pixelColor(5, 400) != light
    assert window.grab().toImage().pixelColor(5, 400) == theme().color("side")
    theme().use("light", 100)


def test_larger_text_makes_rows_and_words_grow(window: Window) -> None:
    theme().use("light", 150)
    assert theme().px("row-two-line") == 69
    assert theme().font("body").pixelSize() == 21
    assert theme().px("hairline") == 1
    theme().use("light", 100)


def test_settings_are_kept_where_they_belong_and_count_at_once(window: Window) -> None:
    settings = page(window, "settings")
    window.go("settings")
    settings.change(SHOP_NAME, "Rice House")
    assert read_setting(window.desk.shop, SHOP_NAME) == "Rice House"
    settings.rows["look/theme"].control.changed.emit("dark")
    assert window.desk.taste.get("look/theme") == "dark"
    settings.change(SHOP_NAME, "  ")
    assert read_setting(window.desk.shop, SHOP_NAME) == "Rice House"


def test_a_job_answers_on_the_main_thread_and_can_be_cancelled(window: Window, qtbot: QtBot) -> None:
    answers: list[Any] = []
    where: list[Any] = []
    started, go_on = threading.Event(), threading.Event()

    def work(job: Any, shop: Any, n: int) -> Any:
        where.append(threading.current_thread())
        return shop.value("SELECT ?", [n])

    def done(answer: Any) -> None:
        answers.append((answer, threading.current_thread() is threading.main_thread()))

    window.desk.jobs.start_on_shop(work, 42, done=done)
    qtbot.waitUntil(lambda: answers == [(42, True)])
    assert where[0] is not threading.main_thread()

    def long(job: Any) -> None:
        started.set()
        go_on.wait(5)
        job.report(1, 2)

    running = window.desk.jobs.start(long, text="Importing", cancelled=lambda: answers.append("cancelled"))
    assert started.wait(5)
    assert window.desk.jobs.running == [running]
    running.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: answers[-1] == "cancelled")
    assert window.desk.jobs.running == []


def test_a_failing_job_says_so(window: Window, qtbot: QtBot) -> None:
    def work(_job: Any) -> None:
        raise UserError("The file is gone.")

    window.desk.jobs.start(work)
    qtbot.waitUntil(lambda: window.snackbar.text == "The file is gone.")


def test_a_write_in_a_job_reaches_the_page_on_the_main_thread(window: Window, qtbot: QtBot) -> None:
    first = page(window)

    def work(_job: Any, shop: Any) -> None:
        write_setting(shop, SHOP_NAME, "Rice House")

    window.desk.jobs.start_on_shop(work)
    qtbot.waitUntil(lambda: first.reads == 2)


def test_every_button_has_an_accessible_name(window: Window) -> None:
    from PySide6.QtWidgets import QAbstractButton

    for key in ("first", "second", "settings"):
        window.go(key)
    unnamed = [b for b in window.findChildren(QAbstractButton) if not (b.accessibleName() or b.text())]
    assert isinstance(window.page("first"), Page)
    assert unnamed == []


def test_a_write_of_many_rows_runs_beside_the_window_and_one_of_few_at_once(window: Window, qtbot: QtBot) -> None:
    threads: list[bool] = []

    def act(_shop: Shop, answer: str) -> str:
        threads.append(threading.current_thread() is threading.main_thread())
        return answer

    told: list[str] = []
    window.desk.jobs.write(act, "few", count=3, text="", done=told.append)
    assert told == ["few"]
    window.desk.jobs.write(act, "many", count=100_000, text="Tagging", done=told.append)
    qtbot.waitUntil(lambda: told == ["few", "many"])
    assert threads == [True, False]


def test_a_long_job_says_how_long_it_goes_on(window: Window, qtbot: QtBot) -> None:
    ended = threading.Event()

    def work(job: Job) -> None:
        job.report(0, 200)
        time.sleep(1.1)
        job.report(50, 200)
        ended.wait(5)

    job = window.desk.jobs.start(work, text="Baking")
    qtbot.waitUntil(lambda: job.note.startswith("50 / 200·"))
    left = int(job.note.removeprefix("50 / 200·").removesuffix(" seconds left"))
    ended.set()
    qtbot.waitUntil(lambda: not window.desk.jobs.running)
    assert 3 <= left <= 6


def test_the_focus_ring_is_for_the_keyboard_alone(window: Window, qtbot: QtBot) -> None:
    def rings() -> list[QWidget]:
        return [w for w in window.findChildren(QWidget) if type(w).__name__ == "_Ring" and w.isVisible()]

    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    button = window.page("first").buttons["bake"]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: len(rings()) == 1)
    (ring,) = rings()
    assert ring.rect().width() > button.width()
    window.desk.ask.confirm(window, "Bake?", "", yes="Bake", no="No", then=lambda: None)
    dialog = window.findChildren(QDialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.reject()
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and len(rings()) == 1)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert rings() == []


def test_an_act_of_many_rows_is_undone_and_redone_while_the_window_stays_awake(window: Window, qtbot: QtBot) -> None:
    desk, shop = window.desk, window.desk.shop
    with shop.act(desk.now(), "Made {count} tags", count=3_000) as db:
        db.executemany("INSERT INTO tag (name) VALUES (?)", [(f"tag {n}",) for n in range(3_000)])
    for step, left, said in (
        (desk.undo, 0, "Undone: Made 3000 tags"),
        (desk.redo, 3_000, "Done again: Made 3000 tags"),
    ):
        step()
        step()  # pressed twice: once is meant
        (job,) = desk.jobs.running
        assert job.text
        qtbot.waitUntil(lambda: not desk.jobs.running)
        assert shop.value("SELECT count(*) FROM tag") == left
        assert window.snackbar.text == said
    assert last_act(shop) is not None


def test_after_an_undo_that_failed_the_next_one_is_heard(window: Window, qtbot: QtBot) -> None:
    desk, shop = window.desk, window.desk.shop
    with shop.act(desk.now(), "Took {count} tags away", count=3_000) as db:
        db.executemany("INSERT INTO tag (name) VALUES (?)", [(f"tag {n}",) for n in range(3_000)])
    with shop.act(desk.now(), "Emptied") as db:
        db.execute("DELETE FROM tag")
    with shop.write() as db:
        db.execute("INSERT INTO tag (name) VALUES ('tag 7')")
    desk.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running)
    assert "cannot be brought back" in window.snackbar.text
    desk.undo()
    qtbot.waitUntil(lambda: not desk.jobs.running)
    assert last_act(shop) is None
