"""A place to drop a file on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QRect, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from storeassist.kernel.paths import SHOP_SUFFIX
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import rounded
from storeassist.ui.theme import theme
from storeassist.ui.widgets.words import Words

_DISC = 44


class DropArea(QWidget):
    """A calm dashed surface with an icon, a heading and a sentence; more goes into ``body`` under them."""

    def __init__(self, heading: str, sentence: str, icon: str = "import", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._over = icon, False
        row = QHBoxLayout(self)
        row.setContentsMargins(24 + theme().scaled(_DISC) + 16, 20, 24, 20)
        self.body = QVBoxLayout()
        self.body.setSpacing(4)
        self.body.addWidget(Words(heading, "heading"))
        self.body.addWidget(Words(sentence, "label", tone="muted", wrap=True))
        row.addLayout(self.body, 1)

    def set_over(self, over: bool) -> None:
        """Whether a file hangs above it."""
        self._over = over
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        rounded(painter, self.rect(), look.radius("card"), look.color("accent-soft" if self._over else "surface"))
        painter.setPen(QPen(look.color("accent" if self._over else "outline"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), look.radius("card"), look.radius("card"))
        side, size = look.scaled(_DISC), look.scaled(22)
        disc = QRect(24, 24, side, side)
        rounded(painter, disc, side / 2, look.color("surface" if self._over else "accent-soft"))
        inset = (side - size) / 2
        draw_icon(painter, self._icon, "accent", disc.x() + inset, disc.y() + inset, size)


class FileDrop(QWidget):
    """Takes one file dropped anywhere on it to ``then``, and lights ``area`` up while it hangs above."""

    def __init__(self, area: DropArea, then: Callable[[Path], Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._area, self._then = area, then
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        files = dropped_files(event.mimeData())
        is_one = len(files) == 1 and not files[0].is_dir() and files[0].suffix.lower() != SHOP_SUFFIX
        if is_one:  # all else is for the window
            self._area.set_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._area.set_over(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._area.set_over(False)
        if path := dropped_file(event.mimeData()):
            event.acceptProposedAction()
            self._then(path)


def dropped_file(dropped: QMimeData) -> Path | None:
    """The first file of this computer among what is dropped."""
    return next(iter(dropped_files(dropped)), None)


def dropped_files(dropped: QMimeData) -> list[Path]:
    """The files of this computer among what is dropped."""
    return [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
