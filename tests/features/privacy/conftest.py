"""A password store in memory, and a window whose clock a test can put forward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import keyring
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from storeassist.app import open_window
from storeassist.features.privacy import HAS_PIN, actions
from storeassist.kernel.database import Shop
from storeassist.ui.taste import Taste
from storeassist.ui.window import Window
from tests.features.privacy.keyring_in_memory import InMemory


@pytest.fixture
def store() -> Iterator[InMemory]:
    """This computer's password store."""
    before, made = keyring.get_keyring(), InMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@dataclass
class Clock:
    """The shop's wall clock."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **time: float) -> None:
        """Let time pass."""
        self.at += timedelta(**time)


@pytest.fixture
def clock(now: datetime) -> Clock:
    """A clock that stands until it is put forward."""
    return Clock(now)


@pytest.fixture
def taste() -> Taste:
    """This computer's taste: nothing chosen yet."""
    return Taste.memory()


@pytest.fixture
def pin(store: InMemory, taste: Taste) -> str:
    """The PIN that is set."""
    actions.set_pin("2764", "2764")
    taste.set(HAS_PIN, True)
    return "2764"


@pytest.fixture
def window(shop: Shop, qtbot: QtBot, taste: Taste, clock: Clock) -> Iterator[Window]:
    """A window with what runs beside its pages."""
    made = open_window(shop, taste, clock, language="en", theme_mode="light")
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: any(key == "Ctrl+L" for _text, _icon, key, _act in made.desk.offered))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
