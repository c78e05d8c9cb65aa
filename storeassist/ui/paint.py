"""Small strokes shared by everything that paints itself."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from storeassist.ui.icons import draw_icon
from storeassist.ui.theme import theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
_ONE_LINE = {align: align.value | Qt.TextFlag.TextSingleLine.value for align in (LEFT, RIGHT, CENTER)}
TAG_TONES = {
    "": ("hover", "text"),
    "accent": ("accent-soft", "accent"),
    "good": ("good-soft", "good"),
    "warn": ("warn-soft", "warn"),
    "bad": ("bad-soft", "bad"),
}
"""Ground and words of a tag in each tone."""


def width_of(font: QFont, text: str) -> int:
    """How wide ``text`` is."""
    return QFontMetrics(font).horizontalAdvance(text)


def draw_text(painter: QPainter, rect: QRect, text: str, font: QFont, color: QColor, align: Qt.AlignmentFlag) -> None:
    """One line of text, elided at its end when it does not fit."""
    painter.setFont(font)
    painter.setPen(color)
    if rect.width() < (metrics := QFontMetrics(font)).horizontalAdvance(text):
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _ONE_LINE[align], text)


def rounded(painter: QPainter, rect: QRect, radius: float, fill: QColor | None, line: QColor | None = None) -> None:
    """A rounded rectangle; its line lies inside ``rect``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1) if line else Qt.PenStyle.NoPen)
    painter.setBrush(fill or Qt.BrushStyle.NoBrush)
    shape = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5) if line else QRectF(rect)
    painter.drawRoundedRect(shape, radius, radius)


def draw_bar(painter: QPainter, rect: QRect, fraction: float, color: QColor) -> None:
    """A progress track filled to ``fraction``."""
    radius = rect.height() / 2
    rounded(painter, rect, radius, theme().color("line"))
    filled = QRect(rect)
    filled.setWidth(round(rect.width() * min(1.0, max(0.0, fraction))))
    if filled.width() > 0:
        rounded(painter, filled, min(radius, filled.width() / 2), color)


def draw_avatar(painter: QPainter, rect: QRect, name: str, strong: bool) -> None:
    """A disc with the first character of a name; with a sign for one known by a number alone."""
    look = theme()
    rounded(painter, rect, rect.width() / 2, look.color("accent" if strong else "hover"))
    letter, words = name.strip()[:1].upper(), "on-accent" if strong else "text"
    if letter.isalpha():
        role = "name" if rect.width() > look.scaled(36) else "body"
        draw_text(painter, rect, letter, look.font(role, bold=True), look.color(words), CENTER)
    else:
        size = look.scaled(18 if rect.width() > look.scaled(36) else 14)
        middle = QRectF(rect).center()
        draw_icon(painter, "customers", words, middle.x() - size / 2, middle.y() - size / 2, size)


def tag_width(text: str) -> int:
    """How wide a tag with ``text`` is."""
    return width_of(theme().font("caption"), text) + 12


def draw_tag(painter: QPainter, rect: QRect, text: str, tone: str, ground: str = "") -> None:
    """A tag that fills ``rect``; ``ground`` overrides the tone's ground."""
    look = theme()
    soft, words = TAG_TONES[tone]
    rounded(painter, rect, look.radius("chip-small"), look.color(ground or soft))
    draw_text(painter, rect.adjusted(6, 0, -6, 0), text, look.font("caption"), look.color(words), LEFT)


def draw_key(painter: QPainter, right: int, middle: int, text: str, line: QColor, words: QColor) -> int:
    """A key hint that ends at x = ``right``; returns its width."""
    look = theme()
    font = look.font("caption")
    width = width_of(font, text) + 10
    box = QRect(right - width, middle - look.scaled(9), width, look.scaled(18))
    rounded(painter, box, look.radius("chip-small"), None, line)
    draw_text(painter, box, text, font, words, CENTER)
    return width
