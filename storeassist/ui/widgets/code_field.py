"""The one large field in which a code is scanned, typed or pasted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from storeassist.kernel.text import _
from storeassist.ui.icons import draw_icon
from storeassist.ui.paint import rounded
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button

_LONG = 18
_SIZES = (("code", 3), ("number", 1), ("name", 0))
"""Styles and the space between signs: as large as shows all of a code, and the last for what is longer than one."""
_ICON, _ASIDE = 20, 16


class CodeField(QFrame):
    """Shows what is typed as ``spelled`` writes it. ``edited`` follows each key, ``cleared`` the link inside."""

    edited = Signal(str)
    cleared = Signal()

    def __init__(self, name: str, spelled: Callable[[str], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spelled = spelled
        self.setFixedHeight(theme().px("code-field"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.line = _Line(name)
        self.line.textEdited.connect(self._on_edit)
        self.line.textChanged.connect(self._fit)
        self._clear = Button(_("Clear"), kind="link", small=True, then=self.cleared.emit)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Esc does the same
        self._clear.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(20 + theme().scaled(_ICON) + 14, 2, _ASIDE, 2)
        row.setSpacing(8)
        self._row = row
        row.addWidget(self.line, 1)
        row.addWidget(self._clear)
        self.setFocusProxy(self.line)
        self.line.focused.connect(self.update)
        self._fit(self.line.text())

    def text(self) -> str:
        """What is written."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Show ``text`` as it is spelled, without telling anyone."""
        self.line.setText(self._spelled(text))

    def set_resting(self, resting: bool) -> None:
        """Take no keys for a while."""
        self.line.setReadOnly(resting)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme().px("code-field"))
            self._fit(self.line.text())
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        focused = self.line.hasFocus()
        edge = look.color("accent" if focused else "edge")
        rounded(painter, self.rect(), look.radius("control") + 1, look.color("surface"), edge)
        if focused:
            rounded(painter, self.rect().adjusted(1, 1, -1, -1), look.radius("control"), None, edge)
        size = look.scaled(_ICON)
        draw_icon(painter, "redeem", "accent", 20, (self.height() - size) / 2, size)

    def _on_edit(self, text: str) -> None:
        shown = self._spelled(text)
        if shown != text:
            signs = sum(sign.isalnum() for sign in text[: self.line.cursorPosition()])
            self.line.setText(shown)
            self.line.setCursorPosition(_after(shown, signs))
        self.edited.emit(shown)

    def _fit(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        aside = self._row.contentsMargins()
        room = self.width() - aside.left() - aside.right() - self._row.spacing() - self._clear.sizeHint().width() - _ASIDE
        fonts = [_spaced(*size) for size in _SIZES]
        fitting = (font for font in fonts if QFontMetrics(font).horizontalAdvance(text) <= room)
        self.line.setFont(fonts[-1] if len(text) > _LONG else next(fitting, fonts[-1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(self.line.text())


def _spaced(role: str, between: int) -> QFont:
    font = QFont(theme().font(role))
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, between)
    return font


class _Line(QLineEdit):
    """No input method: a code has no Chinese in it, and a scanner's keys go past the one that is on."""

    focused = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("code", True)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def event(self, event: QEvent) -> bool:
        """Pasting is the page's, which takes pictures too; so is undoing once nothing is left to undo here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            standard = QKeySequence.StandardKey
            if event.matches(standard.Paste) or (event.matches(standard.Undo) and not self.isUndoAvailable()):
                event.ignore()
                return False
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focused.emit()
        return super().event(event)


def _after(text: str, signs: int) -> int:
    """The place in ``text`` behind so many letters and digits."""
    for at, sign in enumerate(text):
        if signs == 0:
            return at
        signs -= sign.isalnum()
    return len(text)
