"""Pictures of QR codes as owners have them: drawn here, with qrcode and pillow, in every state a phone leaves them in."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import qrcode
from PIL import Image

WECHAT = "https://u.wechat.com/kHjWq3x-VqLZ9fQm2Tt0aBc"
GROUP = "https://weixin.qq.com/g/AQYAAF3kq0Zk2mZp7uV1sBd8eYc5nXw4rLh6tG"


def code(text: str = WECHAT, size: int = 6, level: int = qrcode.constants.ERROR_CORRECT_H) -> Image.Image:
    """A QR code of ``size`` pixels for each module, with its quiet zone, in grey."""
    drawn = qrcode.QRCode(error_correction=level, box_size=size, border=4)
    drawn.add_data(text)
    return drawn.make_image().convert("L")


def screenshot(drawn: Image.Image, at: tuple[int, int] = (270, 900), paper: int = 237) -> Image.Image:
    """A code on the screen of a phone, 1080 by 2340 pixels."""
    screen = Image.new("L", (1080, 2340), paper)
    screen.paste(drawn, at)
    return screen


def saved(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """A picture as the bytes of its file."""
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
