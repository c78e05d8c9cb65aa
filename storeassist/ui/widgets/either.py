"""Two values of one thing side by side, of which one is chosen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from storeassist.ui.paint import LEFT, draw_text, rounded
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import PaintedButton
from storeassist.ui.widgets.words import Words

_LABEL, _DOT = 76, 14


class Either(QWidget):
    """A label and two values; ``changed`` tells which one the owner took, 0 or 1. Arrows go from one to the other."""

    changed = Signal(int)

    def __init__(self, label: str, values: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = label
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = beside(self, Words(label, "label", tone="muted", elide=True))
        self.parts = tuple(_Part(label, value) for value in values)
        for at, part in enumerate(self.parts):
            part.clicked.connect(lambda _on=False, at=at: self.choose(at))
            row.addWidget(part, 1)
        self.set_chosen(0)

    def chosen(self) -> int:
        """Which of the two is taken."""
        return self._chosen

    def choose(self, at: int) -> None:
        """Take one of the two."""
        news = at != self._chosen
        self.set_chosen(at)
        if news:
            self.changed.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = {Qt.Key.Key_Left: 0, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if at is None:
            super().keyPressEvent(event)
            return
        self.choose(at)
        self.parts[at].setFocus(Qt.FocusReason.TabFocusReason)

    def set_chosen(self, at: int) -> None:
        """Take one of the two without telling anyone."""
        self._chosen = at
        for place, part in enumerate(self.parts):
            part.setChecked(place == at)
            part.setFocusPolicy(Qt.FocusPolicy.TabFocus if place == at else Qt.FocusPolicy.NoFocus)


def beside(parent: QWidget, label: QWidget) -> QHBoxLayout:
    """A row whose label takes as much room as those of all choices, so that what follows stands in columns."""
    row = QHBoxLayout(parent)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    place = QWidget()
    place.setFixedWidth(theme().scaled(_LABEL))
    inside = QHBoxLayout(place)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.addWidget(label)
    row.addWidget(place)
    return row


class _Part(PaintedButton):
    """One of the two; the chosen one has a filled dot, and an empty value is a dash."""

    def __init__(self, label: str, value: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setText(value or "—")
        self.keep(f"{label}: {value or '—'}")
        self.setToolTip(value)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(100), theme().px("control"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(60), theme().px("control"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, on = theme(), QPainter(self), self.isChecked()
        ground = "accent-soft" if on else "hover" if self.underMouse() else "surface"
        rounded(painter, self.rect(), look.radius("control"), look.color(ground), look.color("accent" if on else "outline"))
        size = look.scaled(_DOT)
        middle = QPointF(10 + size / 2, self.height() / 2)
        painter.setPen(QPen(look.color("accent" if on else "edge"), 1.5))
        painter.setBrush(look.color("surface"))
        painter.drawEllipse(middle, size / 2, size / 2)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent"))
            painter.drawEllipse(middle, size / 4, size / 4)
        left = 10 + size + 8
        room = QRect(left, 0, self.width() - left - 8, self.height())
        role = "text-muted" if self.text() == "—" else "text"
        draw_text(painter, room, self.text(), look.font("body", bold=on), look.color(role), LEFT)
