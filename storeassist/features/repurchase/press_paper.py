"""Writes on a page of paper: in the fonts of cards and the light colours of the window, cut off where the page ends."""

from __future__ import annotations

import tomllib
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from storeassist.features.cards import press_text
from storeassist.features.cards.press_text import UNIT
from storeassist.kernel.paths import resources

_HAIRLINE = 0.1  # mm


@cache
def _colours() -> dict[str, object]:
    """Paper is light whatever the screen is."""
    with (resources() / "themes" / "tokens.toml").open("rb") as file:
        return dict(tomllib.load(file)["light"])


def colour(role: str) -> QColor:
    """The colour of a role, such as "accent"."""
    return QColor.fromString(str(_colours()[role]))


def heat(share: float) -> tuple[QColor, QColor]:
    """The ground of a cell that holds a share of 0 to 1, and what is written on it."""
    steps = _colours()["heat"]
    assert isinstance(steps, list)
    at = min(int(share * len(steps)), len(steps) - 1)
    return QColor.fromString(steps[at]), colour("text" if at < len(steps) - 2 else "on-accent")


class Paper:
    """A page to write on; places are in mm from its top left."""

    def __init__(self, painter: QPainter) -> None:
        self._painter = painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def line(
        self,
        text: str,
        place: tuple[float, float],
        wide: float,
        points: float,
        *,
        bold: bool = False,
        ink: QColor | None = None,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> float:
        """Write one line, cut off with … where it is too long; answers where the next begins."""
        x, y = place
        font, known = press_text.font(points, bold), press_text.known_signs(text)
        shown = QFontMetricsF(font).elidedText(known, Qt.TextElideMode.ElideRight, wide * UNIT)
        left = wide - press_text.width(shown, points, bold) / UNIT
        x += {Qt.AlignmentFlag.AlignRight: left, Qt.AlignmentFlag.AlignHCenter: left / 2}.get(align, 0.0)
        self._painter.setFont(font)
        self._painter.setPen(ink or colour("text"))
        self._painter.drawText(QPointF(x * UNIT, y * UNIT + press_text.baseline(points)), shown)
        return y + press_text.line_height(points) / UNIT

    def lines(
        self, text: str, place: tuple[float, float], wide: float, points: float, *, most: int, ink: QColor | None = None
    ) -> float:
        """Write a text in so many lines at most; answers where the next begins."""
        x, y = place
        broken = [line for line, _wide in press_text.broken(press_text.known_signs(text), wide * UNIT, points, False)]
        for line in filter(None, (*broken[: most - 1], " ".join(broken[most - 1 :]))):
            y = self.line(line, (x, y), wide, points, ink=ink)
        return y

    def rule(self, x: float, y: float, wide: float) -> None:
        """A hairline across."""
        pen = QPen(colour("outline"))
        pen.setWidthF(_HAIRLINE * UNIT)
        self._painter.setPen(pen)
        self._painter.drawLine(QPointF(x * UNIT, y * UNIT), QPointF((x + wide) * UNIT, y * UNIT))

    def block(self, box: tuple[float, float, float, float], ground: QColor) -> None:
        """A filled rectangle: x, y, width, height."""
        self._painter.fillRect(QRectF(*(one * UNIT for one in box)), ground)
