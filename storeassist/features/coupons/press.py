"""Draws a coupon as a picture to send: its QR, and under it what it is good for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QImage, QPainter

from storeassist.adapters.qr import matrix
from storeassist.kernel.errors import UserError

_MODULE = 18
_QUIET = 4
_LINES = ((44, True), (30, True), (26, False), (26, False))
"""Size and weight of the code, the offer, and what is said of it."""
_GAP, _FOOT = 14, 56


def picture(payload: str, short: str, words: Sequence[str]) -> QImage:
    """The QR of ``payload`` on white; under it the ``short`` code for typing, and lines of ``words``."""
    modules = matrix(payload)
    side = (len(modules) + 2 * _QUIET) * _MODULE
    edge = _QUIET * _MODULE
    laid = []
    for at, text in enumerate((short, *words)):
        font = _font(*_LINES[min(at, len(_LINES) - 1)])
        laid.append((text, font, _height(text, font, side - 2 * edge)))
    below = sum(height + _GAP for _text, _font_of_it, height in laid)
    image = QImage(side, side - edge // 2 + below + _FOOT, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    for y, row in enumerate(modules):
        for x, is_dark in enumerate(row):
            if is_dark:
                painter.fillRect(edge + x * _MODULE, edge + y * _MODULE, _MODULE, _MODULE, Qt.GlobalColor.black)
    y = side - edge // 2
    for text, font, height in laid:
        painter.setFont(font)
        painter.drawText(QRect(edge, y, side - 2 * edge, height), _WRAPPED, text)
        y += height + _GAP
    painter.end()
    return image


def save(image: QImage, path: Path) -> None:
    """Write a picture as PNG; raises UserError when the place takes none."""
    if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
        raise UserError("The picture could not be written to {path}.", path=str(path))


_WRAPPED = Qt.AlignmentFlag.AlignHCenter.value | Qt.TextFlag.TextWrapAnywhere.value


def _font(size: int, is_bold: bool) -> QFont:
    font = QGuiApplication.font()  # a copy
    font.setPixelSize(size)
    font.setBold(is_bold)
    return font


def _height(text: str, font: QFont, width: int) -> int:
    return QFontMetrics(font).boundingRect(QRect(0, 0, width, 10_000), _WRAPPED, text).height()
