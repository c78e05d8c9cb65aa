"""Chips: exclusive filters with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.paint import LEFT, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import PaintedButton

_GAP = 8
ChipSpec = tuple[str, str, int | None]


class Chip(PaintedButton):
    """One filter; checked when chosen."""

    def __init__(self, text: str, count: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self._count = ""
        self.set_words(text, count)

    def set_words(self, text: str, count: int | None) -> None:
        """Show other words or another count."""
        self._count = "" if count is None else f"{count:,}"
        self.setText(text)
        self.keep(f"{text} {self._count}".strip())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        width = 24 + width_of(look.font("label", bold=True), self.text())
        if self._count:
            width += 6 + width_of(look.font("label"), self._count)
        return QSize(width, look.px("chip"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, on = theme(), QPainter(self), self.isChecked()
        ground = "accent-soft" if on else "hover" if self.underMouse() else "surface"
        rounded(painter, self.rect(), self.height() / 2, look.color(ground), look.color("accent" if on else "line"))
        font = look.font("label", bold=on)
        words = width_of(font, self.text())
        count = width_of(look.font("label"), self._count)
        x = (self.width() - words - (count + 6 if count else 0)) // 2
        draw_text(
            painter, QRect(x, 0, words + 1, self.height()), self.text(), font, look.color("accent" if on else "text"), LEFT
        )
        rest = QRect(x + words + 6, 0, count + 2, self.height())
        draw_text(painter, rest, self._count, look.font("label"), look.color("accent" if on else "text-muted"), LEFT)


class ChipRow(QWidget):
    """Chips of which exactly one is chosen; those that find no room go behind "more", the chosen one never."""

    changed = Signal(str)

    def __init__(self, chips: Sequence[ChipSpec] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._chips: dict[str, Chip] = {}
        self._more = Chip(_("More"), parent=self)
        self._more.clicked.connect(self._open_menu)
        self._left_out: list[str] = []
        self.chosen = ""
        self.set_chips(chips)

    def set_chips(self, chips: Sequence[ChipSpec]) -> None:
        """Show these (key, text, count); the choice stays if it is among them, else it is the first."""
        wanted = [key for key, _text, _count in chips]
        for key in [key for key in self._chips if key not in wanted]:
            gone = self._chips.pop(key)
            gone.hide()
            gone.deleteLater()
        for key, text, count in chips:
            if key in self._chips:
                self._chips[key].set_words(text, count)
                continue
            self._chips[key] = chip = Chip(text, count, self)
            chip.clicked.connect(partial(self._on_click, key))
        self._chips = {key: self._chips[key] for key in wanted}
        for before, after in pairwise([*self._chips.values(), self._more]):  # a new one would come last on the page
            QWidget.setTabOrder(before, after)
        if wanted and self.chosen not in wanted:
            self.chosen = wanted[0]
        self.choose(self.chosen)
        self.updateGeometry()

    def choose(self, key: str) -> None:
        """Choose a chip without telling anyone."""
        self.chosen = key
        for own, chip in self._chips.items():
            chip.setChecked(own == key)
        self._lay()

    def chip(self, key: str) -> Chip:
        """One chip by its key."""
        return self._chips[key]

    def sizeHint(self) -> QSize:
        widths = [chip.sizeHint().width() for chip in self._chips.values()]
        return QSize(sum(widths) + _GAP * max(0, len(widths) - 1), theme().px("chip"))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme().scaled(180)), theme().px("chip"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        keys = list(self._chips)
        if step is None or not keys:
            super().keyPressEvent(event)
            return
        key = keys[(keys.index(self.chosen) + step) % len(keys)]
        self._on_click(key)
        self._chips[key].setFocus(Qt.FocusReason.TabFocusReason)

    def _lay(self) -> None:
        widths = {key: chip.sizeHint().width() for key, chip in self._chips.items()}
        shown = list(widths)
        more = self._more.sizeHint().width() + _GAP
        if sum(widths.values()) + _GAP * (len(widths) - 1) > self.width():
            while len(shown) > 1 and sum(widths[key] + _GAP for key in shown) - _GAP + more > self.width():
                shown.remove(next(key for key in reversed(shown) if key != self.chosen))
        self._left_out = [key for key in widths if key not in shown]
        x = 0
        for key, chip in self._chips.items():
            chip.setVisible(key in shown)
            if key in shown:
                chip.setGeometry(x, 0, widths[key], theme().px("chip"))
                x += widths[key] + _GAP
        self._more.setVisible(bool(self._left_out))
        self._more.setGeometry(x, 0, more - _GAP, theme().px("chip"))

    def _open_menu(self) -> None:
        self._more.setChecked(False)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key in self._left_out:
            menu.addAction(self._chips[key].accessibleName(), partial(self._on_click, key))
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _on_click(self, key: str, _checked: bool = False) -> None:
        news = key != self.chosen
        self.choose(key)
        if news:
            self.changed.emit(key)
