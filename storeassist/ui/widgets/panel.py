"""A list with a panel beside it, and the blocks a panel is made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import BY_KEY
from storeassist.ui.widgets.over_bar import OverBar

_WIDE, _SLIM, _SLIM_BELOW = 366, 320, 960


class Beside(QWidget):
    """The list takes what is left; the panels at its right, of which one is seen, are slimmer in a small window."""

    def __init__(self, left: QWidget, *panels: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left, self.panels = left, QStackedWidget()
        for panel in panels:
            self.add_panel(panel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(left, 1)
        row.addWidget(self.panels)
        self._gap = row.spacing()

    def add_panel(self, panel: QWidget) -> None:
        """One more that can be shown."""
        self.panels.addWidget(panel)

    def show_panel(self, panel: QWidget) -> None:
        """Have this one beside the list."""
        self.panels.setCurrentWidget(panel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        look = theme()
        usual = look.scaled(_SLIM if self.width() < look.scaled(_SLIM_BELOW) else _WIDE)
        # With large letters in a small window both give way, as far as what is in them can be read.
        left_over = self.width() - self._left.minimumSizeHint().width() - self._gap
        self.panels.setFixedWidth(max(self.panels.minimumSizeHint().width(), min(usual, left_over)))
        super().resizeEvent(event)


class Scrolled(QScrollArea):
    """What scrolls when the window is low; things go into ``body``, and the keyboard to these."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = OverBar(self)
        self._holder = QWidget()
        self._holder.setProperty("role", "scrolled")
        self.body = QVBoxLayout(self._holder)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.setWidget(self._holder)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar.place()

    def to_start(self) -> None:
        """Have the first thing in sight."""
        self.verticalScrollBar().setValue(0)

    def to_end(self) -> None:
        """Have the last thing in sight."""
        self._holder.adjustSize()
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())


class ScrolledText(Scrolled):
    """Nothing but words, by name: the keyboard goes to it, and arrows scroll it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.focused_by_key = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focused_by_key = event.reason() in BY_KEY
        super().focusInEvent(event)


class Block(QWidget):
    """A part of a panel, set in from its edges; things go into ``body``, or side by side through ``row``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 12)
        self.body.setSpacing(4)

    def row(self, *parts: QWidget | None) -> QHBoxLayout:
        """Put parts side by side; None is what is left between them."""
        line = line_of(*parts)
        self.body.addLayout(line)
        return line


def line_of(*parts: QWidget | None) -> QHBoxLayout:
    """Parts side by side; None is what is left between them."""
    line = QHBoxLayout()
    line.setSpacing(8)
    for part in parts:
        if part is None:
            line.addStretch(1)
        else:
            line.addWidget(part)
    return line
