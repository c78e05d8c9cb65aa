"""A picture of the owner's on the studio's page: what it is, and the ways to bring one or take it off."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from storeassist.kernel.text import N_, _
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column, row
from storeassist.ui.widgets.button import Button
from storeassist.ui.widgets.words import Words

_PICTURES = ((N_("Pictures"), ("png", "jpg", "jpeg", "webp", "bmp", "gif")),)


class PicturePart(QWidget):
    """``chosen`` tells the path of the owner's picture, ``removed`` that there is to be none."""

    chosen = Signal(object)
    removed = Signal()

    def __init__(self, desk: Desk, title: str, question: str, hint: str = "") -> None:
        super().__init__()
        self._desk, self._question = desk, question
        lines = column(self, gap="s")
        lines.addWidget(Words(title, "label", tone="muted"))
        self.words = Words("", "body", wrap=True)
        lines.addWidget(self.words)
        buttons = row()
        choose = Button(_("Choose a picture…"), small=True, then=self._choose)
        choose.setAccessibleName(question)
        self.remove = Button(_("Take it off"), kind="link", small=True, then=self.removed.emit)
        buttons.addWidget(choose)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        lines.addLayout(buttons)
        if hint:
            lines.addWidget(Words(hint, "caption", tone="muted", wrap=True))

    def show_words(self, words: str, *, is_there: bool) -> None:
        """Say what the picture is, or what it is without one."""
        self.words.setText(words)
        self.words.set_tone("" if is_there else "muted")
        self.remove.setVisible(is_there)

    def _choose(self) -> None:
        def take(path: Path) -> None:
            self.chosen.emit(path)

        self._desk.ask.open_file(self, self._question, _PICTURES, then=take)
