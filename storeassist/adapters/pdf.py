"""Looks at PDF files (pypdfium2) as a printer would show them: pages as pictures in grey."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from storeassist.adapters.pictures import MOST_PIXELS, Grey
from storeassist.kernel.errors import UserError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

POINTS_PER_INCH = 72
MM_PER_INCH = 25.4


def page_count(path: Path) -> int:
    """How many pages the file has. Raises UserError when it is no PDF."""
    with _opened(path) as document:
        return len(document)


def pages(path: Path, first: int, last: int, dpi: int = 300) -> Iterator[Grey]:
    """The pages ``first`` until before ``last``, from 0, one after the other with the file opened once."""
    with _opened(path) as document:
        for number in range(first, last):
            yield _drawn(document, number, dpi, None)


def render(
    path: Path, page: int, dpi: int = 300, crop_mm: tuple[float, float, float, float] | None = None
) -> Grey:
    """One page, from 0, or the part of it that lies in ``crop_mm``: left, top, width and height. Not for two threads."""
    with _opened(path) as document:
        return _drawn(document, page, dpi, crop_mm)


@contextmanager
def _opened(path: Path) -> Iterator[PdfDocument]:
    from pypdfium2 import PdfDocument, PdfiumError

    if not path.is_file():
        raise UserError("There is no file at {path}.", path=path)
    try:
        document = PdfDocument(path)
    except PdfiumError as error:
        raise UserError("{name} is not a PDF that can be read.", name=path.name) from error
    try:
        yield document
    finally:
        document.close()


def _drawn(document: PdfDocument, number: int, dpi: int, crop_mm: tuple[float, float, float, float] | None) -> Grey:
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
    except PdfiumError as error:
        raise UserError("Page {page} of the PDF is damaged.", page=number + 1) from error
    width, height = page.get_size()
    scale = dpi / POINTS_PER_INCH
    if width * height * scale**2 > MOST_PIXELS:
        page.close()
        raise UserError("Page {page} of the PDF is far larger than a sheet of paper.", page=number + 1)
    crop = (0.0, 0.0, 0.0, 0.0)
    if crop_mm:
        left, top, wide, high = (one / MM_PER_INCH * POINTS_PER_INCH for one in crop_mm)
        crop = (left, max(height - top - high, 0), max(width - left - wide, 0), top)
    bitmap = page.render(scale=scale, grayscale=True, crop=crop)
    page.close()
    rows = memoryview(bitmap.buffer).cast("B")
    wide, stride = bitmap.width, bitmap.stride
    pixels = b"".join(rows[at : at + wide] for at in range(0, stride * bitmap.height, stride))
    grey = Grey(wide, bitmap.height, pixels)
    bitmap.close()
    return grey
