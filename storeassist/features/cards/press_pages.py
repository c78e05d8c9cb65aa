"""Draws whole pages: the cards of a run with their crop marks, and the page that measures a printer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLineF, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter, QPen

from storeassist.features.cards import imposition, press_text, sheets
from storeassist.features.cards.press import Plate
from storeassist.features.cards.press_text import UNIT
from storeassist.features.cards.records_print import CardText, Layout
from storeassist.kernel.jobs import Job
from storeassist.kernel.text import _

A4 = (210.0, 297.0)

_HAIRLINE = 0.1


class Run:
    """All pages of a run, ready to be drawn. Raises UserError when it cannot be printed."""

    def __init__(self, plate: Plate, cards: Sequence[CardText], layout: Layout) -> None:
        self._plate = plate
        self._pages = imposition.imposed(plate.facts, cards, layout)
        sheet = sheets.by_name(layout.sheet)
        self.page_size = sheet.page_size(self._plate.design)
        self._marks = imposition.crop_marks(sheet, layout)

    @property
    def pages(self) -> int:
        """How many sides of paper there are."""
        return len(self._pages)

    def paint(self, painter: QPainter, page: int) -> None:
        """Draw a page, from 0, on a painter that measures in units of 0.01 mm."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._pages[page]
        for placed in shown.cards:
            with press_text.saved(painter):
                painter.translate(placed.box[0] * UNIT, placed.box[1] * UNIT)
                self._plate.paint(painter, placed.card, shown.side, placed.bleed)
        painter.setPen(_hairline())
        for line in self._marks:
            painter.drawLine(QLineF(*(one * UNIT for one in line)))


class Calibration:
    """A page with crosses at known places and rulers, which tells how far a printer is out of place."""

    pages = 1
    page_size = A4

    def paint(self, painter: QPainter, _page: int) -> None:
        """Draw it on a painter that measures in units of 0.01 mm."""
        width, height = self.page_size
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y in ((20, 20), (width - 20, 20), (20, height - 20), (width - 20, height - 20)):
            _cross(painter, x, y)
        _ruler(painter, 20, height / 2, across=True)
        _ruler(painter, width - 40, height / 2, across=False)
        self._explain(painter, width)

    def _explain(self, painter: QPainter, width: float) -> None:
        lines = (
            (_("Test page for the printer"), 18.0, True),
            (_("1. Print it at 100%, never fitted to the page."), 11.0, False),
            (_("2. Measure from the left and the top edge of the paper to the cross at the top left."), 11.0, False),
            (
                _("3. Both must be 20.0 mm. If it is 20.5 mm from the left, enter left 0.5 mm as the shift."),
                11.0,
                False,
            ),
            (_("4. Each ruler is 100 mm long. If it is not, the printer still scales the page."), 11.0, False),
        )
        y = 40.0
        for text, points, bold in lines:
            set_text = press_text.fitted(text, ((width - 70) * UNIT, 20 * UNIT), points, bold, 2)
            painter.setFont(press_text.font(set_text.points, bold))
            painter.setPen(Qt.GlobalColor.black)
            for line, _wide in set_text.lines:
                painter.drawText(QPointF(35 * UNIT, y * UNIT + press_text.baseline(points)), line)
                y += press_text.line_height(points) / UNIT
            y += 2


def write_pdf(job: Job, path: Path, title: str, run: Run | Calibration) -> None:
    """Draw every page into a PDF."""
    press_text.ready()
    writer = QPdfWriter(str(path))
    writer.setResolution(press_text.DPI)
    writer.setTitle(title)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(QSizeF(*run.page_size), QPageSize.Unit.Millimeter, "", exact))
    painter = QPainter(writer)
    try:
        for page in range(run.pages):
            job.report(page, run.pages, _("Drawing the pages"))
            if page:
                writer.newPage()
            run.paint(painter, page)
    finally:
        painter.end()


def _hairline() -> QPen:
    pen = QPen(Qt.GlobalColor.black)
    pen.setWidthF(_HAIRLINE * UNIT)
    return pen


def _cross(painter: QPainter, x: float, y: float) -> None:
    painter.setPen(_hairline())
    for one, other in (((x - 8, y), (x + 8, y)), ((x, y - 8), (x, y + 8))):
        painter.drawLine(QPointF(one[0] * UNIT, one[1] * UNIT), QPointF(other[0] * UNIT, other[1] * UNIT))
    painter.drawEllipse(QRectF((x - 3) * UNIT, (y - 3) * UNIT, 6 * UNIT, 6 * UNIT))


def _ruler(painter: QPainter, x: float, y: float, *, across: bool) -> None:
    """100 mm with a mark at each."""
    painter.setPen(_hairline())
    for mm in range(101):
        length = 6 if mm % 10 == 0 else 4.5 if mm % 5 == 0 else 3
        one = QPointF(x + mm, y) if across else QPointF(x, y + mm)
        other = QPointF(x + mm, y + length) if across else QPointF(x + length, y + mm)
        painter.drawLine(one * UNIT, other * UNIT)
        if mm % 10 == 0:
            painter.setFont(press_text.font(7, False))
            text = str(mm)
            wide = press_text.width(text, 7, False)
            at = QPointF(one.x() * UNIT - wide / 2, (y + 10) * UNIT) if across else (other * UNIT + QPointF(100, 90))
            painter.drawText(at, text)
