"""A command is a method: its decorator says how buttons, menus, keys and the command search show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from storeassist.kernel.text import _
from storeassist.ui.crash import Fail, at_the_edge

Place = Literal["primary", "header", "menu", "row", "hidden"]
Method = TypeVar("Method", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Command:
    """How one command looks; ``text`` is translated when shown, ``name`` is its method."""

    name: str
    text: str
    icon: str
    shortcut: str
    place: Place


def command(text: str, *, icon: str = "", shortcut: str = "", place: Place = "header") -> Callable[[Method], Method]:
    """Mark a page's method as something the owner can do.

    It becomes the one primary button, a quiet button of the header, an entry behind its "more" button, an entry of the
    context menu of rows, or (hidden) answers only to its key and the command search.
    """

    def mark(method: Method) -> Method:
        method.__command__ = Command(method.__name__, text, icon, shortcut, place)  # type: ignore[attr-defined]
        return method

    return mark


def commands_of(page: type) -> Iterator[Command]:
    """Every command of a page class, in the order they are written."""
    for base in reversed(page.__mro__):
        for member in vars(base).values():
            if isinstance(found := getattr(member, "__command__", None), Command):
                yield found


def make_actions(page: QWidget, fail: Fail) -> dict[str, QAction]:
    """The page's actions by method name; a UserError that flies out of one goes to ``fail``."""
    actions = {}
    for spec in commands_of(type(page)):
        action = QAction(page)
        action.setText(_(spec.text))
        action.setObjectName(spec.name)
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        action.triggered.connect(at_the_edge(getattr(page, spec.name), fail))
        page.addAction(action)
        actions[spec.name] = action
    return actions


def key_text(shortcut: str) -> str:
    """A key as the owner's keyboard names it: Ctrl N, or ⌘N on a Mac."""
    import sys

    if not shortcut:
        return ""
    if sys.platform == "darwin":
        return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return shortcut.replace("Return", "↵").replace("+", " ")
