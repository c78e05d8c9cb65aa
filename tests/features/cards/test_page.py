"""The Print studio: what is written becomes a batch, its pages are looked at, and the file holds codes that count."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from storeassist.adapters import barcodes, pdf, pictures, qr
from storeassist.features.cards import actions, store
from storeassist.features.cards.dialogs import ReprintDialog
from storeassist.features.cards.page import CardsPage
from storeassist.features.cards.records import TargetKind
from storeassist.features.coupons import store as coupons
from storeassist.kernel.database import Shop
from storeassist.ui.printing import new_printer
from storeassist.ui.window import Window
from tests.features.cards import printing


def shown(window: Window, **args: object) -> CardsPage:
    page = window.go("cards", **args)
    assert isinstance(page, CardsPage)
    page._draw()
    return page


def saves_to(page: CardsPage, path: Path) -> None:
    """The owner answers every question for a file with ``path``."""

    def save_file(*_said: Any, then: Any) -> None:
        then(path)

    page.desk.ask.save_file = save_file  # type: ignore[method-assign]


def own_code(path: Path, text: str) -> Path:
    """A picture of a QR code."""
    dots = qr.matrix(text)
    side, scale = len(dots) + 8, 8
    pixels = bytearray(b"\xff" * (side * scale) ** 2)
    for y, line in enumerate(dots):
        for x, dark in enumerate(line):
            if dark:
                for row in range((y + 4) * scale, (y + 5) * scale):
                    at = row * side * scale + (x + 4) * scale
                    pixels[at : at + scale] = bytes(scale)
    path.write_bytes(pictures.to_png(pictures.Grey(side * scale, side * scale, bytes(pixels))))
    return path


def test_a_batch_without_a_name_is_not_exported_and_the_reason_stands_there(window: Window, shop: Shop, now: datetime) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    assert not page.commands["export"].isEnabled()
    assert "needs a name" in page.state.words.text()
    page.form.name.set_text("Bags")
    page._draw()
    assert page.commands["export"].isEnabled()


@pytest.mark.parametrize("quantity", ["0", "-3", "1000000000", "1.5", "many", ""])
def test_a_silly_quantity_is_refused_in_words(window: Window, shop: Shop, now: datetime, quantity: str) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    page.form.name.set_text("Bags")
    page.form.quantity.set_text(quantity)
    page._draw()
    assert not page.commands["export"].isEnabled()
    assert page.state.words.text()
    page.commands["keep"].trigger()
    assert store.ids(shop) == []


def test_a_sign_that_cannot_be_printed_is_named(window: Window, shop: Shop, now: datetime) -> None:
    page = shown(window, offer_id=printing.offer(shop, now))
    page.form.name.set_text("Bags")
    next(iter(page.face.fields.values())).set_text("🍜")
    page._draw()
    assert "🍜" in page.state.words.text()
    assert not page.commands["export"].isEnabled()


def test_what_is_written_is_kept_and_a_click_in_the_list_brings_it_back(window: Window, shop: Shop, now: datetime) -> None:
    offer_id = printing.offer(shop, now)
    page = shown(window, offer_id=offer_id)
    page.form.name.set_text("Bags")
    page.form.quantity.set_text("30")
    page.form.place.set_text("In the bag")
    page.form.valid_until.set_date(date(2026, 10, 31))
    page.form.cost.set_fen(44_00)
    page.commands["keep"].trigger()
    (batch_id,) = store.ids(shop)
    facts = store.get(shop, batch_id).facts
    assert (facts.name, facts.quantity, facts.place, facts.offer_id) == ("Bags", 30, "In the bag", offer_id)
    assert (facts.valid_until, facts.cost_fen) == (date(2026, 10, 31), 44_00)
    page.commands["new"].trigger()
    assert page.batch is None and page.form.name.text() == ""
    page.table.select([batch_id])
    assert page.form.name.text() == "Bags" and page.form.cost.fen() == 44_00


def test_a_click_on_a_place_begins_the_sheet_there_and_adds_a_page(window: Window, shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now, 10)
    page = shown(window, batch_id=batch.id)
    assert page.sheet._where.text() == "1 of 1"
    page.sheet.paper.place_chosen.emit(2)
    page._draw()
    assert page.form.start.text() == "3"
    assert page.sheet._where.text() == "1 of 2"


def test_the_owners_own_code_is_read_from_a_picture_and_a_groups_end_is_told(
    window: Window, shop: Shop, now: datetime, tmp_path: Path
) -> None:
    batch = printing.batch(shop, now)
    page = shown(window, batch_id=batch.id)
    page.face.read_picture(own_code(tmp_path / "group.png", "https://weixin.qq.com/g/AQYAAF3kq0Zk2mZp7uV1"))
    page._draw()
    assert page.face.target.kind is TargetKind.GROUP
    assert page.face.target.dies_on == now.date() + timedelta(days=7)
    assert page.form._summary.property("tone") == "warn"


def test_a_picture_without_a_code_is_refused_and_changes_nothing(
    window: Window, shop: Shop, now: datetime, tmp_path: Path
) -> None:
    page = shown(window, batch_id=printing.batch(shop, now).id)
    blank = tmp_path / "blank.png"
    blank.write_bytes(pictures.to_png(pictures.Grey(50, 50, b"\xff" * 2500)))
    said: list[str] = []
    page.desk.failed.connect(said.append)
    page.face.code_part.chosen.emit(blank)
    assert said and "No QR code" in said[0]
    assert not page.face.target.text


def test_cards_are_exported_and_then_what_stands_on_them_is_locked(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    batch = printing.batch(shop, now, 12)
    page = shown(window, batch_id=batch.id)
    saves_to(page, tmp_path / "cards.pdf")
    page.commands["export"].trigger()
    qtbot.waitUntil(lambda: page.printing.job is None, timeout=60_000)
    codes = store.codes_of(shop, store.get(shop, batch.id))
    assert sorted(printing.read(tmp_path / "cards.pdf")) == sorted(p for _s, p in coupons.printed_forms(shop, codes))
    assert store.get(shop, batch.id).printed == 12
    assert not page.form.quantity.isEnabled() and not page.face.offer.isEnabled()
    assert page.form.place.isEnabled()


def test_cancelling_leaves_no_file_and_no_coupon(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    batch = printing.batch(shop, now, 200)
    page = shown(window, batch_id=batch.id)
    folder = tmp_path / "out"
    folder.mkdir()
    saves_to(page, folder / "cards.pdf")
    page.commands["export"].trigger()
    page.state.cancelled.emit()
    qtbot.waitUntil(lambda: page.printing.job is None, timeout=60_000)
    assert list(folder.iterdir()) == []
    assert store.get(shop, batch.id).printed == 0
    assert store.codes_of(shop, store.get(shop, batch.id)) == []


def test_printing_again_asks_which_cards_and_why(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    batch = printing.batch(shop, now, 6)
    page = shown(window, batch_id=batch.id)
    saves_to(page, tmp_path / "cards.pdf")
    page.commands["export"].trigger()
    qtbot.waitUntil(lambda: page.printing.job is None, timeout=60_000)
    page._draw()
    page.commands["export"].trigger()
    dialog = page.findChild(ReprintDialog)
    assert isinstance(dialog, ReprintDialog)
    dialog.which.set_value("some")
    for wrong in ("", "x", "0", "5-2", "7"):
        dialog.numbers.set_text(wrong)
        dialog.accept()
        assert dialog.isVisible() and dialog.numbers.property("state") == "bad"
    dialog.numbers.set_text("2-3, 5")
    dialog.accept()
    assert dialog.isVisible() and dialog.why.property("state") == "bad"
    dialog.why.set_text("spoilt")
    dialog.accept()
    qtbot.waitUntil(lambda: page.printing.job is None and len(store.runs(shop, batch.id)) > 1, timeout=60_000)
    assert len(printing.read(tmp_path / "cards.pdf")) == 3
    assert {run.why for run in store.runs(shop, batch.id)} == {"", "spoilt"}


def test_cards_on_paper_are_read_back_first_and_counted_as_printed(
    window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot
) -> None:
    page, path = shown(window, offer_id=printing.offer(shop, now)), tmp_path / "paper.pdf"
    page.form.name.set_text("Bags")
    page.form.quantity.set_text("12")
    page._draw()

    def printer(_parent: Any, name: str, page_mm: tuple[float, float], pages: int, *, then: Any) -> None:
        one = new_printer(name, page_mm, pages)
        one.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        one.setOutputFileName(str(path))
        then(one)

    page.desk.ask.printer = printer  # type: ignore[method-assign]
    said: list[str] = []
    page.desk.say = lambda text, **_more: said.append(text)  # type: ignore[method-assign]
    page.commands["print_now"].trigger()
    qtbot.waitUntil(lambda: any("with the printer" in text for text in said), timeout=20_000)
    batch = store.by_name(shop, "Bags")
    codes = {payload for _short, payload in coupons.printed_forms(shop, store.codes_of(shop, batch))}
    read = [one.text for at in range(pdf.page_count(path)) for one in barcodes.read(pdf.render(path, at))]
    assert (batch.printed, len(read), set(read)) == (12, 12, codes)


def test_the_printers_shift_is_this_computers_taste(window: Window, shop: Shop, now: datetime, tmp_path: Path, qtbot: QtBot) -> None:
    page = shown(window, batch_id=printing.batch(shop, now, 1).id)
    page.form.right.set_text("0.5")
    page._draw()
    saves_to(page, tmp_path / "cards.pdf")
    page.commands["export"].trigger()
    qtbot.waitUntil(lambda: page.printing.job is None, timeout=60_000)
    assert page.desk.taste.get("cards/shift_x") == "0.5"


def test_a_batch_removed_elsewhere_leaves_the_table(window: Window, shop: Shop, now: datetime) -> None:
    batch = printing.batch(shop, now)
    page = shown(window, batch_id=batch.id)
    actions.remove(shop, batch.id, now)
    assert page.batch is None
    assert page.form.name.text() == ""
