"""PDF files looked at as a printer would show them, and refused in words when they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from storeassist.adapters import pdf
from storeassist.kernel.errors import UserError

WHITE, BLACK = 255, 0


def written(path: Path, content: bytes, size: tuple[int, int] = (144, 72), pages: int = 1) -> Path:
    """A PDF of one drawing, in points from its bottom left, on every page."""
    kids = b" ".join(b"%d 0 R" % (4 + at) for at in range(pages))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 3 0 R>>" % size] * pages,
    ]
    text, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(text))
        text += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(text))
    path.write_bytes(text + table + end)
    return path


def test_a_page_has_its_size_in_pixels_and_its_top_at_the_top(tmp_path: Path) -> None:
    page = pdf.render(written(tmp_path / "a.pdf", b"0 36 72 36 re f"), 0, dpi=100)
    assert (page.width, page.height, len(page.pixels)) == (200, 100, 20_000)
    assert page.pixels[10 * 200 + 10] == BLACK
    assert page.pixels[10 * 200 + 190] == WHITE
    assert page.pixels[90 * 200 + 10] == WHITE


def test_pages_come_one_after_the_other(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", b"0 0 1 1 re f", pages=5)
    assert pdf.page_count(path) == 5
    assert len(list(pdf.pages(path, 1, 4))) == 3


@pytest.mark.parametrize("content", [b"", b"no pdf", b"%PDF-1.4", b"%PDF-1.7\n" + bytes(1000)])
def test_what_is_no_pdf_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cards.pdf"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"cards\.pdf is not a PDF"):
        pdf.page_count(path)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file"):
        pdf.page_count(tmp_path / "gone.pdf")


def test_a_page_as_large_as_a_house_is_refused_before_it_takes_memory(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="far larger"):
        pdf.render(written(tmp_path / "a.pdf", b"", size=(14_000, 14_000)), 0)


def test_a_name_no_file_can_have_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="There is no file at"):
        pdf.page_count(tmp_path / f"{'x' * 300}.pdf")
