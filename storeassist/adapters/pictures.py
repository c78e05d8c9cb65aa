"""Pictures an owner brings (pillow), as rows of grey: opened with care, since anybody may have made them."""

from __future__ import annotations

import struct
import zlib
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from storeassist.kernel.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import Image

MOST_PIXELS = 80_000_000
"""A larger picture is refused by its header, before memory is taken for it."""

MOST_BYTES = 150_000_000
WHITE = 255

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, struct.error, zlib.error)
"""What pillow raises on pictures that are cut off or made to hurt: each format has its own way."""


class Grey(NamedTuple):
    """A picture in grey: ``pixels`` are its rows from the top, a byte each, 0 black to 255 white."""

    width: int
    height: int
    pixels: bytes


def open_picture(source: Path | bytes) -> Grey:
    """The picture in a file or in memory, turned as the camera was held, on white, an animated one by its first frame.

    Raises UserError when it is missing, not a picture, too large, or damaged.
    """
    from PIL import ImageOps

    with _opened(source) as picture:
        try:
            picture.draft("L", None)  # a photo is decoded without its colours, at a third of the memory
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
            grey = _on_white(picture)
        except MemoryError as error:
            raise _too_large(picture) from error
        except _BROKEN as error:
            raise UserError("The picture is damaged: a part of it is missing. Get it once more.") from error
    return Grey(*grey.size, grey.tobytes())


def small_png(source: Path | bytes, most: int) -> bytes:
    """The picture in its colours as a PNG, at most so many points wide and high, without what a camera wrote into it.

    Raises UserError as ``open_picture`` does.
    """
    from PIL import Image, ImageOps

    with _opened(source) as picture:
        try:
            picture.draft(None, (most, most))
            picture.load()
            ImageOps.exif_transpose(picture, in_place=True)
            plain = _on_white(picture) if picture.mode[0] == "I" else picture
            plain = plain.convert("RGBA" if picture.has_transparency_data else "RGB")
            plain.thumbnail((most, most))
        except MemoryError as error:
            raise _too_large(picture) from error
        except _BROKEN as error:
            raise UserError("The picture is damaged: a part of it is missing. Get it once more.") from error
    file = BytesIO()
    Image.frombytes(plain.mode, plain.size, plain.tobytes()).save(file, "PNG")
    return file.getvalue()


def degraded(picture: Grey, turn: float = 1.0, blur: float = 1.0) -> Grey:
    """As a poor camera sees it: turned by so many degrees, and blurred by so many pixels; it grows to keep its corners."""
    from PIL import ImageFilter
    from PIL.Image import Resampling

    image = _image(picture)
    if turn:
        image = image.rotate(turn, Resampling.BILINEAR, expand=True, fillcolor=WHITE)
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur))
    return Grey(*image.size, image.tobytes())


def enlarged(picture: Grey, factor: int) -> Grey:
    """So many times as wide and high, its edges softened."""
    from PIL.Image import Resampling

    image = _image(picture).resize((picture.width * factor, picture.height * factor), Resampling.BICUBIC)
    return Grey(*image.size, image.tobytes())


def to_png(picture: Grey) -> bytes:
    """The picture as a PNG file."""
    file = BytesIO()
    _image(picture).save(file, "PNG")
    return file.getvalue()


@contextmanager
def _opened(source: Path | bytes) -> Iterator[Image.Image]:
    """The picture with only its header read."""
    from PIL import Image

    try:
        if isinstance(source, Path) and not source.is_file():
            raise UserError("There is no picture at {path}.", path=str(source))
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > MOST_BYTES:
            raise UserError("The picture file is too large. Make a screenshot of it instead.")
        picture = Image.open(BytesIO(source) if isinstance(source, bytes) else source, formats=_FORMATS)
    except PermissionError as error:
        raise UserError(
            "The picture {path} cannot be read: this computer refuses access to it.", path=source
        ) from error
    except (*_BROKEN, Image.DecompressionBombError) as error:
        raise UserError(
            "This is not a picture that can be read. Save it as PNG or JPG, or make a screenshot."
        ) from error
    with picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_large(picture)
        yield picture


def _too_large(picture: Image.Image) -> UserError:
    return UserError(
        "The picture is too large: {width} by {height} points. Make a screenshot of it instead.",
        width=picture.width,
        height=picture.height,
    )


def _on_white(picture: Image.Image) -> Image.Image:
    from PIL import Image

    if picture.mode[0] == "I":  # 16 bits, which pillow would cut at 255 instead of scaling them
        low, high = picture.getextrema()
        scale = WHITE / (float(high) - float(low) or 1)  # type: ignore[arg-type]
        return picture.convert("F").point(lambda value: value * scale - float(low) * scale).convert("L")  # type: ignore[arg-type]
    if not picture.has_transparency_data:
        return picture.convert("L")
    if picture.mode not in ("RGBA", "LA"):
        picture = picture.convert("RGBA")
    alpha, grey = picture.getchannel("A"), picture.convert("L")
    return Image.composite(grey, Image.new("L", picture.size, WHITE), alpha)


def _image(picture: Grey) -> Image.Image:
    from PIL import Image

    return Image.frombuffer("L", (picture.width, picture.height), picture.pixels, "raw", "L", 0, 1)
