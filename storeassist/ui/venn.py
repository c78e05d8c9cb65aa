"""Two sets as circles with their counts in them, and the four ways to put two sets together."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.paint import CENTER, LEFT, RIGHT, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import PaintedButton

UNION, BOTH, LEFT_ONLY, RIGHT_ONLY = "union", "both", "left", "right"
"""The four sets that two make."""

_RADIUS, _LEAST, _EDGE, _GAP = 57, 0.62, 3, 10
_SHADE = 46
"""How opaque the ground of the chosen part is, of 255."""


class Venn(QWidget):
    """Two circles, as large as their sets and overlapping as far as these do. A click on a part tells ``clicked``."""

    clicked = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = (0, 0, 0)
        self._chosen, self._is_known = "", False
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_sets(
        self, left_name: str, right_name: str, left_only: int, both: int, right_only: int, chosen: str
    ) -> None:
        """Show these counts, with the ``chosen`` one of the four sets shaded ("" none)."""
        self._counts, self._chosen, self._is_known = (left_only, both, right_only), chosen, True
        self.setAccessibleDescription(
            _(
                "only {left}: {left_only}; both: {both}; only {right}: {right_only}",
                left=left_name,
                right=right_name,
                left_only=f"{left_only:,}",
                both=f"{both:,}",
                right_only=f"{right_only:,}",
            )
        )
        self.update()

    def show_unknown(self, chosen: str) -> None:
        """Show two circles without counts: these are not known yet."""
        self._counts, self._chosen, self._is_known = (1, 1, 1), chosen, False
        self.setAccessibleDescription("")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(200), theme().scaled(2 * _RADIUS) + 2 * _EDGE)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(180), self.sizeHint().height())

    def part_at(self, at: QPoint) -> str:
        """Which part a point lies in; "" beside the circles."""
        left, right = self._paths()
        in_left, in_right = left.contains(QPointF(at)), right.contains(QPointF(at))
        if in_left and in_right:
            return BOTH
        return LEFT_ONLY if in_left else RIGHT_ONLY if in_right else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if part := self.part_at(event.position().toPoint()):
            self.clicked.emit(part)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, right = self._paths()
        shaded = {
            UNION: left.united(right),
            BOTH: left.intersected(right),
            LEFT_ONLY: left.subtracted(right),
            RIGHT_ONLY: right.subtracted(left),
        }.get(self._chosen)
        if shaded is not None:
            shade = QColor(look.series(0))
            shade.setAlpha(_SHADE)
            painter.fillPath(shaded, shade)
        for path, at in ((left, 0), (right, 1)):
            painter.setPen(QPen(look.series(at), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(path)
        if self._is_known:
            self._draw_counts(painter, left.boundingRect().toRect(), right.boundingRect().toRect())

    def _draw_counts(self, painter: QPainter, left: QRect, right: QRect) -> None:
        look, tall = theme(), theme().line_height("name")
        places = (
            (LEFT_ONLY, left.left(), min(left.right(), right.left())),
            (BOTH, max(left.left(), right.left()), min(left.right(), right.right())),
            (RIGHT_ONLY, max(right.left(), left.right()), right.right()),
        )
        for count, (part, start, end) in zip(self._counts, places, strict=True):
            bold = self._chosen in (part, UNION)
            font = look.font("name" if part == self._chosen else "body", bold=bold)
            if end - start >= width_of(font, f"{count:,}"):
                room = QRect(start, left.center().y() - tall // 2, end - start, tall)
                draw_text(painter, room, f"{count:,}", font, look.color("text"), CENTER)

    def _paths(self) -> tuple[QPainterPath, QPainterPath]:
        """The circles: their areas go by the sets, within what leaves room for the counts."""
        only, both, other = self._counts
        sizes = (only + both, other + both)
        most = max(*sizes, 1)
        radius = self.sizeHint().height() / 2 - _EDGE
        left, right = (radius * max(_LEAST, sqrt(size / most)) for size in sizes)
        between = self._between(left, right)
        start, middle = (self.width() - (left + between + right)) / 2, self.height() / 2
        paths = QPainterPath(), QPainterPath()
        paths[0].addEllipse(QPointF(start + left, middle), left, left)
        paths[1].addEllipse(QPointF(start + left + between, middle), right, right)
        return paths

    def _between(self, left: float, right: float) -> float:
        """How far apart the middles are: wide enough a part for each count that is not 0."""
        only, both, other = self._counts
        if not both:
            return left + right + _GAP
        small = 2 * min(left, right)
        fewest = min(only, other) + both
        font = theme().font("name")
        thick = small * both / fewest
        for count in (only, other):
            if count:
                thick = min(thick, small - width_of(font, f"{count:,}") - _GAP)
        thick = max(thick, width_of(font, f"{both:,}") + _GAP)
        return left + right - min(thick, small)


class SetGrid(QWidget):
    """The four sets that two make, each with its count; one is chosen, the arrows go round."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        names = {UNION: _("Union"), BOTH: _("In both"), LEFT_ONLY: _("Without"), RIGHT_ONLY: _("The other way")}
        self._parts = {key: _Part(name) for key, name in names.items()}
        for at, (key, part) in enumerate(self._parts.items()):
            part.clicked.connect(lambda _on=False, key=key: self._take(key))
            grid.addWidget(part, at // 2, at % 2)
        self.chosen = ""
        self.choose(LEFT_ONLY)

    def part(self, key: str) -> PaintedButton:
        """One of the four by its key."""
        return self._parts[key]

    def choose(self, key: str) -> None:
        """Choose without telling anyone."""
        self.chosen = key
        for own, part in self._parts.items():
            part.setChecked(own == key)
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus if own == key else Qt.FocusPolicy.NoFocus)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say how many each set has."""
        for key, part in self._parts.items():
            part.set_count(counts.get(key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = list(self._parts)
        at = keys.index(self.chosen)
        to = {
            Qt.Key.Key_Left: at - at % 2,
            Qt.Key.Key_Right: at - at % 2 + 1,
            Qt.Key.Key_Up: at % 2,
            Qt.Key.Key_Down: at % 2 + 2,
        }.get(Qt.Key(event.key()))
        if to is None:
            super().keyPressEvent(event)
            return
        self._parts[keys[to]].setFocus(Qt.FocusReason.TabFocusReason)
        self._take(keys[to])

    def _take(self, key: str) -> None:
        news = key != self.chosen
        self.choose(key)
        if news:
            self.changed.emit(key)


class _Part(PaintedButton):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setText(text)
        self._count = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(None)

    def set_count(self, count: int | None) -> None:
        self._count = "" if count is None else f"{count:,}"
        self.keep(f"{self.text()} {self._count}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        font = look.font("label", bold=True)
        width = width_of(font, self.text()) + width_of(font, self._count) + 2 * look.px("s") + look.px("m")
        return QSize(width, look.px("control"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, on = theme(), QPainter(self), self.isChecked()
        if on or self.underMouse():
            rounded(painter, self.rect(), look.radius("control"), look.color("accent-soft" if on else "hover"))
        room = self.rect().adjusted(look.px("s"), 0, -look.px("s"), 0)
        font, color = look.font("label", bold=on), look.color("accent" if on else "text")
        draw_text(painter, room, self.text(), font, color, LEFT)
        draw_text(painter, room, self._count, font, color, RIGHT)
