"""What covers the window until the PIN is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from storeassist.features.privacy import HAS_PIN, actions, rules
from storeassist.features.privacy.actions import Verdict
from storeassist.kernel.text import _, many
from storeassist.ui.crash import in_words
from storeassist.ui.desk import Desk
from storeassist.ui.forms import LineField
from storeassist.ui.layouts import column, row
from storeassist.ui.theme import theme
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.card import Card
from storeassist.ui.widgets.words import Words

_WRONG = "privacy/wrong_tries"


class LockScreen(QFrame):
    """Asks for the PIN; a wrong one makes wait, longer each time, also after the program was started anew."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._left = 0
        self._second = QTimer(self, interval=1_000)
        self._second.timeout.connect(self._on_second)
        self.setProperty("role", "page")
        self.setAutoFillBackground(True)
        self.setAccessibleName(_("The window is locked"))
        whole, middle = column(self, gap=""), row(gap="")
        whole.addStretch(2)
        whole.addLayout(middle)
        whole.addStretch(3)
        middle.addStretch(1)
        middle.addWidget(self._card())
        middle.addStretch(1)
        self.setFocusProxy(self.pin)
        self._wait(rules.pause_after(self._wrong))

    @Slot()
    def unlock(self) -> None:
        """Try what is typed."""
        if not self._left and self.button.isEnabled() and self.pin.text().strip():
            self._set_busy(True)
            written = self.pin.text()
            self._desk.jobs.start(lambda _job: actions.try_pin(written), done=self._on_verdict, failed=self._on_failed)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.pin.setFocus(event.reason())

    @property
    def _wrong(self) -> int:
        return int(self._desk.taste.get(_WRONG, 0))

    def _card(self) -> Card:
        card = Card()
        card.setFixedWidth(theme().dialog_width("ask"))
        card.body.addWidget(Words(_("{shop} is locked", shop=self._desk.shop.name), "name", wrap=True))
        label = Words(_("PIN"), "label", tone="muted")
        self.pin = LineField()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(3 * rules.LONGEST)
        self.pin.setAccessibleName(_("PIN"))
        self.pin.returnPressed.connect(self.unlock)
        self.button = Button(_("Unlock"), kind="primary", key="Return", then=self.unlock)
        line = row()
        line.addWidget(self.pin, 1)
        line.addWidget(self.button)
        entry = column(gap="xs")
        entry.addWidget(label)
        entry.addLayout(line)
        card.body.addLayout(entry)
        self.problem = Words("", "label", tone="bad", wrap=True)
        self.problem.hide()
        card.body.addWidget(self.problem)
        self._forgotten = Button(_("PIN forgotten?"), kind="link", small=True, then=self._tell_way_out)
        card.body.addWidget(self._forgotten, 0, Qt.AlignmentFlag.AlignLeft)
        self._way_out = Words(_way_out(), "label", tone="muted", wrap=True)
        self._way_out.hide()
        card.body.addWidget(self._way_out)
        return card

    def _tell_way_out(self) -> None:
        self._forgotten.hide()
        self._way_out.show()
        self.pin.setFocus()

    def _on_verdict(self, verdict: Verdict) -> None:
        self._set_busy(False)
        self.pin.clear()
        if verdict is Verdict.WRONG:
            self._desk.taste.set(_WRONG, self._wrong + 1)
            self._wait(rules.pause_after(self._wrong))
            return
        self._desk.taste.set(_WRONG, None)
        self._desk.cover(None)
        if verdict is Verdict.NO_PIN:
            self._desk.taste.set(HAS_PIN, None)
            self._desk.say(_("The PIN is gone from the password store: the window locks no more."), undo=False)

    def _on_failed(self, error: Exception) -> None:
        self._set_busy(False)
        self._say(in_words(error))

    def _wait(self, seconds: int) -> None:
        self._left = seconds
        self.pin.setReadOnly(seconds > 0)
        self.button.setEnabled(not seconds)
        if seconds:
            self._say(many("Not the PIN. Try again in {n} second.", "Not the PIN. Try again in {n} seconds.", seconds))
            self._second.start()
        else:
            self._second.stop()
            self._say("")

    @Slot()
    def _on_second(self) -> None:
        self._wait(self._left - 1)

    def _set_busy(self, busy: bool) -> None:
        self.button.setEnabled(not busy)
        self.pin.setReadOnly(busy)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


def _way_out() -> str:
    return _(
        "Open this computer's password store (Windows: Credential Manager, Mac: Keychain Access, Linux: Passwords and"
        " Keys), remove the entry “StoreAssist”, and press Unlock with any digits. The PIN only covers this window;"
        " it does not encrypt the shop file."
    )
