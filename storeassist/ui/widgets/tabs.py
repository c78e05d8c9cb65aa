"""Tabs inside a card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from storeassist.ui.paint import LEFT, draw_text, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import PaintedButton


class _Tab(PaintedButton):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setText(text)
        self.keep(text)

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(width_of(look.font("body", bold=True), self.text()), look.px("row"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, on = theme(), QPainter(self), self.isChecked()
        color = look.color("accent" if on else "text" if self.underMouse() else "text-muted")
        draw_text(painter, self.rect(), self.text(), look.font("body", bold=on), color, LEFT)
        if on:
            painter.fillRect(QRect(0, self.height() - 2, self.width(), 2), look.color("accent"))


class TabBar(QWidget):
    """Names side by side over a hairline; one is open."""

    changed = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]], *, inset: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(inset, 0, inset, 0)
        row.setSpacing(20)
        self._tabs: dict[str, _Tab] = {}
        for key, text in tabs:
            self._tabs[key] = tab = _Tab(text)
            tab.clicked.connect(lambda _on=False, key=key: self._on_click(key))
            row.addWidget(tab)
        row.addStretch(1)
        self.chosen = ""
        self.choose(tabs[0][0])

    def choose(self, key: str) -> None:
        """Open a tab without telling anyone."""
        self.chosen = key
        for own, tab in self._tabs.items():
            tab.setChecked(own == key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(QRect(0, self.height() - 1, self.width(), 1), theme().color("line"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        keys = list(self._tabs)
        key = keys[(keys.index(self.chosen) + step) % len(keys)]
        self._tabs[key].setFocus(Qt.FocusReason.TabFocusReason)
        self._on_click(key)

    def _on_click(self, key: str) -> None:
        news = key != self.chosen
        self.choose(key)
        if news:
            self.changed.emit(key)
