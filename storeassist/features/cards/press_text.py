"""Sets type for paper: fonts of our own only, lines broken as Chinese wants it, letters made smaller until they fit."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPainter, QRawFont

from storeassist.kernel.errors import UserError
from storeassist.kernel.paths import resources

UNIT = 100
"""What is drawn is measured in units of 0.01 mm."""

DPI = 2540
"""At this resolution a point of the device is one unit."""

LEAST_POINTS = 6.0
LINE = 1.4
"""The height of a line, in letters."""

_FILES = {False: "NotoSansCJKsc-Regular.otf", True: "NotoSansCJKsc-Bold.otf"}
_ASCENT = 0.88
"""Where the foot of a letter is in its square, from the top (Noto CJK)."""
_STEP = 0.25  # points
_WHOLE = 0.7
"""How much smaller letters may become to keep a text in one line."""
_REFERENCE = 1000
_NOT_FIRST = "，。：；、？！）》」』”’…—·%％°℃,.:;?!)]}"
_NOT_LAST = "（《「『“‘([{￥¥€$"
_WORD = re.compile(rf" +|[{re.escape(_NOT_LAST)}]*(?:[!-~¡-ɏ–]+|.)[{re.escape(_NOT_FIRST)}]*")


@dataclass(frozen=True, slots=True)
class Setting:
    """Text as it is set: its size in points, and its lines with the width of each in units."""

    points: float
    lines: tuple[tuple[str, float], ...]

    @property
    def height(self) -> float:
        """How high it is, in units."""
        return len(self.lines) * line_height(self.points)


_application: list[QGuiApplication] = []


def ready() -> None:
    """Make fonts usable where no window runs, as on the command line."""
    if QGuiApplication.instance() is None:
        if sys.platform.startswith("linux"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # paper needs no screen
        _application.append(QGuiApplication([]))
    _families()


@contextmanager
def saved(painter: QPainter) -> Iterator[None]:
    """What is set on a painter meanwhile is forgotten after it, also when a text fails."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


@cache
def _families() -> dict[bool, tuple[str, str]]:
    """Family and style of each weight, loaded from our own files."""
    found = {}
    for is_bold, name in _FILES.items():
        number = QFontDatabase.addApplicationFont(str(resources() / "fonts" / name))
        if number < 0:
            raise RuntimeError(f"{name} cannot be loaded")
        found[is_bold] = (QFontDatabase.applicationFontFamilies(number)[0], "Bold" if is_bold else "Regular")
    return found


def font(points: float, bold: bool, spacing: float = 0) -> QFont:
    """A font to draw with in units, spaced by so many percent; no other font may step in for a sign it lacks."""
    return _font(round(points * DPI / 72), bold, spacing)


@lru_cache(maxsize=256)
def _font(size: int, bold: bool, spacing: float = 0) -> QFont:
    family, style = _families()[bold]
    made = QFontDatabase.font(family, style, 9)
    made.setPixelSize(size)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    if spacing:  # in percent: Qt would multiply a length by the resolution of the paper
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100 + spacing)
    return made


def check_signs(text: str) -> None:
    """Raises UserError naming the first sign that our fonts lack: another font would not be embedded."""
    raw = QRawFont.fromFont(_font(_REFERENCE, False))
    for sign in text:
        if sign != "\n" and not raw.supportsCharacter(ord(sign)):
            raise UserError(
                "“{sign}” cannot be printed. Leave it out of “{text}”.", field="fields", sign=sign, text=text
            )


def known_signs(text: str) -> str:
    """``text`` without the signs that our fonts lack."""
    raw = QRawFont.fromFont(_font(_REFERENCE, False))
    return "".join(sign for sign in text if raw.supportsCharacter(ord(sign)))


def line_height(points: float) -> float:
    """In units."""
    return points * LINE * DPI / 72


def baseline(points: float) -> float:
    """How far below the top of a line its letters stand, in units."""
    return points * DPI / 72 * ((LINE - 1) / 2 + _ASCENT)


def width(text: str, points: float, bold: bool, spacing: float = 0) -> float:
    """How wide a line is, in units."""
    return _width_at_reference(text, bold) * points * DPI / 72 / _REFERENCE * (1 + spacing / 100)


@lru_cache(maxsize=8192)
def _width_at_reference(text: str, bold: bool) -> float:
    return QFontMetricsF(_font(_REFERENCE, bold)).horizontalAdvance(text)


def fitted(text: str, box: tuple[float, float], points: float, bold: bool, lines: int, spacing: float = 0) -> Setting:
    """``text`` in a box of so many units, as large as it fits and at most ``points``. Raises UserError.

    A line is broken only where smaller letters would not save it, so that a headline stays whole.
    """
    for most, least in ((1, max(points * _WHOLE, LEAST_POINTS)), (lines, LEAST_POINTS)):
        size = points
        while size >= least:
            found = tuple(broken(text, box[0], size, bold, spacing))
            is_narrow = all(wide <= box[0] + 1 for _, wide in found)
            is_low = len(found) * line_height(size) <= box[1] + line_height(size) * (LINE - 1) / 2
            if is_narrow and is_low and len(found) <= most:
                return Setting(size, found)
            size -= _STEP
    raise UserError("“{text}” is too long for its place on the card. Make it shorter.", field="fields", text=text)


def broken(text: str, most: float, points: float, bold: bool, spacing: float = 0) -> Iterator[tuple[str, float]]:
    """The lines of ``text`` in a width of so many units, each with its own width."""
    for line in text.split("\n"):
        kept = ""
        for word in _WORD.findall(line):
            if kept and width((kept + word).rstrip(), points, bold, spacing) > most:
                yield kept.rstrip(), width(kept.rstrip(), points, bold, spacing)
                kept = ""
            kept = (kept + word).lstrip()
        yield kept.rstrip(), width(kept.rstrip(), points, bold, spacing)
