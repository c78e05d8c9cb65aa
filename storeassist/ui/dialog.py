"""Dialogs ask, and do nothing else; they are opened, never exec'd, and tell their answer with a signal."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from storeassist.kernel.errors import UserError
from storeassist.kernel.text import _
from storeassist.ui.forms import Form
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button, Kind
from storeassist.ui.widgets.notice import announce
from storeassist.ui.widgets.words import Words

if TYPE_CHECKING:
    from storeassist.ui.desk import Desk

_SIDE, _ENDS = 24, 20
_LEFT_OF_SCREEN = 72
"""What the title bar and a little air take of a low screen."""
_LOW = 600
"""As high as this a dialog may be over a lower window."""


class AskDialog(QDialog):
    """The frame of every dialog: the title is the question, buttons at the lower right, freed when closed."""

    def __init__(self, parent: QWidget, title: str, size: str = "ask") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(title)
        self.setFixedWidth(_width_in(parent.window(), size))
        self.outer = QVBoxLayout(self)
        self.outer.setContentsMargins(_SIDE, _ENDS, _SIDE, _ENDS)
        self.outer.setSpacing(16)
        self.heading = Words(title, "name", wrap=True)
        self.outer.addWidget(self.heading)

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as the wrapped words need at this width: Qt asks how high they are at the width they would like."""
        super().showEvent(event)
        self.resize(self.width(), max(self.height(), self.outer.totalHeightForWidth(self.width())))

    def add_buttons(self, *buttons: Button) -> None:
        """The row of buttons; the last is the one that acts."""
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self.outer.addLayout(row)


def _width_in(window: QWidget, size: str) -> int:
    """As wide as such a dialog is, but with large letters no wider than its window."""
    usual = theme().dialog_width(size)
    return min(usual, window.width() - 2 * _SIDE) if window.isVisible() else usual


class ConfirmDialog(AskDialog):
    """Yes or no; the safe answer has the focus and the Esc key."""

    def __init__(self, parent: QWidget, title: str, body: str, yes: str, no: str, danger: bool) -> None:
        super().__init__(parent, title)
        self.outer.addWidget(Words(body, "body", tone="muted", wrap=True))
        self.no = Button(no, then=self.reject)
        self.yes = Button(yes, kind="bad" if danger else "primary", then=self.accept)
        self.add_buttons(self.no, self.yes)
        (self.no if danger else self.yes).setFocus()


class ChooseDialog(AskDialog):
    """One of a few; each is a button."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, title: str, choices: Sequence[tuple[Any, str]]) -> None:
        super().__init__(parent, title)
        for value, text in choices:
            button = Button(text, then=partial(self._choose, value))
            self.outer.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_buttons(Button(_("Cancel"), then=self.reject))

    def _choose(self, value: Any) -> None:
        self.chosen.emit(value)
        self.accept()


class _Fields(QScrollArea):
    """The fields of a dialog: as high as they are, scrolling where the screen is too low for that."""

    def __init__(self, form: Form, width: int) -> None:
        super().__init__()
        self._form, self._width = form, width
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        form.setProperty("role", "scrolled")
        self.setWidget(form)

    def sizeHint(self) -> QSize:
        column = self._form.column
        column.activate()
        wrapped = column.totalHeightForWidth(self._width)
        return QSize(self._width, wrapped if wrapped > 0 else column.totalSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._form and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(self.sizeHint().height(), theme().px("row-queue")))


class AskForm(AskDialog):
    """A form with one thing to do; ``save`` does it and may raise UserError, which is shown where it belongs."""

    saved = Signal()

    def __init__(self, parent: QWidget, title: str, *, save: str = "", size: str = "form", danger: bool = False) -> None:
        super().__init__(parent, title, size)
        self.form = Form()
        self._fields = _Fields(self.form, self.width() - 2 * _SIDE)
        self.outer.addWidget(self._fields)
        self.problem = Words("", "body", tone="bad", wrap=True)
        self.problem.hide()
        self.outer.addWidget(self.problem)
        self.cancel_button = Button(_("Cancel"), then=self.reject)
        kind: Kind = "bad" if danger else "primary"
        self.save_button = Button(save or _("Save"), kind=kind, key="Ctrl+S", then=self.accept)
        self.add_buttons(self.cancel_button, self.save_button)
        for key in ("Ctrl+S", "Ctrl+Return"):
            QShortcut(QKeySequence(key), self, self.accept)

    def save(self) -> None:
        """Do what the form is for, with what it holds; each form says how."""

    def accept(self) -> None:
        """Save and close; on a UserError stay, and say it in the form."""
        self.form.clear_faults()
        self.problem.hide()
        try:
            self.save()
        except UserError as error:
            self._show(error)
            return
        self.saved.emit()
        super().accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field saves; on a button it presses that, in several lines it starts a new one."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._grow()
        return handled

    def _show(self, error: UserError) -> None:
        text = str(error)
        if not self.form.fault(error.field, text):
            self.problem.setText(text)
            self.problem.show()
        self._grow()
        if (field := self.focusWidget()) is not None and self.form.isAncestorOf(field):
            self._fields.ensureWidgetVisible(field)
        announce(self, text)

    def _grow(self) -> None:
        """Give fields and wrapped words the height they need: Qt sizes a dialog once, when it opens."""
        self.outer.invalidate()
        self.outer.activate()
        needed = max(self.outer.totalHeightForWidth(self.width()), self.outer.totalSizeHint().height())
        parent = self.parentWidget()
        below = max(parent.window().height() if parent else 0, _LOW)
        most = min(self.screen().availableGeometry().height() - _LEFT_OF_SCREEN, below)
        self.resize(self.width(), min(max(self.height(), needed), most))


class FormDialog(AskForm):
    """The form of a page: ``save`` calls one action on ``self.shop``."""

    def __init__(
        self, desk: Desk, parent: QWidget, title: str, *, save: str = "", size: str = "form", danger: bool = False
    ) -> None:
        super().__init__(parent, title, save=save, size=size, danger=danger)
        self.desk, self.shop = desk, desk.shop
