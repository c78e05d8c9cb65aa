"""A window over two small pages of the tests' own, so that the toolkit is tested without the features."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from storeassist.app import App, dress
from storeassist.features.settings import FEATURE as SETTINGS
from storeassist.kernel.database import Shop
from storeassist.kernel.errors import UserError
from storeassist.kernel.text import N_
from storeassist.ui.commands import command
from storeassist.ui.desk import Desk
from storeassist.ui.dialog import FormDialog
from storeassist.ui.feature import Feature, Link, SearchHit
from storeassist.ui.forms import LineField
from storeassist.ui.page import Page
from storeassist.ui.taste import Taste
from storeassist.ui.window import Window


class FirstPage(Page):
    """Shows a fact of the shop; counts how often it read."""

    shows: ClassVar = ("shop_setting",)

    def build(self) -> None:
        self.reads = 0
        self.done: list[str] = []
        self.opened: list[dict[str, Any]] = []

    def reload(self) -> None:
        self.reads += 1
        self.set_sentence(f"read {self.reads}")

    def open(self, **args: Any) -> None:
        self.opened.append(args)

    @command("Bake a cake", icon="add", shortcut="Ctrl+N", place="primary")
    def bake(self) -> None:
        self.done.append("bake")

    @command("Burn it", place="menu")
    def burn(self) -> None:
        raise UserError("The oven is cold.")


class SecondPage(FirstPage):
    """A part of the first."""


class NameDialog(FormDialog):
    """Refuses every name but one."""

    def __init__(self, desk: Desk, parent: Any) -> None:
        super().__init__(desk, parent, "What is it called?")
        self.name = self.form.add("Name", LineField(), name="name")

    def save(self) -> None:
        if self.name.text() != "right":
            raise UserError("This name is taken.", field="name" if self.name.text() else "")


@dataclass
class Found:
    """What the search of the first feature was asked."""

    asked: ClassVar[list[str]] = []


def hits(_shop: Shop, text: str, limit: int) -> list[SearchHit]:
    """The tests' own search."""
    Found.asked.append(text)
    return [SearchHit("Shan Xiaolan", "138****2764", "customers", "first", {"customer_id": 7})][:limit] if "shan" in text else []


FEATURES = (
    Feature("first", N_("Cakes"), "customers", "tests.ui.conftest:FirstPage", group=1, search="tests.ui.conftest:hits"),
    Feature(
        "second",
        N_("Oven"),
        "import",
        "tests.ui.conftest:SecondPage",
        parent="first",
        slots={"page.first.commands": (Link(N_("Heat up…"), "second", "import", {"degrees": 180}),)},
    ),
    Feature("third", N_("Bread"), "orders", "tests.ui.conftest:SecondPage", group=2),
    SETTINGS,
)


@pytest.fixture
def taste() -> Taste:
    """A taste that chose English and light."""
    taste = Taste.memory()
    taste.set("look/language", "en")
    taste.set("look/theme", "light")
    return taste


@pytest.fixture
def desk(qtbot: QtBot, shop: Shop, now: datetime, taste: Taste) -> Iterator[Desk]:
    """A desk without a window."""
    dress(taste)
    desk = Desk(shop, FEATURES, taste, lambda: now)
    yield desk
    if isValid(desk):
        desk.jobs.stop_all()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> Iterator[Window]:
    """A shown window on an empty shop."""
    window = Window(desk)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.close()


@pytest.fixture
def app(qtbot: QtBot, taste: Taste, now: datetime) -> Iterator[App]:
    """The program with no window yet."""
    app = App(taste, lambda: now)
    yield app
    for window in (app.window, app.start_page):
        if window is not None:
            window.close()
            window.deleteLater()
    if app.window is not None:
        app.window.desk.shop.close()


def free() -> None:
    """Let Qt and Python delete what is to be deleted."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        gc.collect()
