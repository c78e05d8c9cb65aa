"""Gives out what a widget shows as a picture, sharp enough for a message or a slide."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QRegion
from PySide6.QtWidgets import QWidget

from storeassist.ui.paint import LEFT, draw_text
from storeassist.ui.theme import theme

_SHARPNESS = 2
_EDGE = 16


def picture_of(widget: QWidget, note: str = "") -> QImage:
    """The widget as it is painted now under its accessible name, as nothing else in a chat says what it shows.

    It stands on the ground of a card with an edge around, twice as sharp as a usual screen; ``note`` goes under the name.
    """
    look = theme()
    title, line = look.line_height("heading"), look.line_height("caption")
    above = title + (line if note else 0) + look.px("m")
    wide, high = widget.width() + 2 * _EDGE, widget.height() + above + 2 * _EDGE
    image = QImage(wide * _SHARPNESS, high * _SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARPNESS)
    image.fill(look.color("surface"))
    painter = QPainter(image)
    name = QRect(_EDGE, _EDGE, widget.width(), title)
    draw_text(painter, name, widget.accessibleName(), look.font("heading"), look.color("text"), LEFT)
    under = QRect(_EDGE, name.bottom() + 1, widget.width(), line)
    draw_text(painter, under, note, look.font("caption"), look.color("text-muted"), LEFT)
    # Not the ground of the window, which is another grey than the card's.
    flags = QWidget.RenderFlag.DrawChildren
    widget.render(painter, QPoint(_EDGE, _EDGE + above), QRegion(), flags)
    painter.end()
    return image


def copy_picture(widget: QWidget, note: str = "") -> None:
    """Put the widget's picture on the clipboard."""
    QGuiApplication.clipboard().setImage(picture_of(widget, note))
