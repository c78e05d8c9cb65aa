"""QR codes as patterns: small for digits, read back by a decoder, refused when too long."""

from __future__ import annotations

import pytest

from storeassist.adapters import barcodes
from storeassist.adapters.pictures import Grey
from storeassist.adapters.qr import matrix
from storeassist.kernel.errors import UserError


def drawn(text: str, level: str, scale: int = 4) -> Grey:
    """The code with its quiet zone, as a picture."""
    rows = matrix(text, level)
    side = (len(rows) + 8) * scale
    pixels = bytearray(b"\xff" * side * side)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                for line in range(scale):
                    at = ((y + 4) * scale + line) * side + (x + 4) * scale
                    pixels[at : at + scale] = bytes(scale)
    return Grey(side, side, bytes(pixels))


@pytest.mark.parametrize("level", ["L", "M", "Q", "H"])
@pytest.mark.parametrize(
    "text", ["0", "1002938475610293847561029384756102938", "https://u.wechat.com/AbC", "券码 7K3M", "x" * 300]
)
def test_what_is_made_is_read_back(text: str, level: str) -> None:
    assert [one.text for one in barcodes.read(drawn(text, level))] == [text]


@pytest.mark.parametrize("text", ["1444381675954975833520052209114072725", "1588013409357301074988326014262638653"])
def test_no_smaller_code_of_another_kind_is_seen_inside_one(text: str) -> None:
    """A decoder that looks for Micro QR too sees one in these, as in one of some ten thousand."""
    assert [one.text for one in barcodes.read(drawn(text, "M"))] == [text]


def test_digits_take_the_dense_form() -> None:
    assert len(matrix("1" * 37)) == 25
    assert len(matrix("a" * 37)) == 29


def test_figures_that_are_no_ascii_digits_are_kept_as_they_are() -> None:
    assert [one.text for one in barcodes.read(drawn("１２３", "M"))] == ["１２３"]


def test_a_text_too_long_for_any_code_is_refused() -> None:
    with pytest.raises(UserError, match="too long"):
        matrix("x" * 4000)
