"""Gives out what a widget shows as a picture, sharp enough for a message or a slide."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from storeassist.ui.theme import theme

_SHARPNESS = 2
_EDGE = 16


def picture_of(widget: QWidget) -> QImage:
    """The widget as it is painted now, on the ground of a card with an edge around, twice as sharp as a usual screen."""
    wide, high = widget.width() + 2 * _EDGE, widget.height() + 2 * _EDGE
    image = QImage(wide * _SHARPNESS, high * _SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARPNESS)
    image.fill(theme().color("surface"))
    painter = QPainter(image)
    # Not the ground of the window, which is another grey than the card's.
    flags = QWidget.RenderFlag.DrawChildren
    widget.render(painter, QPoint(_EDGE, _EDGE), QRegion(), flags)
    painter.end()
    return image


def copy_picture(widget: QWidget) -> None:
    """Put the widget's picture on the clipboard."""
    QGuiApplication.clipboard().setImage(picture_of(widget))
