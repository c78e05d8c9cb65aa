"""Says above all pages of a practice shop what it is, and takes it away at a click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from storeassist.features.practice import store
from storeassist.kernel.dates import show_day
from storeassist.kernel.text import _, many

if TYPE_CHECKING:
    from storeassist.ui.desk import Desk

_FRESH_DAYS = 10


class PracticeSign:
    """Beside the pages of every shop; silent unless everybody in it is invented."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        if store.is_practice(desk.shop):
            desk.notice("practice", self._words(), _("Remove it"), self.remove)

    def leave(self) -> None:
        """The window closes: there is nothing to end."""

    def remove(self) -> None:
        """Take the practice shop away; asks first when the owner has put something of their own into it."""
        acts, window = store.own_acts(self._desk.shop), self._desk.parent()
        if not acts or not isinstance(window, QWidget):
            self._go()
            return
        self._desk.ask.confirm(
            window,
            _("Remove the practice shop?"),
            many(
                "You did {n} thing in it yourself; it goes with the shop. Only your own shops keep what you enter.",
                "You did {n} things in it yourself; they go with the shop. Only your own shops keep what you enter.",
                acts,
            ),
            yes=_("Remove the practice shop"),
            no=_("Keep it"),
            danger=True,
            then=self._go,
        )

    def _go(self) -> None:
        self._desk.wanted.emit("remove")

    def _words(self) -> str:
        last, today = store.last_day(self._desk.shop), self._desk.now().date()
        if last is not None and (today - last).days > _FRESH_DAYS:
            return _(
                "This is a practice shop with invented customers. Its year ended on {day}: remove it, and make a new one"
                " from the start page.",
                day=show_day(last, today),
            )
        return _("This is a practice shop with invented customers. Try anything out: nothing here is real.")
