"""QR codes in pictures (zxing-cpp): what they hold, and where they are. Nothing found is ever opened."""

from __future__ import annotations

from typing import NamedTuple

from storeassist.adapters.pictures import Grey

Corner = tuple[int, int]

_LONGEST = 65_535  # pixels: zxing-cpp takes no longer side


class Found(NamedTuple):
    """A QR code: its ``text``, and its corners in pixels, from the top left of the upright code clockwise."""

    text: str
    corners: tuple[Corner, Corner, Corner, Corner]


def read(picture: Grey, *, many: bool = True) -> list[Found]:
    """The QR codes of a picture in no order, turned or light on dark too; with ``many`` False the first one found."""
    import zxingcpp

    if not (picture.width and picture.height) or max(picture.width, picture.height) > _LONGEST:
        return []
    pixels = memoryview(picture.pixels).cast("B", (picture.height, picture.width))
    # A part of one QR code in some thousands looks like a Micro QR code, which "QRCode" would take in.
    formats, plain = zxingcpp.barcode_formats_from_str("QRCodeModel2"), zxingcpp.TextMode.Plain
    if many:
        found = zxingcpp.read_barcodes(pixels, formats, text_mode=plain)
    else:
        first = zxingcpp.read_barcode(pixels, formats, text_mode=plain)
        found = [first] if first else []
    return [Found(one.text, _corners(one.position)) for one in found]


def _corners(place: object) -> tuple[Corner, Corner, Corner, Corner]:
    top_left, top_right, bottom_right, bottom_left = (
        (point.x, point.y)
        for point in (getattr(place, side) for side in ("top_left", "top_right", "bottom_right", "bottom_left"))
    )
    return top_left, top_right, bottom_right, bottom_left
