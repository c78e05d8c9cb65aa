"""Icons by meaning: Phosphor drawings (MIT) tinted with a colour of the theme, crisp at every scale."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from storeassist.kernel.paths import resources
from storeassist.ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

MEANINGS = {
    "add": "plus",
    "back": "caret-left",
    "birthday": "cake",
    "change": "pencil-simple",
    "check": "check",
    "close": "x",
    "columns": "columns",
    "copy": "copy",
    "coupon": "ticket",
    "segment": "funnel",
    "repurchase": "repeat",
    "customers": "users",
    "delete": "trash",
    "done": "check-circle",
    "down": "caret-down",
    "duplicates": "git-merge",
    "export": "export",
    "file": "table",
    "filter": "funnel",
    "go": "arrow-right",
    "help": "question",
    "import": "download-simple",
    "info": "info",
    "lock": "lock-simple",
    "more": "dots-three",
    "new-customer": "user-plus",
    "next": "caret-right",
    "note": "note-pencil",
    "offer": "ticket",
    "open": "folder-open",
    "order": "receipt",
    "orders": "receipt",
    "practice": "bowl-steam",
    "print": "printer",
    "problem": "warning-circle",
    "product": "package",
    "products": "package",
    "redeem": "qr-code",
    "redo": "arrow-clockwise",
    "refuse": "prohibit",
    "report": "lifebuoy",
    "results": "chart-bar",
    "safe": "shield-check",
    "save": "floppy-disk",
    "search": "magnifying-glass",
    "settings": "gear-six",
    "shop": "storefront",
    "show": "eye",
    "sorted-down": "arrow-down",
    "sorted-up": "arrow-up",
    "tag": "tag",
    "today": "sun-horizon",
    "undo": "arrow-counter-clockwise",
    "visit": "fork-knife",
    "void": "x-circle",
    "warning": "warning",
}
"""What an icon is for, and the drawing that says it."""


def icon(meaning: str, color: str = "text", disabled: str = "text-disabled") -> QIcon:
    """The icon of a meaning in the colour of a role, as it is now; ask again when the theme changed."""
    from PySide6.QtGui import QIcon

    made = QIcon()
    size = theme().px("icon")
    for ratio in (1, 2, 3):
        made.addPixmap(pixmap(meaning, color, size, ratio))
        made.addPixmap(pixmap(meaning, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


def draw_icon(painter: QPainter, meaning: str, color: str, x: float, y: float, size: int) -> None:
    """Draw an icon with its upper left corner at (x, y)."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(round(x), round(y), pixmap(meaning, color, size, ratio))


def pixmap(meaning: str, color: str, size: int, ratio: float) -> QPixmap:
    """The picture of a meaning, ``size`` px wide, for a screen of this device pixel ratio."""
    return _drawn(MEANINGS[meaning], theme().hex(color), size, ratio)


@lru_cache(maxsize=512)
def _drawn(drawing: str, color: str, size: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    svg = (resources() / "icons" / f"{drawing}.svg").read_bytes().replace(b"currentColor", color.encode())
    drawn = QPixmap(QSize(size, size) * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn
