"""Paper in the Print studio: a card to try first, the backs of a sheet, and a small window."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from storeassist.adapters import barcodes, pdf
from storeassist.features.cards import press_sample, store
from storeassist.features.cards.page import CardsPage
from storeassist.features.cards.records_print import Side
from storeassist.features.coupons import codes
from storeassist.features.coupons import store as coupons
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.ui.printing import new_printer
from storeassist.ui.window import Window
from tests.features.cards import printing
from tests.features.cards.test_page import saves_to, shown


def chooses(page: CardsPage, goal: str) -> None:
    """The owner's answer to where the test card is to go."""

    def choose(*_said: Any, then: Any) -> None:
        then(goal)

    page.desk.ask.choose = choose  # type: ignore[method-assign]


def two_sided(window: Window, shop: Shop, now: datetime, quantity: int = 12) -> CardsPage:
    page = shown(window, batch_id=printing.batch(shop, now, quantity, target=printing.PERSONAL).id)
    assert not page.face.side.isHidden()
    return page


def test_a_test_card_is_one_card_whose_codes_no_desk_takes(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    page, path = two_sided(window, shop, now), tmp_path / "one.pdf"
    page.form.start.set_text("3")
    chooses(page, "file")
    saves_to(page, path)
    QTest.mouseClick(page.state.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: path.exists() and not page.desk.jobs.running, timeout=20_000)
    assert pdf.page_count(path) == 2
    read = [one.text for at in range(2) for one in barcodes.read(pdf.render(path, at))]
    assert len(read) == 2 and printing.PERSONAL.text in read
    (coupon,) = set(read) - {printing.PERSONAL.text}
    with pytest.raises(UserError):
        coupons.by_text(shop, coupon, now)
    assert rows_made(shop) == 0


def rows_made(shop: Shop) -> int:
    return sum(printing.rows(shop).values())


def test_the_sample_is_no_code_of_any_shop() -> None:
    card = press_sample.card(printing.facts(1))
    for text in (card.short, card.payload):
        with pytest.raises(codes.Unreadable):
            codes.read(text, bytes(32))


def test_a_test_card_goes_to_the_printer_without_a_name_for_the_batch(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    page, path = shown(window, offer_id=printing.offer(shop, now)), tmp_path / "paper.pdf"
    chooses(page, "paper")

    def printer(_parent: Any, name: str, page_mm: tuple[float, float], pages: int, *, then: Any) -> None:
        one = new_printer(name, page_mm, pages)
        one.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        one.setOutputFileName(str(path))
        then(one)

    page.desk.ask.printer = printer  # type: ignore[method-assign]
    page.commands["try_one"].trigger()
    qtbot.waitUntil(path.exists, timeout=20_000)
    assert len(barcodes.read(pdf.render(path, 0))) == 1
    assert store.ids(shop) == []


def test_the_backs_lie_mirrored_on_the_sheet_and_a_click_means_the_same_place(
    window: Window, shop: Shop, now: datetime
) -> None:
    page = two_sided(window, shop, now)
    window.resize(1280, 800)
    page.face.side.set_value(Side.BACK)
    page._draw()
    paper = page.sheet.paper
    places = paper._places
    assert places[0][0] > places[1][0]
    middle = paper._on_screen(places[2]).center()
    QTest.mouseClick(paper, Qt.MouseButton.LeftButton, pos=QPointF(middle).toPoint())
    assert page.form.start.text() == "3"


def test_a_small_window_folds_sheet_and_batch_into_one_column(window: Window, shop: Shop, now: datetime) -> None:
    page = two_sided(window, shop, now)
    window.resize(1280, 800)
    assert not page.sides.is_folded and page.sheet.isVisible() and page.form.isVisible()
    window.resize(1024, 700)
    assert page.sides.is_folded and page.form.isVisible() and not page.sheet.isVisible()
    page.sides.choice.set_value(page.sheet)
    page.sides.choice.changed.emit(page.sheet)
    assert page.sheet.isVisible() and not page.form.isVisible() and page.state.isVisible()
    page.form.quantity.set_text("")
    page.commands["keep"].trigger()
    assert page.form.isVisible()  # where the fault is
    assert all(area.horizontalScrollBar().maximum() == 0 for area in page.findChildren(QScrollArea))
    window.resize(1280, 800)
    assert page.sheet.isVisible() and page.form.isVisible()


def test_another_design_begins_a_sheet_of_its_own(window: Window, shop: Shop, now: datetime) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    page.form.start.set_text("9")
    page.face.kind.set_value("poster")
    page._draw()
    assert page.form.start.text() == "1"
    assert "place" not in page.state.words.text()
