"""Puts pages on paper: whoever has some draws them on a painter that measures in units of 0.01 mm."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMarginsF, QObject, QSizeF, QTimer
from PySide6.QtGui import QPageSize, QPainter

from storeassist.kernel.errors import UserError

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

UNITS_PER_INCH = 2540

Paint = Callable[[QPainter, int], Any]


def new_printer(name: str, page_mm: tuple[float, float], pages: int) -> QPrinter:
    """The owner's usual printer, set to this paper without margins, at its true size."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    printer.setFullPage(True)
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    printer.setPageSize(QPageSize(QSizeF(*page_mm), QPageSize.Unit.Millimeter, "", exact))
    printer.setPageMargins(QMarginsF(0, 0, 0, 0))
    printer.setFromTo(1, pages)
    return printer


def refuse_without_printer(printer: QPrinter) -> None:
    """Raise UserError where the system's dialog would not appear, for want of a printer; on Linux it offers a file."""
    if sys.platform != "linux" and printer.outputFormat() != printer.OutputFormat.NativeFormat:
        raise UserError(
            "There is no printer on this computer yet. Add one in the computer's settings, or make a PDF file and print"
            " that elsewhere."
        )


def print_pages(owner: QObject, printer: QPrinter, pages: int, paint: Paint, *, done: Callable[[], Any]) -> None:
    """Print all pages, one between two events, so that the window stays awake.

    Raises UserError when the printer does not answer.
    """
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("The printer does not answer. See whether it is switched on and connected.")
    scale = printer.resolution() / UNITS_PER_INCH
    _print_next(owner, printer, painter, scale, list(range(pages)), paint, done)


def _print_next(
    owner: QObject,
    printer: QPrinter,
    painter: QPainter,
    scale: float,
    left: list[int],
    paint: Paint,
    done: Callable[[], Any],
) -> None:
    painter.save()
    painter.scale(scale, scale)
    paint(painter, left[0])
    painter.restore()
    if left[1:]:
        printer.newPage()
        QTimer.singleShot(0, owner, partial(_print_next, owner, printer, painter, scale, left[1:], paint, done))
    else:
        painter.end()
        done()
