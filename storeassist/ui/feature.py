"""What a feature is to the rest of the house. Imports no Qt, so that the command line and the kernel's door stay light."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from storeassist.kernel.settings import Setting


@dataclass(frozen=True)
class SearchHit:
    """One answer of a feature to the command search: where it leads is a page and the arguments of its ``open``."""

    title: str
    detail: str
    icon: str
    page: str
    args: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A button that a feature puts into the header of a page below it (slot "page.<key>.commands"): it leads to a page.

    ``text`` is an N_() text.
    """

    text: str
    page: str
    icon: str = ""
    args: Mapping[str, object] = field(default_factory=dict)
    shortcut: str = ""


@dataclass(frozen=True)
class Status:
    """The last line of the side bar while nothing runs; ``tone`` "" or "bad". A click leads to a page."""

    text: str
    tone: str = ""
    tip: str = ""
    page: str = ""


@dataclass(frozen=True)
class Feature:
    """A folder under features. Code is named by dotted strings ("package.module:name") and loaded when first used.

    ``title`` is an N_() text; ``group`` orders and groups the side bar (0: not in it); ``parent`` is the key of the page
    that this feature's page is a part of. One that ``leads`` stands above all groups; ``shortcut`` opens it from anywhere.
    ``journaled``, ``refreshers`` and ``inverses`` (name: undo, redo) go into the
    shop file's Schema; ``checks`` are functions (shop) -> list of problems; ``search`` is a function
    (shop, text, limit) -> list[SearchHit]. ``slots`` fills places that features below, or the window, offer:
    "window.service" takes classes made with the desk once the first page is in sight, told to ``leave`` at the end.
    """

    key: str
    title: str = ""
    icon: str = ""
    page: str = ""
    parent: str = ""
    group: int = 0
    leads: bool = False
    shortcut: str = ""
    migrations: str = ""
    journaled: tuple[str, ...] = ()
    refreshers: tuple[str, ...] = ()
    inverses: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    search: str = ""
    slots: Mapping[str, Sequence[str | Link]] = field(default_factory=dict)


def load(name: str) -> Any:
    """The object that a dotted string names."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def late(name: str) -> Callable[..., Any]:
    """A function that is imported when first called."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return load(name)(*args, **kwargs)

    return call
