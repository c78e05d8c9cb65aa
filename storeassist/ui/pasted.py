"""What the owner brings by Ctrl+V or by dropping it: a picture, the file of one, or words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QMimeDatabase
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence

from storeassist.ui.widgets.drop import dropped_file


def copied() -> str | bytes | Path:
    """What was copied, as ``brought`` has it."""
    there = _clipboard()
    return "" if there is None else brought(there)


def is_for_page(key: QKeyEvent) -> bool:
    """Whether a key pastes a picture or a file, which no field of words takes: it is left to the page."""
    there = _clipboard() if key.matches(QKeySequence.StandardKey.Paste) else None
    if there is None:
        return False
    is_words = there.hasFormat("text/plain")  # cells of a spreadsheet come as a picture as well
    return dropped_file(there) is not None or (there.hasImage() and not is_words)


def holds_picture(content: QMimeData) -> bool:
    """Whether there is a picture, or the file of one by its name."""
    file = dropped_file(content)
    if file is None:
        return content.hasImage()
    by_name = QMimeDatabase.MatchMode.MatchExtension
    return QMimeDatabase().mimeTypeForFile(str(file), by_name).name().startswith("image/")


def brought(content: QMimeData) -> str | bytes | Path:
    """What was copied or dropped: a picture's file, a picture, or words; "" when it is none of these."""
    if path := dropped_file(content):
        return path
    if content.hasImage():
        image = QImage(content.imageData())
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        # Uncompressed: packing a large screenshot takes a second. A see-through one is rare, and needs its alpha.
        see_through = image.hasAlphaChannel() and image.format() != QImage.Format.Format_RGB32
        image.save(buffer, "PNG" if see_through else "BMP")  # type: ignore[call-overload]
        return bytes(buffer.data().data())
    return content.text().strip()


def _clipboard() -> QMimeData | None:
    """What is in the clipboard; None, whatever the binding says, when another program has it."""
    return QGuiApplication.clipboard().mimeData()
