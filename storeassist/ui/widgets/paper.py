"""Paper as it will come out of the printer: white in the dark too, with the places that are used up hatched."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from storeassist.ui.theme import theme

Box = tuple[float, float, float, float]

_MM_PER_INCH = 25.4


class Paper(QWidget):
    """A picture of ``size`` mm, as large as its room allows; a click on one of its ``places`` is told."""

    place_chosen = Signal(int)

    def __init__(self, name: str, *, tall: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._hint = QSize(theme().scaled(200), theme().scaled(260 if tall else 150))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._picture, self._fitted = QImage(), QImage()
        self._size: tuple[float, float] = (1, 1)
        self._places: Sequence[Box] = ()
        self._used = 0

    def show_picture(
        self, picture: QImage, size: tuple[float, float], places: Sequence[Box] = (), used: int = 0
    ) -> None:
        """Show a page of ``size`` mm; the first ``used`` of its places are hatched. An empty picture is blank paper."""
        self._picture, self._fitted = picture, QImage()
        self._size, self._places, self._used = size, places, used
        self.setCursor(Qt.CursorShape.PointingHandCursor if places else Qt.CursorShape.ArrowCursor)
        self.update()

    def dpi(self, size: tuple[float, float]) -> float:
        """How many dots of the screen an inch of paper of ``size`` mm takes here."""
        across, down = (room / mm for room, mm in zip((self.width(), self.height()), size, strict=True))
        return min(across, down) * _MM_PER_INCH * self.devicePixelRatioF()

    def sizeHint(self) -> QSize:
        return self._hint

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(120), theme().scaled(60))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        sheet = self._sheet()
        painter.fillRect(sheet, Qt.GlobalColor.white)
        if not self._picture.isNull():
            ratio = self.devicePixelRatioF()
            wanted = QSize(round(sheet.width() * ratio), round(sheet.height() * ratio))
            if self._fitted.size() != wanted:
                self._fitted = self._picture.scaled(
                    wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
                )
            painter.drawImage(sheet, self._fitted)
        painter.setPen(QPen(Qt.GlobalColor.lightGray, 1, Qt.PenStyle.DashLine))
        for at, place in enumerate(self._places):
            hatched = QBrush(Qt.GlobalColor.lightGray, Qt.BrushStyle.BDiagPattern) if at < self._used else QBrush()
            painter.setBrush(hatched)
            painter.drawRect(self._on_screen(place))
        painter.setBrush(QBrush())
        painter.setPen(QPen(look.color("outline"), 1))
        painter.drawRect(sheet.adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = QPointF(event.position())
        for number, place in enumerate(self._places):
            if self._on_screen(place).contains(at):
                self.place_chosen.emit(number)
                return

    def _scale(self) -> float:
        return min(self.width() / self._size[0], self.height() / self._size[1])

    def _sheet(self) -> QRectF:
        scale = self._scale()
        width, height = round(self._size[0] * scale), round(self._size[1] * scale)
        return QRectF((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def _on_screen(self, box: Box) -> QRectF:
        scale, sheet = self._scale(), self._sheet()
        left, top, width, height = (one * scale for one in box)
        return QRectF(sheet.left() + left, sheet.top() + top, width, height)
