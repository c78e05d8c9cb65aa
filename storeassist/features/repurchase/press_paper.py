"""Sets type on a page of paper: our own fonts and colours, lines broken or cut off where the page ends."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPainter, QPen, QRawFont

from storeassist.kernel.paths import resources

UNIT = 100
"""What is drawn is measured in units of 0.01 mm."""

DPI = 2540
"""At this resolution a point of the device is one unit."""

LINE = 1.4
"""The height of a line, in letters."""

_FILES = {False: ("NotoSansCJKsc-Regular.otf", "Regular"), True: ("NotoSansCJKsc-Bold.otf", "Bold")}
_ASCENT = 0.88
"""Where the foot of a letter is in its square, from the top (Noto CJK)."""
_NOT_FIRST = "，。：；、？！）》」』”’…%,.:;?!)]}"
_WORD = re.compile(rf" +|(?:[!-~¡-ɏ–×]+|.)[{re.escape(_NOT_FIRST)}]*")
_HAIRLINE = 0.1  # mm

_application: list[QGuiApplication] = []


def ready() -> None:
    """Make fonts usable where no window runs, as on the command line."""
    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # paper needs no screen
        _application.append(QGuiApplication([]))
    _families()


@cache
def _families() -> dict[bool, tuple[str, str]]:
    found = {}
    for is_bold, (name, style) in _FILES.items():
        number = QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
        if number < 0:
            raise RuntimeError(f"{name} cannot be loaded")
        found[is_bold] = (QFontDatabase.applicationFontFamilies(number)[0], style)
    return found


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


@cache
def _font(points: float, bold: bool) -> QFont:
    family, style = _families()[bold]
    made = QFontDatabase.font(family, style, 9)
    made.setPixelSize(round(points * DPI / 72))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)  # another font would not be ours to embed
    return made


def printable(text: str) -> str:
    """``text`` without the signs our fonts lack, which would be boxes."""
    raw = QRawFont.fromFont(_font(9, False))
    return " ".join("".join(sign for sign in text if sign.isspace() or raw.supportsCharacter(ord(sign))).split())


def width(text: str, points: float, bold: bool = False) -> float:
    """How wide a line is, in mm."""
    return QFontMetricsF(_font(points, bold)).horizontalAdvance(text) / UNIT


def height(points: float) -> float:
    """How high a line is, in mm."""
    return points * LINE * DPI / 72 / UNIT


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
        shown = QFontMetricsF(_font(points, bold)).elidedText(printable(text), Qt.TextElideMode.ElideRight, wide * UNIT)
        left = wide - width(shown, points, bold)
        x += {Qt.AlignmentFlag.AlignRight: left, Qt.AlignmentFlag.AlignHCenter: left / 2}.get(align, 0.0)
        foot = y + points * DPI / 72 / UNIT * ((LINE - 1) / 2 + _ASCENT)
        self._painter.setFont(_font(points, bold))
        self._painter.setPen(ink or colour("text"))
        self._painter.drawText(QPointF(x * UNIT, foot * UNIT), shown)
        return y + height(points)

    def lines(
        self, text: str, place: tuple[float, float], wide: float, points: float, *, most: int, ink: QColor | None = None
    ) -> float:
        """Write a text in so many lines at most; answers where the next begins."""
        x, y = place
        rest = _WORD.findall(printable(text))
        for number in range(most):
            kept = ""
            while rest and (not kept or number == most - 1 or width((kept + rest[0]).rstrip(), points) <= wide):
                kept = (kept + rest.pop(0)).lstrip()
            if kept:
                y = self.line(kept, (x, y), wide, points, ink=ink)
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
