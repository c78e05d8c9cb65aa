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
            yield _drawn(document, number, dpi)


def render(path: Path, page: int, dpi: int = 300) -> Grey:
    """One page, from 0. Not for two threads."""
    with _opened(path) as document:
        return _drawn(document, page, dpi)


@contextmanager
def _opened(path: Path) -> Iterator[PdfDocument]:
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        if not path.is_file():
            raise UserError("There is no file at {path}.", path=path)
        document = PdfDocument(path)
    except OSError as error:  # no file can have this name
        raise UserError("There is no file at {path}.", path=path) from error
    except PdfiumError as error:
        raise UserError("{name} is not a PDF that can be read.", name=path.name) from error
    try:
        yield document
    finally:
        document.close()


def _drawn(document: PdfDocument, number: int, dpi: int) -> Grey:
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
    bitmap = page.render(scale=scale, grayscale=True)
    page.close()
    rows = memoryview(bitmap.buffer).cast("B")
    wide, stride = bitmap.width, bitmap.stride
    pixels = b"".join(rows[at : at + wide] for at in range(0, stride * bitmap.height, stride))
    grey = Grey(wide, bitmap.height, pixels)
    bitmap.close()
    return grey
