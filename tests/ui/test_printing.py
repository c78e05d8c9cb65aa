"""Pages on a printer: drawn at their true size, only those asked for, and a refusal when nobody answers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from storeassist.adapters import pdf
from storeassist.kernel.errors import UserError
from storeassist.ui.ask import Ask
from storeassist.ui.printing import new_printer, print_pages


def black_square(painter: QPainter, page: int) -> None:
    """20 mm wide, 10 mm further down on each page."""
    painter.fillRect(QRectF(1000, 1000 * (page + 1), 2000, 2000), Qt.GlobalColor.black)


@pytest.fixture
def printed(qtbot: QtBot, tmp_path: Path) -> Callable[[int], Path]:
    """Print pages of 90 by 54 mm to a file."""

    def act(pages: int) -> Path:
        path, owner, ended = tmp_path / "printed.pdf", QObject(), []
        printer = new_printer("cards", (90, 54), pages)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(path))
        print_pages(owner, printer, pages, black_square, done=lambda: ended.append(True))
        qtbot.waitUntil(lambda: bool(ended))
        return path

    return act


def test_a_page_is_printed_at_its_true_size(printed: Callable[[int], Path]) -> None:
    page = pdf.render(printed(1), 0, dpi=254)
    assert (round(page.width, -1), round(page.height, -1)) == (900, 540)
    row = page.pixels[150 * page.width : 151 * page.width]
    assert [row[95], row[105], row[295], row[305]] == [255, 0, 0, 255]


def test_all_pages_are_printed_in_their_order(printed: Callable[[int], Path]) -> None:
    path = printed(3)
    assert pdf.page_count(path) == 3
    page = pdf.render(path, 1, dpi=254)
    assert page.pixels[150 * page.width + 150] == 255  # where only the first page is black
    assert page.pixels[250 * page.width + 150] == 0


@pytest.mark.qt_log_ignore(r"QPainter::begin", extend=True)
def test_a_printer_that_does_not_answer_is_told_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    printer = new_printer("cards", (90, 54), 1)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "gone" / "printed.pdf"))
    with pytest.raises(UserError, match="does not answer"):
        print_pages(QObject(), printer, 1, black_square, done=lambda: None)


@pytest.mark.skipif(
    sys.platform == "linux" or bool(QPrinterInfo.availablePrinterNames()), reason="there is a printer, or a file instead"
)
def test_where_there_is_no_printer_the_owner_is_told(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with pytest.raises(UserError, match="no printer"):
        Ask().printer(window, "cards", (90, 54), 4, then=lambda printer: None)


@pytest.mark.skipif(
    sys.platform != "linux" and not QPrinterInfo.availablePrinterNames(), reason="the system wants a printer first"
)
def test_the_dialog_of_the_system_answers_with_the_printer(qtbot: QtBot) -> None:
    window, answers = QWidget(), []
    qtbot.addWidget(window)
    Ask().printer(window, "cards", (90, 54), 4, then=answers.append)
    dialog = window.findChild(QPrintDialog)
    assert dialog is not None
    dialog.accepted.emit(dialog.printer())
    assert [(one.docName(), one.toPage()) for one in answers] == [("cards", 4)]
    dialog.reject()
