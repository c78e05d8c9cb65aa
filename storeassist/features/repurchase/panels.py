"""What every tab of the Repurchase page is: it says what to read, shows what was found, and leads to the customers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from storeassist.kernel.dates import show_day_in_full
from storeassist.kernel.text import _
from storeassist.ui.desk import Desk
from storeassist.ui.layouts import column
from storeassist.ui.picture import copy_picture

Read = Callable[..., Any]
"""A function (job, shop, *question) that needs no window."""


class Tab(QWidget):
    """One tab. One that ``is_slow`` is read in the background even in a small shop."""

    is_slow = False
    to_rule = Signal(object, str)
    """Show the customers of a rule document under a name."""
    to_people = Signal(object, str, object)
    """Show the customers that a function (shop) reads, under a heading; with the rule document that selects them, if any."""
    to_customer = Signal(int)
    to_coupons = Signal(object)
    """Issue coupons to these customers, by id."""
    to_tab = Signal(str)
    asked = Signal()
    """What is to be read has changed."""

    def __init__(self, desk: Desk, read: Read) -> None:
        super().__init__()
        self.desk, self.shop, self.read = desk, desk.shop, read
        self.body = column(self)

    def question(self, now: datetime) -> tuple[Any, ...]:
        """What ``read`` is asked."""
        return (now,)

    def show_found(self, found: Any) -> None:
        """Show what was read; each tab says how."""

    def later(self) -> tuple[Read, tuple[Any, ...]] | None:
        """What is read in the background once the rest is in sight, and what it is asked; None: nothing."""
        return None

    def show_later(self, found: Any) -> None:
        """Show what was read later."""

    def sentence(self) -> str:
        """What the tab answers, with the live figures in it; "" before anything was read."""
        return ""

    def copy(self, chart: QWidget) -> None:
        """Put a chart where it can be pasted into a chat."""
        now = self.desk.now()
        copy_picture(chart, f"{self.shop.name} · {show_day_in_full(now)}")
        self.desk.say(_("The picture is copied: paste it into the chat."), undo=False)

    def overdue(self) -> list[int]:
        """Those on the tab who should be back by now, as far as it knows."""
        return []


def share_words(part: float, whole: float) -> str:
    """A share in words; a dash for a share of nothing, or of money that was paid back."""
    return f"{100 * part / whole:.1f}%" if whole > 0 else "—"


def all_of(*leaves: Mapping[str, object]) -> dict[str, object]:
    """The document of a rule that asks for all of these."""
    return dict(leaves[0]) if len(leaves) == 1 else {"all": [dict(leaf) for leaf in leaves]}


def leaf(field: str, op: str, value: object, **options: object) -> dict[str, object]:
    """The document of one condition."""
    return {"field": field, "op": op, "value": value, **options}
