"""The owner's pictures in the Print studio: the QR code pasted or dropped, and the logo that every batch goes on with."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from storeassist.adapters import barcodes, pdf
from storeassist.features.cards import store
from storeassist.features.cards.page import CardsPage
from storeassist.kernel.database import Shop
from storeassist.ui.window import Window
from tests.features.cards import printing
from tests.features.cards.test_page import own_code, saves_to, shown

CODE = "https://u.wechat.com/kHjWq3x-VqLZ9fQm2Tt0aBc"
RED = (200, 30, 30)


def pastes(page: CardsPage, qtbot: QtBot, at: object) -> None:
    page.window().activateWindow()
    at.setFocus()  # type: ignore[attr-defined]
    qtbot.keyClick(at, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def red_logo(path: Path, size: tuple[int, int] = (900, 600)) -> Path:
    Image.new("RGB", size, RED).save(path)
    return path


def failures(page: CardsPage) -> list[str]:
    said: list[str] = []
    page.desk.failed.connect(said.append)
    return said


@pytest.mark.parametrize("field", ["line", "several lines"])
def test_a_screenshot_pasted_while_a_field_is_written_is_the_owners_code(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot, field: str
) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    at = page.form.name if field == "line" else page.face.fields["note"]
    before = at.text()
    QGuiApplication.clipboard().setImage(QImage(str(own_code(tmp_path / "own.png", CODE))))
    pastes(page, qtbot, at)
    assert page.face.target.text == CODE
    assert at.text() == before


def test_words_are_pasted_into_the_field_also_when_a_picture_of_them_comes_along(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    cells = QMimeData()
    cells.setText("Bags")
    cells.setImageData(QImage(str(own_code(tmp_path / "own.png", CODE))))
    QGuiApplication.clipboard().setMimeData(cells)
    pastes(page, qtbot, page.form.name)
    assert page.form.name.text() == "Bags"
    assert not page.face.target.text


def test_without_a_picture_to_paste_the_owner_is_told_what_to_copy(window: Window, shop: Shop, now: datetime) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    said = failures(page)
    QGuiApplication.clipboard().setText("hello")
    page.commands["paste"].trigger()
    assert "copy your QR code" in said[0]


def test_a_picture_file_dropped_on_the_page_is_the_owners_code(
    window: Window, shop: Shop, now: datetime, tmp_path: Path
) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(own_code(tmp_path / "own.png", CODE)))])
    left, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, files, left, no_key))
    assert page.face.target.text == CODE


def test_nothing_pasted_changes_what_stands_on_printed_cards(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    page = shown(window, batch_id=printing.batch(shop, now, 2).id)
    saves_to(page, tmp_path / "cards.pdf")
    page.commands["export"].trigger()
    qtbot.waitUntil(lambda: page.printing.job is None, timeout=60_000)
    said = failures(page)
    QGuiApplication.clipboard().setImage(QImage(str(own_code(tmp_path / "own.png", CODE))))
    page.commands["paste"].trigger()
    assert "are printed" in said[0]
    assert not page.face.target.text


def test_a_logo_is_on_the_printed_card_and_the_codes_are_read_back(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    page.form.name.set_text("Posters")
    page.form.quantity.set_text("1")
    page.face.kind.set_value("poster")
    page.face.code_part.chosen.emit(own_code(tmp_path / "own.png", CODE))
    page.face.logo_part.chosen.emit(red_logo(tmp_path / "logo.jpg"))
    page._draw()
    saves_to(page, tmp_path / "cards.pdf")
    page.commands["export"].trigger()
    qtbot.waitUntil(lambda: page.printing.job is None, timeout=60_000)
    assert [one.text for one in barcodes.read(pdf.render(tmp_path / "cards.pdf", 0))] == [CODE]
    assert len(store.by_name(shop, "Posters").facts.logo) < 10_000
    page.window().resize(1280, 800)
    page._draw()
    picture = page.face.paper.grab().toImage()
    colours = {picture.pixelColor(x, y).getRgb()[:3] for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)}
    assert any(all(abs(is_ - was) < 12 for is_, was in zip(one, RED, strict=True)) for one in colours)


def test_the_next_batch_begins_with_the_logo_of_the_last_one(
    window: Window, shop: Shop, now: datetime, tmp_path: Path
) -> None:
    page = shown(window, batch_id=printing.batch(shop, now).id)
    page.face.logo_part.chosen.emit(red_logo(tmp_path / "logo.png"))
    page.commands["keep"].trigger()
    page.commands["new"].trigger()
    assert page.face.logo == store.last_logo(shop) != b""
    page.face.logo_part.removed.emit()
    assert page.face.logo == b""


def test_a_file_that_is_no_picture_is_refused_as_logo(window: Window, shop: Shop, now: datetime, tmp_path: Path) -> None:
    page = shown(window, batch_id=printing.batch(shop, now).id)
    said = failures(page)
    letter = tmp_path / "logo.png"
    letter.write_text("Dear customer")
    page.face.logo_part.chosen.emit(letter)
    assert "not a picture" in said[0]
    assert page.face.logo == b""


def test_a_design_without_a_place_for_a_logo_does_not_ask_for_one(window: Window, shop: Shop, now: datetime) -> None:
    page = shown(window, batch_id=printing.batch(shop, now).id)
    assert not page.face.logo_part.isHidden()
    page.face.kind.set_value("bottle_label")
    page.face.design.set_value("bottle-label")
    assert page.face.logo_part.isHidden()
