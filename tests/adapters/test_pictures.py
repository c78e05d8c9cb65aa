"""Pictures from anywhere: opened as grey, or refused in words; never a crash, never more memory than they are worth."""

from __future__ import annotations

import random
import struct
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from storeassist.adapters.pictures import MOST_PIXELS, Grey, degraded, enlarged, open_picture, small_png, to_png
from storeassist.kernel.errors import UserError
from tests.adapters.codes import code, saved


def half_black(mode: str = "L", size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Black on the left, white on the right."""
    picture = Image.new("L", size, 255)
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2 - 1, size[1]), fill=0)
    return picture.convert(mode)


def at(picture: Grey, x: int, y: int) -> int:
    return picture.pixels[y * picture.width + x]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *(("1", kind) for kind in ("PNG", "GIF", "BMP")),
        *(("L", kind) for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP")),
        *(("P", kind) for kind in ("PNG", "GIF", "BMP")),
        *(("RGB", kind) for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP")),
        *(("RGBA", kind) for kind in ("PNG", "WEBP", "GIF")),
        *(("LA", "PNG"), ("CMYK", "JPEG"), ("YCbCr", "JPEG")),
    ],
)
def test_every_kind_of_picture_becomes_grey(mode: str, kind: str) -> None:
    opened = open_picture(saved(half_black(mode), kind))
    assert (opened.width, opened.height, len(opened.pixels)) == (40, 20, 800)
    assert at(opened, 5, 10) < 40
    assert at(opened, 35, 10) > 215


def test_a_picture_of_16_bits_is_scaled_not_cut_off() -> None:
    deep = Image.new("I;16", (2, 1))
    deep.putpixel((0, 0), 300)
    deep.putpixel((1, 0), 60_000)
    opened = open_picture(saved(deep))
    assert (at(opened, 0, 0), at(opened, 1, 0)) == (0, 255)


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert set(open_picture(saved(clear)).pixels) == {255}
    half = Image.new("LA", (4, 4), (0, 128))
    assert 100 < open_picture(saved(half)).pixels[0] < 155
    palette = half_black("P")
    assert at(open_picture(saved(palette, "GIF", transparency=palette.getpixel((0, 0)))), 0, 0) == 255


def test_a_photo_is_turned_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: the top of the scene is at the right
    opened = open_picture(saved(half_black(size=(40, 20)), "JPEG", exif=exif))
    assert (opened.width, opened.height) == (20, 40)
    assert at(opened, 10, 5) < 40
    assert at(opened, 10, 35) > 215


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_of_an_animated_picture_the_first_frame_is_taken(kind: str) -> None:
    first, second = Image.new("RGB", (8, 8), "black"), Image.new("RGB", (8, 8), "white")
    opened = open_picture(saved(first, kind, save_all=True, append_images=[second]))
    assert max(opened.pixels) < 20


def test_a_picture_of_one_point_is_a_picture() -> None:
    assert open_picture(saved(Image.new("L", (1, 1), 7))) == Grey(1, 1, b"\x07")


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\x00", b"not a picture", b"%PDF-1.7\n", b"PK\x03\x04", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"BM", b"RIFF\x00\x00\x00\x00WEBP", b"II*\x00"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a picture"):
        open_picture(content)
    file = tmp_path / "code.png"
    file.write_bytes(content)
    with pytest.raises(UserError, match="not a picture"):
        open_picture(file)


def test_a_file_that_is_not_there_and_a_folder_are_refused_in_words(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.png", tmp_path):
        with pytest.raises(UserError, match="There is no picture at"):
            open_picture(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_picture_cut_off_anywhere_is_refused_in_words(kind: str) -> None:
    whole = saved(code().convert("RGB"), kind)
    for end in range(1, len(whole) - 20, max(1, len(whole) // 60)):
        try:
            open_picture(whole[:end])
        except UserError as refused:
            assert "picture" in str(refused)


@pytest.mark.filterwarnings("ignore::UserWarning")  # pillow's, of what it makes of them
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_picture_with_wrong_bytes_is_read_or_refused(kind: str) -> None:
    chance = random.Random(kind)
    whole = saved(code().convert("RGB"), kind)
    for _ in range(150):
        hurt = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            hurt[chance.randrange(min(len(hurt), 400))] = chance.randrange(256)
        try:
            opened = open_picture(bytes(hurt))
        except UserError:
            continue
        assert len(opened.pixels) == opened.width * opened.height


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [9_000, 13_000, 60_000, 2_000_000_000])
def test_a_bomb_is_refused_by_its_header(side: int) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(10_000_000)))
    tracemalloc.start()
    with pytest.raises(UserError, match=r"too large|not a picture"):
        open_picture(bomb + chunk(b"IEND", b""))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert side * side > MOST_PIXELS


def test_a_picture_becomes_a_png_and_comes_back() -> None:
    picture = open_picture(saved(code()))
    assert open_picture(to_png(picture)) == picture


def test_a_degraded_picture_is_turned_blurred_and_keeps_its_corners() -> None:
    picture = open_picture(saved(half_black(size=(200, 100))))
    poor = degraded(picture)
    assert poor.width > picture.width
    assert poor.height > picture.height
    assert len(poor.pixels) == poor.width * poor.height
    assert len(set(poor.pixels)) > 20
    assert at(poor, 0, poor.height - 1) > 200
    assert degraded(picture, turn=0, blur=0) == picture


def test_an_enlarged_picture_has_so_many_times_the_points() -> None:
    assert enlarged(Grey(2, 1, b"\x00\xff"), 3)[:2] == (6, 3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_picture_becomes_a_small_png_in_its_proportions(mode: str) -> None:
    file = BytesIO()
    Image.new(mode, (900, 300)).save(file, "JPEG" if mode == "CMYK" else "PNG")
    made = Image.open(BytesIO(small_png(file.getvalue(), 90)))
    assert (made.format, made.size) == ("PNG", (90, 30))


def test_a_small_png_keeps_its_colours_and_what_is_transparent() -> None:
    picture = Image.new("RGBA", (40, 40), (200, 30, 30, 255))
    picture.putpixel((0, 0), (0, 0, 0, 0))
    made = Image.open(BytesIO(small_png(saved(picture), 100)))
    assert made.size == (40, 40)
    assert made.getpixel((20, 20)) == (200, 30, 30, 255) and made.getpixel((0, 0)) == (0, 0, 0, 0)


def test_a_small_png_is_turned_and_tells_nothing_of_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "my kitchen"
    file = BytesIO()
    Image.new("RGB", (60, 20)).save(file, "JPEG", exif=exif)
    made = small_png(file.getvalue(), 100)
    assert Image.open(BytesIO(made)).size == (20, 60)
    assert b"my kitchen" not in made


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_cut_off_anywhere_is_refused_in_words(kind: str) -> None:
    file = BytesIO()
    Image.effect_noise((80, 80), 60).save(file, kind)
    whole = file.getvalue()
    for end in range(0, len(whole) - 40, 97):
        with pytest.raises(UserError):
            small_png(whole[:end], 480)
