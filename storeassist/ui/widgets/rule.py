"""What a rule is built from on screen: groups with a bar at their side, fields as wide as what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QVBoxLayout, QWidget

from storeassist.ui.fields import ChoiceField, LineField, NumberField, mark
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import LEFT, RIGHT, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import PaintedButton

_BARS = {"accent": "accent-line", "bad": "bad-line"}
_BAR, _CARET = 2, 12
_WIDEST, _NARROWEST, _REMAINING = 220, 64, 56


class Rail(QWidget):
    """A group: what is in ``body`` stands at the right of a bar in the colour of ``tone`` (accent, warn, bad)."""

    def __init__(self, tone: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        look = theme()
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(look.px("m") + _BAR, 0, 0, 0)
        self.body.setSpacing(look.px("s"))

    def set_tone(self, tone: str) -> None:
        """Give the bar another colour."""
        self._tone = tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        color = look.color(_BARS[self._tone]) if self._tone in _BARS else look.series(1)
        QPainter(self).fillRect(QRect(0, 0, _BAR, self.height()), color)


class KindButton(PaintedButton):
    """Which of a few kinds a group is, as a tag in its tone; a click, Enter or the arrows choose another."""

    chosen = Signal(str)

    def __init__(self, kinds: Sequence[tuple[str, str, str]], kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds = {key: (text, tone) for key, text, tone in kinds}
        self.show_kind(kind)
        self.clicked.connect(self._open_menu)

    def show_kind(self, kind: str) -> None:
        """Show a kind without telling anyone."""
        text, self._tone = self._kinds[kind]
        self.kind = kind
        self.setText(text)
        self.keep(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        width = width_of(look.font("label", bold=True), self.text()) + look.scaled(_CARET) + 22
        return QSize(width, look.px("tag") + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        kinds = list(self._kinds)
        self._take(kinds[(kinds.index(self.kind) + step) % len(kinds)])

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, size = theme(), QPainter(self), theme().scaled(_CARET)
        line = look.color(self._tone) if self.underMouse() else None
        rounded(painter, self.rect(), look.radius("chip-small"), look.color(f"{self._tone}-soft"), line)
        font = look.font("label", bold=True)
        room = self.rect().adjusted(8, 0, -size - 8, 0)
        draw_text(painter, room, self.text(), font, look.color(self._tone), LEFT)
        draw_icon(painter, "down", self._tone, self.width() - size - 7, (self.height() - size) / 2, size)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for key, (text, _tone) in self._kinds.items():
            menu.addAction(text, partial(self._take, key))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _take(self, kind: str) -> None:
        if kind != self.kind:
            self.show_kind(kind)
            self.chosen.emit(kind)


class Cross(PaintedButton):
    """Takes something out; says in its name what."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keep(name, name)

    def sizeHint(self) -> QSize:
        return QSize(theme().px("icon") + 8, theme().px("control"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, size = theme(), QPainter(self), theme().scaled(14)
        if self.underMouse() or self.isDown():
            side = look.px("icon") + 8
            ground = QRect(0, (self.height() - side) // 2, side, side)
            rounded(painter, ground, look.radius("chip-small"), look.color("hover"))
        color = "text" if self.underMouse() else "text-muted"
        draw_icon(painter, "close", color, (self.width() - size) / 2, (self.height() - size) / 2, size)


class SeriesDot(QWidget):
    """A dot in the colour of a series."""

    def __init__(self, at: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at = at
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(10), theme().scaled(10))

    def paintEvent(self, _event: QPaintEvent) -> None:
        rounded(QPainter(self), self.rect(), self.width() / 2, theme().series(self._at))


class AddChip(PaintedButton):
    """Puts something in."""

    def __init__(self, text: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.keep(name)

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(width_of(look.font("label"), self.text()) + look.scaled(14) + 34, look.px("chip"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, size = theme(), QPainter(self), theme().scaled(14)
        ground = "hover" if self.underMouse() or self.isDown() else "surface"
        rounded(painter, self.rect(), self.height() / 2, look.color(ground), look.color("line"))
        draw_icon(painter, "add", "text-muted", 12, (self.height() - size) / 2, size)
        room = self.rect().adjusted(size + 20, 0, -8, 0)
        draw_text(painter, room, self.text(), look.font("label"), look.color("text"), LEFT)


class Remaining(QWidget):
    """What is left at a place of the rule: muted, at the right, in the middle of a line of fields."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def say(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme()
        wide = max(width_of(look.font("label"), self._text), look.scaled(_REMAINING))
        return QSize(wide, look.px("control"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look = theme()
        draw_text(QPainter(self), self.rect(), self._text, look.font("label"), look.color("text-muted"), RIGHT)


class SnugChoice(ChoiceField):
    """A choice as wide as what is chosen; its list is as wide as its longest line."""

    def __init__(self, choices: Sequence[tuple[Any, str]] = (), value: Any = None, parent: QWidget | None = None) -> None:
        super().__init__(choices, value, parent)
        self.currentIndexChanged.connect(lambda: self.updateGeometry())
        self.setMaxVisibleItems(16)

    def sizeHint(self) -> QSize:
        look = theme()
        wide = width_of(look.font("body"), self.currentText()) + look.scaled(14) + 32
        return QSize(min(max(wide, look.scaled(_NARROWEST)), look.scaled(_WIDEST)), look.px("control"))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme().scaled(_NARROWEST)), theme().px("control"))

    def showPopup(self) -> None:
        font = theme().font("body")
        widest = max((width_of(font, self.itemText(at)) for at in range(self.count())), default=0)
        self.view().setMinimumWidth(max(self.width(), widest + 48))
        super().showPopup()


class SnugNumber(NumberField):
    """A number with its unit, as wide as it is long."""

    def __init__(self, text: str = "", *, unit: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, unit=unit, parent=parent)
        self.textChanged.connect(lambda: self.updateGeometry())

    def sizeHint(self) -> QSize:
        look = theme()
        font = look.font("body")
        written = max(width_of(font, "000"), width_of(font, self.text()))
        unit = width_of(font, self._unit) + 8 if self._unit else 0
        return QSize(min(written + unit + 28, look.scaled(_WIDEST)), look.px("control"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class SnugLine(LineField):
    """A short line of words."""

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(150), theme().px("control"))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(_NARROWEST), theme().px("control"))


class ManyField(PaintedButton):
    """Any of (value, text) can be on; looks like a choice and says what is on. ``nothing`` stands there while none is."""

    changed = Signal()

    def __init__(
        self, choices: Sequence[tuple[Any, str]], values: Sequence[Any] = (), *, nothing: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choices, self._values, self._nothing, self._name = list(choices), list(values), nothing, ""
        self.clicked.connect(self._open_menu)
        self._show()

    def values(self) -> list[Any]:
        """What is on, in the order offered."""
        return [value for value, _text in self._choices if value in self._values]

    def call(self, name: str) -> None:
        """What it is, for screen readers."""
        self._name = name
        self._show()

    def sizeHint(self) -> QSize:
        look = theme()
        wide = width_of(look.font("body"), self.text()) + look.scaled(14) + 32
        return QSize(min(max(wide, look.scaled(_NARROWEST)), look.scaled(_WIDEST)), look.px("control"))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), theme().scaled(_NARROWEST)), theme().px("control"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter, size = theme(), QPainter(self), theme().scaled(14)
        wrong = self.property("state") == "bad"
        ground = "hover" if self.underMouse() else "surface"
        rounded(painter, self.rect(), look.radius("control"), look.color(ground), look.color("bad" if wrong else "outline"))
        color = "text" if self.values() else "text-muted"
        room = self.rect().adjusted(10, 0, -size - 12, 0)
        draw_text(painter, room, self.text(), look.font("body"), look.color(color), LEFT)
        draw_icon(painter, "down", "text-muted", self.width() - size - 8, (self.height() - size) / 2, size)

    def _show(self) -> None:
        words = "、" if any("\u4e00" <= sign <= "\u9fff" for _value, text in self._choices for sign in text) else ", "
        said = words.join(text for value, text in self._choices if value in self._values)
        self.setText(said or self._nothing)
        self.keep(f"{self._name}: {said or self._nothing}".removeprefix(": "))
        self.setToolTip(said)
        self.updateGeometry()
        self.update()

    def menu(self) -> StayingMenu:
        """The menu in which they are switched on and off."""
        menu = StayingMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for value, text in self._choices:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(value in self._values)
            action.toggled.connect(lambda on, value=value: self._switch(value, on))
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _switch(self, value: Any, on: bool) -> None:
        if on and value not in self._values:
            self._values.append(value)
        elif not on and value in self._values:
            self._values.remove(value)
        self._show()
        self.changed.emit()


class StayingMenu(QMenu):
    """A menu of switches that stays open until one looks elsewhere."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.activeAction()
        if action is not None and action.isCheckable() and action.isEnabled():
            action.toggle()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self.activeAction()
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.toggle()
        else:
            super().keyPressEvent(event)


def mark_wrong(field: QWidget, *, is_wrong: bool) -> None:
    """Give a field the edge of one that holds something wrong, or take it away; only where that is news."""
    if (field.property("state") == "bad") != is_wrong:
        mark(field, is_wrong=is_wrong)
        field.update()
