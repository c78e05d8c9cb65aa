"""What is written in the Print studio is not lost: another batch, another page or the end of the program keeps it, or asks."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QApplication

from storeassist.features.cards import store
from storeassist.features.cards.page import CardsPage
from storeassist.kernel.database import Shop
from storeassist.ui.dialog import AskDialog
from storeassist.ui.widgets.button import Button
from storeassist.ui.window import Window
from tests.features.cards import printing
from tests.features.cards.test_page import shown


def question(page: CardsPage) -> AskDialog | None:
    found = page.window().findChildren(AskDialog)
    return next((one for one in found if one.isVisible()), None)


def answer(page: CardsPage, words: str) -> None:
    dialog = question(page)
    assert dialog is not None
    next(button for button in dialog.findChildren(Button) if button.text() == words).click()


def test_another_batch_is_laid_on_the_table_and_the_one_before_is_kept(window: Window, shop: Shop, now: datetime) -> None:
    offer = printing.offer(shop, now)
    one, other = (printing.batch(shop, now, offer_id=offer, name=name) for name in ("One", "Other"))
    page = shown(window, batch_id=one.id)
    page.form.place.set_text("On the counter")
    page.table.select([other.id])
    assert store.get(shop, one.id).facts.place == "On the counter"
    assert page.batch is not None and page.batch.id == other.id and page.form.name.text() == "Other"
    assert page.table.selected_ids() == [other.id]
    page.desk.undo()
    assert store.get(shop, one.id).facts.place == one.facts.place


def test_what_cannot_be_kept_is_asked_about_and_stays(window: Window, shop: Shop, now: datetime) -> None:
    offer = printing.offer(shop, now)
    one, other = (printing.batch(shop, now, offer_id=offer, name=name) for name in ("One", "Other"))
    page = shown(window, batch_id=one.id)
    page.form.quantity.set_text("many")
    page.table.select([other.id])
    answer(page, "Go on writing")
    assert page.form.quantity.text() == "many"
    assert page.table.selected_ids() == [one.id]
    page.table.select([other.id])
    answer(page, "Lose it")
    assert page.form.name.text() == "Other" and page.table.selected_ids() == [other.id]
    assert store.get(shop, one.id) == one


def test_nothing_is_asked_or_kept_when_nothing_was_written(window: Window, shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now)
    page = shown(window, batch_id=batch.id)
    page.commands["new"].trigger()
    page.commands["new"].trigger()
    page.desk.go("cards", batch_id=batch.id)
    assert question(page) is None
    assert store.ids(shop) == [batch.id] and store.get(shop, batch.id) == batch


def test_coming_back_to_the_batch_on_the_table_leaves_its_words(window: Window, shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now)
    page = shown(window, batch_id=batch.id)
    page.form.place.set_text("At the door")
    page.desk.go("offers")
    page.desk.go("cards", batch_id=batch.id)
    assert page.form.place.text() == "At the door"


def test_keeping_leaves_the_place_where_a_used_sheet_begins(window: Window, shop: Shop, now: datetime) -> None:
    page = shown(window, batch_id=printing.batch(shop, now).id)
    page.form.start.set_text("3")
    page.form.place.set_text("At the door")
    page.commands["keep"].trigger()
    assert page.form.start.text() == "3"


def test_a_window_in_another_language_goes_on_with_words_that_could_not_be_kept(
    window: Window, shop: Shop, now: datetime
) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    page.form.place.set_text("At the door")
    place = page.place()
    page.commands["new"].trigger()
    answer(page, "Lose it")
    page.open(**place)
    assert page.form.place.text() == "At the door"
    page.commands["new"].trigger()
    assert question(page) is not None


def test_the_window_keeps_what_is_written_as_it_closes(window: Window, shop: Shop, now: datetime) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    page.form.name.set_text("Bags")
    window.go("offers")
    window.close()
    assert not window.isVisible()
    assert store.by_name(shop, "Bags").facts.quantity == 200


def test_the_window_asks_before_it_closes_over_words_that_cannot_be_kept(
    window: Window, shop: Shop, now: datetime
) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    page.form.place.set_text("At the door")
    window.close()
    assert window.isVisible()
    answer(page, "Go on writing")
    QApplication.processEvents()
    assert window.isVisible() and page.form.place.text() == "At the door"
    window.close()
    answer(page, "Lose it")
    assert not window.isVisible()
    assert store.ids(shop) == []


def test_another_batch_is_shown_whole_though_the_first_place_was_no_number(window: Window, shop: Shop, now: datetime) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    page.form.name.set_text("Bags")
    page.keep()
    page.form.start.set_text("x")
    page.commands["new"].trigger()
    assert (page.batch, page.form.name.text(), page.form.start.text()) == (None, "", "1")
    page.table.select(store.ids(shop))
    assert page.form.name.text() == "Bags"
