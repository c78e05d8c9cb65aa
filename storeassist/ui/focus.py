"""The ring around whatever the keyboard is on: 2 px of accent, 2 px outside; shown for the keyboard only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import PaintedButton

_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class FocusRing(QWidget):
    """Lies over the control that has the focus; mouse and screen reader do not see it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._around: QWidget | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watches the application: who gets and who loses the focus, who moves."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            if isinstance(watched, PaintedButton | QCheckBox) and event.reason() in _BY_KEY:
                self._surround(watched)
        elif watched is self._around:
            if kind in (QEvent.Type.FocusOut, QEvent.Type.Hide, QEvent.Type.MouseButtonPress):
                self._around = None
                self.hide()
            elif kind in (QEvent.Type.Move, QEvent.Type.Resize):
                self._place(self._around)
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.color("accent"), look.px("focus-width")))
        radius = look.radius("control") + look.px("focus-gap")
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), min(8, radius), min(8, radius))

    def _surround(self, widget: QWidget) -> None:
        self._around = widget
        if widget.window() is not self.parent():
            self.setParent(widget.window())
        self._place(widget)
        self.show()
        self.raise_()

    def _place(self, widget: QWidget) -> None:
        gap = theme().px("focus-gap") + theme().px("focus-width")
        corner = widget.mapTo(widget.window(), widget.rect().topLeft())
        self.setGeometry(QRect(corner, widget.size()).adjusted(-gap, -gap, gap, gap))
