"""The forms that ask for a PIN: a first one, another one, none any more."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from storeassist.features.privacy import HAS_PIN, actions, rules
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.forms import LineField
from storeassist.ui.widgets.words import Words


class PinDialog(FormDialog):
    """Sets a PIN, or another one."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        changes = bool(desk.taste.get(HAS_PIN, False))
        title = _("Change the PIN") if changes else _("Set a PIN")
        super().__init__(desk, parent, title, save=title, size="ask")
        self.old = self.form.add(_("PIN now"), _hidden(), name="old") if changes else None
        self.pin = self.form.add(
            _("New PIN") if changes else _("PIN"),
            _hidden(),
            name="pin",
            help=_("{least} to {most} digits", least=rules.SHORTEST, most=rules.LONGEST),
        )
        self.again = self.form.add(_("Once more"), _hidden(), name="again")
        honest = _("It covers the window, no more: whoever can open the shop file elsewhere can read it.")
        self.form.column.addWidget(Words(honest, "label", tone="muted", wrap=True))
        (self.old or self.pin).setFocus()

    def save(self) -> None:
        """Keep it in the system's password store."""
        if self.old is not None:
            actions.prove_pin(self.old.text())
        actions.set_pin(self.pin.text(), self.again.text())
        self.desk.taste.set(HAS_PIN, True)
        self.desk.say(_("The PIN is set. Ctrl L locks the window."), undo=False)


class RemovePinDialog(FormDialog):
    """Takes the PIN away."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        title = _("Remove the PIN")
        super().__init__(desk, parent, title, save=title, size="ask", danger=True)
        self.old = self.form.add(_("PIN now"), _hidden(), name="old")
        self.old.setFocus()

    def save(self) -> None:
        """Forget it."""
        actions.prove_pin(self.old.text())
        actions.remove_pin()
        self.desk.taste.set(HAS_PIN, None)
        self.desk.say(_("The PIN is removed; the window locks no more."), undo=False)


def _hidden() -> LineField:
    field = LineField()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setMaxLength(3 * rules.LONGEST)
    return field
