"""Says that a shop file lies where it may be lost, and moves it onto this computer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from storeassist.kernel.errors import UserError
from storeassist.kernel.moving import Moved, copy_here, put_aside
from storeassist.kernel.paths import data_folder
from storeassist.kernel.text import _
from storeassist.ui.crash import Fail
from storeassist.ui.desk import Desk

OpenShop = Callable[[Path], Any]


def warn_of_place(desk: Desk, open_shop: OpenShop, fail: Fail) -> None:
    """One line above the pages of a shop in a synced folder or on a network, with its cure."""
    place = desk.shop.place
    text = (
        _(
            "This shop file lies in a folder that {name} copies to other computers. Open on two of them at once, it can"
            " lose entries. It is written with extra care; safer is this computer.",
            name=place.name,
        )
        if place.kind == "synced"
        else _(
            "This shop file lies on another computer of the network. Open on two computers at once, it can lose"
            " entries. It is written with extra care; safer is this computer."
        )
    )
    desk.notice("place", text, _("Move it to this computer…"), partial(_ask, desk, open_shop, fail))


def _ask(desk: Desk, open_shop: OpenShop, fail: Fail) -> None:
    window = desk.parent()
    if isinstance(window, QWidget):
        desk.ask.confirm(
            window,
            _("Move the shop file to this computer?"),
            _(
                "It is copied to {folder}, looked through and opened there. The file in the old place is kept, and"
                " renamed so that nobody goes on with it by mistake.",
                folder=data_folder(),
            ),
            yes=_("Move the shop file"),
            then=partial(_copy, desk, open_shop, fail),
        )


def _copy(desk: Desk, open_shop: OpenShop, fail: Fail) -> None:
    desk.jobs.start_on_shop(copy_here, text=_("Moving the shop file…"), done=partial(_go_over, desk, open_shop, fail))


def _go_over(desk: Desk, open_shop: OpenShop, fail: Fail, moved: Moved) -> None:
    """Open the copy and put the old file aside; not when something was written to the old one meanwhile."""
    old = desk.shop
    try:
        if old.revision != moved.revision:
            with suppress(OSError):
                moved.path.unlink()
            raise UserError("Something was entered while the shop file was copied. Nothing was moved; try again.")
        open_shop(moved.path)
        if not desk.listens:  # the window of the old file is closed
            put_aside(old.path)
    except UserError as error:
        fail(error)
