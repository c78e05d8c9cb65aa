"""QR codes are found however the owner got the picture, and nothing else is taken for one."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from storeassist.adapters.barcodes import read
from storeassist.adapters.pictures import Grey, degraded, open_picture
from tests.adapters.codes import GROUP, WECHAT, code, saved, screenshot


def texts(picture: Image.Image) -> list[str]:
    return [one.text for one in read(open_picture(saved(picture)))]


@pytest.mark.parametrize("many", [True, False])
def test_a_code_is_found_with_its_place(many: bool) -> None:
    picture = open_picture(saved(screenshot(code(size=10), at=(300, 900))))
    (found,) = read(picture, many=many)
    assert found.text == WECHAT
    assert found.corners[0] == pytest.approx((340, 940), abs=3)  # four modules of quiet zone from where it was put
    assert found.corners[2][0] > found.corners[0][0]
    assert found.corners[2][1] > found.corners[0][1]


@pytest.mark.parametrize("turn", [0, 1, 3, 17, 45, 90, 133, 180, 270])
def test_a_turned_code_is_found(turn: int) -> None:
    assert texts(screenshot(code(size=9)).rotate(turn, expand=True, fillcolor=237)) == [WECHAT]


def test_a_code_of_a_dark_screen_light_on_dark_is_found() -> None:
    assert texts(ImageOps.invert(screenshot(code(size=9)))) == [WECHAT]
    assert texts(screenshot(code(size=9), paper=17)) == [WECHAT]


def test_a_code_with_a_logo_in_its_middle_is_found() -> None:
    drawn = code(size=10).convert("RGB")
    middle = drawn.width // 2
    ImageDraw.Draw(drawn).rounded_rectangle(
        (middle - 42, middle - 42, middle + 42, middle + 42), 8, "#2F6B4F", "white", 6
    )
    assert texts(screenshot(drawn.convert("L"))) == [WECHAT]


@pytest.mark.parametrize("size", [2, 3, 4, 20])
def test_small_and_large_codes_are_found(size: int) -> None:
    assert texts(screenshot(code(size=size), at=(60, 300))) == [WECHAT]


def test_a_squeezed_and_blurred_code_sent_on_as_a_photo_is_found() -> None:
    photo = screenshot(code(size=8)).filter(ImageFilter.GaussianBlur(1.5)).resize((760, 1646))
    assert [one.text for one in read(open_picture(saved(photo, "JPEG", quality=30)))] == [WECHAT]


def test_a_degraded_code_is_found() -> None:
    assert [one.text for one in read(degraded(open_picture(saved(code(size=5)))))] == [WECHAT]


def test_all_codes_of_a_sheet_are_found_each_once() -> None:
    sheet = Image.new("L", (2480, 3508), 255)
    wanted = [f"{number:035}" for number in range(40)]
    for at, text in enumerate(wanted):
        sheet.paste(code(text, size=6), (60 + at % 5 * 480, 60 + at // 5 * 420))
    assert sorted(texts(sheet)) == wanted


def test_chinese_text_in_a_code_is_read_as_it_was_written() -> None:
    assert texts(code("巷口面馆·加我微信")) == ["巷口面馆·加我微信"]
    assert texts(code(GROUP)) == [GROUP]


def test_a_micro_qr_code_is_not_taken_for_one() -> None:
    import zxingcpp

    drawn = zxingcpp.create_barcode("876386", zxingcpp.BarcodeFormat.MicroQRCode).to_image(scale=8)
    picture = Image.frombuffer("L", drawn.shape, bytes(drawn), "raw", "L", 0, 1)
    assert zxingcpp.read_barcodes(picture)[0].text == "876386"
    assert texts(screenshot(picture)) == []


def test_a_picture_without_a_code_holds_none() -> None:
    chance = random.Random(7)
    noise = Grey(300, 300, bytes(chance.randrange(256) for _ in range(90_000)))
    for picture in (Grey(0, 0, b""), Grey(1, 1, b"\x00"), Grey(50, 1, bytes(50)), Grey(300, 300, bytes(90_000)), noise):
        assert read(picture) == read(picture, many=False) == []


@pytest.mark.parametrize(("width", "height"), [(66_000, 30), (30, 66_000)])
def test_a_strip_longer_than_any_camera_sees_holds_nothing(width: int, height: int) -> None:
    assert read(Grey(width, height, bytes([255]) * (width * height))) == []
