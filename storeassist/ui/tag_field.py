"""The field in which tags are typed one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import LEFT, draw_text, rounded, width_of
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import PaintedButton

Suggestions = Sequence[str] | Callable[[], Sequence[str]]


class _Pill(PaintedButton):
    """A tag; a click takes it out."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(text)
        self.keep(_("Remove the tag {tag}", tag=text), _("Remove"))

    def sizeHint(self) -> QSize:
        look = theme()
        return QSize(width_of(look.font("caption"), self.text()) + look.scaled(12) + 18, look.px("tag") + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        rounded(painter, self.rect(), look.radius("chip-small"), look.color("accent-soft" if self.underMouse() else "hover"))
        size = look.scaled(12)
        words = self.rect().adjusted(6, 0, -size - 6, 0)
        draw_text(painter, words, self.text(), look.font("caption"), look.color("text"), LEFT)
        draw_icon(painter, "close", "text-muted", self.width() - size - 5, (self.height() - size) / 2, size)


class TagField(QWidget):
    """Type a tag and press Enter or a comma; Backspace in the empty line takes the last one out."""

    changed = Signal()

    def __init__(
        self,
        tags: Sequence[str] = (),
        *,
        suggestions: Suggestions = (),
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._suggestions = suggestions
        self._pills: list[_Pill] = []
        self._line = QLineEdit(self)
        self._line.setProperty("bare", True)
        self._line.setPlaceholderText(placeholder or _("Type a tag, then Enter"))
        self._line.installEventFilter(self)
        self._line.textEdited.connect(self._on_edit)
        self.setFocusProxy(self._line)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_tags(tags)

    def tags(self) -> list[str]:
        """The tags, with what is still being typed."""
        kept = [pill.text() for pill in self._pills]
        typed = self._line.text().strip()
        return [*kept, typed] if typed and typed not in kept else kept

    def set_tags(self, tags: Sequence[str]) -> None:
        """Show these."""
        for pill in self._pills:
            pill.hide()
            pill.deleteLater()
        self._pills = []
        for tag in tags:
            self._add(tag)
        self._lay()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._line.setAccessibleName(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
            if event.type() == QEvent.Type.FocusIn and self._line.completer() is None:
                self._complete()
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return self._on_key(event)
        return super().eventFilter(watched, event)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._places(width)[1]

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def resizeEvent(self, _event: object) -> None:
        self._lay()

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        focused = self._line.hasFocus()
        edge = "bad" if self.property("state") == "bad" else "accent" if focused else "edge"
        rounded(painter, self.rect(), look.radius("control"), look.color("surface"), look.color(edge))
        if focused:
            rounded(painter, self.rect().adjusted(1, 1, -1, -1), look.radius("control") - 1, None, look.color(edge))

    def _on_key(self, event: QKeyEvent) -> bool:
        typed = self._line.text().strip()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and typed and not event.modifiers():
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
            else:
                self._take()
            return True
        if event.key() == Qt.Key.Key_Backspace and not self._line.text() and self._pills:
            if event.type() == QEvent.Type.KeyPress:
                self._remove(self._pills[-1])
            return True
        return False

    def _on_edit(self, text: str) -> None:
        if text.endswith((",", "，", "、", ";", "；")):
            self._line.setText(text[:-1])
            self._take()

    def _take(self) -> None:
        typed = self._line.text().strip()
        self._line.clear()
        if typed and typed not in [pill.text() for pill in self._pills]:
            self._add(typed)
            self._lay()
            self.changed.emit()

    def _add(self, tag: str) -> None:
        pill = _Pill(tag, self)
        pill.clicked.connect(lambda: self._remove(pill))
        pill.show()
        self._pills.append(pill)

    def _remove(self, pill: _Pill) -> None:
        self._pills.remove(pill)
        pill.hide()
        pill.deleteLater()
        self._lay()
        self.changed.emit()

    def _complete(self) -> None:
        known = self._suggestions() if callable(self._suggestions) else self._suggestions
        completer = QCompleter(list(known), self._line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._line.setCompleter(completer)

    def _places(self, width: int) -> tuple[list[QRect], int]:
        """Where the pills and then the line go, and how high it all is."""
        tall = theme().px("tag") + 2
        line_height = theme().px("control") - 2
        places, x, y = [], 8, (theme().px("control") - tall) // 2
        for pill in self._pills:
            wide = min(pill.sizeHint().width(), width - 16)
            if x > 8 and x + wide > width - 8:
                x, y = 8, y + tall + 5
            places.append(QRect(x, y, wide, tall))
            x += wide + 5
        if x > 8 and x + 140 > width:
            x, y = 8, y + tall + 5
        places.append(QRect(x, y - (line_height - tall) // 2, width - x - 8, line_height))
        return places, y + tall + (theme().px("control") - tall + 1) // 2

    def _lay(self) -> None:
        places, height = self._places(max(self.width(), 60))
        for widget, place in zip([*self._pills, self._line], places, strict=True):
            widget.setGeometry(place)
        if self.height() != height:
            self.setFixedHeight(height)
